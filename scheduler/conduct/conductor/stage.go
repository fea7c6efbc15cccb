package conductor

import (
	"context"

	"giaoban/internal/fault"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Leads refuses those who do not lead a live meeting: fault.NotFound for who has no place in it, fault.Forbidden for others.
func (c *Conductor) Leads(ctx context.Context, by directory.By, meetingID string) error {
	standing, err := c.Standing(ctx, by, meetingID)
	if err != nil {
		return err
	}
	if !standing.Leads {
		return fault.New(fault.Forbidden, "conduct.not_yours")
	}
	return nil
}

// OnStage returns the identity that is large at every site now, "" = whoever speaks, and what is closed when that may
// change. Of a site that is called it is whoever is there for it.
func (c *Conductor) OnStage(ctx context.Context, meetingID string) (identity string, changed <-chan struct{}, err error) {
	h := c.hall(meetingID)
	changed = h.next()
	err = h.read(ctx, func(state *conduct.State, _ *plan.Meeting) { identity, _ = state.Spotlight() })
	return identity, changed, err
}
