package identity

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
)

// One-time codes by time (RFC 6238), with the parameters that every authenticator app takes.
const (
	stepLength = 30 * time.Second
	// skewSteps earlier and later codes are good too: clocks differ, and typing takes time.
	skewSteps       = 1
	totpSecretBytes = 20 // RFC 4226, section 4, R6
	codeDigits      = 6
)

var codeOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// SecondFactor is the state of an account's second factor.
type SecondFactor struct {
	Since         time.Time // zero: not in force
	Required      bool      // by the account's role
	RecoveryCodes int       // left
}

// Enrolment is what an authenticator app needs once.
type Enrolment struct {
	Secret string // base32, to be typed where there is no camera
	URI    string // otpauth://…
	QR     string // the same as a picture: an SVG as a data URL
}

// secondFactorRequired reports whether the account must have a second factor.
func (s *Service) secondFactorRequired(account *accountRow) bool {
	if account.Demo && s.cfg.DemoByPassword {
		return false
	}
	return slices.ContainsFunc(s.cfg.SecondFactor, account.has)
}

// SecondFactorOf returns the state of an account's second factor.
func (s *Service) SecondFactorOf(ctx context.Context, accountID string) (*SecondFactor, error) {
	row, err := s.accountBy(ctx, s.db, "id", accountID)
	if err != nil {
		return nil, err
	}
	left, err := s.db.NewSelect().Model((*recoveryRow)(nil)).Where("account_id = ?", accountID).Count(ctx)
	if err != nil {
		return nil, fmt.Errorf("identity: recovery codes: %w", err)
	}
	return &SecondFactor{Since: row.TOTPSince.Time, Required: s.secondFactorRequired(row), RecoveryCodes: int(left)}, nil
}

// BeginEnrolment makes a new secret for an account that has no second factor in force; it comes into force by
// ConfirmEnrolment. A secret made before and not confirmed is of no use any more.
func (s *Service) BeginEnrolment(ctx context.Context, accountID string) (*Enrolment, error) {
	row, err := s.accountBy(ctx, s.db, "id", accountID)
	if err != nil {
		return nil, err
	}
	key := make([]byte, totpSecretBytes)
	rand.Read(key) // never fails: it aborts the program instead
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)
	enrolment, err := s.enrolment(row.Username, secret)
	if err != nil {
		return nil, err
	}
	result, err := s.db.NewUpdate().Model((*accountRow)(nil)).Set("totp_secret = ?", s.cfg.Seal.Seal([]byte(secret), row.ID)).
		Where("id = ?", row.ID).Where("totp_since IS NULL").Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	if written, err := result.RowsAffected(); err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	} else if written == 0 {
		return nil, fault.New(fault.Conflict, "account.second_factor_on")
	}
	return enrolment, nil
}

// ConfirmEnrolment puts the second factor of the session's account into force once a code proves that its owner's app
// has the secret, ends the account's other sessions, and returns the recovery codes, which are not shown again. The
// error is ErrInvalidCode, or fault.Conflict when no enrolment was begun.
func (s *Service) ConfirmEnrolment(ctx context.Context, actor audit.Actor, keep *Session, code string) (recovery []string, err error) {
	row, err := s.accountBy(ctx, s.db, "id", keep.AccountID)
	if err != nil {
		return nil, err
	}
	if !row.TOTPSince.IsZero() {
		return nil, fault.New(fault.Conflict, "account.second_factor_on")
	}
	if row.TOTPSecret == "" {
		return nil, fault.New(fault.Conflict, "account.no_enrolment")
	}
	step, err := s.matchStep(row, code)
	if err != nil {
		return nil, err
	}
	err = s.ending(ctx, row.ID, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewUpdate().Model((*accountRow)(nil)).Set("totp_since = ?", s.cfg.Now().UTC()).Set("totp_step = ?", step).
			Where("id = ?", row.ID).Where("totp_since IS NULL").Where("totp_secret = ?", row.TOTPSecret).Exec(ctx)
		if err != nil {
			return fmt.Errorf("identity: %w", err)
		}
		if written, err := result.RowsAffected(); err != nil {
			return fmt.Errorf("identity: %w", err)
		} else if written == 0 {
			return fault.New(fault.Conflict, "account.no_enrolment") // another one was begun meanwhile
		}
		if recovery, err = putRecoveryCodes(ctx, tx, row.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, row.ID, keep.ID); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.second_factor_on", "account:"+row.ID, nil)
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// RenewRecoveryCodes replaces the recovery codes of the session's account, after its password was checked as at a login.
func (s *Service) RenewRecoveryCodes(ctx context.Context, actor audit.Actor, session *Session, password string, client Client) (recovery []string, err error) {
	row, err := s.withPassword(ctx, session, password, client)
	if err != nil {
		return nil, err
	}
	if row.TOTPSince.IsZero() {
		return nil, fault.New(fault.Conflict, "account.second_factor_off")
	}
	err = s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if recovery, err = putRecoveryCodes(ctx, tx, row.ID); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, "account.recovery_codes_renewed", "account:"+row.ID, nil)
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// EndSecondFactor takes the second factor of the session's account out of force, after its password was checked as at a
// login. Where the role requires one it fails with fault.Forbidden.
func (s *Service) EndSecondFactor(ctx context.Context, actor audit.Actor, session *Session, password string, client Client) error {
	row, err := s.withPassword(ctx, session, password, client)
	if err != nil {
		return err
	}
	if s.secondFactorRequired(row) {
		return fault.New(fault.Forbidden, "account.second_factor_required")
	}
	return s.dropSecondFactor(ctx, actor, row.ID, session.ID, "account.second_factor_off")
}

// ResetSecondFactor takes the second factor of an account whose owner has lost it out of force and ends its sessions.
func (s *Service) ResetSecondFactor(ctx context.Context, actor audit.Actor, accountID string) error {
	return s.dropSecondFactor(ctx, actor, accountID, "", "account.second_factor_reset")
}

func (s *Service) dropSecondFactor(ctx context.Context, actor audit.Actor, accountID, keep, action string) error {
	return s.ending(ctx, accountID, func(ctx context.Context, tx bun.Tx) error {
		// The last step stays: a code that was used is of no use with the next secret either.
		err := changed(tx.NewUpdate().Model((*accountRow)(nil)).Set("totp_secret = ''").Set("totp_since = NULL").Where("id = ?", accountID).Exec(ctx))
		if err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model((*recoveryRow)(nil)).Where("account_id = ?", accountID).Exec(ctx); err != nil {
			return fmt.Errorf("identity: recovery codes: %w", err)
		}
		if err := endSessions(ctx, tx, accountID, keep); err != nil {
			return err
		}
		return s.audit.In(tx).Append(ctx, actor, action, "account:"+accountID, nil)
	})
}

func (s *Service) withPassword(ctx context.Context, session *Session, password string, client Client) (*accountRow, error) {
	row, err := s.accountBy(ctx, s.db, "id", session.AccountID)
	if err != nil {
		return nil, err
	}
	return row, s.checkCredentials(ctx, row, password, client)
}

// useCode takes a code of the app or a recovery code, each once, or fails with ErrInvalidCode.
func (s *Service) useCode(ctx context.Context, row *accountRow, code string) error {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.TrimSpace(code))
	if len(code) != codeDigits {
		return s.useRecoveryCode(ctx, row.ID, code)
	}
	step, err := s.matchStep(row, code)
	if err != nil {
		return err
	}
	// Of two at once with the same code one finds the step taken.
	result, err := s.db.NewUpdate().Model((*accountRow)(nil)).Set("totp_step = ?", step).
		Where("id = ?", row.ID).Where("totp_step < ?", step).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	if taken, err := result.RowsAffected(); err != nil {
		return fmt.Errorf("identity: %w", err)
	} else if taken == 0 {
		return ErrInvalidCode
	}
	return nil
}

// matchStep returns the time step that has the code now, later than the last one used, or ErrInvalidCode.
func (s *Service) matchStep(row *accountRow, code string) (int64, error) {
	secret, err := s.cfg.Seal.Open(row.TOTPSecret, row.ID)
	if err != nil {
		return 0, fmt.Errorf("identity: second factor of %s: %w", row.ID, err)
	}
	now := s.cfg.Now().Unix() / int64(stepLength/time.Second)
	for step := max(now-skewSteps, row.TOTPStep+1); step <= now+skewSteps; step++ {
		right, err := hotp.ValidateCustom(strings.TrimSpace(code), uint64(step), string(secret), codeOptions)
		if err == nil && right {
			return step, nil
		}
	}
	return 0, ErrInvalidCode
}

// enrolment describes a secret in the form that authenticator apps read
// (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
func (s *Service) enrolment(username, secret string) (*Enrolment, error) {
	key, err := otp.NewKeyFromURL(keyURI(s.cfg.Issuer, username, secret))
	if err != nil {
		return nil, fmt.Errorf("identity: second factor: %w", err)
	}
	code, err := qr.Encode(key.URL(), qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("identity: QR code: %w", err)
	}
	return &Enrolment{
		Secret: secret, URI: key.URL(),
		QR: "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(drawQR(code))),
	}, nil
}
