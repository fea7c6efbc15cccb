DROP TABLE rooms;
DROP TABLE units;
DROP TABLE catalogues;
