DROP INDEX accounts_person;
ALTER TABLE accounts DROP COLUMN person_id;
{{- if eq .Dialect "pg"}}
ALTER TABLE accounts DROP CONSTRAINT accounts_unit_fkey;
{{- else}}
-- The key cannot be dropped, and would keep the units from being dropped.
UPDATE accounts SET unit_catalogue = NULL, unit_code = NULL;
{{- end}}
