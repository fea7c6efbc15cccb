package congestion

import "slices"

// What the queue looks like is judged on the last eight slots, 400 ms.
const (
	viewSlots = 8
	// standing is how many of them must show a queue before it is believed.
	standing = 6
)

// view is what the last slots say of the queue. Times are µs.
type view struct {
	ok        bool  // there are slots enough to judge
	current   int64 // queueing delay now: the least of the last two slots
	lasting   int64 // the least of the last 300 ms
	threshold int64 // above this a lasting delay is a queue
	falling   bool  // the queue drains by itself
	spread    bool  // packets arrive about as they were sent, not in a bunch
	rising    bool  // it grew from slot to slot, not in one jump
	flat      bool  // it is the same in every slot: the way has become longer
	from      int64 // send time of the oldest slot looked at
}

// overused says that more was sent than the line carries.
func (v *view) overused() bool {
	if !v.ok || !v.spread {
		return false
	}
	if v.lasting > v.threshold && !v.falling {
		return true
	}
	return v.rising && v.current > 2*v.threshold
}

// clear says that there is no queue worth a name.
func (v *view) clear() bool { return v.ok && v.lasting <= v.threshold/2 }

// noteSlot follows how much the delay changes from slot to slot.
func (e *Estimator) noteSlot(id int64) {
	x, before := e.slots.find(id), e.slots.find(id-1)
	if x == nil || before == nil || x.delay == untimed || before.delay == untimed {
		return
	}
	change := min(max(x.delay-before.delay, before.delay-x.delay), 50_000)
	e.noise += (float64(change) - e.noise) / 32
}

// look judges the slots up to the newest judged one.
func (e *Estimator) look() view {
	least, ok := e.base.least()
	if !ok {
		return view{}
	}
	var w window
	for id := e.judged; id > e.judged-viewSlots; id-- {
		x := e.slots.find(id)
		if x == nil || x.delay == untimed {
			continue
		}
		w.queue[w.n], w.arrived[w.n], w.ids[w.n] = x.delay-least, x.last, id
		if id > e.judged-standing {
			w.oldest = w.n
		}
		w.n++
	}
	if w.n == 0 {
		return view{}
	}
	v := view{
		threshold: e.threshold(), current: min(w.queue[0], w.queue[min(1, w.n-1)]),
		lasting: slices.Min(w.queue[:w.oldest+1]), from: w.ids[w.n-1] * slotLength,
	}
	if w.n >= 4 && w.ids[w.n-1] < e.judged-standing+2 {
		w.judge(&v)
	}
	return v
}

// window holds the slots with packets of the last 400 ms, newest first.
type window struct {
	n                   int
	oldest              int // of the last 300 ms
	queue, arrived, ids [viewSlots]int64
}

// judge fills in what takes several slots to see.
func (w *window) judge(v *view) {
	queue, oldest := &w.queue, w.oldest
	v.ok = true
	// After a hang all that waited comes at once: little time between arrivals.
	sent, got := (w.ids[0]-w.ids[oldest])*slotLength, w.arrived[0]-w.arrived[oldest]
	v.spread = oldest > 1 && got*5 >= sent*3
	older := (queue[oldest] + queue[max(oldest-1, 1)]) / 2
	newer := (queue[0] + queue[1]) / 2
	v.falling = newer+3_000 < older-older/16
	v.flat = w.n == viewSlots && slices.Max(queue[:])-slices.Min(queue[:]) < 8_000
	if w.n < 5 {
		return
	}
	rise, steps, jump := queue[0]-queue[4], 0, int64(0)
	for i := range 4 {
		step := queue[i] - queue[i+1]
		if step > 0 {
			steps++
		}
		jump = max(jump, step)
	}
	v.rising = steps >= 3 && rise > 30_000 && jump*10 < rise*7
}

// threshold is the delay above which a queue is believed: what one packet takes
// at the present rate and what the line's jitter makes of it come on top.
func (e *Estimator) threshold() int64 {
	const packet = 1200 * 8e6 // bit·µs
	return 25_000 + int64(min(packet/max(e.target, 1), 60_000)) + int64(min(2*e.noise, 60_000))
}
