package congestion

import "time"

// fallback is for receivers that return no transport-wide feedback.
type fallback struct {
	fedAt    int64 // last transport-wide feedback; 0 never
	rembAt   int64
	reportAt int64
}

const (
	// fedFor is how long transport-wide feedback counts as there.
	fedFor = 30_000_000
	// rembFor is how long a REMB is believed.
	rembFor = 10_000_000
)

func (f *fallback) fed(now int64) { f.fedAt = now }

func (f *fallback) isFed(now int64) bool { return f.fedAt != 0 && now-f.fedAt < fedFor }

// REMB takes a receiver's own estimate in bit/s
// (draft-alvestrand-rmcat-remb-03). It is used only while the receiver returns
// no transport-wide feedback.
func (e *Estimator) REMB(bps uint64, at time.Time) {
	now := e.since(at)
	if e.fallback.isFed(now) {
		return
	}
	before := e.target
	e.fallback.rembAt = now
	e.set(float64(bps))
	e.moved(before)
}

// Report takes the share of packets lost (0 to 1) and the round trip of a
// receiver report (RFC 3550, section 6.4.1). Without transport-wide feedback it
// moves the target; with it only the round trip is of use.
func (e *Estimator) Report(fractionLost float64, rtt time.Duration, at time.Time) {
	now := e.since(at)
	f := &e.fallback
	if rtt > 0 {
		e.rtt.add(now, rtt.Microseconds())
	}
	if f.isFed(now) {
		return
	}
	before := e.target
	dt := float64(min(now-f.reportAt, 2_000_000)) / 1e6
	f.reportAt = now
	if fractionLost < 0 || fractionLost > 1 || fractionLost != fractionLost {
		fractionLost = 0
	}
	e.loss = fractionLost
	waits := rtt > 0 && rtt.Microseconds() > e.roundTrip()+150_000
	switch {
	case fractionLost > 0.1:
		e.limited = true
		e.set(e.target * (1 - 0.5*fractionLost))
	case waits:
		e.limited = true
		e.set(e.target * backOff)
	case fractionLost < 0.02 && (f.rembAt == 0 || now-f.rembAt > rembFor):
		sent := e.slots.sentRate(now)
		e.set(max(e.target, min(e.target*(1+0.08*dt), 1.5*sent+10_000)))
	}
	e.moved(before)
}

// moved sets the state by how the target moved.
func (e *Estimator) moved(before float64) {
	switch {
	case e.target > before:
		e.state = Increase
	case e.target < before:
		e.state, e.limited = Decrease, true
	default:
		e.state = Hold
	}
}

// sentRate is what was sent in the last second, in bit/s.
func (s *slots) sentRate(now int64) float64 {
	var bytes int64
	last := now/slotLength - 1
	for id := last - lossSlots + 1; id <= last; id++ {
		if x := s.find(id); x != nil {
			bytes += x.sentBytes
		}
	}
	return float64(bytes) * 8e6 / (lossSlots * slotLength)
}
