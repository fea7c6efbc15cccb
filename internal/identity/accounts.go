package identity

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/id"
)

// usernameForm keeps usernames typeable on any keyboard.
var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,63}$`)

const maxDisplayName = 200

// Create makes an account. It fails with ErrInvalid, ErrExists or a *PasswordError.
func (s *Service) Create(ctx context.Context, actor audit.Actor, account Account, password string) (*Account, error) {
	account.Username = normalizeUsername(account.Username)
	account.DisplayName = strings.TrimSpace(account.DisplayName)
	switch {
	case !usernameForm.MatchString(account.Username):
		return nil, fmt.Errorf("%w: a username is 2 to 64 of a-z, 0-9, dot, underscore and hyphen", ErrInvalid)
	case account.DisplayName == "" || len(account.DisplayName) > maxDisplayName:
		return nil, fmt.Errorf("%w: a display name is 1 to %d bytes", ErrInvalid, maxDisplayName)
	case !account.Role.Valid():
		return nil, fmt.Errorf("%w: unknown role %q", ErrInvalid, account.Role)
	}
	password = normalizePassword(password)
	if err := s.checkPassword(account.Username, password); err != nil {
		return nil, err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	now := s.cfg.Now().UTC()
	row := &accountRow{
		ID: id.New("AC_"), Username: account.Username, DisplayName: account.DisplayName, Role: account.Role,
		UnitCatalogue: account.UnitCatalogue, UnitCode: account.UnitCode, PasswordHash: hash, Demo: account.Demo,
		CreatedAt: now, UpdatedAt: now,
	}
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewInsert().Model(row).On("CONFLICT (username) DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("identity: %w", err)
		}
		if made, err := result.RowsAffected(); err != nil || made == 0 {
			return errors.Join(ErrExists, err)
		}
		return s.audit.In(tx).Append(ctx, actor, "account.created", "account:"+row.ID,
			map[string]any{"username": row.Username, "role": row.Role, "demo": row.Demo})
	})
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// Account returns the account with the username; ErrNotFound when there is none.
func (s *Service) Account(ctx context.Context, username string) (*Account, error) {
	row, err := s.accountBy(ctx, "username", normalizeUsername(username))
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// ChangePassword replaces an account's password and ends its other sessions than keep. The current password is checked
// as at a login: the error is ErrInvalidCredentials, a *LockedError or a *PasswordError.
func (s *Service) ChangePassword(ctx context.Context, actor audit.Actor, keep *Session, current, replacement string, client Client) error {
	row, err := s.accountBy(ctx, "id", keep.AccountID)
	if err != nil {
		return err
	}
	if err := s.checkCredentials(ctx, row, current, client); err != nil {
		return err
	}
	replacement = normalizePassword(replacement)
	if err := s.checkPassword(row.Username, replacement); err != nil {
		return err
	}
	if replacement == normalizePassword(current) {
		return &PasswordError{Problem: PasswordSame, MinLength: s.cfg.PasswordMinLength}
	}
	hash, err := s.hasher.hash(ctx, replacement)
	if err != nil {
		return err
	}
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*accountRow)(nil)).
			Set("password_hash = ?", hash).Set("updated_at = ?", s.cfg.Now().UTC()).Where("id = ?", row.ID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("identity: %w", err)
		}
		_, err = tx.NewDelete().Model((*sessionRow)(nil)).Where("account_id = ?", row.ID).Where("id <> ?", keep.ID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("identity: %w", err)
		}
		return s.audit.In(tx).Append(ctx, actor, "account.password_changed", "account:"+row.ID, nil)
	})
}

// SetDemoEnabled enables or disables every account whose password is public, and ends their sessions when disabling.
func (s *Service) SetDemoEnabled(ctx context.Context, enabled bool) error {
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		demo := tx.NewSelect().Model((*accountRow)(nil)).Column("id").Where("demo = ?", true)
		if !enabled {
			if _, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("account_id IN (?)", demo).Exec(ctx); err != nil {
				return fmt.Errorf("identity: %w", err)
			}
		}
		_, err := tx.NewUpdate().Model((*accountRow)(nil)).Set("disabled = ?", !enabled).Where("demo = ?", true).Exec(ctx)
		if err != nil {
			return fmt.Errorf("identity: %w", err)
		}
		return nil
	})
}
