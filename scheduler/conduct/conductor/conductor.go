// Package conductor runs live meetings: it judges commands by the rules of package conduct, writes what they make happen
// into the meeting's log before anybody is told, sets rights in the media plane, and tells those who watch.
package conductor

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/hlc"
	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conductlog"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Deps are what a conductor stands on. All must be set, except as noted.
type Deps struct {
	Log        *conductlog.Log
	Meetings   conduct.Meetings
	Attendance plan.Attendance
	Accounts   conduct.Accounts
	Units      directory.Lookup
	Invited    conduct.Invited
	Papers     conduct.Papers
	Media      conduct.Media
	Ballots    conduct.SecretBallots // nil: there are no secret votes
	Audit      *audit.Log
	Node       string // names this server in the logs
	Now        func() time.Time
	Logger     *slog.Logger
}

// Conductor runs live meetings. It is safe for concurrent use.
type Conductor struct {
	Deps
	clock *hlc.Clock
	// patience is how long the database may take to write: whoever waits for one that hangs is told that it did not.
	patience time.Duration

	mu    sync.Mutex
	halls map[string]*hall // by meeting; guarded by mu

	presence chan presenceNote
	done     chan struct{}
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// New returns a conductor. Start begins its work in the background.
func New(deps Deps) *Conductor {
	return &Conductor{
		Deps: deps, clock: hlc.NewClock(deps.Now), patience: 20 * time.Second, halls: map[string]*hall{},
		presence: make(chan presenceNote, maxNotes), done: make(chan struct{}), stop: func() {},
	}
}

// Start begins to take note of who comes and goes.
func (c *Conductor) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	c.stop = cancel
	c.running.Go(func() { c.watchPresence(ctx) })
}

// Close ends the work in the background and waits for it, and ends what watches.
func (c *Conductor) Close() {
	c.stop()
	c.running.Wait()
	close(c.done)
}

// idle is how long a hall is kept that nobody uses: long after whoever has just asked for it is done with it.
const idle = 10 * time.Minute

// hall returns the hall of a meeting, which is loaded when it is first used. Those that nobody has used or watched for a
// while make room: their log has all that they knew.
func (c *Conductor) hall(meetingID string) *hall {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lockedHall(meetingID)
}

func (c *Conductor) lockedHall(meetingID string) *hall {
	now := c.Now()
	h := c.halls[meetingID]
	if h == nil {
		for id, other := range c.halls {
			if other.watchers == 0 && now.Sub(other.used) > idle {
				delete(c.halls, id)
			}
		}
		h = newHall(c, meetingID)
		c.halls[meetingID] = h
		c.RoomChanged(meetingID, "") // after a start the log has people who are not back yet
	}
	h.used = now
	return h
}

// forget drops the hall of a meeting that does not exist.
func (c *Conductor) forget(meetingID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.halls, meetingID)
}

// Seat is somebody's place in a meeting: who they are there, and whether they may look on.
type Seat struct {
	Who     conduct.Who
	Meeting *plan.Meeting
}

// SeatOf returns the place of a viewer in a meeting; fault.NotFound, and a record of the attempt, for those who have
// none. Five queries at most.
func (c *Conductor) SeatOf(ctx context.Context, by directory.By, meetingID string) (*Seat, error) {
	m, err := c.Meetings.Meeting(ctx, c.Log.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	seat, err := c.seatIn(ctx, by.Viewer, m)
	if err != nil {
		return nil, err
	}
	if seat == nil || !m.State.Public() {
		if err := c.Audit.Append(ctx, by.Actor, "meeting.access_refused", "meeting:"+meetingID, nil); err != nil {
			return nil, err
		}
		return nil, fault.New(fault.NotFound, "")
	}
	return seat, nil
}

// seatIn returns the place of a viewer, nil when there is none. Somebody who was admitted at the door sits as a guest once
// they are in the room.
func (c *Conductor) seatIn(ctx context.Context, viewer *directory.Viewer, m *plan.Meeting) (*Seat, error) {
	standing, err := c.Attendance.Standing(ctx, m.ID, viewer)
	if err != nil {
		return nil, err
	}
	party := plan.RoleOf(m, viewer, standing)
	if party.Role == "" || party.Away {
		if !c.admitted(m.ID, viewer.AccountID) {
			return nil, nil
		}
		party.Role = identity.Guest
	}
	who := conduct.Who{Identity: viewer.AccountID, PersonID: viewer.PersonID, Name: viewer.Name, Position: viewer.Position, Role: party.Role, Unit: viewer.Unit}
	if viewer.Room != "" {
		// A room may belong to another unit than the one whose site it is in this meeting.
		if site := m.SiteOf(viewer.Room, viewer.Unit); site != nil {
			who.Unit = site.Unit
		}
	}
	if !who.Unit.IsZero() {
		units, err := c.Units.UnitsByKey(ctx, []directory.UnitKey{who.Unit})
		if err != nil {
			return nil, err
		}
		if unit, found := units[who.Unit]; found {
			who.Site = directory.SiteName(unit)
		}
	}
	return &Seat{Who: who, Meeting: m}, nil
}

// admitted reports whether somebody without a part in the meeting is in its room: the door let them in.
func (c *Conductor) admitted(meetingID, identity string) bool {
	for _, present := range c.Media.Present(meetingID) {
		if present == identity {
			return true
		}
	}
	return false
}

// Do carries out a command and returns the number of the log's last entry after it. A command that was carried out
// before is not again. Errors are faults; on any error nothing has happened, and whoever asks again may succeed.
func (c *Conductor) Do(ctx context.Context, by directory.By, meetingID string, command conduct.Command) (seq int64, err error) {
	seat, err := c.SeatOf(ctx, by, meetingID)
	if err != nil {
		return 0, unavailable(err)
	}
	return c.hall(meetingID).do(ctx, &job{by: by, who: seat.Who, command: command})
}

// Rights returns what somebody may send who is about to enter.
func (c *Conductor) Rights(ctx context.Context, viewer *directory.Viewer, m *plan.Meeting, role identity.Role) (conduct.Rights, error) {
	who := conduct.Who{Identity: viewer.AccountID, PersonID: viewer.PersonID, Name: viewer.Name, Role: role, Unit: viewer.Unit}
	var rights conduct.Rights
	err := c.hall(m.ID).read(ctx, func(state *conduct.State, m *plan.Meeting) { rights = state.RightsOf(m, &who) })
	return rights, err
}

// Entries returns the log of a meeting after an entry, to those who conduct it.
func (c *Conductor) Entries(ctx context.Context, by directory.By, meetingID string, after int64, limit int) ([]conduct.Entry, error) {
	seat, err := c.SeatOf(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if !seat.Who.Leads() {
		return nil, fault.New(fault.Forbidden, "")
	}
	return c.Log.Entries(ctx, c.Log.DB(), meetingID, after, limit)
}

// Standing is somebody's place in a live meeting as it is now.
type Standing struct {
	Seat
	Leads bool // conducts, by role or as the deputy
	Phase conduct.Phase
	known map[string]conduct.Who
}

// Known returns who is or was in the room under an identity.
func (s *Standing) Known(identity string) (conduct.Who, bool) {
	who, found := s.known[identity]
	return who, found
}

// Standing returns the place of a viewer in a live meeting; fault.NotFound for those who have none.
func (c *Conductor) Standing(ctx context.Context, by directory.By, meetingID string) (*Standing, error) {
	seat, err := c.SeatOf(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	standing := &Standing{Seat: *seat}
	err = c.hall(meetingID).read(ctx, func(state *conduct.State, _ *plan.Meeting) {
		standing.Leads, standing.Phase = state.Leads(&seat.Who), state.Phase
		if !standing.Leads && seat.Who.Role != identity.Technician {
			return // they address nobody
		}
		standing.known = make(map[string]conduct.Who, len(state.Presence))
		for identity, present := range state.Presence {
			standing.known[identity] = present.Who
		}
	})
	return standing, err
}

// AtDesk refuses those who see no names of a live meeting: all but who conduct it and the technicians.
func (c *Conductor) AtDesk(ctx context.Context, by directory.By, meetingID string) error {
	seat, err := c.SeatOf(ctx, by, meetingID)
	if err != nil {
		return err
	}
	audience := conduct.Hall
	if err := c.hall(meetingID).read(ctx, func(state *conduct.State, _ *plan.Meeting) { audience = state.AudienceOf(&seat.Who) }); err != nil {
		return err
	}
	if audience != conduct.Desk {
		return fault.New(fault.Forbidden, "conduct.not_yours")
	}
	return nil
}

// Replay rebuilds the state of a meeting from its log, for whoever writes its minutes.
func (c *Conductor) Replay(ctx context.Context, meetingID string) (*conduct.State, []conduct.Entry, error) {
	m, err := c.Meetings.Meeting(ctx, c.Log.DB(), meetingID)
	if err != nil {
		return nil, nil, err
	}
	state, entries := conduct.NewState(m.Policies), []conduct.Entry(nil)
	err = c.Log.Replay(ctx, c.Log.DB(), meetingID, 0, func(e *conduct.Entry) {
		state.Apply(e)
		entries = append(entries, *e)
	})
	return state, entries, err
}

var _ plan.Listener = (*Conductor)(nil)

// MeetingChanged implements plan.Listener: opening, pausing and ending are entries of the log, in the transaction of the
// change.
func (c *Conductor) MeetingChanged(ctx context.Context, tx bun.Tx, before, after *plan.Meeting) error {
	if before == nil || after == nil {
		return nil
	}
	fact := conduct.FactOf(before.State, after.State)
	if fact == nil {
		return nil
	}
	head, err := c.Log.Head(ctx, tx, after.ID)
	if err != nil {
		return err
	}
	entry := c.entry(conduct.Who{}, "", fact)
	_, ended := fact.(conduct.Ended)
	return c.Log.Append(ctx, tx, after.ID, head.Entries, []conduct.Entry{entry}, ended)
}

func (c *Conductor) entry(by conduct.Who, commandID string, fact conduct.Fact) conduct.Entry {
	instant := c.clock.Now()
	return conduct.Entry{Node: c.Node, Clock: instant, At: instant.Time(), By: by, CommandID: commandID, Fact: fact}
}

// Announced is called after something of a meeting was committed elsewhere: its plan or its state.
func (c *Conductor) Announced(meetingID string) {
	c.mu.Lock()
	h := c.halls[meetingID]
	c.mu.Unlock()
	if h != nil {
		h.outdated.Store(true)
		h.wake()
		c.RoomChanged(meetingID, "") // rights follow in the room also when nobody watches
	}
}
