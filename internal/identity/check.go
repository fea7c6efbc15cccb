package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	case s.cfg.IdleTimeout > 0 && now.Sub(row.LastSeenAt) >= s.cfg.IdleTimeout:
		return ErrSessionIdle
	}
	return nil
}
