package signaling

import "sync"

// mailbox holds what waits for a session's goroutine. Putting never blocks;
// what exceeds the limit is lost, and with it the session.
type mailbox struct {
	limit int
	wake  chan struct{} // capacity 1: something waits

	mu     sync.Mutex
	queue  []func() // guarded by mu
	closed bool     // guarded by mu
	over   bool     // guarded by mu: the limit was exceeded
}

func newMailbox(limit int) *mailbox {
	return &mailbox{limit: limit, wake: make(chan struct{}, 1)}
}

// put queues a step for the session's goroutine. A closed mailbox swallows it.
func (m *mailbox) put(step func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.closed:
		return
	case len(m.queue) >= m.limit:
		m.over = true
	default:
		m.queue = append(m.queue, step)
	}
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// overflowed reports whether steps were lost.
func (m *mailbox) overflowed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.over
}

// take empties the mailbox.
func (m *mailbox) take() []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	queue := m.queue
	m.queue = nil
	return queue
}

func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed, m.queue = true, nil
}
