package recorded_test

import (
	"context"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/recorded"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// log is a meeting's log by minutes.
type log struct {
	state   *conduct.State
	entries []conduct.Entry
}

var opening = time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)

func (l *log) at(minute int, fact conduct.Fact) {
	e := conduct.Entry{Seq: int64(len(l.entries) + 1), At: opening.Add(time.Duration(minute) * time.Minute), By: conduct.Who{Name: "Thư ký"}, Fact: fact}
	l.entries = append(l.entries, e)
	l.state.Apply(&e)
}

func (l *log) Replay(context.Context, string) (*conduct.State, []conduct.Entry, error) {
	return l.state, l.entries, nil
}

// list is a plan with those who were invited, and a directory that knows nobody.
type list struct {
	directory.Lookup
	invited []conclude.Attendee
}

func (l list) Proceedings(context.Context, string) (*conclude.Proceedings, error) {
	return &conclude.Proceedings{Attendance: append([]conclude.Attendee{}, l.invited...)}, nil
}

func (list) PeopleByID(context.Context, []string) (map[string]directory.Person, error) {
	return map[string]directory.Person{}, nil
}

// TestSitesAndThoseBeforeTheirTerminalsHaveTimes though no person's device was there.
func TestSitesAndThoseBeforeTheirTerminalsHaveTimes(t *testing.T) {
	xa, other := directory.UnitKey{Catalogue: "c", Code: "1"}, directory.UnitKey{Catalogue: "c", Code: "2"}
	terminal := conduct.Who{Identity: "t1", Name: "Máy chính", Role: identity.Delegate, Unit: xa, Site: "Xã Một"}
	spare := conduct.Who{Identity: "t1b", Name: "Máy phụ", Role: identity.Delegate, Unit: xa, Site: "Xã Một"}
	second := conduct.Who{Identity: "t2", Name: "Phòng họp", Role: identity.Delegate, Unit: other, Site: "Xã Hai"}
	technician := conduct.Who{Identity: "k", Name: "Kỹ thuật", Role: identity.Technician, Unit: xa, Site: "Xã Một"}
	plans := list{invited: []conclude.Attendee{
		{Named: conclude.Named{PersonID: "PE_1", Name: "Một", Unit: xa}, Kind: conclude.PersonAttendee},
		{Named: conclude.Named{PersonID: "PE_2", Name: "Hai", Unit: xa}, Kind: conclude.PersonAttendee},
		{Named: conclude.Named{Name: "Điểm cầu Xã Hai", Unit: other}, Kind: conclude.SiteAttendee, Role: identity.Technician},
	}}
	l := &log{state: conduct.NewState(plan.Policies{})}
	l.at(-30, conduct.Arrived{Who: technician})
	l.at(-10, conduct.Arrived{Who: terminal})
	l.at(-9, conduct.Arrived{Who: second})
	l.at(-5, conduct.RollMarked{Subject: "person:PE_1", Mark: conduct.InRoom})
	l.at(-5, conduct.RollSeated{Subject: "person:PE_1", Site: conduct.SiteSubject(xa), Seat: "A3"})
	l.at(0, conduct.Opened{})
	l.at(10, conduct.RollMarked{Subject: "person:PE_2", Mark: conduct.Late})
	l.at(20, conduct.RollMoved{Subject: "person:PE_2"})
	l.at(25, conduct.RollMoved{Subject: "person:PE_2", Here: true})
	l.at(30, conduct.Departed{Identity: "t1"})
	l.at(30, conduct.Departed{Identity: "t2"})
	l.at(32, conduct.Arrived{Who: spare})
	l.at(40, conduct.Departed{Identity: "t1b"})
	l.at(40, conduct.Arrived{Who: terminal}) // at once: the site was there all the time
	l.at(60, conduct.Ended{})
	l.at(63, conduct.Departed{Identity: "t1"})

	source := &recorded.Source{Plan: plans, Logs: l, Directory: plans}
	p, err := source.Proceedings(t.Context(), "ME_1")
	if err != nil {
		t.Fatal(err)
	}
	minute := func(at time.Time) int { return int(at.Sub(opening) / time.Minute) }
	for i, want := range []struct {
		kind         conclude.AttendeeKind
		name, seat   string
		joined, left int
		away         [][2]int
	}{
		{conclude.PersonAttendee, "Một", "A3", -5, 60, nil},
		{conclude.PersonAttendee, "Hai", "", 10, 60, [][2]int{{20, 25}}},
		{conclude.SiteAttendee, "Điểm cầu Xã Hai", "", -9, 30, nil},
		{conclude.SiteAttendee, "Xã Một", "", -10, 60, [][2]int{{30, 32}}},
	} {
		if i >= len(p.Attendance) {
			t.Fatalf("%d on the list", len(p.Attendance))
		}
		a := p.Attendance[i]
		if a.Kind != want.kind || a.Name != want.name || a.Seat != want.seat || minute(a.Joined) != want.joined || minute(a.Left) != want.left || len(a.Away) != len(want.away) {
			t.Errorf("%+v, not %+v", a, want)
			continue
		}
		for j, away := range want.away {
			if minute(a.Away[j].From) != away[0] || minute(a.Away[j].To) != away[1] {
				t.Errorf("%s away %+v", a.Name, a.Away)
			}
		}
	}
	if len(p.Attendance) != 4 {
		t.Errorf("%d on the list", len(p.Attendance))
	}
}
