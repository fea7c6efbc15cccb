CREATE TABLE catalogues (
  version TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  -- Empty: still valid.
  valid_to TEXT NOT NULL DEFAULT '' CHECK (valid_to = '' OR valid_to >= valid_from)
);
CREATE TABLE units (
  catalogue TEXT NOT NULL REFERENCES catalogues (version) ON DELETE CASCADE,
  -- Unique within a catalogue only: codes have been given to other units by later catalogues.
  code TEXT NOT NULL,
  parent_code TEXT,
  level TEXT NOT NULL,
  name_vi TEXT NOT NULL,
  name_en TEXT NOT NULL,
  search TEXT NOT NULL,
  -- The order of the catalogue's file.
  position BIGINT NOT NULL,
  PRIMARY KEY (catalogue, code),
  FOREIGN KEY (catalogue, parent_code) REFERENCES units (catalogue, code)
);
CREATE INDEX units_parent ON units (catalogue, parent_code, position);
CREATE TABLE rooms (
  name TEXT PRIMARY KEY,
  title_vi TEXT NOT NULL,
  title_en TEXT NOT NULL,
  description_vi TEXT NOT NULL,
  description_en TEXT NOT NULL,
  unit_catalogue TEXT,
  unit_code TEXT,
  practice BOOLEAN NOT NULL DEFAULT FALSE,
  search TEXT NOT NULL,
  position BIGINT NOT NULL UNIQUE,
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
);
