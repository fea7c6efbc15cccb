package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"giaoban/internal/id"
	"giaoban/internal/store"
)

// Seed is what databases of tests begin with. It is filled in once in a process for each kind of database, and copied for
// each test, which is many times faster than filling it in again.
type Seed struct {
	fill     func(context.Context, *bun.DB) error
	sqlite   func() ([]byte, error) // the file
	postgres func() (string, error) // the database that tests copy
}

// empty is the schema alone.
var empty = NewSeed(func(context.Context, *bun.DB) error { return nil })

// NewSeed returns what fill writes into a migrated database; a package variable for its tests.
func NewSeed(fill func(context.Context, *bun.DB) error) *Seed {
	s := &Seed{fill: fill}
	s.sqlite = sync.OnceValues(s.makeSQLite)
	s.postgres = sync.OnceValues(s.makePostgres)
	return s
}

// Each is the function of this name for databases that begin with the seed.
func (s *Seed) Each(t *testing.T, test func(t *testing.T, db *bun.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, s.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, s.Postgres(t)) })
}

// SQLite is the function of this name for a database that begins with the seed.
func (s *Seed) SQLite(t testing.TB) *bun.DB {
	t.Helper()
	return connect(t, s.SQLiteDSN(t))
}

// Postgres is the function of this name for a database that begins with the seed.
func (s *Seed) Postgres(t testing.TB) *bun.DB {
	t.Helper()
	return connect(t, s.PostgresDSN(t))
}

func (s *Seed) makeSQLite() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "giaoban-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "template.db")
	if err := s.write(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // made above
}

// makePostgres leaves the template behind: it goes with the server, which lives as long as the tests.
func (s *Seed) makePostgres() (name string, err error) {
	found, err := postgres()
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	name = "template_" + id.Random(16)
	if err := administer(ctx, found.dsn, "CREATE DATABASE ?", bun.Ident(name)); err != nil {
		return "", err
	}
	inside, err := inDatabase(found.dsn, name)
	if err != nil {
		return "", err
	}
	if err := s.write(inside); err != nil {
		return "", err
	}
	return name, administer(ctx, found.dsn, "ALTER DATABASE ? IS_TEMPLATE true ALLOW_CONNECTIONS false", bun.Ident(name))
}

// write migrates and fills a database. The last one to close an SQLite database takes its log into the file.
func (s *Seed) write(dsn string) (err error) {
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return s.fill(ctx, db)
}
