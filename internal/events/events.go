// Package events tells those who watch that something has changed. An event says what to read again, never what is there
// now, so that one that is lost or told twice does no harm.
package events

import (
	"slices"
	"sync"
)

// Event says that something of a topic has changed.
type Event struct {
	Topic string // such as "meeting:ME_1", "me:AC_1", "calendar"
	Type  string // a stable word, such as "answer.changed"
	ID    string // what to read again; "" = all of the topic
}

// Resync is the type of the event that stands for all those that a subscription could not hold: read everything again.
const Resync = "resync"

// MaxPending is how many different events wait for a subscriber before they collapse into a Resync.
const MaxPending = 256

// Hub passes events on, inside this process. It is safe for concurrent use.
type Hub struct {
	mu          sync.Mutex
	subscribers map[string]map[*Subscription]struct{} // by topic; guarded by mu
	closed      bool                                  // guarded by mu
}

// NewHub returns a hub without subscribers.
func NewHub() *Hub { return &Hub{subscribers: map[string]map[*Subscription]struct{}{}} }

// Publish tells all who watch the event's topic. It never waits. Call it after the commit of what it tells.
func (h *Hub) Publish(event Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for subscription := range h.subscribers[event.Topic] {
		subscription.add(event)
	}
}

// Resync has all who watch anything read everything again.
func (h *Hub) Resync() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, watchers := range h.subscribers {
		for subscription := range watchers {
			subscription.resync()
		}
	}
}

// Subscription is what waits for one watcher.
type Subscription struct {
	hub    *Hub
	topics []string
	ready  chan struct{} // holds one token while something is pending
	done   chan struct{}
	closed bool // guarded by hub.mu

	mu       sync.Mutex
	pending  []Event            // in the order of their first mention; guarded by mu
	present  map[Event]struct{} // what is in pending; guarded by mu
	overflow bool               // guarded by mu
}

// Subscribe begins to watch topics. Close ends it. After Hub.Close it is done from the start.
func (h *Hub) Subscribe(topics ...string) *Subscription {
	topics = slices.Compact(slices.Sorted(slices.Values(topics)))
	s := &Subscription{
		hub: h, topics: topics, ready: make(chan struct{}, 1), done: make(chan struct{}), present: map[Event]struct{}{},
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		s.closed = true
		close(s.done)
		return s
	}
	for _, topic := range topics {
		if h.subscribers[topic] == nil {
			h.subscribers[topic] = map[*Subscription]struct{}{}
		}
		h.subscribers[topic][s] = struct{}{}
	}
	return s
}

// Ready yields whenever there is something to Take.
func (s *Subscription) Ready() <-chan struct{} { return s.ready }

// Done is closed when the subscription has ended.
func (s *Subscription) Done() <-chan struct{} { return s.done }

// Take returns what has happened since the last Take, each event once.
func (s *Subscription) Take() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.pending
	if s.overflow {
		taken = []Event{{Type: Resync}}
	}
	s.pending, s.overflow = nil, false
	clear(s.present)
	return taken
}

// Close ends the subscription. It may be called again.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.end()
}

func (s *Subscription) add(event Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, found := s.present[event]; found || s.overflow {
		return
	}
	if len(s.pending) >= MaxPending {
		s.collapse()
		return
	}
	s.pending = append(s.pending, event)
	s.present[event] = struct{}{}
	s.wake()
}

func (s *Subscription) resync() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.collapse()
	s.wake()
}

// collapse lets one Resync stand for everything; the lock is held.
func (s *Subscription) collapse() {
	s.pending, s.overflow = nil, true
	clear(s.present)
}

func (s *Subscription) wake() {
	select {
	case s.ready <- struct{}{}:
	default: // the watcher has been told and has not come yet
	}
}

// end removes the subscription; the hub's lock is held.
func (s *Subscription) end() {
	if s.closed {
		return
	}
	s.closed = true
	close(s.done)
	for _, topic := range s.topics {
		delete(s.hub.subscribers[topic], s)
		if len(s.hub.subscribers[topic]) == 0 {
			delete(s.hub.subscribers, topic)
		}
	}
}

// Close ends all subscriptions, and those to come.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, watchers := range h.subscribers {
		for subscription := range watchers {
			subscription.end()
		}
	}
}

// Subscribers returns how many watch a topic.
func (h *Hub) Subscribers(topic string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subscribers[topic])
}
