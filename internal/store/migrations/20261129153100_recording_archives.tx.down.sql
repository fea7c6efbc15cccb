DROP TABLE recording_objects;
DROP TABLE recording_archives;
