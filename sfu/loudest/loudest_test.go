package loudest_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"giaoban/sfu/loudest"
)

const packet = 20 * time.Millisecond

// hall is a room of microphones that all send a packet every 20 ms.
type hall struct {
	*loudest.Selector
	t     *testing.T
	mics  []*loudest.Microphone
	level []uint8 // of each, in -dBov
	now   time.Time
}

func newHall(t *testing.T, microphones int, cfg loudest.Config) *hall {
	h := &hall{Selector: loudest.NewSelector(cfg), t: t, now: time.Now()}
	for range microphones {
		h.mics = append(h.mics, h.Add())
		h.level = append(h.level, 60) // the noise of a room
	}
	return h
}

// pass lets all send for a time and returns how many packets of each were heard.
func (h *hall) pass(d time.Duration) []int {
	heard := make([]int, len(h.mics))
	for end := h.now.Add(d); h.now.Before(end); h.now = h.now.Add(packet) {
		for i, m := range h.mics {
			if m.Observe(h.level[i], h.now) {
				heard[i]++
			}
		}
	}
	return heard
}

func (h *hall) open() (list []int) {
	for i, m := range h.mics {
		if m.Heard() {
			list = append(list, i)
		}
	}
	return list
}

func TestASmallRoomHearsEveryone(t *testing.T) {
	h := newHall(t, 8, loudest.Config{})
	h.level[3] = 10
	for i, n := range h.pass(time.Minute) {
		if n != 3000 {
			t.Errorf("microphone %d: %d packets of 3000", i, n)
		}
	}
}

func TestAVoiceIsHeardFromItsFirstPacket(t *testing.T) {
	h := newHall(t, 200, loudest.Config{})
	h.pass(5 * time.Second)
	for _, speaker := range []int{150, 20, 199, 7, 88, 89, 90, 91, 92, 93} {
		h.level[speaker] = 28
		if n := h.pass(3 * time.Second)[speaker]; n != 150 {
			t.Errorf("of speaker %d %d packets of 150 were heard", speaker, n)
		}
		h.level[speaker] = 60
		h.pass(2 * time.Second)
		if open := h.open(); len(open) != 8 {
			t.Fatalf("%d microphones are open: %v", len(open), open)
		}
	}
}

// A pause between words, shorter than the hangover, costs nobody their place, though others cough.
func TestAPauseKeepsThePlace(t *testing.T) {
	h := newHall(t, 20, loudest.Config{Places: 2})
	h.level[10], h.level[11] = 30, 30
	h.pass(3 * time.Second)
	h.level[10] = 60
	h.level[5] = 32
	h.pass(time.Second)
	if open := fmt.Sprint(h.open()); open != "[10 11]" && open != "[11 10]" {
		t.Errorf("open %s", open)
	}
	h.pass(time.Second) // now it has lasted too long
	if !h.mics[5].Heard() || h.mics[10].Heard() {
		t.Errorf("open %v", h.open())
	}
}

// More voices than places, all alike: nobody is cut into pieces.
func TestEqualVoicesDoNotFlap(t *testing.T) {
	h := newHall(t, 12, loudest.Config{Places: 4})
	r := rand.New(rand.NewPCG(1, 2))
	before := uint64(0)
	for i := range 1500 {
		for j := range 8 {
			h.level[j] = uint8(26 + r.IntN(8))
		}
		h.pass(packet)
		if i == 100 {
			before = h.Changes()
		}
	}
	if n := h.Changes() - before; n > 2 {
		t.Errorf("places changed hands %d times in half a minute of equal voices", n)
	}
}

func TestAClearlyLouderVoiceTakesThePlace(t *testing.T) {
	h := newHall(t, 5, loudest.Config{Places: 1})
	h.level[0] = 40
	h.pass(3 * time.Second)
	h.level[4] = 20
	lost := 200 - h.pass(4 * time.Second)[4]
	if !h.mics[4].Heard() || lost > 15 {
		t.Errorf("open %v, %d packets of the loud voice were lost", h.open(), lost)
	}
}

func TestThePreferredAreAlwaysHeard(t *testing.T) {
	h := newHall(t, 30, loudest.Config{Places: 3})
	for i := range 10 {
		h.level[i] = 15
	}
	h.pass(time.Second)
	for _, i := range []int{25, 26, 27, 28} { // more than there are places, and silent
		h.mics[i].Prefer(true)
		h.mics[i].Prefer(true)
		if !h.mics[i].Heard() {
			t.Errorf("%d is preferred and not heard", i)
		}
	}
	heard := h.pass(time.Minute)
	for _, i := range []int{25, 26, 27, 28} {
		if heard[i] != 3000 {
			t.Errorf("of %d %d packets were heard", i, heard[i])
		}
	}
	if open := h.open(); len(open) != 4 {
		t.Errorf("open %v", open)
	}
	for _, i := range []int{25, 26, 27, 28} {
		h.mics[i].Prefer(false)
	}
	h.pass(5 * time.Second)
	if open := h.open(); len(open) != 3 || open[2] > 9 {
		t.Errorf("open %v, want three of the voices", open)
	}
	h.mics[29].Remove()
	h.mics[29].Prefer(true)
	if h.mics[29].Heard() || h.mics[29].Observe(1, h.now) {
		t.Error("one that is gone is heard")
	}
}

// Muted and removed microphones make room, which is taken at the next packet, voice or not.
func TestPlacesThatAreFree(t *testing.T) {
	h := newHall(t, 4, loudest.Config{Places: 2})
	h.mics[0].Rest()
	if h.mics[0].Heard() || len(h.open()) != 1 {
		t.Fatalf("open %v", h.open())
	}
	h.mics[1].Remove()
	h.mics, h.level = h.mics[2:], h.level[2:]
	h.pass(packet)
	if len(h.open()) != 2 {
		t.Errorf("open %v", h.open())
	}
}

func TestMicrophonesOfUnknownLevel(t *testing.T) {
	h := newHall(t, 12, loudest.Config{Places: 4})
	for i := range h.level {
		h.level[i] = loudest.Unmeasured
	}
	h.pass(10 * time.Second)
	if n := h.Changes(); n > 4 {
		t.Errorf("places changed hands %d times", n)
	}
	h.level[11] = 25
	h.pass(time.Second)
	if !h.mics[11].Heard() {
		t.Errorf("open %v", h.open())
	}
}

func TestAllAtOnce(t *testing.T) {
	s := loudest.NewSelector(loudest.Config{Places: 3})
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 1))
			m := s.Add()
			now := time.Now()
			for range 5000 {
				switch now = now.Add(packet); r.IntN(50) {
				case 0:
					m.Prefer(true)
				case 1:
					m.Prefer(false)
				case 2:
					m.Rest()
				case 3:
					m.Remove()
					m = s.Add()
				}
				m.Observe(uint8(r.IntN(128)), now)
			}
			m.Remove()
		})
	}
	wg.Wait()
	all := make([]*loudest.Microphone, 5)
	open := 0
	for i := range all {
		if all[i] = s.Add(); all[i].Heard() {
			open++
		}
	}
	if open != 3 {
		t.Errorf("%d places are left of 3", open)
	}
}

// A room of 200 open microphones: what a packet costs.
func BenchmarkObserve(b *testing.B) {
	s := loudest.NewSelector(loudest.Config{})
	mics := make([]*loudest.Microphone, 200)
	for i := range mics {
		mics[i] = s.Add()
	}
	now := time.Now()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		now = now.Add(100 * time.Microsecond)
		level := uint8(60)
		if i%20 == 0 {
			level = 35
		}
		mics[i%200].Observe(level, now)
	}
}
