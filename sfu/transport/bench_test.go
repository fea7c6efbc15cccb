package transport

import (
	"net"
	"sync/atomic"
	"testing"

	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// leaky is a socket that loses large packets once it is told to, so that a
// benchmark measures the sender and not the client beside it.
type leaky struct {
	*net.UDPConn
	open atomic.Bool
}

func (l *leaky) WriteTo(b []byte, to net.Addr) (int, error) {
	if l.open.Load() && len(b) > 1000 {
		return len(b), nil
	}
	return l.UDPConn.WriteTo(b, to)
}

// subscribedTo connects a client with one video track in either mode.
func subscribedTo(b testing.TB, role Role, socket *leaky) (*client, *receiverOf) {
	e := newTestEngine(b, Config{TCPPort: -1, PacketConn: func(c *net.UDPConn) (net.PacketConn, error) {
		socket.UDPConn = c
		return socket, nil
	}})
	c := newClient(b, e, PeerConfig{Role: role}, clientOptions{})
	var r *receiverOf
	if role == Subscriber {
		r = send(b, c.peer, "TR_v", codec.Video, vp8())
		c.takeOffer(false)
	} else {
		_, err := c.pc.AddTransceiverFromKind(videoKind, recvOnly)
		c.must(err)
		r = send(b, c.peer, "TR_v", codec.Video, vp8())
		c.offer()
	}
	c.connected()
	return c, r
}

func BenchmarkWriteBatch(b *testing.B) {
	for _, role := range []Role{Subscriber, Single} {
		b.Run(role.String(), func(b *testing.B) {
			socket := &leaky{}
			c, r := subscribedTo(b, role, socket)
			socket.open.Store(true)
			batch := r.batch(6)
			for i := range batch {
				batch[i].Payload = make([]byte, 1100)
			}
			b.ReportAllocs()
			b.SetBytes(6 * 1100)
			for b.Loop() {
				for i := range batch {
					r.seq++
					batch[i].Header.SequenceNumber = r.seq
				}
				if n, err := c.peer.WriteBatch(batch); n != len(batch) || err != nil {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(batch)), "ns/packet")
		})
	}
}

// nowhere is a sender's way out that costs nothing.
type nowhere struct{}

func (nowhere) WriteRTP(*rtp.Header, []byte) (int, error) { return 1100, nil }

// byLibrary makes a peer that sends by the library, and a bound sender of it.
func byLibrary() (*Peer, *Sender) {
	p := &Peer{}
	p.out.path.Store(int32(pathLibrary))
	s := &Sender{peer: p}
	s.out.Store(&outlet{library: nowhere{}})
	return p, s
}

// What this package adds to the library's own work must not allocate.
func TestWriteBatchAllocatesNothing(t *testing.T) {
	p, s := byLibrary()
	batch := make([]forward.Out, 6)
	for i := range batch {
		batch[i] = forward.Out{Stream: s, Payload: make([]byte, 1100)}
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = p.WriteBatch(batch) }); n != 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

func TestWriteBatchSkipsWhatIsNotBound(t *testing.T) {
	p, bound := byLibrary()
	unbound := &Sender{peer: p}
	_, another := byLibrary()
	n, err := p.WriteBatch([]forward.Out{{Stream: unbound}, {Stream: bound}, {Stream: another}})
	if n != 1 || err == nil || p.counts.errors.Load() != 2 || p.counts.bytes.Load() != 1100 {
		t.Errorf("wrote %d, %v", n, err)
	}
}

// sealedTo connects a receiver whose media goes to a socket that nobody reads,
// so that the client's work does not count.
func sealedTo(t testing.TB) (*client, *receiverOf) {
	t.Helper()
	c := newClient(t, newTestEngine(t, Config{TCPPort: -1}), PeerConfig{Role: Subscriber}, clientOptions{})
	r := send(t, c.peer, "TR_v", codec.Video, vp8())
	c.takeOffer(false)
	c.connected()
	eventually(t, "a route", func() bool { return c.peer.out.route.Load() != nil && c.peer.out.chosen() == pathSealed })
	c.peer.out.learn(c.peer.out.route.Load().conn, listenLoopback(t, "udp4").LocalAddr())
	return c, r
}

// Nothing is allocated for a packet and receiver, down to a real socket.
func TestSealedAllocatesNothing(t *testing.T) {
	c, r := sealedTo(t)
	route := c.peer.out.route.Load()
	batch := r.batch(burstPackets)
	n := testing.AllocsPerRun(1000, func() {
		c.peer.out.route.Store(route) // the library's RTCP still goes to the client
		for i := range batch {
			r.seq++
			batch[i].Header.SequenceNumber = r.seq
		}
		if n, err := c.peer.WriteBatch(batch); n != len(batch) || err != nil {
			t.Fatal(n, err)
		}
	})
	// The pool of bursts may be emptied: by the collector, and by -race at random.
	if n > 8 {
		t.Errorf("%v allocations a batch of %d", n, len(batch))
	}
}

// BenchmarkSealed measures the way down to a real socket.
func BenchmarkSealed(b *testing.B) {
	for name, sizes := range map[string][]int{"frame of 6": {1100, 1100, 1100, 1100, 1100, 700}, "unequal": {1100, 1101, 1102, 1103, 1104, 1105}, "audio": {90}} {
		b.Run(name, func(b *testing.B) {
			c, r := sealedTo(b)
			route := c.peer.out.route.Load()
			batch := r.batch(len(sizes))
			for i := range batch {
				batch[i].Payload = make([]byte, sizes[i])
			}
			b.ReportAllocs()
			for b.Loop() {
				c.peer.out.route.Store(route)
				for i := range batch {
					r.seq++
					batch[i].Header.SequenceNumber = r.seq
				}
				if n, err := c.peer.WriteBatch(batch); n != len(batch) || err != nil {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(batch)), "ns/packet")
		})
	}
}
