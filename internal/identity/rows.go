package identity

import (
	"time"

	"github.com/uptrace/bun"
)

type accountRow struct {
	bun.BaseModel `bun:"table:accounts"`

	ID            string       `bun:"id,pk"`
	Username      string       `bun:"username"`
	DisplayName   string       `bun:"display_name"`
	Role          Role         `bun:"role"`
	UnitCatalogue string       `bun:"unit_catalogue"`
	UnitCode      string       `bun:"unit_code"`
	PasswordHash  string       `bun:"password_hash"`
	Failures      int64        `bun:"failures"`
	LockedUntil   bun.NullTime `bun:"locked_until"`
	Disabled      bool         `bun:"disabled"`
	Demo          bool         `bun:"demo"`
	CreatedAt     time.Time    `bun:"created_at"`
	UpdatedAt     time.Time    `bun:"updated_at"`
	LastLoginAt   bun.NullTime `bun:"last_login_at"`
}

func (r *accountRow) account() *Account {
	return &Account{
		ID: r.ID, Username: r.Username, DisplayName: r.DisplayName, Role: r.Role, UnitCatalogue: r.UnitCatalogue,
		UnitCode: r.UnitCode, Demo: r.Demo, Disabled: r.Disabled, LastLoginAt: r.LastLoginAt.Time,
	}
}

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions"`

	ID         string    `bun:"id,pk"`
	TokenHash  string    `bun:"token_hash"`
	AccountID  string    `bun:"account_id"`
	CreatedAt  time.Time `bun:"created_at"`
	LastSeenAt time.Time `bun:"last_seen_at"`
	ExpiresAt  time.Time `bun:"expires_at"`
	Source     string    `bun:"source"`
	UserAgent  string    `bun:"user_agent"`
}

func (r *sessionRow) session() *Session {
	return &Session{
		ID: r.ID, AccountID: r.AccountID, CreatedAt: r.CreatedAt, LastSeenAt: r.LastSeenAt, ExpiresAt: r.ExpiresAt,
		Source: r.Source, UserAgent: r.UserAgent,
	}
}

type loginRow struct {
	bun.BaseModel `bun:"table:logins"`

	ID        string    `bun:"id,pk"`
	At        time.Time `bun:"at"`
	Username  string    `bun:"username"`
	AccountID string    `bun:"account_id,nullzero"`
	Source    string    `bun:"source"`
	UserAgent string    `bun:"user_agent"`
	Outcome   Outcome   `bun:"outcome"`
}
