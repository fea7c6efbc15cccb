DROP TABLE recovery_codes;
DROP TABLE password_links;
DROP TABLE password_history;
DROP TABLE logins;
DROP TABLE sessions;
DROP TABLE accounts;
