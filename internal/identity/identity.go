// Package identity knows who someone is: local accounts, their passwords, sessions and the log of logins.
package identity

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
)

// Role is what a person is in meetings or for the system.
type Role string

// The roles of a meeting, the administrators', and that of those who review.
const (
	Chair      Role = "chair"      // chủ trì
	Secretary  Role = "secretary"  // thư ký
	Delegate   Role = "delegate"   // đại biểu
	Guest      Role = "guest"      // khách mời
	Technician Role = "technician" // cán bộ kỹ thuật
	UnitAdmin  Role = "unit_admin" // quản trị đơn vị
	Admin      Role = "admin"      // quản trị hệ thống
	Leader     Role = "leader"     // lãnh đạo: reviews recordings and conclusions
)

// Roles lists all roles.
func Roles() []Role {
	return []Role{Chair, Secretary, Delegate, Guest, Technician, UnitAdmin, Admin, Leader}
}

// Valid reports whether r is one of Roles.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Account is a person who can log in.
type Account struct {
	ID            string // "AC_…"
	Username      string // lower case
	DisplayName   string
	Role          Role
	UnitCatalogue string // version of the catalogue that UnitCode is from
	UnitCode      string
	Demo          bool // its password is public
	Disabled      bool
	LastLoginAt   time.Time // zero: never
}

// Session is one login of an account that is still good.
type Session struct {
	ID         string // "SE_…"; not the secret
	AccountID  string
	CreatedAt  time.Time
	LastSeenAt time.Time
	ExpiresAt  time.Time
	Source     string // IP address at login
	UserAgent  string
}

// Client is where a request comes from.
type Client struct {
	Source    string // IP address
	UserAgent string
}

// Login is one attempt to log in.
type Login struct {
	At        time.Time
	Username  string // as given, shortened
	AccountID string // "" when there is no such account
	Source    string
	UserAgent string
	Outcome   Outcome
}

// Outcome is how an attempt to log in ended.
type Outcome string

// Outcomes of a login.
const (
	OutcomeOK       Outcome = "ok"
	OutcomeWrong    Outcome = "wrong"    // wrong password
	OutcomeUnknown  Outcome = "unknown"  // no such account
	OutcomeLocked   Outcome = "locked"   // locked after wrong passwords
	OutcomeDisabled Outcome = "disabled" // by an administrator
)

// Errors of this package; LockedError and PasswordError are others.
var (
	// ErrInvalidCredentials: no such account, a disabled one or a wrong password; which of them is not told.
	ErrInvalidCredentials = errors.New("identity: invalid credentials")
	// ErrNoSession: no session has this token, or it was revoked.
	ErrNoSession = errors.New("identity: no session")
	// ErrSessionExpired: the session's lifetime is over.
	ErrSessionExpired = errors.New("identity: session expired")
	// ErrSessionIdle: the session has been without a request for too long.
	ErrSessionIdle = errors.New("identity: session idle")
	// ErrNotFound: no such account or session.
	ErrNotFound = errors.New("identity: not found")
	// ErrExists: the username is taken.
	ErrExists = errors.New("identity: username taken")
	// ErrInvalid: an account's data cannot be kept as given.
	ErrInvalid = errors.New("identity: invalid account")
)

// LockedError means that an account is locked after wrong passwords.
type LockedError struct {
	Until      time.Time
	RetryAfter time.Duration
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("identity: account locked for %v", e.RetryAfter.Round(time.Second))
}

// Config says how strict the service is. All fields must be set, except as noted.
type Config struct {
	SessionLifetime   time.Duration
	IdleTimeout       time.Duration // 0: sessions never idle out
	LockAfter         int           // wrong passwords in a row
	LockDuration      time.Duration
	PasswordMinLength int              // characters
	Argon2            Argon2           // zero: DefaultArgon2
	Now               func() time.Time // nil: time.Now
}

// Service keeps accounts and sessions in a database. It is safe for concurrent use.
type Service struct {
	db     *bun.DB
	audit  *audit.Log
	cfg    Config
	hasher *hasher
}

// New returns the service over db; changes by people are recorded in log.
func New(db *bun.DB, log *audit.Log, cfg Config) (*Service, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Argon2 == (Argon2{}) {
		cfg.Argon2 = DefaultArgon2
	}
	hasher, err := newHasher(cfg.Argon2)
	if err != nil {
		return nil, err
	}
	return &Service{db: db, audit: log, cfg: cfg, hasher: hasher}, nil
}
