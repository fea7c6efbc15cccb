ALTER TABLE conduct_messages DROP COLUMN removed_reason;
