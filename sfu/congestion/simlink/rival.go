package simlink

import "time"

const rivalSize = 1500

// rival is a flow with the congestion avoidance of TCP Reno: it adds a packet a
// round trip and halves when it loses one.
type rival struct {
	*sim
	link     *link
	window   float64
	slow     float64 // slow start below it
	next     int64
	expected int64 // next number that the receiver waits for
	flying   int
	recover  int64 // losses below it belong to the last halving
	acked    time.Duration
	running  bool
}

func (t *rival) start(until time.Duration) {
	t.running, t.window, t.slow = true, 10, 1e9
	t.acked = t.now
	t.push()
	t.watch()
	t.at(until, func() { t.running = false })
}

func (t *rival) push() {
	for t.running && float64(t.flying) < t.window {
		p := packet{flow: rivalFlow, number: t.next, size: rivalSize}
		t.next++
		t.flying++
		t.link.send(p)
	}
}

// deliver is the receiver's side; the acknowledgment takes the way back.
func (t *rival) deliver(number int64) {
	gap := number - t.expected
	t.expected = max(t.expected, number+1)
	t.after(t.link.cfg.Delay, func() { t.ack(number, max(gap, 0)) })
}

func (t *rival) ack(number, gap int64) {
	t.acked = t.now
	t.flying = max(t.flying-1-int(gap), 0)
	switch {
	case gap > 0 && number > t.recover:
		t.window = max(t.window/2, 2)
		t.slow, t.recover = t.window, t.next
	case t.window < t.slow:
		t.window++
	default:
		t.window += 1 / t.window
	}
	t.push()
}

// watch is the retransmission timeout.
func (t *rival) watch() {
	if !t.running {
		return
	}
	if t.now-t.acked > time.Second {
		t.acked, t.flying, t.slow, t.window = t.now, 0, max(t.window/2, 2), 1
		t.push()
	}
	t.after(200*time.Millisecond, t.watch)
}
