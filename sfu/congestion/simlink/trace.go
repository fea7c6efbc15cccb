package simlink

import (
	"slices"
	"time"
)

const traceStep = 100 * time.Millisecond

// Trace is what was seen of a run, in steps of 100 ms.
type Trace struct {
	link  Link
	flow  int
	steps []step
}

type step struct {
	sent, lost    int // media packets
	bytes, rivals float64
	waits         []time.Duration
	target        uint64
}

func newTrace(cfg Link, flow int, length time.Duration) *Trace {
	return &Trace{link: cfg, flow: flow, steps: make([]step, length/traceStep+1)}
}

func (t *Trace) at(now time.Duration) *step {
	return &t.steps[min(int(now/traceStep), len(t.steps)-1)]
}

func (t *Trace) sent(now time.Duration, _ int) { t.at(now).sent++ }

func (t *Trace) dropped(now time.Duration, p packet) {
	if p.flow == t.flow {
		t.at(now).lost++
	}
}

func (t *Trace) arrived(now time.Duration, p packet) {
	switch p.flow {
	case rivalFlow:
		t.at(now).rivals += float64(p.size)
	case t.flow:
		t.at(now).bytes += float64(p.size)
	}
}

func (t *Trace) waited(now time.Duration, p packet, wait time.Duration) {
	if p.flow == t.flow {
		s := t.at(now)
		s.waits = append(s.waits, wait)
	}
}

func (t *Trace) target(now time.Duration, target uint64) { t.at(now).target = target }

func (t *Trace) window(from, to time.Duration) []step {
	return t.steps[from/traceStep : min(int(to/traceStep), len(t.steps))]
}

// Rate returns the media's rate that arrived between two times, in bit/s.
func (t *Trace) Rate(from, to time.Duration) float64 {
	sum := 0.0
	for _, s := range t.window(from, to) {
		sum += s.bytes
	}
	return sum * 8 / (to - from).Seconds()
}

// Rival returns the rival's rate that arrived, in bit/s.
func (t *Trace) Rival(from, to time.Duration) float64 {
	sum := 0.0
	for _, s := range t.window(from, to) {
		sum += s.rivals
	}
	return sum * 8 / (to - from).Seconds()
}

// line returns the line's mean rate, the policer's if that is less.
func (t *Trace) line(from, to time.Duration) float64 {
	sum, n := 0.0, 0
	for at := from; at < to; at += traceStep {
		rate := valueAt(t.link.Rate, at)
		if t.link.Police > 0 {
			rate = min(rate, t.link.Police)
		}
		sum += rate
		n++
	}
	return sum / float64(max(n, 1))
}

// Use returns the share of the line that media filled.
func (t *Trace) Use(from, to time.Duration) float64 { return t.Rate(from, to) / t.line(from, to) }

// Loss returns the share of media packets lost.
func (t *Trace) Loss(from, to time.Duration) float64 {
	sent, lost := 0, 0
	for _, s := range t.window(from, to) {
		sent += s.sent
		lost += s.lost
	}
	return float64(lost) / float64(max(sent, 1))
}

// Wait returns a quantile (0 to 1) of the time that media packets waited in the queue.
func (t *Trace) Wait(from, to time.Duration, quantile float64) time.Duration {
	var all []time.Duration
	for _, s := range t.window(from, to) {
		all = append(all, s.waits...)
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[int(quantile*float64(len(all)-1))]
}

// Target returns the least and the greatest target between two times.
func (t *Trace) Target(from, to time.Duration) (least, most uint64) {
	least = 1 << 62
	for _, s := range t.window(from, to) {
		least, most = min(least, s.target), max(most, s.target)
	}
	return least, most
}

// Converged returns how long after a time the target first lay between two
// shares of the line's rate and stayed there for two seconds; to-from when never.
func (t *Trace) Converged(from, to time.Duration, low, high float64) time.Duration {
	const stay = int(2 * time.Second / traceStep)
	good := 0
	for at := from; at < to; at += traceStep {
		share := float64(t.at(at).target) / t.line(at, at+1)
		if share < low || share > high {
			good = 0
			continue
		}
		if good++; good == stay {
			return at - from - time.Duration(stay-1)*traceStep
		}
	}
	return to - from
}
