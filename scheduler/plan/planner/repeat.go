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
	"giaoban/scheduler/plan/recur"
)

// Fit is how the meetings of a series become those of another rule.
type Fit struct {
	Kept    []Fitted           // on days that the rule has: they stay as they are
	Moved   []Fitted           // drafts, to another day of their week or month
	Added   []recur.Occurrence // days on which there is no meeting yet
	Dropped []*plan.Meeting    // drafts for which the rule has no day
	// Settled are on days that the rule no longer has and are drafts no more: somebody waits for them or is asked to come.
	Settled []*plan.Meeting
}

// Fitted is a meeting on a day of a rule.
type Fitted struct {
	Meeting *plan.Meeting
	Date    recur.Occurrence
}

// Settled is what becomes of meetings that are drafts no more when a rule no longer has their day.
type Settled string

// Ways to deal with them.
const (
	Ask           Settled = "" // the change is refused
	KeepSettled   Settled = "keep"
	CancelSettled Settled = "cancel" // those who are invited are told
)

// Change is how a series goes on.
type Change struct {
	Recurrence
	Settled Settled
	Reason  string // why meetings are cancelled
}

// FitTo returns what a rule would make of a meeting and those after it in its series. Nothing is saved.
func (p *Planner) FitTo(ctx context.Context, by directory.By, meetingID string, r Recurrence) (*Fit, error) {
	first, err := p.editable(ctx, by, meetingID, 0)
	if err != nil {
		return nil, err
	}
	fit, _, err := p.fit(ctx, first, r)
	return fit, err
}

// Repeat changes how a series goes on from one of its meetings. That one and the later ones become a series of their
// own by the rule, from that meeting's start, as Fit says: a draft whose day falls out moves to a day of the same turn
// that has no meeting, or is deleted; new days get new drafts, with what is written beside them. Meetings that are drafts
// no more stay on their days: one on a day that falls out is refused with fault.Conflict until the change says whether it
// is kept, then outside the new series, or cancelled.
func (p *Planner) Repeat(ctx context.Context, by directory.By, meetingID string, version int64, c Change, beside ...plan.Beside) (*plan.Series, error) {
	form := &text.Form{}
	form.Lines("reason", &c.Reason, plan.MaxReason)
	form.Check(slices.Contains([]Settled{Ask, KeepSettled, CancelSettled}, c.Settled), "settled", "unknown")
	if err := form.Err(); err != nil {
		return nil, err
	}
	var series *plan.Series
	var changes []change
	err := again(version, func() error {
		first, err := p.editable(ctx, by, meetingID, version)
		if err != nil {
			return err
		}
		fit, rule, err := p.fit(ctx, first, c.Recurrence)
		if err != nil {
			return err
		}
		old, err := p.cut(ctx, first)
		if err != nil {
			return err
		}
		series = p.newSeries(by, rule.String(), c.Holidays, first.Start)
		added := p.materialize(by, first, series, fit.Added)
		if changes, err = p.changesOf(ctx, by, fit, series, &c); err != nil {
			return err
		}
		return p.commit(ctx, by, slices.Concat(changes, created(added)), func(ctx context.Context, tx bun.Tx) error {
			if err := p.saveRepeated(ctx, tx, old, series, changes, added); err != nil {
				return err
			}
			return alongside(ctx, tx, added, beside)
		})
	})
	if err != nil {
		return nil, err
	}
	for _, m := range afterAll(changes) {
		p.closeRoom(ctx, m)
	}
	return series, nil
}

// fit works out what a rule makes of a meeting and those after it.
func (p *Planner) fit(ctx context.Context, first *plan.Meeting, r Recurrence) (*Fit, *recur.Rule, error) {
	rule, dates, err := p.occurrences(ctx, r, first.Start)
	if err != nil {
		return nil, nil, err
	}
	later, err := p.others(ctx, first, Following)
	if err != nil {
		return nil, nil, err
	}
	meetings := append([]*plan.Meeting{first}, later...)
	slices.SortStableFunc(meetings, func(a, b *plan.Meeting) int { return a.Start.Compare(b.Start) })
	now := p.Now()
	fit := &Fit{}
	free := fit.keep(meetings, dates, p.Zone)
	for _, m := range meetings {
		switch {
		case m.State.Over() || slices.ContainsFunc(fit.Kept, func(f Fitted) bool { return f.Meeting == m }):
		case m.State != plan.StateDraft:
			fit.Settled = append(fit.Settled, m)
		default:
			at := slices.IndexFunc(free, func(date recur.Occurrence) bool { return date.Start.After(now) && rule.SameTurn(date.Start, m.Start) })
			if at < 0 {
				fit.Dropped = append(fit.Dropped, m)
				continue
			}
			fit.Moved = append(fit.Moved, Fitted{m, free[at]})
			free = slices.Delete(free, at, at+1)
		}
	}
	fit.Added = slices.DeleteFunc(free, func(date recur.Occurrence) bool { return !date.Start.After(now) })
	return fit, rule, nil
}

// keep finds the meetings on days of a rule, and returns the days that have none.
func (f *Fit) keep(meetings []*plan.Meeting, dates []recur.Occurrence, zone *time.Location) (free []recur.Occurrence) {
	day := func(at time.Time) string { return at.In(zone).Format(time.DateOnly) }
	byDay := map[string]*plan.Meeting{}
	for _, m := range meetings {
		if taken, found := byDay[day(m.Start)]; !found || taken.State == plan.StateDraft {
			byDay[day(m.Start)] = m
		}
	}
	for _, date := range dates {
		if m, found := byDay[day(date.Start)]; found {
			f.Kept = append(f.Kept, Fitted{m, date})
		} else {
			free = append(free, date)
		}
	}
	return free
}

// changesOf returns what becomes of the meetings that were there.
func (p *Planner) changesOf(ctx context.Context, by directory.By, fit *Fit, series *plan.Series, c *Change) ([]change, error) {
	var changes []change
	for _, kept := range fit.Kept {
		after := *kept.Meeting
		after.SeriesID, after.Occurrence = series.ID, kept.Date.Original
		after.UpdatedBy, after.UpdatedAt = by.Actor.ID, later(p.Now().UTC(), kept.Meeting.UpdatedAt)
		changes = append(changes, change{before: kept.Meeting, after: &after, action: "repeat"})
	}
	for _, moved := range fit.Moved {
		after := p.with(by, moved.Meeting, moved.Meeting.MovedTo(moved.Date.Start))
		after.SeriesID, after.Occurrence = series.ID, moved.Date.Original
		changes = append(changes, change{before: moved.Meeting, after: after, action: "repeat"})
	}
	for _, dropped := range fit.Dropped {
		changes = append(changes, change{before: dropped, action: "delete"})
	}
	for _, settled := range fit.Settled {
		_, cancels := plan.Find(settled.State, plan.Cancel)
		switch {
		case !cancels || c.Settled == KeepSettled: // one under way goes on
		case c.Settled == Ask:
			return nil, fault.New(fault.Conflict, "meetings.cancel_first", settled.Start.In(p.Zone).Format("02/01/2006"))
		default:
			after, err := p.moved(ctx, by, settled, plan.Cancel, c.Reason)
			if err != nil {
				return nil, err
			}
			changes = append(changes, change{before: settled, after: after, action: string(plan.Cancel), reason: c.Reason})
		}
	}
	return changes, nil
}

// cut returns the series that a meeting was in as it ends before it; nil when it was in none.
func (p *Planner) cut(ctx context.Context, first *plan.Meeting) (*plan.Series, error) {
	if first.SeriesID == "" {
		return nil, nil
	}
	old, err := p.Store.Series(ctx, p.Store.DB(), first.SeriesID)
	if err != nil {
		return nil, err
	}
	rule, err := recur.Parse(old.Rule, old.Start, p.Zone)
	if err != nil {
		return nil, err
	}
	old.Rule, err = rule.Until(first.Occurrence)
	return old, err
}

func (p *Planner) saveRepeated(ctx context.Context, tx bun.Tx, old, series *plan.Series, changes []change, added []*plan.Meeting) error {
	if err := p.Store.InsertSeries(ctx, tx, series); err != nil {
		return err
	}
	if old != nil {
		if err := p.Store.UpdateSeries(ctx, tx, old); err != nil {
			return err
		}
	}
	for _, c := range changes {
		if c.after == nil {
			if err := p.Store.Delete(ctx, tx, c.before); err != nil {
				return err
			}
			continue
		}
		saved := *c.after
		save := p.Store.UpdateState
		if !c.after.Start.Equal(c.before.Start) { // the fixed times of its agenda move along
			save = p.Store.Update
		}
		if err := save(ctx, tx, &saved); err != nil {
			return err
		}
		c.after.Version = c.before.Version + 1
	}
	return p.Store.Insert(ctx, tx, added)
}
