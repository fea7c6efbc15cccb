{{- if eq .Dialect "sqlite"}}
DROP TRIGGER audit_words_follow;
DROP TABLE audit_words;
{{- else}}
ALTER TABLE audit_records DROP COLUMN words;
DROP FUNCTION audit_words(TEXT);
{{- end}}
