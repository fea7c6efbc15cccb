// Package identity knows who someone is: local accounts, their passwords, sessions and the log of logins.
package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/seal"
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

// AccountPrefix begins the ids of accounts, which are their identities in rooms.
const AccountPrefix = "AC_"

// secondSuffix ends the identity of a second screen in a room. No id has a slash.
const secondSuffix = "/2"

// SecondScreen is the identity in rooms of an account's second screen, which only watches.
func SecondScreen(accountID string) string { return accountID + secondSuffix }

// OwnerOf returns the account whose second screen an identity in a room is.
func OwnerOf(secondScreen string) (accountID string, is bool) {
	accountID, is = strings.CutSuffix(secondScreen, secondSuffix)
	return accountID, is && strings.HasPrefix(accountID, AccountPrefix)
}

// Account is a person who can log in.
type Account struct {
	ID            string // "AC_…"
	Version       int64  // of what administrators edit
	Username      string // lower case
	DisplayName   string
	Role          Role
	UnitCatalogue string // version of the catalogue that UnitCode is from; both "" when it belongs to no unit
	UnitCode      string
	PersonID      string // who it is in the directory; "" = nobody there
	Room          string // name of the room whose terminal it is; "" = it is a person's
	Administers   bool   // by its own role, or by one assigned to its person
	Demo          bool   // its password is public
	Disabled      DisabledWhy
	MustChange    bool      // somebody else has chosen its password
	NoPassword    bool      // nobody can log in until a link has set one
	SecondFactor  time.Time // when one-time codes came into force; zero: they are not
	LockedUntil   time.Time // zero or past: not locked
	CreatedAt     time.Time
	LastLoginAt   time.Time // zero: never
}

// DisabledWhy is why an account is disabled, "" when it is not.
type DisabledWhy string

// Why accounts are disabled.
const (
	ByAdministrator DisabledWhy = "administrator"
	Unused          DisabledWhy = "unused"
	DemoOver        DisabledWhy = "demo" // its password is public, and this is no demonstration
)

// Session is one login of an account that is still good.
type Session struct {
	ID         string // "SE_…"; not the secret
	AccountID  string
	CreatedAt  time.Time
	LastSeenAt time.Time
	ExpiresAt  time.Time
	Source     string // IP address at login
	UserAgent  string
	// Requires is what must be done in this session before anything else.
	Requires Step
}

// Step is what a session needs before it can be used for anything else.
type Step string

// The steps, in the order in which they come.
const (
	StepNone   Step = ""
	StepCode   Step = "code"         // the code of the second factor
	StepChange Step = "new_password" // a password of the owner's own choice
	StepEnrol  Step = "second_factor"
)

// Client is where a request comes from.
type Client struct {
	Source    string // IP address
	UserAgent string
}

// Errors of this package; LockedError and PasswordError are others, and fault.Errors.
var (
	// ErrInvalidCredentials: no such account, a disabled one or a wrong password; which of them is not told.
	ErrInvalidCredentials = errors.New("identity: invalid credentials")
	// ErrInvalidCode: a wrong code of the second factor, or one that was used before.
	ErrInvalidCode = errors.New("identity: invalid code")
	// ErrNoSession: no session has this token, or it was revoked.
	ErrNoSession = errors.New("identity: no session")
	// ErrSessionExpired: the session's lifetime is over.
	ErrSessionExpired = errors.New("identity: session expired")
	// ErrSessionIdle: the session has been without a request for too long.
	ErrSessionIdle = errors.New("identity: session idle")
	// ErrNotFound: no such account or session.
	ErrNotFound = errors.New("identity: not found")
	// ErrExists: the username is taken.
	ErrExists error = fault.New(fault.Conflict, "account.exists")
	// ErrLastAdmin: without this administrator nobody could administer the system.
	ErrLastAdmin error = fault.New(fault.Conflict, "account.last_admin")
	// ErrLink: a password link that was used, replaced, has expired or never was.
	ErrLink error = fault.New(fault.NotFound, "account.link")
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
	PasswordMinLength int           // characters
	PasswordHistory   int           // how many earlier passwords may not come again
	LinkLifetime      time.Duration // of links that set a password
	DisableAfter      time.Duration // without a login; 0: never
	// SecondFactor are the roles that must have one; until they have enrolled they can do nothing else.
	SecondFactor []Role
	// DemoByPassword lets accounts whose password is public do without a second factor.
	DemoByPassword bool
	Issuer         string           // names the product in people's authenticator apps
	Seal           *seal.Box        // seals the secrets of the second factor
	Argon2         Argon2           // zero: DefaultArgon2
	Now            func() time.Time // nil: time.Now
}

// Service keeps accounts and sessions in a database. It is safe for concurrent use.
type Service struct {
	db     *bun.DB
	audit  *audit.Log
	cfg    Config
	hasher *hasher
	told   func(ctx context.Context, accountID string)
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
	return &Service{db: db, audit: log, cfg: cfg, hasher: hasher, told: func(context.Context, string) {}}, nil
}

// OnSessionsEnded has tell called whenever sessions of an account were ended, by their owner, an administrator or the
// clock, after the commit. It is for what stays open beside a session, and must not wait long. Call it before anything
// else; what other processes end is not told.
func (s *Service) OnSessionsEnded(tell func(ctx context.Context, accountID string)) { s.told = tell }

// ending runs do, which ends sessions of an account, in a transaction, and tells of it.
func (s *Service) ending(ctx context.Context, accountID string, do func(ctx context.Context, tx bun.Tx) error) error {
	if err := s.db.RunInTx(ctx, nil, do); err != nil {
		return err
	}
	s.told(ctx, accountID)
	return nil
}
