package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/store"
	"giaoban/internal/store/storetest"
)

// bookkeeping is what stays when every migration has been undone.
var bookkeeping = []string{"bun_migration_locks", "bun_migrations"}

// objects lists what the schema consists of: tables, indexes, triggers, functions.
func objects(t *testing.T, db *bun.DB) []string {
	t.Helper()
	query := `SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1`
	if store.IsPostgres(db) {
		query = `SELECT 'relation ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
			UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
			UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
			UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
			ORDER BY 1`
	}
	var names []string
	if err := db.NewRaw(query).Scan(t.Context(), &names); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(bookkeeping, func(table string) bool { return strings.Contains(name, table) })
	})
}

func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		up := objects(t, db)
		if len(up) == 0 || !strings.Contains(strings.Join(up, " "), " accounts") {
			t.Fatalf("after up: %v", up)
		}
		if err := store.Rollback(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		if left := objects(t, db); len(left) != 0 {
			t.Errorf("a down migration leaves %v", left)
		}
		for range 2 { // the second time there is nothing to do
			if err := store.Migrate(t.Context(), db); err != nil {
				t.Fatal(err)
			}
		}
		if again := objects(t, db); !slices.Equal(again, up) {
			t.Errorf("after up again: %v, want %v", again, up)
		}
	})
}

func TestNewerSchema(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		if _, err := db.NewRaw("INSERT INTO bun_migrations (name, group_id) VALUES ('29990101000000', 9)").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := store.Migrate(t.Context(), db); !errors.Is(err, store.ErrNewerSchema) {
			t.Errorf("got %v", err)
		}
	})
}

func TestOpen(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		for range 2 {
			db, err := store.Open(t.Context(), dsn, "")
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.PingContext(t.Context()), db.Close()); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("a strange directory name", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "dữ liệu?#%41 x")
		db, err := store.Open(t.Context(), "", dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		info, err := os.Stat(filepath.Join(dir, "giaoban.db"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("database file has mode %v", info.Mode())
		}
	})
	for name, dsn := range map[string]string{
		"a database this build does not have": "mysql://root:hush@db/x",
		"a name that cannot be read":          "postgres://root:hush@db:port/x",
		"a server that is not there":          "postgres://root:hush@127.0.0.1:1/x",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := store.Open(t.Context(), dsn, t.TempDir())
			if err == nil || strings.Contains(err.Error(), "hush") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func exec(t *testing.T, db bun.IDB, query string) error {
	t.Helper()
	_, err := db.NewRaw(query).Exec(t.Context())
	return err
}

func TestConstraints(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		const catalogue = "INSERT INTO catalogues (version, title, valid_from, valid_to) VALUES "
		if err := exec(t, db, catalogue+"('v', 'V', '2026-01-01', '')"); err != nil {
			t.Fatal(err)
		}
		kinds := func(err error) [4]bool {
			return [4]bool{store.IsUnique(err), store.IsForeignKey(err), store.IsCheck(err), store.IsRetryable(err)}
		}
		if got := kinds(exec(t, db, catalogue+"('v', 'V', '2026-01-01', '')")); got != [4]bool{true} {
			t.Errorf("the same key: %v", got)
		}
		if got := kinds(exec(t, db, "INSERT INTO sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, source, user_agent) VALUES ('s', 't', 'none', '2026-01-01', '2026-01-01', '2026-01-01', '', '')")); got != [4]bool{1: true} {
			t.Errorf("a session of no account: %v", got)
		}
		if got := kinds(exec(t, db, catalogue+"('w', 'W', '2026-01-01', '2025-01-01')")); got != [4]bool{2: true} {
			t.Errorf("an end before its start: %v", got)
		}
		if got := kinds(errors.New("other")); got != [4]bool{} {
			t.Errorf("another error: %v", got)
		}
	})
}

type moment struct {
	bun.BaseModel `bun:"table:moments"`

	ID int64        `bun:"id,pk"`
	At time.Time    `bun:"at"`
	No bun.NullTime `bun:"no"`
	Is bool         `bun:"yes"`
}

func TestValuesComeBackAsTheyWere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		if err := exec(t, db, "CREATE TABLE moments (id BIGINT PRIMARY KEY, at TIMESTAMPTZ NOT NULL, no TIMESTAMPTZ, yes BOOLEAN NOT NULL)"); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 11, 23, 7, 30, 0, 123456789, time.FixedZone("ICT", 7*3600))
		if _, err := db.NewInsert().Model(&moment{ID: 1, At: at, Is: true}).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		var got moment
		if err := db.NewSelect().Model(&got).Where("at <= ?", at).Where("yes").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !store.Time(got.At).Equal(store.Time(at)) || !got.No.IsZero() || !got.Is {
			t.Errorf("got %+v", got)
		}
	})
}

func TestInTxRunsAgainAfterADeadlock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		if err := exec(t, db, "CREATE TABLE pair (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)"); err != nil {
			t.Fatal(err)
		}
		if err := exec(t, db, "INSERT INTO pair VALUES (1, 0), (2, 0)"); err != nil {
			t.Fatal(err)
		}
		firstHeld := map[int]chan struct{}{1: make(chan struct{}), 2: make(chan struct{})}
		crossed := func(first, second int) error {
			runs := 0
			return store.InTx(t.Context(), db, func(ctx context.Context, tx bun.Tx) error {
				runs++
				if _, err := tx.NewRaw("UPDATE pair SET n = n + 1 WHERE id = ?", first).Exec(ctx); err != nil {
					return err
				}
				if runs == 1 && store.IsPostgres(db) { // SQLite lets no two write at once
					close(firstHeld[first])
					<-firstHeld[second]
				}
				_, err := tx.NewRaw("UPDATE pair SET n = n + 1 WHERE id = ?", second).Exec(ctx)
				return err
			})
		}
		done := make(chan error)
		go func() { done <- crossed(1, 2) }()
		if err := errors.Join(crossed(2, 1), <-done); err != nil {
			t.Fatal(err)
		}
		var sum int
		if err := db.NewRaw("SELECT sum(n) FROM pair").Scan(t.Context(), &sum); err != nil || sum != 4 {
			t.Errorf("sum %d, %v", sum, err)
		}
	})
}

func TestCounter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		db, counter := storetest.Count(db)
		err := db.RunInTx(t.Context(), nil, func(_ context.Context, tx bun.Tx) error {
			return errors.Join(exec(t, tx, "SELECT 1"), exec(t, tx, "SELECT 2"))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := counter.Take(); !slices.Equal(got, []string{"SELECT 1", "SELECT 2"}) {
			t.Errorf("%q", got)
		}
		if got := counter.Take(); len(got) != 0 {
			t.Errorf("taken twice: %q", got)
		}
	})
}
