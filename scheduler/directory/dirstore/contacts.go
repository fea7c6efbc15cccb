package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// contactBatch is how many units are asked for in one query.
const contactBatch = 200

type contactRow struct {
	ID        string `bun:"id"`
	Name      string `bun:"name"`
	Title     string `bun:"title"`
	Position  string `bun:"position"`
	Mail      string `bun:"mail"`
	Catalogue string `bun:"unit_catalogue"`
	Code      string `bun:"unit_code"`
}

func (r *contactRow) contact() directory.Contact {
	job := r.Title
	if job == "" {
		job = r.Position
	}
	return directory.Contact{PersonID: r.ID, Name: r.Name, Position: job, Mail: r.Mail}
}

// HeadsOf returns the active heads of units, those that have one. A query for every 200 units.
func (s *Store) HeadsOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Contact, error) {
	return contacts(ctx, db, units, "p", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("p.head = ?", true) })
}

// TechniciansOf returns one active technician of each unit that has one. A query for every 200 units.
func (s *Store) TechniciansOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Contact, error) {
	return contacts(ctx, db, units, "ra", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Join("JOIN role_assignments AS ra ON ra.person_id = p.id").Where("ra.role = ?", identity.Technician)
	})
}

// contacts finds people by the units of the table at, which which joins.
func contacts(ctx context.Context, db bun.IDB, units []directory.UnitKey, at string, which func(*bun.SelectQuery) *bun.SelectQuery) (map[directory.UnitKey]directory.Contact, error) {
	found := make(map[directory.UnitKey]directory.Contact, len(units))
	for start := 0; start < len(units); start += contactBatch {
		find := which(db.NewSelect().TableExpr("people AS p").ColumnExpr("p.id, p.name, p.title, p.mail, COALESCE(e.name_vi, '') AS position").
			ColumnExpr("?0.unit_catalogue, ?0.unit_code", bun.Ident(at))).
			Join("LEFT JOIN catalogue_entries AS e ON e.id = p.position_id").Where("p.active = ?", true).
			WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
				for catalogue, codes := range directory.ByCatalogue(units[start:min(start+contactBatch, len(units))]) {
					q = q.WhereOr("(?0.unit_catalogue = ?1 AND ?0.unit_code IN (?2))", bun.Ident(at), catalogue, bun.List(codes))
				}
				return q
			}).
			OrderExpr("p.sort_key DESC, p.id DESC") // of several the first by name is taken
		var rows []contactRow
		if err := find.Scan(ctx, &rows); err != nil {
			return nil, fmt.Errorf("directory: contacts: %w", err)
		}
		for i := range rows {
			found[directory.UnitKey{Catalogue: rows[i].Catalogue, Code: rows[i].Code}] = rows[i].contact()
		}
	}
	return found, nil
}

// HeadingsOf returns what stands over the documents of units. One query.
func (s *Store) HeadingsOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Heading, error) {
	found := make(map[directory.UnitKey]directory.Heading, len(units))
	if len(units) == 0 {
		return found, nil
	}
	var rows []struct {
		Catalogue string          `bun:"catalogue"`
		Code      string          `bun:"code"`
		Name      string          `bun:"name_vi"`
		Level     directory.Level `bun:"level"`
		Agency    string          `bun:"agency"`
		Symbol    string          `bun:"symbol"`
		Superior  string          `bun:"superior"`
		Parent    string          `bun:"parent"`
		Root      string          `bun:"root"`
	}
	find := db.NewSelect().TableExpr("units AS u").ColumnExpr("u.catalogue, u.code, u.name_vi, u.level").
		ColumnExpr("COALESCE(e.name_vi, '') AS agency, COALESCE(e.symbol, '') AS symbol, COALESCE(e.superior, '') AS superior").
		ColumnExpr("COALESCE(up.name_vi, '') AS parent").
		ColumnExpr("COALESCE((SELECT r.name_vi FROM units AS r WHERE r.catalogue = u.catalogue AND r.parent_code IS NULL AND substr(u.path, 1, length(r.path)) = r.path), '') AS root").
		Join("LEFT JOIN catalogue_entries AS e ON e.kind = ? AND e.active = ? AND e.unit_catalogue = u.catalogue AND e.unit_code = u.code", directory.IssuingAgencies, true).
		Join("LEFT JOIN units AS up ON up.catalogue = u.catalogue AND up.code = u.parent_code").
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			for catalogue, codes := range directory.ByCatalogue(units) {
				q = q.WhereOr("(u.catalogue = ? AND u.code IN (?))", catalogue, bun.List(codes))
			}
			return q
		}).OrderExpr("e.position DESC, e.id DESC") // of several entries the first is taken
	if err := find.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("directory: headings: %w", err)
	}
	for i := range rows {
		r := &rows[i]
		found[directory.UnitKey{Catalogue: r.Catalogue, Code: r.Code}] = directory.Heading{
			Unit: r.Name, Level: r.Level, Parent: r.Parent, Root: r.Root, Agency: r.Agency, Symbol: r.Symbol, Superior: r.Superior,
		}
	}
	return found, nil
}
