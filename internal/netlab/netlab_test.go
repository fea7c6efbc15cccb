//go:build linux

package netlab_test

import (
	"errors"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"giaoban/internal/netlab"
)

// listen opens a UDP socket in a namespace.
func listen(t *testing.T, namespace, address string) net.PacketConn {
	t.Helper()
	var conn net.PacketConn
	err := netlab.Within(namespace, func() (err error) {
		conn, err = net.ListenPacket("udp", net.JoinHostPort(address, "0"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// reach sends n packets of a size, 5 ms apart, and returns the share that came within two seconds of the last, and how
// long the slowest took.
func reach(t *testing.T, from, to net.PacketConn, n, size int) (share float64, slowest time.Duration) {
	t.Helper()
	if err := to.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	sent := make([]time.Time, n)
	came := make(chan int)
	go func() {
		defer close(came)
		buf := make([]byte, 2000)
		for {
			if _, _, err := to.ReadFrom(buf); err != nil {
				return
			}
			came <- int(buf[0])
		}
	}()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	arrived, next := 0, 0
	for {
		select {
		case i, more := <-came:
			if !more {
				return float64(arrived) / float64(n), slowest
			}
			arrived++
			slowest = max(slowest, time.Since(sent[i]))
		case <-ticker.C:
			if next == n {
				continue
			}
			sent[next] = time.Now()
			packet := make([]byte, size)
			packet[0] = byte(next)
			if _, err := from.WriteTo(packet, to.LocalAddr()); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && size < 1250 {
				t.Error(err)
			}
			if next++; next == n {
				if err := to.SetReadDeadline(time.Now().Add(2 * time.Second)); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func TestLab(t *testing.T) {
	if err := netlab.Available(); err != nil {
		t.Skip(err)
	}
	lab, err := netlab.New("test"+strconv.Itoa(os.Getpid()), 1280)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := lab.Close(); err != nil {
			t.Error(err)
		}
	}()
	core, site := listen(t, lab.Core(), netlab.CoreIPv4), listen(t, lab.Site(), netlab.SiteIPv4)
	if share, _ := reach(t, core, site, 20, 100); share != 1 {
		t.Errorf("%v of the packets arrived", share)
	}
	if share, _ := reach(t, listen(t, lab.Site(), netlab.SiteIPv6), listen(t, lab.Core(), netlab.CoreIPv6), 20, 100); share != 1 {
		t.Errorf("%v of the packets arrived by IPv6", share)
	}
	lab.Down.Set(netlab.Line{Delay: 100 * time.Millisecond})
	if share, slowest := reach(t, core, site, 20, 100); share != 1 || slowest < 100*time.Millisecond {
		t.Errorf("%v of the packets arrived, the slowest after %v", share, slowest)
	}
	lab.Down.Set(netlab.Line{Loss: 0.5})
	if share, _ := reach(t, core, site, 200, 100); share < 0.3 || share > 0.7 {
		t.Errorf("%v of the packets arrived, not half", share)
	}
	before := lab.Down.Counts().Overflowed
	lab.Down.Set(netlab.Line{Rate: 100_000, Queue: 50 * time.Millisecond})
	share, slowest := reach(t, core, site, 50, 1200)
	if share == 1 || share == 0 || slowest < 90*time.Millisecond || lab.Down.Counts().Overflowed == before {
		t.Errorf("over a line of 100 kbit/s %v of the packets arrived, the slowest after %v", share, slowest)
	}
	lab.Down.Set(netlab.Line{Cut: true})
	if share, _ := reach(t, core, site, 5, 100); share != 0 {
		t.Errorf("%v of the packets passed a line that is cut", share)
	}
}
