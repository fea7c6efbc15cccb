DROP TABLE conduct_entries;
DROP TABLE conduct_logs;
