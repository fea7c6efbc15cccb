-- The log of each live meeting: one row for its head, one for each entry. Rows of conduct_entries are only ever added.
CREATE TABLE conduct_logs (
  meeting_id TEXT PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE,
  entries BIGINT NOT NULL CHECK (entries >= 0),
  -- Of the last entry and all before it: SHA-256, hexadecimal.
  hash TEXT NOT NULL,
  -- When the meeting ended: what was the log then. Later entries are additions.
  frozen_entries BIGINT,
  frozen_hash TEXT,
  CHECK ((frozen_entries IS NULL) = (frozen_hash IS NULL))
);
CREATE TABLE conduct_entries (
  meeting_id TEXT NOT NULL REFERENCES conduct_logs (meeting_id) ON DELETE CASCADE,
  seq BIGINT NOT NULL CHECK (seq > 0),
  node TEXT NOT NULL CHECK (node <> ''),
  node_seq BIGINT NOT NULL CHECK (node_seq > 0),
  -- Hybrid logical clock: milliseconds since 1970 in the upper 48 bits, a counter in the lower 16.
  clock BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  -- JSON of who did it; its identity is empty for the system.
  actor TEXT NOT NULL,
  -- What the client named its command, and which of the command's facts this is; NULL: the system's own.
  command_id TEXT,
  command_fact BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind <> ''),
  fact TEXT NOT NULL,
  PRIMARY KEY (meeting_id, seq),
  UNIQUE (meeting_id, node, node_seq),
  UNIQUE (meeting_id, command_id, command_fact)
);
