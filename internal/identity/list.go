package identity

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
)

// Status is what may keep an account from logging in.
type Status string

// Statuses to look for.
const (
	StatusActive   Status = "active"
	StatusDisabled Status = "disabled"
	StatusLocked   Status = "locked"
)

// AccountQuery selects accounts.
type AccountQuery struct {
	Text   string // words that the username or the name contains, without case, diacritics or tone placement
	Role   Role
	Status Status
	Under  []string // paths of units: only accounts of these and below; nil = of any unit and of none
	Cursor string   // of the page before; "" = the start
	Limit  int      // 1 to MaxPage
}

// Accounts returns people's accounts by username, and the next page's cursor, "" at the end.
func (s *Service) Accounts(ctx context.Context, q AccountQuery) (accounts []Account, next string, err error) {
	var rows []accountRow
	query := selectAccounts(s.db, &rows).Where("a.room_name IS NULL").Order("a.username").Limit(int64(q.Limit) + 1)
	for word := range strings.FieldsSeq(fold.Text(q.Text)) {
		query.Where("a.search LIKE ?", "%"+word+"%") // folded words hold no wildcards
	}
	if q.Role != "" {
		query.Where("a.role = ?", q.Role)
	}
	if q.Cursor != "" {
		query.Where("a.username > ?", q.Cursor)
	}
	if err := s.withStatus(query, q.Status); err != nil {
		return nil, "", err
	}
	if q.Under != nil {
		query.WhereGroup(" AND ", func(group *bun.SelectQuery) *bun.SelectQuery {
			group.Where("1 = 0")
			for _, path := range q.Under {
				units := s.db.NewSelect().TableExpr("units AS u").ColumnExpr("1").
					Where("u.catalogue = a.unit_catalogue").Where("u.code = a.unit_code").Where("u.path LIKE ?", path+"%")
				group.WhereOr("EXISTS (?)", units)
			}
			return group
		})
	}
	if err := query.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("identity: accounts: %w", err)
	}
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		next = rows[q.Limit-1].Username
	}
	accounts = make([]Account, len(rows))
	for i := range rows {
		accounts[i] = *rows[i].account()
	}
	return accounts, next, nil
}

func (s *Service) withStatus(query *bun.SelectQuery, status Status) error {
	now := s.cfg.Now().UTC()
	switch status {
	case "":
	case StatusActive:
		query.Where("a.disabled = ?", false).Where("a.locked_until IS NULL OR a.locked_until <= ?", now)
	case StatusDisabled:
		query.Where("a.disabled = ?", true)
	case StatusLocked:
		query.Where("a.locked_until > ?", now)
	default:
		return fault.InvalidFields("form", []fault.Field{{Location: "status", Reason: "account.status"}})
	}
	return nil
}

// AccountsOf returns the ids of the accounts of people, and of those that belong to units given as codes by catalogue;
// each once. One query.
func (s *Service) AccountsOf(ctx context.Context, people []string, units map[string][]string) ([]string, error) {
	if len(people) == 0 && len(units) == 0 {
		return nil, nil
	}
	query := s.db.NewSelect().Model((*accountRow)(nil)).Column("a.id").Order("a.id")
	if len(people) > 0 {
		query.WhereOr("a.person_id IN (?)", bun.List(people))
	}
	for catalogue, codes := range units {
		query.WhereOr("(a.unit_catalogue = ? AND a.unit_code IN (?))", catalogue, bun.List(codes))
	}
	var ids []string
	if err := query.Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("identity: accounts: %w", err)
	}
	return ids, nil
}
