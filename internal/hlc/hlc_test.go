package hlc_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"giaoban/internal/hlc"
)

func TestInstantsGrowWhateverTheWallClockDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wall := time.UnixMilli(1_790_000_000_000)
		clock := hlc.NewClock(func() time.Time { return wall })
		last := clock.Now()
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			wall = wall.Add(time.Duration(rapid.IntRange(-5000, 5000).Draw(t, "shift")) * time.Millisecond)
			if rapid.Bool().Draw(t, "hears") {
				heard := hlc.Of(wall.Add(time.Duration(rapid.IntRange(-5000, 5000).Draw(t, "elsewhere")) * time.Millisecond))
				clock.Hear(heard)
				last = max(last, heard)
			}
			next := clock.Now()
			if next <= last {
				t.Fatalf("%d after %d", next, last)
			}
			last = next
		}
	})
}

func TestInstantKeepsTheWallClock(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 2, 3, 4_000_000, time.UTC)
	if got := hlc.Of(at).Time(); !got.Equal(at) {
		t.Fatalf("%v", got)
	}
	clock := hlc.NewClock(func() time.Time { return at })
	clock.Now()
	if got := clock.Now().Time(); !got.Equal(at) {
		t.Fatalf("the counter changed the time: %v", got)
	}
}
