package planner

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
)

// Templates returns a page of the templates of the units that the caller plans for.
func (p *Planner) Templates(ctx context.Context, by directory.By, words string, page directory.Page) ([]plan.Template, string, error) {
	return p.Store.Templates(ctx, by.Viewer, words, page)
}

// Template returns one template. One of another unit is not found, and the attempt is recorded.
func (p *Planner) Template(ctx context.Context, by directory.By, templateID string) (*plan.Template, error) {
	t, err := p.Store.Template(ctx, p.Store.DB(), templateID)
	if err != nil {
		return nil, err
	}
	if by.Viewer != nil && !by.Viewer.HasAny(t.HostPath, identity.Chair, identity.Secretary) {
		return nil, p.refuse(ctx, by, "meeting_template:"+templateID)
	}
	return t, nil
}

// SaveTemplate makes a template of a meeting. Only its plan is taken: not its dates, its state and who declared what.
func (p *Planner) SaveTemplate(ctx context.Context, by directory.By, meetingID, name string) (*plan.Template, error) {
	found, err := p.Get(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if !found.Rights.Copy {
		return nil, fault.New(fault.Forbidden, "")
	}
	form := &text.Form{}
	form.Required("name", &name, text.Name)
	if err := form.Err(); err != nil {
		return nil, err
	}
	t := &plan.Template{
		ID: id.New(plan.TemplatePrefix), Version: 1, Name: name, Host: found.Host, HostPath: found.HostPath, HostName: found.HostName,
		Draft: found.Draft, UpdatedAt: p.Now().UTC(), UpdatedBy: by.Actor.ID,
	}
	t.Draft.LateReason = ""
	return t, p.write(ctx, by, "template_created", "meeting_template:"+t.ID, map[string]any{"name": name, "meeting": meetingID}, func(ctx context.Context, tx bun.Tx) error {
		return p.Store.InsertTemplate(ctx, tx, t)
	})
}

// RenameTemplate gives a template another name.
func (p *Planner) RenameTemplate(ctx context.Context, by directory.By, templateID string, version int64, name string) (*plan.Template, error) {
	t, err := p.templateAt(ctx, by, templateID, version)
	if err != nil {
		return nil, err
	}
	form := &text.Form{}
	form.Required("name", &name, text.Name)
	if err := form.Err(); err != nil {
		return nil, err
	}
	told := map[string]any{"before": t.Name, "after": name}
	t.Name, t.UpdatedAt, t.UpdatedBy = name, p.Now().UTC(), by.Actor.ID
	return t, p.write(ctx, by, "template_renamed", "meeting_template:"+t.ID, told, func(ctx context.Context, tx bun.Tx) error {
		saved := *t
		if err := p.Store.UpdateTemplate(ctx, tx, &saved); err != nil {
			return err
		}
		t.Version = version + 1
		return nil
	})
}

// DeleteTemplate removes a template.
func (p *Planner) DeleteTemplate(ctx context.Context, by directory.By, templateID string, version int64) error {
	t, err := p.templateAt(ctx, by, templateID, version)
	if err != nil {
		return err
	}
	return p.write(ctx, by, "template_deleted", "meeting_template:"+t.ID, map[string]any{"name": t.Name}, func(ctx context.Context, tx bun.Tx) error {
		return p.Store.DeleteTemplate(ctx, tx, t)
	})
}

func (p *Planner) templateAt(ctx context.Context, by directory.By, templateID string, version int64) (*plan.Template, error) {
	t, err := p.Template(ctx, by, templateID)
	if err != nil {
		return nil, err
	}
	if t.Version != version {
		return nil, fault.StaleVersion(t.Version)
	}
	return t, nil
}

// FromTemplate makes a draft of a template at a time. Whoever does so declares anew that it holds no state secret.
func (p *Planner) FromTemplate(ctx context.Context, by directory.By, templateID string, start time.Time, title string, noStateSecret bool) (*plan.Meeting, []plan.Warning, error) {
	t, err := p.Template(ctx, by, templateID)
	if err != nil {
		return nil, nil, err
	}
	d := t.Draft.MovedTo(start)
	d.NoStateSecret = noStateSecret
	if title != "" {
		d.Title = title
	}
	return p.Create(ctx, by, d)
}

// write runs a change and its record in one transaction.
func (p *Planner) write(ctx context.Context, by directory.By, action, subject string, told map[string]any, change func(context.Context, bun.Tx) error) error {
	return store.InTx(ctx, p.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := change(ctx, tx); err != nil {
			return err
		}
		return p.Audit.In(tx).Append(ctx, by.Actor, "meeting."+action, subject, told)
	})
}

// Days returns the days that differ from the others of their weekday, dates inclusive.
func (p *Planner) Days(ctx context.Context, from, to string) ([]workday.Day, error) {
	return p.Store.Days(ctx, from, to)
}

// SetDay makes a day a holiday or a worked one. Administrators of the system and secretaries of a whole province may.
func (p *Planner) SetDay(ctx context.Context, by directory.By, day workday.Day) error {
	if err := mayEditCalendar(by); err != nil {
		return err
	}
	form := &text.Form{}
	form.Check(workday.Valid(day.Date), "date", "meetings.date")
	form.Check(day.Kind == workday.Holiday || day.Kind == workday.Working, "kind", "unknown")
	form.Required("name", &day.Name, text.Name)
	if err := form.Err(); err != nil {
		return err
	}
	return p.write(ctx, by, "calendar_day_set", "calendar_day:"+day.Date, map[string]any{"kind": day.Kind, "name": day.Name}, func(ctx context.Context, tx bun.Tx) error {
		return p.Store.SetDay(ctx, tx, day)
	})
}

// ClearDay makes a day like the others of its weekday.
func (p *Planner) ClearDay(ctx context.Context, by directory.By, date string) error {
	if err := mayEditCalendar(by); err != nil {
		return err
	}
	return p.write(ctx, by, "calendar_day_cleared", "calendar_day:"+date, nil, func(ctx context.Context, tx bun.Tx) error {
		return p.Store.ClearDay(ctx, tx, date)
	})
}

// mayEditCalendar lets those edit the calendar whose unit has none above it, and administrators of the system.
func mayEditCalendar(by directory.By) error {
	if by.IsAdmin() {
		return nil
	}
	const root = 3 // slashes of "/catalogue/code/"
	for _, assignment := range by.Viewer.Assignments {
		if assignment.Role == identity.Secretary && strings.Count(assignment.Path, "/") == root {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "")
}
