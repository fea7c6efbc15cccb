package simlink

import (
	"time"
)

// Link describes a line. The zero value of a field leaves its trouble out.
type Link struct {
	Seed uint64
	// Rate is the line's rate in bit/s over time.
	Rate []Step
	// Delay is the propagation delay of one way; the way back has the same.
	Delay time.Duration
	// Jitter is the most that is added to a packet's delay, evenly
	// distributed; packets keep their order.
	Jitter time.Duration
	// Queue is how much the drop-tail queue holds, as time at the present
	// rate; default 300 ms.
	Queue time.Duration
	// QueueBytes is the same in bytes; it goes before Queue.
	QueueBytes int
	// Loss is the share of packets lost behind the queue, over time.
	Loss []Step
	// Burst is the mean number of packets lost in a row; default 1.
	Burst float64
	// Police is the rate in bit/s of a token bucket that drops what exceeds
	// it, and PoliceBytes its depth.
	Police      float64
	PoliceBytes float64
	// Cut are times in which nothing passes, in either direction.
	Cut []Interval
	// Hang are times in which the receiver's machine does nothing: what comes
	// is stamped when it wakes, and its feedback is as late.
	Hang []Interval
	// SenderHang are times in which the sender's machine does nothing.
	SenderHang []Interval
	// Detour is delay in seconds that comes on top, over time.
	Detour []Step
	// Reorder is the share of packets that are late by ReorderBy.
	Reorder   float64
	ReorderBy time.Duration
	// FeedbackEvery is the time between feedback packets; default 100 ms.
	FeedbackEvery time.Duration
	// FeedbackLoss is the share of feedback packets lost, and FeedbackDelay
	// what they take longer, at most.
	FeedbackLoss  float64
	FeedbackDelay time.Duration
	// Rival are times in which a TCP-like flow shares the queue.
	Rival []Interval
	// Clock is how much faster the receiver's clock runs: 1e-4 is 100 ppm.
	Clock float64
}

// rivalFlow marks the rival's packets.
const rivalFlow = -1

type packet struct {
	flow   int // of Run's senders; rivalFlow
	number int64
	size   int
	queued time.Duration
}

// link is a Link at work.
type link struct {
	*sim
	cfg     Link
	queue   []packet
	bytes   int
	busy    bool
	tokens  float64
	tokenAt time.Duration
	bad     bool // amid a burst of losses
	lastOut time.Duration
	deliver func(p packet)
	dropped func(p packet)
	waited  func(p packet, wait time.Duration)
}

func (l *link) rate() float64 { return max(valueAt(l.cfg.Rate, l.now), 1000) }

// send puts a packet on the line.
func (l *link) send(p packet) {
	if _, cut := inside(l.cfg.Cut, l.now); cut || l.policed(p.size) {
		l.dropped(p)
		return
	}
	limit := l.cfg.QueueBytes
	if limit == 0 {
		limit = max(int(l.cfg.Queue.Seconds()*l.rate()/8), 3000)
	}
	if l.bytes+p.size > limit {
		l.dropped(p)
		return
	}
	p.queued = l.now
	l.queue = append(l.queue, p)
	l.bytes += p.size
	if !l.busy {
		l.serve()
	}
}

func (l *link) policed(size int) bool {
	if l.cfg.Police == 0 {
		return false
	}
	l.tokens = min(l.cfg.PoliceBytes, l.tokens+(l.now-l.tokenAt).Seconds()*l.cfg.Police/8)
	l.tokenAt = l.now
	if l.tokens < float64(size) {
		return true
	}
	l.tokens -= float64(size)
	return false
}

// serve sends the head of the queue over the line.
func (l *link) serve() {
	if len(l.queue) == 0 {
		l.busy = false
		return
	}
	l.busy = true
	p := l.queue[0]
	l.queue = l.queue[1:]
	l.waited(p, l.now-p.queued)
	l.after(time.Duration(float64(p.size)*8e9/l.rate()), func() {
		l.bytes -= p.size
		l.arrive(p)
		l.serve()
	})
}

// arrive carries a packet from the queue to the receiver.
func (l *link) arrive(p packet) {
	if l.lose() {
		l.dropped(p)
		return
	}
	at := l.now + l.cfg.Delay + time.Duration(valueAt(l.cfg.Detour, l.now)*1e9)
	if l.cfg.Jitter > 0 {
		at += time.Duration(l.random.Int64N(int64(l.cfg.Jitter)))
	}
	if l.cfg.Reorder > 0 && l.random.Float64() < l.cfg.Reorder {
		at += l.cfg.ReorderBy
	} else {
		at = max(at, l.lastOut)
		l.lastOut = at
	}
	l.at(at, func() { l.deliver(p) })
}

func (l *link) lose() bool {
	p := valueAt(l.cfg.Loss, l.now)
	if p == 0 {
		return false
	}
	length := max(l.cfg.Burst, 1)
	if l.bad {
		l.bad = l.random.Float64() >= 1/length
	} else {
		l.bad = l.random.Float64() < p/(1-p)/length
	}
	if length == 1 {
		l.bad = l.random.Float64() < p
	}
	return l.bad
}
