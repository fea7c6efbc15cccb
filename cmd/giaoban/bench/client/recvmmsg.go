package client

import (
	"encoding/binary"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	readBatch   = 64
	maxDatagram = 1600
	controlSize = 64
)

// receiver reads datagrams from non-blocking sockets, many a system call. It is for one goroutine.
type receiver struct {
	headers   [readBatch]messageHeader
	vectors   [readBatch]unix.Iovec
	names     [readBatch]unix.RawSockaddrInet6 // large enough for IPv4 too
	controls  [readBatch][controlSize]byte
	datagrams [readBatch][maxDatagram]byte
}

// messageHeader is struct mmsghdr of recvmmsg(2).
type messageHeader struct {
	unix.Msghdr
	size uint32
}

func newReceiver() *receiver {
	r := &receiver{}
	for i := range r.headers {
		r.vectors[i].Base = &r.datagrams[i][0]
		r.vectors[i].SetLen(maxDatagram)
		h := &r.headers[i]
		h.Name = (*byte)(unsafe.Pointer(&r.names[i])) //nolint:gosec // how the system call takes addresses
		h.Iov = &r.vectors[i]
		h.SetIovlen(1)
		h.Control = &r.controls[i][0]
	}
	return r
}

// read reads what waits at fd, up to readBatch datagrams, and returns how many there were.
func (r *receiver) read(fd int) (int, error) {
	for i := range r.headers {
		r.headers[i].Namelen = unix.SizeofSockaddrInet6
		r.headers[i].SetControllen(controlSize)
	}
	n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(fd),
		uintptr(unsafe.Pointer(&r.headers[0])), readBatch, unix.MSG_DONTWAIT, 0, 0) //nolint:gosec // the array outlives the call
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// datagram returns the i-th datagram of the last read and its control messages, valid until the next.
func (r *receiver) datagram(i int) (data, control []byte) {
	return r.datagrams[i][:r.headers[i].size], r.controls[i][:r.headers[i].Controllen]
}

// source returns where the i-th datagram came from.
func (r *receiver) source(i int) netip.AddrPort {
	name := &r.names[i]
	// The port is in network byte order in both families.
	var port [2]byte
	binary.NativeEndian.PutUint16(port[:], name.Port)
	if name.Family == unix.AF_INET6 {
		return netip.AddrPortFrom(netip.AddrFrom16(name.Addr).Unmap(), binary.BigEndian.Uint16(port[:]))
	}
	v4 := (*unix.RawSockaddrInet4)(unsafe.Pointer(name)) //nolint:gosec // the family says which it is
	return netip.AddrPortFrom(netip.AddrFrom4(v4.Addr), binary.BigEndian.Uint16(port[:]))
}
