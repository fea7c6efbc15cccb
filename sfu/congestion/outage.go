package congestion

// outage follows whether feedback comes at all.
type outage struct {
	waiting    int64 // first packet sent since the last feedback; 0 none
	cutAt      int64 // 0 while feedback comes
	stepAt     int64
	before     float64 // target before the cut
	recovering bool
	lossFrom   int64 // slots before it are not counted as lost
	tickAt     int64
	sentAt     int64
}

const (
	// silence is how long packets may go unanswered; receivers that hang for
	// 700 ms are usual.
	silence = 1_000_000
	// halving is how fast the rate falls in silence.
	halving = 500_000
)

func (o *outage) sent(now int64) {
	o.sentAt = now
	if o.waiting == 0 {
		o.waiting = now
	}
}

// tick notes the time; if we hung ourselves, feedback may wait for us.
func (o *outage) tick(now int64) {
	if gap := now - o.tickAt; o.tickAt != 0 && gap > halving/2 && o.waiting != 0 {
		o.waiting = min(o.waiting+gap, now)
	}
	o.tickAt = now
}

// due says that the rate shall fall, or fall again, for want of feedback.
func (o *outage) due(now, rtt int64) bool {
	if o.waiting == 0 || now-o.waiting < silence+rtt {
		return false
	}
	return o.cutAt == 0 || now-o.stepAt >= halving
}

// back notes feedback and says whether it ended a silence.
func (o *outage) back(now int64) bool {
	o.waiting = 0
	if o.cutAt == 0 {
		return false
	}
	o.lossFrom = now/slotLength + 1
	return true
}

// cut lowers the rate in silence.
func (e *Estimator) cut(now int64) {
	o := &e.outage
	if o.cutAt == 0 {
		if !o.recovering {
			o.before = e.target
		}
		o.cutAt, o.recovering = now, false
	}
	o.stepAt = now
	e.state = Decrease
	e.trial, e.episode = trial{}, episode{}
	e.set(e.target / 2)
}

// resume gives most of the rate back after a silence: at once when it was
// short, else half, and the rest while all goes well.
func (e *Estimator) resume(now int64) {
	o := &e.outage
	share := 0.5
	if now-o.cutAt < 2_000_000 {
		share = 0.9
	}
	o.cutAt, o.recovering = 0, true
	e.state = Increase
	e.set(max(e.target, share*o.before))
}

// ramp raises the rate towards what it was before a silence.
func (e *Estimator) ramp(now int64) {
	o := &e.outage
	goal := 0.9 * o.before
	if e.target >= goal || e.episode.active || e.contend.active {
		o.recovering = false
		return
	}
	if e.view.ok && e.view.lasting < e.view.threshold*3/4 && !e.lossy() {
		dt := float64(min(now-e.grownAt, 200_000)) / 1e6
		e.set(min(goal, e.target*(1+dt)))
	}
}
