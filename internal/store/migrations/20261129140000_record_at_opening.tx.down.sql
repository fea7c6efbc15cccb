ALTER TABLE meetings DROP COLUMN record_at_opening;
