package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"giaoban/internal/id"
)

const (
	tokenBytes   = 32
	maxUsername  = 64
	maxUserAgent = 256
)

// Login checks a password and opens a session. The token is the session's secret, for the caller's cookie; only its
// hash is kept. The error is ErrInvalidCredentials or a *LockedError, or else the database's.
func (s *Service) Login(ctx context.Context, username, password string, client Client) (token string, session *Session, account *Account, err error) {
	username = normalizeUsername(username)
	row, err := s.accountBy(ctx, "username", username)
	if errors.Is(err, ErrNotFound) {
		return "", nil, nil, s.refuseUnknown(ctx, username, password, client)
	}
	if err != nil {
		return "", nil, nil, err
	}
	if err := s.checkCredentials(ctx, row, password, client); err != nil {
		return "", nil, nil, err
	}
	token, session, err = s.open(ctx, row, client)
	return token, session, row.account(), err
}

// refuseUnknown answers for a name that no account has just as for one that has: the same work, and a lock after as
// many attempts, read from the login log. Otherwise the answers would tell which names exist.
func (s *Service) refuseUnknown(ctx context.Context, username, password string, client Client) error {
	var tries []loginRow
	refused, err := s.db.NewSelect().Model(&tries).
		Where("account_id IS NULL").Where("username = ?", username).Where("outcome = ?", OutcomeUnknown).
		Order("id DESC").Limit(1).ScanAndCount(ctx)
	if err != nil {
		return fmt.Errorf("identity: login log: %w", err)
	}
	now, count := s.cfg.Now().UTC(), int(refused)
	if count > 0 && count%s.cfg.LockAfter == 0 {
		until := tries[0].At.Add(s.cfg.LockDuration)
		if left := until.Sub(now); left > 0 {
			return s.refuse(ctx, username, "", client, OutcomeLocked, &LockedError{Until: until, RetryAfter: left})
		}
	}
	if _, err := s.hasher.verify(ctx, bounded(normalizePassword(password), maxPasswordBytes), s.hasher.decoy); err != nil {
		return err
	}
	refusal := ErrInvalidCredentials
	if (count+1)%s.cfg.LockAfter == 0 {
		refusal = &LockedError{Until: now.Add(s.cfg.LockDuration), RetryAfter: s.cfg.LockDuration}
	}
	return s.refuse(ctx, username, "", client, OutcomeUnknown, refusal)
}

// checkCredentials counts the attempt before looking at the password, so that many at once get no more tries than one
// after the other would.
func (s *Service) checkCredentials(ctx context.Context, row *accountRow, password string, client Client) error {
	locked, err := s.countAttempt(ctx, row.ID)
	if err != nil {
		return err
	}
	if locked != nil {
		return s.refuse(ctx, row.Username, row.ID, client, OutcomeLocked, locked)
	}
	right, err := s.hasher.verify(ctx, bounded(normalizePassword(password), maxPasswordBytes), row.PasswordHash)
	if err != nil {
		return err
	}
	if !right {
		refusal := ErrInvalidCredentials
		if locked, err := s.lockedFor(ctx, row.ID); err != nil {
			return err
		} else if locked != nil {
			refusal = locked // this was the last try
		}
		return s.refuse(ctx, row.Username, row.ID, client, OutcomeWrong, refusal)
	}
	if row.Disabled {
		return s.refuse(ctx, row.Username, row.ID, client, OutcomeDisabled, ErrInvalidCredentials)
	}
	_, err = s.db.NewUpdate().Model((*accountRow)(nil)).
		Set("failures = 0").Set("locked_until = NULL").Where("id = ?", row.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return nil
}

// countAttempt takes one of the account's tries; the last one locks it. It returns a *LockedError when none is left.
func (s *Service) countAttempt(ctx context.Context, accountID string) (*LockedError, error) {
	now := s.cfg.Now().UTC()
	last := s.cfg.LockAfter - 1
	result, err := s.db.NewUpdate().Model((*accountRow)(nil)).
		Set("locked_until = CASE WHEN failures >= ? THEN ? ELSE NULL END", last, now.Add(s.cfg.LockDuration)).
		Set("failures = CASE WHEN failures >= ? THEN 0 ELSE failures + 1 END", last).
		Where("id = ?", accountID).
		Where("locked_until IS NULL OR locked_until <= ?", now).
		Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	if taken, err := result.RowsAffected(); err != nil || taken > 0 {
		return nil, err
	}
	locked, err := s.lockedFor(ctx, accountID)
	if err == nil && locked == nil {
		// Unlocked between the two statements: the next attempt will be counted.
		locked = &LockedError{Until: now.Add(time.Second), RetryAfter: time.Second}
	}
	return locked, err
}

// lockedFor returns until when the account is locked, nil when it is not.
func (s *Service) lockedFor(ctx context.Context, accountID string) (*LockedError, error) {
	row, err := s.accountBy(ctx, "id", accountID)
	if err != nil {
		return nil, err
	}
	left := row.LockedUntil.Sub(s.cfg.Now())
	if left <= 0 {
		return nil, nil
	}
	return &LockedError{Until: row.LockedUntil.Time, RetryAfter: left}, nil
}

// open writes the session, the login and the account's last login together.
func (s *Service) open(ctx context.Context, account *accountRow, client Client) (string, *Session, error) {
	var secret [tokenBytes]byte
	if _, err := rand.Read(secret[:]); err != nil {
		return "", nil, fmt.Errorf("identity: session token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(secret[:])
	now := s.cfg.Now().UTC()
	row := &sessionRow{
		ID: id.New("SE_"), TokenHash: hashToken(token), AccountID: account.ID, CreatedAt: now, LastSeenAt: now,
		ExpiresAt: now.Add(s.cfg.SessionLifetime), Source: client.Source, UserAgent: bounded(client.UserAgent, maxUserAgent),
	}
	err := s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("expires_at <= ?", now).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewUpdate().Model((*accountRow)(nil)).Set("last_login_at = ?", now).Where("id = ?", account.ID).Exec(ctx); err != nil {
			return err
		}
		return logLogin(ctx, tx, now, account.Username, account.ID, client, OutcomeOK)
	})
	if err != nil {
		return "", nil, fmt.Errorf("identity: open session: %w", err)
	}
	account.LastLoginAt = bun.NullTime{Time: now}
	return token, row.session(), nil
}

// refuse logs a failed login and returns why it failed.
func (s *Service) refuse(ctx context.Context, username, accountID string, client Client, outcome Outcome, why error) error {
	if err := logLogin(ctx, s.db, s.cfg.Now().UTC(), username, accountID, client, outcome); err != nil {
		return fmt.Errorf("identity: login log: %w", err)
	}
	return why
}

func logLogin(ctx context.Context, db bun.IDB, at time.Time, username, accountID string, client Client, outcome Outcome) error {
	loginID, err := uuid.NewV7()
	if err != nil {
		return err
	}
	_, err = db.NewInsert().Model(&loginRow{
		ID: loginID.String(), At: at, Username: username, AccountID: accountID, Source: client.Source,
		UserAgent: bounded(client.UserAgent, maxUserAgent), Outcome: outcome,
	}).Exec(ctx)
	return err
}

// Logins returns the newest attempts to log in to an account, up to limit.
func (s *Service) Logins(ctx context.Context, accountID string, limit int64) ([]Login, error) {
	var rows []loginRow
	if err := s.db.NewSelect().Model(&rows).Where("account_id = ?", accountID).Order("id DESC").Limit(limit).Scan(ctx); err != nil {
		return nil, fmt.Errorf("identity: login log: %w", err)
	}
	logins := make([]Login, len(rows))
	for i, r := range rows {
		logins[i] = Login{At: r.At, Username: r.Username, AccountID: r.AccountID, Source: r.Source, UserAgent: r.UserAgent, Outcome: r.Outcome}
	}
	return logins, nil
}

func (s *Service) accountBy(ctx context.Context, column, value string) (*accountRow, error) {
	row := &accountRow{}
	err := s.db.NewSelect().Model(row).Where("? = ?", bun.Ident(column), value).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return row, nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func normalizeUsername(username string) string {
	return bounded(strings.ToLower(strings.TrimSpace(username)), maxUsername)
}

// bounded cuts text to at most limit bytes of UTF-8 without NUL, which no database keeps in a text.
func bounded(text string, limit int) string {
	if len(text) > limit {
		text = text[:limit]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}
