package planner

import (
	"context"
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
func (p *Planner) occurrences(ctx context.Context, r Recurrence, start time.Time) (*recur.Rule, []recur.Occurrence, error) {
	if !slices.Contains([]recur.Holidays{recur.Keep, recur.Skip, recur.Move}, r.Holidays) {
		return nil, nil, fault.InvalidFields("form", []fault.Field{{Location: "recurrence.holidays", Reason: "unknown"}})
	}
	rule, err := recur.Parse(r.Rule, start, p.Zone)
	if err != nil {
		return nil, nil, err
	}
	calendar, err := p.calendar(ctx, start, recur.End(start))
	if err != nil {
		return nil, nil, err
	}
	all, err := rule.Occurrences(calendar, r.Holidays)
	return rule, all, err
}

// Preview returns when the meetings of a series would be.
func (p *Planner) Preview(ctx context.Context, r Recurrence, start time.Time) ([]recur.Occurrence, error) {
	_, all, err := p.occurrences(ctx, r, start)
	return all, err
}

// CreateSeries adds drafts for all meetings of a series, the first from the draft's start on, with what is written beside
// them.
func (p *Planner) CreateSeries(ctx context.Context, by directory.By, d plan.Draft, r Recurrence, beside ...plan.Beside) (*plan.Series, []*plan.Meeting, []plan.Warning, error) {
	first, warnings, err := p.prepare(ctx, by, d)
	if err != nil {
		return nil, nil, nil, err
	}
	rule, dates, err := p.occurrences(ctx, r, first.Start)
	if err != nil {
		return nil, nil, nil, err
	}
	series := p.newSeries(by, rule.String(), r.Holidays, first.Start)
	meetings := p.materialize(by, first, series, dates)
	err = p.commit(ctx, by, created(meetings), func(ctx context.Context, tx bun.Tx) error {
		if err := p.Store.InsertSeries(ctx, tx, series); err != nil {
			return err
		}
		if err := p.Store.Insert(ctx, tx, meetings); err != nil {
			return err
		}
		return alongside(ctx, tx, meetings, beside)
	})
	if err != nil {
		return nil, nil, nil, err
	}
	return series, meetings, warnings, nil
}

func (p *Planner) newSeries(by directory.By, rule string, holidays recur.Holidays, start time.Time) *plan.Series {
	return &plan.Series{
		ID: id.New(plan.SeriesPrefix), Version: 1, Rule: rule, Start: start, Holidays: string(holidays), CreatedBy: by.Actor.ID, CreatedAt: p.Now().UTC(),
	}
}

// SeriesMeetings returns the meetings of a series in order.
func (p *Planner) SeriesMeetings(ctx context.Context, seriesID string) ([]*plan.Meeting, error) {
	return p.Store.MeetingsOf(ctx, p.Store.DB(), seriesID)
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
