package concluder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
)

// Rules of the notice's clock, in the order in which they become due.
const (
	ruleAhead   = "2d"      // two working days are left
	ruleLast    = "last"    // the last day has come
	ruleOverdue = "overdue" // it has passed
)

// dueRules are the rules whose time has come. What is due follows from the database and the clock alone, so that a
// restart, a missed tick or a clock that steps back loses and doubles nothing.
func dueRules(clock conclude.Clock) []string {
	switch {
	case clock.Mark == conclude.ClockOverdue:
		return []string{ruleAhead, ruleLast, ruleOverdue}
	case clock.Mark != conclude.ClockNone && clock.DaysLeft == 0:
		return []string{ruleAhead, ruleLast}
	case clock.Mark != conclude.ClockNone && clock.DaysLeft <= 2:
		return []string{ruleAhead}
	}
	return nil
}

// Tick reminds chairs and secretaries of notices whose time runs out, and those responsible of tasks that are due, once by
// each rule.
func (s *Service) Tick(ctx context.Context) error {
	return errors.Join(s.tickNotices(ctx), s.tickTasks(ctx))
}

func (s *Service) tickNotices(ctx context.Context) error {
	open, err := s.Store.Unconcluded(ctx, nil, s.Now().Add(-pendingSpan))
	if err != nil || len(open) == 0 {
		return err
	}
	calendar, err := workday.Load(ctx, s.Calendar, s.Zone, s.Now().Add(-pendingSpan), s.Now())
	if err != nil {
		return err
	}
	var errs []error
	for _, meetingID := range open {
		m, err := s.Meetings.Meeting(ctx, s.Store.DB(), meetingID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if due := dueRules(conclude.ClockOf(m, conclude.NoticeDraft, calendar, s.Now())); len(due) > 0 {
			if err := s.remind(ctx, m, due); err != nil {
				errs = append(errs, fmt.Errorf("conclude: reminders of %s: %w", m.ID, err))
			}
		}
	}
	return errors.Join(errs...)
}

// remind sees to rules of one meeting. Of several that are due at once, after a stop of the server, the last alone is sent.
func (s *Service) remind(ctx context.Context, m *plan.Meeting, due []string) error {
	told := false
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		for i, rule := range due {
			first, err := s.Store.MarkReminder(ctx, tx, m.ID, rule, s.Now())
			if err != nil {
				return err
			}
			if !first || i < len(due)-1 {
				continue
			}
			to, err := s.people(ctx, m.ChairID, m.SecretaryID)
			if err != nil {
				return err
			}
			if err := s.post(ctx, tx, to, mailPayload{Kind: mailClock, Meeting: m.ID}); err != nil {
				return err
			}
			told = true
			return s.Audit.In(tx).Append(ctx, audit.Actor{}, "conclusion.reminded", "meeting:"+m.ID, map[string]any{"rule": rule, "people": len(to)})
		}
		return nil
	})
	if err == nil && told {
		s.changed(m.ID)
	}
	return err
}

const (
	tickEvery   = 10 * time.Minute
	tickTimeout = 5 * time.Minute
)

// Clock calls Tick every ten minutes.
type Clock struct {
	scheduler gocron.Scheduler
	ctx       context.Context // of ticks; ends with Close
	stop      context.CancelFunc
}

// NewClock returns a clock that stands still.
func NewClock(s *Service) (*Clock, error) {
	scheduler, err := gocron.NewScheduler(gocron.WithLocation(s.Zone), gocron.WithStopTimeout(tickTimeout))
	if err != nil {
		return nil, fmt.Errorf("conclude: clock: %w", err)
	}
	c := &Clock{scheduler: scheduler}
	c.ctx, c.stop = context.WithCancel(context.Background())
	tick := func() {
		ctx, cancel := context.WithTimeout(c.ctx, tickTimeout)
		defer cancel()
		if err := s.Tick(ctx); err != nil && c.ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "reminders of conclusions not seen to; tried again in ten minutes", "error", err)
		}
	}
	_, err = scheduler.NewJob(gocron.DurationJob(tickEvery), gocron.NewTask(tick),
		gocron.WithSingletonMode(gocron.LimitModeReschedule), gocron.WithStartAt(gocron.WithStartImmediately()))
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("conclude: clock: %w", err)
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
