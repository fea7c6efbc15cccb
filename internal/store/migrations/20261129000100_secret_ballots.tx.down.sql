DROP TABLE ballots;
DROP TABLE ballot_papers;
DROP TABLE ballot_keys;
