package inviter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

// crowd adds units below the province until it has some, and people, and returns targets of them all.
func crowd(t testing.TB, f *fixture, units, people int) []invite.Target {
	t.Helper()
	var more []directory.Unit
	for i := range units {
		more = append(more, directory.Unit{
			Catalogue: demo.Current, Code: fmt.Sprintf("X%04d", i), ParentCode: demo.ProvinceCode, Level: directory.Agency,
			Name: directory.Text{VI: fmt.Sprintf("Đơn vị số %d", i), EN: fmt.Sprintf("Unit %d", i)},
		})
	}
	check(t, f.Units.AddUnits(t.Context(), more))
	var targets []invite.Target
	for i := range more {
		targets = append(targets, unit(more[i].Key()))
	}
	var all []directory.Person
	for i := range people {
		all = append(all, directory.Person{
			ID: fmt.Sprintf("PE_x%04d", i), Name: fmt.Sprintf("Nguyễn Văn %d", i), Unit: more[i%units].Key(), Title: "Chuyên viên",
			Mail: fmt.Sprintf("x%d@example.vn", i), Head: i < units, Active: true,
		})
	}
	check(t, f.Units.AddPeople(t.Context(), all))
	for i := range all {
		targets = append(targets, person(&all[i]))
	}
	return targets
}

// TestQueriesDoNotGrowWithRows holds the pages to a number of queries whatever the rows, and issuing to one for each two
// hundred.
func TestQueriesDoNotGrowWithRows(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		counted, counter := storetest.Count(db)
		f := newFixture(t, counted)
		targets := crowd(t, f, 250, 1000)
		m := f.approved(t)
		secretary := f.secretary(t)
		limit := func(what string, most int, do func() error) {
			t.Helper()
			counter.Take()
			check(t, do())
			if got := counter.Take(); len(got) > most {
				t.Errorf("%s: %d queries, at most %d\n%s", what, len(got), most, strings.Join(shortened(got), "\n"))
			} else {
				t.Logf("%s: %d queries", what, len(got))
			}
		}
		limit("adding 1250", 30, func() error {
			_, err := f.service.Add(t.Context(), secretary, m.ID, targets)
			return err
		})
		_, err := f.service.SaveLetter(t.Context(), secretary, m.ID, 0, letterFor(t, f, m))
		check(t, err)
		limit("issuing to 1250", 45, func() error {
			_, err := f.service.Issue(t.Context(), secretary, m.ID, 0)
			return err
		})
		limit("a page of the board", 6, func() error {
			lines, _, err := f.service.Board(t.Context(), secretary, invite.Query{MeetingID: m.ID, Page: directory.Page{Limit: 500}})
			if len(lines) != 500 {
				t.Errorf("%d lines", len(lines))
			}
			return err
		})
		limit("the summary", 8, func() error {
			_, err := f.service.Overview(t.Context(), secretary, m.ID)
			return err
		})
		limit("own invitations", 1, func() error {
			_, _, err := f.service.Mine(t.Context(), f.AsPersonQuietly("PE_x0001"), invite.MineQuery{})
			return err
		})
		limit("standing", 1, func() error {
			_, err := f.kept.Standing(t.Context(), m.ID, f.AsPersonQuietly("PE_x0001").Viewer)
			return err
		})
		limit("reminding 1250", 45, func() error {
			got, err := f.service.Remind(t.Context(), secretary, m.ID)
			if got != 1250 {
				t.Errorf("%d reminded", got)
			}
			return err
		})
		limit("a tick with nothing due", 3, func() error { return f.service.Tick(t.Context()) })
	})
}

// AsPersonQuietly is AsPerson without asking the database.
func (f *fixture) AsPersonQuietly(personID string) directory.By {
	return directory.By{Viewer: &directory.Viewer{AccountID: "AC_" + personID, PersonID: personID}}
}

func letterFor(t testing.TB, f *fixture, m *plan.Meeting) invite.LetterFields {
	t.Helper()
	letter, err := f.service.Letter(t.Context(), f.secretary(t), m.ID)
	check(t, err)
	return letter.LetterFields
}

func shortened(queries []string) []string {
	short := make([]string, len(queries))
	for i, query := range queries {
		short[i] = query[:min(len(query), 100)]
	}
	return short
}

// BenchmarkIssue issues one meeting to 250 units and 1,000 people, with its letter, in one transaction.
func BenchmarkIssue(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *bun.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			db, counter := storetest.Count(open(b))
			f := newFixture(b, db)
			queries := 0
			targets := crowd(b, f, 250, 1000)
			var inside time.Duration
			for b.Loop() {
				b.StopTimer()
				m := f.approved(b)
				f.add(b, m, targets...)
				_, err := f.service.SaveLetter(b.Context(), f.secretary(b), m.ID, 0, letterFor(b, f, m))
				check(b, err)
				counter.Take()
				b.StartTimer()
				begun := time.Now()
				if got := f.issue(b, m).Invited; got != 1250 {
					b.Fatalf("%d invited", got)
				}
				inside += time.Since(begun)
				queries += len(counter.Take())
			}
			b.ReportMetric(float64(inside.Milliseconds())/float64(b.N), "ms/issue")
			b.ReportMetric(float64(queries)/float64(b.N), "queries/op")
		})
	}
}
