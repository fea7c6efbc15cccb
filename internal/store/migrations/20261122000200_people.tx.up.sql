-- The short catalogues that forms choose from.
CREATE TABLE catalogue_entries (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('positions', 'meeting-types', 'paper-types', 'issuing-agencies')),
  code TEXT NOT NULL CHECK (code <> ''),
  name_vi TEXT NOT NULL CHECK (name_vi <> ''),
  name_en TEXT NOT NULL,
  symbol TEXT NOT NULL,
  superior TEXT NOT NULL,
  unit_catalogue TEXT,
  unit_code TEXT,
  regular BOOLEAN NOT NULL,
  active BOOLEAN NOT NULL,
  search TEXT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (kind, code),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  -- Vietnamese order: given name, then the whole.
  sort_key TEXT NOT NULL,
  position_id TEXT REFERENCES catalogue_entries (id),
  title TEXT NOT NULL,
  mail TEXT NOT NULL,
  phone TEXT NOT NULL,
  head BOOLEAN NOT NULL,
  active BOOLEAN NOT NULL,
  demo BOOLEAN NOT NULL,
  search TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE INDEX people_unit ON people (unit_catalogue, unit_code);
CREATE INDEX people_order ON people (sort_key, id);
CREATE TABLE role_assignments (
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('chair', 'secretary', 'delegate', 'guest', 'technician', 'unit_admin', 'admin', 'leader')),
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  PRIMARY KEY (person_id, role, unit_catalogue, unit_code),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE INDEX role_assignments_unit ON role_assignments (unit_catalogue, unit_code, role);
CREATE TABLE site_groups (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  search TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (unit_catalogue, unit_code, name),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE TABLE site_group_members (
  group_id TEXT NOT NULL REFERENCES site_groups (id) ON DELETE CASCADE,
  room_name TEXT NOT NULL REFERENCES rooms (name),
  position BIGINT NOT NULL,
  PRIMARY KEY (group_id, room_name)
);
CREATE TABLE invitation_lists (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  search TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (unit_catalogue, unit_code, name),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
CREATE TABLE invitation_list_members (
  list_id TEXT NOT NULL REFERENCES invitation_lists (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  unit_catalogue TEXT,
  unit_code TEXT,
  person_id TEXT REFERENCES people (id),
  room_name TEXT REFERENCES rooms (name),
  group_id TEXT REFERENCES site_groups (id),
  PRIMARY KEY (list_id, position),
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code),
  CHECK ((unit_code IS NOT NULL AND person_id IS NULL AND room_name IS NULL AND group_id IS NULL)
    OR (unit_code IS NULL AND person_id IS NOT NULL AND room_name IS NULL AND group_id IS NULL)
    OR (unit_code IS NULL AND person_id IS NULL AND room_name IS NOT NULL AND group_id IS NULL)
    OR (unit_code IS NULL AND person_id IS NULL AND room_name IS NULL AND group_id IS NOT NULL)),
  CHECK ((unit_code IS NULL) = (unit_catalogue IS NULL))
);
CREATE INDEX invitation_list_members_group ON invitation_list_members (group_id);
