-- What was told of sites at line tests before meetings; never changed.
CREATE TABLE line_tests (
  id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('camera', 'microphone', 'loudspeaker', 'line', 'terminal', 'mark', 'call')),
  verdict TEXT NOT NULL CHECK (verdict IN ('', 'go', 'care', 'nogo')),
  -- What was measured, as JSON.
  figures TEXT NOT NULL,
  words TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  by_account TEXT NOT NULL,
  by_name TEXT NOT NULL
);
CREATE INDEX line_tests_meeting ON line_tests (meeting_id, unit_catalogue, unit_code, at);
