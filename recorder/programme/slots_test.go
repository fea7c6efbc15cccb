package programme_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"giaoban/recorder/programme"
)

// gauge counts who is at work.
type gauge struct {
	mu         sync.Mutex
	processors int
	most, runs int
	on         map[string]int
	two        bool // on one recording
}

func (g *gauge) enter(recording string, processors int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.processors += processors
	g.most = max(g.most, g.processors)
	g.runs++
	g.on[recording]++
	g.two = g.two || g.on[recording] > 1
}

func (g *gauge) leave(recording string, processors int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.processors -= processors
	g.on[recording]--
}

func TestSlotsBoundWhatRunsAtOnce(t *testing.T) {
	for _, size := range []int{1, 2, 4, 8} {
		synctest.Test(t, func(t *testing.T) {
			slots, g := programme.NewSlots(size), &gauge{on: map[string]int{}}
			var all sync.WaitGroup
			for i := range 60 {
				all.Go(func() {
					recording := fmt.Sprint("RC_", i%7)
					processors, release, err := slots.Take(t.Context(), recording)
					if err != nil {
						t.Error(err)
						return
					}
					g.enter(recording, processors)
					<-time.After(time.Duration(1+i%5) * time.Second) // in the bubble's time
					g.leave(recording, processors)
					release()
					release() // twice is once
				})
			}
			all.Wait()
			if g.runs != 60 || g.most != size || g.two {
				t.Errorf("%d slots: %d runs, %d processors at once, two on one recording: %v", size, g.runs, g.most, g.two)
			}
		})
	}
}

func TestWhoWaitsForASlotCanLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := programme.NewSlots(1)
		_, release, err := slots.Take(t.Context(), "RC_1")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error)
		go func() {
			_, _, err := slots.Take(ctx, "RC_2")
			left <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		release()
		if _, _, err := slots.Take(t.Context(), "RC_3"); err != nil {
			t.Error(err)
		}
	})
}

func TestOneAloneHasMoreThanOneProcessor(t *testing.T) {
	slots := programme.NewSlots(8)
	for i, want := range []int{4, 2, 1, 1} {
		if n, _, err := slots.Take(t.Context(), fmt.Sprint(i)); err != nil || n != want {
			t.Errorf("the %d. has %d, %v, want %d", i+1, n, err, want)
		}
	}
}
