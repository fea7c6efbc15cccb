package store

import (
	"context"
	"errors"

	"github.com/uptrace/bun"
)

// attempts is how often InTx runs a transaction that others get in the way of.
const attempts = 4

// InTx runs change in a transaction and runs it again, a few times, when transactions running at the same time made it
// fail (a deadlock in PostgreSQL). So change must do nothing but read and write through tx.
func InTx(ctx context.Context, db *bun.DB, change func(ctx context.Context, tx bun.Tx) error) (err error) {
	for range attempts {
		err = db.RunInTx(ctx, nil, change)
		if err == nil || !IsRetryable(err) || errors.Is(ctx.Err(), context.Canceled) {
			return err
		}
	}
	return err
}
