package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

const (
	recoveryCodes = 10
	// Of 26 letters and digits of base32 each: rand.Text's 128 bits, cut to 80, which no one guesses.
	recoveryLength = 16
	recoveryGroup  = 4
)

// putRecoveryCodes replaces the recovery codes of an account. Only their hashes are kept; they are random enough to need
// no slow one.
func putRecoveryCodes(ctx context.Context, tx bun.Tx, accountID string) ([]string, error) {
	if _, err := tx.NewDelete().Model((*recoveryRow)(nil)).Where("account_id = ?", accountID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("identity: recovery codes: %w", err)
	}
	codes := make([]string, recoveryCodes)
	rows := make([]recoveryRow, recoveryCodes)
	for i := range codes {
		plain := rand.Text()[:recoveryLength]
		rows[i] = recoveryRow{AccountID: accountID, CodeHash: hashRecovery(accountID, plain)}
		var groups []string
		for at := 0; at < recoveryLength; at += recoveryGroup {
			groups = append(groups, plain[at:at+recoveryGroup])
		}
		codes[i] = strings.Join(groups, "-")
	}
	if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
		return nil, fmt.Errorf("identity: recovery codes: %w", err)
	}
	return codes, nil
}

// useRecoveryCode takes a recovery code written without hyphens, once, or fails with ErrInvalidCode.
func (s *Service) useRecoveryCode(ctx context.Context, accountID, code string) error {
	if len(code) != recoveryLength {
		return ErrInvalidCode
	}
	err := changed(s.db.NewDelete().Model((*recoveryRow)(nil)).Where("account_id = ?", accountID).
		Where("code_hash = ?", hashRecovery(accountID, strings.ToUpper(code))).Exec(ctx))
	if errors.Is(err, ErrNotFound) {
		return ErrInvalidCode
	}
	return err
}

func hashRecovery(accountID, code string) string { return hashToken(accountID + ":" + code) }
