package sfu

import (
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
)

// inbox takes data for one member. Reliable packets that come before the member's channel is open wait a while for it; lossy ones are dropped.
type inbox struct {
	member  Member
	timeout time.Duration
	metrics *Metrics

	mu       sync.Mutex
	opened   [2]bool       // guarded by mu; by kind
	flushing bool          // guarded by mu; what waited is being sent, newcomers must queue behind it
	waiting  []waitingData // guarded by mu; reliable only
	bytes    int           // guarded by mu; in waiting
	closed   bool          // guarded by mu
}

type waitingData struct {
	payload []byte
	at      time.Time
}

// maxWaiting bounds the bytes that wait for a channel to open.
const maxWaiting = 1 << 20

func newInbox(member Member, timeout time.Duration, metrics *Metrics) *inbox {
	return &inbox{member: member, timeout: timeout, metrics: metrics}
}

// deliver hands a packet to the member, or keeps it until its channel opens. It never blocks.
func (b *inbox) deliver(kind livekit.DataPacket_Kind, payload []byte) {
	b.mu.Lock()
	switch {
	case b.closed:
		b.mu.Unlock()
		return
	case kind != livekit.DataPacket_RELIABLE && !b.opened[livekit.DataPacket_LOSSY]:
		b.mu.Unlock()
		b.metrics.dataDropped.Add(1)
		return
	case kind == livekit.DataPacket_RELIABLE && (b.flushing || !b.opened[livekit.DataPacket_RELIABLE]):
		b.keep(payload)
		b.mu.Unlock()
		return
	}
	b.mu.Unlock()
	b.send(kind, payload)
}

// keep queues a packet, dropping what is too old or too much. b.mu is held.
func (b *inbox) keep(payload []byte) {
	now := time.Now()
	for len(b.waiting) > 0 && (b.bytes+len(payload) > maxWaiting || !b.flushing && now.Sub(b.waiting[0].at) > b.timeout) {
		b.bytes -= len(b.waiting[0].payload)
		b.waiting = b.waiting[1:]
		b.metrics.dataDropped.Add(1)
	}
	b.waiting = append(b.waiting, waitingData{payload: payload, at: now})
	b.bytes += len(payload)
}

// open sends what waits for a channel and lets the rest through.
func (b *inbox) open(kind livekit.DataPacket_Kind) {
	b.mu.Lock()
	if kind != livekit.DataPacket_RELIABLE {
		b.opened[livekit.DataPacket_LOSSY] = true
		b.mu.Unlock()
		return
	}
	if b.opened[livekit.DataPacket_RELIABLE] {
		b.mu.Unlock()
		return
	}
	b.opened[livekit.DataPacket_RELIABLE], b.flushing = true, true
	for len(b.waiting) > 0 && !b.closed {
		waiting := b.waiting
		b.waiting, b.bytes = nil, 0
		b.mu.Unlock()
		b.flush(waiting)
		b.mu.Lock()
	}
	b.flushing = false
	b.mu.Unlock()
}

func (b *inbox) flush(waiting []waitingData) {
	for _, w := range waiting {
		if time.Since(w.at) > b.timeout {
			b.metrics.dataDropped.Add(1)
			continue
		}
		b.send(livekit.DataPacket_RELIABLE, w.payload)
	}
}

func (b *inbox) send(kind livekit.DataPacket_Kind, payload []byte) {
	if err := b.member.SendData(kind, payload); err != nil {
		b.metrics.dataDropped.Add(1)
		return
	}
	b.metrics.dataSent.Add(1)
}

// close drops what waits and all that comes.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.waiting, b.bytes = nil, 0
}
