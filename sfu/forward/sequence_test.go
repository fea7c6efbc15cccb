package forward

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSequencerFind(t *testing.T) {
	q := newSequencer(512, 65000)
	q.begin(epoch{first: 1<<16 + 10})
	for in := uint64(1<<16 + 10); in < 1<<16+2000; in++ {
		q.advance(in, 0)
		q.add(slotMedia).in = uint32(in)
		s := q.find(uint16(65000 + in - 1<<16 - 10))
		if s == nil || s.in != uint32(in) || q.epoch().incoming(s) != in {
			t.Fatalf("%d is not found", in)
		}
	}
	last := uint16(q.next - 1)
	if q.find(last-511) == nil || q.find(last-512) != nil || q.find(last+1) != nil {
		t.Error("the ring keeps the last 512 and no other")
	}
}

func TestSequencerForgetsOldEpochs(t *testing.T) {
	q := newSequencer(512, 0)
	q.begin(epoch{first: 1 << 16, layer: 1})
	s := q.add(slotMedia)
	for i := range uint64(maxEpochs) {
		if q.epochOf(s) == nil {
			t.Fatalf("forgotten after %d epochs", i)
		}
		q.begin(epoch{first: 1<<16 + i})
	}
	if q.epochOf(s) != nil {
		t.Error("an epoch's offsets were taken for those of another")
	}
}

func TestNTPProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1e7, 1<<31).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		d := time.Duration(rapid.Int64Range(-int64(30*24*time.Hour), int64(30*24*time.Hour)).Draw(t, "d"))
		moved := addNTP(toNTP(at), d)
		if err := subNTP(moved, toNTP(at.Add(d))); err < -2*time.Nanosecond || err > 2*time.Nanosecond {
			t.Fatalf("%v + %v is off by %v", at, d, err)
		}
		if err := subNTP(moved, toNTP(at)) - d; err < -2*time.Nanosecond || err > 2*time.Nanosecond {
			t.Fatalf("difference of %v is off by %v", d, err)
		}
	})
}

func TestTranslateProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Two streams stamp one capture clock with offsets of their own.
		base := rapid.Uint64().Draw(t, "ntp")
		a, b := rapid.Uint32().Draw(t, "a"), rapid.Uint32().Draw(t, "b")
		stamp := func(offset uint32, ms int64) uint32 { return offset + uint32(ms*90) }
		ms := rapid.Int64Range(0, 3_600_000).Draw(t, "ms")
		srA, srB := rapid.Int64Range(0, 3_600_000).Draw(t, "srA"), rapid.Int64Range(0, 3_600_000).Draw(t, "srB")
		from := senderClock{ntp: addNTP(base, time.Duration(srA)*time.Millisecond), rtp: stamp(a, srA)}
		to := senderClock{ntp: addNTP(base, time.Duration(srB)*time.Millisecond), rtp: stamp(b, srB)}
		got := translate(stamp(a, ms), from, to, 90000)
		if err := int32(got - stamp(b, ms)); err < -1 || err > 1 {
			t.Fatalf("off by %d", err)
		}
	})
}

func TestTimelineSettles(t *testing.T) {
	at := time.Unix(1000, 0)
	l := timeline{rate: 90000}
	l.observe(1<<32-1000, at)
	later := at.Add(100 * time.Millisecond)
	wall := uint32(8000) // behind the wrap
	tests := []struct {
		name   string
		mapped uint32
		known  bool
		want   uint32
	}{
		{"wall clock", 0, false, wall},
		{"mapped", wall - 450, true, wall - 450},
		{"mapped too far off", wall + 90001, true, wall},
		{"mapped before the last", l.last - 3000, true, l.last + 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := l.settle(test.mapped, test.known, later); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestChooseTemporal(t *testing.T) {
	tests := []struct {
		fps     uint32
		rate    float64
		highest int8
		want    int8
	}{
		{0, 30, 2, allTemporal},
		{15, 0, 2, allTemporal},
		{30, 30, 2, allTemporal},
		{15, 30, 2, 1},
		{15, 28, 2, 1},
		{16, 28.5, 2, allTemporal},
		{7, 30, 2, 0},
		{1, 30, 0, allTemporal},
	}
	for _, test := range tests {
		if got := chooseTemporal(test.fps, test.rate, test.highest); got != test.want {
			t.Errorf("%d of %v fps in %d layers: %d, want %d", test.fps, test.rate, test.highest+1, got, test.want)
		}
	}
}
