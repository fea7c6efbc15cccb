package transport

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	dtlscurve "github.com/pion/dtls/v2/pkg/crypto/elliptic"
	"github.com/pion/ice/v2"
	"github.com/pion/webrtc/v3"
)

const (
	dtlsRetransmit   = 100 * time.Millisecond
	firstSTUNTimeout = 5 * time.Second
	// receiveMTU leaves room for jumbo padding probes above the usual 1460.
	receiveMTU = 1500
)

// Engine owns the sockets that all peers share.
type Engine struct {
	cfg   Config
	log   *slog.Logger
	logs  *logFactory
	addrs []netip.Addr
	nat   []string
	certs []webrtc.Certificate

	udp      ice.UDPMux
	sockets  map[string]*udpSocket // by local address; none when Config.PacketConn replaces them
	udpAddrs []netip.AddrPort
	tcp      ice.TCPMux
	tcpPort  int

	mu     sync.Mutex
	closed bool               // guarded by mu
	peers  map[*Peer]struct{} // guarded by mu
	ended  totals             // guarded by mu; what closed peers had counted
}

// NewEngine opens the sockets. log may be nil.
func NewEngine(cfg Config, log *slog.Logger) (*Engine, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{cfg: cfg, log: log, logs: &logFactory{log}, peers: make(map[*Peer]struct{}), sockets: make(map[string]*udpSocket)}
	if e.addrs, err = listenAddresses(cfg); err != nil {
		return nil, err
	}
	e.nat = natPairs(cfg.NodeIPs, e.addrs)
	if err := errors.Join(e.makeCertificate(), e.listen()); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// makeCertificate makes the one certificate of all peers: its key is only as
// long-lived as the process.
func (e *Engine) makeCertificate() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("transport: DTLS key: %w", err)
	}
	cert, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return fmt.Errorf("transport: DTLS certificate: %w", err)
	}
	e.certs = []webrtc.Certificate{*cert}
	return nil
}

func (e *Engine) listen() error {
	if e.cfg.UDPPort >= 0 {
		conns, err := listenUDP(e.cfg, e.addrs, e.log)
		if err != nil {
			return err
		}
		for _, c := range conns {
			e.udpAddrs = append(e.udpAddrs, addrPortOf(c.LocalAddr()))
			if e.cfg.PacketConn == nil {
				e.sockets[c.LocalAddr().String()] = newUDPSocket(c)
			}
		}
		if e.udp, err = muxUDP(e.cfg, conns, e.logs); err != nil {
			return err
		}
	}
	if e.cfg.TCPPort >= 0 {
		l, err := listenTCP(e.cfg, e.addrs)
		if err != nil {
			return err
		}
		e.tcpPort = int(addrPortOf(l.Addr()).Port())
		e.tcp = ice.NewTCPMuxDefault(ice.TCPMuxParams{
			Listener:             l,
			Logger:               e.logs.NewLogger("ice"),
			ReadBufferSize:       tcpReadBuffer,
			WriteBufferSize:      e.cfg.TCPWriteBuffer,
			FirstStunBindTimeout: firstSTUNTimeout,
		})
	}
	return nil
}

// UDPAddrs returns what the engine listens on for UDP, one port on each address.
func (e *Engine) UDPAddrs() []netip.AddrPort { return append([]netip.AddrPort(nil), e.udpAddrs...) }

// TCPPort returns the ICE-TCP port, 0 when it is off.
func (e *Engine) TCPPort() int { return e.tcpPort }

// settings are the library's for one peer, whose packets come in by a door and
// whose media leaves by out.
func (e *Engine) settings(cfg PeerConfig, in *door, out *outbound) (webrtc.SettingEngine, error) {
	s := webrtc.SettingEngine{LoggerFactory: e.logs}
	s.SetLite(cfg.Lite)
	s.SetICETimeouts(e.cfg.DisconnectedTimeout, e.cfg.FailedTimeout, e.cfg.KeepAlive)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetIncludeLoopbackCandidate(true) // the list below decides
	s.SetIPFilter(func(ip net.IP) bool {
		addr, ok := netip.AddrFromSlice(ip)
		return ok && e.listensOn(addr.Unmap())
	})
	if len(e.nat) > 0 {
		s.SetNAT1To1IPs(e.nat, webrtc.ICECandidateTypeHost)
	}
	s.DisableActiveTCP(true)
	s.SetReceiveMTU(receiveMTU)
	s.SetDTLSRetransmissionInterval(dtlsRetransmit)
	s.SetDTLSEllipticCurves(dtlscurve.X25519, dtlscurve.P384, dtlscurve.P256)
	// Always the DTLS server, which has the choice.
	if err := s.SetAnsweringDTLSRole(webrtc.DTLSRoleServer); err != nil {
		return s, fmt.Errorf("transport: DTLS role: %w", err)
	}
	choice := newProfileChoice()
	s.SetSRTPProtectionProfiles(choice.accepted...)
	w := watch{choice: choice, door: in}
	if cfg.Role.sends() {
		w.out = out
		s.SetDTLSKeyLogWriter(&out.keys) // stays in this process, see exchange
	}
	// Our own MediaEngine must be the connection's: senders are made through the API.
	s.DisableMediaEngineCopy(true)

	var types []webrtc.NetworkType
	if e.udp != nil && !cfg.TCPOnly {
		s.SetICEUDPMux(watchedUDP{e.udp, e.sockets, w})
		types = append(types, webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6)
	}
	if e.tcp != nil {
		s.SetICETCPMux(watchedTCP{e.tcp, w})
		types = append(types, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)
	}
	if len(types) == 0 {
		return s, errors.New("transport: TCP only was asked for, but ICE-TCP is off")
	}
	s.SetNetworkTypes(types)
	return s, nil
}

func (e *Engine) listensOn(addr netip.Addr) bool {
	for _, a := range e.addrs {
		if a == addr {
			return true
		}
	}
	return false
}

// add registers a peer so that Close closes it.
func (e *Engine) add(p *Peer) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return ErrClosed
	}
	e.peers[p] = struct{}{}
	return nil
}

func (e *Engine) remove(p *Peer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, open := e.peers[p]; open {
		delete(e.peers, p)
		e.ended.add(p)
	}
}

// Close closes every peer and the sockets, and waits for both.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	peers := make([]*Peer, 0, len(e.peers))
	for p := range e.peers {
		peers = append(peers, p)
	}
	e.mu.Unlock()
	errs := make([]error, len(peers))
	var wg sync.WaitGroup
	for i, p := range peers {
		wg.Go(func() { errs[i] = p.Close() })
	}
	wg.Wait()
	err := errors.Join(errs...)
	if e.udp != nil {
		err = errors.Join(err, e.udp.Close())
	}
	if e.tcp != nil {
		err = errors.Join(err, e.tcp.Close())
	}
	return err
}
