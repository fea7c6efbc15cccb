package speaker

import (
	"slices"
	"sync"
	"testing"
	"time"
)

const frame = 20 * time.Millisecond

// speak gives an interval of 20 packets, of which n are sound at the level.
func speak(l *Level, n int, level uint8) {
	for i := range 20 {
		if i < n {
			l.Observe(level, frame)
		} else {
			l.Observe(127, frame)
		}
	}
}

func TestRules(t *testing.T) {
	tests := []struct {
		name    string
		packets int
		level   uint8
		active  bool
	}{
		{"loud all the time", 20, 10, true},
		{"just loud enough", 20, 35, true},
		{"not loud enough", 20, 36, false},
		{"long enough", 8, 10, true},
		{"just loud and long enough", 8, 35, true},
		{"not long enough", 7, 10, false},
		{"silence", 0, 127, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := NewDetector(Config{})
			l := d.Add("PA_a")
			active := false
			for range 10 { // time for the smoothing to settle
				speak(l, test.packets, test.level)
				for _, c := range d.Update() {
					active = c.Active
				}
			}
			if active != test.active {
				t.Errorf("active %v, want %v", active, test.active)
			}
		})
	}
}

func TestChangesOnly(t *testing.T) {
	d := NewDetector(Config{})
	a, b := d.Add("PA_a"), d.Add("PA_b")
	told := map[string]Change{}
	messages := 0
	for range 20 {
		speak(a, 20, 0)
		speak(b, 20, 20)
		if changes := d.Update(); len(changes) > 0 {
			messages++
			for _, c := range changes {
				if told[c.ID] == c {
					t.Fatalf("told twice: %+v", c)
				}
				told[c.ID] = c
			}
		}
	}
	if messages > 4 {
		t.Errorf("%d messages while nothing changes", messages)
	}
	if told["PA_a"].Level != 1 || told["PA_b"].Level != 0.125 {
		t.Errorf("levels %+v", told)
	}
	if got := d.Speakers(); !slices.Equal(got, []Change{told["PA_a"], told["PA_b"]}) {
		t.Errorf("speakers %+v", got)
	}

	t.Run("fading out", func(t *testing.T) {
		var last Change
		intervals := 0
		for ; intervals < 10; intervals++ {
			speak(b, 20, 20)
			for _, c := range d.Update() {
				if c.ID != "PA_a" {
					t.Errorf("told of %+v", c)
				}
				last = c
			}
			if !last.Active && last.ID != "" {
				break
			}
		}
		if last.Active || last.Level != 0 || intervals < 1 || intervals > 6 {
			t.Errorf("%+v after %d intervals", last, intervals)
		}
	})
	t.Run("leaving", func(t *testing.T) {
		d.Remove("PA_b")
		if got := d.Update(); !slices.Equal(got, []Change{{ID: "PA_b"}}) {
			t.Errorf("told %+v", got)
		}
		if got := d.Update(); len(got) != 0 {
			t.Errorf("told %+v again", got)
		}
	})
	t.Run("leaving in silence", func(t *testing.T) {
		d.Add("PA_c")
		d.Remove("PA_c")
		d.Remove("PA_d")
		if got := d.Update(); len(got) != 0 {
			t.Errorf("told %+v", got)
		}
	})
}

func TestObserveFromManyGoroutines(t *testing.T) {
	d := NewDetector(Config{})
	l := d.Add("PA_a")
	if d.Add("PA_a") != l {
		t.Fatal("two levels for one participant")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { speak(l, 20, 5) })
	}
	wg.Wait()
	if got := d.Update(); len(got) != 1 || !got[0].Active || got[0].Level > 1 {
		t.Errorf("told %+v", got)
	}
}

func BenchmarkObserve(b *testing.B) {
	l := NewDetector(Config{}).Add("PA_a")
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		l.Observe(uint8(i&63), frame)
	}
}
