-- The chat of each live meeting: one row for what is counted, one for each message, one for each who may not write.
CREATE TABLE conduct_chats (
  meeting_id TEXT PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE,
  -- Of the last change: a message that was written or removed, a mute.
  revision BIGINT NOT NULL CHECK (revision >= 0)
);
CREATE TABLE conduct_messages (
  meeting_id TEXT NOT NULL REFERENCES conduct_chats (meeting_id) ON DELETE CASCADE,
  -- The revision that wrote it: the order of messages.
  seq BIGINT NOT NULL CHECK (seq > 0),
  -- The revision that changed it last.
  revision BIGINT NOT NULL CHECK (revision >= seq),
  -- What the client named it, so that one that is sent twice is there once.
  client_id TEXT NOT NULL CHECK (client_id <> ''),
  channel TEXT NOT NULL CHECK (channel IN ('all', 'desk', 'technicians')),
  author TEXT NOT NULL CHECK (author <> ''),
  author_name TEXT NOT NULL,
  author_site TEXT NOT NULL,
  -- Whom a message of a desk is for, '' = whoever reads the channel.
  recipient TEXT NOT NULL,
  recipient_name TEXT NOT NULL,
  text TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  removed_by TEXT NOT NULL,
  PRIMARY KEY (meeting_id, seq),
  UNIQUE (meeting_id, author, client_id),
  CHECK (removed_by = '' OR text = '')
);
CREATE INDEX conduct_messages_revision ON conduct_messages (meeting_id, revision);
CREATE INDEX conduct_messages_author ON conduct_messages (meeting_id, author, at);
CREATE TABLE conduct_mutes (
  meeting_id TEXT NOT NULL REFERENCES conduct_chats (meeting_id) ON DELETE CASCADE,
  -- '*' = everyone but who conducts.
  identity TEXT NOT NULL CHECK (identity <> ''),
  PRIMARY KEY (meeting_id, identity)
);
-- Private notes on items of the agenda: every query of them names their owner.
CREATE TABLE meeting_notes (
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  -- '' = of the whole meeting.
  item_id TEXT NOT NULL,
  version BIGINT NOT NULL CHECK (version > 0),
  text TEXT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (account_id, meeting_id, item_id)
);
CREATE INDEX meeting_notes_meeting ON meeting_notes (meeting_id);
