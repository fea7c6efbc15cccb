DROP TABLE line_minutes;
