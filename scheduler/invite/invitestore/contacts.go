package invitestore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

// contactRow is a person to turn to at a unit.
type contactRow struct {
	ID        string `bun:"id"`
	Name      string `bun:"name"`
	Title     string `bun:"title"`
	Position  string `bun:"position"`
	Mail      string `bun:"mail"`
	Catalogue string `bun:"unit_catalogue"`
	Code      string `bun:"unit_code"`
}

func (r *contactRow) contact() invite.Contact {
	job := r.Title
	if job == "" {
		job = r.Position
	}
	return invite.Contact{Kind: invite.Person, PersonID: r.ID, Name: r.Name, Position: job, Mail: r.Mail, Unit: r.key()}
}

func (r *contactRow) key() directory.UnitKey {
	return directory.UnitKey{Catalogue: r.Catalogue, Code: r.Code}
}

// Heads returns the heads of units, those that have one. A query for every 200 units.
func (s *Store) Heads(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]invite.Contact, error) {
	return contacts(ctx, db, units, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.ColumnExpr("p.unit_catalogue, p.unit_code").Where("p.head = ?", true)
	}, "p")
}

// Technicians returns one technician of each unit that has one. A query for every 200 units.
func (s *Store) Technicians(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]invite.Contact, error) {
	return contacts(ctx, db, units, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.ColumnExpr("ra.unit_catalogue, ra.unit_code").Join("JOIN role_assignments AS ra ON ra.person_id = p.id").Where("ra.role = ?", identity.Technician)
	}, "ra")
}

func contacts(ctx context.Context, db bun.IDB, units []directory.UnitKey, which func(*bun.SelectQuery) *bun.SelectQuery, alias string) (map[directory.UnitKey]invite.Contact, error) {
	found := make(map[directory.UnitKey]invite.Contact, len(units))
	for start := 0; start < len(units); start += batch {
		byCatalogue := map[string][]string{}
		for _, unit := range units[start:min(start+batch, len(units))] {
			byCatalogue[unit.Catalogue] = append(byCatalogue[unit.Catalogue], unit.Code)
		}
		find := which(db.NewSelect().TableExpr("people AS p").ColumnExpr("p.id, p.name, p.title, p.mail, COALESCE(e.name_vi, '') AS position")).
			Join("LEFT JOIN catalogue_entries AS e ON e.id = p.position_id").Where("p.active = ?", true).
			WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
				for catalogue, codes := range byCatalogue {
					q = q.WhereOr("(?.unit_catalogue = ? AND ?.unit_code IN (?))", bun.Ident(alias), catalogue, bun.Ident(alias), bun.List(codes))
				}
				return q
			}).
			OrderExpr("p.sort_key DESC, p.id DESC") // of several the first by name is taken
		var rows []contactRow
		if err := find.Scan(ctx, &rows); err != nil {
			return nil, fmt.Errorf("invite: contacts: %w", err)
		}
		for i := range rows {
			found[rows[i].key()] = rows[i].contact()
		}
	}
	return found, nil
}

// Accounts returns the accounts to tell of an invitation: of a person, or of those who belong to a unit. One query.
func (s *Store) Accounts(ctx context.Context, db bun.IDB, meetingID string) ([]string, error) {
	var ids []string
	err := db.NewSelect().TableExpr("accounts AS a").ColumnExpr("DISTINCT a.id").
		Join("JOIN invitations AS i ON i.person_id = a.person_id OR "+
			"(i.kind IN (?, ?) AND i.unit_catalogue = a.unit_catalogue AND i.unit_code = a.unit_code)", invite.Unit, invite.Site).
		Where("i.meeting_id = ?", meetingID).Where("i.state <> ?", invite.Draft).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("invite: accounts: %w", err)
	}
	return ids, nil
}

// Letterhead returns what stands at the top of a unit's documents: as the catalogue of issuing agencies has it, else made
// of the unit's own name. One query.
func (s *Store) Letterhead(ctx context.Context, db bun.IDB, unit directory.UnitKey) (*invite.Letterhead, error) {
	var row struct {
		Name     string          `bun:"name_vi"`
		Level    directory.Level `bun:"level"`
		Agency   string          `bun:"agency"`
		Symbol   string          `bun:"symbol"`
		Superior string          `bun:"superior"`
		Parent   string          `bun:"parent"`
		Root     string          `bun:"root"`
	}
	err := db.NewSelect().TableExpr("units AS u").ColumnExpr("u.name_vi, u.level").
		ColumnExpr("COALESCE(e.name_vi, '') AS agency, COALESCE(e.symbol, '') AS symbol, COALESCE(e.superior, '') AS superior").
		ColumnExpr("COALESCE(up.name_vi, '') AS parent").
		ColumnExpr("COALESCE((SELECT r.name_vi FROM units AS r WHERE r.catalogue = u.catalogue AND r.parent_code IS NULL AND substr(u.path, 1, length(r.path)) = r.path), '') AS root").
		Join("LEFT JOIN catalogue_entries AS e ON e.kind = ? AND e.active = ? AND e.unit_catalogue = u.catalogue AND e.unit_code = u.code", directory.IssuingAgencies, true).
		Join("LEFT JOIN units AS up ON up.catalogue = u.catalogue AND up.code = u.parent_code").
		Where("u.catalogue = ?", unit.Catalogue).Where("u.code = ?", unit.Code).OrderExpr("e.position").Limit(1).Scan(ctx, &row)
	if err != nil {
		return nil, fmt.Errorf("invite: letterhead: %w", err)
	}
	return invite.NewLetterhead(invite.HeadSource{
		Unit: row.Name, Level: row.Level, Agency: row.Agency, Symbol: row.Symbol, Superior: row.Superior, Parent: row.Parent, Root: row.Root,
	}), nil
}
