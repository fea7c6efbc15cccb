package planner_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// aYear is how many meetings a province holds in a year.
const aYear = 5000

// year fills a database with a year of a province: twenty meetings a working day, one in fifty of all communes.
func year(b *testing.B, f *plantest.Fixture) (last *plan.Meeting) {
	b.Helper()
	units, err := demo.Units(demo.Current)
	if err != nil {
		b.Fatal(err)
	}
	people := make([]string, 100)
	for i := range people {
		people[i] = f.Person(b, fmt.Sprintf("Người Thứ %d", i), plantest.Province)
	}
	var batch []*plan.Meeting
	flush := func() {
		err := f.DB.RunInTx(b.Context(), nil, func(ctx context.Context, tx bun.Tx) error { return f.Store.Insert(ctx, tx, batch) })
		if err != nil {
			b.Fatal(err)
		}
		batch = batch[:0]
	}
	for i := range aYear {
		start := plantest.Start.AddDate(0, 0, i/20).Add(time.Duration(i%20) * 30 * time.Minute).UTC()
		m := &plan.Meeting{
			ID: id.New(plan.MeetingPrefix), Version: 1, State: plan.StateIssued, StateSince: start, CreatedAt: start, UpdatedAt: start,
			Declared: plan.Declaration{At: start},
			Draft: plan.Draft{
				Title: fmt.Sprintf("Họp số %d của xã %s", i, units[i%len(units)].Name.VI), Urgency: plan.Normal, Host: plantest.Province,
				ChairID: people[i%100], SecretaryID: people[(i+1)%100], Start: start, End: start.Add(2 * time.Hour), Mode: plan.Hybrid,
				Policies: plan.DefaultPolicies(), Secrecy: plan.NotSecret,
				Agenda: []plan.AgendaItem{{ID: id.New(plan.AgendaPrefix), Title: "Báo cáo", Minutes: 30}, {ID: id.New(plan.AgendaPrefix), Title: "Thảo luận", Minutes: 60}},
			},
		}
		sites := 8
		if i%50 == 0 {
			sites = len(units) - 1
		}
		for n := range sites {
			unit := units[1+(i*7+n)%(len(units)-1)]
			m.Sites = append(m.Sites, plan.Site{Unit: directory.UnitKey{Catalogue: unit.Catalogue, Code: unit.Code}, Room: demo.RoomName(unit.Code)})
		}
		if batch, last = append(batch, m), m; len(batch) == 200 {
			flush()
		}
	}
	flush()
	if _, err := f.DB.NewRaw("ANALYZE").Exec(b.Context()); err != nil { // what both databases do by themselves in time
		b.Fatal(err)
	}
	return last
}

func BenchmarkAYear(b *testing.B) {
	for kind, open := range map[string]func(testing.TB) *bun.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(kind, func(b *testing.B) {
			f := plantest.New(b, open(b))
			last := year(b, f)
			secretary, delegate := f.As(b, identity.Secretary, plantest.Province), f.As(b, identity.Delegate, plantest.Commune)
			middle := plantest.Start.AddDate(0, 0, 125)
			week := plan.Query{From: middle, To: middle.AddDate(0, 0, 7)}
			d := last.MovedTo(middle)
			d.Sites, d.Agenda, d.NoStateSecret = nil, nil, true
			units, err := demo.Units(demo.Current)
			if err != nil {
				b.Fatal(err)
			}
			for _, unit := range units[1:] {
				d.Sites = append(d.Sites, plan.Site{Unit: directory.UnitKey{Catalogue: unit.Catalogue, Code: unit.Code}, Room: demo.RoomName(unit.Code)})
			}
			for name, ask := range map[string]func() error{
				"week": func() error { _, _, err := f.Store.Find(b.Context(), secretary.Viewer, week); return err },
				"week of a unit": func() error {
					query := week
					query.Unit = plantest.Commune
					_, _, err := f.Store.Find(b.Context(), delegate.Viewer, query)
					return err
				},
				"meeting": func() error { _, err := f.Planner.Get(b.Context(), secretary, last.ID); return err },
				"search": func() error {
					_, _, err := f.Store.Find(b.Context(), secretary.Viewer, plan.Query{Text: "chiem hoa 17", Page: directory.Page{Limit: 50}})
					return err
				},
				"clash check of 124 sites": func() error { _, err := f.Planner.Check(b.Context(), secretary, "", d, nil); return err },
			} {
				b.Run(name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if err := ask(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}
