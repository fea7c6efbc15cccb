-- Requests that made a meeting, by the key that their sender gave them: sent again, they make none.
CREATE TABLE meeting_requests (
  account_id TEXT NOT NULL,
  key TEXT NOT NULL CHECK (key <> ''),
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, key)
);
CREATE INDEX meeting_requests_meeting ON meeting_requests (meeting_id);
