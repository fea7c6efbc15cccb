package planner

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Once lets a request of the caller's make a meeting once, however often it is sent: somebody who has heard no answer may
// send it again with the same key. It returns the id of the meeting that create made, or that an earlier request with the
// key has made; of a series, the first. Create hands its argument to Create or CreateSeries. Without a key every request
// makes a meeting.
func (p *Planner) Once(ctx context.Context, by directory.By, key string, create func(keep plan.Beside) (meetingID string, err error)) (string, error) {
	if key == "" {
		return create(nil)
	}
	made, err := p.Store.MadeBy(ctx, by.Actor.ID, key)
	if err != nil || made != "" {
		return made, err
	}
	id, failure := create(func(ctx context.Context, tx bun.Tx, meetings []*plan.Meeting) error {
		return p.Store.AddRequest(ctx, tx, by.Actor.ID, key, meetings[0].ID)
	})
	if failure == nil || fault.Reason(failure) != "meetings.made_already" {
		return id, failure
	}
	// Both were under way at once, and the other came first.
	return p.Store.MadeBy(ctx, by.Actor.ID, key)
}

// alongside writes what belongs to a change of meetings but is kept elsewhere.
func alongside(ctx context.Context, tx bun.Tx, meetings []*plan.Meeting, beside []plan.Beside) error {
	if len(meetings) == 0 {
		return nil
	}
	for _, write := range beside {
		if write == nil {
			continue
		}
		if err := write(ctx, tx, meetings); err != nil {
			return err
		}
	}
	return nil
}
