DROP TABLE paper_notes;
DROP TABLE paper_views;
DROP TABLE paper_uploads;
DROP TABLE paper_steps;
DROP TABLE paper_files;
DROP TABLE paper_units;
DROP TABLE papers;
