package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
)

// Entry is what is known of a message's fate.
type Entry struct {
	ID        string
	Kind      string
	Key       string
	State     State
	Attempts  int
	Sending   bool      // somebody is at it now
	DueAt     time.Time // of a pending one: when it is tried next; zero: at once
	LastError string
	CreatedAt time.Time
	EndedAt   time.Time // when it was sent or given up; zero: neither yet
}

func (r *row) entry() Entry {
	entry := Entry{
		ID: r.ID, Kind: r.Kind, Key: r.Key, State: r.State, Attempts: r.Attempts, Sending: r.Lease != "",
		DueAt: r.DueAt, LastError: r.LastError, CreatedAt: r.CreatedAt, EndedAt: r.EndedAt.Time,
	}
	if entry.State != Pending || entry.DueAt.Equal(atOnce) {
		entry.DueAt = time.Time{}
	}
	return entry
}

// Query picks entries; zero fields pick all.
type Query struct {
	Kind  string
	State State
	// Before is the id of the entry after which, in the list, to go on.
	Before string
	Limit  int // 1 to 500
}

const maxPage = 500

// List returns entries, the newest first. The payload stays in: it may hold what the reader must not see.
func (q *Queue) List(ctx context.Context, query Query) ([]Entry, error) {
	limit := query.Limit
	if limit < 1 || limit > maxPage {
		limit = maxPage
	}
	var rows []row
	find := q.db.NewSelect().Model(&rows).ExcludeColumn("payload").Order("id DESC").Limit(int64(limit))
	if query.Kind != "" {
		find = find.Where("kind = ?", query.Kind)
	}
	if query.State != "" {
		find = find.Where("state = ?", query.State)
	}
	if query.Before != "" {
		find = find.Where("id < ?", query.Before)
	}
	if err := find.Scan(ctx); err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	entries := make([]Entry, len(rows))
	for i := range rows {
		entries[i] = rows[i].entry()
	}
	return entries, nil
}

// ByKeys returns the entries with the keys, by key; those that there are.
func (q *Queue) ByKeys(ctx context.Context, keys []string) (map[string]Entry, error) {
	entries := make(map[string]Entry, len(keys))
	for start := 0; start < len(keys); start += maxPage {
		var rows []row
		err := q.db.NewSelect().Model(&rows).ExcludeColumn("payload").
			Where("idempotency_key IN (?)", bun.List(keys[start:min(start+maxPage, len(keys))])).Scan(ctx)
		if err != nil {
			return nil, fmt.Errorf("outbox: %w", err)
		}
		for i := range rows {
			entries[rows[i].Key] = rows[i].entry()
		}
	}
	return entries, nil
}

// Retry has a message tried at once, with all its attempts again, be it given up or waiting, from the commit of tx on. The refusals are
// fault.NotFound and, for one that was sent or is being sent, fault.Conflict.
func (q *Queue) Retry(ctx context.Context, tx bun.IDB, id string) error {
	result, err := tx.NewUpdate().Model((*row)(nil)).Set("state = ?", Pending).Set("attempts = 0").
		Set("due_at = ?", store.Time(q.cfg.Now())).Set("ended_at = NULL").
		Where("id = ?", id).Where("state <> ?", Sent).Where("lease = ''").Exec(context.WithValue(ctx, retried{}, true))
	if err != nil {
		return fmt.Errorf("outbox: retry: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil {
		return fmt.Errorf("outbox: retry: %w", err)
	} else if changed > 0 {
		return nil
	}
	found := &row{}
	err = tx.NewSelect().Model(found).Column("state").Where("id = ?", id).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fault.New(fault.NotFound, "")
	case err != nil:
		return fmt.Errorf("outbox: retry: %w", err)
	case found.State == Sent:
		return fault.New(fault.Conflict, "outbox.sent")
	}
	return fault.New(fault.Conflict, "outbox.sending")
}
