DROP TABLE recording_marks;
