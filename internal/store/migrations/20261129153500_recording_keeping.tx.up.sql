-- How long a recording is kept and what keeps it from being deleted; what is left of it when it was disposed of.
CREATE TABLE recording_keeping (
  recording_id TEXT PRIMARY KEY REFERENCES recordings (id),
  class TEXT NOT NULL CHECK (class <> ''),
  due_at TIMESTAMPTZ,
  hold_reason TEXT NOT NULL,
  hold_by TEXT NOT NULL,
  hold_name TEXT NOT NULL,
  hold_at TIMESTAMPTZ,
  disposed_at TIMESTAMPTZ,
  certificate TEXT NOT NULL,
  signature TEXT NOT NULL
);
CREATE INDEX recording_keeping_due ON recording_keeping (due_at) WHERE disposed_at IS NULL;
-- Deletions before the time, which one asks for and another decides on.
CREATE TABLE recording_deletions (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recordings (id),
  state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'expired')),
  reason TEXT NOT NULL CHECK (reason <> ''),
  asked_by TEXT NOT NULL,
  asker_name TEXT NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  decided_by TEXT NOT NULL,
  decider_name TEXT NOT NULL,
  decided_at TIMESTAMPTZ,
  decision TEXT NOT NULL,
  CHECK (decided_by = '' OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX recording_deletions_asked ON recording_deletions (recording_id) WHERE state = 'asked';
CREATE INDEX recording_deletions_recording ON recording_deletions (recording_id, asked_at);
