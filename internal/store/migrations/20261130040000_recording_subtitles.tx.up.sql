-- Subtitles of recordings, one file a language. The text itself is a file in the recording's archive.
CREATE TABLE recording_subtitles (
  recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  language TEXT NOT NULL CHECK (language <> ''),
  file TEXT NOT NULL UNIQUE,
  bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  cues BIGINT NOT NULL,
  machine BOOLEAN NOT NULL,
  attached_by TEXT NOT NULL,
  attacher_name TEXT NOT NULL,
  attached_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (recording_id, language)
);
