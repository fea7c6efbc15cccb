package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/linewatch/minutestore"
	"giaoban/scheduler/linewatch/watcher"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/terminal/keeper"
	"giaoban/scheduler/workday"
	"giaoban/web/lines"
	"giaoban/web/rest"
)

// linesArea adds what measures lines; f.watcher looks when it is told to.
func (f *fixture) linesArea(accounts *identity.Service, units *dirstore.Store, kept *keeper.Keeper) func(*rest.API) {
	f.wires = &wires{accounts: accounts, units: units}
	f.watcher = watcher.New(watcher.Deps{
		Store: minutestore.New(f.db), Plan: planstore.New(f.db, nil), Meetings: plansOf{f.plans}, Accounts: f.wires, Terminals: kept, Media: f.wires,
		Audit: f.audit, Now: f.clock.now, Every: 5 * time.Second, Log: slog.New(slog.DiscardHandler),
	})
	return func(api *rest.API) {
		lines.Register(api, lines.Deps{
			Watcher: f.watcher, Now: f.clock.now, Zone: workday.Zone(), Hub: events.NewHub(),
			Check: func(context.Context, string) error { return identity.ErrNoSession },
			Beat: func() (<-chan time.Time, func()) { // every stream ends at once
				beats := make(chan time.Time, 1)
				beats <- f.clock.now()
				return beats, func() {}
			},
		})
	}
}

// wires are what the media server has counted.
type wires struct {
	accounts *identity.Service
	units    *dirstore.Store

	mu      sync.Mutex
	room    string              // guarded by mu
	counted []linewatch.Counted // guarded by mu
}

func (w *wires) Rooms() []string { return nil }

func (w *wires) Lines(room string) ([]linewatch.Counted, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if room != w.room {
		return nil, nil
	}
	return w.counted, nil
}

func (w *wires) ViewerOf(ctx context.Context, accountID string) (*directory.Viewer, error) {
	account, err := w.accounts.AccountByID(ctx, accountID)
	if err != nil {
		return nil, fault.New(fault.NotFound, "")
	}
	return w.units.Viewer(ctx, account)
}

func (w *wires) count(room string, counted ...linewatch.Counted) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.room, w.counted = room, counted
}

func TestLinesOverHTTP(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		k := f.paired(t, f.as(t, "quantridv"))
		k.want(http.StatusNoContent, k.putJSON("/api/v1/terminal/report", report("meeting")))
		var self struct{ AccountID string }
		k.want(http.StatusOK, k.get("/api/v1/terminal/self")).into(t, &self)
		m := f.issued(t, f.clock.now().Add(10*time.Minute))
		_, err := f.db.ExecContext(t.Context(), "UPDATE meetings SET state = 'live' WHERE id = ?", m.ID)
		check(t, err)
		early := f.clock.now() // so that the first minute of the report is a whole one
		f.clock.pass(early.Truncate(time.Minute).Add(time.Minute).Sub(early))
		line := linewatch.Counted{
			Identity: self.AccountID, Session: "PA_1", At: f.clock.now(), RTT: 30 * time.Millisecond,
			Microphone: linewatch.Source{Published: true, Wanted: true}, Camera: linewatch.Source{Published: true, Wanted: true},
		}
		for range 14 { // seventy seconds with much loss, and no sound
			line.At, line.Up.Packets, line.Up.Lost, line.Camera.Came = line.At.Add(5*time.Second), line.Up.Packets+100, line.Up.Lost+20, line.Camera.Came+100
			f.wires.count(m.ID, line)
			check(t, f.watcher.Look(t.Context(), 5*time.Second))
			f.clock.pass(5 * time.Second)
		}
		path := "/api/v1/meetings/" + m.ID
		var told struct {
			All  bool
			Rows []struct {
				Key, Site, SiteName, Level string
				Alarms                     []string
				Latest                     *struct{ UpLossPct, RTTMs float64 }
				History                    []struct{}
			}
		}
		secretary := f.as(t, "thuky")
		secretary.want(http.StatusOK, secretary.get(path+"/lines")).into(t, &told)
		if !told.All || len(told.Rows) != 1 || told.Rows[0].Level != "bad" || told.Rows[0].Latest.UpLossPct != 20 || !strings.Contains(told.Rows[0].SiteName, "Chiêm Hoá") {
			t.Fatalf("%+v", told)
		}
		technician := f.as(t, "kythuat")
		technician.want(http.StatusOK, technician.get(path+"/lines/"+self.AccountID))
		technician.want(http.StatusNotFound, technician.get(path+"/lines/AC_none"))
		stream := technician.want(http.StatusOK, technician.get(path+"/lines/stream?language=en"))
		if text := string(stream.body); !strings.Contains(text, `data: {"title":"Giao ban"`) || !strings.Contains(text, "terminal_away") || !strings.Contains(text, "event: end") {
			t.Errorf("%s", text)
		}
		var reported struct {
			Items []struct {
				Name          string
				NoSound, Poor []struct{ Minutes int }
				UpLossPct     struct{ Median float64 }
			}
		}
		secretary.want(http.StatusOK, secretary.get(path+"/line-report")).into(t, &reported)
		if len(reported.Items) != 1 || len(reported.Items[0].NoSound) == 0 || len(reported.Items[0].Poor) == 0 || reported.Items[0].UpLossPct.Median != 20 {
			t.Fatalf("%+v", reported)
		}
		csv := string(secretary.want(http.StatusOK, secretary.get(path+"/line-report/csv?language=en")).body)
		if !strings.HasPrefix(csv, "\uFEFFUnit,Site,") || !strings.Contains(csv, "Chiem Hoa") {
			t.Errorf("%q", csv)
		}
		book, err := excelize.OpenReader(bytes.NewReader(secretary.want(http.StatusOK, secretary.get(path+"/line-report/xlsx")).body))
		check(t, err)
		if name, err := book.GetCellValue("Chất lượng đường truyền", "B3"); err != nil || !strings.Contains(name, "Chiêm Hoá") {
			t.Errorf("%q %v", name, err)
		}
		check(t, book.Close())
		for _, who := range []string{"daibieu", "khachmoi"} {
			other := f.as(t, who)
			for _, part := range []string{"/lines", "/lines/" + self.AccountID, "/lines/stream", "/line-report", "/line-report/csv", "/line-report/xlsx"} {
				if a := other.get(path + part); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
					t.Errorf("%s reads %s: %d", who, part, a.status)
				}
			}
		}
		k.refused(http.StatusForbidden, "forbidden", k.get(path+"/lines")) // it is what is looked at
	})
}
