-- Days that differ from the others of their weekday.
CREATE TABLE calendar_days (
  day TEXT PRIMARY KEY CHECK (length(day) = 10),
  kind TEXT NOT NULL CHECK (kind IN ('holiday', 'working')),
  name TEXT NOT NULL CHECK (name <> '')
);
-- 2026 as announced by the Government; 2027 by the Labour Code (article 112), until it is announced.
INSERT INTO calendar_days (day, kind, name) VALUES
  ('2026-01-01', 'holiday', 'Tết Dương lịch'),
  ('2026-01-02', 'holiday', 'Hoán đổi dịp Tết Dương lịch'),
  ('2026-01-10', 'working', 'Làm bù cho ngày 02/01'),
  ('2026-02-16', 'holiday', 'Tết Nguyên đán Bính Ngọ'),
  ('2026-02-17', 'holiday', 'Tết Nguyên đán Bính Ngọ'),
  ('2026-02-18', 'holiday', 'Tết Nguyên đán Bính Ngọ'),
  ('2026-02-19', 'holiday', 'Tết Nguyên đán Bính Ngọ'),
  ('2026-02-20', 'holiday', 'Tết Nguyên đán Bính Ngọ'),
  ('2026-04-26', 'holiday', 'Giỗ Tổ Hùng Vương'),
  ('2026-04-27', 'holiday', 'Nghỉ bù Giỗ Tổ Hùng Vương'),
  ('2026-04-30', 'holiday', 'Ngày Chiến thắng'),
  ('2026-05-01', 'holiday', 'Ngày Quốc tế Lao động'),
  ('2026-08-22', 'working', 'Làm bù cho ngày 31/8'),
  ('2026-08-31', 'holiday', 'Hoán đổi dịp Quốc khánh'),
  ('2026-09-01', 'holiday', 'Quốc khánh'),
  ('2026-09-02', 'holiday', 'Quốc khánh'),
  ('2027-01-01', 'holiday', 'Tết Dương lịch'),
  ('2027-02-05', 'holiday', 'Tết Nguyên đán Đinh Mùi'),
  ('2027-02-06', 'holiday', 'Tết Nguyên đán Đinh Mùi'),
  ('2027-02-07', 'holiday', 'Tết Nguyên đán Đinh Mùi'),
  ('2027-02-08', 'holiday', 'Tết Nguyên đán Đinh Mùi'),
  ('2027-02-09', 'holiday', 'Tết Nguyên đán Đinh Mùi'),
  ('2027-02-10', 'holiday', 'Nghỉ bù Tết Nguyên đán'),
  ('2027-02-11', 'holiday', 'Nghỉ bù Tết Nguyên đán'),
  ('2027-04-16', 'holiday', 'Giỗ Tổ Hùng Vương'),
  ('2027-04-30', 'holiday', 'Ngày Chiến thắng'),
  ('2027-05-01', 'holiday', 'Ngày Quốc tế Lao động'),
  ('2027-05-03', 'holiday', 'Nghỉ bù Ngày Quốc tế Lao động'),
  ('2027-09-02', 'holiday', 'Quốc khánh'),
  ('2027-09-03', 'holiday', 'Quốc khánh');
CREATE TABLE meeting_series (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  -- RRULE of RFC 5545; it always ends.
  rule TEXT NOT NULL CHECK (rule <> ''),
  start_at TIMESTAMPTZ NOT NULL,
  holidays TEXT NOT NULL CHECK (holidays IN ('keep', 'skip', 'move')),
  created_at TIMESTAMPTZ NOT NULL,
  created_by TEXT NOT NULL
);
CREATE TABLE meetings (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  series_id TEXT REFERENCES meeting_series (id),
  -- The start that the rule of the series gave.
  occurrence_at TIMESTAMPTZ,
  title TEXT NOT NULL CHECK (title <> ''),
  description TEXT NOT NULL,
  type_id TEXT REFERENCES catalogue_entries (id),
  urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'very_urgent', 'immediate')),
  host_catalogue TEXT NOT NULL,
  host_code TEXT NOT NULL,
  chair_id TEXT REFERENCES people (id),
  secretary_id TEXT REFERENCES people (id),
  start_at TIMESTAMPTZ NOT NULL,
  end_at TIMESTAMPTZ NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('in_room', 'online', 'hybrid')),
  microphones TEXT NOT NULL CHECK (microphones IN ('open', 'one', 'chair_only')),
  waiting_room BOOLEAN NOT NULL,
  recording BOOLEAN NOT NULL,
  sharing TEXT NOT NULL CHECK (sharing IN ('everyone', 'presenters', 'chair')),
  open_before BIGINT NOT NULL CHECK (open_before >= 0),
  auto_start BOOLEAN NOT NULL,
  late_reason TEXT NOT NULL,
  -- Nothing else than normal may be kept here.
  secrecy TEXT NOT NULL CHECK (secrecy = 'normal'),
  declared_by TEXT NOT NULL,
  declared_at TIMESTAMPTZ NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'issued', 'live', 'paused', 'ended', 'cancelled', 'postponed')),
  state_since TIMESTAMPTZ NOT NULL,
  state_reason TEXT NOT NULL,
  started_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  search TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  updated_by TEXT NOT NULL,
  FOREIGN KEY (host_catalogue, host_code) REFERENCES units (catalogue, code),
  CHECK (end_at > start_at),
  CHECK ((series_id IS NULL) = (occurrence_at IS NULL)),
  UNIQUE (series_id, occurrence_at)
);
CREATE INDEX meetings_start ON meetings (start_at, id);
CREATE INDEX meetings_end ON meetings (end_at);
CREATE INDEX meetings_state ON meetings (state, start_at);
CREATE INDEX meetings_host ON meetings (host_catalogue, host_code, start_at);
CREATE INDEX meetings_chair ON meetings (chair_id, start_at);
CREATE INDEX meetings_secretary ON meetings (secretary_id, start_at);
CREATE TABLE meeting_sites (
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  room_name TEXT REFERENCES rooms (name),
  main BOOLEAN NOT NULL,
  need_kbps BIGINT NOT NULL CHECK (need_kbps >= 0),
  PRIMARY KEY (meeting_id, position),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE INDEX meeting_sites_unit ON meeting_sites (unit_catalogue, unit_code, meeting_id);
CREATE INDEX meeting_sites_room ON meeting_sites (room_name, meeting_id);
CREATE TABLE agenda_items (
  id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  minutes BIGINT NOT NULL CHECK (minutes > 0),
  -- A fixed time; NULL: when the item before ends.
  start_at TIMESTAMPTZ,
  presenter_catalogue TEXT,
  presenter_code TEXT,
  presenter_id TEXT REFERENCES people (id),
  vote BOOLEAN NOT NULL,
  FOREIGN KEY (presenter_catalogue, presenter_code) REFERENCES units (catalogue, code)
);
CREATE INDEX agenda_items_meeting ON agenda_items (meeting_id, position);
CREATE INDEX agenda_items_unit ON agenda_items (presenter_catalogue, presenter_code, meeting_id);
CREATE INDEX agenda_items_person ON agenda_items (presenter_id, meeting_id);
-- What happened to a meeting; shown to whoever sees it. The audit log has it too, with more, for others to read.
CREATE TABLE meeting_events (
  id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  at TIMESTAMPTZ NOT NULL,
  -- Empty: the system.
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX meeting_events_meeting ON meeting_events (meeting_id, at, id);
CREATE TABLE meeting_templates (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  host_catalogue TEXT NOT NULL,
  host_code TEXT NOT NULL,
  search TEXT NOT NULL,
  -- JSON of the draft, times as minutes from its start.
  content TEXT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  updated_by TEXT NOT NULL,
  FOREIGN KEY (host_catalogue, host_code) REFERENCES units (catalogue, code),
  UNIQUE (host_catalogue, host_code, name)
);
-- Who waits at the door uninvited, and what they were told.
CREATE TABLE meeting_knocks (
  id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('pending', 'admitted', 'denied')),
  answered_at TIMESTAMPTZ,
  answered_by TEXT NOT NULL,
  UNIQUE (meeting_id, account_id)
);
