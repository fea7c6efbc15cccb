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
	empty.Each(t, test)
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

// SQLiteDSN returns the name of a fresh, migrated SQLite database.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	return empty.SQLiteDSN(t)
}

// SQLiteDSN is the function of this name for a database that begins with the seed.
func (s *Seed) SQLiteDSN(t testing.TB) string {
	t.Helper()
	file, err := s.sqlite()
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
	dsn string
	own *cluster.Cluster // nil: not this process's; held here, since it stops when nobody holds it any more
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
	return found, nil
})

// PostgresDSN returns the name of a fresh, migrated PostgreSQL database that is dropped when the test ends.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	return empty.PostgresDSN(t)
}

// PostgresDSN is the function of this name for a database that begins with the seed.
func (s *Seed) PostgresDSN(t testing.TB) string {
	t.Helper()
	found, err := postgres()
	if errors.Is(err, cluster.ErrNotInstalled) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	template, err := s.postgres()
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + id.Random(16)
	if err := administer(t.Context(), found.dsn, `CREATE DATABASE ? TEMPLATE ?`, bun.Ident(name), bun.Ident(template)); err != nil {
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
