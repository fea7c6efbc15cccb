-- What people note at a moment of a recording. Those that were deleted are kept for a while, so that it can be undone.
CREATE TABLE recording_marks (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  at_ms BIGINT NOT NULL CHECK (at_ms >= 0),
  text TEXT NOT NULL CHECK (text <> ''),
  private BOOLEAN NOT NULL,
  author TEXT NOT NULL,
  author_name TEXT NOT NULL,
  task_id TEXT,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  deleted_at TIMESTAMPTZ
);
CREATE INDEX recording_marks_recording ON recording_marks (recording_id, at_ms, id);
