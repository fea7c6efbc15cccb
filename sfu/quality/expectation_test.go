package quality

import (
	"math"
	"slices"
	"testing"
)

// simulcast returns three layers as a browser sends them.
func simulcast() []Layer {
	return []Layer{
		{Wanted: true, Share: 150, Packets: 100, FrameRate: 30},
		{Wanted: true, Share: 500, Packets: 300, FrameRate: 30},
		{Wanted: true, Share: 1700, Packets: 900, FrameRate: 30},
	}
}

func TestExpectation(t *testing.T) {
	for name, tt := range map[string]struct {
		change func([]Layer)
		want   float64
	}{
		"all as before":           {func([]Layer) {}, 1},
		"still pictures":          {func(l []Layer) { l[0].Packets, l[1].Packets, l[2].Packets = 20, 20, 20 }, 1},
		"a dark room":             {func(l []Layer) { l[0].FrameRate, l[1].FrameRate, l[2].FrameRate = 15, 15, 15 }, 1},
		"best layer gone":         {func(l []Layer) { l[2].Packets = 0 }, 2350. / 650},
		"best layer lost":         {func(l []Layer) { l[2].Lost = l[2].Packets }, 2350. / 650},
		"two layers gone":         {func(l []Layer) { l[1].Packets, l[2].Packets = 0, 0 }, 2350. / 150},
		"best layer not wanted":   {func(l []Layer) { l[2] = Layer{Share: 1700} }, 1},
		"lowest layer gone":       {func(l []Layer) { l[0].Packets = 0 }, 2350. / 2200},
		"a tenth of the frames":   {func(l []Layer) { l[0].FrameRate, l[1].FrameRate, l[2].FrameRate = 3, 3, 3 }, 5},
		"few frames of the best":  {func(l []Layer) { l[2].FrameRate = 3 }, 2350. / (650 + 340)},
		"nothing at all":          {func(l []Layer) { l[0].Packets, l[1].Packets, l[2].Packets = 0, 0, 0 }, 1},
		"nothing wanted any more": {func(l []Layer) { clear(l) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var e Expectation
			for range 5 {
				if ratio, _ := e.Update(simulcast()); ratio != 1 {
					t.Fatalf("a good line is expected to carry %v times as much", ratio)
				}
			}
			layers := simulcast()
			tt.change(layers)
			ratio, due := e.Update(layers)
			if math.Abs(ratio-tt.want) > 1e-9 {
				t.Errorf("the ratio is %v, want %v", ratio, tt.want)
			}
			wanted := slices.ContainsFunc(layers, func(l Layer) bool { return l.Wanted })
			if due != wanted {
				t.Errorf("due is %v", due)
			}
		})
	}
}

func TestExpectationIsPatient(t *testing.T) {
	t.Run("with a layer that begins", func(t *testing.T) {
		var e Expectation
		layers := simulcast()
		layers[2].Packets = 0
		for look := 1; look < startLooks; look++ {
			if ratio, _ := e.Update(layers); ratio != 1 {
				t.Fatalf("missed at look %d", look)
			}
		}
		if ratio, _ := e.Update(layers); ratio <= 1 {
			t.Error("never missed")
		}
	})
	t.Run("with a track that was just asked for", func(t *testing.T) {
		var e Expectation
		if _, due := e.Update([]Layer{{Wanted: true, Share: 1}}); due {
			t.Error("due in the interval in which it was asked for")
		}
		if _, due := e.Update([]Layer{{Wanted: true, Share: 1}}); !due {
			t.Error("never due")
		}
	})
	t.Run("after a pause", func(t *testing.T) {
		var e Expectation
		for range 5 {
			e.Update(simulcast())
		}
		e.Unsettle()
		layers := simulcast()
		layers[2].FrameRate = 5
		if ratio, due := e.Update(layers); ratio != 1 || due {
			t.Errorf("a part of an interval is held against it: %v, due %v", ratio, due)
		}
	})
	t.Run("with a camera that was changed", func(t *testing.T) {
		var e Expectation
		for range 5 {
			e.Update(simulcast())
		}
		layers := simulcast()
		for i := range layers {
			layers[i].FrameRate = 10
		}
		first, _ := e.Update(layers)
		if first <= 1 {
			t.Fatal("the drop was not seen")
		}
		for range 100 {
			e.Update(layers)
		}
		if ratio, _ := e.Update(layers); ratio != 1 {
			t.Errorf("still expected to deliver %v times as much", ratio)
		}
	})
}
