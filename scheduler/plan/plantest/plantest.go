// Package plantest gives tests a planner over a fresh database with the units of a province, a clock that is moved by
// hand, and people of every role.
package plantest

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/door"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/workday"
)

// Fixture is a planner and what it stands on.
type Fixture struct {
	DB         *bun.DB
	Units      *dirstore.Store
	Store      *planstore.Store
	Planner    *planner.Planner
	Door       *door.Door
	Audit      *audit.Log
	Rooms      *Rooms
	Attendance *Attendance
	Announced  *Announced

	offset atomic.Int64
}

// Start is when the clock of a fixture starts: a Monday morning in Viet Nam.
var Start = time.Date(2026, 11, 23, 8, 0, 0, 0, workday.Zone())

// New fills a database and returns a planner over it.
func New(t testing.TB, db *bun.DB) *Fixture {
	t.Helper()
	f := &Fixture{DB: db, Rooms: &Rooms{}, Attendance: &Attendance{}, Announced: &Announced{}}
	f.Audit = audit.New(db, f.Now)
	f.Units = dirstore.New(db, f.Now)
	if err := demotest.Ensure(t.Context(), f.Units); err != nil {
		t.Fatal(err)
	}
	f.Store = planstore.New(db, f.Attendance)
	f.Planner = planner.New(planner.Deps{
		Store: f.Store, Directory: f.Units, Attendance: f.Attendance, Audit: f.Audit, Rooms: f.Rooms, Now: f.Now, Zone: workday.Zone(),
		Log: slog.New(slog.DiscardHandler), Announce: f.Announced.add, EndAfter: 12 * time.Hour,
	})
	f.Door = door.New(door.Deps{
		Store: f.Store, Planner: f.Planner, Attendance: f.Attendance, Audit: f.Audit, Now: f.Now, Announce: f.Announced.add,
	})
	return f
}

// Now is the fixture's clock.
func (f *Fixture) Now() time.Time { return Start.Add(time.Duration(f.offset.Load())).UTC() }

// Pass moves the clock, back too.
func (f *Fixture) Pass(d time.Duration) { f.offset.Add(int64(d)) }

// At sets the clock.
func (f *Fixture) At(at time.Time) { f.offset.Store(int64(at.Sub(Start))) }

// Province and Commune are the units of most tests; Other is a commune that has no part in their meetings.
var (
	Province = directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode}
	Commune  = directory.UnitKey{Catalogue: demo.Current, Code: demo.ChiemHoaCode}
	Other    = directory.UnitKey{Catalogue: demo.Current, Code: demo.NaHangCode}
)

// As returns who acts behind an account of a role on a unit that is nobody's in the directory.
func (f *Fixture) As(t testing.TB, role identity.Role, unit directory.UnitKey) directory.By {
	t.Helper()
	return f.ByAccount(t, &identity.Account{
		ID: "AC_" + string(role) + unit.Code, Username: string(role) + unit.Code, DisplayName: string(role) + " " + unit.Code, Role: role,
		UnitCatalogue: unit.Catalogue, UnitCode: unit.Code,
	})
}

// ByAccount returns who acts behind an account.
func (f *Fixture) ByAccount(t testing.TB, account *identity.Account) directory.By {
	t.Helper()
	viewer, err := f.Units.Viewer(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	return directory.By{Viewer: viewer, Actor: audit.Actor{ID: account.ID, Name: account.Username, Source: "10.0.0.1"}}
}

// AsPerson returns who acts behind the account of a person without any role of its own but delegate.
func (f *Fixture) AsPerson(t testing.TB, personID string) directory.By {
	t.Helper()
	return f.ByAccount(t, &identity.Account{ID: "AC_" + personID, Username: personID, Role: identity.Delegate, PersonID: personID})
}

// Person adds somebody to the directory and returns their id.
func (f *Fixture) Person(t testing.TB, name string, unit directory.UnitKey) string {
	t.Helper()
	person, err := f.Units.CreatePerson(t.Context(), directory.By{}, directory.Person{Name: name, Unit: unit, Active: true})
	if err != nil {
		t.Fatal(err)
	}
	return person.ID
}

// Draft returns a plan that is complete: the province meets two communes next Monday from eight to ten.
func (f *Fixture) Draft(t testing.TB) plan.Draft {
	t.Helper()
	return plan.Draft{
		Title: "Giao ban công tác tuần", Urgency: plan.Normal, Host: Province,
		ChairID: f.Person(t, "Nguyễn Văn Chủ", Province), SecretaryID: f.Person(t, "Trần Thị Thư", Province),
		Start: Start.AddDate(0, 0, 7), End: Start.AddDate(0, 0, 7).Add(2 * time.Hour), Mode: plan.Hybrid,
		Sites: []plan.Site{
			{Unit: Province, Room: demo.RoomName(demo.ProvinceCode), Main: true},
			{Unit: Commune, Room: demo.RoomName(demo.ChiemHoaCode)},
		},
		Agenda: []plan.AgendaItem{
			{Title: "Khai mạc", Minutes: 10},
			{Title: "Báo cáo tuần", Minutes: 30, PresenterUnit: Commune, Vote: true},
		},
		Policies: plan.DefaultPolicies(), NoStateSecret: true, Secrecy: plan.NotSecret,
	}
}

// Create plans a meeting as the province's secretary.
func (f *Fixture) Create(t testing.TB, d plan.Draft) *plan.Meeting {
	t.Helper()
	m, _, err := f.Planner.Create(t.Context(), f.As(t, identity.Secretary, Province), d)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// paths to each state from a draft.
var paths = map[plan.State][]plan.Action{
	plan.StateDraft:     nil,
	plan.StateSubmitted: {plan.Submit},
	plan.StateApproved:  {plan.Submit, plan.Approve},
	plan.StateIssued:    {plan.Submit, plan.Approve, plan.Issue},
	plan.StateLive:      {plan.Submit, plan.Approve, plan.Issue, plan.Start},
	plan.StatePaused:    {plan.Submit, plan.Approve, plan.Issue, plan.Start, plan.Pause},
	plan.StateEnded:     {plan.Submit, plan.Approve, plan.Issue, plan.Start, plan.End},
	plan.StateCancelled: {plan.Cancel},
	plan.StatePostponed: {plan.Submit, plan.Approve, plan.Issue, plan.Postpone},
}

// InState plans a meeting and moves it to a state. To start, the clock is set to the meeting's start and back.
func (f *Fixture) InState(t testing.TB, d plan.Draft, state plan.State) *plan.Meeting {
	t.Helper()
	m := f.Create(t, d)
	for _, action := range paths[state] {
		now := f.Now()
		if action == plan.Start {
			f.At(m.Start)
		}
		moved, err := f.Planner.Act(t.Context(), directory.By{}, m.ID, 0, action, "lý do", planner.One)
		f.At(now)
		if err != nil {
			t.Fatalf("%s: %v", action, err)
		}
		m = moved
	}
	return m
}

// Rooms remembers which rooms were closed.
type Rooms struct {
	mu     sync.Mutex
	closed []string // guarded by mu
	err    error    // guarded by mu
}

// Close implements plan.Rooms.
func (r *Rooms) Close(_ context.Context, room string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = append(r.closed, room)
	return r.err
}

// Fail makes Close fail.
func (r *Rooms) Fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// Take returns the rooms closed since the last Take.
func (r *Rooms) Take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.closed
	r.closed = nil
	return taken
}

// Announced remembers what was announced.
type Announced struct {
	mu   sync.Mutex
	news []string        // topic and kind; guarded by mu
	tell chan<- struct{} // guarded by mu
}

// Tell sends to a channel for every piece of news.
func (a *Announced) Tell(tell chan<- struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tell = tell
}

func (a *Announced) add(topic, kind, _ string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.news = append(a.news, topic+" "+kind)
	if a.tell != nil {
		a.tell <- struct{}{}
	}
}

// Take returns what was announced since the last Take.
func (a *Announced) Take() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	taken := a.news
	a.news = nil
	return taken
}

// Attendance is invitations by person and account, in memory.
type Attendance struct {
	mu      sync.Mutex
	invited map[string]map[string]plan.Party // by meeting, then person or account; guarded by mu
}

// Invite invites a person or account to a meeting.
func (a *Attendance) Invite(meetingID, who string, party plan.Party) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.invited == nil {
		a.invited = map[string]map[string]plan.Party{}
	}
	if a.invited[meetingID] == nil {
		a.invited[meetingID] = map[string]plan.Party{}
	}
	a.invited[meetingID][who] = party
}

// Standing implements plan.Attendance.
func (a *Attendance) Standing(_ context.Context, meetingID string, viewer *directory.Viewer) (plan.Party, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, who := range []string{viewer.PersonID, viewer.AccountID} {
		if party, found := a.invited[meetingID][who]; found && who != "" {
			return party, nil
		}
	}
	return plan.Party{}, nil
}

// InvitedTo implements plan.Attendance.
func (a *Attendance) InvitedTo(db bun.IDB, who plan.Invitee) *bun.SelectQuery {
	a.mu.Lock()
	defer a.mu.Unlock()
	ids := []string{""}
	for meetingID, people := range a.invited {
		for _, one := range []string{who.PersonID, who.AccountID} {
			if _, found := people[one]; found && one != "" {
				ids = append(ids, meetingID)
			}
		}
	}
	return db.NewSelect().TableExpr("meetings AS invited").Column("invited.id").Where("invited.id IN (?)", bun.List(ids))
}

// Shared implements plan.Attendance.
func (a *Attendance) Shared(_ context.Context, meetingID string, people []string, others []string) ([]plan.SharedPerson, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var shared []plan.SharedPerson
	for _, other := range others {
		for person := range a.invited[other] {
			if _, mine := a.invited[meetingID][person]; mine || slices.Contains(people, person) {
				shared = append(shared, plan.SharedPerson{MeetingID: other, Person: plan.Ref{ID: person, Name: person}})
			}
		}
	}
	return shared, nil
}
