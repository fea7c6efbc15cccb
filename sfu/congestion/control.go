package congestion

import "math"

const (
	// backOff is what is left of the arriving rate when a queue stands, deepest
	// when it is deep.
	backOff = 0.85
	deepest = 0.4
	// drainTime is how fast a deep queue shall go, in µs.
	drainTime = 700_000
	// wary is how long after contending it is expected to come again, in µs.
	wary = 20_000_000
	// rateSlots and fastSlots are the windows of the arriving rate.
	rateSlots = 10
	fastSlots = 6
)

// episode is one time of a queue, from the first decrease until it is gone.
type episode struct {
	active    bool
	entry     float64 // arriving rate at its begin
	queue     int64   // queue at the last decrease
	undrained int     // decreases that the queue did not answer
	floor     float64 // a rival takes what we leave: there is an end to yielding
}

// contend is the mode beside a flow that fills the queue whatever we do: delay
// says nothing then and loss decides.
type contend struct {
	active bool
	queue  int64 // at the begin
	calm   int64 // since when the queue has been small; 0 it is not
	left   int64 // when the mode was last left; 0 never
}

// decide moves the target, once for each feedback that completes a slot.
func (e *Estimator) decide(now int64) {
	e.view = e.look()
	if rate, ok := e.slots.rate(e.judged, rateSlots); ok {
		e.acked, e.sawAcked = rate, now
	} else if now-e.sawAcked > 1_000_000 {
		e.acked = 0
	}
	e.noteLoss(now)
	if e.outage.recovering {
		e.ramp(now)
	}
	settled := e.view.from > e.decreased
	switch {
	case !e.view.ok && e.loss > mostInherent+0.15 && settled && e.lossSettled():
		// Next to nothing arrives, too little to see a queue.
		e.limit(now, max(e.acked, e.target/2))
		e.set(e.target / 2)
	case e.contend.active:
		e.compete(now, settled)
	case e.climb.steep(e.threshold()) && e.climb.sent > e.decreased:
		e.decrease(now, e.climb.rate()/(1-min(e.inherent, e.loss)), e.climb.high-e.climb.low)
		e.climb = climb{}
	case e.view.overused() || e.lossWithQueue():
		e.state = Hold
		if settled || e.lossWithQueue() && e.lossSettled() {
			e.decrease(now, e.proven(fastSlots), e.view.current)
		}
	case e.episode.active:
		e.state = Hold
		switch {
		case e.view.clear() || e.view.ok && e.view.current < e.view.threshold/2:
			e.drained()
		case e.view.flat && now-e.decreased > longerAfter && !e.lossy():
			e.base.raise(now, e.view.lasting) // a queue would have drained: the way has become longer
			e.drained()
		}
	case e.trial.active || e.testLoss(now):
		e.judgeTrial(now)
	default:
		e.grow(now)
	}
	e.grownAt = now
}

// longerAfter is how long after a decrease what still stands is no queue.
const longerAfter = 2_000_000

// proven returns the rate that arrives at present, freed from losses that any
// rate has.
func (e *Estimator) proven(count int64) float64 {
	rate, ok := e.slots.rate(e.judged, count)
	if !ok {
		rate = e.acked
	}
	return rate / (1 - min(e.inherent, e.loss))
}

// decrease answers a queue (µs), given the rate that the line lets through.
func (e *Estimator) decrease(now int64, line float64, queue int64) {
	if line <= 0 {
		return
	}
	if e.episode.active && e.view.flat && !e.lossy() {
		// A queue would have drained a little: the way has become longer.
		e.base.raise(now, e.view.lasting)
		e.set(max(e.target, e.episode.entry))
		e.episode = episode{}
		return
	}
	if !e.episode.active {
		e.episode = episode{active: true, entry: line, queue: queue}
	} else if e.yielded(now, line, queue) {
		return
	}
	share := min(backOff, max(deepest, 1-float64(queue)/drainTime))
	to := max(line*share, e.episode.floor)
	if e.limited {
		to = min(to, e.target)
	}
	e.limit(now, line)
	e.byLoss = false
	e.set(to)
}

// yielded follows an episode at each further decrease; it says that a rival
// fills the queue and that loss decides from now on.
func (e *Estimator) yielded(now int64, line float64, queue int64) bool {
	p := &e.episode
	if p.floor == 0 {
		p.floor = line / 2
	}
	// What was left free since the last decrease should have drained it.
	if queue > p.queue*9/10 {
		p.undrained++
	} else {
		p.undrained = 0
	}
	p.queue = queue
	need := 2
	if e.contend.left != 0 && now-e.contend.left < wary {
		need = 1
	}
	if p.undrained < need {
		return false
	}
	e.contend = contend{active: true, queue: queue}
	e.set(max(e.target, 0.95*p.entry))
	e.episode = episode{}
	return true
}

// limit notes that the line showed its limit.
func (e *Estimator) limit(now int64, line float64) {
	if e.capacity == 0 || math.Abs(line-e.capacity) > 0.3*e.capacity {
		e.capacity = line
	} else {
		e.capacity += 0.4 * (line - e.capacity)
	}
	e.limited, e.state, e.decreased = true, Decrease, now
	e.trial = trial{}
	e.outage.recovering = false
	e.prober.limited(now)
}

// drained ends an episode: what was held back to drain the queue is given back.
func (e *Estimator) drained() {
	e.episode = episode{}
	if e.capacity > 0 {
		e.set(max(e.target, min(backOff*e.capacity, 2*e.target)))
	}
}

// grow raises the target while nothing speaks against it.
func (e *Estimator) grow(now int64) {
	e.state = Hold
	if !e.view.ok || e.view.lasting > e.view.threshold*3/4 || e.lossier() {
		return
	}
	dt := float64(min(now-e.grownAt, 200_000)) / 1e6
	if more := e.acked > e.target && !e.limited || e.acked > 1.1*e.target && !e.byLoss; more && e.view.clear() {
		e.set(e.acked) // it arrives already
	}
	// What is not sent proves nothing.
	bound := 1.5*e.proven(rateSlots) + 10_000
	if e.target >= bound {
		return
	}
	next := e.target
	switch {
	case e.capacity > 0 && next > 1.1*e.capacity:
		e.capacity = 0 // the line has become wider
		e.prober.hopeful(now)
		fallthrough
	case e.capacity == 0 && e.limited:
		// The longer nothing spoke against it, the faster.
		calm := float64(now-e.decreased)/1e6 - 3
		next *= math.Pow(1.1+min(max(0.05*calm, 0), 0.4), dt)
		if calm > 2 {
			e.prober.relax(now)
		}
	case e.capacity == 0:
		next *= math.Pow(1.5, dt)
	case next < 0.8*e.capacity:
		next *= math.Pow(1.3, dt)
	default:
		next += e.step() * dt
	}
	e.state = Increase
	e.set(min(next, bound))
}

// step is the careful growth near the line's limit, in bit/s a second: a packet
// a response time, but 3% to 8%.
func (e *Estimator) step() float64 {
	response := float64(e.roundTrip()+100_000) / 1e6
	step := min(max(1200*8*0.5/response, 0.03*e.target), 0.08*e.target)
	if e.byLoss && e.target > 0.98*e.capacity {
		step /= 3 // a policer gives no warning
	}
	return step
}

// compete moves the target by loss, as the flow that fills the queue does.
func (e *Estimator) compete(now int64, settled bool) {
	if e.view.ok && e.view.lasting > max(e.view.threshold, e.contend.queue/4) {
		e.contend.calm = 0
	} else if e.contend.calm == 0 {
		e.contend.calm = now
	}
	if e.contend.calm != 0 && now-e.contend.calm > 1_000_000 {
		e.contend = contend{left: now}
		return
	}
	lost, total := e.slots.losses(e.counted-3, e.counted)
	if settled && lost >= 2 && float64(lost) > (e.inherent+0.02)*float64(total) {
		e.decreased, e.state = now, Decrease
		e.set(min(e.target, backOff*max(e.proven(rateSlots), 0.8*e.target)))
		return
	}
	e.state = Hold
	if bound := 1.2*e.proven(rateSlots) + 10_000; e.target < bound && settled {
		e.state = Increase
		dt := float64(min(now-e.grownAt, 200_000)) / 1e6
		e.set(min(e.target+e.step()*dt, bound))
	}
}
