// Package hlc is a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): instants that are close to
// the wall clock, never go back, and order what happened on one node, and across nodes that have heard of each other.
package hlc

import (
	"sync"
	"time"
)

// Instant is a moment: milliseconds since the Unix epoch in the upper 48 bits, a counter of what happened within them in
// the lower 16. Instants compare as numbers.
type Instant int64

const counterBits = 16

// Of returns the first instant of a wall-clock time.
func Of(t time.Time) Instant { return Instant(t.UnixMilli() << counterBits) }

// Time returns the wall-clock part, in UTC and milliseconds.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i) >> counterBits).UTC() }

// Clock makes instants. It is safe for concurrent use.
type Clock struct {
	now func() time.Time

	mu   sync.Mutex
	last Instant // guarded by mu
}

// NewClock returns a clock over a wall clock.
func NewClock(now func() time.Time) *Clock { return &Clock{now: now} }

// Now returns an instant after all that the clock has returned or heard of, however the wall clock was set back.
func (c *Clock) Now() Instant {
	wall := Of(c.now())
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.last+1, wall)
	return c.last
}

// Hear takes note of an instant from elsewhere: those to come are after it.
func (c *Clock) Hear(i Instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.last, i)
}
