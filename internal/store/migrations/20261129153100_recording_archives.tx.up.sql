-- The keys of recordings, each wrapped by a master key that is not in the database; '' once it was destroyed.
CREATE TABLE recording_archives (
  recording_id TEXT PRIMARY KEY REFERENCES recordings (id),
  wrapped_key TEXT NOT NULL,
  master_id TEXT NOT NULL,
  made_at TIMESTAMPTZ NOT NULL,
  moved_at TIMESTAMPTZ
);
CREATE INDEX recording_archives_master ON recording_archives (master_id);
-- Their files in the blob store, sealed by those keys.
CREATE TABLE recording_objects (
  recording_id TEXT NOT NULL REFERENCES recording_archives (recording_id),
  name TEXT NOT NULL CHECK (name <> ''),
  bytes BIGINT NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL,
  salt TEXT NOT NULL,
  modified_at TIMESTAMPTZ NOT NULL,
  stored BOOLEAN NOT NULL,
  PRIMARY KEY (recording_id, name)
);
