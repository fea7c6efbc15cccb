package identity

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
)

// DisableUnused disables the accounts that nobody has logged in to for Config.DisableAfter since they were made or
// enabled, recorded as the system's doing, and returns how many. The last administrator stays, and so do the accounts of
// a demonstration.
func (s *Service) DisableUnused(ctx context.Context) (disabled int, err error) {
	if s.cfg.DisableAfter <= 0 {
		return 0, nil
	}
	before := s.cfg.Now().UTC().Add(-s.cfg.DisableAfter)
	var rows []accountRow
	err = s.db.NewSelect().Model(&rows).Where("disabled = ?", false).Where("demo = ?", false).Where("active_since < ?", before).
		Where("last_login_at IS NULL OR last_login_at < ?", before).Order("id").Scan(ctx)
	if err != nil {
		return 0, fmt.Errorf("identity: unused accounts: %w", err)
	}
	for i := range rows {
		if err := s.disableIfUnused(ctx, &rows[i]); err != nil {
			return disabled, err
		}
		if rows[i].Disabled {
			disabled++
		}
	}
	return disabled, nil
}

// disableIfUnused disables the account of row when nobody has logged in to it for too long, and says so in row.
func (s *Service) disableIfUnused(ctx context.Context, row *accountRow) error {
	now := s.cfg.Now()
	used := row.ActiveSince
	if row.LastLoginAt.After(used) {
		used = row.LastLoginAt.Time
	}
	if s.cfg.DisableAfter <= 0 || row.Disabled || row.Demo || now.Sub(used) <= s.cfg.DisableAfter {
		return nil
	}
	err := s.ending(ctx, row.ID, func(ctx context.Context, tx bun.Tx) error {
		return s.disable(ctx, tx, audit.Actor{}, row, Unused)
	})
	if errors.Is(err, ErrLastAdmin) {
		return nil
	}
	return err
}

// Tidy does what is due once a day: it disables unused accounts and forgets sessions and links that have expired.
func (s *Service) Tidy(ctx context.Context) error {
	if _, err := s.DisableUnused(ctx); err != nil {
		return err
	}
	now := s.cfg.Now().UTC()
	for _, model := range []any{(*sessionRow)(nil), (*linkRow)(nil)} {
		if _, err := s.db.NewDelete().Model(model).Where("expires_at <= ?", now).Exec(ctx); err != nil {
			return fmt.Errorf("identity: %w", err)
		}
	}
	return nil
}
