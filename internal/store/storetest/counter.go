package storetest

import (
	"context"
	"slices"
	"sync"

	"github.com/uptrace/bun"
)

// Counter counts the statements that a database is asked to run; BEGIN and COMMIT are not among them.
type Counter struct {
	mu      sync.Mutex
	queries []string // guarded by mu
}

// Count returns db as one whose statements are counted:
//
//	db, counter := storetest.Count(db)
//	… one request …
//	if got := counter.Take(); len(got) > 5 { t.Errorf("%d queries: %q", len(got), got) }
func Count(db *bun.DB) (*bun.DB, *Counter) {
	counter := &Counter{}
	return db.WithQueryHook(counter), counter
}

// Take returns the statements since the last Take, in the order in which they ended.
func (c *Counter) Take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.queries
	c.queries = nil
	return taken
}

// BeforeQuery implements bun.QueryHook.
func (c *Counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// AfterQuery implements bun.QueryHook.
func (c *Counter) AfterQuery(_ context.Context, event *bun.QueryEvent) {
	if slices.Contains([]string{"BEGIN", "COMMIT", "ROLLBACK"}, event.Query) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queries = append(c.queries, event.Query)
}
