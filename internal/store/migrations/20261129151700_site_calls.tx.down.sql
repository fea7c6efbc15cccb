DROP INDEX line_tests_calls;
DROP TABLE line_test_receipts;
