package yeartest_test

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/yeartest"
)

var now = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func fill(t testing.TB, db *bun.DB, size yeartest.Size) *yeartest.Year {
	t.Helper()
	if err := demotest.Ensure(t.Context(), dirstore.New(db, func() time.Time { return now })); err != nil {
		t.Fatal(err)
	}
	return yeartest.Fill(t, db, size, now)
}

func TestAYearIsAsLargeAsAskedFor(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		size := yeartest.Size{Units: 150, People: 500, Meetings: 100, Sites: 30, Invitations: 2000, Invited: 200, Papers: 500, Records: 1200}
		y := fill(t, db, size)
		for name, want := range map[string]int{
			"units WHERE catalogue = '" + demo.Current + "'": 150, "people": 500, "meetings": 100, "invitations": 2000, "papers": 500, "paper_files": 500,
			"meeting_sites WHERE meeting_id = '" + y.Next + "'": 30, "audit_records": 1200,
			"invitations WHERE meeting_id = '" + y.Next + "'":           200,
			"meetings WHERE state = 'issued' AND id = '" + y.Next + "'": 1,
		} {
			got := 0
			if err := db.NewRaw("SELECT count(*) FROM "+name).Scan(t.Context(), &got); err != nil || got != want {
				t.Errorf("%s: %d, want %d (%v)", name, got, want, err)
			}
		}
		for _, state := range []string{"draft", "submitted", "approved", "issued", "ended", "cancelled"} {
			if found, err := db.NewSelect().TableExpr("meetings").Where("state = ?", state).Count(t.Context()); err != nil || found == 0 {
				t.Errorf("none is %s (%v)", state, err)
			}
		}
		units, rooms := y.Sites()
		if len(units) != 30 || len(rooms) != 30 || units[0] != (directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode}) {
			t.Errorf("sites %v %v", units, rooms)
		}
	})
}

// BenchmarkFill writes the whole year.
func BenchmarkFill(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *bun.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				fill(b, open(b), yeartest.Whole)
			}
		})
	}
}
