package sfu

import (
	"container/heap"
	"sync"
	"time"
)

// request is one unit of work for a room's goroutine.
type request struct {
	run func()
	// done gets nil after run, ErrRoomClosed when the room closed first; nil when nobody waits.
	done chan error
}

// mailbox queues requests to a room's goroutine. Posting never blocks. It is bounded by its posters: a caller waits for its request, and what posts
// without waiting (a subscription that got bound, a layer that ended) does so once per change.
type mailbox struct {
	wake chan struct{} // buffered by one: something is queued

	mu     sync.Mutex
	queue  []request // guarded by mu
	closed bool      // guarded by mu
}

func newMailbox() *mailbox {
	return &mailbox{wake: make(chan struct{}, 1)}
}

// put queues a request and reports whether the mailbox is open.
func (m *mailbox) put(req request) bool {
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return false
	}
	m.queue = append(m.queue, req)
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return true
}

// take returns what is queued.
func (m *mailbox) take() []request {
	m.mu.Lock()
	defer m.mu.Unlock()
	queue := m.queue
	m.queue = nil
	return queue
}

// close refuses what is queued and what comes later.
func (m *mailbox) close() {
	m.mu.Lock()
	queue := m.queue
	m.queue, m.closed = nil, true
	m.mu.Unlock()
	for _, req := range queue {
		if req.done != nil {
			req.done <- ErrRoomClosed
		}
	}
}

// deadline is something that a room does at a time. It is the room's goroutine's alone.
type deadline struct {
	at    time.Time
	run   func()
	index int // in the agenda; -1 when it ran or was cancelled
}

// agenda orders a room's deadlines, earliest first.
type agenda struct{ heap deadlineHeap }

// add plans run for the given time.
func (a *agenda) add(at time.Time, run func()) *deadline {
	d := &deadline{at: at, run: run}
	heap.Push(&a.heap, d)
	return d
}

// cancel forgets d; nil, and one that ran already, are fine.
func (a *agenda) cancel(d *deadline) {
	if d != nil && d.index >= 0 {
		heap.Remove(&a.heap, d.index)
	}
}

// next returns the time of the earliest deadline.
func (a *agenda) next() (time.Time, bool) {
	if len(a.heap) == 0 {
		return time.Time{}, false
	}
	return a.heap[0].at, true
}

// runDue runs, in order, what is due at now.
func (a *agenda) runDue(now time.Time) {
	for len(a.heap) > 0 && !a.heap[0].at.After(now) {
		d, ok := heap.Pop(&a.heap).(*deadline)
		if ok {
			d.run()
		}
	}
}

// deadlineHeap is a heap.Interface, earliest first.
type deadlineHeap []*deadline

// Len is the number of deadlines.
func (h deadlineHeap) Len() int { return len(h) }

// Less compares times.
func (h deadlineHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }

// Swap keeps each deadline's place known to it.
func (h deadlineHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push appends a deadline.
func (h *deadlineHeap) Push(x any) {
	d, ok := x.(*deadline)
	if !ok {
		return
	}
	d.index = len(*h)
	*h = append(*h, d)
}

// Pop takes the last one.
func (h *deadlineHeap) Pop() any {
	old := *h
	d := old[len(old)-1]
	old[len(old)-1] = nil
	d.index = -1
	*h = old[:len(old)-1]
	return d
}
