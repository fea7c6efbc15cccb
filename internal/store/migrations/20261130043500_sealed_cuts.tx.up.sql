-- Cuts stand sealed, each by a key of its own that a master key wraps; '' while there is none, and once it was destroyed. Those
-- that stand plain are made anew.
ALTER TABLE recording_cuts ADD COLUMN wrapped_key TEXT NOT NULL DEFAULT '';
ALTER TABLE recording_cuts ADD COLUMN master_id TEXT NOT NULL DEFAULT '';
ALTER TABLE recording_cuts ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE recording_cuts ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
UPDATE recording_cuts SET state = 'waiting', progress = 0, bytes = 0 WHERE state = 'ready';
