-- Recordings of meetings. Their files are beside the database, in a directory named after the id.
CREATE TABLE recordings (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  title TEXT NOT NULL CHECK (title <> ''),
  search TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('recording', 'paused', 'finishing', 'ready', 'failed')),
  cameras TEXT NOT NULL CHECK (cameras IN ('stage', 'all', 'none')),
  audience TEXT NOT NULL CHECK (audience IN ('host', 'invited')),
  started_at TIMESTAMPTZ NOT NULL,
  started_by TEXT NOT NULL,
  starter_name TEXT NOT NULL,
  ended_at TIMESTAMPTZ,
  reason TEXT NOT NULL,
  length_ms BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  tracks BIGINT NOT NULL,
  dropped BIGINT NOT NULL,
  programme TEXT NOT NULL CHECK (programme IN ('none', 'waiting', 'making', 'ready', 'failed')),
  progress BIGINT NOT NULL CHECK (progress BETWEEN 0 AND 100),
  programme_error TEXT NOT NULL,
  CHECK ((state IN ('ready', 'failed')) = (ended_at IS NOT NULL))
);
-- A meeting is recorded once at a time.
CREATE UNIQUE INDEX recordings_running ON recordings (meeting_id) WHERE state IN ('recording', 'paused', 'finishing');
CREATE INDEX recordings_started ON recordings (started_at, id);
CREATE INDEX recordings_meeting ON recordings (meeting_id, started_at);
CREATE INDEX recordings_programme ON recordings (programme) WHERE programme IN ('waiting', 'making');
