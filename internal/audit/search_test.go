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
