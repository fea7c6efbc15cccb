ALTER TABLE calendar_feeds DROP COLUMN detail;
DROP INDEX documents_register;
ALTER TABLE documents DROP COLUMN search;
