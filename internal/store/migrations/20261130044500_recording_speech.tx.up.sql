-- Subtitles that a speech service makes of recordings: what waits, is being made, was made or failed.
CREATE TABLE recording_speech (
  recording_id TEXT NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  language TEXT NOT NULL CHECK (language <> ''),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'making', 'ready', 'failed')),
  phase TEXT NOT NULL,
  progress BIGINT NOT NULL CHECK (progress BETWEEN 0 AND 100),
  tries BIGINT NOT NULL,
  next_at TIMESTAMPTZ NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asker_name TEXT NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  begun_at TIMESTAMPTZ,
  PRIMARY KEY (recording_id, language)
);
CREATE INDEX recording_speech_waiting ON recording_speech (next_at) WHERE state IN ('waiting', 'making');
