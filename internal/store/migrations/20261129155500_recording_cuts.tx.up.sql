-- Files that somebody had made of a recording: a stretch of it, its sound, one site. They are removed when their time is over.
CREATE TABLE recording_cuts (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('clip', 'sound', 'site')),
  identity TEXT NOT NULL,
  name TEXT NOT NULL,
  from_ms BIGINT NOT NULL CHECK (from_ms >= 0),
  to_ms BIGINT NOT NULL CHECK (to_ms > from_ms),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'making', 'ready', 'failed')),
  progress BIGINT NOT NULL CHECK (progress BETWEEN 0 AND 100),
  reason TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  asker_name TEXT NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX recording_cuts_recording ON recording_cuts (recording_id, asked_at, id);
CREATE INDEX recording_cuts_waiting ON recording_cuts (asked_at, id) WHERE state IN ('waiting', 'making');
