package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/logging"
	"giaoban/internal/store"
)

func open(t *testing.T) *bun.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAppendAndList(t *testing.T) {
	log := audit.New(open(t), time.Now)
	ctx := logging.WithRequestID(t.Context(), "req-1")
	actor := audit.Actor{ID: "AC_1", Name: "thuky", Source: "10.0.0.7"}
	for i := range 5 {
		if err := log.Append(ctx, actor, "room.muted", fmt.Sprintf("room:%d", i), map[string]any{"all": true}); err != nil {
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
	for i, record := range append(first, rest...) {
		if want := fmt.Sprintf("room:%d", 4-i); record.Subject != want {
			t.Errorf("record %d is of %s, want %s", i, record.Subject, want)
		}
		if record.Actor != actor || record.RequestID != "req-1" || string(record.Detail) != `{"all":true}` || record.At.IsZero() {
			t.Errorf("record %+v", record)
		}
	}
}

func TestAppendOnly(t *testing.T) {
	db := open(t)
	log := audit.New(db, time.Now)
	if err := log.Append(t.Context(), audit.Actor{}, "a", "s", nil); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"UPDATE audit_records SET subject = 'x'", "DELETE FROM audit_records"} {
		if _, err := db.NewRaw(query).Exec(t.Context()); err == nil {
			t.Errorf("%s went through", query)
		}
	}
}

func TestRecordFallsWithItsTransaction(t *testing.T) {
	db := open(t)
	log := audit.New(db, time.Now)
	refused := errors.New("refused")
	err := db.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		if err := log.In(tx).Append(ctx, audit.Actor{}, "a", "s", nil); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	if records, err := log.List(t.Context(), "", 10); err != nil || len(records) != 0 {
		t.Errorf("%d records, %v", len(records), err)
	}
}
