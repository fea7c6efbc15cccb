package client

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

const (
	socketBuffer = 1 << 20
	maxDatagram  = 1600
	readBatch    = 16
	controlSize  = 64
	inboxSize    = 256
)

// Socket is the UDP socket of one peer connection. Pion takes it as an ICE UDP mux with a single user. It hands Pion
// everything but the RTP packets that the meter keeps to itself.
type Socket struct {
	conn  *net.UDPConn
	local *net.UDPAddr
	meter *Meter // nil: Pion gets every packet

	inbox     chan datagram
	overflows atomic.Uint64
	closing   chan struct{}
	closeOnce sync.Once
	done      chan struct{}
}

type datagram struct {
	data []byte
	from netip.AddrPort
}

// NewSocket opens a socket on a free port of local and starts reading it. Close ends the reading.
func NewSocket(local netip.Addr, meter *Meter) (*Socket, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, 0)))
	if err != nil {
		return nil, fmt.Errorf("opening a media socket: %w", err)
	}
	s := &Socket{
		conn: conn, local: conn.LocalAddr().(*net.UDPAddr), meter: meter,
		inbox: make(chan datagram, inboxSize), closing: make(chan struct{}), done: make(chan struct{}),
	}
	if err := s.configure(); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing a media socket: %w", err), conn.Close())
	}
	go s.read()
	return s, nil
}

func (s *Socket) configure() error {
	if err := s.conn.SetReadBuffer(socketBuffer); err != nil {
		return err
	}
	raw, err := s.conn.SyscallConn()
	if err != nil {
		return err
	}
	var optionErr error
	err = raw.Control(func(fd uintptr) {
		optionErr = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
	})
	return errors.Join(err, optionErr)
}

// read is the socket's goroutine: it reads batches until the socket is closed.
func (s *Socket) read() {
	defer close(s.done)
	batch := ipv4.NewPacketConn(s.conn) // its ReadBatch serves IPv6 sockets too
	messages := make([]ipv4.Message, readBatch)
	for i := range messages {
		messages[i].Buffers = [][]byte{make([]byte, maxDatagram)}
		messages[i].OOB = make([]byte, controlSize)
	}
	for {
		n, err := batch.ReadBatch(messages, 0)
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue // an ICMP error about an earlier datagram
		}
		for i := range messages[:n] {
			m := &messages[i]
			data := m.Buffers[0][:m.N]
			if s.meter != nil && isRTP(data) && !s.meter.Observe(data, m.OOB[:m.NN]) {
				continue
			}
			s.pass(data, m.Addr)
		}
	}
}

// pass queues a copy of data for Pion. A full queue drops it, as the network would.
func (s *Socket) pass(data []byte, from net.Addr) {
	addr, ok := from.(*net.UDPAddr)
	if !ok {
		return
	}
	source := addr.AddrPort()
	source = netip.AddrPortFrom(source.Addr().Unmap(), source.Port())
	select {
	case s.inbox <- datagram{append([]byte(nil), data...), source}:
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

// WriteToAddrPort sends a datagram.
func (s *Socket) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	return s.conn.WriteToUDPAddrPort(b, to)
}

// WriteTo implements net.PacketConn.
func (s *Socket) WriteTo(b []byte, to net.Addr) (int, error) { return s.conn.WriteTo(b, to) }

// LocalAddr implements net.PacketConn.
func (s *Socket) LocalAddr() net.Addr { return s.local }

// SetDeadline implements net.PacketConn. Pion uses deadlines only right before Close, which wakes every reader.
func (s *Socket) SetDeadline(time.Time) error { return nil }

// SetReadDeadline implements net.PacketConn, as SetDeadline does.
func (s *Socket) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline implements net.PacketConn, as SetDeadline does.
func (s *Socket) SetWriteDeadline(time.Time) error { return nil }

// Close closes the socket and waits for its reader. It may be called again.
func (s *Socket) Close() error {
	var err error
	s.closeOnce.Do(func() {
		close(s.closing)
		err = s.conn.Close()
	})
	<-s.done
	return err
}
