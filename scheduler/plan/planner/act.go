package planner

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Act moves a meeting by the table of transitions, and by the scope those others of its series that stand where it
// stands. The version is that which the caller has read, 0 = whatever it is. Who is not named in the table's row is
// refused with fault.Forbidden, an action that is not possible from the meeting's state with fault.Conflict.
func (p *Planner) Act(ctx context.Context, by directory.By, meetingID string, version int64, action plan.Action, reason string, scope Scope) (*plan.Meeting, error) {
	form := &text.Form{}
	form.Lines("reason", &reason, plan.MaxReason)
	if err := form.Err(); err != nil {
		return nil, err
	}
	var moved *plan.Meeting
	err := again(version, func() error {
		m, err := p.editable(ctx, by, meetingID, version)
		if err != nil {
			return err
		}
		if moved, err = p.moved(ctx, by, m, action, reason); err != nil {
			return err
		}
		changes := []change{{before: m, after: moved, action: string(action), reason: reason}}
		others, err := p.moveOthers(ctx, by, m, action, reason, scope)
		if err != nil {
			return err
		}
		return p.commitMoves(ctx, by, append(changes, others...))
	})
	if err != nil {
		return nil, err
	}
	return moved, nil
}

// commitMoves saves transitions and closes the rooms that are not needed any more.
func (p *Planner) commitMoves(ctx context.Context, by directory.By, changes []change) error {
	err := p.commit(ctx, by, changes, func(ctx context.Context, tx bun.Tx) error {
		for i := range changes {
			saved := *changes[i].after
			if err := p.Store.UpdateState(ctx, tx, &saved); err != nil {
				return err
			}
			changes[i].after.Version = changes[i].before.Version + 1
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range changes {
		p.closeRoom(ctx, changes[i].after)
	}
	return nil
}

// moved returns a meeting after a transition, if it may be made.
func (p *Planner) moved(ctx context.Context, by directory.By, m *plan.Meeting, action plan.Action, reason string) (*plan.Meeting, error) {
	t, found := plan.Find(m.State, action)
	if !found {
		return nil, fault.New(fault.Conflict, "meetings.not_from_here")
	}
	if by.Viewer != nil {
		hands := plan.HandsOf(m, by.Viewer)
		if !slices.ContainsFunc(t.By, func(hand plan.Hand) bool { return slices.Contains(hands, hand) }) {
			return nil, fault.New(fault.Forbidden, "")
		}
	}
	if t.Reason && reason == "" {
		return nil, fault.InvalidFields("form", []fault.Field{{Location: "reason", Reason: text.ReasonRequired}})
	}
	now := p.Now().UTC()
	if err := p.ready(ctx, m, t, now); err != nil {
		return nil, err
	}
	// The clock may have been set back: what happened later stays later.
	now = later(now, m.UpdatedAt)
	after := *m
	after.State, after.StateSince, after.StateReason = t.To, now, reason
	after.UpdatedBy, after.UpdatedAt = by.Actor.ID, now
	switch {
	case t.To == plan.StateLive && after.StartedAt.IsZero():
		after.StartedAt = now
	case t.To == plan.StateEnded:
		after.EndedAt = now
	}
	return &after, nil
}

// ready refuses a transition that the plan or the clock is not ready for.
func (p *Planner) ready(ctx context.Context, m *plan.Meeting, t plan.Transition, now time.Time) error {
	switch t.Action {
	case plan.Submit, plan.Issue:
		if err := m.Complete(); err != nil {
			return err
		}
		if !now.Before(m.End) {
			return fault.InvalidFields("form", []fault.Field{{Location: "start", Reason: "meetings.start_past"}})
		}
		return p.excused(ctx, m, now)
	case plan.Approve:
		return m.Complete()
	case plan.Start:
		opens := plan.OpensAt(m, "")
		if now.Before(opens) {
			return fault.New(fault.Conflict, "meetings.too_early", opens.In(p.Zone).Format("15:04 02/01/2006"))
		}
	}
	return nil
}

// excused refuses a regular meeting that is called too late without saying why.
func (p *Planner) excused(ctx context.Context, m *plan.Meeting, now time.Time) error {
	unexcused, err := p.TooLate(ctx, m, now)
	if err != nil {
		return err
	}
	if unexcused {
		return fault.InvalidFields("meetings.late", []fault.Field{{Location: "lateReason", Reason: "meetings.late", Args: []any{plan.NoticeDays}}})
	}
	return nil
}

// TooLate reports whether what goes out now for a meeting, the invitation or papers, goes out later than the working
// days ahead that regular meetings ask for, and nobody has said why.
func (p *Planner) TooLate(ctx context.Context, m *plan.Meeting, now time.Time) (bool, error) {
	if m.LateReason != "" {
		return false, nil
	}
	regular, err := p.regular(ctx, m.TypeID)
	if err != nil {
		return false, err
	}
	calendar, err := p.calendar(ctx, m.Start, m.End)
	if err != nil {
		return false, err
	}
	_, late := plan.LateFor(&m.Draft, regular, calendar, now)
	return late, nil
}

// moveOthers makes the same transition with the others of a series. Those that are not where the first is, or not
// ready, stay.
func (p *Planner) moveOthers(ctx context.Context, by directory.By, first *plan.Meeting, action plan.Action, reason string, scope Scope) ([]change, error) {
	others, err := p.others(ctx, first, scope)
	if err != nil {
		return nil, err
	}
	var changes []change
	for _, m := range others {
		if m.State != first.State {
			continue
		}
		after, err := p.moved(ctx, by, m, action, reason)
		if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
			continue
		}
		if err != nil {
			return nil, err
		}
		changes = append(changes, change{before: m, after: after, action: string(action), reason: reason})
	}
	return changes, nil
}

// closeRoom ends the test room of a meeting that has begun or is off, and the room of one that is over. What was decided stands even if that fails; the clock tries again.
func (p *Planner) closeRoom(ctx context.Context, m *plan.Meeting) {
	over := m.State.Over() || m.State == plan.StatePostponed
	if m.State == plan.StateLive || over {
		// The line test is over.
		if err := p.Rooms.Close(context.WithoutCancel(ctx), m.TestRoom()); err != nil {
			p.Log.ErrorContext(ctx, "the test room of a meeting was not closed", "meeting", m.ID, "state", m.State, "error", err)
		}
	}
	if !over {
		return
	}
	if err := p.Rooms.Close(context.WithoutCancel(ctx), m.Room()); err != nil {
		p.Log.ErrorContext(ctx, "the room of a meeting that is over was not closed", "meeting", m.ID, "error", err)
	}
}

// later returns now, or the moment after what happened last when the clock says that this is not over yet.
func later(now, last time.Time) time.Time {
	if now.After(last) {
		return now
	}
	return last.Add(time.Millisecond)
}
