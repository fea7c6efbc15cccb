package transport

import (
	"bytes"
	"errors"
	"net"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtp"
	"golang.org/x/sys/unix"
)

// burstOf makes a burst of packets of the given sizes, each filled with its number.
func burstOf(sizes ...int) (*burst, *outStream) {
	b, st := bursts.New().(*burst), &outStream{}
	for i, n := range sizes {
		copy(b.room(), bytes.Repeat([]byte{byte(i)}, n))
		b.add(n, st, &rtp.Header{Timestamp: uint32(i)})
	}
	return b, st
}

// routeTo makes a route from a socket of the engine's kind to an address.
func routeTo(conn *net.UDPConn, to net.Addr) *route {
	r := &route{conn: &watchedConn{PacketConn: conn, socket: newUDPSocket(conn)}, to: to}
	r.sys.init(r)
	return r
}

// Whatever sizes a burst has, the receiver gets the same datagrams in order,
// with and without segments.
func TestBurst(t *testing.T) {
	equal := func(n, size int) []int { return slices.Repeat([]int{size}, n) }
	for name, sizes := range map[string][]int{
		"one packet":        {100},
		"a frame":           {1100, 1100, 1100, 1100, 1100, 317},
		"growing":           {100, 101, 102, 102, 50, 60},
		"as many as fit":    equal(burstPackets, 900),
		"more than 64 KiB":  equal(burstPackets, 1500),
		"one size and more": append(equal(10, 700), 200, 200, 200, 900, 900),
	} {
		for _, way := range []string{"segments", "no offload", "singly", "by the library", "IPv6"} {
			t.Run(name+", "+way, func(t *testing.T) {
				network := "udp4"
				if way == "IPv6" {
					network = "udp6"
				}
				from, to := listenLoopback(t, network), listenLoopback(t, network)
				r := routeTo(from, to.LocalAddr())
				switch way {
				case "no offload":
					// Without checksums the kernel refuses segments, as it does on
					// devices that cannot make them.
					setOption(t, from, unix.SO_NO_CHECK)
				case "singly":
					r.sys.gso = false
				case "by the library":
					r.sys.socket = nil
				}
				b, st := burstOf(sizes...)
				var got tally
				b.send(r, &got)
				sum := 0
				for i, n := range sizes {
					sum += n
					if want := bytes.Repeat([]byte{byte(i)}, n); !bytes.Equal(receive(t, to), want) {
						t.Fatalf("datagram %d is not packet %d of %d octets", i, i, n)
					}
				}
				if int(got.written) != len(sizes) || int(got.octets) != sum || got.err != nil || st.cut || len(b.packets) != 0 {
					t.Errorf("counted %+v", got)
				}
				if way == "no offload" && r.sys.gso && b.sys.segment.size != 0 {
					t.Error("segments were refused and are not given up")
				}
			})
		}
	}
}

func setOption(t *testing.T, conn *net.UDPConn, option int) {
	t.Helper()
	raw, err := conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, 1)
	}), err); err != nil {
		t.Fatal(err)
	}
}

func receive(t *testing.T, conn *net.UDPConn) []byte {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1<<16)
	n, _, err := conn.ReadFrom(b)
	if err != nil {
		t.Fatal(err)
	}
	return b[:n]
}

// narrow is a socket of which the other end can be filled: a local one, as UDP
// on the loopback never is full.
type narrow struct {
	syscall.RawConn
	fds   [2]int
	tried int
}

// Control implements syscall.RawConn.
func (n *narrow) Control(f func(fd uintptr)) error {
	n.tried++
	f(uintptr(n.fds[0]))
	return nil
}

func newNarrow(t *testing.T) *narrow {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(unix.Close(fds[0]), unix.Close(fds[1])); err != nil {
			t.Error(err)
		}
	})
	return &narrow{fds: fds}
}

// A full socket is waited for, but not for long; then the rest is lost and
// counted, and the frame with it.
func TestFullSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNarrow(t)
		r := &route{sys: routeSys{socket: &udpSocket{raw: n}}}
		b, st := burstOf(slices.Repeat([]int{1000}, burstPackets)...)
		var first, second tally
		at := time.Now()
		for first.failed == 0 {
			for i := range burstPackets - len(b.packets) {
				b.add(1000, st, &rtp.Header{Timestamp: uint32(i)})
			}
			b.send(r, &first)
		}
		if !errors.Is(first.err, errFull) || !st.cut || time.Since(at) != maxWaits*roomWait {
			t.Errorf("%+v, cut %v, after %v", first, st.cut, time.Since(at))
		}
		if st.at != uint32(burstPackets-1) {
			t.Errorf("cut at %d", st.at)
		}
		// Room comes while a burst waits.
		drained := make(chan struct{})
		go func() {
			defer close(drained)
			timer := time.NewTimer(roomWait / 2)
			defer timer.Stop()
			<-timer.C
			for buf := make([]byte, 2000); ; {
				if _, err := unix.Read(n.fds[1], buf); err != nil {
					return
				}
			}
		}()
		st.cut = false
		b.add(1000, st, &rtp.Header{})
		b.send(r, &second)
		<-drained
		if second.written != 1 || second.err != nil || st.cut {
			t.Errorf("after there was room: %+v", second)
		}
	})
}

// A destination that cannot be reached costs only its own packets.
func TestUnreachable(t *testing.T) {
	from := listenLoopback(t, "udp4")
	r := routeTo(from, &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 9}) // not from a loopback address
	b, st := burstOf(500, 500, 400, 500)
	var got tally
	b.send(r, &got)
	if got.failed != 4 || got.err == nil || errors.Is(got.err, errFull) || !st.cut {
		t.Errorf("%+v", got)
	}
	if err := from.Close(); err != nil {
		t.Fatal(err)
	}
	b.add(500, st, &rtp.Header{Marker: true})
	got = tally{}
	b.send(r, &got)
	if got.failed != 1 || !errors.Is(got.err, net.ErrClosed) || st.cut {
		t.Errorf("on a closed socket: %+v", got)
	}
}
