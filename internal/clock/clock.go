// Package clock is the time of day that meetings go by. It is the machine's, but in a demonstration, whose clock can be
// set ahead to show what happens when the hour comes.
//
// Sessions, locks of accounts, join tokens and the outbox's leases stay with the machine's clock: who is logged in must
// not depend on what is being shown, tokens are checked by other machines, and a lease that leaps runs out while its
// holder still works.
package clock

import (
	"errors"
	"sync/atomic"
	"time"
)

// Furthest is how far a clock can be set from the machine's.
const Furthest = 10 * 365 * 24 * time.Hour

// ErrTooFar means that the clock would be further than Furthest from the machine's.
var ErrTooFar = errors.New("clock: more than ten years from the machine's clock")

// Clock is safe for concurrent use; the zero value goes with the machine's clock.
type Clock struct{ ahead atomic.Int64 }

// New returns a clock that is ahead of the machine's, or behind it when ahead is negative.
func New(ahead time.Duration) *Clock {
	c := &Clock{}
	c.ahead.Store(int64(ahead))
	return c
}

// Now returns the time of day.
func (c *Clock) Now() time.Time { return time.Now().Add(c.Ahead()) }

// Ahead returns how far the clock is ahead of the machine's.
func (c *Clock) Ahead() time.Duration { return time.Duration(c.ahead.Load()) }

// SetAhead sets how far the clock is ahead of the machine's; ErrTooFar when that is more than Furthest.
func (c *Clock) SetAhead(ahead time.Duration) error {
	if ahead > Furthest || ahead < -Furthest {
		return ErrTooFar
	}
	c.ahead.Store(int64(ahead))
	return nil
}
