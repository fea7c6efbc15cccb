package planstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
)

type requestRow struct {
	bun.BaseModel `bun:"table:meeting_requests,alias:request"`

	AccountID string `bun:"account_id,pk"`
	Key       string `bun:"key,pk"`
	MeetingID string `bun:"meeting_id"`
}

// MadeBy returns the meeting that an account's request with a key has made; "" when there is none.
func (s *Store) MadeBy(ctx context.Context, accountID, key string) (string, error) {
	row := &requestRow{}
	err := s.db.NewSelect().Model(row).Where("request.account_id = ?", accountID).Where("request.key = ?", key).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("plan: request: %w", err)
	}
	return row.MeetingID, nil
}

// AddRequest keeps which meeting a request made. It fails with fault.Conflict when the request has made one before.
func (s *Store) AddRequest(ctx context.Context, tx bun.Tx, accountID, key, meetingID string) error {
	_, err := tx.NewInsert().Model(&requestRow{AccountID: accountID, Key: key, MeetingID: meetingID}).Exec(ctx)
	if store.IsUnique(err) {
		return fault.Wrap(fault.Conflict, "meetings.made_already", err)
	}
	if err != nil {
		return fmt.Errorf("plan: request: %w", err)
	}
	return nil
}
