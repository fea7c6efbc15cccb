DROP TABLE line_tests;
