package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/store"
	"giaoban/internal/store/storetest"
)

func TestSearch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		start := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		at := start
		log := audit.New(db, func() time.Time { return at })
		other := audit.Actor{ID: "AC_2", Name: "chutri", Source: "10.0.0.8"}
		for _, entry := range []struct {
			actor           audit.Actor
			action, subject string
			detail          any
		}{
			{thuky, "meeting.created", "meeting:ME_1", map[string]string{"title": "Giao ban xã Chiêm Hoá <tháng 11>"}},
			{other, "meeting.approved", "meeting:ME_1", nil},
			{thuky, "meetings.exported", "meeting:ME_10", nil},
			{thuky, "room.muted", "meeting:ME_1/room:thu", audit.Change{Before: 1, After: "50%"}},
		} {
			if err := log.Append(t.Context(), entry.actor, entry.action, entry.subject, entry.detail); err != nil {
				t.Fatal(err)
			}
			at = at.Add(time.Hour)
		}
		for _, test := range []struct {
			query audit.Query
			want  string
		}{
			{audit.Query{}, "4 3 2 1"},
			{audit.Query{Actor: "AC_2"}, "2"},
			{audit.Query{Actor: "thuky"}, "4 3 1"},
			{audit.Query{Actor: "thuky%"}, ""},
			{audit.Query{Action: "meeting."}, "2 1"},
			{audit.Query{Action: "meeting.approved"}, "2"},
			{audit.Query{Action: "meeting%."}, ""},
			{audit.Query{Action: "meeting"}, ""},
			{audit.Query{Subject: "meeting:ME_1"}, "4 2 1"},
			{audit.Query{Subject: "meeting:ME"}, ""},
			{audit.Query{Subject: `meeting:ME\_1`}, ""},
			{audit.Query{From: start.Add(time.Hour)}, "4 3 2"},
			{audit.Query{Until: start.Add(time.Hour)}, "1"},
			{audit.Query{From: start.Add(time.Hour), Until: start.Add(3 * time.Hour)}, "3 2"},
			{audit.Query{Text: "chiêm HÓA"}, "1"},
			{audit.Query{Text: "hoa giao"}, "1"},
			{audit.Query{Text: "thang chutri"}, ""},
			{audit.Query{Text: "10.0.0.8"}, "2"},
			{audit.Query{Text: "50"}, "4"},
			{audit.Query{Text: "q' OR 'q'='q' --"}, ""},
			{audit.Query{Before: 3}, "2 1"},
			{audit.Query{Actor: "AC_1", Action: "meeting.", Text: "giao ban"}, "1"},
		} {
			var got []string
			var limited []string
			if err := log.Each(t.Context(), test.query, func(r audit.Record) error { got = append(got, fmt.Sprint(r.Seq)); return nil }); err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("%+v: %v, want %s", test.query, got, test.want)
			}
			for page := test.query; ; { // the same in pages of one
				page.Limit = 1
				records, next, err := log.Search(t.Context(), page)
				if err != nil || len(records) > 1 {
					t.Fatal(records, err)
				}
				for _, r := range records {
					limited = append(limited, fmt.Sprint(r.Seq))
				}
				if next == 0 {
					break
				}
				page.Before = next
			}
			if strings.Join(limited, " ") != test.want {
				t.Errorf("%+v in pages: %v, want %s", test.query, limited, test.want)
			}
		}
	})
}

func TestEachGoesThroughAllPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		log := audit.New(db, time.Now)
		const count = audit.MaxPage + 1
		err := db.RunInTx(t.Context(), nil, func(_ context.Context, tx bun.Tx) error {
			for range count {
				appendTo(t, log.In(tx), "s")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		db, counter := storetest.Count(db)
		seen := 0
		if err := audit.New(db, time.Now).Each(t.Context(), audit.Query{}, func(audit.Record) error { seen++; return nil }); err != nil || seen != count {
			t.Errorf("%d records, %v", seen, err)
		}
		if got := counter.Take(); len(got) != 2 {
			t.Errorf("%d statements", len(got))
		}
		full := errors.New("full")
		if err := log.Each(t.Context(), audit.Query{}, func(audit.Record) error { return full }); !errors.Is(err, full) {
			t.Error(err)
		}
	})
}

func TestSearchByWords(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		log := audit.New(db, time.Now)
		long := strings.Repeat("dài", 1000) // one word, longer than PostgreSQL keeps of a lexeme
		for _, detail := range []string{"Phường Hà Giang 2", "1e5 0x1F 10-20 -3.5 a@b.vn /c/d?e=f", long, "Đắk Ơi 会议 Совет", ""} {
			if err := log.Append(t.Context(), audit.Actor{}, "a", "b", map[string]string{"note": detail}); err != nil {
				t.Fatal(err)
			}
		}
		for text, want := range map[string]string{
			"phường gian":                    "1", // the last may still be typed
			"phu gian":                       "",
			"iang":                           "",
			"giang giang GIANG":              "1",
			"1e5":                            "2",
			"0x1f 10 20 3 5":                 "2",
			"b.vn":                           "2",
			"/c/d?e=f":                       "2",
			long:                             "3",
			"dai":                            "3",
			long + " note":                   "3",
			long + "x":                       "3", // only so many letters are compared
			"dak oi":                         "4",
			"会议 сов":                         "4",
			"not":                            "5 4 3 2 1",
			"NEAR AND OR NOT":                "",
			strings.Repeat("giang ", 2000):   "1",
			"phuong " + manyWords(100, "ha"): "",
			`" * ( ) : ^ ' & | ! <-> \ % _`:  "5 4 3 2 1", // no words: nothing to narrow by
			"note \u202egiang\u200b\ufeff h": "1",
		} {
			records, _, err := log.Search(t.Context(), audit.Query{Text: text})
			if err != nil {
				t.Errorf("%.40q: %v", text, err)
				continue
			}
			var got []string
			for _, r := range records {
				got = append(got, fmt.Sprint(r.Seq))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%.40q: %v, want %s", text, got, want)
			}
		}
	})
}

// manyWords are different words that begin alike.
func manyWords(count int, beginning string) string {
	words := make([]string, count)
	for i := range words {
		words[i] = fmt.Sprint(beginning, i)
	}
	return strings.Join(words, " ")
}

// BenchmarkSearch looks through 100,000 records for a page of fifty.
func BenchmarkSearch(b *testing.B) {
	const many = `WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 100000)
		INSERT INTO audit_records (seq, id, at, actor_id, actor_name, source, request_id, action, subject, detail, hash, search)
		SELECT seq, 'id' || seq, '2026-11-23 01:02:03+00:00', 'AC_1', 'thuky', '10.0.0.7', 'RQ', 'meeting.changed', 'meeting:ME_' || seq, '{}', ?,
		'thuky meeting changed meeting me ' || seq || ' 10 0 0 7 map before hop giao ban thang ' || (seq % 12) || ' after nguoi du hop thu ' || (seq % 997)
		FROM n`
	for name, open := range map[string]func(testing.TB) *bun.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			statements := []string{many}
			if store.IsPostgres(db) {
				statements = []string{strings.Replace(many, "'2026-11-23 01:02:03+00:00'", "TIMESTAMPTZ '2026-11-23 01:02:03+00'", 1), "ANALYZE audit_records"}
			}
			for _, statement := range statements {
				if _, err := db.NewRaw(statement, strings.Repeat("0", 64)).Exec(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			log := audit.New(db, time.Now)
			for _, text := range []string{"khong co gi het", "me 70000", "nguoi du hop", "n t h 1", "thang 7 996"} {
				b.Run(text, func(b *testing.B) {
					found := 0
					for b.Loop() {
						records, _, err := log.Search(b.Context(), audit.Query{Text: text, Limit: 50})
						if err != nil {
							b.Fatal(err)
						}
						found = len(records)
					}
					b.ReportMetric(float64(found), "rows")
				})
			}
		})
	}
}
