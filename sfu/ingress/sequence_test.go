package ingress

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSequence(t *testing.T) {
	type step struct {
		seq uint16
		ext uint64
		o   order
		gap int
	}
	const c = firstCycle
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"in order", []step{{5, c + 5, ahead, 0}, {6, c + 6, ahead, 0}, {7, c + 7, ahead, 0}}},
		{"wrap", []step{{65534, c + 65534, ahead, 0}, {65535, c + 65535, ahead, 0}, {0, 2 * c, ahead, 0}, {1, 2*c + 1, ahead, 0}}},
		{"gap over the wrap, then filled", []step{{65534, c + 65534, ahead, 0}, {1, 2*c + 1, ahead, 2},
			{65535, c + 65535, late, 0}, {0, 2 * c, late, 0}, {0, 2 * c, duplicate, 0}}},
		{"reordered and doubled", []step{{10, c + 10, ahead, 0}, {12, c + 12, ahead, 1}, {11, c + 11, late, 0},
			{12, c + 12, duplicate, 0}, {10, c + 10, duplicate, 0}, {11, c + 11, duplicate, 0}}},
		{"from before the first", []step{{0, c, ahead, 0}, {65535, c - 1, late, 0}, {65535, c - 1, duplicate, 0}}},
		{"the largest gap that is loss", []step{{0, c, ahead, 0}, {maxDropout - 1, c + maxDropout - 1, ahead, maxDropout - 2}}},
		{"the oldest that is late", []step{{5000, c + 5000, ahead, 0}, {5000 - reorderWindow + 1, c + 5000 - reorderWindow + 1, late, 0}}},
		{"jump ahead, confirmed", []step{{0, c, ahead, 0}, {10000, 0, jumped, 0}, {10001, c + 10001, restarted, 1},
			{10000, c + 10000, late, 0}, {10002, c + 10002, ahead, 0}}},
		{"what was sent before a restart is stale", []step{{0, c, ahead, 0}, {3000, 0, jumped, 0}, {3001, c + 3001, restarted, 1},
			{0, c, stale, 0}, {2999, c + 2999, stale, 0}, {3000, c + 3000, late, 0}, {3000, c + 3000, duplicate, 0}}},
		{"jump back, confirmed", []step{{30000, c + 30000, ahead, 0}, {100, 0, jumped, 0}, {101, 2*c + 101, restarted, 1}}},
		{"a stray packet restarts nothing", []step{{0, c, ahead, 0}, {10000, 0, jumped, 0}, {1, c + 1, ahead, 0},
			{10001, 0, jumped, 0}, {2, c + 2, ahead, 0}}},
		{"two stray packets restart nothing", []step{{0, c, ahead, 0}, {10000, 0, jumped, 0}, {20000, 0, jumped, 0}, {1, c + 1, ahead, 0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s sequence
			for i, want := range tt.steps {
				ext, o, gap := s.next(want.seq)
				if got := (step{want.seq, ext, o, gap}); got != want {
					t.Fatalf("step %d: %+v, want %+v", i, got, want)
				}
			}
		})
	}
}

// TestSequenceFollowsSender sends a long run of numbers with loss, reordering
// and doubling: each must come out as the number that was sent.
func TestSequenceFollowsSender(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s sequence
		sent := uint64(rapid.Uint16().Draw(t, "first")) + firstCycle
		first := sent
		s.next(uint16(sent))
		highest, arrived := sent, map[uint64]bool{sent: true}
		for range rapid.IntRange(1, 200).Draw(t, "count") {
			sent = highest + uint64(rapid.IntRange(1, maxDropout-1).Draw(t, "advance"))
			if rapid.Bool().Draw(t, "late") {
				sent = highest - uint64(rapid.IntRange(0, reorderWindow-1).Draw(t, "behind"))
			}
			ext, o, gap := s.next(uint16(sent))
			want := late
			switch {
			case arrived[sent]:
				want = duplicate
			case sent > highest:
				want = ahead
			}
			if ext != sent || o != want {
				t.Fatalf("sent %d: came out as %d, order %d, want %d", sent, ext, o, want)
			}
			if o == ahead && gap != int(sent-highest)-1 {
				t.Fatalf("gap of %d before %d after %d", gap, sent, highest)
			}
			arrived[sent] = true
			highest, first = max(highest, sent), min(first, sent)
			if s.expected != highest-first+1 {
				t.Fatalf("expected %d of %d to %d", s.expected, first, highest)
			}
		}
	})
}

// TestSequenceTakesAnything holds for any numbers at all: nothing comes out
// twice, the low bits stay, and never more comes out than was expected.
func TestSequenceTakesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s sequence
		out := map[uint64]bool{}
		highest := uint64(0)
		for _, seq := range rapid.SliceOf(rapid.Uint16()).Draw(t, "seqs") {
			for _, n := range []uint16{seq, seq + 1, seq + 3} {
				ext, o, _ := s.next(n)
				if o == jumped || o == stale || o == duplicate {
					continue
				}
				if uint16(ext) != n {
					t.Fatalf("%d came out as %d", n, ext)
				}
				if out[ext] {
					t.Fatalf("%d came out twice", ext)
				}
				out[ext] = true
				if (o == ahead || o == restarted) != (ext > highest) {
					t.Fatalf("%d of order %d after %d", ext, o, highest)
				}
				highest = max(highest, ext)
				if uint64(len(out)) > s.expected {
					t.Fatalf("%d came out, %d expected", len(out), s.expected)
				}
			}
		}
	})
}

func BenchmarkSequence(b *testing.B) {
	var s sequence
	b.ReportAllocs()
	for seq := uint16(0); b.Loop(); seq++ {
		s.next(seq)
	}
}
