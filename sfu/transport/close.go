package transport

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v3"
)

const (
	// dtlsTimeout bounds the DTLS handshake.
	dtlsTimeout = 30 * time.Second
	// stopTimeout bounds each wait of a close for a start that is under way.
	stopTimeout = time.Second
	stopPoll    = time.Millisecond
)

// door is where a peer's packets come in. The library must not be closed while
// ICE is becoming connected: it would leave behind what is started at that
// moment, and trip over it. Nothing but a packet makes ICE connected, so a close
// shuts the door first.
type door struct {
	shut atomic.Bool

	mu    sync.Mutex
	conns []*watchedConn // guarded by mu
}

// add makes a connection known. One that comes after the close stays shut.
func (d *door) add(c *watchedConn) net.PacketConn {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns = append(d.conns, c)
	return c
}

// close lets no further packet in.
func (d *door) close() { d.shut.Store(true) }

// empty reports whether every packet that was let in has been handled: the
// library reads the next one only then.
func (d *door) empty() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.conns {
		if c.handling.Load() {
			return false
		}
	}
	return true
}

// await polls until cond holds, and reports false when it never did.
func await(cond func() bool) bool {
	if cond() {
		return true
	}
	deadline, tick := time.NewTimer(stopTimeout), time.NewTicker(stopPoll)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if cond() {
				return true
			}
		case <-deadline.C:
			return false
		}
	}
}

// dtlsContext bounds the DTLS handshake; a close ends it.
func (p *Peer) dtlsContext() (context.Context, func()) {
	return context.WithTimeout(p.ctx, dtlsTimeout)
}

// settle brings a start that is under way to where the library can be closed.
// The peer's life has ended already.
func (p *Peer) settle() {
	p.neg.Lock()   // whoever negotiates has done so; later ones see the end
	p.neg.Unlock() //nolint:staticcheck // nothing to do under it
	p.cancel()
	// From here on the library knows of all that closing must end, and a
	// handshake ends with the path below it.
	begun := func() bool { return p.pc.SCTP().Transport().State() != webrtc.DTLSTransportStateNew }
	if begun() {
		return
	}
	p.door.close()
	if !await(p.door.empty) {
		p.log.Debug("closing with a packet under way")
	}
	if p.pathChosen() && !await(begun) {
		p.log.Debug("closing before the DTLS handshake began")
	}
}

// pathChosen reports whether ICE is connected, though its state may not tell yet.
func (p *Peer) pathChosen() bool {
	nominated := false
	for _, s := range p.pc.GetStats() {
		if pair, ok := s.(webrtc.ICECandidatePairStats); ok && pair.Nominated {
			nominated = true
		}
	}
	// A server that chooses has a pair nominated before the client agreed.
	return nominated && await(p.iceStarted) && p.hasPath()
}

// iceStarted reports whether ICE has begun. Before that its transport must not
// be asked for anything: it does not guard what it sets when it starts.
func (p *Peer) iceStarted() bool {
	return p.pc.SCTP().Transport().ICETransport().State() != webrtc.ICETransportStateNew
}

func (p *Peer) hasPath() bool {
	_, ok := p.SelectedPair()
	return ok
}
