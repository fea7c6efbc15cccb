-- Whether the recording begins with the meeting by itself.
ALTER TABLE meetings ADD COLUMN record_at_opening BOOLEAN NOT NULL DEFAULT FALSE;
