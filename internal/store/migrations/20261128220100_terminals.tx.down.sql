DROP TABLE terminal_commands;
DROP TABLE terminal_challenges;
DROP TABLE terminal_guesses;
DROP TABLE terminal_pairings;
DROP TABLE terminals;
ALTER TABLE accounts DROP COLUMN room_name;
