package dirstore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

type personRow struct {
	bun.BaseModel `bun:"table:people,alias:person"`

	ID            string     `bun:"id,pk"`
	UnitCatalogue string     `bun:"unit_catalogue"`
	UnitCode      string     `bun:"unit_code"`
	Name          string     `bun:"name"`
	SortKey       string     `bun:"sort_key"`
	PositionID    string     `bun:"position_id,nullzero"`
	Title         string     `bun:"title"`
	Mail          string     `bun:"mail"`
	Phone         string     `bun:"phone"`
	Head          bool       `bun:"head"`
	Active        bool       `bun:"active"`
	Demo          bool       `bun:"demo"`
	Search        string     `bun:"search"`
	Version       int64      `bun:"version"`
	CreatedAt     time.Time  `bun:"created_at"`
	UpdatedAt     time.Time  `bun:"updated_at"`
	Unit          *unitName  `bun:"rel:belongs-to,join:unit_catalogue=catalogue,join:unit_code=code"`
	Position      *entryName `bun:"rel:belongs-to,join:position_id=id"`
}

// entryName is the entry that another row names.
type entryName struct {
	bun.BaseModel `bun:"table:catalogue_entries,alias:entry"`

	ID     string `bun:"id,pk"`
	NameVI string `bun:"name_vi"`
	NameEN string `bun:"name_en"`
}

func newPersonRow(p *directory.Person, at time.Time) *personRow {
	return &personRow{
		ID: p.ID, UnitCatalogue: p.Unit.Catalogue, UnitCode: p.Unit.Code, Name: p.Name, SortKey: personKey(p.Name),
		PositionID: p.PositionID, Title: p.Title, Mail: p.Mail, Phone: p.Phone, Head: p.Head, Active: p.Active, Demo: p.Demo,
		Search: fold.Text(p.Name + " " + p.Title + " " + p.Mail + " " + p.Phone), Version: 1,
		CreatedAt: at, UpdatedAt: at,
	}
}

func (r *personRow) person() directory.Person {
	p := directory.Person{
		ID: r.ID, Name: r.Name, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode},
		PositionID: r.PositionID, Title: r.Title, Mail: r.Mail, Phone: r.Phone, Head: r.Head, Active: r.Active, Demo: r.Demo,
		Version: r.Version, UpdatedAt: r.UpdatedAt.UTC(),
	}
	if r.Unit != nil {
		p.UnitName, p.UnitPath = r.Unit.text(), r.Unit.Path
	}
	if r.Position != nil {
		p.Position = directory.Text{VI: r.Position.NameVI, EN: r.Position.NameEN}
	}
	return p
}

type roleRow struct {
	bun.BaseModel `bun:"table:role_assignments,alias:assigned"`

	PersonID      string        `bun:"person_id,pk"`
	Role          identity.Role `bun:"role,pk"`
	UnitCatalogue string        `bun:"unit_catalogue,pk"`
	UnitCode      string        `bun:"unit_code,pk"`
	Unit          *unitName     `bun:"rel:belongs-to,join:unit_catalogue=catalogue,join:unit_code=code"`
}

func (r *roleRow) assignment() directory.Assignment {
	a := directory.Assignment{Role: r.Role, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}}
	if r.Unit != nil {
		a.Path = r.Unit.Path
	}
	return a
}

func selectPeople(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).Relation("Unit").Relation("Position")
}

// Person implements directory.People.
func (s *Store) Person(ctx context.Context, id string) (*directory.Person, error) {
	return personOf(ctx, s.db, id)
}

func personOf(ctx context.Context, db bun.IDB, id string) (*directory.Person, error) {
	row := &personRow{}
	if err := found(selectPeople(db, row).Where("person.id = ?", id).Scan(ctx), "person"); err != nil {
		return nil, err
	}
	people, err := withRoles(ctx, db, []personRow{*row})
	if err != nil {
		return nil, err
	}
	return &people[0], nil
}

// withRoles tells people of rows, with their roles: one query however many.
func withRoles(ctx context.Context, db bun.IDB, rows []personRow) ([]directory.Person, error) {
	people := make([]directory.Person, len(rows))
	if len(rows) == 0 {
		return people, nil
	}
	ids := make([]string, len(rows))
	index := make(map[string]int, len(rows))
	for i := range rows {
		people[i], ids[i], index[rows[i].ID] = rows[i].person(), rows[i].ID, i
	}
	var roles []roleRow
	err := db.NewSelect().Model(&roles).Relation("Unit").Where("assigned.person_id IN (?)", bun.List(ids)).
		Order("assigned.role", "assigned.unit_catalogue", "assigned.unit_code").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: roles: %w", err)
	}
	for i := range roles {
		person := &people[index[roles[i].PersonID]]
		person.Roles = append(person.Roles, roles[i].assignment())
	}
	return people, nil
}

// People implements directory.People.
func (s *Store) People(ctx context.Context, query directory.PersonQuery) ([]directory.Person, string, error) {
	var rows []personRow
	find := selectPeople(s.db, &rows).Where("person.active = ?", !query.Inactive)
	find = ofUnit(matching(find, "person", query.Text), "person", roleUnit(query), query.Below)
	if query.Head {
		find = find.Where("person.head = ?", true)
	}
	if query.Role != "" {
		held := s.db.NewSelect().Model((*roleRow)(nil)).ColumnExpr("1").Where("assigned.person_id = person.id").Where("assigned.role = ?", query.Role)
		if !query.Unit.IsZero() && !query.Below {
			held = held.Where("assigned.unit_catalogue = ?", query.Unit.Catalogue).Where("assigned.unit_code = ?", query.Unit.Code)
		}
		find = find.Where("EXISTS (?)", held)
	}
	find, err := s.byName(ctx, find, "people", "person", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: people: %w", err)
	}
	rows, next := cut(rows, query.Page, func(r *personRow) string { return r.ID })
	people, err := withRoles(ctx, s.db, rows)
	return people, next, err
}

// roleUnit is the unit whose own people are asked for. Who has a role on a unit may belong to another one.
func roleUnit(query directory.PersonQuery) directory.UnitKey {
	if query.Role != "" && !query.Below {
		return directory.UnitKey{}
	}
	return query.Unit
}

// PeopleByID implements directory.Lookup.
func (s *Store) PeopleByID(ctx context.Context, ids []string) (map[string]directory.Person, error) {
	return peopleByID(ctx, s.db, ids)
}

func peopleByID(ctx context.Context, db bun.IDB, ids []string) (map[string]directory.Person, error) {
	all := make(map[string]directory.Person, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	var rows []personRow
	if err := selectPeople(db, &rows).Where("person.id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: people: %w", err)
	}
	people, err := withRoles(ctx, db, rows)
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		all[person.ID] = person
	}
	return all, nil
}
