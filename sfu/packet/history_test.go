package packet

import (
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func numbered(seq uint64) *Packet {
	p := New()
	p.Seq = seq
	p.SSRC = uint32(seq)
	return p
}

func TestHistory(t *testing.T) {
	h := NewHistory(4)
	var held []*Packet
	for seq := uint64(100); seq < 106; seq++ {
		p := numbered(seq)
		h.Add(p)
		held = append(held, p)
	}
	t.Run("the newest are kept", func(t *testing.T) {
		for seq := uint64(102); seq < 106; seq++ {
			p := h.Get(seq)
			if p == nil || p.Seq != seq {
				t.Fatalf("packet %d: %v", seq, p)
			}
			p.Release()
		}
	})
	t.Run("older and newer ones are not there", func(t *testing.T) {
		for _, seq := range []uint64{0, 100, 101, 106, 1 << 40} {
			if p := h.Get(seq); p != nil {
				t.Errorf("packet %d is there", seq)
			}
		}
	})
	t.Run("one that comes too late does not displace a newer one", func(t *testing.T) {
		p := numbered(101)
		h.Add(p)
		if got := p.refs.Load(); got != 1 {
			t.Errorf("%d holders", got)
		}
		p.Release()
		newer := h.Get(105)
		if newer == nil {
			t.Fatal("packet 105 is gone")
		}
		newer.Release()
	})
	t.Run("replaced packets are let go", func(t *testing.T) {
		for i, want := range []int32{1, 1, 2, 2, 2, 2} {
			if got := held[i].refs.Load(); got != want {
				t.Errorf("packet %d has %d holders, want %d", held[i].Seq, got, want)
			}
		}
	})
	h.Close()
	t.Run("closed", func(t *testing.T) {
		for _, p := range held {
			if got := p.refs.Load(); got != 1 {
				t.Errorf("packet %d has %d holders after Close", p.Seq, got)
			}
			p.Release()
		}
		if h.Get(105) != nil {
			t.Error("a closed history returns packets")
		}
	})
}

// TestHistoryModel compares a history with a map that keeps everything.
func TestHistoryModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 20).Draw(t, "size")
		h := NewHistory(size)
		defer h.Close()
		newestInSlot := map[uint64]uint64{}
		for _, seq := range rapid.SliceOf(rapid.Uint64Range(1, 100)).Draw(t, "seqs") {
			p := numbered(seq)
			h.Add(p)
			p.Release()
			slot := seq % uint64(size)
			newestInSlot[slot] = max(newestInSlot[slot], seq)
		}
		for seq := range uint64(101) {
			p := h.Get(seq)
			want := seq != 0 && newestInSlot[seq%uint64(size)] == seq
			if (p != nil) != want {
				t.Fatalf("packet %d: there %v, want %v", seq, p != nil, want)
			}
			if p != nil {
				if p.Seq != seq || p.refs.Load() != 2 {
					t.Fatalf("packet %d: seq %d, %d holders", seq, p.Seq, p.refs.Load())
				}
				p.Release()
			}
		}
	})
}

// TestHistoryReadersAndWriter lets readers chase the writer through a small
// ring, so that packets are replaced and reused while they are being taken.
func TestHistoryReadersAndWriter(t *testing.T) {
	const last = 50_000
	h := NewHistory(8)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for seq := uint64(0); ; seq++ {
				select {
				case <-done:
					return
				default:
				}
				p := h.Get(seq % last)
				if p == nil {
					continue
				}
				if p.Seq != seq%last || p.SSRC != uint32(p.Seq) {
					t.Errorf("asked for %d, got %d with SSRC %d", seq%last, p.Seq, p.SSRC)
				}
				p.Release()
			}
		})
	}
	for seq := uint64(1); seq < last; seq++ {
		p := numbered(seq)
		h.Add(p)
		p.Release()
	}
	close(done)
	readers.Wait()
	h.Close()
}

func BenchmarkHistory(b *testing.B) {
	h := NewHistory(VideoHistory)
	defer h.Close()
	b.ReportAllocs()
	for seq := uint64(1); b.Loop(); seq++ {
		p := New()
		p.Seq = seq
		h.Add(p)
		p.Release()
		if got := h.Get(seq); got != nil {
			got.Release()
		}
	}
}
