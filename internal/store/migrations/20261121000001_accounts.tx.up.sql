CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL UNIQUE CHECK (username = lower(username) AND username <> ''),
  display_name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('chair', 'secretary', 'delegate', 'guest', 'technician', 'unit_admin', 'admin', 'leader')),
  unit_catalogue TEXT NOT NULL DEFAULT '',
  unit_code TEXT NOT NULL DEFAULT '',
  password_hash TEXT NOT NULL,
  -- Wrong passwords since the last right one, and until when the account is locked because of them.
  failures BIGINT NOT NULL DEFAULT 0,
  locked_until TIMESTAMPTZ,
  disabled BOOLEAN NOT NULL DEFAULT FALSE,
  -- An account whose password is public.
  demo BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  last_login_at TIMESTAMPTZ
);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  -- SHA-256 of the cookie's value: whoever reads this table cannot take over a session.
  token_hash TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at TIMESTAMPTZ NOT NULL,
  last_seen_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  source TEXT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE logins (
  id TEXT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  username TEXT NOT NULL,
  account_id TEXT REFERENCES accounts (id) ON DELETE SET NULL,
  source TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'wrong', 'unknown', 'locked', 'disabled'))
);
CREATE INDEX logins_account ON logins (account_id, id);
CREATE INDEX logins_username ON logins (username, id);
