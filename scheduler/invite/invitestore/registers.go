package invitestore

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

type registerRow struct {
	bun.BaseModel `bun:"table:document_registers,alias:r"`

	Catalogue string `bun:"agency_catalogue,pk"`
	Code      string `bun:"agency_code,pk"`
	Year      int    `bun:"year,pk"`
	Type      string `bun:"type,pk"`
	Last      int    `bun:"last_number"`
	Issued    int    `bun:"issued,scanonly"`
}

func (r *registerRow) agency() directory.UnitKey {
	return directory.UnitKey{Catalogue: r.Catalogue, Code: r.Code}
}

// Agencies returns the agencies that have registers. One query.
func (s *Store) Agencies(ctx context.Context) ([]directory.UnitKey, error) {
	var rows []registerRow
	err := s.db.NewSelect().Model(&rows).Distinct().ColumnExpr("r.agency_catalogue, r.agency_code").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("invite: agencies: %w", err)
	}
	agencies := make([]directory.UnitKey, len(rows))
	for i := range rows {
		agencies[i] = rows[i].agency()
	}
	return agencies, nil
}

// Registers returns the registers of agencies, the last year first. One query.
func (s *Store) Registers(ctx context.Context, agencies []directory.UnitKey) ([]invite.Register, error) {
	if len(agencies) == 0 {
		return nil, nil
	}
	var rows []registerRow
	err := ofAgencies(s.db.NewSelect().Model(&rows), "r", agencies).ColumnExpr("r.*").
		ColumnExpr("(SELECT count(*) FROM documents AS d WHERE d.agency_catalogue = r.agency_catalogue AND d.agency_code = r.agency_code "+
			"AND d.year = r.year AND d.type = r.type) AS issued").
		Order("r.year DESC", "r.agency_catalogue", "r.agency_code", "r.type").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("invite: registers: %w", err)
	}
	all := make([]invite.Register, len(rows))
	for i := range rows {
		all[i] = invite.Register{Agency: rows[i].agency(), Year: rows[i].Year, Type: rows[i].Type, Last: rows[i].Last, Issued: rows[i].Issued}
	}
	return all, nil
}

// laterID is the document of the same meeting that ended a letter last: the one in its place, or the notice.
const laterID = "(SELECT n.id FROM documents AS n WHERE n.meeting_id = d.meeting_id AND n.issued_at > d.issued_at AND n.kind IN ('change', 'postponed', 'cancelled') " +
	"AND d.kind IN ('invitation', 'addition', 'change') ORDER BY n.issued_at DESC, n.id DESC LIMIT 1)"

// Entries returns a page of the documents of agencies in a year, the newest first, and the next page's cursor, "" at the
// end. One query.
func (s *Store) Entries(ctx context.Context, agencies []directory.UnitKey, query *invite.EntryQuery) ([]invite.Entry, string, error) {
	if len(agencies) == 0 {
		return nil, "", nil
	}
	var rows []documentRow
	find := ofAgencies(s.db.NewSelect().Model(&rows), "d", agencies).ExcludeColumn("pdf").
		ColumnExpr("COALESCE(n.kind, '') AS by_kind, COALESCE(n.symbol, '') AS by_symbol, COALESCE(n.id, '') AS by_id").
		Join("LEFT JOIN documents AS n ON n.id = "+laterID).
		Where("d.year = ?", query.Year).Order("d.issued_at DESC", "d.id DESC")
	find, err := chosen(find, query)
	if err != nil {
		return nil, "", err
	}
	limit := pageLimit(query.Page)
	if err := find.Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("invite: register: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1].IssuedAt.UnixMicro(), rows[limit-1].ID)
	}
	all := make([]invite.Entry, len(rows))
	for i := range rows {
		all[i] = invite.Entry{Document: rows[i].document(), Effect: effect(rows[i].ByKind), By: rows[i].BySymbol, ByID: rows[i].ByID}
	}
	return all, next, nil
}

// chosen keeps what a query asks for.
func chosen(find *bun.SelectQuery, query *invite.EntryQuery) (*bun.SelectQuery, error) {
	if query.Type != "" {
		find = find.Where("d.type = ?", query.Type)
	}
	switch query.Effect {
	case "":
	case invite.InForce:
		find = find.Where("n.id IS NULL")
	case invite.Replaced:
		find = find.Where("n.kind = ?", invite.DocumentChange)
	default:
		find = find.Where("n.kind = ?", string(query.Effect))
	}
	for _, word := range strings.Fields(fold.Text(query.Text)) {
		find = find.Where("(d.search LIKE ?0 OR d.search = '' AND lower(d.symbol || ' ' || d.title) LIKE ?0)", "%"+word+"%")
	}
	if query.Cursor != "" {
		micros, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, err
		}
		at := fromMicros(micros)
		find = find.Where("(d.issued_at < ?0 OR (d.issued_at = ?0 AND d.id < ?1))", at, id)
	}
	return find, nil
}

func effect(by invite.DocumentKind) invite.Effect {
	switch by {
	case invite.DocumentChange:
		return invite.Replaced
	case invite.DocumentPostponed:
		return invite.Postponed
	case invite.DocumentCancelled:
		return invite.Cancelled
	default:
		return invite.InForce
	}
}

// ofAgencies keeps the rows of agencies.
func ofAgencies(find *bun.SelectQuery, alias string, agencies []directory.UnitKey) *bun.SelectQuery {
	return find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for catalogue, codes := range directory.ByCatalogue(agencies) {
			q = q.WhereOr("(?0.agency_catalogue = ?1 AND ?0.agency_code IN (?2))", bun.Ident(alias), catalogue, bun.List(codes))
		}
		return q
	})
}
