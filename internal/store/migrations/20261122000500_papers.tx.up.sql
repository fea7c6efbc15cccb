CREATE TABLE papers (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  -- NULL: the whole meeting.
  item_id TEXT REFERENCES agenda_items (id),
  position BIGINT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  type_id TEXT REFERENCES catalogue_entries (id),
  -- Who prepares it; NULL: the host unit.
  unit_catalogue TEXT,
  unit_code TEXT,
  person_id TEXT REFERENCES people (id),
  due_at TIMESTAMPTZ,
  audience TEXT NOT NULL CHECK (audience IN ('invited', 'delegates', 'units', 'host')),
  close_after BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('awaited', 'draft', 'submitted', 'returned', 'approved', 'released', 'withdrawn')),
  state_since TIMESTAMPTZ NOT NULL,
  reason TEXT NOT NULL,
  -- How many versions the file has had.
  files BIGINT NOT NULL CHECK (files >= 0),
  created_at TIMESTAMPTZ NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  CHECK ((unit_catalogue IS NULL) = (unit_code IS NULL)),
  CHECK ((state = 'awaited') = (files = 0)),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE INDEX papers_meeting ON papers (meeting_id, position, id);
CREATE INDEX papers_item ON papers (item_id);
CREATE INDEX papers_unit ON papers (unit_catalogue, unit_code, state, due_at);
CREATE INDEX papers_person ON papers (person_id, state, due_at);
-- The units that read a paper of the audience 'units'.
CREATE TABLE paper_units (
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  catalogue TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (paper_id, catalogue, code),
  FOREIGN KEY (catalogue, code) REFERENCES units (catalogue, code)
);
CREATE TABLE paper_files (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  number BIGINT NOT NULL CHECK (number > 0),
  name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'xlsx', 'pptx', 'jpeg', 'png')),
  size BIGINT NOT NULL CHECK (size > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  blob_key TEXT NOT NULL CHECK (blob_key <> ''),
  uploaded_at TIMESTAMPTZ NOT NULL,
  uploaded_by TEXT NOT NULL,
  uploader TEXT NOT NULL,
  preview TEXT NOT NULL CHECK (preview IN ('pending', 'ready', 'failed', 'unavailable')),
  preview_key TEXT NOT NULL,
  pages BIGINT NOT NULL CHECK (pages >= 0),
  CHECK ((preview = 'ready') = (pages > 0 AND preview_key <> '')),
  UNIQUE (paper_id, number)
);
CREATE INDEX paper_files_blob ON paper_files (blob_key);
CREATE INDEX paper_files_preview ON paper_files (preview, id);
CREATE TABLE paper_steps (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  at TIMESTAMPTZ NOT NULL,
  action TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  number BIGINT NOT NULL,
  -- Empty: the system.
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL
);
CREATE INDEX paper_steps_paper ON paper_steps (paper_id, at, id);
-- Files on their way in. The bytes stand in a directory of their own until the last one has come and was looked at.
CREATE TABLE paper_uploads (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL CHECK (name <> ''),
  size BIGINT NOT NULL CHECK (size > 0),
  -- Empty until it was looked at.
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  blob_key TEXT NOT NULL,
  preview_key TEXT NOT NULL,
  pages BIGINT NOT NULL CHECK (pages >= 0),
  declared_at TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  CHECK ((kind = '') = (blob_key = ''))
);
CREATE INDEX paper_uploads_account ON paper_uploads (account_id);
CREATE INDEX paper_uploads_expires ON paper_uploads (expires_at);
CREATE INDEX paper_uploads_blob ON paper_uploads (blob_key);
CREATE TABLE paper_views (
  id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  file_id TEXT NOT NULL REFERENCES paper_files (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  label TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX paper_views_paper ON paper_views (paper_id);
CREATE INDEX paper_views_file ON paper_views (file_id);
CREATE INDEX paper_views_expires ON paper_views (expires_at);
-- Private notes and marks: every query of them names their owner.
CREATE TABLE paper_notes (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  paper_id TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
  file_id TEXT NOT NULL REFERENCES paper_files (id) ON DELETE CASCADE,
  page BIGINT NOT NULL CHECK (page > 0),
  kind TEXT NOT NULL CHECK (kind IN ('note', 'highlight', 'underline', 'ink')),
  text TEXT NOT NULL,
  color TEXT NOT NULL CHECK (color IN ('yellow', 'green', 'red', 'blue')),
  -- JSON: rectangles or points as parts of the page.
  areas TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX paper_notes_owner ON paper_notes (account_id, paper_id, page);
CREATE INDEX paper_notes_paper ON paper_notes (paper_id);
CREATE INDEX paper_notes_file ON paper_notes (file_id);
