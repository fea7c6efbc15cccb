// Package door lets people into meetings when the hour comes: it asks plan.Gate, keeps the list of those who knock, and
// has it answered.
package door

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/planstore"
)

// Deps are what a door stands on. All must be set, except as noted.
type Deps struct {
	Store      *planstore.Store
	Planner    *planner.Planner
	Attendance plan.Attendance
	Audit      *audit.Log
	Now        func() time.Time
	// Announce is as in planner.Deps.
	Announce func(topic, kind, id string)
}

// Door lets people in. It is safe for concurrent use.
type Door struct{ Deps }

// New returns the door.
func New(deps Deps) *Door {
	if deps.Announce == nil {
		deps.Announce = func(string, string, string) {}
	}
	return &Door{deps}
}

// Entry is what somebody is told at the door.
type Entry struct {
	Meeting  *plan.Meeting
	Decision plan.Decision
	Knock    *plan.Knock // nil = they have not knocked
	// Known means that they may see the meeting; to others its title is not told.
	Known bool
}

// Look tells somebody whether they would get in, without knocking.
func (d *Door) Look(ctx context.Context, by directory.By, meetingID string) (*Entry, error) {
	m, err := d.Store.Meeting(ctx, d.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	invited, err := d.Attendance.Standing(ctx, m.ID, by.Viewer)
	if err != nil {
		return nil, fmt.Errorf("plan: standing: %w", err)
	}
	rights := plan.RightsOf(m, by.Viewer, invited)
	if !m.State.Public() && !rights.View || by.Viewer.IsAdmin() && !rights.View {
		return nil, d.hide(ctx, by, m.ID)
	}
	knock, err := d.Store.KnockOf(ctx, m.ID, by.Viewer.AccountID)
	if err != nil {
		return nil, err
	}
	presents := plan.Presents(m, by.Viewer.PersonID, unitPath(m, by.Viewer))
	decision := plan.Gate(m, plan.RoleOf(m, by.Viewer, invited), presents, knock, d.Now())
	if decision.Verdict == plan.MayKnock && !m.Policies.WaitingRoom {
		return nil, d.hide(ctx, by, m.ID)
	}
	return &Entry{Meeting: m, Decision: decision, Knock: knock, Known: rights.View}, nil
}

// Room returns the room of a meeting to whoever may see the meeting or be inside, and whether they may mute and remove
// others there.
func (d *Door) Room(ctx context.Context, by directory.By, name string) (room *directory.Room, moderates bool, err error) {
	entry, err := d.Look(ctx, by, name)
	if err != nil {
		return nil, false, err
	}
	m := entry.Meeting
	if !entry.Known && entry.Decision.Verdict != plan.Enter {
		return nil, false, d.hide(ctx, by, m.ID)
	}
	return &directory.Room{
		Name: m.Room(), Title: directory.Text{VI: m.Title, EN: m.Title}, Active: true,
		Unit: &directory.Unit{Catalogue: m.Host.Catalogue, Code: m.Host.Code, Level: m.HostLevel, Name: m.HostName, Path: m.HostPath},
	}, entry.Decision.Role == identity.Chair || entry.Decision.Role == identity.Secretary, nil
}

func (d *Door) hide(ctx context.Context, by directory.By, meetingID string) error {
	if err := d.Audit.Append(ctx, by.Actor, "meeting.access_refused", "meeting:"+meetingID, nil); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "")
}

// unitPath returns the path of the viewer's unit if it presents an item.
func unitPath(m *plan.Meeting, viewer *directory.Viewer) string {
	for i := range m.Agenda {
		if m.Agenda[i].PresenterUnit == viewer.Unit {
			return m.Agenda[i].UnitPath
		}
	}
	return ""
}

// Enter asks to get in. Whoever is let in gets a record in the audit log; whoever is not invited knocks.
func (d *Door) Enter(ctx context.Context, by directory.By, meetingID string) (*Entry, error) {
	entry, err := d.Look(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	switch {
	case entry.Decision.Verdict == plan.Enter:
		return entry, d.Audit.Append(ctx, by.Actor, "meeting.join_granted", "meeting:"+meetingID,
			map[string]any{"role": entry.Decision.Role, "moderates": entry.Decision.Moderate})
	case entry.Decision.Verdict == plan.MayKnock && entry.Knock == nil:
		return d.knock(ctx, by, entry)
	}
	return entry, nil
}

// Watched records that somebody who is inside was let in once more, to watch on a second screen.
func (d *Door) Watched(ctx context.Context, by directory.By, meetingID string) error {
	return d.Audit.Append(ctx, by.Actor, "meeting.second_screen_granted", "meeting:"+meetingID, nil)
}

func (d *Door) knock(ctx context.Context, by directory.By, entry *Entry) (*Entry, error) {
	knock := &plan.Knock{
		ID: id.New(plan.KnockPrefix), MeetingID: entry.Meeting.ID, AccountID: by.Viewer.AccountID, Name: by.Viewer.Name, Unit: by.Viewer.Unit,
		At: d.Now().UTC(), Answer: plan.AnswerPending,
	}
	err := store.InTx(ctx, d.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := d.Store.InsertKnock(ctx, tx, knock); err != nil {
			return err
		}
		return d.Audit.In(tx).Append(ctx, by.Actor, "meeting.knocked", "meeting:"+knock.MeetingID, map[string]any{"knock": knock.ID, "name": knock.Name})
	})
	if err != nil {
		return nil, err
	}
	if knock, err = d.Store.KnockOf(ctx, knock.MeetingID, knock.AccountID); err != nil {
		return nil, err
	}
	entry.Knock, entry.Decision.Reason = knock, plan.GatePending
	d.Announce("meeting:"+knock.MeetingID, "knock.changed", knock.MeetingID)
	return entry, nil
}

// Knocks returns those who have knocked at a meeting, the latest first, to whoever answers them.
func (d *Door) Knocks(ctx context.Context, by directory.By, meetingID string) ([]plan.Knock, error) {
	if err := d.keeper(ctx, by, meetingID); err != nil {
		return nil, err
	}
	return d.Store.Knocks(ctx, meetingID)
}

func (d *Door) keeper(ctx context.Context, by directory.By, meetingID string) error {
	found, err := d.Planner.Get(ctx, by, meetingID)
	if err != nil {
		return err
	}
	if !found.Rights.Admit {
		return fault.New(fault.Forbidden, "")
	}
	return nil
}

// Answer admits somebody who knocks, or turns them away. An answer can be changed; it does not send out who is inside.
func (d *Door) Answer(ctx context.Context, by directory.By, meetingID, knockID string, answer plan.Answer) (*plan.Knock, error) {
	if answer != plan.AnswerAdmitted && answer != plan.AnswerDenied {
		return nil, fault.InvalidFields("form", []fault.Field{{Location: "answer", Reason: "unknown"}})
	}
	if err := d.keeper(ctx, by, meetingID); err != nil {
		return nil, err
	}
	knock, err := d.Store.Knock(ctx, meetingID, knockID)
	if err != nil {
		return nil, err
	}
	before := knock.Answer
	knock.Answer, knock.AnsweredAt, knock.AnsweredBy = answer, d.Now().UTC(), by.Actor.ID
	err = store.InTx(ctx, d.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := d.Store.UpdateKnock(ctx, tx, knock); err != nil {
			return err
		}
		return d.Audit.In(tx).Append(ctx, by.Actor, "meeting.knock_answered", "meeting:"+meetingID,
			map[string]any{"knock": knock.ID, "name": knock.Name, "before": before, "after": answer})
	})
	if err != nil {
		return nil, err
	}
	d.Announce("meeting:"+meetingID, "knock.changed", meetingID)
	d.Announce("me:"+knock.AccountID, "knock.changed", meetingID)
	return knock, nil
}
