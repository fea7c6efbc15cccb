package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"giaoban/internal/fault"
)

// Login is one attempt to log in.
type Login struct {
	ID        string
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
	OutcomeOK        Outcome = "ok"
	OutcomePassword  Outcome = "password"   // right password; the code was still to come
	OutcomeWrong     Outcome = "wrong"      // wrong password
	OutcomeWrongCode Outcome = "wrong_code" // right password, wrong code of the second factor
	OutcomeUnknown   Outcome = "unknown"    // no such account
	OutcomeLocked    Outcome = "locked"     // locked after wrong passwords or codes
	OutcomeDisabled  Outcome = "disabled"   // by an administrator, or unused for long
)

// Outcomes lists all outcomes.
func Outcomes() []Outcome {
	return []Outcome{
		OutcomeOK, OutcomePassword, OutcomeWrong, OutcomeWrongCode, OutcomeUnknown, OutcomeLocked, OutcomeDisabled,
	}
}

// LoginQuery selects attempts to log in. The zero query with a Limit is the newest of all.
type LoginQuery struct {
	AccountID string
	Username  string // exactly, without case
	Source    string // IP address
	Outcome   Outcome
	From, To  time.Time // from From to just before To; zero = open
	Cursor    string    // of the page before; "" = the newest
	Limit     int       // 1 to MaxPage
}

// MaxPage is the longest page of a list.
const MaxPage = 500

// Logins returns attempts to log in, the newest first, and the next page's cursor, "" at the end.
func (s *Service) Logins(ctx context.Context, q LoginQuery) (logins []Login, next string, err error) {
	var rows []loginRow
	query := s.db.NewSelect().Model(&rows).Order("id DESC").Limit(int64(q.Limit) + 1)
	for column, value := range map[string]string{
		"account_id": q.AccountID, "username": normalizeUsername(q.Username), "source": q.Source, "outcome": string(q.Outcome),
	} {
		if value != "" {
			query.Where("? = ?", bun.Ident(column), value)
		}
	}
	if q.Outcome != "" && !slices.Contains(Outcomes(), q.Outcome) {
		return nil, "", fault.InvalidFields("form", []fault.Field{{Location: "outcome", Reason: "account.outcome"}})
	}
	if !q.From.IsZero() {
		query.Where("at >= ?", q.From.UTC())
	}
	if !q.To.IsZero() {
		query.Where("at < ?", q.To.UTC())
	}
	if q.Cursor != "" {
		query.Where("id < ?", q.Cursor)
	}
	if err := query.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("identity: login log: %w", err)
	}
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		next = rows[q.Limit-1].ID
	}
	logins = make([]Login, len(rows))
	for i, r := range rows {
		logins[i] = Login{
			ID: r.ID, At: r.At, Username: r.Username, AccountID: r.AccountID, Source: r.Source, UserAgent: r.UserAgent, Outcome: r.Outcome,
		}
	}
	return logins, next, nil
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
