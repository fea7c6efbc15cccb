// Package store opens the database and keeps its schema. Models and queries live with the packages that own the tables;
// they speak through bun and use no SQL of one database alone, so that another one can take SQLite's place.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the database driver "sqlite"
)

// maxConnections bounds the readers; SQLite has one writer at a time whatever the number.
const maxConnections = 8

// Open opens the database of the data source name and brings its schema up to date. An empty name means the embedded
// database giaoban.db in dataDir, a path the embedded database there. The directory is made when it is missing.
func Open(ctx context.Context, dsn, dataDir string) (*bun.DB, error) {
	db, err := connect(dsn, dataDir)
	if err != nil {
		return nil, err
	}
	if err := Migrate(ctx, db); err != nil {
		_ = db.Close() // the migration's error is the one to tell
		return nil, err
	}
	return db, nil
}

func connect(dsn, dataDir string) (*bun.DB, error) {
	if strings.Contains(dsn, "://") {
		scheme, _, _ := strings.Cut(dsn, "://")
		return nil, fmt.Errorf("store: this build has no %s database; store.dsn must be empty or the path of a file", scheme)
	}
	path := dsn
	if path == "" {
		path = filepath.Join(dataDir, "giaoban.db")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	// The file holds password hashes: made here so that nobody else can read it, whatever the umask.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the administrator names the path
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool, err := sql.Open("sqlite", sqliteName(path))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections)
	return bun.NewDB(pool, sqlitedialect.New()), nil
}

// sqliteName sets on every connection: readers beside the writer (WAL), a commit that survives a power cut, waiting
// instead of failing when another writes, foreign keys, and write transactions that take the lock at once, since one
// that read first could not be given it later.
func sqliteName(path string) string {
	options := url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options.Encode()}).String()
}
