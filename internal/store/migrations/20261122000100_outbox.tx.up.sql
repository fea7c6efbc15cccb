-- What must leave the system: written in the transaction that decides it, sent afterwards.
CREATE TABLE outbox_messages (
  -- UUIDv7: the order of ids is the order of messages.
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind <> ''),
  -- What happens once happens under one key: a second message of the same key is not taken.
  idempotency_key TEXT NOT NULL UNIQUE CHECK (idempotency_key <> ''),
  -- JSON.
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
  attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- When it may be tried next. While it is being sent: until when whoever sends it has it for themselves.
  due_at TIMESTAMPTZ NOT NULL,
  -- Who is sending it now; empty: nobody.
  lease TEXT NOT NULL DEFAULT '',
  last_error TEXT NOT NULL DEFAULT '',
  created_at TIMESTAMPTZ NOT NULL,
  -- When it was sent or given up.
  ended_at TIMESTAMPTZ,
  CHECK ((state = 'pending') = (ended_at IS NULL))
);
CREATE INDEX outbox_due ON outbox_messages (due_at, id) WHERE state = 'pending';
CREATE INDEX outbox_unsent ON outbox_messages (state, id) WHERE state <> 'sent';
CREATE INDEX outbox_ended ON outbox_messages (ended_at);
