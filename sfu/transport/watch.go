package transport

import (
	"net"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v2"
)

// watchedUDP and watchedTCP are the shared muxes as one peer sees them.
type (
	watchedUDP struct {
		ice.UDPMux
		sockets map[string]*udpSocket
		watch
	}
	watchedTCP struct {
		ice.TCPMux
		watch
	}
	// watch is who of a peer looks at its packets.
	watch struct {
		choice *profileChoice
		door   *door
		out    *outbound // nil when the peer is sent no media
	}
)

// GetConn implements ice.UDPMux.
func (m watchedUDP) GetConn(ufrag string, addr net.Addr) (net.PacketConn, error) {
	conn, err := m.UDPMux.GetConn(ufrag, addr)
	if err != nil {
		return nil, err
	}
	return m.door.add(&watchedConn{PacketConn: conn, watch: m.watch, socket: m.sockets[addr.String()]}), nil
}

// GetConnByUfrag implements ice.TCPMux.
func (m watchedTCP) GetConnByUfrag(ufrag string, isIPv6 bool, local net.IP) (net.PacketConn, error) {
	conn, err := m.TCPMux.GetConnByUfrag(ufrag, isIPv6, local)
	if err != nil {
		return nil, err
	}
	return m.door.add(&watchedConn{PacketConn: conn, watch: m.watch}), nil
}

// watchedConn is what a peer receives by one local address, on its way to the
// peer's ICE agent, which reads it from one goroutine, and what the library sends.
type watchedConn struct {
	net.PacketConn
	watch
	socket   *udpSocket // nil on ICE-TCP, or when it is not to be used beside the library
	stun     allowance
	handling atomic.Bool // the last packet read is not done with
}

// ReadFrom shows the handshake's packets to the choice, and drops STUN beyond
// its allowance; of media it costs the look at one octet (RFC 7983). What finds
// the door shut is lost.
//
// Security: the library's UDP mux queues what it has read for a peer in a list
// that has no bound and no setting for one. The agent empties it; it drops media
// above 1 MB by itself, but checks each STUN message with the help of another
// goroutine, more slowly than a host that knows the peer's user fragment can
// send them. Dropped here, they go faster than the socket is read, so that the
// list stays short.
func (c *watchedConn) ReadFrom(b []byte) (n int, addr net.Addr, err error) {
	for {
		c.handling.Store(false)
		n, addr, err = c.PacketConn.ReadFrom(b)
		c.handling.Store(err == nil) // before the look at the door: a close looks in the other order
		switch {
		case n == 0 || err != nil:
		case c.door.shut.Load():
			continue
		case b[0] < firstAfterSTUN && !c.stun.take(time.Now()):
			continue
		case b[0] == recordHandshake:
			c.choice.watch(b[:n])
			if c.out != nil {
				c.out.keys.saw(b[:n], false)
			}
		}
		return n, addr, err
	}
}

// WriteTo shows where the library sends to, and the handshake's packets to the
// maker of keys.
func (c *watchedConn) WriteTo(b []byte, to net.Addr) (int, error) {
	if c.out != nil && len(b) > 0 && b[0] >= firstAfterSTUN {
		c.out.learn(c, to)
		if b[0] == recordHandshake {
			c.out.keys.saw(b, true)
		}
	}
	return c.PacketConn.WriteTo(b, to)
}

const (
	// firstAfterSTUN is the first octet above those that STUN begins with.
	firstAfterSTUN = 4
	// A client checks a pair every 20 ms at most (RFC 8445, section 14.2) and
	// then every few seconds.
	stunBurst     = 256
	stunPerSecond = 128
)

// allowance lets a burst of STUN messages through and some each second after
// that. It belongs to one goroutine.
type allowance struct {
	spent float64
	at    time.Time
}

func (a *allowance) take(now time.Time) bool {
	a.spent = max(a.spent-now.Sub(a.at).Seconds()*stunPerSecond, 0)
	a.at = now
	if a.spent+1 > stunBurst {
		return false
	}
	a.spent++
	return true
}
