DROP TABLE recording_deletions;
DROP TABLE recording_keeping;
