package linestore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/linetest"
)

type receiptRow struct {
	bun.BaseModel `bun:"table:line_test_receipts,alias:r"`

	CallID     string         `bun:"call_id,pk"`
	AccountID  string         `bun:"account_id,pk"`
	Where      linetest.Where `bun:"place,pk"`
	ByName     string         `bun:"by_name"`
	ReachedAt  time.Time      `bun:"reached_at"`
	AnsweredAt bun.NullTime   `bun:"answered_at"`
}

// Call returns a call by its id; fault.NotFound when there is none.
func (s *Store) Call(ctx context.Context, db bun.IDB, callID string) (*linetest.Entry, error) {
	var rows []entryRow
	if err := db.NewSelect().Model(&rows).Where("l.id = ?", callID).Where("l.kind = ?", linetest.Call).Scan(ctx); err != nil {
		return nil, fmt.Errorf("linetest: call: %w", err)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "")
	}
	e, err := rows[0].entry()
	return &e, err
}

// CallsSince returns the calls of all meetings after an instant, the latest first. One query.
func (s *Store) CallsSince(ctx context.Context, since time.Time) ([]linetest.Entry, error) {
	var rows []entryRow
	if err := s.db.NewSelect().Model(&rows).Where("l.kind = ?", linetest.Call).Where("l.at > ?", since.UTC()).Order("l.at DESC", "l.id DESC").Scan(ctx); err != nil {
		return nil, fmt.Errorf("linetest: calls: %w", err)
	}
	entries := make([]linetest.Entry, len(rows))
	for i := range rows {
		var err error
		if entries[i], err = rows[i].entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Receipts returns where calls were shown and who answered them, by call. One query.
func (s *Store) Receipts(ctx context.Context, db bun.IDB, callIDs []string) (map[string][]linetest.Receipt, error) {
	found := map[string][]linetest.Receipt{}
	if len(callIDs) == 0 {
		return found, nil
	}
	var rows []receiptRow
	if err := db.NewSelect().Model(&rows).Where("r.call_id IN (?)", bun.List(callIDs)).Order("r.reached_at", "r.account_id", "r.place").Scan(ctx); err != nil {
		return nil, fmt.Errorf("linetest: receipts: %w", err)
	}
	for _, row := range rows {
		receipt := linetest.Receipt{CallID: row.CallID, AccountID: row.AccountID, Where: row.Where, ByName: row.ByName, ReachedAt: row.ReachedAt.UTC()}
		if !row.AnsweredAt.IsZero() {
			receipt.AnsweredAt = row.AnsweredAt.UTC()
		}
		found[row.CallID] = append(found[row.CallID], receipt)
	}
	return found, nil
}

// PutReceipt writes down that a call was shown to somebody, or that they have answered; what is written once stays.
func (s *Store) PutReceipt(ctx context.Context, tx bun.Tx, r *linetest.Receipt) error {
	row := &receiptRow{CallID: r.CallID, AccountID: r.AccountID, Where: r.Where, ByName: r.ByName, ReachedAt: r.ReachedAt.UTC()}
	if !r.AnsweredAt.IsZero() {
		row.AnsweredAt = bun.NullTime{Time: r.AnsweredAt.UTC()}
	}
	_, err := tx.NewInsert().Model(row).On("CONFLICT (call_id, account_id, place) DO UPDATE").
		Set("answered_at = COALESCE(r.answered_at, EXCLUDED.answered_at)").Exec(ctx)
	if err != nil {
		return fmt.Errorf("linetest: receipt: %w", err)
	}
	return nil
}
