// Package storetest gives tests fresh databases of each kind, and counts what they are asked.
package storetest

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/internal/store/storetest/cluster"
)

// PostgresEnv names the environment variable with the data source name of a PostgreSQL server whose role may make
// databases. Without it each test process starts a server of its own.
const PostgresEnv = "GIAOBAN_TEST_POSTGRES"

// Each runs test once with a fresh, migrated database of each kind, as sub-tests "sqlite" and "postgres". Where
// PostgreSQL is not installed its sub-test is skipped, or fails when the variable CI is set.
func Each(t *testing.T, test func(t *testing.T, db *bun.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// EachDSN is Each for tests that open the database themselves: with the name of a fresh, migrated one.
func EachDSN(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLiteDSN(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, PostgresDSN(t)) })
}

// SQLite returns a fresh, migrated SQLite database that is closed when the test ends.
func SQLite(t testing.TB) *bun.DB {
	t.Helper()
	return connect(t, SQLiteDSN(t))
}

// Postgres is SQLite for PostgreSQL.
func Postgres(t testing.TB) *bun.DB {
	t.Helper()
	return connect(t, PostgresDSN(t))
}

func connect(t testing.TB, dsn string) *bun.DB {
	t.Helper()
	db, err := store.Connect(dsn, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// migratedSQLite is the file of a migrated SQLite database, made once in a process.
var migratedSQLite = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "giaoban-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "template.db")
	db, err := store.Open(context.Background(), path, "")
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // the last one to close takes the log into the file
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // made above
})

// SQLiteDSN returns the name of a fresh, migrated SQLite database.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	file, err := migratedSQLite()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "giaoban.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// server is a PostgreSQL server.
type server struct {
	dsn      string
	template string           // the migrated database there that tests copy
	own      *cluster.Cluster // nil: not this process's; held here, since it stops when nobody holds it any more
}

var postgres = sync.OnceValues(func() (server, error) {
	found := server{dsn: os.Getenv(PostgresEnv)}
	var err error
	if found.dsn == "" {
		if found.own, err = cluster.Start(context.Background()); err != nil {
			return server{}, err
		}
		found.dsn = found.own.DSN()
	}
	found.template, err = makeTemplate(context.Background(), found.dsn)
	return found, err
})

// PostgresDSN returns the name of a fresh, migrated PostgreSQL database that is dropped when the test ends.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	found, err := postgres()
	if errors.Is(err, cluster.ErrNotInstalled) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + id.Random(16)
	if err := administer(t.Context(), found.dsn, `CREATE DATABASE ? TEMPLATE ?`, bun.Ident(name), bun.Ident(found.template)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := administer(context.Background(), found.dsn, `DROP DATABASE ? WITH (FORCE)`, bun.Ident(name)); err != nil {
			t.Error(err)
		}
	})
	dsn, err := inDatabase(found.dsn, name)
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// templateLock keeps other test processes waiting while one makes the template.
const templateLock = 20261122

// makeTemplate makes the migrated database that tests copy, unless another process has made it, and returns its name.
func makeTemplate(ctx context.Context, dsn string) (name string, err error) {
	fingerprint, err := store.Fingerprint()
	if err != nil {
		return "", err
	}
	name = "giaoban_" + fingerprint
	db, err := store.Connect(dsn, "")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.NewRaw("SELECT pg_advisory_lock(?)", templateLock).Exec(ctx); err != nil {
		return "", err
	}
	made, err := conn.NewRaw("SELECT 1 FROM pg_database WHERE datname = ? AND datistemplate", name).Exec(ctx)
	if err != nil {
		return "", err
	}
	if found, err := made.RowsAffected(); err != nil || found > 0 {
		return name, err
	}
	// One that is there but no template was left half made.
	for _, query := range []string{"DROP DATABASE IF EXISTS ? WITH (FORCE)", "CREATE DATABASE ?"} {
		if _, err := conn.NewRaw(query, bun.Ident(name)).Exec(ctx); err != nil {
			return "", err
		}
	}
	inside, err := inDatabase(dsn, name)
	if err != nil {
		return "", err
	}
	template, err := store.Open(ctx, inside, "")
	if err != nil {
		return "", err
	}
	if err := template.Close(); err != nil {
		return "", err
	}
	_, err = conn.NewRaw("ALTER DATABASE ? IS_TEMPLATE true ALLOW_CONNECTIONS false", bun.Ident(name)).Exec(ctx)
	return name, err
}

// administer runs a statement in the maintenance database.
func administer(ctx context.Context, dsn, query string, arguments ...any) (err error) {
	db, err := store.Connect(dsn, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.NewRaw(query, arguments...).Exec(ctx)
	return err
}

// inDatabase returns the data source name of another database of the same server.
func inDatabase(dsn, name string) (string, error) {
	address, err := url.Parse(dsn)
	if err != nil {
		return "", err
	}
	address.Path = "/" + name
	return address.String(), nil
}
