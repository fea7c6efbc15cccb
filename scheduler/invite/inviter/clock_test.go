package inviter_test

import (
	"testing"
	"time"

	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/plan/plantest"
)

// The clock ticks at once when it starts, so that what fell due while the server was off is seen to.
func TestClock(t *testing.T) {
	f := newFixture(t, demotest.Seed.SQLite(t))
	m := f.issued(t, unit(plantest.Commune))
	f.At(m.Start.Add(-20 * time.Hour))
	clock, err := inviter.NewClock(f.service)
	check(t, err)
	clock.Start()
	deadline := time.After(time.Minute)
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for f.notices(t, m)[invite.NoticeReminder] == 0 {
		select {
		case <-poll.C:
		case <-deadline:
			t.Fatal("still waiting for the reminder of a day before")
		}
	}
	clock.Close()
}
