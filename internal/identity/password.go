package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
	PasswordTooShort PasswordProblem = "too_short"
	PasswordTooLong  PasswordProblem = "too_long"
	PasswordTooPlain PasswordProblem = "too_plain" // fewer than three classes of characters
	PasswordHasName  PasswordProblem = "contains_username"
	PasswordSame     PasswordProblem = "same_as_before"
)

// PasswordError means that a new password breaks a rule.
type PasswordError struct {
	Problem   PasswordProblem
	MinLength int // the rule in force
}

func (e *PasswordError) Error() string { return "identity: new password: " + string(e.Problem) }

// normalizePassword makes the same password of what different keyboards compose differently (RFC 8265, section 4.2.2):
// Vietnamese letters above all.
func normalizePassword(password string) string { return norm.NFC.String(password) }

// checkPassword applies the rules to a new password of the account named username.
func (s *Service) checkPassword(username, password string) error {
	refuse := func(problem PasswordProblem) error {
		return &PasswordError{Problem: problem, MinLength: s.cfg.PasswordMinLength}
	}
	switch {
	case len(password) > maxPasswordBytes:
		return refuse(PasswordTooLong)
	case utf8.RuneCountInString(password) < s.cfg.PasswordMinLength:
		return refuse(PasswordTooShort)
	case strings.Contains(strings.ToLower(password), username):
		return refuse(PasswordHasName)
	case classes(password) < minClasses:
		return refuse(PasswordTooPlain)
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
