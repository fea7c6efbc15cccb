DROP TABLE audit_head;
DROP TABLE audit_records;
{{- if ne .Dialect "sqlite"}}
DROP FUNCTION audit_append_only();
{{- end}}
