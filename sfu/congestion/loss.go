package congestion

import "math"

// trial finds out whether losses come from sending too much: for a second less
// is sent. A policer or a short queue then loses less, a radio does not.
type trial struct {
	active bool
	from   int64   // first slot sent at the lower rate
	before float64 // the target before
	loss   float64 // the loss before
	rate   float64 // what arrived before
}

const (
	lossSlots = 20 // 1 s
	// trialSlots is the least length of a trial.
	trialSlots = 12
	trialCount = 30 // packets
	// most is the greatest share of losses that is taken as the line's nature.
	mostInherent = 0.35
	lossMargin   = 0.02
)

// countLoss returns the packets of the last second.
func (e *Estimator) countLoss() (lost, total int) {
	lost, total = e.slots.losses(max(e.counted-lossSlots+1, e.outage.lossFrom), e.counted)
	if total > 0 {
		e.loss = float64(lost) / float64(total)
	}
	return lost, total
}

// noteLoss follows the losses of the last second.
func (e *Estimator) noteLoss(now int64) {
	_, total := e.countLoss()
	// A queue or a trial loses for reasons of its own, so that only less loss
	// than usual tells of the line's nature.
	busy := e.trial.active || e.episode.active || e.contend.active
	if total < 20 || busy && e.loss > e.inherent {
		return
	}
	dt := float64(min(now-e.grownAt, 200_000)) / 1e6
	rate := dt / 30
	switch {
	case e.random:
		rate = dt / 5
	case e.byLoss:
		rate = 0
	}
	if e.loss+e.doubt(e.loss, total) < e.inherent {
		rate = dt / 3
	}
	e.inherent = min(e.inherent+rate*(e.loss-e.inherent), mostInherent)
}

// excess says whether lost of total is more than the line's nature explains.
func (e *Estimator) excess(lost, total int, margin float64) bool {
	if total < 20 || lost < 3 {
		return false
	}
	share := float64(lost) / float64(total)
	return share-e.doubt(share, total) > e.inherent+margin
}

// noteBurst follows how many packets are lost in a row, 1 to 8 on average.
func (e *Estimator) noteBurst(again bool) {
	single := 1.0
	if again {
		single = 0
	}
	e.singles += (single - e.singles) / 64
	e.burst = min(1/max(e.singles, 0.125), 8)
}

// doubt is how much chance may add to a share of losses. Losses that come in
// bursts are fewer events than packets.
func (e *Estimator) doubt(share float64, total int) float64 {
	return 1.5 * math.Sqrt(share*(1-share)*(2*e.burst-1)/float64(total))
}

// lossy says that more is lost than usual.
func (e *Estimator) lossy() bool {
	lost, total := e.countLoss()
	return e.excess(lost, total, lossMargin)
}

// lossier says that more seems to be lost than usual: no time to send more.
func (e *Estimator) lossier() bool {
	_, total := e.countLoss()
	return e.loss-e.doubt(e.loss, max(total, 1))/2 > e.inherent+lossMargin/2
}

// lossWithQueue says that the last quarter second lost packets while a queue stood.
func (e *Estimator) lossWithQueue() bool {
	if v := &e.view; !v.ok || !v.spread || v.current < v.threshold || v.lasting < v.threshold && !v.rising {
		return false
	}
	lost, total := e.slots.losses(max(e.counted-4, e.outage.lossFrom), e.counted)
	return e.excess(lost, total, 0.05)
}

// lossSettled says that the losses are of packets sent after the last decrease.
func (e *Estimator) lossSettled() bool { return (e.counted-4)*slotLength > e.decreased }

// testLoss begins a trial when losses without a queue ask for it.
func (e *Estimator) testLoss(now int64) bool {
	first := max(e.counted-lossSlots+1, e.outage.lossFrom, e.decreased/slotLength+1)
	lost, total := e.slots.losses(first, e.counted)
	margin := lossMargin
	if e.random { // once it is known that chance loses packets, only what chance hardly does asks for another trial
		margin += e.doubt(e.inherent, max(total, 1))
	}
	if !e.excess(lost, total, margin) {
		// A line that was cut down shows within a quarter second.
		lost, total = e.slots.losses(max(e.counted-4, first), e.counted)
		if !e.excess(lost, total, 0.15) {
			return false
		}
	}
	rate, ok := e.slots.rate(e.judged, fastSlots)
	if !ok || !e.view.ok || !e.view.spread {
		return false
	}
	e.trial = trial{
		active: true, before: e.target, loss: float64(lost) / float64(total), rate: rate,
		from: now/slotLength + 1,
	}
	e.state = Decrease
	e.set(min(0.92*e.target, 0.95*rate))
	return true
}

// judgeTrial ends a trial when enough is known.
func (e *Estimator) judgeTrial(now int64) {
	lost, total := e.slots.losses(e.trial.from, e.counted)
	if e.counted-e.trial.from+1 < trialSlots || total < trialCount && e.counted-e.trial.from < 2*lossSlots {
		return
	}
	t := e.trial
	e.trial = trial{}
	after := float64(lost) / float64(max(total, 1))
	if after-e.inherent < (t.loss-e.inherent)/2 {
		e.limit(now, t.rate)
		e.byLoss, e.random = true, false
		e.state = Hold
		return
	}
	e.state = Hold
	// New heavy losses leave room for what is sent again.
	e.set(t.before * (1 - max(0, after-max(e.inherent, 0.1))))
	e.random = true
	e.inherent = min(max(e.inherent, after), mostInherent)
}
