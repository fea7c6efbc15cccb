package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
)

// touchEvery bounds how often a session's last request is written down.
const touchEvery = 30 * time.Second

// Authenticate is Recognize for a request that its owner makes now.
func (s *Service) Authenticate(ctx context.Context, token string) (*Session, *Account, error) {
	return s.Recognize(ctx, token, 0)
}

// Recognize returns the session that has the token, and its account. quiet is how long ago the session's owner last did
// something, as far as the request tells: a page that reads again by itself must not keep its session from locking. A
// client that tells less than is true gains nothing beyond the session's lifetime. The error is ErrNoSession,
// ErrSessionExpired or ErrSessionIdle; with ErrSessionIdle session and account are returned too, so that a caller who knows the person to be
// active otherwise may Touch the session and go on.
func (s *Service) Recognize(ctx context.Context, token string, quiet time.Duration) (*Session, *Account, error) {
	row := &sessionRow{}
	err := s.db.NewSelect().Model(row).Where("token_hash = ?", hashToken(token)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, ErrNoSession
	}
	if err != nil {
		return nil, nil, fmt.Errorf("identity: %w", err)
	}
	now := s.cfg.Now()
	if !now.Before(row.ExpiresAt) {
		return nil, nil, ErrSessionExpired
	}
	account, err := s.accountBy(ctx, s.db, "id", row.AccountID)
	if err != nil {
		return nil, nil, err
	}
	if account.Disabled {
		return nil, nil, ErrNoSession
	}
	if s.idle(row, account, now) {
		return s.session(row, account), account.account(), ErrSessionIdle
	}
	session := s.session(row, account)
	seen := now.Add(-max(quiet, 0))
	// A time that is still to come is from before the clock stepped back.
	if row.LastSeenAt.After(now) || seen.Sub(row.LastSeenAt) >= min(touchEvery, max(s.cfg.IdleTimeout/4, time.Second)) {
		return session, account.account(), s.seen(ctx, session, seen)
	}
	return session, account.account(), nil
}

// Touch notes that the session's owner is active now.
func (s *Service) Touch(ctx context.Context, session *Session) error {
	return s.seen(ctx, session, s.cfg.Now())
}

// seen notes when the session's owner was active. However the clock was set, the session ends a lifetime from now at the
// latest.
func (s *Service) seen(ctx context.Context, session *Session, at time.Time) error {
	session.LastSeenAt = at.UTC()
	if last := s.cfg.Now().Add(s.cfg.SessionLifetime).UTC(); session.ExpiresAt.After(last) {
		session.ExpiresAt = last
	}
	_, err := s.db.NewUpdate().Model((*sessionRow)(nil)).
		Set("last_seen_at = ?", session.LastSeenAt).Set("expires_at = ?", session.ExpiresAt).Where("id = ?", session.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return nil
}

// Sessions lists the sessions of an account that have not expired, the newest first.
func (s *Service) Sessions(ctx context.Context, accountID string) ([]Session, error) {
	var rows []sessionRow
	err := s.db.NewSelect().Model(&rows).Where("account_id = ?", accountID).Where("expires_at > ?", s.cfg.Now().UTC()).
		Order("created_at DESC", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("identity: sessions: %w", err)
	}
	sessions := make([]Session, len(rows))
	account, err := s.accountBy(ctx, s.db, "id", accountID)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		sessions[i] = *s.session(&rows[i], account)
	}
	return sessions, nil
}

// Revoke ends one session of an account; ErrNotFound when the account has no such session.
func (s *Service) Revoke(ctx context.Context, actor audit.Actor, accountID, sessionID string) error {
	result, err := s.db.NewDelete().Model((*sessionRow)(nil)).
		Where("id = ?", sessionID).Where("account_id = ?", accountID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: revoke session: %w", err)
	}
	if ended, err := result.RowsAffected(); err != nil {
		return fmt.Errorf("identity: revoke session: %w", err)
	} else if ended == 0 {
		return ErrNotFound
	}
	s.told(ctx, accountID)
	return s.audit.Append(ctx, actor, "session.ended", "account:"+accountID, map[string]string{"session": sessionID})
}

// RevokeAll ends the sessions of an account, all but the one to keep ("" = none is kept).
func (s *Service) RevokeAll(ctx context.Context, actor audit.Actor, accountID, keep string) error {
	return s.ending(ctx, accountID, func(ctx context.Context, tx bun.Tx) error {
		if err := endSessions(ctx, tx, accountID, keep); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "session.all_ended", "account:"+accountID, map[string]string{"kept": keep})
	})
}
