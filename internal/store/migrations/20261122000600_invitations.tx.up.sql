-- The last number given by each agency in each year for each type of document.
CREATE TABLE document_registers (
  agency_catalogue TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  year BIGINT NOT NULL CHECK (year BETWEEN 1900 AND 9999),
  type TEXT NOT NULL CHECK (type <> ''),
  last_number BIGINT NOT NULL CHECK (last_number >= 0),
  PRIMARY KEY (agency_catalogue, agency_code, year, type),
  FOREIGN KEY (agency_catalogue, agency_code) REFERENCES units (catalogue, code)
);
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'addition', 'change', 'postponed', 'cancelled')),
  agency_catalogue TEXT NOT NULL,
  agency_code TEXT NOT NULL,
  year BIGINT NOT NULL,
  type TEXT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  symbol TEXT NOT NULL CHECK (symbol <> ''),
  title TEXT NOT NULL,
  replaces_id TEXT REFERENCES documents (id),
  sequence BIGINT NOT NULL,
  invited BIGINT NOT NULL,
  pdf {{if eq .Dialect "sqlite"}}BLOB{{else}}BYTEA{{end}} NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  issued_at TIMESTAMPTZ NOT NULL,
  issued_by TEXT NOT NULL,
  UNIQUE (agency_catalogue, agency_code, year, type, number),
  FOREIGN KEY (agency_catalogue, agency_code, year, type)
    REFERENCES document_registers (agency_catalogue, agency_code, year, type)
);
CREATE INDEX documents_meeting ON documents (meeting_id, issued_at);
-- The letter of a meeting as it is written, and what was last announced of the meeting.
CREATE TABLE letters (
  meeting_id TEXT PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE,
  version BIGINT NOT NULL,
  -- JSON.
  fields TEXT NOT NULL,
  answer_by TIMESTAMPTZ,
  sequence BIGINT NOT NULL CHECK (sequence >= 0),
  announced_at TIMESTAMPTZ,
  title TEXT NOT NULL,
  location TEXT NOT NULL,
  start_at TIMESTAMPTZ,
  end_at TIMESTAMPTZ,
  cancelled BOOLEAN NOT NULL,
  postponed BOOLEAN NOT NULL,
  CHECK ((announced_at IS NULL) = (start_at IS NULL))
);
CREATE INDEX letters_start ON letters (start_at);
CREATE INDEX letters_deadline ON letters (answer_by);
CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  -- Who is invited, as one word: nobody is invited twice to one meeting.
  target TEXT NOT NULL CHECK (target <> ''),
  -- The order in which they were invited.
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unit', 'site', 'person')),
  role TEXT NOT NULL CHECK (role IN ('chair', 'secretary', 'delegate', 'guest', 'technician')),
  unit_catalogue TEXT,
  unit_code TEXT,
  person_id TEXT REFERENCES people (id),
  site TEXT REFERENCES rooms (name),
  name TEXT NOT NULL CHECK (name <> ''),
  job TEXT NOT NULL,
  unit_name TEXT NOT NULL,
  mail TEXT NOT NULL,
  search TEXT NOT NULL,
  source TEXT NOT NULL,
  substitute_of TEXT REFERENCES invitations (id) ON DELETE CASCADE,
  substitute TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'seen', 'confirmed', 'declined', 'substituted', 'withdrawn')),
  reason TEXT NOT NULL,
  document_id TEXT REFERENCES documents (id),
  issued_at TIMESTAMPTZ,
  seen_at TIMESTAMPTZ,
  answered_at TIMESTAMPTZ,
  answered_by TEXT NOT NULL,
  on_behalf BOOLEAN NOT NULL,
  reminded_at TIMESTAMPTZ,
  escalated_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL,
  UNIQUE (meeting_id, target),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code),
  CHECK ((unit_code IS NULL) = (unit_catalogue IS NULL)),
  CHECK (kind <> 'unit' OR unit_code IS NOT NULL),
  CHECK (kind <> 'site' OR site IS NOT NULL),
  CHECK ((state = 'draft') = (issued_at IS NULL))
);
CREATE INDEX invitations_meeting ON invitations (meeting_id, position, id);
CREATE INDEX invitations_person ON invitations (person_id, meeting_id);
CREATE INDEX invitations_unit ON invitations (unit_catalogue, unit_code, kind, meeting_id);
CREATE INDEX invitations_site ON invitations (site, meeting_id);
-- Each mail to one of the invited and its fate.
CREATE TABLE deliveries (
  -- UUIDv7 after its prefix: the order of ids is the order of mails.
  id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
  document_id TEXT REFERENCES documents (id),
  notice TEXT NOT NULL CHECK (notice IN ('invite', 'change', 'postpone', 'cancel', 'withdraw', 'reminder', 'escalated')),
  sequence BIGINT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'no_address', 'superseded')),
  attempts BIGINT NOT NULL,
  resends BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  tried_at TIMESTAMPTZ,
  sent_at TIMESTAMPTZ,
  CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX deliveries_meeting ON deliveries (meeting_id, state, id);
CREATE INDEX deliveries_invitation ON deliveries (invitation_id, id);
-- Which reminders of a meeting have been seen to: each once for each start.
CREATE TABLE reminder_runs (
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  rule TEXT NOT NULL CHECK (rule <> ''),
  start_at TIMESTAMPTZ NOT NULL,
  run_at TIMESTAMPTZ NOT NULL,
  -- How many were reminded; 0 too when a later reminder took its place.
  reminded BIGINT NOT NULL,
  PRIMARY KEY (meeting_id, rule, start_at)
);
-- Secret links to calendars.
CREATE TABLE calendar_feeds (
  id TEXT PRIMARY KEY,
  -- SHA-256 of the link's secret: whoever reads this table cannot read the calendar.
  token_hash TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  room TEXT REFERENCES rooms (name),
  created_at TIMESTAMPTZ NOT NULL,
  last_used_at TIMESTAMPTZ
);
CREATE INDEX calendar_feeds_account ON calendar_feeds (account_id, id);
