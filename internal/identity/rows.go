package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

type accountRow struct {
	bun.BaseModel `bun:"table:accounts,alias:a"`

	ID            string       `bun:"id,pk"`
	Username      string       `bun:"username"`
	DisplayName   string       `bun:"display_name"`
	Role          Role         `bun:"role"`
	UnitCatalogue string       `bun:"unit_catalogue,nullzero"`
	UnitCode      string       `bun:"unit_code,nullzero"`
	PersonID      string       `bun:"person_id,nullzero"`
	RoomName      string       `bun:"room_name,nullzero"`
	Search        string       `bun:"search"`
	Version       int64        `bun:"version"`
	PasswordHash  string       `bun:"password_hash"`
	MustChange    bool         `bun:"must_change"`
	Failures      int64        `bun:"failures"`
	LockedUntil   bun.NullTime `bun:"locked_until"`
	Disabled      bool         `bun:"disabled"`
	DisabledWhy   DisabledWhy  `bun:"disabled_why"`
	Demo          bool         `bun:"demo"`
	TOTPSecret    string       `bun:"totp_secret"`
	TOTPSince     bun.NullTime `bun:"totp_since"`
	TOTPStep      int64        `bun:"totp_step"`
	CreatedAt     time.Time    `bun:"created_at"`
	UpdatedAt     time.Time    `bun:"updated_at"`
	ActiveSince   time.Time    `bun:"active_since"`
	LastLoginAt   bun.NullTime `bun:"last_login_at"`

	// Assigned are the roles of administrators that the person has been given on some unit; read only.
	AssignedAdmin     bool `bun:"assigned_admin,scanonly"`
	AssignedUnitAdmin bool `bun:"assigned_unit_admin,scanonly"`
}

// has reports whether the account has a role by itself or, of those of administrators, by its person.
func (r *accountRow) has(role Role) bool {
	return r.Role == role || role == Admin && r.AssignedAdmin || role == UnitAdmin && r.AssignedUnitAdmin
}

// selectAccounts selects accounts with the roles of administrators that their people have been assigned.
func selectAccounts(db bun.IDB, model any) *bun.SelectQuery {
	query := db.NewSelect().Model(model).ColumnExpr("a.*")
	for role, column := range map[Role]string{Admin: "assigned_admin", UnitAdmin: "assigned_unit_admin"} {
		query.ColumnExpr("EXISTS (SELECT 1 FROM role_assignments AS r WHERE r.person_id = a.person_id AND r.role = ?) AS ?",
			string(role), bun.Ident(column))
	}
	return query
}

func (r *accountRow) account() *Account {
	return &Account{
		ID: r.ID, Version: r.Version, Username: r.Username, DisplayName: r.DisplayName, Role: r.Role,
		UnitCatalogue: r.UnitCatalogue, UnitCode: r.UnitCode, PersonID: r.PersonID, Room: r.RoomName, Administers: r.has(Admin) || r.has(UnitAdmin), Demo: r.Demo, Disabled: r.DisabledWhy,
		MustChange: r.MustChange, NoPassword: r.PasswordHash == "", SecondFactor: r.TOTPSince.Time,
		LockedUntil: r.LockedUntil.Time, CreatedAt: r.CreatedAt, LastLoginAt: r.LastLoginAt.Time,
	}
}

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions"`

	ID         string    `bun:"id,pk"`
	TokenHash  string    `bun:"token_hash"`
	AccountID  string    `bun:"account_id"`
	Pending    bool      `bun:"pending"`
	CreatedAt  time.Time `bun:"created_at"`
	LastSeenAt time.Time `bun:"last_seen_at"`
	ExpiresAt  time.Time `bun:"expires_at"`
	Source     string    `bun:"source"`
	UserAgent  string    `bun:"user_agent"`
}

// session returns the session of an account; which steps it needs depends on both.
func (s *Service) session(r *sessionRow, account *accountRow) *Session {
	session := &Session{
		ID: r.ID, AccountID: r.AccountID, CreatedAt: r.CreatedAt, LastSeenAt: r.LastSeenAt, ExpiresAt: r.ExpiresAt,
		Source: r.Source, UserAgent: r.UserAgent,
	}
	switch {
	case r.Pending:
		session.Requires = StepCode
	case account.MustChange:
		session.Requires = StepChange
	case account.TOTPSince.IsZero() && s.secondFactorRequired(account):
		session.Requires = StepEnrol
	}
	return session
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

type historyRow struct {
	bun.BaseModel `bun:"table:password_history"`

	ID           string    `bun:"id,pk"`
	AccountID    string    `bun:"account_id"`
	PasswordHash string    `bun:"password_hash"`
	ReplacedAt   time.Time `bun:"replaced_at"`
}

type linkRow struct {
	bun.BaseModel `bun:"table:password_links"`

	AccountID string    `bun:"account_id,pk"`
	TokenHash string    `bun:"token_hash"`
	CreatedAt time.Time `bun:"created_at"`
	ExpiresAt time.Time `bun:"expires_at"`
}

type recoveryRow struct {
	bun.BaseModel `bun:"table:recovery_codes"`

	AccountID string `bun:"account_id,pk"`
	CodeHash  string `bun:"code_hash,pk"`
}

// accountBy returns the account in which a column has the value, or ErrNotFound.
func (s *Service) accountBy(ctx context.Context, db bun.IDB, column, value string) (*accountRow, error) {
	row := &accountRow{}
	err := selectAccounts(db, row).Where("a.? = ?", bun.Ident(column), value).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return row, nil
}

// endSessions ends the sessions of an account, all but the one to keep ("" = none is kept).
func endSessions(ctx context.Context, tx bun.Tx, accountID, keep string) error {
	_, err := tx.NewDelete().Model((*sessionRow)(nil)).Where("account_id = ?", accountID).Where("id <> ?", keep).Exec(ctx)
	if err != nil {
		return fmt.Errorf("identity: end sessions: %w", err)
	}
	return nil
}

// changed fails with ErrNotFound when a statement changed no row.
func changed(result sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	rows, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	if rows == 0 {
		return ErrNotFound
	}
	return nil
}
