package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
)

// Link lets its bearer set an account's password, once. It is told to nobody but the administrator who asked for it.
type Link struct {
	Secret    string
	ExpiresAt time.Time
}

// Path is where the app takes the link. The secret stands after #, which browsers send to no server.
func (l *Link) Path() string { return "/reset#" + l.Secret }

// ResetPassword makes an account's password useless, ends its sessions and its lock, and returns the link by which its
// owner sets a new one. A link made before is of no use any more. ErrNotFound: no such account.
func (s *Service) ResetPassword(ctx context.Context, actor audit.Actor, accountID string) (*Link, error) {
	var link *Link
	err := s.ending(ctx, accountID, func(ctx context.Context, tx bun.Tx) error {
		row, err := s.accountBy(ctx, tx, "id", accountID)
		if err != nil {
			return err
		}
		if row.Demo {
			return fault.New(fault.Forbidden, "account.demo")
		}
		if row.RoomName != "" {
			return fault.New(fault.Forbidden, "account.terminal")
		}
		if err := s.putHash(ctx, tx, row, "", false); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, row.ID, ""); err != nil {
			return err
		}
		link, err = s.putLink(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.password_reset", "account:"+row.ID,
			map[string]any{"username": row.Username, "expiresAt": link.ExpiresAt})
	})
	if err != nil {
		return nil, err
	}
	return link, nil
}

func (s *Service) putLink(ctx context.Context, tx bun.Tx, accountID string) (*Link, error) {
	now := s.cfg.Now().UTC()
	link := &Link{Secret: newToken(), ExpiresAt: now.Add(s.cfg.LinkLifetime)}
	row := &linkRow{AccountID: accountID, TokenHash: hashToken(link.Secret), CreatedAt: now, ExpiresAt: link.ExpiresAt}
	_, err := tx.NewInsert().Model(row).On("CONFLICT (account_id) DO UPDATE").
		Set("token_hash = EXCLUDED.token_hash").Set("created_at = EXCLUDED.created_at").Set("expires_at = EXCLUDED.expires_at").Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("identity: password link: %w", err)
	}
	return link, nil
}

// LinkAccount returns whose password a link sets, or ErrLink.
func (s *Service) LinkAccount(ctx context.Context, secret string) (*Account, *Link, error) {
	row, account, err := s.findLink(ctx, s.db, secret)
	if err != nil {
		return nil, nil, err
	}
	return account.account(), &Link{Secret: secret, ExpiresAt: row.ExpiresAt}, nil
}

func (s *Service) findLink(ctx context.Context, db bun.IDB, secret string) (*linkRow, *accountRow, error) {
	row := &linkRow{}
	err := db.NewSelect().Model(row).Where("token_hash = ?", hashToken(secret)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, ErrLink
	}
	if err != nil {
		return nil, nil, fmt.Errorf("identity: password link: %w", err)
	}
	account, err := s.accountBy(ctx, db, "id", row.AccountID)
	if err != nil {
		return nil, nil, err
	}
	if !s.cfg.Now().Before(row.ExpiresAt) || account.Disabled {
		return nil, nil, ErrLink
	}
	return row, account, nil
}

// UseLink sets the password of the account that a link is for and ends its sessions. A link is good once, but a password
// that breaks a rule does not use it up. The error is ErrLink or a *PasswordError.
func (s *Service) UseLink(ctx context.Context, secret, password string, client Client) error {
	_, account, err := s.findLink(ctx, s.db, secret)
	if err != nil {
		return err
	}
	hash, err := s.newHash(ctx, account, password)
	if err != nil {
		return err
	}
	actor := audit.Actor{ID: account.ID, Name: account.Username, Source: client.Source}
	return s.ending(ctx, account.ID, func(ctx context.Context, tx bun.Tx) error {
		used := changed(tx.NewDelete().Model((*linkRow)(nil)).Where("token_hash = ?", hashToken(secret)).Exec(ctx))
		if errors.Is(used, ErrNotFound) {
			return ErrLink // used or replaced meanwhile
		}
		if used != nil {
			return used
		}
		if err := s.putHash(ctx, tx, account, hash, false); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, account.ID, ""); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.password_set", "account:"+account.ID, nil)
	})
}
