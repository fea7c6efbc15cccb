package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/uptrace/bun"
)

// Check tells whether a session is still good, without counting as its owner's activity: for what stays open beside it.
// The error is ErrNoSession, ErrSessionExpired or ErrSessionIdle, or else the database's.
func (s *Service) Check(ctx context.Context, sessionID string) error {
	row := &sessionRow{}
	err := s.db.NewSelect().Model(row).Where("id = ?", sessionID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNoSession
	}
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	account, err := s.accountBy(ctx, s.db, "id", row.AccountID)
	now := s.cfg.Now()
	switch {
	case errors.Is(err, ErrNotFound):
		return ErrNoSession
	case err != nil:
		return err
	case account.Disabled:
		return ErrNoSession
	case !now.Before(row.ExpiresAt):
		return ErrSessionExpired
	case s.idle(row, account, now):
		return ErrSessionIdle
	}
	return nil
}

// Lapsed returns the accounts of seats that must not stay where their sessions let them in: disabled ones, and those
// whose session (the value; "" = not known, which is no reason) was ended or has expired. Idle sessions stay: who listens
// is not away.
func (s *Service) Lapsed(ctx context.Context, seats map[string]string) ([]string, error) {
	if len(seats) == 0 {
		return nil, nil
	}
	ids := slices.Sorted(maps.Keys(seats))
	var enabled []string
	err := s.db.NewSelect().Model((*accountRow)(nil)).Column("id").Where("id IN (?)", bun.List(ids)).Where("disabled = ?", false).Scan(ctx, &enabled)
	if err != nil {
		return nil, fmt.Errorf("identity: accounts: %w", err)
	}
	var good []string
	err = s.db.NewSelect().Model((*sessionRow)(nil)).Column("id").
		Where("account_id IN (?)", bun.List(ids)).Where("expires_at > ?", s.cfg.Now().UTC()).Scan(ctx, &good)
	if err != nil {
		return nil, fmt.Errorf("identity: sessions: %w", err)
	}
	return slices.DeleteFunc(ids, func(id string) bool {
		session := seats[id]
		return slices.Contains(enabled, id) && (session == "" || slices.Contains(good, session))
	}), nil
}
