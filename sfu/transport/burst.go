package transport

import (
	"net"
	"sync"
	"time"

	"github.com/pion/rtp"
)

const (
	// burstPackets is the most packets that are sent at once: of a batch, and
	// of the segments that every kernel with UDP_SEGMENT takes in one message.
	burstPackets = 64
	// maxSealed bounds a packet with header extensions and tag.
	maxSealed = 2048
)

// burst holds sealed packets of one receiver, back to back. It is used again.
type burst struct {
	buf     []byte
	packets []sealedPacket
	waited  int // for room in the socket, in waits

	sys burstSys
}

type sealedPacket struct {
	start, end int
	stream     *outStream
	timestamp  uint32
	last       bool // of its frame
	lost       error
}

var bursts = sync.Pool{New: func() any {
	b := &burst{buf: make([]byte, burstPackets*maxSealed), packets: make([]sealedPacket, 0, burstPackets)}
	b.sys.init(b)
	return b
}}

func (b *burst) used() int {
	if len(b.packets) == 0 {
		return 0
	}
	return b.packets[len(b.packets)-1].end
}

func (b *burst) full() bool { return len(b.packets) == burstPackets }

// room is where the next packet goes; the burst must not be full.
func (b *burst) room() []byte { return b.buf[b.used():][:maxSealed] }

func (b *burst) add(n int, st *outStream, h *rtp.Header) {
	start := b.used()
	b.packets = append(b.packets, sealedPacket{
		start: start, end: start + n, stream: st, timestamp: h.Timestamp, last: h.Marker,
	})
}

func (b *burst) bytes(i int) []byte { return b.buf[b.packets[i].start:b.packets[i].end] }

// send sends the packets by a route and empties the burst.
func (b *burst) send(r *route, t *tally) {
	if len(b.packets) == 0 {
		return
	}
	b.waited = 0
	r.send(b)
	for i := range b.packets {
		p := &b.packets[i]
		if p.lost != nil {
			t.fail(p.lost)
			p.stream.cut, p.stream.at = !p.last, p.timestamp
		} else {
			t.sent(p.end - p.start)
		}
		*p = sealedPacket{}
	}
	b.packets = b.packets[:0]
}

const (
	// A socket without room is waited for: one receiver's key frame in a
	// large meeting fills it for a moment. Longer, and the line is too slow.
	roomWait = time.Millisecond
	maxWaits = 10
)

// wait waits for a socket to have room again, and reports false when a burst
// has waited long enough.
func (b *burst) wait() bool {
	if b.waited == maxWaits {
		return false
	}
	b.waited++
	timer := time.NewTimer(roomWait)
	defer timer.Stop()
	<-timer.C
	return true
}

// route is where a receiver's packets go: from a local address, or down a
// connection, to the address that ICE chose.
type route struct {
	conn *watchedConn
	to   net.Addr
	sys  routeSys
}

// learn notes where the library's own packets go, other than STUN: by ICE's
// selected pair. It is the one source that is right behind NAT 1:1, on ICE-TCP
// and after a restart alike.
func (o *outbound) learn(c *watchedConn, to net.Addr) {
	if path(o.path.Load()) == pathClosed {
		return
	}
	r := o.route.Load()
	if r != nil && r.conn == c && addrPortOf(r.to) == addrPortOf(to) {
		return
	}
	r = &route{conn: c, to: to}
	r.sys.init(r)
	o.route.Store(r)
}

// sendSingly sends each packet by itself, in the library's way.
func (r *route) sendSingly(b *burst) {
	for i := range b.packets {
		_, b.packets[i].lost = r.conn.PacketConn.WriteTo(b.bytes(i), r.to)
	}
}
