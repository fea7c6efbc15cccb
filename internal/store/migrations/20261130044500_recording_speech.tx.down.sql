DROP TABLE recording_speech;
