// Package congestion guesses how much may be sent to one receiver, from the
// transport-wide feedback it returns
// (draft-holmer-rmcat-transport-wide-cc-extensions-01).
//
// The line is watched in slots of 50 ms of sending: the least delay of each
// slot shows the queue, because jitter and a receiver that hangs only ever add
// delay, and a slot's least is what remains when they are taken away. The rate
// falls to about 0.85 of what arrives when a queue stands or grows
// (draft-ietf-rmcat-gcc-02), and when packets are lost that would not be lost
// at a lower rate; it grows while neither shows.
//
// Who sends calls Sent for each numbered packet, Feedback for each report, Tick
// ten times a second or so, and asks Probe as often, giving the rate that it
// would send on a wide line. It may send more than the target while no limit is
// known; what then arrives raises the target, and a queue or losses end it.
//
// An Estimator belongs to one goroutine, takes no lock and reads no clock.
package congestion

import (
	"time"

	"github.com/pion/rtcp"
)

// Config bounds an estimate. Rates are in bit/s on the wire.
type Config struct {
	// Start is the first target; default 300 kbit/s.
	Start uint64
	// Min is never gone below; default 30 kbit/s.
	Min uint64
	// Max is never gone above; default 100 Mbit/s.
	Max uint64
	// History is the most packets that are remembered until feedback comes;
	// default 4096, 4 s at 10 Mbit/s. It is rounded up to a power of two.
	History int
}

// State is what the target does at present.
type State uint8

// States.
const (
	Hold State = iota
	Increase
	Decrease
)

// String names a state.
func (s State) String() string {
	return [...]string{"hold", "increase", "decrease"}[s%3]
}

// Estimate is what is believed of the way to the receiver.
type Estimate struct {
	// Target is what may be sent, in bit/s, everything included.
	Target uint64
	// Acked is the rate that arrived lately, in bit/s.
	Acked uint64
	// Loss is the share of packets lost in the last second or so, 0 to 1.
	Loss float64
	// Queue is the delay that packets spend in queues.
	Queue time.Duration
	// RTT is the least round trip seen lately, the receiver's wait for its
	// feedback timer included; 0 when unknown.
	RTT time.Duration
	// State is what the target does.
	State State
	// Limited says that the line has shown a limit once. Until then Target
	// says only what is proven, not what the line holds.
	Limited bool
	// Trying says that the target is low for a second, to see whether less is
	// lost then.
	Trying bool
}

// Estimator guesses the rate of one receiver's line.
type Estimator struct {
	cfg    Config
	origin time.Time // all times below are microseconds since then
	begun  bool

	history history
	slots   slots
	clock   arrivalClock
	base    floor // least one-way delay
	rtt     floor

	target    float64
	state     State
	limited   bool
	acked     float64
	sawAcked  int64   // when acked was last computed from traffic
	capacity  float64 // the line's rate when it last showed a limit; 0 unknown
	byLoss    bool    // that limit showed in losses, not in a queue
	inherent  float64 // share of packets lost at any rate
	random    bool    // the last trial found that losses do not depend on the rate
	loss      float64
	singles   float64 // share of losses that did not follow another
	burst     float64 // packets lost in a row
	view      view
	climb     climb
	noise     float64 // usual change of delay from slot to slot, µs
	judged    int64   // newest slot that was judged
	counted   int64   // newest slot whose losses count: late packets have had time to come
	grownAt   int64
	decreased int64 // when the target was last decreased; 0 never
	episode   episode
	contend   contend
	trial     trial
	outage    outage
	prober    prober
	fallback  fallback
}

// New returns an estimator that starts at cfg.Start.
func New(cfg Config) *Estimator {
	if cfg.Start == 0 {
		cfg.Start = 300_000
	}
	if cfg.Min == 0 {
		cfg.Min = 30_000
	}
	if cfg.Max == 0 {
		cfg.Max = 100_000_000
	}
	cfg.Max = max(cfg.Max, cfg.Min)
	if cfg.History <= 0 {
		cfg.History = 4096
	}
	e := &Estimator{cfg: cfg, target: float64(min(max(cfg.Start, cfg.Min), cfg.Max))}
	e.history.init(cfg.History)
	e.slots.init()
	e.base.init(10_000_000)
	e.rtt.init(2_500_000)
	e.judged, e.counted, e.singles, e.burst = -1, -1, 1, 1
	return e
}

// since turns a time into microseconds since the first time seen, from 1 s on
// so that 0 can mean never.
func (e *Estimator) since(at time.Time) int64 {
	if !e.begun {
		e.begun, e.origin = true, at.Add(-time.Second)
	}
	return at.Sub(e.origin).Microseconds()
}

// Sent notes a packet with its transport-wide sequence number, its bytes on
// the wire and when it was sent; probe is 0 or the id of the probe cluster that
// it belongs to. Numbers are expected to rise by one from call to call.
func (e *Estimator) Sent(number uint16, size int, at time.Time, probe int) {
	now := e.since(at)
	id := e.prober.sent(now, size, probe)
	e.history.add(number, size, now, id)
	e.slots.sent(now, size)
	e.outage.sent(now)
}

// Feedback takes what the receiver reports. Malformed, repeated and late
// reports do no harm.
func (e *Estimator) Feedback(fb *rtcp.TransportLayerCC, at time.Time) {
	now := e.since(at)
	newest := e.parse(fb, now)
	if newest == 0 {
		return
	}
	e.fallback.fed(now)
	if e.outage.back(now) {
		e.resume(now)
	}
	e.prober.finish(e, now)
	done := newest/slotLength - 1
	if done <= e.judged {
		e.countLoss() // packets thought lost may have come
		return
	}
	for id := max(e.judged+1, done-slotCount+1); id <= done; id++ {
		e.noteSlot(id)
	}
	e.counted, e.judged = e.judged, done
	e.decide(now)
}

// Tick lets time pass: to be called every 50 to 200 ms, also when no feedback
// comes.
func (e *Estimator) Tick(at time.Time) {
	now := e.since(at)
	e.outage.tick(now)
	e.prober.expire(e, now)
	if !e.fallback.isFed(now) {
		return
	}
	if e.outage.due(now, e.roundTrip()) {
		e.cut(now)
	}
}

// Estimate returns what is believed now.
func (e *Estimator) Estimate() Estimate {
	return Estimate{
		Target:  uint64(e.target),
		Acked:   uint64(e.acked),
		Loss:    e.loss,
		Queue:   time.Duration(e.view.current) * time.Microsecond,
		RTT:     time.Duration(e.roundTrip()) * time.Microsecond,
		State:   e.state,
		Limited: e.limited,
		Trying:  e.trial.active,
	}
}

// roundTrip returns the least round trip of late in µs, 0 when unknown.
func (e *Estimator) roundTrip() int64 {
	rtt, ok := e.rtt.least()
	if !ok {
		return 0
	}
	return rtt
}

// set changes the target within its bounds.
func (e *Estimator) set(target float64) {
	e.target = min(max(target, float64(e.cfg.Min)), float64(e.cfg.Max))
}
