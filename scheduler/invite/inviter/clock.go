package inviter

import (
	"context"
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"
)

const (
	tickEvery   = time.Minute
	tickTimeout = 5 * time.Minute
)

// Clock calls Tick every minute.
type Clock struct {
	scheduler gocron.Scheduler
	ctx       context.Context // of ticks; ends with Close
	stop      context.CancelFunc
}

// NewClock returns a clock that stands still.
func NewClock(s *Service) (*Clock, error) {
	scheduler, err := gocron.NewScheduler(gocron.WithLocation(s.Zone), gocron.WithStopTimeout(tickTimeout))
	if err != nil {
		return nil, fmt.Errorf("invite: clock: %w", err)
	}
	c := &Clock{scheduler: scheduler}
	c.ctx, c.stop = context.WithCancel(context.Background())
	tick := func() {
		ctx, cancel := context.WithTimeout(c.ctx, tickTimeout)
		defer cancel()
		if err := s.Tick(ctx); err != nil && c.ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "reminders not seen to; tried again in a minute", "error", err)
		}
	}
	// One at a time, and at once: after a stop of the server reminders may be due.
	_, err = scheduler.NewJob(gocron.DurationJob(tickEvery), gocron.NewTask(tick),
		gocron.WithSingletonMode(gocron.LimitModeReschedule), gocron.WithStartAt(gocron.WithStartImmediately()))
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("invite: clock: %w", err)
	}
	return c, nil
}

// Start begins to tick.
func (c *Clock) Start() { c.scheduler.Start() }

// Close ends the ticking and waits for a tick under way, which it interrupts.
func (c *Clock) Close() {
	c.stop()
	_ = c.scheduler.Shutdown() // fails only if a tick does not end
}
