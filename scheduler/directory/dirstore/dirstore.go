// Package dirstore keeps the directory in the database: it checks every change against the rules and the caller's reach,
// and records it in the same transaction.
package dirstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
)

// Store keeps the directory in a database.
type Store struct {
	db    *bun.DB
	now   func() time.Time
	audit *audit.Log
}

var (
	_ directory.Reader     = (*Store)(nil)
	_ directory.Writer     = (*Store)(nil)
	_ directory.People     = (*Store)(nil)
	_ directory.Lookup     = (*Store)(nil)
	_ directory.Expander   = (*Store)(nil)
	_ directory.Viewers    = (*Store)(nil)
	_ directory.Maintainer = (*Store)(nil)
)

// New returns the directory in db. The clock decides what catalogue is in force, so it tells the time of the province's
// zone.
func New(db *bun.DB, now func() time.Time) *Store {
	return &Store{db: db, now: now, audit: audit.New(db, now)}
}

// record is what the audit log is told of a change.
type record struct {
	action, subject string
	detail          any
}

// change makes a change and its record in one transaction. do may run more than once.
func (s *Store) change(ctx context.Context, by directory.By, do func(ctx context.Context, tx bun.Tx) (record, error)) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		made, err := do(ctx, tx)
		if err != nil {
			return err
		}
		if made.action == "" { // nothing was changed
			return nil
		}
		return s.audit.In(tx).Append(ctx, by.Actor, made.action, made.subject, made.detail)
	})
}

// found turns what a query of one row says into the directory's errors.
func found(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return directory.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("directory: %s: %w", what, err)
	}
	return nil
}

// inserted reports whether an INSERT … ON CONFLICT DO NOTHING made its row.
func inserted(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// current refuses a change to another version than the one that is there.
func current(there, wanted int64) error {
	if there != wanted {
		return fault.StaleVersion(there)
	}
	return nil
}

// kept refuses a change that no row was left for: another transaction has changed the row since this one read it.
func kept(result sql.Result, err error, version int64) error {
	if err != nil {
		return fmt.Errorf("directory: %w", err)
	}
	rows, err := result.RowsAffected()
	if err == nil && rows == 0 {
		return fault.StaleVersion(version + 1)
	}
	return err
}

// forbidden is the refusal of what is out of the caller's reach.
func forbidden() error { return fault.New(fault.Forbidden, "directory.out_of_reach") }

// taken is the refusal of a name or code that another thing has.
func taken(field string) error {
	return &fault.Error{Code: fault.Conflict, Reason: "directory.taken", Fields: []fault.Field{{Location: field, Reason: "duplicate"}}}
}

// removed is the outcome of a DELETE: what others name cannot go.
func removed(err error) error {
	if store.IsForeignKey(err) {
		return fault.Wrap(fault.Conflict, "directory.in_use", err)
	}
	if err != nil {
		return fmt.Errorf("directory: %w", err)
	}
	return nil
}
