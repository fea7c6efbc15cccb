CREATE TABLE audit_records (
  -- Without gaps, from 1: the order of records, and the key that keeps a second chain from growing beside the first.
  seq BIGINT PRIMARY KEY CHECK (seq > 0),
  id TEXT NOT NULL UNIQUE,
  at TIMESTAMPTZ NOT NULL,
  -- The account, kept as text: a record outlives the account it names.
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  source TEXT NOT NULL,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action <> ''),
  subject TEXT NOT NULL,
  -- JSON: what the action was given and what it changed.
  detail TEXT NOT NULL,
  -- SHA-256 over this record and the hash of the one before it, in hexadecimal.
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  -- Folded words of the record, for searching alone: the hash does not cover it.
  search TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit_records (subject, seq);
CREATE INDEX audit_actor ON audit_records (actor_id, seq);
CREATE INDEX audit_action ON audit_records (action, seq);
CREATE INDEX audit_at ON audit_records (at);
-- The last link. Whoever appends updates it first, so that there is one at a time.
CREATE TABLE audit_head (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, '');
{{- if eq .Dialect "sqlite"}}
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_records
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_records
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
{{- else}}
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit records are append-only'; END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_records
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
{{- end}}
