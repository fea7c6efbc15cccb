package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/leaktest"
	"giaoban/internal/logging"
	"giaoban/internal/store"
	"giaoban/internal/store/storetest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

var thuky = audit.Actor{ID: "AC_1", Name: "thuky", Source: "10.0.0.7"}

func appendTo(t *testing.T, log *audit.Log, subjects ...string) {
	t.Helper()
	for _, subject := range subjects {
		if err := log.Append(t.Context(), thuky, "room.muted", subject, map[string]any{"all": true}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAppendAndList(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		at := time.Date(2026, 11, 23, 8, 0, 0, 123456789, time.FixedZone("ICT", 7*3600))
		log := audit.New(db, func() time.Time { return at })
		ctx := logging.WithRequestID(t.Context(), "req-1")
		for i := range 5 {
			if err := log.Append(ctx, thuky, "room.muted", fmt.Sprintf("room:%d", i), map[string]any{"all": true}); err != nil {
				t.Fatal(err)
			}
		}
		first, err := log.List(ctx, "", 3)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := log.List(ctx, first[2].ID, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(first)+len(rest) != 5 {
			t.Fatalf("%d and %d records", len(first), len(rest))
		}
		for i, record := range append(first, rest...) {
			if want := fmt.Sprintf("room:%d", 4-i); record.Subject != want || record.Seq != int64(5-i) {
				t.Errorf("record %d is number %d of %s, want %s", i, record.Seq, record.Subject, want)
			}
			if record.Actor != thuky || record.RequestID != "req-1" || string(record.Detail) != `{"all":true}` || !record.At.Equal(store.Time(at)) {
				t.Errorf("record %+v", record)
			}
		}
	})
}

func TestAppendOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		appendTo(t, audit.New(db, time.Now), "s")
		queries := []string{"UPDATE audit_records SET subject = 'x'", "DELETE FROM audit_records", "DELETE FROM audit_head"}
		if store.IsPostgres(db) {
			queries = append(queries, "TRUNCATE audit_records", "TRUNCATE audit_head")
		}
		for _, query := range queries {
			if _, err := db.NewRaw(query).Exec(t.Context()); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", query, err)
			}
		}
	})
}

func TestRecordFallsWithItsTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		log := audit.New(db, time.Now)
		refused := errors.New("refused")
		err := db.RunInTx(t.Context(), nil, func(_ context.Context, tx bun.Tx) error {
			appendTo(t, log.In(tx), "s", "t")
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if records, err := log.List(t.Context(), "", 10); err != nil || len(records) != 0 {
			t.Errorf("%d records, %v", len(records), err)
		}
		appendTo(t, log, "u")
		if last, err := audit.Verify(t.Context(), db); err != nil || last.Seq != 1 {
			t.Errorf("%v %v", last, err)
		}
	})
}

func TestWhatADatabaseCannotHoldIsStillRecorded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		log := audit.New(db, time.Now)
		strange := "a\x00b\xffc'?\\ \u200b \u202e <&>"
		actor := audit.Actor{ID: strange, Name: strange, Source: strange}
		err := log.Append(logging.WithRequestID(t.Context(), strange), actor, strange, strange, map[string]string{strange: strange})
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Append(t.Context(), thuky, "a", "b", strings.Repeat("Chiêm Hoá ", 5000)); err != nil {
			t.Fatal(err)
		}
		if _, err := audit.Verify(t.Context(), db); err != nil {
			t.Error(err)
		}
		if err := log.Append(t.Context(), thuky, "", "b", nil); !store.IsCheck(err) {
			t.Errorf("no action: %v", err)
		}
		if err := log.Append(t.Context(), thuky, "a", "b", func() {}); err == nil {
			t.Error("a detail that is no JSON was taken")
		}
	})
}

func TestManyWritersKeepOneChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		const writers, each = 8, 12
		log := audit.New(db, time.Now)
		errs := make([]error, writers)
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() {
				for n := range each {
					errs[i] = errors.Join(errs[i], db.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
						err := log.In(tx).Append(ctx, thuky, "a", fmt.Sprint(i, n), nil)
						if n%4 == 3 && err == nil {
							return tx.Rollback()
						}
						return err
					}))
				}
			})
		}
		group.Wait()
		for _, err := range errs {
			if err != nil && !strings.Contains(err.Error(), "transaction has already been committed or rolled back") {
				t.Error(err)
			}
		}
		if last, err := audit.Verify(t.Context(), db); err != nil || last.Seq != writers*each*3/4 {
			t.Errorf("%v %v", last, err)
		}
	})
}

func TestQueriesOfAnAppend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		db, counter := storetest.Count(db)
		appendTo(t, audit.New(db, time.Now), "s")
		if got := counter.Take(); len(got) != 3 {
			t.Errorf("%d statements: %q", len(got), got)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	for name, db := range map[string]*bun.DB{"sqlite": storetest.SQLite(b), "postgres": storetest.Postgres(b)} {
		b.Run(name, func(b *testing.B) {
			log := audit.New(db, time.Now)
			b.ReportAllocs()
			for b.Loop() {
				if err := log.Append(b.Context(), thuky, "meeting.changed", "meeting:ME_1", audit.Change{Before: "a", After: "b"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
