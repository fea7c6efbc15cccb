package planner

import (
	"context"
	"sync"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// kickFor is how long the room of a meeting that is over is closed again and again: join tokens given before are good
// for that long.
const kickFor = 15 * time.Minute

// Tick does what the clock asks for: meetings that start by themselves are set live, those left open long after their
// end are ended, rooms of meetings that are over are closed. It looks at what is in the database and at the clock, not
// at what it did before, so that a missed tick and a restart are made up for. The error is the first of those that kept
// a meeting from moving; the others were moved all the same.
func (p *Planner) Tick(ctx context.Context) (first error) {
	now := p.Now()
	due, err := p.Store.Due(ctx, p.Store.DB(), now, now.Add(-p.EndAfter))
	if err != nil {
		return err
	}
	for _, m := range due {
		action := plan.End
		if m.State == plan.StateIssued {
			action = plan.Start
		}
		if err := p.byClock(ctx, m, action); err != nil && first == nil {
			first = err
		}
	}
	over, err := p.Store.OverSince(ctx, now.Add(-kickFor))
	if err != nil {
		return err
	}
	for _, meetingID := range over {
		for _, room := range []string{meetingID, (&plan.Meeting{ID: meetingID}).TestRoom()} {
			if err := p.Rooms.Close(ctx, room); err != nil && first == nil {
				first = err
			}
		}
	}
	return first
}

// byClock makes a transition that the table leaves to the clock.
func (p *Planner) byClock(ctx context.Context, m *plan.Meeting, action plan.Action) error {
	if t, found := plan.Find(m.State, action); !found || !t.Clock {
		return nil
	}
	system := directory.By{}
	after, err := p.moved(ctx, system, m, action, "")
	if err != nil {
		return err
	}
	err = p.commitMoves(ctx, system, []change{{before: m, after: after, action: string(action)}})
	if fault.Is(err, fault.Stale) {
		return nil // somebody has just moved it; the next tick looks again
	}
	return err
}

// Clock ticks a planner.
type Clock struct {
	planner *Planner
	every   time.Duration
	stop    context.CancelFunc
	running sync.WaitGroup
}

// NewClock returns a clock that stands still.
func NewClock(planner *Planner, every time.Duration) *Clock {
	return &Clock{planner: planner, every: every, stop: func() {}}
}

// Start ticks at once, which makes up for what was missed, and then regularly. Close must follow.
func (c *Clock) Start() {
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	c.running.Go(func() {
		ticker := time.NewTicker(c.every)
		defer ticker.Stop()
		for {
			if err := c.planner.Tick(ctx); err != nil && ctx.Err() == nil {
				c.planner.Log.ErrorContext(ctx, "meetings were not moved by the clock; the next tick tries again", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}

// Close stops the clock and waits until it stands.
func (c *Clock) Close() {
	c.stop()
	c.running.Wait()
}
