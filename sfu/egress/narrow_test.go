package egress_test

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/congestion/simlink"
	"giaoban/sfu/egress"
	"giaoban/sfu/forward"
)

// narrow is a line with a queue, in the time of the test's bubble: what is written arrives later, or never.
type narrow struct {
	delay   time.Duration
	deepest time.Duration // what the queue holds
	loss    float64       // share of packets lost behind the queue
	chance  *rand.Rand

	mu      sync.Mutex
	rate    float64 // in bit/s; guarded by mu
	free    time.Time
	numbers map[uint16]time.Time // of what arrived, when; guarded by mu
	pending []arrival            // guarded by mu; in order
	next    uint16               // the first number not yet reported; guarded by mu
	highest uint16
	any     bool
	count   uint8
	// Arrived since the last look, by SSRC.
	bytes  map[uint32]int
	frames map[uint32]int
	waits  map[uint32]time.Duration // the longest in the queue
	lost   map[uint32]int
}

type arrival struct {
	number uint16
	at     time.Time
}

const lineNumber = 5 // the header extension's id

func newNarrow(rate float64) *narrow {
	n := &narrow{rate: rate, delay: 40 * time.Millisecond, deepest: 400 * time.Millisecond, chance: rand.New(rand.NewPCG(3, 4)), numbers: map[uint16]time.Time{}}
	n.look()
	return n
}

func (n *narrow) set(rate float64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rate = rate
}

// stretch changes how long the way is.
func (n *narrow) stretch(delay time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.delay = delay
}

// lose has a share of the packets lost.
func (n *narrow) lose(share float64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.loss = share
}

// look returns what arrived since the last look.
func (n *narrow) look() (bytes, frames, lost map[uint32]int, waits map[uint32]time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	bytes, frames, lost, waits = n.bytes, n.frames, n.lost, n.waits
	n.bytes, n.frames, n.lost, n.waits = map[uint32]int{}, map[uint32]int{}, map[uint32]int{}, map[uint32]time.Duration{}
	return bytes, frames, lost, waits
}

// WriteBatch implements egress.Writer.
func (n *narrow) WriteBatch(batch []egress.Out) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	for i := range batch {
		h := &batch[i].Header
		size := h.MarshalSize() + len(batch[i].Payload) + 44
		if n.free.Before(now) {
			n.free = now
		}
		wait := n.free.Sub(now)
		if wait > n.deepest {
			n.lost[h.SSRC]++
			continue
		}
		n.free = n.free.Add(time.Duration(float64(size) * 8e9 / n.rate))
		n.waits[h.SSRC] = max(n.waits[h.SSRC], wait)
		if n.loss > 0 && n.chance.Float64() < n.loss {
			n.lost[h.SSRC]++
			continue
		}
		n.bytes[h.SSRC] += size
		if h.Marker {
			n.frames[h.SSRC]++
		}
		if b := h.GetExtension(lineNumber); len(b) == 2 {
			n.pending = append(n.pending, arrival{binary.BigEndian.Uint16(b), n.free.Add(n.delay)})
		}
	}
	return len(batch), nil
}

// WriteRTCP implements egress.Writer.
func (n *narrow) WriteRTCP([]rtcp.Packet) error { return nil }

// report makes the receiver's feedback of what has arrived since the last (draft-holmer-rmcat-transport-wide-cc-extensions-01,
// section 3.1), nil when nothing has.
func (n *narrow) report() *rtcp.TransportLayerCC {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	var first time.Time
	for len(n.pending) > 0 && !n.pending[0].at.After(now) {
		a := n.pending[0]
		n.pending = n.pending[1:]
		if !n.any {
			n.any, n.next, n.highest = true, a.number, a.number
		}
		if first.IsZero() {
			first = a.at
		}
		n.numbers[a.number] = a.at
		if int16(a.number-n.highest) > 0 {
			n.highest = a.number
		}
	}
	if first.IsZero() {
		return nil
	}
	const unit = 64 * time.Millisecond
	reference := first.UnixNano() / int64(unit)
	last := time.Unix(0, reference*int64(unit))
	fb := &rtcp.TransportLayerCC{SenderSSRC: 1, MediaSSRC: 1, BaseSequenceNumber: n.next, ReferenceTime: uint32(reference) & 0xffffff, FbPktCount: n.count}
	n.count++
	var symbols []uint16
	for number := n.next; ; number++ {
		at, ok := n.numbers[number]
		delete(n.numbers, number)
		symbol := rtcp.TypeTCCPacketNotReceived
		if ok {
			delta := at.Sub(last).Microseconds() / 250
			last = last.Add(time.Duration(delta) * 250 * time.Microsecond)
			symbol = rtcp.TypeTCCPacketReceivedSmallDelta
			if delta < 0 || delta > 255 {
				symbol = rtcp.TypeTCCPacketReceivedLargeDelta
			}
			fb.RecvDeltas = append(fb.RecvDeltas, &rtcp.RecvDelta{Type: symbol, Delta: delta * 250})
		}
		symbols = append(symbols, symbol)
		if number == n.highest {
			break
		}
	}
	n.next = n.highest + 1
	fb.PacketStatusCount = uint16(len(symbols))
	fb.PacketChunks = simlink.Chunks(symbols)
	return fb
}

// answer returns feedback every 50 ms until stop is closed.
func (n *narrow) answer(r *egress.Receiver, t *forward.Track, stop <-chan struct{}) {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			if fb := n.report(); fb != nil {
				r.HandleRTCP(t, []rtcp.Packet{fb})
			}
		}
	}
}
