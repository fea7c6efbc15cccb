package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"giaoban/internal/store"
)

func open(t *testing.T, dir string) *bun.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "", dir)
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

func tables(t *testing.T, db *bun.DB) string {
	t.Helper()
	var names []string
	// The one query of SQLite's own: what tables there are.
	if err := db.NewRaw("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence' ORDER BY name").Scan(t.Context(), &names); err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

func TestMigrations(t *testing.T) {
	db := open(t, t.TempDir())
	const want = "accounts audit_records bun_migration_locks bun_migrations catalogues logins rooms sessions units"
	if got := tables(t, db); got != want {
		t.Errorf("after up: %s", got)
	}
	if err := store.Rollback(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if got := tables(t, db); got != "bun_migration_locks bun_migrations" {
		t.Errorf("after down: %s", got)
	}
	for range 2 { // the second time there is nothing to do
		if err := store.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	if got := tables(t, db); got != want {
		t.Errorf("after up again: %s", got)
	}
}

func TestNewerSchema(t *testing.T) {
	db := open(t, t.TempDir())
	if _, err := db.NewRaw("INSERT INTO bun_migrations (name, group_id) VALUES ('29990101000000', 9)").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), db); !errors.Is(err, store.ErrNewerSchema) {
		t.Errorf("got %v", err)
	}
}

func TestOpen(t *testing.T) {
	t.Run("a strange directory name", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "dữ liệu?#%41 x")
		open(t, dir)
		info, err := os.Stat(filepath.Join(dir, "giaoban.db"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("database file has mode %v", info.Mode())
		}
	})
	t.Run("a database this build does not have", func(t *testing.T) {
		_, err := store.Open(t.Context(), "mysql://root:hush@db/x", t.TempDir())
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("foreign keys hold", func(t *testing.T) {
		db := open(t, t.TempDir())
		_, err := db.NewRaw("INSERT INTO units (catalogue, code, level, name_vi, name_en, search, position) VALUES ('x','1','p','a','a','a',1)").Exec(t.Context())
		if err == nil {
			t.Error("a unit of no catalogue was taken")
		}
	})
}
