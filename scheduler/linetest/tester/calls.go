package tester

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linetest"
	"giaoban/scheduler/plan"
)

// Call calls sites, by those who lead the meeting, from the opening of its test until it has ended. It is shown on the screens
// of their rooms, on the meeting's pages of those who sit there and on any page of their technicians.
func (t *Tester) Call(ctx context.Context, by directory.By, meetingID string, keys []directory.UnitKey, words string) error {
	m, rights, err := t.Meetings.Meeting(ctx, by, meetingID)
	if err != nil {
		return err
	}
	if !rights.Moderate || by.Viewer == nil {
		return fault.New(fault.Forbidden, "linetests.not_yours")
	}
	if err := linetest.Callable(m, t.Now()); err != nil {
		return err
	}
	var form text.Form
	form.Lines("words", &words, linetest.MaxWords)
	if err := form.Err(); err != nil {
		return err
	}
	wanted := map[directory.UnitKey]bool{}
	for _, key := range keys {
		wanted[key] = true
	}
	var entries []*linetest.Entry
	var units []directory.UnitKey
	var rooms []string
	for i := range m.Sites {
		site := &m.Sites[i]
		if !wanted[site.Unit] {
			continue
		}
		entries = append(entries, &linetest.Entry{
			ID: id.New(linetest.Prefix), MeetingID: m.ID, Site: site.Unit, Kind: linetest.Call, Words: words, At: t.Now().UTC(), By: by.Actor.ID, ByName: by.Viewer.Name,
		})
		units = append(units, site.Unit)
		if site.Room != "" {
			rooms = append(rooms, site.Room)
		}
	}
	if len(entries) != len(wanted) || len(entries) == 0 {
		return fault.InvalidFields("form", []fault.Field{{Location: "sites", Reason: "unknown"}})
	}
	if err := t.keep(ctx, by, entries...); err != nil {
		return err
	}
	accounts, err := t.Store.Answering(ctx, units, rooms)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		t.Announce("me:"+account, "linetest.called", m.ID)
	}
	return nil
}

// Waiting is a call that rings for somebody.
type Waiting struct {
	Call    linetest.Entry
	Meeting *plan.Meeting
	Site    *plan.Site
	// Serves: the viewer is the site's technician or its terminal, whom it reaches on any page; others see it in the hall.
	Serves bool
}

// Waits returns the calls that ring for the caller, the latest of each site, the latest first.
func (t *Tester) Waits(ctx context.Context, by directory.By) ([]Waiting, error) {
	if by.Viewer == nil {
		return nil, nil
	}
	calls, err := t.Store.CallsSince(ctx, t.Now().Add(-linetest.RingFor))
	if err != nil || len(calls) == 0 {
		return nil, err
	}
	var waiting []Waiting
	meetings, seen := map[string]*plan.Meeting{}, map[string]bool{}
	for _, call := range calls {
		place := call.MeetingID + " " + call.Site.String()
		if seen[place] {
			continue // called again since
		}
		seen[place] = true
		m, known := meetings[call.MeetingID]
		if !known {
			m, _, err = t.Meetings.Meeting(ctx, by, call.MeetingID)
			if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
				return nil, err
			}
			if err != nil {
				m = nil
			}
			meetings[call.MeetingID] = m
		}
		if m == nil {
			continue
		}
		if site, serves := answersFor(m, by, call.Site); site != nil {
			waiting = append(waiting, Waiting{call, m, site, serves})
		}
	}
	return t.unanswered(ctx, waiting)
}

// unanswered leaves out the calls that somebody has answered.
func (t *Tester) unanswered(ctx context.Context, waiting []Waiting) ([]Waiting, error) {
	ids := make([]string, len(waiting))
	for i := range waiting {
		ids[i] = waiting[i].Call.ID
	}
	receipts, err := t.Store.Receipts(ctx, t.Store.DB(), ids)
	if err != nil {
		return nil, err
	}
	now := t.Now()
	return slices.DeleteFunc(waiting, func(w Waiting) bool {
		state := linetest.CallStateOf(&w.Call, receipts[w.Call.ID], now)
		return state != linetest.Ringing && state != linetest.Reached
	}), nil
}

func answersFor(m *plan.Meeting, by directory.By, key directory.UnitKey) (*plan.Site, bool) {
	sites, serves := linetest.AnswersAt(m, by.Viewer)
	for _, site := range sites {
		if site.Unit == key {
			return site, serves[key]
		}
	}
	return nil, false
}

// Receive writes down that a call is shown to the caller, and that they answer it. Only those of the site may; one that rings no
// more is refused.
func (t *Tester) Receive(ctx context.Context, by directory.By, meetingID, callID string, where linetest.Where, answered bool) error {
	if by.Viewer == nil || !slices.Contains(linetest.Wheres(), where) {
		return fault.New(fault.Forbidden, "")
	}
	m, _, err := t.Meetings.Meeting(ctx, by, meetingID)
	if err != nil {
		return err
	}
	call, err := t.Store.Call(ctx, t.Store.DB(), callID)
	if err != nil {
		return err
	}
	if site, _ := answersFor(m, by, call.Site); site == nil || call.MeetingID != m.ID {
		return fault.New(fault.NotFound, "")
	}
	now := t.Now().UTC()
	if !now.Before(call.Until()) {
		return fault.New(fault.Conflict, "linetests.call_over")
	}
	receipt := &linetest.Receipt{CallID: callID, AccountID: by.Viewer.AccountID, ByName: by.Viewer.Name, Where: where, ReachedAt: now}
	if answered {
		receipt.AnsweredAt = now
	}
	err = store.InTx(ctx, t.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := t.Store.PutReceipt(ctx, tx, receipt); err != nil || !answered {
			return err
		}
		return t.Audit.In(tx).Append(ctx, by.Actor, "linetest.answered", "meeting:"+m.ID, map[string]any{"site": call.Site.Code, "where": where})
	})
	if err != nil {
		return err
	}
	t.Announce(Topic(m.ID), "linetest.changed", m.ID)
	if answered {
		return t.quiet(ctx, m, call)
	}
	return nil
}

// quiet tells the other pages of a site that its call rings no more.
func (t *Tester) quiet(ctx context.Context, m *plan.Meeting, call *linetest.Entry) error {
	var rooms []string
	for i := range m.Sites {
		if site := &m.Sites[i]; site.Unit == call.Site && site.Room != "" {
			rooms = append(rooms, site.Room)
		}
	}
	accounts, err := t.Store.Answering(ctx, []directory.UnitKey{call.Site}, rooms)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		t.Announce("me:"+account, "linetest.called", m.ID)
	}
	return nil
}
