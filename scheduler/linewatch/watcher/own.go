package watcher

import (
	"context"
	"maps"
	"slices"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linewatch"
)

// Tell takes in what somebody's page in the hall says of its own devices, in place of what it said before. It is forgotten
// when they leave. A terminal tells of its devices in its reports. Errors: fault.NotFound, fault.Conflict "lines.not_there"
// from whoever is not in the hall.
func (w *Watcher) Tell(ctx context.Context, by directory.By, meetingID string, own linewatch.Own) error {
	m, _, err := w.Meetings.Meeting(ctx, by, meetingID)
	if err != nil {
		return err
	}
	there, err := w.Media.Lines(m.Room())
	if err != nil {
		return err
	}
	if by.Viewer == nil || !slices.ContainsFunc(there, func(c linewatch.Counted) bool { return c.Identity == by.Viewer.AccountID }) {
		return fault.New(fault.Conflict, "lines.not_there")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if own.Fine() {
		delete(w.own[m.ID], by.Viewer.AccountID)
		return nil
	}
	if w.own[m.ID] == nil {
		w.own[m.ID] = map[string]linewatch.Own{}
	}
	w.own[m.ID][by.Viewer.AccountID] = own
	return nil
}

// owned returns what those in a hall have said of their devices, and forgets those who have left; nobody is there: all.
func (w *Watcher) owned(meetingID string, there []linewatch.Counted) map[string]linewatch.Own {
	w.mu.Lock()
	defer w.mu.Unlock()
	own := w.own[meetingID]
	for account := range own {
		if !slices.ContainsFunc(there, func(c linewatch.Counted) bool { return c.Identity == account }) {
			delete(own, account)
		}
	}
	if len(own) == 0 {
		delete(w.own, meetingID)
	}
	return maps.Clone(own)
}
