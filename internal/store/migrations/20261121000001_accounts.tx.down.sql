DROP TABLE logins;
DROP TABLE sessions;
DROP TABLE accounts;
