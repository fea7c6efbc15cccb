-- The account of a room's terminal is nobody's: it acts as its room.
ALTER TABLE accounts ADD COLUMN room_name TEXT REFERENCES rooms (name);
-- Browsers that stand in rooms. Each has a key of its own that never leaves it.
CREATE TABLE terminals (
  id TEXT PRIMARY KEY,
  room_name TEXT NOT NULL REFERENCES rooms (name),
  account_id TEXT NOT NULL UNIQUE REFERENCES accounts (id),
  name TEXT NOT NULL CHECK (name <> ''),
  -- ECDSA P-256, as SubjectPublicKeyInfo in base64.
  public_key TEXT NOT NULL UNIQUE,
  paired_at TIMESTAMPTZ NOT NULL,
  paired_by TEXT NOT NULL,
  revoked_at TIMESTAMPTZ,
  revoked_by TEXT NOT NULL DEFAULT '',
  -- The session that speaks for it now.
  session_id TEXT NOT NULL DEFAULT '',
  seen_at TIMESTAMPTZ,
  source TEXT NOT NULL DEFAULT '',
  -- What it last told of itself, as JSON.
  report TEXT NOT NULL DEFAULT ''
);
CREATE INDEX terminals_room ON terminals (room_name);
-- Codes that browsers show until an administrator confirms them.
CREATE TABLE terminal_pairings (
  id TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL,
  source TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  terminal_id TEXT REFERENCES terminals (id)
);
CREATE INDEX terminal_pairings_expiry ON terminal_pairings (expires_at);
-- Codes that were entered and were none.
CREATE TABLE terminal_guesses (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL
);
CREATE INDEX terminal_guesses_account ON terminal_guesses (account_id, at);
-- Nonces that wait to be signed; each is gone once it was shown.
CREATE TABLE terminal_challenges (
  nonce_hash TEXT PRIMARY KEY,
  terminal_id TEXT NOT NULL REFERENCES terminals (id),
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX terminal_challenges_terminal ON terminal_challenges (terminal_id);
CREATE INDEX terminal_challenges_expiry ON terminal_challenges (expires_at);
CREATE TABLE terminal_commands (
  id TEXT PRIMARY KEY,
  terminal_id TEXT NOT NULL REFERENCES terminals (id),
  kind TEXT NOT NULL CHECK (kind IN ('camera', 'microphone', 'loudspeaker', 'volume', 'layout', 'mute', 'rejoin', 'reload')),
  value TEXT NOT NULL,
  -- The meeting in whose name it was given; '' = none.
  meeting_id TEXT NOT NULL,
  queued_at TIMESTAMPTZ NOT NULL,
  queued_by TEXT NOT NULL,
  queued_name TEXT NOT NULL,
  deadline TIMESTAMPTZ NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'failed')),
  detail TEXT NOT NULL DEFAULT '',
  ended_at TIMESTAMPTZ
);
CREATE INDEX terminal_commands_terminal ON terminal_commands (terminal_id, queued_at);
