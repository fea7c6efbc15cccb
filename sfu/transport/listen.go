package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"

	"github.com/pion/ice/v2"
)

const (
	portAttempts  = 20
	tcpReadBuffer = 64 // packets
)

// listenAddresses returns the addresses that cfg asks for. Those of a tunnel or
// an interface that is down, and link-local ones, cannot be reached by clients.
func listenAddresses(cfg Config) ([]netip.Addr, error) {
	if len(cfg.Addresses) > 0 {
		return cfg.Addresses, nil
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("transport: list interfaces: %w", err)
	}
	var addrs []netip.Addr
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 && !cfg.Loopback {
			continue
		}
		list, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range list {
			prefix, err := netip.ParsePrefix(a.String())
			if err != nil {
				continue
			}
			addr := prefix.Addr().Unmap()
			if addr.IsLinkLocalUnicast() || addr.IsMulticast() || cfg.IPv4Only && !addr.Is4() {
				continue
			}
			addrs = append(addrs, addr)
		}
	}
	if len(addrs) == 0 {
		return nil, errors.New("transport: no network address to listen on")
	}
	return addrs, nil
}

// listenUDP opens one port on every address. IPv6 addresses of interfaces that
// refuse are left out with a warning; addresses that were asked for are not.
func listenUDP(cfg Config, addrs []netip.Addr, log *slog.Logger) ([]*net.UDPConn, error) {
	var last error
	for range portAttempts {
		conns, err := listenUDPOnce(cfg, addrs, log)
		if err == nil {
			return conns, nil
		}
		last = err
		if cfg.UDPPort != 0 {
			break
		}
	}
	return nil, last
}

func listenUDPOnce(cfg Config, addrs []netip.Addr, log *slog.Logger) ([]*net.UDPConn, error) {
	port := cfg.UDPPort
	var conns []*net.UDPConn
	for _, addr := range addrs {
		conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(addr, uint16(port))))
		if err != nil && addr.Is6() && len(cfg.Addresses) == 0 {
			log.Warn("no UDP on this IPv6 address", "address", addr, "error", err)
			continue
		}
		if err != nil {
			closeAll(conns)
			return nil, fmt.Errorf("transport: listen on UDP %s: %w", netip.AddrPortFrom(addr, uint16(port)), err)
		}
		if err := errors.Join(conn.SetReadBuffer(cfg.ReadBuffer), conn.SetWriteBuffer(cfg.WriteBuffer)); err != nil {
			log.Warn("UDP socket buffer not as large as asked for", "error", err)
		}
		port = int(addrPortOf(conn.LocalAddr()).Port())
		conns = append(conns, conn)
	}
	if len(conns) == 0 {
		return nil, errors.New("transport: no UDP socket could be opened")
	}
	return conns, nil
}

func closeAll(conns []*net.UDPConn) {
	for _, c := range conns {
		_ = c.Close()
	}
}

// addrPortOf returns the address of a UDP or TCP socket, IPv4 unmapped.
func addrPortOf(a net.Addr) netip.AddrPort {
	var ap netip.AddrPort
	switch a := a.(type) {
	case *net.UDPAddr:
		ap = a.AddrPort()
	case *net.TCPAddr:
		ap = a.AddrPort()
	}
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// muxUDP shares the sockets among all peers by ICE user fragment.
// What waits for a peer is bounded by watchedConn.
func muxUDP(cfg Config, conns []*net.UDPConn, logs *logFactory) (ice.UDPMux, error) {
	muxes := make([]ice.UDPMux, 0, len(conns))
	for i, conn := range conns {
		var packets net.PacketConn = conn
		if cfg.PacketConn != nil {
			wrapped, err := cfg.PacketConn(conn)
			if err != nil {
				for _, m := range muxes {
					err = errors.Join(err, m.Close())
				}
				closeAll(conns[i:])
				return nil, fmt.Errorf("transport: packet connection: %w", err)
			}
			packets = wrapped
		}
		muxes = append(muxes, ice.NewUDPMuxDefault(ice.UDPMuxParams{Logger: logs.NewLogger("ice"), UDPConn: packets}))
	}
	return ice.NewMultiUDPMuxDefault(muxes...), nil
}

// tcpListener accepts on one socket for all chosen addresses, and remembers its
// connections: the mux waits for each at Close, also for those that never spoke.
type tcpListener struct {
	net.Listener
	allowed map[netip.Addr]bool

	mu    sync.Mutex
	conns map[net.Conn]struct{} // guarded by mu; nil once closed
}

func listenTCP(cfg Config, addrs []netip.Addr) (*tcpListener, error) {
	host := ""
	if len(addrs) == 1 {
		host = addrs[0].String()
	}
	address := net.JoinHostPort(host, fmt.Sprint(cfg.TCPPort))
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("transport: listen on TCP %s: %w", address, err)
	}
	t := &tcpListener{Listener: l, allowed: make(map[netip.Addr]bool), conns: make(map[net.Conn]struct{})}
	for _, a := range addrs {
		t.allowed[a] = true
	}
	return t, nil
}

// Accept returns the next connection to one of the chosen addresses.
func (l *tcpListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if !l.allowed[addrPortOf(conn.LocalAddr()).Addr()] {
			conn.Close()
			continue
		}
		l.mu.Lock()
		if l.conns == nil {
			l.mu.Unlock()
			conn.Close()
			return nil, net.ErrClosed
		}
		tracked := &tcpConn{Conn: conn, listener: l}
		l.conns[tracked] = struct{}{}
		l.mu.Unlock()
		return tracked, nil
	}
}

// Close stops listening and closes every connection.
func (l *tcpListener) Close() error {
	err := l.Listener.Close()
	l.mu.Lock()
	conns := l.conns
	l.conns = nil
	l.mu.Unlock()
	for c := range conns {
		c.Close()
	}
	return err
}

// tcpConn leaves its listener's list when closed.
type tcpConn struct {
	net.Conn
	listener *tcpListener
}

// Close closes the connection.
func (c *tcpConn) Close() error {
	c.listener.mu.Lock()
	delete(c.listener.conns, c)
	c.listener.mu.Unlock()
	return c.Conn.Close()
}

// natPairs spells the announced addresses out as public/local pairs, so that
// loopback and the other family keep their own.
func natPairs(nodeIPs []string, addrs []netip.Addr) []string {
	if len(nodeIPs) == 0 {
		return nil
	}
	byLocal := make(map[netip.Addr]string)
	byFamily := make(map[bool]string)
	for _, entry := range nodeIPs {
		public, local, mapped := strings.Cut(entry, "/")
		if mapped {
			byLocal[netip.MustParseAddr(local).Unmap()] = public
		} else if ip, err := netip.ParseAddr(public); err == nil {
			byFamily[ip.Unmap().Is4()] = public
		}
	}
	var pairs []string
	for _, a := range addrs {
		public := a.String()
		if p, ok := byLocal[a]; ok {
			public = p
		} else if p, ok := byFamily[a.Is4()]; ok && !a.IsLoopback() {
			public = p
		}
		pairs = append(pairs, public+"/"+a.String())
	}
	return pairs
}
