-- Minutes and conclusion notices that were numbered. They never change.
CREATE TABLE conclusion_documents (
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
  pdf {{if eq .Dialect "sqlite"}}BLOB{{else}}BYTEA{{end}} NOT NULL,
  docx {{if eq .Dialect "sqlite"}}BLOB{{else}}BYTEA{{end}} NOT NULL,
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
CREATE INDEX conclusion_documents_issued ON conclusion_documents (kind, issued_at, id);
CREATE TABLE minutes (
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
  document_id TEXT REFERENCES conclusion_documents (id),
  sha256 TEXT NOT NULL,
  CHECK ((state = 'agreed') = (document_id IS NOT NULL)),
  CHECK ((state = 'agreed') = (sha256 <> ''))
);
-- Minutes as they once stood.
CREATE TABLE minutes_revisions (
  meeting_id TEXT NOT NULL REFERENCES minutes (meeting_id),
  number BIGINT NOT NULL CHECK (number > 0),
  kind TEXT NOT NULL CHECK (kind IN ('drafted', 'edited', 'submitted', 'returned', 'agreed')),
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  saved_at TIMESTAMPTZ NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (meeting_id, number)
);
-- Corrections of agreed minutes. They never change.
CREATE TABLE minutes_additions (
  meeting_id TEXT NOT NULL REFERENCES minutes (meeting_id),
  number BIGINT NOT NULL CHECK (number > 0),
  content TEXT NOT NULL,
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  added_at TIMESTAMPTZ NOT NULL,
  -- Over this addition and the hash before it.
  sha256 TEXT NOT NULL,
  PRIMARY KEY (meeting_id, number)
);
CREATE TABLE conclusion_notices (
  meeting_id TEXT PRIMARY KEY REFERENCES meetings (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'waived')),
  -- JSON.
  fields TEXT NOT NULL,
  reason TEXT NOT NULL,
  document_id TEXT REFERENCES conclusion_documents (id),
  decided_by TEXT NOT NULL,
  decided_at TIMESTAMPTZ,
  saved_at TIMESTAMPTZ NOT NULL,
  CHECK ((state = 'issued') = (document_id IS NOT NULL)),
  CHECK ((state = 'draft') = (decided_at IS NULL))
);
-- Which reminders of a meeting's clock have been seen to.
CREATE TABLE conclusion_reminders (
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  rule TEXT NOT NULL CHECK (rule <> ''),
  run_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (meeting_id, rule)
);
CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  position BIGINT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  detail TEXT NOT NULL,
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  person_id TEXT REFERENCES people (id),
  -- A day, YYYY-MM-DD; '' = none. Lists set those without a day last by far_due.
  due TEXT NOT NULL,
  far_due TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'in_progress', 'done', 'withdrawn')),
  note TEXT NOT NULL,
  search TEXT NOT NULL,
  assigned_at TIMESTAMPTZ,
  done_at TIMESTAMPTZ,
  chased_at TIMESTAMPTZ,
  chases BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code),
  CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX tasks_meeting ON tasks (meeting_id, position, id);
CREATE INDEX tasks_unit ON tasks (unit_catalogue, unit_code, far_due, id);
CREATE INDEX tasks_person ON tasks (person_id, far_due, id);
CREATE INDEX tasks_due ON tasks (far_due, id);
CREATE INDEX tasks_updated ON tasks (updated_at, id);
