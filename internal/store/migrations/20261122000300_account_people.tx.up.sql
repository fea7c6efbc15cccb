ALTER TABLE accounts ADD COLUMN person_id TEXT REFERENCES people (id);
-- One person, one account.
CREATE UNIQUE INDEX accounts_person ON accounts (person_id);
{{- if eq .Dialect "pg"}}
-- SQLite has this key from the start: it takes one whose table is made later, and can add none.
ALTER TABLE accounts ADD CONSTRAINT accounts_unit_fkey FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code);
{{- end}}
