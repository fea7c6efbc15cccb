CREATE TABLE catalogues (
  version TEXT PRIMARY KEY CHECK (version <> ''),
  title TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  -- Empty: still valid.
  valid_to TEXT NOT NULL DEFAULT '' CHECK (valid_to = '' OR valid_to >= valid_from)
);
CREATE TABLE units (
  catalogue TEXT NOT NULL REFERENCES catalogues (version),
  -- Unique within a catalogue only: codes have been given to other units by later catalogues.
  code TEXT NOT NULL CHECK (code <> ''),
  parent_code TEXT CHECK (parent_code <> code),
  level TEXT NOT NULL CHECK (level IN ('province', 'district', 'commune', 'agency')),
  name_vi TEXT NOT NULL CHECK (name_vi <> ''),
  name_en TEXT NOT NULL,
  agency_code TEXT NOT NULL DEFAULT '',
  -- The catalogue, all units above and the unit: what is below a unit starts with its path.
  path TEXT NOT NULL UNIQUE,
  -- Empty: as the catalogue.
  valid_from TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  search TEXT NOT NULL,
  -- The order of the catalogue's file.
  position BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (catalogue, code),
  FOREIGN KEY (catalogue, parent_code) REFERENCES units (catalogue, code),
  CHECK (valid_to = '' OR valid_to >= valid_from)
);
CREATE INDEX units_parent ON units (catalogue, parent_code, position);
-- What took a unit's place in a reform.
CREATE TABLE unit_successions (
  from_catalogue TEXT NOT NULL,
  from_code TEXT NOT NULL,
  to_catalogue TEXT NOT NULL,
  to_code TEXT NOT NULL,
  PRIMARY KEY (from_catalogue, from_code, to_catalogue, to_code),
  FOREIGN KEY (from_catalogue, from_code) REFERENCES units (catalogue, code) ON DELETE CASCADE,
  FOREIGN KEY (to_catalogue, to_code) REFERENCES units (catalogue, code),
  CHECK (from_catalogue <> to_catalogue OR from_code <> to_code)
);
CREATE INDEX unit_successions_to ON unit_successions (to_catalogue, to_code);
CREATE TABLE rooms (
  name TEXT PRIMARY KEY CHECK (name <> ''),
  title_vi TEXT NOT NULL,
  title_en TEXT NOT NULL,
  description_vi TEXT NOT NULL,
  description_en TEXT NOT NULL,
  unit_catalogue TEXT,
  unit_code TEXT,
  practice BOOLEAN NOT NULL DEFAULT FALSE,
  active BOOLEAN NOT NULL DEFAULT TRUE,
  seats BIGINT NOT NULL DEFAULT 0 CHECK (seats >= 0),
  -- What the site's line carries each way, kbit/s; 0: not known.
  line_kbps BIGINT NOT NULL DEFAULT 0 CHECK (line_kbps >= 0),
  -- JSON, empty without a plan.
  seat_map TEXT NOT NULL DEFAULT '',
  search TEXT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE INDEX rooms_position ON rooms (position, name);
CREATE INDEX rooms_unit ON rooms (unit_catalogue, unit_code);
CREATE TABLE room_terminals (
  id TEXT PRIMARY KEY,
  room_name TEXT NOT NULL REFERENCES rooms (name),
  name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('pc', 'codec', 'tablet', 'other')),
  note TEXT NOT NULL,
  position BIGINT NOT NULL
);
CREATE INDEX room_terminals_room ON room_terminals (room_name, position);
