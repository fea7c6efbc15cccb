package store

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// SQLSTATE codes of PostgreSQL (its manual, appendix A).
const (
	pgForeignKey    = "23503"
	pgUnique        = "23505"
	pgCheck         = "23514"
	pgSerialization = "40001"
	pgDeadlock      = "40P01"
)

// IsUnique reports whether err is a row that another of the same key keeps out. In PostgreSQL a transaction is lost
// after any error: return it, or insert with ON CONFLICT DO NOTHING and look at the number of rows.
func IsUnique(err error) bool {
	return is(err, []string{pgUnique}, sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID)
}

// IsForeignKey reports whether err is a row that names one that is not there, or one still named by others.
func IsForeignKey(err error) bool {
	return is(err, []string{pgForeignKey}, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY)
}

// IsCheck reports whether err is a value that a CHECK keeps out.
func IsCheck(err error) bool {
	return is(err, []string{pgCheck}, sqlite3.SQLITE_CONSTRAINT_CHECK)
}

// IsRetryable reports whether err comes of other transactions running at the same time: the same one may succeed when
// it is run again.
func IsRetryable(err error) bool {
	return is(err, []string{pgSerialization, pgDeadlock}, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT)
}

func is(err error, states []string, codes ...int) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		for _, code := range codes {
			if lite.Code() == code {
				return true
			}
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		for _, state := range states {
			if pg.Code == state {
				return true
			}
		}
	}
	return false
}
