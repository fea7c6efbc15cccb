DROP TABLE recording_subtitles;
