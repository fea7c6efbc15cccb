package demand

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var start = time.Unix(1_700_000_000, 0)

// tell checks what Update returns at a number of seconds.
func tell(t *testing.T, tr *Tracker, seconds float64, want ...Wanted) time.Time {
	t.Helper()
	got, next := tr.Update(start.Add(time.Duration(seconds * float64(time.Second))))
	if !slices.Equal(got, want) {
		t.Fatalf("at %v s told %v, want %v", seconds, got, want)
	}
	return next
}

func at(t *testing.T, next time.Time, seconds float64) {
	t.Helper()
	if want := start.Add(time.Duration(seconds * float64(time.Second))); !next.Equal(want) {
		t.Fatalf("next call at %v, want %v", next.Sub(start), seconds)
	}
}

func TestFirstNone(t *testing.T) {
	tr := New(Config{}, start, "vp8")
	at(t, tell(t, tr, 0), 10)
	tell(t, tr, 9.9)
	tell(t, tr, 10, Wanted{"vp8", Off})
	if next := tell(t, tr, 20); !next.IsZero() {
		t.Errorf("next call at %v", next)
	}
	tr.Set("PA_a", "vp8", Medium)
	tell(t, tr, 21, Wanted{"vp8", Medium})
}

func TestMoreAtOnceLessLater(t *testing.T) {
	tr := New(Config{}, start, "vp8")
	tr.Set("PA_a", "vp8", Low)
	tell(t, tr, 1, Wanted{"vp8", Low})
	tr.Set("PA_b", "vp8", High)
	tell(t, tr, 2, Wanted{"vp8", High})
	tr.Set("PA_c", "vp8", Medium)
	tell(t, tr, 3)

	tr.Set("PA_b", "vp8", Off)
	at(t, tell(t, tr, 4), 9)
	tell(t, tr, 8)
	tell(t, tr, 9, Wanted{"vp8", Medium})

	tr.Remove("PA_c")
	at(t, tell(t, tr, 10), 15)
	tr.Set("PA_b", "vp8", Medium) // changed its mind in time
	if next := tell(t, tr, 14); !next.IsZero() {
		t.Errorf("next call at %v", next.Sub(start))
	}
	tell(t, tr, 16)

	tr.Remove("PA_a")
	tr.Remove("PA_b")
	at(t, tell(t, tr, 20), 25)
	tell(t, tr, 25, Wanted{"vp8", Off})
}

func TestCodecs(t *testing.T) {
	tr := New(Config{}, start, "av1", "vp8")
	tr.Set("PA_a", "av1", High)
	tell(t, tr, 1, Wanted{"av1", High}, Wanted{"vp8", Off})
	tr.Set("PA_b", "vp8", Low)
	tell(t, tr, 2, Wanted{"av1", High}, Wanted{"vp8", Low})
	tr.Set("PA_a", "vp8", High) // moves to the other codec
	at(t, tell(t, tr, 3, Wanted{"av1", High}, Wanted{"vp8", High}), 8)
	tell(t, tr, 8, Wanted{"av1", Off}, Wanted{"vp8", High})
	tr.AddCodec("h264")
	tell(t, tr, 9, Wanted{"av1", Off}, Wanted{"vp8", High}, Wanted{"h264", Off})
	tr.AddCodec("h264")
	tell(t, tr, 10)
}

func TestMuted(t *testing.T) {
	tr := New(Config{}, start, "vp8")
	tr.Set("PA_a", "vp8", High)
	tell(t, tr, 1, Wanted{"vp8", High})
	tr.SetMuted(true)
	tr.Set("PA_a", "vp8", Low)
	tell(t, tr, 2)
	tell(t, tr, 30)
	tr.SetMuted(false)
	tell(t, tr, 31, Wanted{"vp8", High}) // repeated; the smaller wish counts from here
	tell(t, tr, 36, Wanted{"vp8", Low})
}

func TestRepeat(t *testing.T) {
	tr := New(Config{}, start, "opus")
	tr.Repeat()
	tell(t, tr, 1)
	tr.Set("PA_a", "opus", High)
	tell(t, tr, 2, Wanted{"opus", High})
	tr.Repeat()
	tell(t, tr, 3, Wanted{"opus", High})
	tell(t, tr, 4)
}

func TestEnabled(t *testing.T) {
	w := Wanted{"vp8", Medium}
	if !w.Enabled(Low) || !w.Enabled(Medium) || w.Enabled(High) {
		t.Error("all up to the highest wanted are enabled")
	}
	if (Wanted{"vp8", Off}).Enabled(Low) {
		t.Error("off enables nothing")
	}
}

// TestNeverStarvesProperty: once told, a publisher always sends what is wanted.
func TestNeverStarvesProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := New(Config{}, start, "vp8", "av1")
		now := start
		told := map[string]Quality{"vp8": Off, "av1": Off}
		for range 60 {
			now = now.Add(time.Duration(rapid.IntRange(0, 6000).Draw(t, "ms")) * time.Millisecond)
			id := rapid.SampledFrom([]string{"PA_a", "PA_b", "PA_c"}).Draw(t, "subscriber")
			if rapid.IntRange(0, 3).Draw(t, "leaves") == 0 {
				tr.Remove(id)
			} else {
				tr.Set(id, rapid.SampledFrom([]string{"vp8", "av1"}).Draw(t, "codec"), Quality(rapid.IntRange(-1, 2).Draw(t, "quality")))
			}
			wanted, next := tr.Update(now)
			for _, w := range wanted {
				told[w.Codec] = w.Max
			}
			if !next.IsZero() && !next.After(now) {
				t.Fatalf("next call at %v is not after %v", next, now)
			}
			for codec, q := range told {
				if want := tr.max(codec); want > q {
					t.Fatalf("%s: told %d, wanted %d", codec, q, want)
				}
			}
		}
	})
}

func TestLimit(t *testing.T) {
	tr := New(Config{}, start, "vp8")
	tr.SetLimit(Medium)
	tr.Set("a", "vp8", High)
	tell(t, tr, 0, Wanted{"vp8", Medium})
	tr.SetLimit(Low) // less is told later, as when it is wanted
	if next := tell(t, tr, 1); !next.Equal(start.Add(6 * time.Second)) {
		t.Errorf("the next look is at %v", next)
	}
	tell(t, tr, 6, Wanted{"vp8", Low})
	tr.SetLimit(High)
	tell(t, tr, 7, Wanted{"vp8", High})
	tr.SetLimit(Low)
	tr.Remove("a")
	tell(t, tr, 8)
	tell(t, tr, 20, Wanted{"vp8", Off})
}
