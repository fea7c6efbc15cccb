-- The keys of secret votes. The private part is sealed, and gone once the voting is closed.
CREATE TABLE ballot_keys (
  motion_id TEXT PRIMARY KEY,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  paper_key TEXT NOT NULL,
  receipt_key TEXT NOT NULL,
  private_key TEXT,
  closed BOOLEAN NOT NULL DEFAULT FALSE,
  -- Papers given out, once closed.
  issued BIGINT NOT NULL DEFAULT 0 CHECK (issued >= 0),
  CHECK (closed = (private_key IS NULL))
);
-- Who has got a paper, until the voting is closed: neither a time nor an order.
CREATE TABLE ballot_papers (
  motion_id TEXT NOT NULL REFERENCES ballot_keys (motion_id) ON DELETE CASCADE,
  voter TEXT NOT NULL,
  -- SHA-256 of the blinded message, hexadecimal: the same is signed again.
  blinded TEXT NOT NULL,
  PRIMARY KEY (motion_id, voter)
){{if eq .Dialect "sqlite"}} WITHOUT ROWID{{end}};
-- What was cast: nothing here was made by, or tells of, who cast it. Rows lie in the order of random serials; PostgreSQL's are
-- written anew in that order when the voting is closed.
CREATE TABLE ballots (
  motion_id TEXT NOT NULL REFERENCES ballot_keys (motion_id) ON DELETE CASCADE,
  serial TEXT NOT NULL CHECK (length(serial) = 64),
  paper TEXT NOT NULL,
  signature TEXT NOT NULL,
  choice TEXT NOT NULL CHECK (choice IN ('for', 'against', 'other')),
  opinion TEXT NOT NULL,
  PRIMARY KEY (motion_id, serial)
){{if eq .Dialect "sqlite"}} WITHOUT ROWID{{end}};
