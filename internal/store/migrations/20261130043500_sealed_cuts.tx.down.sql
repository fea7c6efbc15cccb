DELETE FROM recording_cuts WHERE state = 'ready';
ALTER TABLE recording_cuts DROP COLUMN sha256;
ALTER TABLE recording_cuts DROP COLUMN salt;
ALTER TABLE recording_cuts DROP COLUMN master_id;
ALTER TABLE recording_cuts DROP COLUMN wrapped_key;
