package watcher_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/linewatch/minutestore"
	"giaoban/scheduler/linewatch/watcher"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/terminal"
)

// fixture is a live meeting of the province with a commune, and a watcher of its lines.
type fixture struct {
	*plantest.Fixture
	t         *testing.T
	watcher   *watcher.Watcher
	meeting   *plan.Meeting
	viewers   map[string]*directory.Viewer
	terminals []terminal.Terminal
	lines     []linewatch.Counted
	open      []string // rooms beside the meeting's
}

func (f *fixture) Rooms() []string { return append([]string{f.meeting.ID}, f.open...) }

func (f *fixture) Lines(room string) ([]linewatch.Counted, error) {
	if room != f.meeting.ID {
		return nil, nil
	}
	return slices.Clone(f.lines), nil
}

func (f *fixture) ViewerOf(_ context.Context, accountID string) (*directory.Viewer, error) {
	if viewer := f.viewers[accountID]; viewer != nil {
		return viewer, nil
	}
	return nil, fault.New(fault.NotFound, "")
}

func (f *fixture) OfRooms(context.Context, []string) ([]terminal.Terminal, error) {
	return f.terminals, nil
}

type reader struct{ *plantest.Fixture }

func (r reader) Meeting(ctx context.Context, by directory.By, id string) (*plan.Meeting, plan.Rights, error) {
	found, err := r.Planner.Get(ctx, by, id)
	if err != nil {
		return nil, plan.Rights{}, err
	}
	return found.Meeting, found.Rights, nil
}

func (f *fixture) begin() *watcher.Watcher {
	return watcher.New(watcher.Deps{
		Store: minutestore.New(f.DB), Plan: f.Store, Meetings: reader{f.Fixture}, Accounts: f, Terminals: f, Media: f, Audit: f.Audit, Now: f.Now,
		Every: 5 * time.Second, Log: slog.New(slog.DiscardHandler),
	})
}

func eachFixture(t *testing.T, test func(t *testing.T, f *fixture)) {
	run := func(db func(*testing.T) *bun.DB) func(*testing.T) {
		return func(t *testing.T) {
			f := &fixture{Fixture: plantest.New(t, db(t)), t: t, viewers: map[string]*directory.Viewer{}}
			f.meeting = f.InState(t, f.Draft(t), plan.StateLive)
			f.At(f.meeting.Start)
			f.viewers["AC_tt"] = &directory.Viewer{AccountID: "AC_tt", Name: "Máy chính", Room: demo.RoomName(demo.ChiemHoaCode), Unit: plantest.Commune}
			f.viewers["AC_an"] = &directory.Viewer{AccountID: "AC_an", Name: "Nguyễn An", Unit: plantest.Commune}
			f.watcher = f.begin()
			test(t, f)
		}
	}
	t.Run("sqlite", run(func(t *testing.T) *bun.DB { return demotest.Seed.SQLite(t) }))
	t.Run("postgres", run(func(t *testing.T) *bun.DB { return demotest.Seed.Postgres(t) }))
}

func (f *fixture) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// come brings somebody into the room with a session.
func (f *fixture) come(identity, session string) *linewatch.Counted {
	f.leave(identity)
	open := linewatch.Source{Published: true, Wanted: true}
	f.lines = append(f.lines, linewatch.Counted{Identity: identity, Session: session, At: f.Now(), Microphone: open, Camera: open, RTT: 20 * time.Millisecond})
	return &f.lines[len(f.lines)-1]
}

func (f *fixture) leave(identity string) {
	f.lines = slices.DeleteFunc(f.lines, func(c linewatch.Counted) bool { return c.Identity == identity })
}

// pass lets time pass, look by look, in each of which change does something to every line.
func (f *fixture) pass(d time.Duration, change func(*linewatch.Counted)) {
	f.t.Helper()
	for range int(d / (5 * time.Second)) {
		f.Pass(5 * time.Second)
		for i := range f.lines {
			f.lines[i].At = f.Now()
			if change != nil {
				change(&f.lines[i])
			}
		}
		f.check(f.watcher.Look(f.t.Context(), 5*time.Second))
	}
}

func flowing(c *linewatch.Counted) {
	c.Up.Packets, c.Up.Bytes, c.Down.Packets = c.Up.Packets+500, c.Up.Bytes+62_500, c.Down.Packets+500
	c.Microphone.Came, c.Camera.Came, c.Heard = c.Microphone.Came+250, c.Camera.Came+150, c.At
}

func lossy(c *linewatch.Counted) { flowing(c); c.Up.Lost += 50 }

func (f *fixture) secretary() directory.By {
	return f.AsPerson(f.t, f.meeting.SecretaryID)
}

func (f *fixture) rows() map[string]watcher.Row {
	f.t.Helper()
	rows, err := f.watcher.Rows(f.t.Context(), f.secretary(), f.meeting.ID)
	f.check(err)
	found := map[string]watcher.Row{}
	for _, row := range rows {
		found[row.Key] = row
	}
	return found
}

func (f *fixture) report() linewatch.SiteReport {
	f.t.Helper()
	_, reports, err := f.watcher.Report(f.t.Context(), f.secretary(), f.meeting.ID)
	f.check(err)
	for _, r := range reports {
		if r.Site == plantest.Commune {
			return r
		}
	}
	f.t.Fatalf("the commune is not in %+v", reports)
	return linewatch.SiteReport{}
}

func TestConsole(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		f.come("AC_tt", "PA_1")
		f.terminals = []terminal.Terminal{{
			ID: "TD_1", AccountID: "AC_tt", Name: "Máy chính", Room: demo.RoomName(demo.ChiemHoaCode), SeenAt: f.Now(), LineKbps: 8000,
			Report: terminal.Report{Browser: "Chrome", Devices: []terminal.Device{{ID: "m", Kind: terminal.Microphone}}},
		}}
		f.pass(10*time.Second, lossy)
		row := f.rows()["AC_tt"]
		if row.Level != linewatch.Bad || row.Latest.UpLossPct != 10 || row.Latest.UpKbps != 100 || row.Latest.RTTMs != 20 || len(row.History) != 1 || !row.Room {
			t.Errorf("%+v", row)
		}
		if !slices.Equal(row.Alarms, []linewatch.Alarm{linewatch.NoCamera}) || row.Site != plantest.Commune || len(row.Devices) != 1 || row.LineKbps != 8000 {
			t.Errorf("%+v", row)
		}
		away := f.rows()["site:"+plantest.Province.Catalogue+":"+plantest.Province.Code]
		if away.Level != linewatch.Away || away.SiteName.VI == "" {
			t.Errorf("the province, where nobody is: %+v", away)
		}
		f.terminals[0].Report.Devices = append(f.terminals[0].Report.Devices, terminal.Device{ID: "c", Kind: terminal.Camera})
		f.pass(90*time.Second, func(c *linewatch.Counted) {
			heard := c.Heard
			flowing(c)
			c.Heard = heard
			f.terminals[0].SeenAt = f.Now()
		})
		if row := f.rows()["AC_tt"]; row.Level != linewatch.Care || !slices.Equal(row.Alarms, []linewatch.Alarm{linewatch.Silent}) {
			t.Errorf("open and silent for a minute: %s %v", row.Level, row.Alarms)
		}
		f.pass(time.Duration(watcher.Kept)*11*time.Second, flowing)
		if n := len(f.rows()["AC_tt"].History); n != watcher.Kept {
			t.Errorf("%d samples are kept", n)
		}
		f.come("stranger", "PA_9") // of the media plane's own API
		f.pass(10*time.Second, flowing)
		if row := f.rows()["stranger"]; row.Name != "stranger" || !row.Site.IsZero() {
			t.Errorf("%+v", row)
		}
	})
}

// A minute is bad for what was open and did not come; what its people have closed is not missed.
func TestMinutes(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		f.come("AC_tt", "PA_1")
		f.pass(60*time.Second, flowing)
		f.pass(60*time.Second, lossy)
		f.pass(60*time.Second, func(c *linewatch.Counted) { flowing(c); c.Microphone.Came = 0 }) // nothing is heard
		f.pass(60*time.Second, func(c *linewatch.Counted) {
			came := c.Microphone.Came
			flowing(c)
			c.Microphone = linewatch.Source{Published: true, Muted: true, Wanted: true, Came: came}
		}) // muted
		f.leave("AC_tt")
		f.pass(60*time.Second, nil)
		f.come("AC_tt", "PA_2")
		f.pass(65*time.Second, flowing)
		r := f.report()
		if len(r.Poor) != 1 || r.Poor[0].From.Sub(f.meeting.Start) != time.Minute || r.Reconnects != 1 {
			t.Errorf("poor %v, %d reconnects", r.Poor, r.Reconnects)
		}
		if len(r.NoSound) != 1 || r.NoSound[0].From.Sub(f.meeting.Start) != 2*time.Minute || len(r.NoPicture) != 0 {
			t.Errorf("no sound %v, no picture %v", r.NoSound, r.NoPicture)
		}
		if len(r.Away) != 1 || r.Away[0].From.Sub(f.meeting.Start) != 4*time.Minute || r.Away[0].Minutes() != 1 {
			t.Errorf("away %v", r.Away)
		}
	})
}

// The people at a site stand for it while its terminal is not there.
func TestPeopleStandForTheirSite(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		f.come("AC_an", "PA_1")
		f.pass(60*time.Second, flowing)
		f.come("AC_tt", "PA_2")
		f.pass(65*time.Second, func(c *linewatch.Counted) {
			if c.Identity == "AC_tt" {
				lossy(c)
			} else {
				flowing(c)
			}
		})
		r := f.report()
		if len(r.Away) != 0 || len(r.Poor) != 1 || r.Poor[0].From.Sub(f.meeting.Start) != time.Minute || r.Reconnects != 0 {
			t.Errorf("%+v", r)
		}
	})
}

// What was measured before the server was killed is there after, and the minute in which it was goes on.
func TestMinutesSurviveARestart(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		f.come("AC_tt", "PA_1")
		f.pass(70*time.Second, lossy) // a minute is written, fifteen seconds are lost with the server
		f.watcher = f.begin()
		f.come("AC_tt", "PA_7")
		f.pass(20*time.Second, flowing)
		f.watcher.Close() // this time it is stopped in order
		f.watcher = f.begin()
		f.come("AC_tt", "PA_8")
		f.pass(60*time.Second, flowing)
		minutes, err := minutestore.New(f.DB).Minutes(t.Context(), f.meeting.ID)
		f.check(err)
		kept := minutes[plantest.Commune]
		if len(kept) < 2 || kept[0].Watched != 55_000 || kept[1].Watched != 45_000 {
			t.Fatalf("%+v", kept)
		}
		if r := f.report(); r.Reconnects != 2 || len(r.Poor) != 1 {
			t.Errorf("%+v", r)
		}
	})
}

// Breaks are no part of the report; the console goes on.
func TestBreaksAreNotMeasured(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		f.come("AC_tt", "PA_1")
		f.pass(60*time.Second, flowing)
		_, err := f.Planner.Act(t.Context(), f.secretary(), f.meeting.ID, 0, plan.Pause, "", planner.One)
		f.check(err)
		f.pass(120*time.Second, lossy)
		if f.rows()["AC_tt"].Level != linewatch.Bad {
			t.Error("the console has stopped")
		}
		if r := f.report(); len(r.Poor) != 0 || r.Watched > 2 {
			t.Errorf("%+v", r)
		}
		_, err = f.Planner.Act(t.Context(), f.secretary(), f.meeting.ID, 0, plan.End, "", planner.One)
		f.check(err)
		f.lines = nil
		f.pass(10*time.Second, nil)
		if r := f.report(); r.Watched == 0 {
			t.Error("the report is gone with the meeting")
		}
	})
}

func TestWhoSeesLines(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		f.open = []string{"practice", "ME_none", f.meeting.TestRoom()}
		f.come("AC_tt", "PA_1")
		f.pass(10*time.Second, flowing)
		for name, tt := range map[string]struct {
			by    directory.By
			sites int
			code  fault.Code
		}{
			"secretary":                 {by: f.secretary(), sites: 2},
			"chair":                     {by: f.AsPerson(t, f.meeting.ChairID), sites: 2},
			"the province's technician": {by: f.As(t, identity.Technician, plantest.Province), sites: 2},
			"the commune's technician":  {by: f.As(t, identity.Technician, plantest.Commune), sites: 1},
			"another's technician":      {by: f.As(t, identity.Technician, plantest.Other), code: fault.NotFound},
			"the commune's delegate":    {by: f.As(t, identity.Delegate, plantest.Commune), code: fault.Forbidden},
			"the terminal":              {by: directory.By{Viewer: f.viewers["AC_tt"], Actor: f.secretary().Actor}, code: fault.Forbidden},
			"a delegate of elsewhere":   {by: f.As(t, identity.Delegate, plantest.Other), code: fault.NotFound},
		} {
			rows, err := f.watcher.Rows(t.Context(), tt.by, f.meeting.ID)
			_, reports, problem := f.watcher.Report(t.Context(), tt.by, f.meeting.ID)
			if tt.code != "" {
				if !fault.Is(err, tt.code) || !fault.Is(problem, tt.code) {
					t.Errorf("%s: %v, %v, want %s", name, err, problem, tt.code)
				}
				continue
			}
			if err != nil || problem != nil || len(rows) != tt.sites || len(reports) != tt.sites {
				t.Errorf("%s: %d rows, %d reports, %v, %v", name, len(rows), len(reports), err, problem)
			}
		}
		if _, err := f.watcher.Row(t.Context(), f.As(t, identity.Technician, plantest.Commune), f.meeting.ID, "site:"+plantest.Province.Catalogue+":"+plantest.Province.Code); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's row: %v", err)
		}
	})
}

func TestWatching(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		watch, err := f.watcher.Watch(t.Context(), f.secretary(), f.meeting.ID)
		f.check(err)
		if rows, first := watch.Take(); len(rows) != 0 || !first {
			t.Errorf("before the first look: %+v", rows)
		}
		next := watch.Next()
		f.come("AC_tt", "PA_1")
		f.pass(5*time.Second, flowing)
		<-next
		if rows, first := watch.Take(); len(rows) != 2 || first {
			t.Errorf("%v %+v", first, rows)
		}
		f.watcher.Close()
		<-watch.Done()
	})
}

// TestPagesTellOfTheirDevices: a page's word stands until it takes it back or leaves; nobody outside the hall has one.
func TestPagesTellOfTheirDevices(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		an := f.As(t, identity.Delegate, plantest.Commune)
		account := an.Viewer.AccountID
		f.viewers[account] = an.Viewer
		tell := func(own linewatch.Own) error { return f.watcher.Tell(t.Context(), an, f.meeting.ID, own) }
		if err := tell(linewatch.Own{Camera: linewatch.Lost}); !fault.Is(err, fault.Conflict) || fault.Reason(err) != "lines.not_there" {
			t.Fatalf("from outside the hall: %v", err)
		}
		f.come(account, "PA_1")
		f.pass(10*time.Second, flowing)
		if row := f.rows()[account]; row.Level != linewatch.Good || len(row.Alarms) != 0 {
			t.Fatalf("%+v", row)
		}
		for _, c := range []struct {
			own    linewatch.Own
			level  linewatch.Level
			alarms []linewatch.Alarm
		}{
			{linewatch.Own{Camera: linewatch.Lost, Microphone: linewatch.Lost}, linewatch.Care, []linewatch.Alarm{linewatch.DeviceLost}},
			{linewatch.Own{Camera: linewatch.Blocked, Microphone: linewatch.None}, linewatch.Bad, []linewatch.Alarm{linewatch.DeviceBlocked, linewatch.NoMicrophone}},
			{linewatch.Own{Camera: linewatch.Fine}, linewatch.Good, []linewatch.Alarm{}},
			{linewatch.Own{Camera: linewatch.None}, linewatch.Bad, []linewatch.Alarm{linewatch.NoCamera}},
		} {
			f.check(tell(c.own))
			f.pass(5*time.Second, flowing)
			if row := f.rows()[account]; row.Level != c.level || !slices.Equal(row.Alarms, c.alarms) {
				t.Errorf("%+v: %s %v", c.own, row.Level, row.Alarms)
			}
		}
		f.leave(account)
		f.pass(5*time.Second, flowing)
		f.come(account, "PA_2")
		f.pass(5*time.Second, flowing)
		if row := f.rows()[account]; len(row.Alarms) != 0 {
			t.Errorf("what it said before it left is held against it: %v", row.Alarms)
		}
		stranger := f.As(t, identity.Delegate, plantest.Other)
		if err := f.watcher.Tell(t.Context(), stranger, f.meeting.ID, linewatch.Own{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("from one who was not invited: %v", err)
		}
	})
}
