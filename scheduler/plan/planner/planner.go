// Package planner makes and changes meetings: it checks who may, keeps the rules of package plan, and tells the audit
// log, the meeting's history, the listeners and whoever looks on, all in the transaction of the change.
package planner

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/workday"
)

// Deps are what a planner stands on. All must be set, except as noted.
type Deps struct {
	Store      *planstore.Store
	Directory  directory.Lookup
	Attendance plan.Attendance
	Audit      *audit.Log
	Rooms      plan.Rooms       // of the media plane
	Listeners  []plan.Listener  // told in this order; nil = nobody
	Now        func() time.Time // the clock
	Zone       *time.Location   // in which days begin
	Log        *slog.Logger
	// Announce tells whoever looks on that something has changed, after it has: topic, kind of change and what it was.
	// nil = nobody.
	Announce func(topic, kind, id string)
	// EndAfter is how long after its end a meeting that was left open is ended by the system.
	EndAfter time.Duration
}

// Planner makes and changes meetings. It is safe for concurrent use.
type Planner struct {
	Deps
}

// New returns a planner.
func New(deps Deps) *Planner {
	if deps.Announce == nil {
		deps.Announce = func(string, string, string) {}
	}
	return &Planner{Deps: deps}
}

// Listen adds a listener; before the planner is used.
func (p *Planner) Listen(listener plan.Listener) { p.Listeners = append(p.Listeners, listener) }

// Detail is a meeting with what its reader may do.
type Detail struct {
	*plan.Meeting
	Rights  plan.Rights
	Overdue plan.Overdue
}

// Get returns a meeting for a reader. One that they may not see is not found, and the attempt is recorded.
func (p *Planner) Get(ctx context.Context, by directory.By, meetingID string) (*Detail, error) {
	m, err := p.Store.Meeting(ctx, p.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	rights, err := p.RightsOf(ctx, by.Viewer, m)
	if err != nil {
		return nil, err
	}
	if !rights.View {
		return nil, p.refuse(ctx, by, "meeting:"+meetingID)
	}
	return &Detail{Meeting: m, Rights: rights, Overdue: plan.OverdueAt(m.State, m.Start, m.End, p.Now())}, nil
}

// RightsOf returns what a viewer may do with a meeting; nil is the system, which may do everything.
func (p *Planner) RightsOf(ctx context.Context, viewer *directory.Viewer, m *plan.Meeting) (plan.Rights, error) {
	if viewer == nil {
		hands := []plan.Hand{identity.Chair, identity.Secretary}
		return plan.Rights{View: true, Edit: plan.Editable(m.State), Delete: m.State == plan.StateDraft, Copy: true, Actions: plan.ActionsOf(m.State, hands)}, nil
	}
	invited, err := p.Attendance.Standing(ctx, m.ID, viewer)
	if err != nil {
		return plan.Rights{}, fmt.Errorf("plan: standing: %w", err)
	}
	return plan.RightsOf(m, viewer, invited), nil
}

// refuse is the answer to whoever reaches for what they may not know of.
func (p *Planner) refuse(ctx context.Context, by directory.By, subject string) error {
	if err := p.Audit.Append(ctx, by.Actor, "meeting.access_refused", subject, nil); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "")
}

// Find returns a page of the meetings that the reader may see.
func (p *Planner) Find(ctx context.Context, by directory.By, query plan.Query) ([]plan.Summary, string, error) {
	return p.Store.Find(ctx, by.Viewer, query)
}

// Events returns what happened to a meeting.
func (p *Planner) Events(ctx context.Context, by directory.By, meetingID string) ([]plan.Event, error) {
	if _, err := p.Get(ctx, by, meetingID); err != nil {
		return nil, err
	}
	return p.Store.Events(ctx, meetingID)
}

// change is one meeting before and after; before is nil for a new one, after for one deleted.
type change struct {
	before, after *plan.Meeting
	action        string
	reason        string
}

// commit writes changes in a transaction, tells everyone in it, and the onlookers after it. All reading and judging comes
// before: a transaction that reads elsewhere meanwhile would hold up every other writer. What was read cannot have
// changed, since each row is written over the version at which it was read.
func (p *Planner) commit(ctx context.Context, by directory.By, changes []change, write func(context.Context, bun.Tx) error) error {
	err := store.InTx(ctx, p.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		// Listeners let go of what will not be there any more, before it goes.
		if err := p.tell(ctx, tx, changes, func(c *change) bool { return c.after == nil }); err != nil {
			return err
		}
		if err := write(ctx, tx); err != nil {
			return err
		}
		if err := p.record(ctx, tx, by, changes); err != nil {
			return err
		}
		return p.tell(ctx, tx, changes, func(c *change) bool { return c.after != nil })
	})
	if err != nil {
		return err
	}
	for i := range changes {
		p.Announce("meeting:"+changes[i].id(), "meeting.changed", changes[i].id())
	}
	if len(changes) > 0 {
		p.Announce("calendar", "meeting.changed", changes[0].id())
	}
	return nil
}

// attempts is how often a change is worked out anew when somebody else's comes between.
const attempts = 3

// again works out a change until nobody else's comes between. Whoever named the version they have read is told at once.
func again(version int64, work func() error) (err error) {
	for range attempts {
		if err = work(); version != 0 || !fault.Is(err, fault.Stale) {
			return err
		}
	}
	return err
}

func (c *change) id() string {
	if c.after != nil {
		return c.after.ID
	}
	return c.before.ID
}

// record writes histories and the audit log.
func (p *Planner) record(ctx context.Context, tx bun.Tx, by directory.By, changes []change) error {
	var ids []string
	var events []plan.Event
	trail := p.Audit.In(tx)
	for _, c := range changes {
		if c.after != nil {
			event := plan.Event{
				ID: id.New("EV_"), At: c.after.UpdatedAt, ActorID: by.Actor.ID, ActorName: actorName(by), Action: c.action, To: c.after.State, Reason: c.reason,
			}
			if c.before != nil {
				event.From = c.before.State
			}
			ids, events = append(ids, c.after.ID), append(events, event)
		}
		if err := trail.Append(ctx, by.Actor, "meeting."+c.action, "meeting:"+c.id(), detail(&c)); err != nil {
			return err
		}
	}
	return p.Store.AddEvents(ctx, tx, ids, events)
}

// tell calls the listeners with those of the changes that are meant.
func (p *Planner) tell(ctx context.Context, tx bun.Tx, changes []change, which func(*change) bool) error {
	for i := range changes {
		if !which(&changes[i]) {
			continue
		}
		for _, listener := range p.Listeners {
			if err := listener.MeetingChanged(ctx, tx, changes[i].before, changes[i].after); err != nil {
				return err
			}
		}
	}
	return nil
}

func actorName(by directory.By) string {
	if by.Viewer != nil && by.Viewer.Name != "" {
		return by.Viewer.Name
	}
	return by.Actor.Name
}

// hostFor returns the unit that is to hold a meeting if the caller may plan for it.
func (p *Planner) hostFor(ctx context.Context, by directory.By, host directory.UnitKey) (*directory.Unit, error) {
	units, err := p.Directory.UnitsByKey(ctx, []directory.UnitKey{host})
	if err != nil {
		return nil, err
	}
	unit, found := units[host]
	if !found {
		return nil, fault.InvalidFields("form", []fault.Field{{Location: "host", Reason: "unknown"}})
	}
	if by.Viewer != nil && !by.Viewer.HasAny(unit.Path, identity.Chair, identity.Secretary) {
		return nil, fault.New(fault.Forbidden, "meetings.not_your_unit")
	}
	return &unit, nil
}

// parts is what the directory knows of what a plan names.
type parts struct {
	regular bool // its type is held by plan
	units   map[directory.UnitKey]directory.Unit
}

// warnings returns the rules that a plan does not keep.
func (known parts) warnings(d *plan.Draft, calendar *workday.Calendar, now time.Time) []plan.Warning {
	return append(plan.Warnings(d, known.regular, calendar, now), plan.EndedUnits(d, known.units, calendar)...)
}

// checkParts refuses a draft unless whom and what it names is in the directory and in use. Four queries at
// most.
func (p *Planner) checkParts(ctx context.Context, before, d *plan.Draft) (parts, error) {
	units, people, rooms := partsOf(d)
	knownUnits, err := p.Directory.UnitsByKey(ctx, units)
	if err != nil {
		return parts{}, err
	}
	knownPeople, err := p.Directory.PeopleByID(ctx, people)
	if err != nil {
		return parts{}, err
	}
	knownRooms, err := p.Directory.RoomsByName(ctx, rooms)
	if err != nil {
		return parts{}, err
	}
	regular, err := p.regular(ctx, d.TypeID)
	if err != nil {
		return parts{}, err
	}
	wasThere := func(person string) bool { // who left the service since stays in what was planned with them
		return before != nil && slices.Contains([]string{before.ChairID, before.SecretaryID}, person)
	}
	var fields []fault.Field
	unknown := func(known bool, location string) {
		if !known {
			fields = append(fields, fault.Field{Location: location, Reason: "unknown"})
		}
	}
	person := func(personID, location string) {
		if personID != "" {
			found, known := knownPeople[personID]
			unknown(known && (found.Active || wasThere(personID)), location)
		}
	}
	person(d.ChairID, "chairId")
	person(d.SecretaryID, "secretaryId")
	for i := range d.Sites {
		_, known := knownUnits[d.Sites[i].Unit]
		unknown(known, fmt.Sprintf("sites[%d].unit", i))
		if room := d.Sites[i].Room; room != "" {
			_, known := knownRooms[room]
			unknown(known, fmt.Sprintf("sites[%d].room", i))
		}
	}
	for i := range d.Agenda {
		if key := d.Agenda[i].PresenterUnit; !key.IsZero() {
			_, known := knownUnits[key]
			unknown(known, fmt.Sprintf("agenda[%d].presenterUnit", i))
		}
		if personID := d.Agenda[i].PresenterID; personID != "" {
			_, known := knownPeople[personID]
			unknown(known, fmt.Sprintf("agenda[%d].presenterId", i))
		}
	}
	return parts{regular: regular, units: knownUnits}, fault.InvalidFields("form", fields)
}

// regular reports whether meetings of a type are held by plan; without a type they are.
func (p *Planner) regular(ctx context.Context, typeID string) (bool, error) {
	if typeID == "" {
		return true, nil
	}
	entries, err := p.Directory.EntriesByID(ctx, []string{typeID})
	if err != nil {
		return false, err
	}
	entry, found := entries[typeID]
	if !found || entry.Kind != directory.MeetingTypes {
		return false, fault.InvalidFields("form", []fault.Field{{Location: "typeId", Reason: "unknown"}})
	}
	return entry.Regular, nil
}

func partsOf(d *plan.Draft) (units []directory.UnitKey, people, rooms []string) {
	units = append(units, d.Host)
	for i := range d.Sites {
		units = append(units, d.Sites[i].Unit)
		if d.Sites[i].Room != "" {
			rooms = append(rooms, d.Sites[i].Room)
		}
	}
	people = append(people, d.ChairID, d.SecretaryID)
	for i := range d.Agenda {
		if !d.Agenda[i].PresenterUnit.IsZero() {
			units = append(units, d.Agenda[i].PresenterUnit)
		}
		people = append(people, d.Agenda[i].PresenterID)
	}
	people = slices.DeleteFunc(people, func(person string) bool { return person == "" })
	slices.Sort(people)
	return units, slices.Compact(people), rooms
}

func (p *Planner) calendar(ctx context.Context, from, to time.Time) (*workday.Calendar, error) {
	return workday.Load(ctx, p.Store, p.Zone, from, to)
}
