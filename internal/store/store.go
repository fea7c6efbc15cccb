// Package store opens the database and keeps its schema: SQLite, embedded, or PostgreSQL. Models and queries live with
// the packages that own the tables; they speak through bun and use no SQL of one database alone.
package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

// Open opens the database of the data source name and brings its schema up to date. A name that begins with postgres://
// or postgresql:// means PostgreSQL, an empty one the embedded database giaoban.db in dataDir, any other the path of an
// embedded database. The directory of an embedded database is made when it is missing.
func Open(ctx context.Context, dsn, dataDir string) (*bun.DB, error) {
	db, err := Connect(dsn, dataDir)
	if err != nil {
		return nil, err
	}
	if err := Migrate(ctx, db); err != nil {
		_ = db.Close() // the migration's error is the one to tell
		return nil, err
	}
	return db, nil
}

// Connect is Open without the migrations.
func Connect(dsn, dataDir string) (*bun.DB, error) {
	scheme, _, found := strings.Cut(dsn, "://")
	switch {
	case !found:
		return openSQLite(dsn, dataDir)
	case scheme == "postgres", scheme == "postgresql":
		return openPostgres(dsn)
	}
	return nil, fmt.Errorf("store: there is no %s database here; store.dsn must be empty, the path of a file or postgres://user:password@host/database", scheme)
}

// IsPostgres reports whether db is PostgreSQL: for a row lock that SQLite neither has nor needs.
func IsPostgres(db bun.IDB) bool { return db.Dialect().Name() == dialect.PG }

// Time returns t as both databases keep it, in UTC and microseconds, so that what was written compares equal to what is
// read back.
func Time(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
