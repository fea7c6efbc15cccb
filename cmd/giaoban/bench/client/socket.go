package client

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

const (
	socketBuffer = 1 << 20
	inboxSize    = 256
)

// Socket is the UDP socket of one peer connection. Pion takes it as an ICE UDP mux with a single user. It hands Pion
// everything but the RTP packets that the meter keeps to itself.
type Socket struct {
	fd     int
	local  *net.UDPAddr
	meter  *Meter // nil: Pion gets every packet
	poller *Poller

	inbox     chan datagram
	overflows atomic.Uint64 // datagrams that Pion was too slow for
	unsent    atomic.Uint64 // datagrams that the kernel had no room for
	closing   chan struct{}

	mu     sync.RWMutex // held for reading while fd is written to
	closed bool         // guarded by mu
}

type datagram struct {
	data []byte
	from netip.AddrPort
}

// NewSocket opens a socket on a free port of local, which poller reads until Close.
func NewSocket(poller *Poller, local netip.Addr, meter *Meter) (*Socket, error) {
	s := &Socket{meter: meter, poller: poller, inbox: make(chan datagram, inboxSize), closing: make(chan struct{})}
	if err := s.open(local); err != nil {
		return nil, fmt.Errorf("opening a media socket: %w", err)
	}
	return s, nil
}

func (s *Socket) open(local netip.Addr) (err error) {
	family := unix.AF_INET6
	if local.Is4() {
		family = unix.AF_INET
	}
	if s.fd, err = unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, unix.Close(s.fd))
		}
	}()
	for option, value := range map[int]int{unix.SO_RCVBUF: socketBuffer, unix.SO_TIMESTAMPNS: 1} {
		if err := unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, option, value); err != nil {
			return err
		}
	}
	if err := unix.Bind(s.fd, sockaddr(netip.AddrPortFrom(local, 0))); err != nil {
		return err
	}
	bound, err := unix.Getsockname(s.fd)
	if err != nil {
		return err
	}
	var port int
	switch bound := bound.(type) {
	case *unix.SockaddrInet4:
		port = bound.Port
	case *unix.SockaddrInet6:
		port = bound.Port
	}
	s.local = &net.UDPAddr{IP: local.AsSlice(), Port: port}
	return s.poller.add(s)
}

// sockaddr converts an address for system calls.
func sockaddr(address netip.AddrPort) unix.Sockaddr {
	if ip := address.Addr().Unmap(); ip.Is4() {
		return &unix.SockaddrInet4{Addr: ip.As4(), Port: int(address.Port())}
	}
	return &unix.SockaddrInet6{Addr: address.Addr().As16(), Port: int(address.Port())}
}

// readAll reads what waits. It is called by the poller, which comes back as long as something is left.
func (s *Socket) readAll(r *receiver) {
	n, err := r.read(s.fd)
	if err != nil {
		return // nothing there, or an ICMP error about an earlier datagram
	}
	for i := range n {
		data, control := r.datagram(i)
		if s.meter != nil && isRTP(data) && !s.meter.Observe(data, control) {
			continue
		}
		s.pass(data, r.source(i))
	}
}

// pass queues a copy of data for Pion. A full queue drops it, as the network would.
func (s *Socket) pass(data []byte, from netip.AddrPort) {
	select {
	case s.inbox <- datagram{append([]byte(nil), data...), from}:
	default:
		s.overflows.Add(1)
	}
}

// isRTP tells RTP from STUN, DTLS (RFC 7983) and RTCP (RFC 5761 section 4).
func isRTP(b []byte) bool {
	return len(b) >= rtpHeaderSize && b[0]&0xc0 == 0x80 && (b[1] < 192 || b[1] > 223)
}

// Port is the socket's local port.
func (s *Socket) Port() uint16 { return s.local.AddrPort().Port() }

// GetConn implements ice.UDPMux.
func (s *Socket) GetConn(string, net.Addr) (net.PacketConn, error) { return s, nil }

// RemoveConnByUfrag implements ice.UDPMux.
func (s *Socket) RemoveConnByUfrag(string) {}

// GetListenAddresses implements ice.UDPMux.
func (s *Socket) GetListenAddresses() []net.Addr { return []net.Addr{s.local} }

// ReadFromAddrPort returns the next datagram that is Pion's.
func (s *Socket) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	select {
	case d := <-s.inbox:
		return copy(b, d.data), d.from, nil
	case <-s.closing:
		return 0, netip.AddrPort{}, net.ErrClosed
	}
}

// ReadFrom implements net.PacketConn.
func (s *Socket) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := s.ReadFromAddrPort(b)
	if err != nil {
		return 0, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from), nil
}

// WriteToAddrPort sends a datagram. When the socket's buffer is full the datagram is lost, as in a network.
func (s *Socket) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return 0, net.ErrClosed
	}
	err := unix.Sendto(s.fd, b, unix.MSG_DONTWAIT, sockaddr(to))
	if errors.Is(err, unix.EAGAIN) {
		s.unsent.Add(1)
	} else if err != nil {
		return 0, fmt.Errorf("sendto %s: %w", to, err)
	}
	return len(b), nil
}

// WriteTo implements net.PacketConn.
func (s *Socket) WriteTo(b []byte, to net.Addr) (int, error) {
	address, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, fmt.Errorf("%v is not a UDP address", to)
	}
	return s.WriteToAddrPort(b, address.AddrPort())
}

// LocalAddr implements net.PacketConn.
func (s *Socket) LocalAddr() net.Addr { return s.local }

// SetDeadline implements net.PacketConn. Pion uses deadlines only right before Close, which wakes every reader.
func (s *Socket) SetDeadline(time.Time) error { return nil }

// SetReadDeadline implements net.PacketConn, as SetDeadline does.
func (s *Socket) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline implements net.PacketConn, as SetDeadline does.
func (s *Socket) SetWriteDeadline(time.Time) error { return nil }

// Close closes the socket. It may be called again.
func (s *Socket) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.closing)
	s.poller.remove(s)
	return unix.Close(s.fd)
}
