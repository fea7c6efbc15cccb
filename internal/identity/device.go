package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
)

// AddDevice makes, in tx, the account of a device that stands in a room and speaks for it. It never has a password:
// sessions are opened by OpenDevice, when the device has proved by a key of its own that it is the one. It fails as
// Create does.
func (s *Service) AddDevice(ctx context.Context, tx bun.Tx, actor audit.Actor, account Account) (*Account, error) {
	row, err := s.newRow(account)
	if err != nil {
		return nil, err
	}
	row.MustChange, row.Demo, row.RoomName = false, false, account.Room
	if err := s.insert(ctx, tx, actor, row); err != nil {
		return nil, err
	}
	return row.account(), nil
}

// RetireDevice disables, in tx, the account of a device and ends its sessions.
func (s *Service) RetireDevice(ctx context.Context, tx bun.Tx, actor audit.Actor, accountID string) error {
	row, err := s.accountBy(ctx, tx, "id", accountID)
	if err != nil || row.Disabled {
		return err
	}
	return s.disable(ctx, tx, actor, row, ByAdministrator)
}

// OpenDevice opens a session of a device's account and ends the ones before: a device has one. The token is the
// session's secret. ErrInvalidCredentials: the account is no device's, or is disabled.
func (s *Service) OpenDevice(ctx context.Context, accountID string, client Client) (token string, session *Session, account *Account, err error) {
	row, err := s.accountBy(ctx, s.db, "id", accountID)
	if err != nil {
		return "", nil, nil, err
	}
	if err := s.disableIfUnused(ctx, row); err != nil {
		return "", nil, nil, err
	}
	if row.RoomName == "" || row.Disabled {
		return "", nil, nil, s.refuse(ctx, row.Username, row.ID, client, OutcomeDisabled, ErrInvalidCredentials)
	}
	token, session, err = s.open(ctx, row, client, false)
	if err != nil {
		return "", nil, nil, err
	}
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		return endSessions(ctx, tx, row.ID, session.ID)
	})
	if err != nil {
		return "", nil, nil, fmt.Errorf("identity: open device: %w", err)
	}
	return token, session, row.account(), nil
}

// idle reports whether nobody has used a session for too long. At a device there is nobody who could leave it open: it
// shows what hangs on the wall anyway.
func (s *Service) idle(row *sessionRow, account *accountRow, now time.Time) bool {
	return s.cfg.IdleTimeout > 0 && account.RoomName == "" && now.Sub(row.LastSeenAt) >= s.cfg.IdleTimeout
}
