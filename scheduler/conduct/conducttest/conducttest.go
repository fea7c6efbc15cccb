// Package conducttest gives tests a conductor over a fresh database, with a live meeting and a room in memory in place of
// the media plane, which is above this room of the house.
package conducttest

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/seal"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballotbox"
	"giaoban/scheduler/conduct/conductlog"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// Fixture is a conductor and what it stands on.
type Fixture struct {
	*plantest.Fixture
	Log       *conductlog.Log
	Conductor *conductor.Conductor
	Media     *Media
	Ballots   *ballotbox.Box
	Meeting   *plan.Meeting

	mu       sync.Mutex
	invited  []string                // guarded by mu
	accounts map[string]directory.By // guarded by mu
}

// New fills a database, makes a meeting in a state and returns a conductor for it, which is not started: presence is
// written down by SyncPresence.
func New(t testing.TB, db *bun.DB, state plan.State, change ...func(*plan.Draft)) *Fixture {
	t.Helper()
	f := &Fixture{Fixture: plantest.New(t, db), Log: conductlog.New(db), Media: NewMedia(), accounts: map[string]directory.By{}}
	box, err := seal.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	f.Ballots = ballotbox.New(db, box, f.Audit)
	f.Conductor = f.NewConductor("main")
	f.Planner.Listen(f.Conductor)
	draft := f.Draft(t)
	for _, change := range change {
		change(&draft)
	}
	f.Meeting = f.InState(t, draft, state)
	f.At(f.Meeting.Start)
	return f
}

// NewConductor returns another conductor over the same database and room: another server, or the same one after a crash.
func (f *Fixture) NewConductor(node string) *conductor.Conductor {
	return conductor.New(conductor.Deps{
		Log: f.Log, Meetings: f.Store, Attendance: f.Attendance, Accounts: f, Units: f.Units, Invited: f, Papers: papers{}, Media: f.Media, Ballots: f.Ballots, Audit: f.Audit,
		Node: node, Now: f.Now, Logger: slog.New(slog.DiscardHandler),
	})
}

// ViewerOf implements conduct.Accounts for those that Enter has brought.
func (f *Fixture) ViewerOf(_ context.Context, accountID string) (*directory.Viewer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	by, found := f.accounts[accountID]
	if !found {
		return nil, fault.New(fault.NotFound, "")
	}
	return by.Viewer, nil
}

// Heads implements conduct.Invited for those that Invite has named.
func (f *Fixture) Heads(context.Context, string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.invited, nil
}

// Invite names who was asked to come, by their subjects.
func (f *Fixture) Invite(subjects ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.invited = subjects
}

// Enter brings somebody of a role and unit into the room.
func (f *Fixture) Enter(t testing.TB, role identity.Role, unit directory.UnitKey) directory.By {
	t.Helper()
	by := f.As(t, role, unit)
	f.EnterAs(t, by)
	return by
}

// Add brings somebody into the room; SyncPresence writes it down.
func (f *Fixture) Add(by directory.By) {
	f.mu.Lock()
	f.accounts[by.Viewer.AccountID] = by
	f.mu.Unlock()
	f.Media.Enter(f.Meeting.Room(), by.Viewer.AccountID)
}

// EnterAs brings somebody into the room.
func (f *Fixture) EnterAs(t testing.TB, by directory.By) {
	t.Helper()
	f.Add(by)
	if err := f.Conductor.SyncPresence(t.Context(), f.Meeting.ID); err != nil {
		t.Fatal(err)
	}
}

// Leave takes somebody out of the room.
func (f *Fixture) Leave(t testing.TB, by directory.By) {
	t.Helper()
	f.Media.Leave(f.Meeting.Room(), by.Viewer.AccountID)
	if err := f.Conductor.SyncPresence(t.Context(), f.Meeting.ID); err != nil {
		t.Fatal(err)
	}
}

// papers has one that may be shown.
type papers struct{}

// Shows implements conduct.Papers.
func (papers) Shows(_ context.Context, _, paperID string) (bool, error) {
	return paperID == "PP_1", nil
}

// Media is rooms in memory.
type Media struct {
	mu    sync.Mutex
	rooms map[string]map[string]conduct.Rights // guarded by mu
	muted []string                             // guarded by mu
	heard map[string][]string                  // guarded by mu; by room
	sets  int                                  // guarded by mu
}

// NewMedia returns rooms with nobody in them.
func NewMedia() *Media {
	return &Media{rooms: map[string]map[string]conduct.Rights{}, heard: map[string][]string{}}
}

// Enter brings an identity into a room, without rights.
func (m *Media) Enter(room, identity string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rooms[room] == nil {
		m.rooms[room] = map[string]conduct.Rights{}
	}
	m.rooms[room][identity] = conduct.Rights{}
}

// Leave takes an identity out of a room.
func (m *Media) Leave(room, identity string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rooms[room], identity)
}

// Present implements conduct.Media.
func (m *Media) Present(room string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.rooms[room]))
}

// Permit implements conduct.Media.
func (m *Media) Permit(room, identity string, rights conduct.Rights) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, here := m.rooms[room][identity]; here {
		m.rooms[room][identity] = rights
		m.sets++
	}
	return nil
}

// Prefer implements conduct.Media.
func (m *Media) Prefer(room string, identities []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heard[room] = slices.Clone(identities)
	return nil
}

// Preferred returns whose microphones everyone is to hear.
func (m *Media) Preferred(room string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.heard[room]
}

// Mute implements conduct.Media.
func (m *Media) Mute(_, identity string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.muted = append(m.muted, identity)
	return nil
}

// Rights returns what an identity may send.
func (m *Media) Rights(room, identity string) conduct.Rights {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rooms[room][identity]
}

// Sets returns how often rights were set.
func (m *Media) Sets() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sets
}

// Muted returns who was muted since the last call.
func (m *Media) Muted() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	muted := m.muted
	m.muted = nil
	return muted
}
