package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/yeartest"
)

// yearPage is what a page asks of the API.
type yearPage struct {
	name, account      string
	method, path, body string
	grows              bool // its answer has more rows when there are more
}

// yearPages are the pages of the desk that are used most, each with its longest request.
func yearPages(t testing.TB, y *yeartest.Year) []yearPage {
	t.Helper()
	monday := y.Start.AddDate(0, 0, -(int(y.Start.Weekday())+6)%7).Truncate(24 * time.Hour)
	week := func(who string) string {
		return "/meetings?limit=500&from=" + url.QueryEscape(monday.UTC().Format(time.RFC3339)) +
			"&to=" + url.QueryEscape(monday.AddDate(0, 0, 7).UTC().Format(time.RFC3339)) + who
	}
	province := url.QueryEscape(y.Units[0].String())
	commune, room := y.Commune()
	next := "/meetings/" + y.Next
	get := func(name, account, path string, grows bool) yearPage {
		return yearPage{name: name, account: account, method: http.MethodGet, path: path, grows: grows}
	}
	return []yearPage{
		get("calendar week, province and below", "thuky", week("&below=true&unit="+province), true),
		get("calendar week, commune", "thuky", week("&unit="+url.QueryEscape(commune.String())), false),
		get("calendar week, person", "thuky", week("&person="+y.People[len(y.People)-1]), false),
		get("calendar week, room", "thuky", week("&room="+room), false),
		get("calendar week, of a delegate", "daibieu", week("&person=me"), false),
		get("calendar week, of a technician", "kythuat", week(""), false),
		get("search by words", "thuky", "/meetings?order=desc&q=chuyen+doi+so+hanh+chinh", true),
		get("search by words, of a delegate", "daibieu", "/meetings?order=desc&q=chuyen+doi+so+hanh+chinh", false),
		get("search without a find", "thuky", "/meetings?order=desc&q=khong+co+gi+het", false),
		get("meeting", "thuky", next, false),
		get("meeting, of a delegate", "daibieu", next, false),
		get("answers board", "thuky", next+"/invitations?limit=500", true),
		get("answers board, search", "thuky", next+"/invitations?limit=500&q=02", false),
		get("answers summary", "thuky", next+"/invitations/summary", false),
		get("papers", "thuky", next+"/papers", true),
		get("papers, of a delegate", "daibieu", next+"/papers", true),
		get("papers that wait", "thuky", "/paper-tasks", true),
		get("own invitations", "daibieu", "/invitations?open=true&limit=500", false),
		get("directory tree", "thuky", "/units?limit=500&parent="+demo.ProvinceCode, true),
		get("directory search", "thuky", "/units?q=chi+cuc", true),
		get("sites", "thuky", "/sites?limit=500", true),
		get("people search", "thuky", "/people?q=nguyen+van", true),
		get("people of a tree", "thuky", "/people?limit=500&below=true&unit="+province, true),
		get("audit search", "quantri", "/audit?limit=500&q=nguoi", true),
		get("audit search without a find", "quantri", "/audit?q=khong+co+gi+het", false),
		get("audit of a meeting", "quantri", "/audit?subject=meeting:"+y.Next, false),
		{name: "clash check", account: "thuky", method: http.MethodPost, path: "/meetings/check", body: clashing(t, y)},
	}
}

// clashing is a draft at the time of the next meeting with all its sites, so that each is taken.
func clashing(t testing.TB, y *yeartest.Year) string {
	t.Helper()
	units, rooms := y.Sites()
	sites := make([]map[string]any, len(units))
	for i := range units {
		sites[i] = map[string]any{"unit": units[i], "room": rooms[i], "main": i == 0}
	}
	body, err := json.Marshal(map[string]any{"people": y.People[:50], "meeting": map[string]any{
		"title": "Họp toàn tỉnh", "host": y.Units[0], "chairId": y.People[0], "secretaryId": y.People[1], "start": y.Start, "end": y.End,
		"mode": "hybrid", "noStateSecret": true, "sites": sites,
		"agenda": []any{map[string]any{"title": "Báo cáo", "minutes": 10, "presenterId": y.People[2]}},
	}})
	check(t, err)
	return string(body)
}

// reader asks for pages as the accounts that may see them.
type reader struct {
	*fixture
	t        testing.TB
	browsers map[string]*browser
}

func newReader(t testing.TB, db *bun.DB, size yeartest.Size) (*reader, *yeartest.Year) {
	t.Helper()
	r := &reader{fixture: newFixtureOn(t, db), t: t, browsers: map[string]*browser{}}
	y := yeartest.Fill(t, db, size, r.clock.now())
	for _, account := range []string{"thuky", "daibieu", "kythuat", "quantri"} {
		r.browsers[account] = r.as(t, account)
	}
	return r, y
}

// ask returns how many rows the page's answer has.
func (r *reader) ask(page *yearPage) int {
	r.t.Helper()
	b := r.browsers[page.account]
	a := b.do(page.method, "/api/v1"+page.path, page.body)
	if a.status != http.StatusOK {
		r.t.Fatalf("%s: status %d: %s", page.name, a.status, a.body)
	}
	var list struct{ Items, Clashes []any }
	a.into(r.t, &list)
	return len(list.Items) + len(list.Clashes)
}

// TestNoPageAsksMoreOfALargerYear holds each page to the number of queries that it takes with a few rows.
func TestNoPageAsksMoreOfALargerYear(t *testing.T) {
	few := yeartest.Size{Units: 140, People: 450, Meetings: 10, Sites: 10, Invitations: 200, Invited: 10, Papers: 30, Records: 10}
	many := yeartest.Size{Units: 200, People: 1500, Meetings: 1000, Sites: 124, Invitations: 6000, Invited: 1000, Papers: 4000, Records: 1000}
	// Of any request: with its session, its viewer, the rights to a meeting and what the page shows.
	const most = 20
	queries := func(t *testing.T, db *bun.DB, size yeartest.Size) (counts, rows map[string]int, pages []yearPage) {
		db, counter := storetest.Count(db)
		r, y := newReader(t, db, size)
		counts, rows, pages = map[string]int{}, map[string]int{}, yearPages(t, y)
		for _, page := range pages {
			r.ask(&page) // what is read once in a process
			counter.Take()
			rows[page.name] = r.ask(&page)
			counts[page.name] = len(counter.Take())
		}
		return counts, rows, pages
	}
	for name, open := range map[string]func(testing.TB) *bun.DB{"sqlite": demotest.Seed.SQLite, "postgres": demotest.Seed.Postgres} {
		t.Run(name, func(t *testing.T) {
			counts, rows, _ := queries(t, open(t), few)
			after, more, pages := queries(t, open(t), many)
			for _, page := range pages {
				if after[page.name] != counts[page.name] || counts[page.name] > most {
					t.Errorf("%s: %d queries with %d rows, %d with %d; at most %d", page.name, counts[page.name], rows[page.name],
						after[page.name], more[page.name], most)
				}
				if page.grows && more[page.name] <= rows[page.name] {
					t.Errorf("%s: %d rows of few, %d of many", page.name, rows[page.name], more[page.name])
				}
				t.Logf("%-40s %2d queries; %3d rows, then %3d", page.name, counts[page.name], rows[page.name], more[page.name])
			}
		})
	}
}

// BenchmarkYear asks for each page over the whole year of a province, one request at a time, as it is served: with the
// session, the rights and the encoding.
func BenchmarkYear(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *bun.DB{"sqlite": demotest.Seed.SQLite, "postgres": demotest.Seed.Postgres} {
		b.Run(name, func(b *testing.B) {
			db, counter := storetest.Count(open(b))
			r, y := newReader(b, db, yeartest.Whole)
			for _, page := range yearPages(b, y) {
				b.Run(page.name, func(b *testing.B) {
					rows := r.ask(&page)
					counter.Take()
					var took []time.Duration
					before := cpuTime(b)
					for b.Loop() {
						begun := time.Now()
						r.ask(&page)
						took = append(took, time.Since(begun))
					}
					worked := cpuTime(b) - before
					slices.Sort(took)
					// Of this process, with the client and the embedded database: what a busy machine does not lengthen.
					b.ReportMetric(milliseconds(worked)/float64(len(took)), "cpu-ms/op")
					b.ReportMetric(float64(len(counter.Take()))/float64(len(took)), "queries/op")
					b.ReportMetric(float64(rows), "rows")
					b.ReportMetric(milliseconds(took[len(took)/2]), "p50-ms")
					b.ReportMetric(milliseconds(took[len(took)*99/100]), "p99-ms")
					b.ReportMetric(0, "ns/op") // the mean says less
				})
			}
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// cpuTime is what this process has used of its processors.
func cpuTime(t testing.TB) time.Duration {
	t.Helper()
	var used syscall.Rusage
	check(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
