package planner

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Scope is which meetings of a series a change is for.
type Scope string

// Scopes.
const (
	One       Scope = "one"
	Following Scope = "following" // this one and those after it
	All       Scope = "all"
)

// Create adds a draft, with what is written beside it. The warnings are of rules that it does not keep.
func (p *Planner) Create(ctx context.Context, by directory.By, d plan.Draft, beside ...plan.Beside) (*plan.Meeting, []plan.Warning, error) {
	m, warnings, err := p.prepare(ctx, by, d)
	if err != nil {
		return nil, nil, err
	}
	all := []*plan.Meeting{m}
	err = p.commit(ctx, by, created(all), func(ctx context.Context, tx bun.Tx) error {
		if err := p.Store.Insert(ctx, tx, all); err != nil {
			return err
		}
		return alongside(ctx, tx, all, beside)
	})
	if err != nil {
		return nil, nil, err
	}
	return m, warnings, nil
}

// prepare checks a new draft and makes a meeting of it.
func (p *Planner) prepare(ctx context.Context, by directory.By, d plan.Draft) (*plan.Meeting, []plan.Warning, error) {
	if err := p.refuseSecrets(ctx, by, "meeting:new", &d); err != nil {
		return nil, nil, err
	}
	if err := d.Clean(nil, p.Now()); err != nil {
		return nil, nil, err
	}
	host, err := p.hostFor(ctx, by, d.Host)
	if err != nil {
		return nil, nil, err
	}
	known, err := p.checkParts(ctx, nil, &d)
	if err != nil {
		return nil, nil, err
	}
	calendar, err := p.calendar(ctx, d.Start, d.End)
	if err != nil {
		return nil, nil, err
	}
	m := p.newMeeting(by, d)
	m.HostPath, m.HostName, m.HostLevel = host.Path, host.Name, host.Level
	return m, known.warnings(&d, calendar, p.Now()), nil
}

// newMeeting makes a meeting of a clean draft. Its agenda items are new ones.
func (p *Planner) newMeeting(by directory.By, d plan.Draft) *plan.Meeting {
	now := p.Now().UTC()
	d.Agenda = slices.Clone(d.Agenda)
	for i := range d.Agenda {
		d.Agenda[i].ID = id.New(plan.AgendaPrefix)
	}
	d.Secrecy = plan.NotSecret
	return &plan.Meeting{
		ID: id.New(plan.MeetingPrefix), Version: 1, Draft: d, State: plan.StateDraft, StateSince: now,
		Declared:  plan.Declaration{By: by.Actor.ID, At: now},
		CreatedBy: by.Actor.ID, CreatedAt: now, UpdatedBy: by.Actor.ID, UpdatedAt: now,
	}
}

// refuseSecrets turns away what bears a marking of secrecy, and records that it was tried.
func (p *Planner) refuseSecrets(ctx context.Context, by directory.By, subject string, d *plan.Draft) error {
	if !d.Secret() {
		return nil
	}
	if err := p.Audit.Append(ctx, by.Actor, "meeting.secret_refused", subject, map[string]any{"secrecy": d.Secrecy}); err != nil {
		return err
	}
	return &fault.Error{Code: fault.Invalid, Reason: "meetings.secret", Fields: []fault.Field{{Location: "secrecy", Reason: "meetings.secret"}}}
}

// Update changes the plan of a meeting, and of others of its series by the scope: their dates stay, times move along.
// Those of the others that may not be changed any more are left as they are. It fails with fault.Stale when the meeting
// is not at the version.
func (p *Planner) Update(ctx context.Context, by directory.By, meetingID string, version int64, d plan.Draft, scope Scope, beside ...plan.Beside) (*plan.Meeting, []plan.Warning, error) {
	if err := p.refuseSecrets(ctx, by, "meeting:"+meetingID, &d); err != nil {
		return nil, nil, err
	}
	var changed *plan.Meeting
	var warnings []plan.Warning
	err := again(version, func() error {
		before, err := p.editable(ctx, by, meetingID, version)
		if err != nil {
			return err
		}
		if changed, warnings, err = p.redraft(ctx, by, before, d); err != nil {
			return err
		}
		changes := []change{{before: before, after: changed, action: "edit"}}
		others, err := p.spread(ctx, by, before, changed, scope)
		if err != nil {
			return err
		}
		changes = append(changes, others...)
		return p.commit(ctx, by, changes, func(ctx context.Context, tx bun.Tx) error {
			for i := range changes {
				saved := *changes[i].after
				if err := p.Store.Update(ctx, tx, &saved); err != nil {
					return err
				}
				changes[i].after.Version = changes[i].before.Version + 1
			}
			return alongside(ctx, tx, afterAll(changes), beside)
		})
	})
	if err != nil {
		return nil, nil, err
	}
	return changed, warnings, nil
}

// afterAll returns the meetings as changes leave them.
func afterAll(changes []change) []*plan.Meeting {
	var all []*plan.Meeting
	for _, c := range changes {
		if c.after != nil {
			all = append(all, c.after)
		}
	}
	return all
}

// redraft returns a meeting with another plan, checked.
func (p *Planner) redraft(ctx context.Context, by directory.By, before *plan.Meeting, d plan.Draft) (*plan.Meeting, []plan.Warning, error) {
	now := p.Now().UTC()
	host, err := p.checkChange(ctx, by, before, &d, now)
	if err != nil {
		return nil, nil, err
	}
	known, err := p.checkParts(ctx, &before.Draft, &d)
	if err != nil {
		return nil, nil, err
	}
	calendar, err := p.calendar(ctx, d.Start, d.End)
	if err != nil {
		return nil, nil, err
	}
	after := p.with(by, before, d)
	if host != nil {
		after.HostPath, after.HostName, after.HostLevel = host.Path, host.Name, host.Level
	}
	return after, known.warnings(&d, calendar, now), nil
}

// editable returns a meeting that the caller may change, at the version they have read; 0 = at any.
func (p *Planner) editable(ctx context.Context, by directory.By, meetingID string, version int64) (*plan.Meeting, error) {
	found, err := p.Get(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if !found.Rights.Copy { // a reader only
		return nil, fault.New(fault.Forbidden, "")
	}
	if version != 0 && found.Version != version {
		return nil, fault.StaleVersion(found.Version)
	}
	return found.Meeting, nil
}

// checkChange refuses a change that the meeting's state or the rules of a plan forbid, and returns the new host if there
// is one.
func (p *Planner) checkChange(ctx context.Context, by directory.By, before *plan.Meeting, d *plan.Draft, now time.Time) (host *directory.Unit, err error) {
	if err := plan.Limit(before.State, &before.Draft, d); err != nil {
		return nil, err
	}
	if err := d.Clean(&before.Draft, now); err != nil {
		return nil, err
	}
	if d.Host != before.Host {
		if host, err = p.hostFor(ctx, by, d.Host); err != nil {
			return nil, err
		}
	}
	return host, keepItems(before, d)
}

// keepItems gives ids to new agenda items; an id that is given must be one of the meeting's own.
func keepItems(before *plan.Meeting, d *plan.Draft) error {
	own := map[string]bool{}
	for i := range before.Agenda {
		own[before.Agenda[i].ID] = true
	}
	d.Agenda = slices.Clone(d.Agenda)
	for i := range d.Agenda {
		item := &d.Agenda[i]
		switch {
		case item.ID == "":
			item.ID = id.New(plan.AgendaPrefix)
		case !own[item.ID]:
			return fault.InvalidFields("form", []fault.Field{{Location: fmt.Sprintf("agenda[%d].id", i), Reason: "unknown"}})
		default:
			delete(own, item.ID) // each once
		}
	}
	return nil
}

// with returns a meeting with another plan.
func (p *Planner) with(by directory.By, before *plan.Meeting, d plan.Draft) *plan.Meeting {
	after := *before
	d.Secrecy = plan.NotSecret
	after.Draft = d
	after.Declared = plan.Declaration{By: by.Actor.ID, At: p.Now().UTC()}
	after.UpdatedBy, after.UpdatedAt = by.Actor.ID, later(p.Now().UTC(), before.UpdatedAt)
	return &after
}

// Delete removes a draft that nobody else has seen.
func (p *Planner) Delete(ctx context.Context, by directory.By, meetingID string, version int64) error {
	return again(version, func() error {
		m, err := p.editable(ctx, by, meetingID, version)
		if err != nil {
			return err
		}
		if m.State != plan.StateDraft {
			return fault.New(fault.Conflict, "meetings.only_drafts")
		}
		return p.commit(ctx, by, []change{{before: m, action: "delete"}}, func(ctx context.Context, tx bun.Tx) error {
			return p.Store.Delete(ctx, tx, m)
		})
	})
}

// Copy makes a new draft of a meeting at another time. The declaration is made anew.
func (p *Planner) Copy(ctx context.Context, by directory.By, meetingID string, start time.Time, title string, noStateSecret bool) (*plan.Meeting, []plan.Warning, error) {
	found, err := p.Get(ctx, by, meetingID)
	if err != nil {
		return nil, nil, err
	}
	if !found.Rights.Copy {
		return nil, nil, fault.New(fault.Forbidden, "")
	}
	d := found.MovedTo(start)
	d.LateReason, d.NoStateSecret = "", noStateSecret // what was said of another day
	if title != "" {
		d.Title = title
	}
	return p.Create(ctx, by, d)
}

// detail is what the audit log keeps of a change: what it was before and after.
func detail(c *change) map[string]any {
	told := map[string]any{}
	if c.reason != "" {
		told["reason"] = c.reason
	}
	switch {
	case c.before == nil:
		told["after"] = fields(c.after)
	case c.after == nil:
		told["before"] = fields(c.before)
	default:
		was, is := fields(c.before), fields(c.after)
		for key, value := range was {
			if same(value, is[key]) {
				delete(was, key)
				delete(is, key)
			}
		}
		told["before"], told["after"] = was, is
	}
	return told
}
