-- What replaced a conclusion notice goes: the first edition stands again.
DROP TABLE task_reminders;
DROP INDEX conclusion_documents_meeting;
{{if eq .Dialect "sqlite"}}
CREATE TABLE conclusion_documents_anew (
  id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  kind TEXT NOT NULL CHECK (kind IN ('minutes', 'notice')),
  agency_catalogue TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  year BIGINT NOT NULL,
  type TEXT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  symbol TEXT NOT NULL CHECK (symbol <> ''),
  title TEXT NOT NULL,
  search TEXT NOT NULL,
  recipients BIGINT NOT NULL,
  pdf BLOB NOT NULL,
  docx BLOB NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  docx_sha256 TEXT NOT NULL,
  issued_at TIMESTAMPTZ NOT NULL,
  issued_by TEXT NOT NULL,
  UNIQUE (meeting_id, kind),
  UNIQUE (agency_catalogue, agency_code, year, type, number),
  FOREIGN KEY (agency_catalogue, agency_code, year, type)
    REFERENCES document_registers (agency_catalogue, agency_code, year, type)
);
INSERT INTO conclusion_documents_anew (id, meeting_id, kind, agency_catalogue, agency_code, year, type, number, symbol, title, search, recipients, pdf, docx, bytes, sha256, docx_sha256, issued_at, issued_by) SELECT id, meeting_id, kind, agency_catalogue, agency_code, year, type, number, symbol, title, search, recipients, pdf, docx, bytes, sha256, docx_sha256, issued_at, issued_by FROM conclusion_documents WHERE replaces IS NULL;
CREATE TABLE minutes_anew (
  meeting_id TEXT PRIMARY KEY REFERENCES meetings (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'agreed')),
  -- JSON.
  content TEXT NOT NULL,
  basis TEXT NOT NULL CHECK (basis IN ('plan', 'log')),
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  saved_at TIMESTAMPTZ NOT NULL,
  reason TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at TIMESTAMPTZ,
  -- JSON, of what the annexes are made; frozen with the content.
  proceedings TEXT NOT NULL,
  document_id TEXT REFERENCES conclusion_documents_anew (id),
  sha256 TEXT NOT NULL,
  CHECK ((state = 'agreed') = (document_id IS NOT NULL)),
  CHECK ((state = 'agreed') = (sha256 <> ''))
);
INSERT INTO minutes_anew (meeting_id, version, state, content, basis, author_id, author_name, saved_at, reason, decided_by, decided_at, proceedings, document_id, sha256) SELECT meeting_id, version, state, content, basis, author_id, author_name, saved_at, reason, decided_by, decided_at, proceedings, document_id, sha256 FROM minutes;
CREATE TABLE minutes_revisions_anew (
  meeting_id TEXT NOT NULL REFERENCES minutes_anew (meeting_id),
  number BIGINT NOT NULL CHECK (number > 0),
  kind TEXT NOT NULL CHECK (kind IN ('drafted', 'edited', 'submitted', 'returned', 'agreed')),
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  saved_at TIMESTAMPTZ NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (meeting_id, number)
);
INSERT INTO minutes_revisions_anew (meeting_id, number, kind, author_id, author_name, created_at, saved_at, content) SELECT meeting_id, number, kind, author_id, author_name, created_at, saved_at, content FROM minutes_revisions;
CREATE TABLE minutes_additions_anew (
  meeting_id TEXT NOT NULL REFERENCES minutes_anew (meeting_id),
  number BIGINT NOT NULL CHECK (number > 0),
  content TEXT NOT NULL,
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  added_at TIMESTAMPTZ NOT NULL,
  -- Over this addition and the hash before it.
  sha256 TEXT NOT NULL,
  PRIMARY KEY (meeting_id, number)
);
INSERT INTO minutes_additions_anew (meeting_id, number, content, author_id, author_name, added_at, sha256) SELECT meeting_id, number, content, author_id, author_name, added_at, sha256 FROM minutes_additions;
CREATE TABLE conclusion_notices_anew (
  meeting_id TEXT PRIMARY KEY REFERENCES meetings (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'waived')),
  -- JSON.
  fields TEXT NOT NULL,
  reason TEXT NOT NULL,
  document_id TEXT REFERENCES conclusion_documents_anew (id),
  decided_by TEXT NOT NULL,
  decided_at TIMESTAMPTZ,
  saved_at TIMESTAMPTZ NOT NULL,
  CHECK ((state = 'issued') = (document_id IS NOT NULL)),
  CHECK ((state = 'draft') = (decided_at IS NULL))
);
INSERT INTO conclusion_notices_anew (meeting_id, version, state, fields, reason, document_id, decided_by, decided_at, saved_at) SELECT meeting_id, version, state, fields, reason, document_id, decided_by, decided_at, saved_at FROM conclusion_notices WHERE edition = 1;
DROP TABLE minutes_revisions;
DROP TABLE minutes_additions;
DROP TABLE minutes;
DROP TABLE conclusion_notices;
DROP TABLE conclusion_documents;
ALTER TABLE conclusion_documents_anew RENAME TO conclusion_documents;
ALTER TABLE minutes_anew RENAME TO minutes;
ALTER TABLE minutes_revisions_anew RENAME TO minutes_revisions;
ALTER TABLE minutes_additions_anew RENAME TO minutes_additions;
ALTER TABLE conclusion_notices_anew RENAME TO conclusion_notices;
CREATE INDEX conclusion_documents_issued ON conclusion_documents (kind, issued_at, id);
{{else}}
DELETE FROM conclusion_notices WHERE edition > 1;
DELETE FROM conclusion_documents WHERE replaces IS NOT NULL;
ALTER TABLE conclusion_notices DROP CONSTRAINT conclusion_notices_pkey;
ALTER TABLE conclusion_notices DROP COLUMN edition, DROP COLUMN replaces, DROP COLUMN replace_reason;
ALTER TABLE conclusion_notices ADD PRIMARY KEY (meeting_id);
ALTER TABLE conclusion_documents DROP COLUMN replaces;
ALTER TABLE conclusion_documents ADD UNIQUE (meeting_id, kind);
{{end}}
