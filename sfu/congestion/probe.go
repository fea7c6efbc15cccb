package congestion

import (
	"math"
	"time"
)

// Probe asks for a cluster of packets, sent faster than the target, that shows
// whether the line carries more.
type Probe struct {
	// ID is to be given to Sent for each of the cluster's packets, media or
	// padding; 1 to 127.
	ID int
	// Rate is the rate in bit/s of everything sent during the cluster.
	Rate uint64
	// Bytes is how much is to be sent.
	Bytes int
	// Duration is how long that takes at Rate.
	Duration time.Duration
}

const (
	probeDuration = 100_000 // µs
	probeLeast    = 6       // packets
	firstWait     = 2_000_000
	longestWait   = 30_000_000
	idleAfter     = 1_000_000 // nothing was sent for so long
	// survival is how long a rate found by a probe must hold to be a success.
	survival = 6_000_000
)

// prober decides on probes and measures one at a time. Times are µs.
type prober struct {
	id      uint8 // of the last cluster, 1 to 127
	open    bool  // a cluster is being sent or measured
	rate    float64
	asked   int64 // when the cluster was asked for
	planned int64 // bytes

	count       int // packets sent
	bytes       int64
	first, last int64 // when

	got, gone           int // packets that arrived and that did not
	gotBytes            int64
	firstBytes          int64 // of the first that arrived
	firstGot, lastGot   int64 // arrivals
	firstSent, lastSent int64 // when the first and the last that arrived were sent

	wait   int64   // after the next failure
	next   int64   // no probe before it
	raised int64   // when a probe last raised the target
	line   float64 // rate that the last failed probe showed
}

// Probe says whether a probe cluster is due, given the rate in bit/s that would
// be sent if the line were wide. Each cluster is asked for once.
func (e *Estimator) Probe(at time.Time, wanted uint64) (Probe, bool) {
	now := e.since(at)
	p := &e.prober
	want := min(float64(wanted)*1.1, float64(e.cfg.Max))
	if p.open || now < p.next || want <= e.target*1.05 || e.fallback.fedAt == 0 {
		return Probe{}, false
	}
	// When all is paused nothing but a probe can show that the line is there.
	idle := now-e.outage.sentAt > idleAfter
	if !idle && (!e.view.clear() || e.trial.active || e.episode.active || e.contend.active ||
		e.outage.cutAt != 0 || e.outage.recovering || e.lossy()) {
		return Probe{}, false
	}
	factor := 2.0
	if !e.limited {
		factor = 3
	}
	rate := min(want, factor*e.target)
	duration := int64(probeDuration + min(2*e.noise, 100_000))
	bytes := max(int64(rate*float64(duration)/8e6), probeLeast*1000)
	p.begin(now, rate, bytes)
	return Probe{
		ID: int(p.id), Rate: uint64(rate), Bytes: int(bytes),
		Duration: time.Duration(float64(bytes)*8e9/rate) * time.Nanosecond,
	}, true
}

func (p *prober) begin(now int64, rate float64, bytes int64) {
	*p = prober{
		id: p.id%127 + 1, open: true, rate: rate, asked: now, planned: bytes,
		wait: p.wait, next: p.next, raised: p.raised, line: p.line,
	}
}

// sent counts a packet; it returns the id to remember it by. Packets without
// an id that go out amid a cluster are part of what the line carries.
func (p *prober) sent(now int64, size, probe int) uint8 {
	if !p.open || p.bytes >= p.planned {
		return 0
	}
	if probe != int(p.id) && p.count == 0 {
		return 0
	}
	if p.count == 0 {
		p.first = now
	}
	p.count++
	p.bytes += int64(size)
	p.last = now
	return p.id
}

func (p *prober) lost(id uint8) {
	if p.open && id == p.id {
		p.gone++
	}
}

func (p *prober) arrived(id uint8, size int, sent, arrival int64) {
	if !p.open || id != p.id {
		return
	}
	if p.got == 0 {
		p.firstGot, p.firstSent, p.firstBytes = arrival, sent, int64(size)
		p.lastGot, p.lastSent = arrival, sent
	}
	p.got++
	p.gotBytes += int64(size)
	p.lastGot = max(p.lastGot, arrival)
	p.lastSent = max(p.lastSent, sent)
}

// expire gives up a cluster that was not sent or not answered.
func (p *prober) expire(e *Estimator, now int64) {
	if !p.open || now-p.asked < 2_000_000+2*e.roundTrip() {
		return
	}
	if p.count == 0 { // it was never sent: nothing is learned
		p.open, p.next = false, now
		return
	}
	if e.outage.cutAt != 0 {
		p.open, p.next = false, now+firstWait
		return
	}
	p.fail(now)
}

// finish judges a cluster when all its packets were told of.
func (p *prober) finish(e *Estimator, now int64) {
	if !p.open || p.count == 0 || p.got+p.gone < p.count {
		return
	}
	if p.bytes < p.planned && now-p.first < 2*probeDuration+e.roundTrip()+p.last-p.first {
		return // not all sent yet
	}
	sent, took := p.lastSent-p.firstSent, p.lastGot-p.firstGot
	if p.got < 4 || sent <= 0 || float64(p.gone) > (e.inherent+0.1)*float64(p.count)+1 {
		p.fail(now)
		return
	}
	if took <= 0 {
		took = 1
	}
	bits := float64(p.gotBytes-p.firstBytes) * 8e6
	rate := min(bits/float64(sent), p.rate)
	if float64(took-sent) < 0.15*float64(sent)+e.noise {
		p.open = false
		p.raised = now
		p.next = now + 50_000
		if rate > e.target {
			e.set(rate)
			e.state = Increase
			e.forgetCapacity()
		}
		return
	}
	line := bits / float64(took)
	// A hang or jitter amid a cluster looks like a limit, but not twice the same.
	if math.Abs(line-p.line) < 0.3*line {
		e.limited = true
	}
	if 0.9*line > e.target {
		e.capacity = line
		e.set(0.9 * line)
		p.raised = now
	}
	p.line = line
	p.fail(now)
}

// fail waits longer for the next probe.
func (p *prober) fail(now int64) {
	p.open = false
	p.wait = min(max(2*p.wait, firstWait), longestWait)
	p.next = now + p.wait
}

// limited notes a decrease: a probe before it told too much.
func (p *prober) limited(now int64) {
	if p.raised != 0 && now-p.raised < survival {
		p.raised = 0
		p.fail(now)
		return
	}
	p.next = max(p.next, now+firstWait)
}

// hopeful notes that the line has become wider.
func (p *prober) hopeful(now int64) { p.wait, p.next = 0, now }

// relax shortens a long wait when no limit has shown for some time.
func (p *prober) relax(now int64) {
	if p.wait > 2*firstWait {
		p.wait = firstWait
		p.next = min(p.next, now+firstWait/2)
	}
}

// forgetCapacity drops a limit that the target has passed.
func (e *Estimator) forgetCapacity() {
	if e.target > 1.1*e.capacity {
		e.capacity = 0
	}
}
