CREATE TABLE audit_records (
  -- UUIDv7: the order of ids is the order of records.
  id TEXT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  -- The account, kept as text: a record outlives the account it names.
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  source TEXT NOT NULL,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action <> ''),
  subject TEXT NOT NULL,
  -- JSON: what the action was given and what it changed.
  detail TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit_records (subject, id);
{{- if eq .Dialect "sqlite"}}
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_records
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_records
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
{{- end}}
