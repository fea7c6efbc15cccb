// Package simlink simulates a line between a sender and a receiver, event by
// event, so that bandwidth estimation can be tested without sockets and without
// waiting. Equal configurations give equal runs.
package simlink

import (
	"math/rand/v2"
	"time"
)

// sim is the clock and the list of what is to come.
type sim struct {
	now    time.Duration
	events events
	order  uint64
	random *rand.Rand
}

type event struct {
	at    time.Duration
	order uint64 // equal times run in the order in which they were asked for
	do    func()
}

// events is a binary heap, soonest first.
type events []event

func (e events) less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].order < e[j].order
}

func (e *events) push(x event) {
	*e = append(*e, x)
	h := *e
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h.less(i, parent) {
			return
		}
		h[i], h[parent] = h[parent], h[i]
		i = parent
	}
}

func (e *events) pop() event {
	h := *e
	first, last := h[0], len(h)-1
	h[0], h[last] = h[last], event{}
	h = h[:last]
	*e = h
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			return first
		}
		if child+1 < last && h.less(child+1, child) {
			child++
		}
		if !h.less(child, i) {
			return first
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}

func (s *sim) at(t time.Duration, do func()) {
	s.order++
	s.events.push(event{at: max(t, s.now), order: s.order, do: do})
}

func (s *sim) after(d time.Duration, do func()) { s.at(s.now+d, do) }

func (s *sim) run(until time.Duration) {
	for len(s.events) > 0 && s.events[0].at <= until {
		e := s.events.pop()
		s.now = e.at
		e.do()
	}
	s.now = until
}

// Step is a value that holds from a time on.
type Step struct {
	From  time.Duration
	Value float64
}

// valueAt returns the value of the last step begun.
func valueAt(steps []Step, t time.Duration) float64 {
	v := 0.0
	for _, s := range steps {
		if s.From <= t {
			v = s.Value
		}
	}
	return v
}

// Interval is a time from From to To.
type Interval struct{ From, To time.Duration }

func inside(list []Interval, t time.Duration) (Interval, bool) {
	for _, i := range list {
		if t >= i.From && t < i.To {
			return i, true
		}
	}
	return Interval{}, false
}
