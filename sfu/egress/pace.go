package egress

import (
	"time"

	"giaoban/sfu/codec"
	"giaoban/sfu/congestion"
)

const (
	// paceInterval is how often what is paced goes on.
	paceInterval = 5 * time.Millisecond
	// paceFactor is by how much a burst, such as a key frame, may be faster than the line is believed to be.
	paceFactor = 1.25
	// paceBurst is what may leave at once, as time at the pace's rate, but at least a packet: a frame of usual size goes
	// unhindered.
	paceBurst = 40 * time.Millisecond
)

// pace spreads bursts of video over time while the line is narrow, so that they do not stand in its queue before the
// sound. Sound never waits.
type pace struct {
	rate    uint64 // in bit/s; 0 = nothing is paced
	waiting []item
	bytes   int     // that wait
	credit  float64 // bytes that may leave now
	at      time.Time
}

// set paces by what is believed of the line.
func (p *pace) set(estimate *congestion.Estimate) {
	p.rate = 0
	if estimate.Limited {
		p.rate = uint64(paceFactor * float64(max(estimate.Target, minPaced)))
	}
}

// minPaced keeps a line that seems to be cut from holding everything back.
const minPaced = 100_000

func (p *pace) burst() float64 { return max(float64(p.rate)*paceBurst.Seconds()/8, 1500) }

// idle reports whether packets may go past the pace.
func (p *pace) idle() bool { return p.rate == 0 && len(p.waiting) == 0 }

// admit takes in a round's items and appends what may leave now: the sound, then what of the video has waited long enough.
func (p *pace) admit(to, items []item, now time.Time) []item {
	p.refill(now)
	for i := range items {
		if it := &items[i]; it.track.Kind() == codec.Video {
			p.waiting = append(p.waiting, *it)
			p.bytes += it.size()
		} else {
			to = append(to, *it)
		}
	}
	return p.release(to)
}

// longestPace bounds how long a packet waits: behind a line that has collapsed, what was on its way already goes.
const longestPace = 400 * time.Millisecond

// release appends what may leave now.
func (p *pace) release(to []item) []item {
	limit := int(float64(p.rate) * longestPace.Seconds() / 8)
	n := 0
	for n < len(p.waiting) && (p.rate == 0 || p.credit > 0 || p.bytes > limit) {
		size := p.waiting[n].size()
		p.bytes -= size
		p.credit = max(p.credit-float64(size), -p.burst())
		to = append(to, p.waiting[n])
		n++
	}
	left := copy(p.waiting, p.waiting[n:])
	clear(p.waiting[left:])
	p.waiting = p.waiting[:left]
	return to
}

func (p *pace) refill(now time.Time) {
	if p.at.IsZero() {
		p.at, p.credit = now, p.burst()
	}
	p.credit = min(p.credit+float64(p.rate)*now.Sub(p.at).Seconds()/8, p.burst())
	p.at = now
}

// drop lets go of what waits.
func (p *pace) drop() {
	for i := range p.waiting {
		if pkt := p.waiting[i].pkt; pkt != nil {
			pkt.Release()
		}
	}
	p.waiting, p.bytes = nil, 0
}

// size is what an item takes on the wire.
func (it *item) size() int {
	if it.pkt == nil {
		return 0
	}
	return len(it.pkt.Payload) + overhead
}

// probing sends one cluster of packets that shows whether the line carries more.
type probing struct {
	cluster congestion.Probe // ID 0: none
	began   time.Time
	bytes   int

	touchesLeft int
	touchedAt   time.Time
}

// A line on which pictures are paused carries next to nothing that shows whether it has become wide again: now and then a
// few small packets show at least that nothing queues, before a cluster tries more.
const (
	touchTicks    = 4
	touchCount    = 14
	touchInterval = 40 * time.Millisecond
	touchSize     = 40
)

func (p *probing) touch(now time.Time) { p.touchesLeft, p.touchedAt = touchCount, now }

// touches reports whether the next small packet is due.
func (p *probing) touches(now time.Time) bool {
	if p.touchesLeft == 0 || now.Sub(p.touchedAt) < touchInterval {
		return false
	}
	p.touchesLeft--
	p.touchedAt = now
	return true
}

func (p *probing) idle() bool { return p.cluster.ID == 0 && p.touchesLeft == 0 }

// consider begins a cluster if the line is narrower than what is wanted and it is time to try.
func (p *probing) consider(n *line, estimate *congestion.Estimate, now time.Time) {
	if p.cluster.ID != 0 || !estimate.Limited || n.stats.Lowered+n.stats.Paused == 0 {
		return
	}
	wanted := uint64(float64(n.stats.Wanted) * headroom)
	if cluster, due := n.est.Probe(now, wanted); due {
		p.cluster, p.began, p.bytes = cluster, now, 0
	}
}

// headroom is how much wider than what is wanted a line must be for all of it to be given: see allot's reserve, and
// repairShare.
const headroom = 1.25

// count notes bytes that are sent, and returns the cluster that they are part of.
func (p *probing) count(size int) int {
	if p.cluster.ID != 0 {
		p.bytes += size
	}
	return p.cluster.ID
}

// due returns how many bytes the cluster is behind, and ends it when all were sent or its time is long over.
func (p *probing) due(now time.Time) int {
	if p.cluster.ID == 0 {
		return 0
	}
	passed := now.Sub(p.began)
	if p.bytes >= p.cluster.Bytes || passed > 4*p.cluster.Duration {
		p.cluster = congestion.Probe{}
		return 0
	}
	should := int(float64(p.cluster.Rate) * (passed + paceInterval).Seconds() / 8)
	return min(should, p.cluster.Bytes) - p.bytes
}
