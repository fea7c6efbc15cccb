package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
)

const (
	tokenBytes   = 32
	maxUsername  = 64
	maxUserAgent = 256
)

// pendingLifetime is how long the code of the second factor may take after the password.
const pendingLifetime = 10 * time.Minute

// Login checks a password and opens a session. The token is the session's secret, for the caller's cookie; only its
// hash is kept. The session may require further steps; one that requires a code is good for ConfirmLogin only. The error
// is ErrInvalidCredentials or a *LockedError, or else the database's.
func (s *Service) Login(ctx context.Context, username, password string, client Client) (token string, session *Session, account *Account, err error) {
	username = normalizeUsername(username)
	row, err := s.accountBy(ctx, s.db, "username", username)
	if errors.Is(err, ErrNotFound) {
		return "", nil, nil, s.refuseUnknown(ctx, username, password, client)
	}
	if err != nil {
		return "", nil, nil, err
	}
	if err := s.checkCredentials(ctx, row, password, client); err != nil {
		return "", nil, nil, err
	}
	token, session, err = s.open(ctx, row, client, !row.TOTPSince.IsZero())
	return token, session, row.account(), err
}

// ConfirmLogin checks the code that a session requires, one of the authenticator app or a recovery code, and replaces the
// session by one with another token that requires it no more. Wrong codes lock the account just as wrong passwords do:
// the error is ErrInvalidCode or a *LockedError.
func (s *Service) ConfirmLogin(ctx context.Context, pending *Session, code string, client Client) (token string, session *Session, account *Account, err error) {
	if pending.Requires != StepCode {
		return "", nil, nil, fault.New(fault.Conflict, "account.no_code_awaited")
	}
	row, err := s.accountBy(ctx, s.db, "id", pending.AccountID)
	if err != nil {
		return "", nil, nil, err
	}
	locked, err := s.countAttempt(ctx, row.ID)
	if err != nil {
		return "", nil, nil, err
	}
	if locked != nil {
		return "", nil, nil, s.refuse(ctx, row.Username, row.ID, client, OutcomeLocked, locked)
	}
	if err := s.useCode(ctx, row, code); errors.Is(err, ErrInvalidCode) {
		return "", nil, nil, s.refuseTry(ctx, row, client, OutcomeWrongCode, ErrInvalidCode)
	} else if err != nil {
		return "", nil, nil, err
	}
	if err := s.forgetFailures(ctx, row.ID); err != nil {
		return "", nil, nil, err
	}
	if _, err := s.db.NewDelete().Model((*sessionRow)(nil)).Where("id = ?", pending.ID).Exec(ctx); err != nil {
		return "", nil, nil, fmt.Errorf("identity: %w", err)
	}
	token, session, err = s.open(ctx, row, client, false)
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
	right, err := s.verifyPassword(ctx, row, password)
	if err != nil {
		return err
	}
	if !right {
		return s.refuseTry(ctx, row, client, OutcomeWrong, ErrInvalidCredentials)
	}
	if err := s.disableIfUnused(ctx, row); err != nil {
		return err
	}
	if row.Disabled {
		return s.refuse(ctx, row.Username, row.ID, client, OutcomeDisabled, ErrInvalidCredentials)
	}
	if !row.TOTPSince.IsZero() {
		// Forgetting the failures now would give whoever knows the password as many tries at the code as they like.
		return s.giveBackAttempt(ctx, row.ID)
	}
	return s.forgetFailures(ctx, row.ID)
}

// verifyPassword does the same work for an account without a password as for one that has.
func (s *Service) verifyPassword(ctx context.Context, row *accountRow, password string) (bool, error) {
	password = bounded(normalizePassword(password), maxPasswordBytes)
	if row.PasswordHash == "" {
		_, err := s.hasher.verify(ctx, password, s.hasher.decoy)
		return false, err
	}
	return s.hasher.verify(ctx, password, row.PasswordHash)
}

// refuseTry logs a wrong password or code, and tells of the lock when it was the last try.
func (s *Service) refuseTry(ctx context.Context, row *accountRow, client Client, outcome Outcome, refusal error) error {
	if locked, err := s.lockedFor(ctx, row.ID); err != nil {
		return err
	} else if locked != nil {
		refusal = locked
	}
	return s.refuse(ctx, row.Username, row.ID, client, outcome, refusal)
}

func (s *Service) forgetFailures(ctx context.Context, accountID string) error {
	_, err := s.db.NewUpdate().Model((*accountRow)(nil)).
		Set("failures = 0").Set("locked_until = NULL").Where("id = ?", accountID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return nil
}

// giveBackAttempt undoes one countAttempt whose try was right. When another try has locked the account meanwhile, the
// lock counted this one too and is lifted; that other try stays counted.
func (s *Service) giveBackAttempt(ctx context.Context, accountID string) error {
	_, err := s.db.NewUpdate().Model((*accountRow)(nil)).
		Set("failures = CASE WHEN locked_until IS NOT NULL THEN ? WHEN failures > 0 THEN failures - 1 ELSE 0 END", s.cfg.LockAfter-1).
		Set("locked_until = NULL").Where("id = ?", accountID).Exec(ctx)
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
		// A NULL of the column's type: PostgreSQL would take the whole for a text.
		Set("locked_until = CASE WHEN failures >= ? THEN ? ELSE NULLIF(locked_until, locked_until) END", last, now.Add(s.cfg.LockDuration)).
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
	row, err := s.accountBy(ctx, s.db, "id", accountID)
	if err != nil {
		return nil, err
	}
	left := row.LockedUntil.Sub(s.cfg.Now())
	if left <= 0 {
		return nil, nil
	}
	return &LockedError{Until: row.LockedUntil.Time, RetryAfter: left}, nil
}

// open writes the session, the login and the account's last login together. A pending session still needs the code.
func (s *Service) open(ctx context.Context, account *accountRow, client Client, pending bool) (string, *Session, error) {
	token := newToken()
	now := s.cfg.Now().UTC()
	lifetime, outcome := s.cfg.SessionLifetime, OutcomeOK
	if pending {
		lifetime, outcome = pendingLifetime, OutcomePassword
	}
	row := &sessionRow{
		ID: id.New("SE_"), TokenHash: hashToken(token), AccountID: account.ID, Pending: pending, CreatedAt: now, LastSeenAt: now,
		ExpiresAt: now.Add(lifetime), Source: client.Source, UserAgent: bounded(client.UserAgent, maxUserAgent),
	}
	err := s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("expires_at <= ?", now).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return err
		}
		if err := logLogin(ctx, tx, now, account.Username, account.ID, client, outcome); err != nil || pending {
			return err
		}
		_, err := tx.NewUpdate().Model((*accountRow)(nil)).Set("last_login_at = ?", now).Where("id = ?", account.ID).Exec(ctx)
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("identity: open session: %w", err)
	}
	if !pending {
		account.LastLoginAt = bun.NullTime{Time: now}
	}
	return token, s.session(row, account), nil
}

// newToken returns a secret that cannot be guessed, of characters that need no escaping in addresses.
func newToken() string {
	var secret [tokenBytes]byte
	rand.Read(secret[:]) // never fails: it aborts the program instead
	return base64.RawURLEncoding.EncodeToString(secret[:])
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
