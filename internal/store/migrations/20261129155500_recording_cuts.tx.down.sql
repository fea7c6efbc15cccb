DROP TABLE recording_cuts;
