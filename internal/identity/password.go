package identity

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"giaoban/internal/audit"
)

const (
	// maxPasswordBytes bounds what is hashed; a longer text is not a password.
	maxPasswordBytes = 256
	// minClasses of lower case, upper case, digits and others must be in a password.
	minClasses = 3
)

// PasswordProblem is what is wrong with a new password.
type PasswordProblem string

// What a new password can break.
const (
	PasswordTooShort  PasswordProblem = "too_short"
	PasswordTooLong   PasswordProblem = "too_long"
	PasswordTooPlain  PasswordProblem = "too_plain" // fewer than three classes of characters
	PasswordTooCommon PasswordProblem = "too_common"
	PasswordHasName   PasswordProblem = "contains_username"
	PasswordSame      PasswordProblem = "same_as_before"
	PasswordEarlier   PasswordProblem = "used_earlier"
)

// PasswordError means that a new password breaks a rule.
type PasswordError struct {
	Problem   PasswordProblem
	MinLength int // the rule in force
	History   int // likewise
}

func (e *PasswordError) Error() string { return "identity: new password: " + string(e.Problem) }

func (s *Service) refusePassword(problem PasswordProblem) error {
	return &PasswordError{Problem: problem, MinLength: s.cfg.PasswordMinLength, History: s.cfg.PasswordHistory}
}

// PasswordMinLength is the shortest password that is taken, in characters.
func (s *Service) PasswordMinLength() int { return s.cfg.PasswordMinLength }

// normalizePassword makes the same password of what different keyboards compose differently (RFC 8265, section 4.2.2):
// Vietnamese letters above all.
func normalizePassword(password string) string { return norm.NFC.String(password) }

// checkPassword applies the rules that need no memory to a new, normalized password.
func (s *Service) checkPassword(account *accountRow, password string) error {
	switch {
	case len(password) > maxPasswordBytes:
		return s.refusePassword(PasswordTooLong)
	case utf8.RuneCountInString(password) < s.cfg.PasswordMinLength:
		return s.refusePassword(PasswordTooShort)
	case strings.Contains(strings.ToLower(password), account.Username):
		return s.refusePassword(PasswordHasName)
	case classes(password) < minClasses:
		return s.refusePassword(PasswordTooPlain)
	case !account.Demo && common(password): // a demonstration's password is public anyway
		return s.refusePassword(PasswordTooCommon)
	}
	return nil
}

func classes(password string) int {
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

// newHash applies all rules to a new password of an account that exists and returns its hash.
func (s *Service) newHash(ctx context.Context, account *accountRow, password string) (string, error) {
	password = normalizePassword(password)
	if err := s.checkPassword(account, password); err != nil {
		return "", err
	}
	if account.PasswordHash != "" {
		if same, err := s.hasher.verify(ctx, password, account.PasswordHash); err != nil {
			return "", err
		} else if same {
			return "", s.refusePassword(PasswordSame)
		}
	}
	if s.cfg.PasswordHistory > 0 {
		var earlier []historyRow
		err := s.db.NewSelect().Model(&earlier).Where("account_id = ?", account.ID).Order("id DESC").Limit(int64(s.cfg.PasswordHistory)).Scan(ctx)
		if err != nil {
			return "", fmt.Errorf("identity: earlier passwords: %w", err)
		}
		for _, row := range earlier {
			if used, err := s.hasher.verify(ctx, password, row.PasswordHash); err != nil {
				return "", err
			} else if used {
				return "", s.refusePassword(PasswordEarlier)
			}
		}
	}
	return s.hasher.hash(ctx, password)
}

// putHash replaces the password hash of an account ("" = none), remembers the one before among the earlier ones and
// forgets those that no longer count.
func (s *Service) putHash(ctx context.Context, tx bun.Tx, account *accountRow, hash string, mustChange bool) error {
	now := s.cfg.Now().UTC()
	_, err := tx.NewUpdate().Model((*accountRow)(nil)).Set("password_hash = ?", hash).Set("must_change = ?", mustChange).
		Set("failures = 0").Set("locked_until = NULL").Set("updated_at = ?", now).Where("id = ?", account.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	if account.PasswordHash == "" || s.cfg.PasswordHistory == 0 {
		return nil
	}
	historyID, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	row := &historyRow{ID: historyID.String(), AccountID: account.ID, PasswordHash: account.PasswordHash, ReplacedAt: now}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	kept := tx.NewSelect().Model((*historyRow)(nil)).Column("id").Where("account_id = ?", account.ID).
		Order("id DESC").Limit(int64(s.cfg.PasswordHistory))
	_, err = tx.NewDelete().Model((*historyRow)(nil)).Where("account_id = ?", account.ID).Where("id NOT IN (?)", kept).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return nil
}

// ChangePassword replaces an account's password and ends its other sessions than keep. The current password is checked
// as at a login: the error is ErrInvalidCredentials, a *LockedError or a *PasswordError.
func (s *Service) ChangePassword(ctx context.Context, actor audit.Actor, keep *Session, current, replacement string, client Client) error {
	row, err := s.accountBy(ctx, s.db, "id", keep.AccountID)
	if err != nil {
		return err
	}
	if err := s.checkCredentials(ctx, row, current, client); err != nil {
		return err
	}
	hash, err := s.newHash(ctx, row, replacement)
	if err != nil {
		return err
	}
	return s.ending(ctx, row.ID, func(ctx context.Context, tx bun.Tx) error {
		if err := s.putHash(ctx, tx, row, hash, false); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, row.ID, keep.ID); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.password_changed", "account:"+row.ID, nil)
	})
}
