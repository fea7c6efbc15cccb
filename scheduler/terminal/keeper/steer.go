package keeper

import (
	"context"
	"reflect"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/terminal"
)

// Self returns the terminal that the caller is; fault.Forbidden for everyone else.
func (k *Keeper) Self(ctx context.Context, by directory.By) (*terminal.Terminal, error) {
	if by.Viewer == nil || by.Viewer.Room == "" {
		return nil, fault.New(fault.Forbidden, "terminals.no_terminal")
	}
	return k.Store.OfAccount(ctx, by.Viewer.AccountID)
}

// keepEvery is how often it is written down that a terminal is there, when it tells nothing new.
const keepEvery = 5 * time.Minute

// Report takes in what a terminal tells of itself. What does not change is not written.
func (k *Keeper) Report(ctx context.Context, by directory.By, report terminal.Report) error {
	t, err := k.Self(ctx, by)
	if err != nil {
		return err
	}
	if err := clean(&report); err != nil {
		return err
	}
	back := k.heard(t.ID)
	same := reflect.DeepEqual(report, t.Report)
	if same && k.Now().Sub(t.SeenAt) < keepEvery {
		if back {
			k.changed(t, "terminal.changed")
		}
		return nil
	}
	if err := k.Store.PutReport(ctx, t.ID, &report, k.Now()); err != nil {
		return err
	}
	if back || !same {
		k.changed(t, "terminal.changed") // the meeting that it has left, too
		t.Report = report
		k.changed(t, "terminal.changed")
	}
	return nil
}

// clean bounds what a browser tells of itself; labels of devices are the makers' words.
func clean(report *terminal.Report) error {
	var form text.Form
	form.Line("detail", &report.Detail, terminal.MaxDetail)
	form.Line("browser", &report.Browser, terminal.MaxDetail)
	for i := range report.Devices {
		form.Line("devices", &report.Devices[i].Label, terminal.MaxDetail)
	}
	if report.Devices == nil {
		report.Devices = []terminal.Device{}
	}
	return form.Err()
}

// Command tells a terminal to do something. Outside a meeting those may who run its room; in the name of a meeting,
// those too who lead it, from the line test to its end, when the terminal's room is one of its sites.
func (k *Keeper) Command(ctx context.Context, by directory.By, terminalID string, kind terminal.Kind, value, meetingID string) (*terminal.Command, error) {
	t, err := k.steered(ctx, by, terminalID, meetingID)
	if err != nil {
		return nil, err
	}
	if !terminal.Sound(kind, value, &t.Report) {
		return nil, fault.InvalidFields("form", []fault.Field{{Location: "value", Reason: "terminals.value"}})
	}
	now := k.Now().UTC()
	queued, err := k.Store.Queued(ctx, t.ID, now)
	if err != nil {
		return nil, err
	}
	if len(queued) >= terminal.MaxQueued {
		return nil, fault.New(fault.Conflict, "terminals.too_many_commands")
	}
	c := &terminal.Command{
		ID: id.New(terminal.CommandPrefix), TerminalID: t.ID, Kind: kind, Value: value, MeetingID: meetingID, At: now, By: by.Actor.ID,
		ByName: by.Viewer.Name, Deadline: now.Add(terminal.CommandLifetime), State: terminal.Queued,
	}
	err = store.InTx(ctx, k.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := k.Store.InsertCommand(ctx, tx, c); err != nil {
			return err
		}
		return k.Audit.In(tx).Append(ctx, by.Actor, "terminal.steered", "terminal:"+t.ID,
			map[string]string{"command": c.ID, "kind": string(kind), "value": value, "meeting": meetingID, "room": t.Room})
	})
	if err != nil {
		return nil, err
	}
	k.changed(t, "terminal.command")
	return c, nil
}

// steered returns a terminal for those who may steer it.
func (k *Keeper) steered(ctx context.Context, by directory.By, terminalID, meetingID string) (*terminal.Terminal, error) {
	if by.Viewer == nil {
		return nil, fault.New(fault.Forbidden, "")
	}
	t, err := k.Store.Terminal(ctx, terminalID)
	if err != nil {
		return nil, err
	}
	if t.Revoked() {
		return nil, fault.New(fault.Conflict, "terminals.revoked")
	}
	if terminal.MaySteer(by.Viewer, t.UnitPath) {
		return t, nil
	}
	if meetingID != "" {
		leads, err := k.leads(ctx, by, meetingID, t)
		if err != nil || leads {
			return t, err
		}
	}
	if err := k.Audit.Append(ctx, by.Actor, "access.refused", "terminal:"+t.ID, nil); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Forbidden, "terminals.not_yours")
}

// leads reports whether somebody leads a meeting of which a terminal's room is a site, while there is something to lead.
func (k *Keeper) leads(ctx context.Context, by directory.By, meetingID string, t *terminal.Terminal) (bool, error) {
	m, rights, err := k.Meetings.Meeting(ctx, by, meetingID)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	now := k.Now()
	open := m.State.Running() || m.State == plan.StateIssued && !now.Before(m.Start.Add(-plan.TechnicianBefore)) && now.Before(m.End.Add(plan.Grace))
	return rights.Moderate && open && m.SiteOf(t.Room, t.Unit) != nil, nil
}

// Commands returns the latest commands of a terminal to those who may see it, the latest first.
func (k *Keeper) Commands(ctx context.Context, by directory.By, terminalID, meetingID string) ([]terminal.Command, error) {
	t, err := k.visible(ctx, by, terminalID, meetingID)
	if err != nil {
		return nil, err
	}
	const latest = 20
	found, err := k.Store.Commands(ctx, t.ID, latest)
	now := k.Now()
	for i := range found {
		found[i].Settle(now)
	}
	return found, err
}

// Get returns a terminal to those who may see it.
func (k *Keeper) Get(ctx context.Context, by directory.By, terminalID, meetingID string) (*terminal.Terminal, error) {
	t, err := k.visible(ctx, by, terminalID, meetingID)
	if err != nil {
		return nil, err
	}
	found := []terminal.Terminal{*t}
	k.freshen(found)
	return &found[0], nil
}

// visible returns a terminal for those who may see it: who may see those of its room, and who may steer it.
func (k *Keeper) visible(ctx context.Context, by directory.By, terminalID, meetingID string) (*terminal.Terminal, error) {
	t, err := k.Store.Terminal(ctx, terminalID)
	if err != nil {
		return nil, err
	}
	if by.Viewer != nil && terminal.MaySee(by.Viewer, t.UnitPath) {
		return t, nil
	}
	return k.steered(ctx, by, terminalID, meetingID)
}

// Queue returns what waits for the terminal that the caller is, the oldest first.
func (k *Keeper) Queue(ctx context.Context, by directory.By) ([]terminal.Command, error) {
	t, err := k.Self(ctx, by)
	if err != nil {
		return nil, err
	}
	return k.Store.Queued(ctx, t.ID, k.Now())
}

// Finish takes in what became of a command of the terminal that the caller is.
func (k *Keeper) Finish(ctx context.Context, by directory.By, commandID string, done bool, detail string) error {
	t, err := k.Self(ctx, by)
	if err != nil {
		return err
	}
	var form text.Form
	form.Line("detail", &detail, terminal.MaxDetail)
	if err := form.Err(); err != nil {
		return err
	}
	state := terminal.Done
	if !done {
		state = terminal.Failed
	}
	if err := k.Store.EndCommand(ctx, t.ID, commandID, state, detail, k.Now()); err != nil {
		return err
	}
	k.changed(t, "terminal.command")
	return nil
}
