package store

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the database driver "sqlite"
)

// sqliteConnections bounds the readers; SQLite has one writer at a time whatever the number.
const sqliteConnections = 8

func openSQLite(path, dataDir string) (*bun.DB, error) {
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
	pool.SetMaxOpenConns(sqliteConnections)
	pool.SetMaxIdleConns(sqliteConnections)
	return bun.NewDB(pool, sqlitedialect.New()), nil
}

// sqliteName sets on every connection: readers beside the writer (WAL), a commit that survives a power cut, waiting
// instead of failing when another writes, foreign keys, and write transactions that take the lock at once, since one
// that read first could not be given it later.
func sqliteName(path string) string {
	options := url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(1)", "secure_delete(1)"},
		"_txlock": {"immediate"},
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options.Encode()}).String()
}
