DROP TABLE room_terminals;
DROP TABLE rooms;
DROP TABLE unit_successions;
DROP TABLE units;
DROP TABLE catalogues;
