package planstore_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(t *testing.T, f *plantest.Fixture)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) { test(t, plantest.New(t, db)) })
}

// titles finds meetings and lists them.
func titles(t *testing.T, f *plantest.Fixture, by directory.By, query plan.Query) string {
	t.Helper()
	found, next, err := f.Store.Find(t.Context(), by.Viewer, query)
	check(t, err)
	if next != "" {
		t.Fatal("there are more")
	}
	list := make([]string, len(found))
	for i, m := range found {
		list[i] = m.Title
	}
	return strings.Join(list, ", ")
}

// TestListsAndSingleMeetingsAgree holds the visibility of lists to the rights of single meetings, for every role,
// place and state.
func TestListsAndSingleMeetingsAgree(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		presenter, guest := f.Person(t, "Ma Thị Trình", plantest.Other), f.Person(t, "Lò Văn Khách", plantest.Other)
		d.Agenda[0].PresenterID = presenter
		viewers := []directory.By{
			f.AsPerson(t, d.ChairID), f.AsPerson(t, d.SecretaryID), f.AsPerson(t, presenter), f.AsPerson(t, guest),
			f.AsPerson(t, f.Person(t, "Người Ngoài", plantest.Commune)),
		}
		for _, role := range identity.Roles() {
			for _, unit := range []directory.UnitKey{plantest.Province, plantest.Commune, plantest.Other} {
				viewers = append(viewers, f.As(t, role, unit))
			}
		}
		seen := 0
		for _, state := range plan.States() {
			m := f.InState(t, d, state)
			f.Attendance.Invite(m.ID, guest, plan.Party{Role: identity.Guest, Invited: true})
			for _, by := range viewers {
				found, _, err := f.Store.Find(t.Context(), by.Viewer, plan.Query{})
				check(t, err)
				listed := slices.ContainsFunc(found, func(s plan.Summary) bool { return s.ID == m.ID })
				full, err := f.Store.Meeting(t.Context(), f.DB, m.ID)
				check(t, err)
				rights, err := f.Planner.RightsOf(t.Context(), by.Viewer, full)
				check(t, err)
				if rights.View != listed {
					t.Errorf("%s, %s: listed %v, visible %v", state, by.Actor.ID, listed, rights.View)
				}
				if listed {
					seen++
				}
			}
		}
		if seen < 60 {
			t.Errorf("seen %d times only", seen)
		}
	})
}

func TestFind(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		presenter := f.Person(t, "Ma Thị Trình", plantest.Other)
		add := func(title string, days int, change func(*plan.Draft)) {
			t.Helper()
			moved := d.MovedTo(d.Start.AddDate(0, 0, days))
			moved.Title = title
			if change != nil {
				change(&moved)
			}
			f.InState(t, moved, plan.StateIssued)
		}
		add("A", 0, nil)
		add("B Chiêm Hoá", 1, func(d *plan.Draft) { d.Host = plantest.Commune })
		add("C", 2, func(d *plan.Draft) { d.Agenda[0].PresenterID, d.Sites = presenter, d.Sites[:1] })
		draft := d.MovedTo(d.Start.AddDate(0, 0, 3))
		draft.Title, draft.Description = "D", "Phòng chống cháy rừng"
		f.Create(t, draft)
		askPaper(t, f, "C", plantest.Other)
		for name, c := range map[string]struct {
			query plan.Query
			want  string
		}{
			"everything":              {plan.Query{}, "A, B Chiêm Hoá, C, D"},
			"the latest first":        {plan.Query{Descending: true}, "D, C, B Chiêm Hoá, A"},
			"a day":                   {plan.Query{From: d.Start.AddDate(0, 0, 1).Truncate(24 * time.Hour), To: d.Start.AddDate(0, 0, 2).Truncate(24 * time.Hour)}, "B Chiêm Hoá"},
			"overlapping its middle":  {plan.Query{From: d.Start.Add(time.Hour), To: d.Start.Add(61 * time.Minute)}, "A"},
			"up to its start":         {plan.Query{To: d.Start}, ""},
			"by state":                {plan.Query{States: []plan.State{plan.StateDraft, plan.StateLive}}, "D"},
			"by host":                 {plan.Query{Host: plantest.Commune}, "B Chiêm Hoá"},
			"by hosts below":          {plan.Query{Host: plantest.Province, Below: true}, "A, B Chiêm Hoá, C, D"},
			"that a unit attends":     {plan.Query{Unit: plantest.Commune}, "A, B Chiêm Hoá, D"},
			"that another attends":    {plan.Query{Unit: plantest.Other}, ""},
			"that units below attend": {plan.Query{Unit: plantest.Province, Below: true}, "A, B Chiêm Hoá, C, D"},
			"that a unit prepares":    {plan.Query{Prepares: plantest.Commune}, "A, B Chiêm Hoá, C, D"},
			"that another prepares":   {plan.Query{Prepares: plantest.Other}, "C"},
			"of a person":             {plan.Query{PersonID: presenter}, "C"},
			"of the chair":            {plan.Query{PersonID: d.ChairID}, "A, B Chiêm Hoá, C, D"},
			"in a room":               {plan.Query{Room: demo.RoomName(demo.ChiemHoaCode)}, "A, B Chiêm Hoá, D"},
			"words without marks":     {plan.Query{Text: "CHIEM hoa"}, "B Chiêm Hoá"},
			"tone marks elsewhere":    {plan.Query{Text: "Chiêm Hóa"}, "B Chiêm Hoá"},
			"words of a description":  {plan.Query{Text: "chay rung"}, "D"},
			"words of an agenda":      {plan.Query{Text: "bao cao tuan", States: []plan.State{plan.StateDraft}}, "D"},
			"a wildcard is no word":   {plan.Query{Text: "100% _"}, ""},
			"injection":               {plan.Query{Text: "' OR 1=1 --"}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				if got := titles(t, f, secretary, c.query); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		}
	})
}

// askPaper has a unit prepare a paper of the meeting with a title.
func askPaper(t *testing.T, f *plantest.Fixture, title string, unit directory.UnitKey) {
	t.Helper()
	now := time.Now().UTC()
	_, err := f.DB.NewRaw("INSERT INTO papers (id, version, meeting_id, position, title, unit_catalogue, unit_code, audience, "+
		"close_after, state, state_since, reason, files, created_at, created_by, updated_at) SELECT 'PA_x', 1, m.id, 1, 'Báo cáo', "+
		"?, ?, 'invited', ?, 'awaited', ?, '', 0, ?, 'system', ? FROM meetings AS m WHERE m.title = ?",
		unit.Catalogue, unit.Code, false, now, now, now, title).Exec(t.Context())
	check(t, err)
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		for i := range 7 {
			moved := d.MovedTo(d.Start.AddDate(0, 0, i/2)) // two start together
			moved.Title = fmt.Sprint(i)
			f.Create(t, moved)
		}
		for _, descending := range []bool{false, true} {
			seen := map[string]bool{}
			var starts []time.Time
			query := plan.Query{Descending: descending, Page: directory.Page{Limit: 3}}
			for pages := 0; ; pages++ {
				found, next, err := f.Store.Find(t.Context(), nil, query)
				check(t, err)
				for _, m := range found {
					seen[m.ID], starts = true, append(starts, m.Start)
				}
				if query.Cursor = next; next == "" {
					break
				}
				if pages > 5 {
					t.Fatal("no end")
				}
			}
			if descending {
				slices.Reverse(starts)
			}
			if len(seen) != 7 || len(starts) != 7 || !slices.IsSortedFunc(starts, time.Time.Compare) {
				t.Errorf("%d seen, %v", len(seen), starts)
			}
		}
		for _, cursor := range []string{"x", "!!", "eHg", "MSBvdGhlcg"} {
			_, _, err := f.Store.Find(t.Context(), nil, plan.Query{Page: directory.Page{Cursor: cursor}})
			if !errors.Is(err, directory.ErrBadCursor) {
				t.Errorf("%q: %v", cursor, err)
			}
		}
	})
}

// TestQueries holds every page to a number of queries, whatever the rows.
func TestQueries(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		db, counter := storetest.Count(db)
		f := plantest.New(t, db)
		d := f.Draft(t)
		units, err := demo.Units(demo.Current)
		check(t, err)
		var last *plan.Meeting
		for i := range 12 {
			if i == 1 {
				for _, unit := range units {
					if unit.Level == directory.Commune && unit.Code != demo.ChiemHoaCode {
						d.Sites = append(d.Sites, plan.Site{Unit: directory.UnitKey{Catalogue: demo.Current, Code: unit.Code}})
					}
				}
			}
			last = f.InState(t, d, plan.StateIssued)
		}
		secretary, delegate := f.As(t, identity.Secretary, plantest.Province), f.As(t, identity.Delegate, plantest.Commune)
		week := plan.Query{From: d.Start.AddDate(0, 0, -1), To: d.Start.AddDate(0, 0, 6)}
		for name, c := range map[string]struct {
			most int
			ask  func() error
		}{
			"a week of the calendar": {1, func() error { _, _, err := f.Store.Find(t.Context(), secretary.Viewer, week); return err }},
			"a week of a unit": {1, func() error {
				query := week
				query.Unit, query.Below = plantest.Province, true
				_, _, err := f.Store.Find(t.Context(), delegate.Viewer, query)
				return err
			}},
			"search": {1, func() error {
				_, _, err := f.Store.Find(t.Context(), secretary.Viewer, plan.Query{Text: "giao ban"})
				return err
			}},
			"a meeting with 124 sites": {3, func() error { _, err := f.Planner.Get(t.Context(), delegate, last.ID); return err }},
			"its history":              {4, func() error { _, err := f.Planner.Events(t.Context(), secretary, last.ID); return err }},
			"the door":                 {4, func() error { _, err := f.Door.Look(t.Context(), delegate, last.ID); return err }},
			"the clock":                {4, func() error { return f.Planner.Tick(t.Context()) }},
		} {
			counter.Take()
			check(t, c.ask())
			if got := counter.Take(); len(got) > c.most {
				t.Errorf("%s: %d queries: %q", name, len(got), got)
			}
		}
	})
}

func TestTheSeededCalendar(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		for year, want := range map[string]string{"2026": "2026-02-17", "2027": "2027-02-06"} {
			days, err := f.Store.Days(t.Context(), year+"-01-01", year+"-12-31")
			check(t, err)
			if len(days) < 12 || !slices.ContainsFunc(days, func(day workday.Day) bool { return day.Date == want }) {
				t.Errorf("%s: %+v", year, days)
			}
		}
	})
}
