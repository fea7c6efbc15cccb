package invitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/invite"
)

// AddFeed inserts a link by the hash of its secret.
func (s *Store) AddFeed(ctx context.Context, f *invite.Feed, tokenHash string) error {
	row := feedRow{ID: f.ID, TokenHash: tokenHash, AccountID: f.AccountID, Room: f.Room, Detail: f.Detail, CreatedAt: f.CreatedAt.UTC()}
	if _, err := s.db.NewInsert().Model(&row).Exec(ctx); err != nil {
		return fmt.Errorf("invite: feed: %w", err)
	}
	return nil
}

// Feeds returns the links of an account, the newest first.
func (s *Store) Feeds(ctx context.Context, accountID string) ([]invite.Feed, error) {
	var rows []feedRow
	err := s.db.NewSelect().Model(&rows).ColumnExpr("f.*").ColumnExpr("COALESCE(r.title_vi, '') AS title_vi, COALESCE(r.title_en, '') AS title_en").
		Join("LEFT JOIN rooms AS r ON r.name = f.room").Where("f.account_id = ?", accountID).Order("f.created_at DESC", "f.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("invite: feeds: %w", err)
	}
	all := make([]invite.Feed, len(rows))
	for i := range rows {
		all[i] = rows[i].feed()
	}
	return all, nil
}

// FeedByToken returns the link whose secret has the hash; fault.NotFound when there is none.
func (s *Store) FeedByToken(ctx context.Context, tokenHash string) (*invite.Feed, error) {
	row := &feedRow{}
	err := s.db.NewSelect().Model(row).ColumnExpr("f.*").ColumnExpr("COALESCE(r.title_vi, '') AS title_vi, COALESCE(r.title_en, '') AS title_en").
		Join("LEFT JOIN rooms AS r ON r.name = f.room").Where("f.token_hash = ?", tokenHash).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("invite: feed: %w", err)
	}
	found := row.feed()
	return &found, nil
}

// UsedFeed notes when a link was last used.
func (s *Store) UsedFeed(ctx context.Context, id string, at time.Time) error {
	_, err := s.db.NewUpdate().Model((*feedRow)(nil)).Set("last_used_at = ?", at.UTC()).Where("id = ?", id).Exec(ctx)
	if err != nil {
		return fmt.Errorf("invite: feed: %w", err)
	}
	return nil
}

// DeleteFeed revokes a link of an account; fault.NotFound when it has none such.
func (s *Store) DeleteFeed(ctx context.Context, accountID, id string) error {
	result, err := s.db.NewDelete().Model((*feedRow)(nil)).Where("id = ?", id).Where("account_id = ?", accountID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("invite: feed: %w", err)
	}
	if count, err := result.RowsAffected(); err != nil || count > 0 {
		return err
	}
	return fault.New(fault.NotFound, "")
}

func fromMicros(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
