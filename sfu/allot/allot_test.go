package allot_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giaoban/sfu/allot"
)

var start = time.Date(2026, 3, 2, 7, 30, 0, 0, time.UTC)

func stream(class allot.Class, rank int, rungs ...uint64) *allot.Stream {
	s := &allot.Stream{Class: class, Rank: rank, Count: len(rungs), Rung: len(rungs) - 1}
	copy(s.Rungs[:], rungs)
	return s
}

// camera has fewer frames of the lowest layer, then three layers.
func camera(class allot.Class, rank int) *allot.Stream {
	return stream(class, rank, 60_000, 150_000, 500_000, 1_700_000)
}

func rungs(streams []*allot.Stream) (list []int) {
	for _, s := range streams {
		list = append(list, s.Rung)
	}
	return list
}

// The ladder of a line that collapses: a screen, the stage and two thumbnails.
func TestLadder(t *testing.T) {
	for _, step := range []struct {
		budget uint64
		want   []int
	}{
		{10_000_000, []int{1, 3, 3, 3}},
		{4_000_000, []int{1, 3, 2, 2}},
		{3_000_000, []int{1, 3, 1, 1}},
		{1_700_000, []int{1, 2, 0, 0}},
		{1_200_000, []int{1, 1, -1, -1}},
		{1_080_000, []int{1, 0, -1, -1}}, // fewer frames of the stage
		{1_050_000, []int{1, -1, -1, -1}},
		{500_000, []int{0, 1, -1, -1}}, // a smaller screen leaves room again
		{330_000, []int{0, -1, -1, -1}},
		{100_000, []int{-1, 0, -1, -1}},
		{40_000, []int{-1, -1, -1, -1}}, // sound alone
	} {
		streams := []*allot.Stream{stream(allot.Screen, 0, 300_000, 1_000_000), camera(allot.Stage, 0), camera(allot.Thumbnail, 1), camera(allot.Thumbnail, 2)}
		new(allot.Allotter).Share(step.budget, streams, start)
		if got := rungs(streams); !slices.Equal(got, step.want) {
			t.Errorf("%d bit/s: %v, want %v", step.budget, got, step.want)
		}
	}
}

// Less is given at once; more after a wait, which doubles for who falls again.
func TestRisesWait(t *testing.T) {
	s := camera(allot.Stage, 0)
	all := []*allot.Stream{s}
	var a allot.Allotter
	now := start
	at := func(budget uint64, want int) {
		t.Helper()
		if a.Share(budget, all, now); s.Rung != want {
			t.Fatalf("after %v with %d bit/s: rung %d, want %d", now.Sub(start), budget, s.Rung, want)
		}
	}
	at(2_000_000, 3)
	at(600_000, 2)
	now = now.Add(1900 * time.Millisecond)
	at(5_000_000, 2)
	now = now.Add(200 * time.Millisecond)
	at(1_900_000, 2) // without the reserve
	at(2_000_000, 3)
	now = now.Add(5 * time.Second)
	at(600_000, 2) // it had risen too early
	now = now.Add(3900 * time.Millisecond)
	at(5_000_000, 2)
	now = now.Add(200 * time.Millisecond)
	at(5_000_000, 3)
	now = now.Add(time.Minute)
	at(600_000, 2)
	now = now.Add(2 * time.Second)
	at(5_000_000, 3)
}

func TestWanted(t *testing.T) {
	all := []*allot.Stream{camera(allot.Stage, 0), camera(allot.Thumbnail, 0)}
	if wanted := new(allot.Allotter).Share(100_000, all, start); wanted != 3_400_000 {
		t.Errorf("wanted %d", wanted)
	}
	allot.All(all)
	if got := fmt.Sprint(rungs(all)); got != "[3 3]" {
		t.Errorf("rungs %s", got)
	}
	all[0].Count = 2 // the viewer has made it small
	if new(allot.Allotter).Share(10_000_000, all, start); all[0].Rung != 1 {
		t.Errorf("rung %d", all[0].Rung)
	}
}

// Whatever comes: the budget holds, a steady budget comes to rest, and no thumbnail is sent in place of the stage.
func TestShareHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []*allot.Stream
		for i := range rapid.IntRange(0, 12).Draw(t, "streams") {
			rate := uint64(0)
			var list []uint64
			for range rapid.IntRange(0, allot.MaxRungs).Draw(t, "rungs") {
				rate += rapid.Uint64Range(0, 1_000_000).Draw(t, "step")
				list = append(list, rate)
			}
			all = append(all, stream(allot.Class(rapid.IntRange(0, 2).Draw(t, "class")), i, list...))
		}
		var a allot.Allotter
		now := start
		share := func(budget uint64) {
			now = now.Add(500 * time.Millisecond)
			a.Share(budget, all, now)
			sum := uint64(0)
			for _, s := range all {
				if s.Rung >= s.Count {
					t.Fatalf("rung %d of %d", s.Rung, s.Count)
				}
				if s.Rung >= 0 {
					sum += s.Rungs[s.Rung]
				}
			}
			if sum > budget {
				t.Fatalf("%d bit/s of %d", sum, budget)
			}
		}
		budgets := rapid.SliceOfN(rapid.Uint64Range(0, 8_000_000), 1, 20).Draw(t, "budgets")
		for _, budget := range budgets {
			share(budget)
		}
		last := budgets[len(budgets)-1]
		for range 200 {
			share(last)
		}
		rest := rungs(all)
		for range 100 {
			if share(last); !slices.Equal(rungs(all), rest) {
				t.Fatalf("under a steady budget %v became %v", rest, rungs(all))
			}
		}
	})
}

func BenchmarkShare(b *testing.B) {
	var all []*allot.Stream
	for i := range 24 {
		all = append(all, camera(allot.Thumbnail, i))
	}
	all = append(all, camera(allot.Stage, 0), stream(allot.Screen, 0, 300_000, 1_000_000))
	var a allot.Allotter
	b.ReportAllocs()
	for b.Loop() {
		a.Share(4_000_000, all, start)
	}
}

func TestABriefFallIsNotHeldAgainstAStream(t *testing.T) {
	s := camera(allot.Stage, 0)
	all := []*allot.Stream{s}
	var a allot.Allotter
	now := start
	a.Share(2_000_000, all, now)
	was := s.Rung
	a.Brief = true
	if a.Share(200_000, all, now); s.Rung >= was {
		t.Fatalf("rung %d of %d is sent over a line that carries next to nothing", s.Rung, was)
	}
	a.Brief = false
	now = now.Add(time.Second)
	if a.Share(2_000_000, all, now); s.Rung != was {
		t.Errorf("rung %d is sent afterwards, was %d", s.Rung, was)
	}
}
