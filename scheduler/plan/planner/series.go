package planner

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/recur"
)

// Recurrence is how a series repeats.
type Recurrence struct {
	Rule     string         // RFC 5545; it must end
	Holidays recur.Holidays // what becomes of meetings on days off
}

// occurrences works out the meetings of a series that starts at start.
func (p *Planner) occurrences(ctx context.Context, r Recurrence, start time.Time) (string, []recur.Occurrence, error) {
	if !slices.Contains([]recur.Holidays{recur.Keep, recur.Skip, recur.Move}, r.Holidays) {
		return "", nil, fault.InvalidFields("form", []fault.Field{{Location: "recurrence.holidays", Reason: "unknown"}})
	}
	rule, err := recur.Parse(r.Rule, start, p.Zone)
	if err != nil {
		return "", nil, err
	}
	calendar, err := p.calendar(ctx, start, recur.End(start))
	if err != nil {
		return "", nil, err
	}
	all, err := rule.Occurrences(calendar, r.Holidays)
	return rule.String(), all, err
}

// Preview returns when the meetings of a series would be.
func (p *Planner) Preview(ctx context.Context, r Recurrence, start time.Time) ([]recur.Occurrence, error) {
	_, all, err := p.occurrences(ctx, r, start)
	return all, err
}

// CreateSeries adds drafts for all meetings of a series, the first from the draft's start on.
func (p *Planner) CreateSeries(ctx context.Context, by directory.By, d plan.Draft, r Recurrence) (*plan.Series, []*plan.Meeting, []plan.Warning, error) {
	first, warnings, err := p.prepare(ctx, by, d)
	if err != nil {
		return nil, nil, nil, err
	}
	rule, dates, err := p.occurrences(ctx, r, first.Start)
	if err != nil {
		return nil, nil, nil, err
	}
	series := &plan.Series{
		ID: id.New(plan.SeriesPrefix), Version: 1, Rule: rule, Start: first.Start, Holidays: string(r.Holidays), CreatedBy: by.Actor.ID, CreatedAt: p.Now().UTC(),
	}
	meetings := p.materialize(by, first, series, dates)
	err = p.commit(ctx, by, created(meetings), func(ctx context.Context, tx bun.Tx) error {
		return errors.Join(p.Store.InsertSeries(ctx, tx, series), p.Store.Insert(ctx, tx, meetings))
	})
	if err != nil {
		return nil, nil, nil, err
	}
	return series, meetings, warnings, nil
}

func created(meetings []*plan.Meeting) []change {
	changes := make([]change, len(meetings))
	for i, m := range meetings {
		changes[i] = change{after: m, action: "create"}
	}
	return changes
}

// materialize makes a meeting like the model for each date.
func (p *Planner) materialize(by directory.By, model *plan.Meeting, series *plan.Series, dates []recur.Occurrence) []*plan.Meeting {
	meetings := make([]*plan.Meeting, len(dates))
	for i, date := range dates {
		m := p.newMeeting(by, model.MovedTo(date.Start))
		m.SeriesID, m.Occurrence, m.HostPath, m.HostName = series.ID, date.Original, model.HostPath, model.HostName
		meetings[i] = m
	}
	return meetings
}

// Series returns the series of a meeting that the reader may see.
func (p *Planner) Series(ctx context.Context, by directory.By, meetingID string) (*plan.Series, error) {
	found, err := p.Get(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if found.SeriesID == "" {
		return nil, fault.New(fault.NotFound, "meetings.no_series")
	}
	return p.Store.Series(ctx, p.Store.DB(), found.SeriesID)
}

// others returns the other meetings of a series that a scope means.
func (p *Planner) others(ctx context.Context, first *plan.Meeting, scope Scope) ([]*plan.Meeting, error) {
	if first.SeriesID == "" || scope != Following && scope != All {
		return nil, nil
	}
	all, err := p.Store.MeetingsOf(ctx, p.Store.DB(), first.SeriesID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(m *plan.Meeting) bool {
		return m.ID == first.ID || scope == Following && m.Occurrence.Before(first.Occurrence)
	}), nil
}

// spread gives the plan of one meeting to others of its series: their days stay, the time of day and everything else is
// the same. Those under way, over, or waiting for approval are left as they are.
func (p *Planner) spread(ctx context.Context, by directory.By, before, after *plan.Meeting, scope Scope) ([]change, error) {
	others, err := p.others(ctx, after, scope)
	if err != nil {
		return nil, err
	}
	shift := after.Start.Sub(before.Start)
	now := p.Now()
	var changes []change
	for _, m := range others {
		start := m.Start.Add(shift)
		if !plan.Editable(m.State) || m.State.Running() || start.Before(now) {
			continue
		}
		d := after.MovedTo(start)
		if m.State != plan.StateDraft && d.Host != m.Host {
			continue
		}
		d.LateReason = m.LateReason
		d.Agenda = likeOwn(m.Agenda, d.Agenda)
		changed := p.with(by, m, d)
		changed.HostPath = after.HostPath
		changes = append(changes, change{before: m, after: changed, action: "edit"})
	}
	return changes, nil
}

// likeOwn returns the wanted agenda with the ids of the own items of the same place, so that papers stay with them.
func likeOwn(own, wanted []plan.AgendaItem) []plan.AgendaItem {
	items := slices.Clone(wanted)
	for i := range items {
		if i < len(own) {
			items[i].ID = own[i].ID
		} else {
			items[i].ID = id.New(plan.AgendaPrefix)
		}
	}
	return items
}

// Repeat changes how a series goes on from one of its meetings. That one and the later ones become a series of their
// own by the new rule, from that meeting's start: drafts on days that the rule no longer has are deleted, those on days
// that it has stay, new days get new drafts. Later meetings that are drafts no more are not touched: if the new rule
// leaves one out, the change is refused, since those invited must be told by cancelling it.
func (p *Planner) Repeat(ctx context.Context, by directory.By, meetingID string, version int64, r Recurrence) (*plan.Series, error) {
	var series *plan.Series
	err := again(version, func() error {
		first, err := p.editable(ctx, by, meetingID, version)
		if err != nil {
			return err
		}
		rule, dates, err := p.occurrences(ctx, r, first.Start)
		if err != nil {
			return err
		}
		later, err := p.others(ctx, first, Following)
		if err != nil {
			return err
		}
		old, err := p.cut(ctx, first)
		if err != nil {
			return err
		}
		series = &plan.Series{
			ID: id.New(plan.SeriesPrefix), Version: 1, Rule: rule, Start: first.Start, Holidays: string(r.Holidays), CreatedBy: by.Actor.ID, CreatedAt: p.Now().UTC(),
		}
		changes, err := p.regroup(by, append([]*plan.Meeting{first}, later...), series, dates)
		if err != nil {
			return err
		}
		return p.commit(ctx, by, changes, func(ctx context.Context, tx bun.Tx) error {
			return p.saveRegrouped(ctx, tx, old, series, changes)
		})
	})
	if err != nil {
		return nil, err
	}
	return series, nil
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

// regroup fits meetings to the dates of their new series. The first of them is the model of those that are missing.
func (p *Planner) regroup(by directory.By, meetings []*plan.Meeting, series *plan.Series, dates []recur.Occurrence) ([]change, error) {
	byDay := map[string]*plan.Meeting{}
	day := func(at time.Time) string { return at.In(p.Zone).Format(time.DateOnly) }
	for _, m := range meetings {
		byDay[day(m.Start)] = m
	}
	var changes []change
	var missing []recur.Occurrence
	kept := map[string]bool{}
	for _, date := range dates {
		m, found := byDay[day(date.Start)]
		if !found {
			missing = append(missing, date)
			continue
		}
		after := *m
		after.SeriesID, after.Occurrence = series.ID, date.Original
		after.UpdatedBy, after.UpdatedAt = by.Actor.ID, later(p.Now().UTC(), m.UpdatedAt)
		kept[m.ID] = true
		changes = append(changes, change{before: m, after: &after, action: "repeat"})
	}
	for _, m := range meetings {
		switch {
		case kept[m.ID]:
		case m.State == plan.StateDraft:
			changes = append(changes, change{before: m, action: "delete"})
		case !m.State.Over():
			return nil, fault.New(fault.Conflict, "meetings.cancel_first", m.Start.In(p.Zone).Format("02/01/2006"))
		}
	}
	return append(changes, created(p.materialize(by, meetings[0], series, missing))...), nil
}

func (p *Planner) saveRegrouped(ctx context.Context, tx bun.Tx, old, series *plan.Series, changes []change) error {
	if err := p.Store.InsertSeries(ctx, tx, series); err != nil {
		return err
	}
	if old != nil {
		if err := p.Store.UpdateSeries(ctx, tx, old); err != nil {
			return err
		}
	}
	var added []*plan.Meeting
	for _, c := range changes {
		var err error
		switch {
		case c.before == nil:
			added = append(added, c.after)
		case c.after == nil:
			err = p.Store.Delete(ctx, tx, c.before)
		default:
			saved := *c.after
			err = p.Store.UpdateState(ctx, tx, &saved)
			c.after.Version = c.before.Version + 1
		}
		if err != nil {
			return err
		}
	}
	return p.Store.Insert(ctx, tx, added)
}
