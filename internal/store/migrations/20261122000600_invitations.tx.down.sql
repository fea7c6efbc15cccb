DROP TABLE calendar_feeds;
DROP TABLE reminder_runs;
DROP TABLE deliveries;
DROP TABLE invitations;
DROP TABLE letters;
DROP TABLE documents;
DROP TABLE document_registers;
