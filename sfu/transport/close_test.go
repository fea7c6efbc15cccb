package transport

import (
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pion/ice/v2"
	"github.com/pion/webrtc/v4"
)

// TestCloseDuringHandshake closes the server's side of connections at as many
// moments of their start as there are: the n-th connection is closed when so
// and so many packets of its handshake have come in, and at many places of the
// scheduler after that.
func TestCloseDuringHandshake(t *testing.T) {
	const moments, rounds = 20, 4
	var early, late atomic.Int64
	for round := range rounds {
		var wg sync.WaitGroup
		for moment := range moments {
			wg.Go(func() {
				if closeAt(t, uint64(moment), round) {
					late.Add(1)
				} else {
					early.Add(1)
				}
			})
			if moment%4 == 3 {
				wg.Wait()
			}
		}
		wg.Wait()
	}
	t.Logf("%d closed before they were connected, %d after", early.Load(), late.Load())
	if early.Load() == 0 {
		t.Error("no connection was closed during its handshake")
	}
}

// closeAt closes a peer once it has received that many packets, and reports
// whether it was connected.
func closeAt(t *testing.T, packets uint64, yields int) (connected bool) {
	e := newTestEngine(t, Config{})
	udp := &countedUDP{UDPMux: e.udp}
	e.udp = udp
	c := newClient(t, e, PeerConfig{Role: Single, Lite: packets%2 == 0}, clientOptions{})
	_, err := c.pc.CreateDataChannel(LabelReliable, nil)
	c.must(err)
	_, err = c.pc.AddTransceiverFromKind(videoKind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendrecv})
	c.must(err)
	c.offer()
	eventually(t, fmt.Sprintf("packet %d", packets), func() bool {
		return udp.packets.Load() >= packets || c.peer.State() == Connected
	})
	for range yields {
		runtime.Gosched()
	}
	connected = c.peer.State() == Connected
	c.must(c.peer.Close())
	if c.peer.State() != Closed {
		t.Errorf("the state is %v", c.peer.State())
	}
	return connected
}

// countedUDP counts what peers read.
type countedUDP struct {
	ice.UDPMux
	packets atomic.Uint64
}

func (m *countedUDP) GetConn(ufrag string, addr net.Addr) (net.PacketConn, error) {
	conn, err := m.UDPMux.GetConn(ufrag, addr)
	if err != nil {
		return nil, err
	}
	return countedConn{conn, &m.packets}, nil
}

type countedConn struct {
	net.PacketConn
	packets *atomic.Uint64
}

func (c countedConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, addr, err := c.PacketConn.ReadFrom(b)
	c.packets.Add(1)
	return n, addr, err
}
