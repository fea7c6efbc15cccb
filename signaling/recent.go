package signaling

import "sync"

// recent is a bounded map: beyond its limit the entry added first makes room.
type recent[V any] struct {
	limit int

	mu     sync.Mutex
	values map[bearer]V // guarded by mu
	order  []bearer     // guarded by mu
}

// bearer is an identity in a room.
type bearer struct{ room, identity string }

func newRecent[V any](limit int) *recent[V] {
	return &recent[V]{limit: max(limit, 1), values: make(map[bearer]V)}
}

func (r *recent[V]) put(key bearer, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.values[key]; !known {
		if len(r.order) >= r.limit {
			delete(r.values, r.order[0])
			r.order = r.order[1:]
		}
		r.order = append(r.order, key)
	}
	r.values[key] = value
}

func (r *recent[V]) get(key bearer) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	value, known := r.values[key]
	return value, known
}
