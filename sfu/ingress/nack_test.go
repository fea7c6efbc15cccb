package ingress

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMissing(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	const rtt = 100 * time.Millisecond

	t.Run("asked after the reordering delay, then every round trip", func(t *testing.T) {
		var m missing
		m.skipped(12, 2, start)
		var times []int64
		for len(m.list) > 0 {
			now := m.next
			if got := m.due(now.Add(-time.Nanosecond), rtt, 0); got != nil {
				t.Fatalf("%v asked before it was due", got)
			}
			got := m.due(now, rtt, 0)
			if got == nil {
				break
			}
			if !slices.Equal(got, []uint16{10, 11}) {
				t.Fatalf("asked for %v", got)
			}
			times = append(times, now.Sub(start).Milliseconds())
		}
		// A round trip of 100 ms and a quarter more each time, at most 400 ms.
		want := []int64{10, 110, 235, 391, 586, 830, 1135, 1517, 1917, 2317}
		if !slices.Equal(times, want) {
			t.Errorf("asked at %v, want %v ms", times, want)
		}
		if m.abandoned != 2 || len(m.list) != 0 {
			t.Errorf("%d given up, %d left", m.abandoned, len(m.list))
		}
	})
	t.Run("what arrives is asked for no more", func(t *testing.T) {
		var m missing
		m.skipped(14, 4, start)
		if m.arrived(11) {
			t.Error("11 was not asked for yet")
		}
		if got := m.due(at(reorderDelay), rtt, 0); !slices.Equal(got, []uint16{10, 12, 13}) {
			t.Errorf("asked for %v", got)
		}
		if !m.arrived(12) || m.arrived(12) || m.arrived(99) {
			t.Error("12 was asked for and arrived once, 99 never")
		}
		if got := m.due(at(time.Second), rtt, 0); !slices.Equal(got, []uint16{10, 13}) {
			t.Errorf("asked for %v", got)
		}
	})
	t.Run("what the sender no longer has is given up", func(t *testing.T) {
		var m missing
		m.skipped(14, 4, start)
		if got := m.due(at(reorderDelay), rtt, 12); !slices.Equal(got, []uint16{12, 13}) || m.abandoned != 2 {
			t.Errorf("asked for %v, %d given up", got, m.abandoned)
		}
	})
	t.Run("the list is bounded, the newest are kept", func(t *testing.T) {
		var m missing
		m.skipped(1000, 200, start)
		m.skipped(1300, 100, start)
		if len(m.list) != maxMissing || m.list[0].seq != 844 || m.abandoned != 44 {
			t.Errorf("%d kept from %d, %d given up", len(m.list), m.list[0].seq, m.abandoned)
		}
		m.skipped(9000, 2999, start)
		if len(m.list) != maxMissing || m.list[0].seq != 9000-maxMissing || m.abandoned != 44+2999 {
			t.Errorf("%d kept from %d, %d given up", len(m.list), m.list[0].seq, m.abandoned)
		}
	})
	t.Run("long round trips wait for the answer", func(t *testing.T) {
		if got := retryInterval(time.Second, 5); got != time.Second {
			t.Error(got)
		}
		if got := retryInterval(0, 1); got != minRetryInterval {
			t.Error(got)
		}
	})
}

// TestMissingModel holds the list against a set.
func TestMissingModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m missing
		now := time.Unix(1000, 0)
		highest := uint64(100_000)
		lost := map[uint64]bool{}
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 50).Draw(t, "ms")) * time.Millisecond)
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				n := rapid.IntRange(1, 5).Draw(t, "gap")
				highest += uint64(n) + 1
				for s := highest - uint64(n); s < highest; s++ {
					lost[s] = true
				}
				m.skipped(highest, n, now)
			case 1:
				seq := highest - uint64(rapid.IntRange(0, 20).Draw(t, "behind"))
				m.arrived(seq)
				delete(lost, seq)
			default:
				for _, seq := range m.due(now, 0, 0) {
					if full := highest - uint64(uint16(highest)-seq); !lost[full] {
						t.Fatalf("%d asked for, but is not lost", full)
					}
				}
			}
			if len(m.list)+int(m.abandoned) < len(lost) || len(m.list) > maxMissing {
				t.Fatalf("%d listed, %d given up, %d lost", len(m.list), m.abandoned, len(lost))
			}
			for i, p := range m.list {
				if !lost[p.seq] || (i > 0 && m.list[i-1].seq >= p.seq) || p.due.Before(m.next) {
					t.Fatalf("entry %d: %+v, next %v", i, p, m.next)
				}
			}
		}
	})
}
