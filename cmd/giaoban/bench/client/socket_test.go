package client

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"giaoban/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// rtpPacket makes a packet with nothing but a header and some bytes.
func rtpPacket(ssrc uint32, seq uint16) []byte {
	b := make([]byte, 40)
	b[0], b[1] = 0x80, 96
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	return b
}

// timestampMessage makes the control message by which the kernel tells when a datagram came.
func timestampMessage(at int64) []byte {
	b := make([]byte, unix.CmsgSpace(16))
	binary.NativeEndian.PutUint64(b, uint64(unix.CmsgLen(16)))
	binary.NativeEndian.PutUint32(b[8:], unix.SOL_SOCKET)
	binary.NativeEndian.PutUint32(b[12:], unix.SO_TIMESTAMPNS)
	binary.NativeEndian.PutUint64(b[16:], uint64(at/int64(time.Second)))
	binary.NativeEndian.PutUint64(b[24:], uint64(at%int64(time.Second)))
	return b
}

func TestMeter(t *testing.T) {
	const ssrc, at = 77, 1_700_000_000_000_000_123
	m := NewMeter(10)
	var passed []uint16
	for seq := range uint16(100) {
		if m.Observe(rtpPacket(ssrc, seq), timestampMessage(at+int64(seq))) {
			passed = append(passed, seq)
		}
	}
	m.Observe(rtpPacket(78, 1), nil)

	t.Run("every packet is counted", func(t *testing.T) {
		counts, highest := m.Counts(ssrc)
		if counts.Packets != 100 || counts.Bytes != 4000 || uint16(highest) != 99 {
			t.Errorf("got %+v, highest %d: want 100 packets", counts, highest)
		}
	})
	t.Run("the first packets and then one in ten are passed on", func(t *testing.T) {
		if want := passedAtStart + 6; len(passed) != want || passed[len(passed)-1] != 90 {
			t.Errorf("%d were passed on, the last %d: want %d up to 90", len(passed), passed[len(passed)-1], want)
		}
	})
	t.Run("the arrival of sampled packets is known", func(t *testing.T) {
		if got, ok := m.Arrival(ssrc, 90); !ok || got.At != at+90 || got.Size != 40 {
			t.Errorf("got %+v, %v", got, ok)
		}
		for _, seq := range []uint16{91, 100} {
			if _, ok := m.Arrival(ssrc, seq); ok {
				t.Errorf("packet %d was not sampled but has an arrival", seq)
			}
		}
	})
	t.Run("streams are told apart", func(t *testing.T) {
		if counts, _ := m.Counts(78); counts.Packets != 1 {
			t.Errorf("%d packets: want 1", counts.Packets)
		}
		if counts, _ := m.Counts(79); counts != (Counts{}) {
			t.Errorf("got %+v of a stream that never was", counts)
		}
	})
}

func TestIsRTP(t *testing.T) {
	packet := func(first, second byte) []byte { return append([]byte{first, second}, make([]byte, 10)...) }
	for name, test := range map[string]struct {
		packet []byte
		want   bool
	}{
		"RTP":             {packet(0x80, 96), true},
		"RTP with marker": {packet(0x90, 96|0x80), true},
		"sender report":   {packet(0x80, 200), false},
		"STUN":            {packet(0x00, 1), false},
		"DTLS":            {packet(22, 254), false},
		"too short":       {[]byte{0x80, 96}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := isRTP(test.packet); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestSocket(t *testing.T) {
	for _, address := range []string{"127.0.0.1", "::1"} {
		t.Run(address, func(t *testing.T) { testSocket(t, netip.MustParseAddr(address)) })
	}
}

func testSocket(t *testing.T, local netip.Addr) {
	m := NewMeter(1000)
	poller, err := NewPoller()
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSocket(poller, local, m)
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(context.Background(), "udp", s.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	send := func(b []byte) {
		t.Helper()
		if _, err := conn.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	const packets = 200
	for seq := range uint16(packets) {
		send(rtpPacket(5, seq+1))
	}
	stun := append([]byte{0, 1}, make([]byte, 18)...)
	send(stun)

	// Datagrams keep their order on loopback: when the last has come, so have all.
	var got [][]byte
	buf := make([]byte, maxDatagram)
	for len(got) == 0 || got[len(got)-1][0] != 0 {
		n, from, err := s.ReadFrom(buf)
		if err != nil {
			t.Fatal(err)
		}
		if from.String() != conn.LocalAddr().String() {
			t.Fatalf("from %v: want %v", from, conn.LocalAddr())
		}
		got = append(got, append([]byte(nil), buf[:n]...))
	}
	if len(got) != passedAtStart+1 {
		t.Errorf("%d datagrams were passed on: want the first %d and the STUN message", len(got), passedAtStart)
	}
	if counts, _ := m.Counts(5); counts.Packets != packets || counts.Missing() != 0 {
		t.Errorf("got %+v: want %d packets", counts, packets)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := s.ReadFrom(buf); err == nil {
		t.Error("reading a closed socket gives no error")
	}
	if _, err := s.WriteTo(stun, conn.LocalAddr()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("writing to a closed socket: %v, want net.ErrClosed", err)
	}
	if err := poller.Close(); err != nil {
		t.Error(err)
	}
}

func FuzzMeter(f *testing.F) {
	f.Add(rtpPacket(1, 2), timestampMessage(3))
	f.Add([]byte{0x80}, []byte{1})
	f.Fuzz(func(t *testing.T, packet, control []byte) {
		m := NewMeter(1)
		if isRTP(packet) != (m.Observe(packet, control) && isRTP(packet)) {
			t.Error("an RTP packet was not passed on though every one is sampled")
		}
	})
}

func BenchmarkMeter(b *testing.B) {
	m := NewMeter(17)
	packet, control := rtpPacket(1, 0), timestampMessage(1)
	var seq uint16
	b.ReportAllocs()
	for b.Loop() {
		binary.BigEndian.PutUint16(packet[2:], seq)
		m.Observe(packet, control)
		seq++
	}
}
