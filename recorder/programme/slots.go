package programme

import (
	"context"
	"runtime"
	"slices"
	"sync"
)

// Slots bounds what ffmpeg takes of the machine: everything that runs it shares so many processors, and there are never two at
// work on one recording. Who comes first is served first. It is safe for concurrent use.
type Slots struct {
	all int

	mu      sync.Mutex
	free    int             // guarded by mu
	busy    map[string]bool // recordings that are worked on; guarded by mu
	waiting []*turn         // guarded by mu; in the order in which they came
}

// turn is one that waits.
type turn struct {
	recording string
	given     int           // processors; 0: none yet
	come      chan struct{} // closed when they are given
}

// NewSlots returns so many slots; 0: half of the processors, one at least: the meetings have the others.
func NewSlots(processors int) *Slots {
	if processors <= 0 {
		processors = max(1, runtime.NumCPU()/2)
	}
	return &Slots{all: processors, free: processors, busy: map[string]bool{}}
}

// Size is how many can be at work at once.
func (s *Slots) Size() int { return s.all }

// Take waits for a turn to work on a recording, and returns how many processors it has until release is called.
func (s *Slots) Take(ctx context.Context, recording string) (processors int, release func(), err error) {
	t := &turn{recording: recording, come: make(chan struct{})}
	s.mu.Lock()
	s.waiting = append(s.waiting, t)
	s.give()
	s.mu.Unlock()
	release = sync.OnceFunc(func() { s.back(t) })
	select {
	case <-t.come:
		return t.given, release, nil
	case <-ctx.Done():
		release()
		return 0, nil, ctx.Err()
	}
}

// give gives turns to those who can have one. mu is held.
func (s *Slots) give() {
	s.waiting = slices.DeleteFunc(s.waiting, func(t *turn) bool {
		if s.free == 0 || s.busy[t.recording] {
			return false
		}
		t.given = 1
		if len(s.waiting) == 1 { // a few are left for who comes while this one works
			t.given = (s.free + 1) / 2
		}
		s.free -= t.given
		s.busy[t.recording] = true
		close(t.come)
		return true
	})
}

// back takes back what a turn has, or its place in the queue.
func (s *Slots) back(t *turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.given > 0 {
		s.free += t.given
		delete(s.busy, t.recording)
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(other *turn) bool { return other == t })
	s.give()
}
