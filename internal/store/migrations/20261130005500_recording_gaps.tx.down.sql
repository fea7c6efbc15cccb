ALTER TABLE recordings DROP COLUMN gaps;
