// Package allot shares what a receiver's line carries among the videos it is sent. Sound is not part of it: it always goes.
//
// Shared screens come first, since nobody can ask again what was on one; then the stage, whoever is large; then the
// thumbnails. A screen takes what it can use. The stage gets its two lowest rungs, then each thumbnail its first in turn,
// then the stage rises as far as it can before any thumbnail does. When a line collapses, pictures thus get smaller, then
// fewer, then show fewer frames, then only the screen is left, then sound alone.
//
// An Allotter is pure: it belongs to one goroutine and reads no clock.
package allot

import (
	"cmp"
	"slices"
	"time"
)

// Class is what a stream is to its viewer; lower values come first.
type Class uint8

// Classes.
const (
	Screen Class = iota
	Stage
	Thumbnail
)

// Paused is the rung of a stream that is not sent.
const Paused = -1

// MaxRungs bounds the rungs of a stream.
const MaxRungs = 8

// Stream is one video that the receiver wants.
type Stream struct {
	Class Class
	// Rank orders the streams of a class: lower comes first.
	Rank int
	// Rungs are the bit rates, on the wire, of what can be sent of it, up to what is wanted, in rising order; Count of them.
	Rungs [MaxRungs]uint64
	Count int
	// Rung is what it is sent now, or Paused. Share changes it.
	Rung int

	chosen  int
	lowered time.Time     // when it was last given less; zero before
	wait    time.Duration // from then until it may be given more
	raised  time.Time
}

// Waits before a stream is given more again. Who falls soon after having risen waits twice as long the next time.
const (
	firstWait = 2 * time.Second
	longWait  = 30 * time.Second
	steady    = 20 * time.Second // a rise that has lasted so long was right
)

// reserve is what must be free, as a part of what is used, for a stream to be given more: what is measured wavers.
const reserve = 0.15

// Allotter remembers its work space from one sharing to the next.
type Allotter struct {
	// Brief says that the budget is less for a moment only: what a stream is given less then is not held against it.
	Brief bool

	order []*Stream
}

// Share sets the rung of each stream so that together they need at most budget bit/s. Less is given only when it must be,
// and at once; more with some reserve, to those that were not given less just before, if need be at the cost of those that
// come after them. It reports what the streams would need to be sent as they are wanted.
func (a *Allotter) Share(budget uint64, streams []*Stream, now time.Time) (wanted uint64) {
	a.order = append(a.order[:0], streams...)
	slices.SortStableFunc(a.order, func(x, y *Stream) int {
		return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(x.Rank, y.Rank))
	})
	used := uint64(0)
	for _, s := range a.order {
		s.Rung = min(s.Rung, s.Count-1)
		used += s.rate(s.Rung)
		wanted += s.rate(s.Count - 1)
	}
	if used > budget {
		used = 0
		a.choose(budget)
		for _, s := range a.order {
			a.yield(s, now)
			used += s.rate(s.Rung)
		}
	}
	a.choose(uint64(float64(budget) / (1 + reserve)))
	for i, s := range a.order {
		if s.chosen > s.Rung && (s.lowered.IsZero() || now.Sub(s.lowered) >= s.wait) {
			used = a.raise(i, used, budget, now)
		}
	}
	return wanted
}

// raise gives a stream the rung that was chosen for it if the budget allows, and returns what is used then.
func (a *Allotter) raise(i int, used, budget uint64, now time.Time) uint64 {
	s := a.order[i]
	next := used - s.rate(s.Rung) + s.rate(s.chosen)
	room := uint64(0)
	for _, o := range a.order[i+1:] {
		if o.Rung > o.chosen {
			room += o.rate(o.Rung) - o.rate(o.chosen)
		}
	}
	if next > budget+room {
		return used
	}
	for j := len(a.order) - 1; j > i && next > budget; j-- {
		o := a.order[j]
		next -= o.rate(o.Rung)
		a.yield(o, now)
		next += o.rate(o.Rung)
	}
	s.Rung, s.raised = s.chosen, now
	return next
}

// yield gives a stream no more than the rung that was chosen for it.
func (a *Allotter) yield(s *Stream, now time.Time) {
	if s.chosen >= s.Rung {
		return
	}
	if a.Brief {
		s.Rung = s.chosen
		return
	}
	s.wait = max(s.wait, firstWait)
	if !s.raised.IsZero() && now.Sub(s.raised) < steady {
		s.wait = min(2*s.wait, longWait)
	} else {
		s.wait = firstWait
	}
	s.Rung, s.lowered, s.raised = s.chosen, now, time.Time{}
}

// rate returns what a rung needs.
func (s *Stream) rate(rung int) uint64 {
	if rung < 0 || rung >= s.Count {
		return 0
	}
	return s.Rungs[rung]
}

// choose finds the best rungs within a budget, whatever was before.
func (a *Allotter) choose(budget uint64) {
	left := budget
	for _, s := range a.order {
		s.chosen = Paused
		if s.Class == Screen {
			for s.climb(&left) {
			}
		}
	}
	for _, s := range a.order {
		if s.Class == Stage && s.climb(&left) {
			s.climb(&left) // its lowest rung may have few frames only
		}
	}
	for _, s := range a.order {
		if s.Class == Thumbnail {
			s.climb(&left)
		}
	}
	for _, s := range a.order {
		if s.Class == Stage && s.chosen >= 0 {
			for s.climb(&left) {
			}
		}
	}
	for more := true; more; {
		more = false
		for _, s := range a.order {
			if s.Class == Thumbnail && s.chosen >= 0 && s.climb(&left) {
				more = true
			}
		}
	}
}

// climb takes the next rung if what is left suffices.
func (s *Stream) climb(left *uint64) bool {
	next := s.chosen + 1
	if next >= s.Count {
		return false
	}
	if extra := s.Rungs[next] - min(s.rate(s.chosen), s.Rungs[next]); extra <= *left {
		*left -= extra
		s.chosen = next
		return true
	}
	return false
}

// All gives every stream what is wanted of it: nothing limits the line.
func All(streams []*Stream) {
	for _, s := range streams {
		s.Rung = s.Count - 1
	}
}
