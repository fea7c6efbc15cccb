package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/pion/rtcp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v3"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// Peer is one peer connection. Its methods may be called from any goroutine;
// those that negotiate wait for each other.
type Peer struct {
	engine *Engine
	cfg    PeerConfig
	log    *slog.Logger
	table  []codec.Codec
	api    *webrtc.API
	pc     *webrtc.PeerConnection
	tap    *tap
	data   *channels
	rtcp   *reports

	life   lifetime
	ctx    context.Context // ends with the peer
	cancel context.CancelFunc
	door   *door
	out    outbound
	counts sendCounters

	// neg orders negotiation; everything below it is guarded by it.
	neg        sync.Mutex
	senders    []*Sender // in the order they were added
	offer      *sdp.SessionDescription
	sections   []Section // of the last offer the client made
	lastOffer  *sdp.SessionDescription
	rembWanted bool

	candidates candidateQueue

	stateMu sync.Mutex
	state   State // guarded by stateMu; held while OnState runs, to keep the order
}

type sendCounters struct{ packets, bytes, errors atomic.Uint64 }

// lifetime lets Close wait for everything that may call the handler.
type lifetime struct {
	mu     sync.Mutex
	closed bool // guarded by mu
	wg     sync.WaitGroup
	done   chan struct{} // closed by Close
}

// enter reports whether the peer lives; the caller must then call wg.Done.
func (l *lifetime) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.wg.Add(1)
	return true
}

// run calls f unless the peer is closed.
func (l *lifetime) run(f func()) {
	if l.enter() {
		defer l.wg.Done()
		f()
	}
}

// start runs f in a goroutine that Close waits for.
func (l *lifetime) start(f func()) {
	if l.enter() {
		go func() {
			defer l.wg.Done()
			f()
		}()
	}
}

func (l *lifetime) end() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.closed = true
	close(l.done)
	return true
}

// NewPeer makes a peer connection that has negotiated nothing yet.
func (e *Engine) NewPeer(cfg PeerConfig) (*Peer, error) {
	if cfg.Handler == nil || cfg.Role < Publisher || cfg.Role > Single {
		return nil, errors.New("transport: a peer needs a role and a handler")
	}
	if cfg.Logger == nil {
		cfg.Logger = e.log
	}
	p := &Peer{engine: e, cfg: cfg, log: cfg.Logger, table: tableOf(cfg), tap: newTap(), door: &door{}}
	settings, err := e.settings(cfg, p.door, &p.out)
	if err != nil {
		return nil, err
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	settings.SetDTLSConnectContextMaker(p.dtlsContext)
	p.life.done = make(chan struct{})
	p.data = newChannels(p)
	p.rtcp = newReports(&p.life)
	media, err := newMediaEngine(cfg, p.table)
	if err != nil {
		return nil, err
	}
	registry, err := newRegistry(cfg.Role, p.tap, p.rtcp, e.logs)
	if err != nil {
		return nil, err
	}
	p.api = webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithSettingEngine(settings),
		webrtc.WithInterceptorRegistry(registry))
	if p.pc, err = p.api.NewPeerConnection(webrtc.Configuration{Certificates: e.certs}); err != nil {
		return nil, fmt.Errorf("transport: new peer connection: %w", err)
	}
	p.listen()
	if err := e.add(p); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// listen connects the library's events to the handler.
func (p *Peer) listen() {
	p.pc.OnICECandidate(func(c *webrtc.ICECandidate) { p.life.run(func() { p.localCandidate(c) }) })
	p.pc.OnConnectionStateChange(func(webrtc.PeerConnectionState) {
		p.life.run(func() {
			p.updateState()
			p.showPath()
		})
	})
	p.pc.OnTrack(func(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
		p.life.run(func() { p.incoming(t, r) })
	})
	p.pc.OnDataChannel(func(d *webrtc.DataChannel) { p.data.adopt(d) })
	dtls := p.pc.SCTP().Transport()
	dtls.OnStateChange(p.out.dtlsState)
	dtls.ICETransport().OnSelectedCandidatePairChange(func(*webrtc.ICECandidatePair) { p.life.run(p.showPath) })
}

var states = map[webrtc.PeerConnectionState]State{
	webrtc.PeerConnectionStateNew:          New,
	webrtc.PeerConnectionStateConnecting:   Connecting,
	webrtc.PeerConnectionStateConnected:    Connected,
	webrtc.PeerConnectionStateDisconnected: Disconnected,
	webrtc.PeerConnectionStateFailed:       Failed,
	webrtc.PeerConnectionStateClosed:       Closed,
}

// updateState reports the present state: the library's notices come each on a
// goroutine of its own, in any order.
func (p *Peer) updateState() {
	p.stateMu.Lock()
	defer p.stateMu.Unlock()
	now := states[p.pc.ConnectionState()]
	if now == p.state {
		return
	}
	p.state = now
	if now == Failed {
		p.out.route.Store(nil) // consent has expired (RFC 7675, section 5.1)
	}
	p.cfg.Handler.OnState(now)
}

// showPath makes the library send a packet down a path that may have changed, so
// that the media follows: an empty receiver report (RFC 3550, section 6.4.2).
func (p *Peer) showPath() {
	if p.out.chosen() != pathSealed {
		return // the handshake shows it, or nobody needs it
	}
	if err := p.WriteRTCP([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: 1}}); err != nil {
		p.log.Debug("the new path is not yet known", "error", err)
	}
}

// State returns the state last reported.
func (p *Peer) State() State {
	p.stateMu.Lock()
	defer p.stateMu.Unlock()
	return p.state
}

// Role returns the peer's role.
func (p *Peer) Role() Role { return p.cfg.Role }

// WriteBatch sends a batch of packets to this receiver. It is the only way out
// for media. Packets of a sender that is not bound are skipped, those that come
// before the DTLS handshake has succeeded are lost; written counts those handed
// on, err is the first failure.
func (p *Peer) WriteBatch(batch []forward.Out) (written int, err error) {
	var t tally
	if p.out.chosen() == pathSealed {
		p.out.write(p, batch, &t)
	} else {
		p.writeByLibrary(batch, &t)
	}
	p.counts.packets.Add(t.written)
	p.counts.bytes.Add(t.octets)
	p.counts.errors.Add(t.failed)
	return int(t.written), t.err
}

// writeByLibrary sends packets one by one through the library's SRTP, when that
// is what was chosen.
func (p *Peer) writeByLibrary(batch []forward.Out, t *tally) {
	for i := range batch {
		o := &batch[i]
		s, ok := o.Stream.(*Sender)
		if !ok || s.peer != p {
			t.fail(ErrNotSending)
			continue
		}
		if n, err := s.writeByLibrary(&o.Header, o.Payload); err != nil {
			t.fail(err)
		} else {
			t.sent(n)
		}
	}
}

// WriteRTCP sends control packets as one compound.
func (p *Peer) WriteRTCP(packets []rtcp.Packet) error {
	if len(packets) == 0 {
		return nil
	}
	if err := p.pc.WriteRTCP(packets); err != nil {
		return fmt.Errorf("transport: write RTCP: %w", err)
	}
	return nil
}

// Close ends the connection, at whatever stage it is, and waits until no callback
// runs any more. It must not be called from a callback.
func (p *Peer) Close() error {
	if !p.life.end() {
		p.life.wg.Wait()
		return nil
	}
	p.data.close()
	p.settle()
	p.out.close()
	err := p.pc.GracefulClose()
	p.life.wg.Wait()
	p.engine.remove(p)
	p.stateMu.Lock()
	p.state = Closed
	p.stateMu.Unlock()
	if err != nil {
		return fmt.Errorf("transport: close: %w", err)
	}
	return nil
}

func (p *Peer) isClosed() bool {
	select {
	case <-p.life.done:
		return true
	default:
		return false
	}
}
