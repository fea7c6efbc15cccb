DROP TABLE tasks;
DROP TABLE conclusion_reminders;
DROP TABLE conclusion_notices;
DROP TABLE minutes_additions;
DROP TABLE minutes_revisions;
DROP TABLE minutes;
DROP TABLE conclusion_documents;
