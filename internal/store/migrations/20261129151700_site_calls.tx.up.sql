-- Where a call of a site, an entry of line_tests, has been shown, and who has answered it.
CREATE TABLE line_test_receipts (
  call_id TEXT NOT NULL REFERENCES line_tests (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL,
  place TEXT NOT NULL CHECK (place IN ('terminal', 'hall', 'desk')),
  by_name TEXT NOT NULL,
  reached_at TIMESTAMPTZ NOT NULL,
  answered_at TIMESTAMPTZ,
  PRIMARY KEY (call_id, account_id, place)
);
CREATE INDEX line_tests_calls ON line_tests (kind, at);
