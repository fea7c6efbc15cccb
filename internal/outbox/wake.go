package outbox

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// Wake tells a queue when a message was committed, so that it does not wait for its next look. It is a query hook: it
// works for the database that it is attached to by bun's WithQueryHook, and for that process alone.
type Wake struct {
	added atomic.Int64 // messages written, committed or not

	mu      sync.Mutex
	changed chan struct{} // guarded by mu; closed at the next signal
}

// NewWake returns a Wake to attach to a database and to give to a queue.
func NewWake() *Wake { return &Wake{changed: make(chan struct{})} }

type addedBefore struct{}

const insertion = `INSERT INTO "outbox_messages"`

// retried is how Retry says in its statement's context that a message is due again.
type retried struct{}

// BeforeQuery implements bun.QueryHook: a transaction's context remembers how many messages there were before it.
func (w *Wake) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	if event.Query == "BEGIN" {
		return context.WithValue(ctx, addedBefore{}, w.added.Load())
	}
	return ctx
}

// AfterQuery implements bun.QueryHook. A commit may signal for another transaction's message: then a look finds nothing.
func (w *Wake) AfterQuery(ctx context.Context, event *bun.QueryEvent) {
	if event.Err != nil {
		return
	}
	switch {
	case strings.HasPrefix(event.Query, insertion), ctx.Value(retried{}) != nil:
		w.added.Add(1)
		w.Signal() // for one that is in no transaction
	case event.Query == "COMMIT":
		if before, found := ctx.Value(addedBefore{}).(int64); found && before != w.added.Load() {
			w.Signal()
		}
	}
}

// Signal makes the queue look now.
func (w *Wake) Signal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.changed)
	w.changed = make(chan struct{})
}

// next is closed at the next signal.
func (w *Wake) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}
