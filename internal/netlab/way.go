package netlab

import (
	"container/heap"
	"io"
	"math/rand/v2"
	"sync"
	"time"
)

// Counts is what has passed one direction of a line.
type Counts struct {
	Passed, Bytes uint64
	Lost          uint64 // by Loss or a cut
	Overflowed    uint64 // found the queue full
}

// Way is one direction of a line at work.
type Way struct {
	from io.Reader
	to   io.Writer

	mu     sync.Mutex
	line   Line      // guarded by mu
	free   time.Time // guarded by mu; when the line has carried all that waits
	flight flight    // guarded by mu
	counts Counts    // guarded by mu
	ended  bool      // guarded by mu
	wake   chan struct{}
}

func newWay(from io.Reader, to io.Writer) *Way {
	return &Way{from: from, to: to, wake: make(chan struct{}, 1)}
}

// Set changes the line; what is on its way already arrives as before.
func (w *Way) Set(line Line) {
	if line.Queue == 0 {
		line.Queue = 300 * time.Millisecond
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.line = line
}

// Counts returns what has passed so far.
func (w *Way) Counts() Counts {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.counts
}

// read takes what is sent until the device is closed.
func (w *Way) read() {
	buf := make([]byte, 1<<16)
	for {
		n, err := w.from.Read(buf)
		if err != nil {
			w.mu.Lock()
			w.ended = true
			w.mu.Unlock()
			w.signal()
			return
		}
		if w.send(append([]byte(nil), buf[:n]...), time.Now()) {
			w.signal()
		}
	}
}

// send puts a packet on the line and reports whether it will arrive.
func (w *Way) send(data []byte, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	line := &w.line
	if line.Cut || line.Loss > 0 && rand.Float64() < line.Loss { //nolint:gosec // chance, no secret
		w.counts.Lost++
		return false
	}
	at := now
	if line.Rate > 0 {
		if w.free.Before(now) {
			w.free = now
		}
		if w.free.Sub(now) > line.Queue {
			w.counts.Overflowed++
			return false
		}
		w.free = w.free.Add(time.Duration(float64(len(data)) * 8e9 / line.Rate))
		at = w.free
	}
	at = at.Add(line.Delay)
	if line.Jitter > 0 {
		at = at.Add(rand.N(line.Jitter)) //nolint:gosec // chance, no secret
	}
	heap.Push(&w.flight, flying{at, data})
	w.counts.Passed++
	w.counts.Bytes += uint64(len(data))
	return true
}

// deliver hands over what arrives until the device is closed.
func (w *Way) deliver() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		due, next, ended := w.take(time.Now())
		for _, p := range due {
			_, _ = w.to.Write(p.data) // a host that is gone loses packets, as any
		}
		if ended {
			return
		}
		timer.Reset(next)
		select {
		case <-timer.C:
		case <-w.wake:
		}
	}
}

// take returns what has arrived, and how long it is to the next.
func (w *Way) take(now time.Time) (due []flying, next time.Duration, ended bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.flight) > 0 && !w.flight[0].at.After(now) {
		if p, ok := heap.Pop(&w.flight).(flying); ok {
			due = append(due, p)
		}
	}
	next = time.Hour
	if len(w.flight) > 0 {
		next = w.flight[0].at.Sub(now)
	}
	return due, next, w.ended
}

func (w *Way) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// flying is a packet on its way.
type flying struct {
	at   time.Time
	data []byte
}

// flight orders them by when they arrive.
type flight []flying

func (f flight) Len() int           { return len(f) }
func (f flight) Less(i, j int) bool { return f[i].at.Before(f[j].at) }
func (f flight) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }

// Push implements heap.Interface.
func (f *flight) Push(x any) {
	if p, ok := x.(flying); ok {
		*f = append(*f, p)
	}
}

// Pop implements heap.Interface.
func (f *flight) Pop() any {
	old := *f
	p := old[len(old)-1]
	old[len(old)-1] = flying{}
	*f = old[:len(old)-1]
	return p
}
