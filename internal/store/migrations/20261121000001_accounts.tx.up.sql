CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL UNIQUE CHECK (username = lower(username) AND username <> ''),
  display_name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('chair', 'secretary', 'delegate', 'guest', 'technician', 'unit_admin', 'admin', 'leader')),
  unit_catalogue TEXT,
  unit_code TEXT,
  -- Username and name as search compares them.
  search TEXT NOT NULL,
  -- Of what administrators edit, for optimistic locking.
  version BIGINT NOT NULL,
  -- Empty: no password lets in until a link has set one.
  password_hash TEXT NOT NULL,
  -- Somebody else has chosen the password: the owner must replace it before anything else.
  must_change BOOLEAN NOT NULL DEFAULT FALSE,
  -- Wrong passwords and codes since the last complete login, and until when the account is locked because of them.
  failures BIGINT NOT NULL DEFAULT 0,
  locked_until TIMESTAMPTZ,
  disabled BOOLEAN NOT NULL DEFAULT FALSE,
  -- By whom or what: '' while enabled.
  disabled_why TEXT NOT NULL DEFAULT '' CHECK (disabled_why IN ('', 'administrator', 'unused', 'demo')),
  -- An account whose password is public.
  demo BOOLEAN NOT NULL DEFAULT FALSE,
  -- The shared secret of one-time codes, sealed with a key that is not in the database.
  totp_secret TEXT NOT NULL DEFAULT '',
  -- When a first code proved that the owner has it. NULL: not in force.
  totp_since TIMESTAMPTZ,
  -- The last time step whose code was used: it and earlier ones are of no use any more.
  totp_step BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  -- Since when not using it counts: when it was made, or enabled again.
  active_since TIMESTAMPTZ NOT NULL,
  last_login_at TIMESTAMPTZ,
  CHECK ((unit_catalogue IS NULL) = (unit_code IS NULL)),
  CHECK (disabled = (disabled_why <> ''))
  {{- if eq .Dialect "sqlite"}},
  FOREIGN KEY (unit_catalogue, unit_code) REFERENCES units (catalogue, code)
  {{- end}}
);
CREATE INDEX accounts_unit ON accounts (unit_catalogue, unit_code);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  -- SHA-256 of the cookie's value: whoever reads this table cannot take over a session.
  token_hash TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  -- The password was right, the code of the second factor is still to come.
  pending BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TIMESTAMPTZ NOT NULL,
  last_seen_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  source TEXT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE logins (
  -- UUIDv7: the order of ids is the order of attempts.
  id TEXT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  username TEXT NOT NULL,
  account_id TEXT REFERENCES accounts (id) ON DELETE SET NULL,
  source TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'password', 'wrong', 'wrong_code', 'unknown', 'locked', 'disabled'))
);
CREATE INDEX logins_account ON logins (account_id, id);
CREATE INDEX logins_username ON logins (username, id);
CREATE INDEX logins_source ON logins (source, id);
CREATE TABLE password_history (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  password_hash TEXT NOT NULL,
  replaced_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX password_history_account ON password_history (account_id, id);
CREATE TABLE password_links (
  -- One for each account: a new link makes the one before useless.
  account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  -- SHA-256 of the link's secret.
  token_hash TEXT NOT NULL UNIQUE,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE recovery_codes (
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  -- SHA-256 of the account's id and the code.
  code_hash TEXT NOT NULL,
  PRIMARY KEY (account_id, code_hash)
);
