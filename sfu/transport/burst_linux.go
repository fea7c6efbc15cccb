package transport

import (
	"errors"
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// udpSocket is a UDP socket as bursts use it, beside the library.
type udpSocket struct {
	raw syscall.RawConn
	v6  bool
	gso bool // the kernel knows UDP_SEGMENT
}

// newUDPSocket returns nil when bursts cannot use the socket.
func newUDPSocket(conn *net.UDPConn) *udpSocket {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil
	}
	s := &udpSocket{raw: raw, v6: addrPortOf(conn.LocalAddr()).Addr().Is6()}
	err = raw.Control(func(fd uintptr) {
		_, err := unix.GetsockoptInt(int(fd), unix.SOL_UDP, unix.UDP_SEGMENT)
		s.gso = err == nil
	})
	if err != nil {
		return nil
	}
	return s
}

// routeSys is the system's part of a route. It is guarded by outbound.mu.
type routeSys struct {
	socket *udpSocket // nil: packets leave singly
	to     unix.Sockaddr
	// gso turns false for good when the way to this destination refuses segments.
	gso bool
}

func (s *routeSys) init(r *route) {
	socket := r.conn.socket
	to := addrPortOf(r.to)
	if socket == nil || !to.IsValid() || to.Addr().Zone() != "" || to.Addr().Is6() != socket.v6 {
		return
	}
	s.socket, s.gso = socket, socket.gso
	if socket.v6 {
		s.to = &unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	} else {
		s.to = &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}
	}
}

// burstSys is the system's part of a burst.
type burstSys struct {
	control func(fd uintptr) // made once: a closure for each batch would be allocated
	route   *route
	next    int // the first packet that has not been sent
	blocked bool
	segment segmentControl
}

// segmentControl is the control message that has the kernel cut a datagram
// into segments of one size (udp(7), UDP_SEGMENT).
type segmentControl struct {
	header unix.Cmsghdr
	size   uint16
	_      [6]byte
}

func (s *burstSys) init(b *burst) {
	s.control = func(fd uintptr) { b.transmit(int(fd)) }
	s.segment.header.Level = unix.SOL_UDP
	s.segment.header.Type = unix.UDP_SEGMENT
	s.segment.header.SetLen(unix.CmsgLen(2))
}

// segments returns the control message for a segment size.
func (s *burstSys) segments(size int) []byte {
	s.segment.size = uint16(size)
	return unsafe.Slice((*byte)(unsafe.Pointer(&s.segment)), unix.CmsgSpace(2)) //nolint:gosec // how the system call takes it
}

func (r *route) send(b *burst) {
	if r.sys.socket == nil {
		r.sendSingly(b)
		return
	}
	s := &b.sys
	s.route, s.next = r, 0
	for {
		s.blocked = false
		if err := r.sys.socket.raw.Control(s.control); err != nil {
			b.lose(s.next, len(b.packets), err)
			break
		}
		if !s.blocked {
			break
		}
		if !b.wait() {
			b.lose(s.next, len(b.packets), errFull)
			break
		}
	}
	s.route = nil
}

func (b *burst) lose(from, to int, err error) {
	for i := from; i < to; i++ {
		b.packets[i].lost = err
	}
}

// maxMessage keeps a message within an IP packet of 64 KiB.
const maxMessage = 65000

// run returns the end of the run of packets from i on that one message can
// carry: all of one size but the last, which may be shorter.
func (b *burst) run(i int) int {
	start, size := b.packets[i].start, b.packets[i].end-b.packets[i].start
	for i++; i < len(b.packets); i++ {
		p := &b.packets[i]
		if p.end-p.start > size || p.end-start > maxMessage {
			return i
		}
		if p.end-p.start < size {
			return i + 1
		}
	}
	return i
}

// refusesSegments reports whether an error may be about segments: they exceed the
// MTU, the device has no checksum offload, or what stands for a kernel here does
// not know them.
func refusesSegments(err error) bool {
	for _, code := range []unix.Errno{unix.EMSGSIZE, unix.EIO, unix.EINVAL, unix.EOPNOTSUPP, unix.ENOPROTOOPT} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

// transmit sends from the next packet on until all is sent or the socket is full.
func (b *burst) transmit(fd int) {
	s := &b.sys
	r := &s.route.sys
	for s.next < len(b.packets) {
		end := s.next + 1
		if r.gso {
			end = b.run(s.next)
		}
		data := b.buf[b.packets[s.next].start:b.packets[end-1].end]
		var control []byte
		if end-s.next > 1 {
			control = s.segments(b.packets[s.next].end - b.packets[s.next].start)
		}
		_, err := unix.SendmsgN(fd, data, control, r.to, unix.MSG_DONTWAIT)
		switch {
		case err == nil:
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.ENOBUFS):
			s.blocked = true
			return
		case control != nil && refusesSegments(err):
			r.gso = false
			continue
		default:
			b.lose(s.next, end, err)
		}
		s.next = end
	}
}
