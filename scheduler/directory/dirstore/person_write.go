package dirstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// CreatePerson implements directory.Maintainer.
func (s *Store) CreatePerson(ctx context.Context, by directory.By, person directory.Person) (*directory.Person, error) {
	person.ID, person.Active = id.New(directory.PersonPrefix), true
	if err := directory.CheckPerson(&person); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		if err := mayKeepPerson(ctx, tx, by, nil, &person); err != nil {
			return record{}, err
		}
		if _, err := tx.NewInsert().Model(newPersonRow(&person, s.now().UTC())).Exec(ctx); err != nil {
			return record{}, fmt.Errorf("directory: person: %w", err)
		}
		if err := insertRoles(ctx, tx, &person); err != nil {
			return record{}, err
		}
		detail, err := difference(nil, &person)
		return record{"directory.person_created", "person:" + person.ID, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Person(ctx, person.ID)
}

// UpdatePerson implements directory.Maintainer.
func (s *Store) UpdatePerson(ctx context.Context, by directory.By, version int64, person directory.Person) (*directory.Person, error) {
	if err := directory.CheckPerson(&person); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := personOf(ctx, tx, person.ID)
		if err != nil {
			return record{}, err
		}
		person.Demo = old.Demo
		if err := mayKeepPerson(ctx, tx, by, old, &person); err != nil {
			return record{}, err
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		return s.replacePerson(ctx, tx, old, &person)
	})
	if err != nil {
		return nil, err
	}
	return s.Person(ctx, person.ID)
}

// UpdateContact changes what people may change of themselves: mail and phone.
func (s *Store) UpdateContact(ctx context.Context, by directory.By, version int64, personID, mail, phone string) (*directory.Person, error) {
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := personOf(ctx, tx, personID)
		if err != nil {
			return record{}, err
		}
		if !by.Manages(old.UnitPath) && by.Viewer.PersonID != personID {
			return record{}, forbidden()
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		person := *old
		person.Mail, person.Phone = mail, phone
		if err := directory.CheckPerson(&person); err != nil {
			return record{}, err
		}
		return s.replacePerson(ctx, tx, old, &person)
	})
	if err != nil {
		return nil, err
	}
	return s.Person(ctx, personID)
}

// replacePerson writes a person whose version was checked.
func (s *Store) replacePerson(ctx context.Context, tx bun.Tx, old, person *directory.Person) (record, error) {
	row := newPersonRow(person, s.now().UTC())
	row.Version = old.Version + 1
	result, err := tx.NewUpdate().Model(row).ExcludeColumn("created_at").WherePK().Where("version = ?", old.Version).Exec(ctx)
	if err := kept(result, err, old.Version); err != nil {
		return record{}, err
	}
	if _, err := tx.NewDelete().Model((*roleRow)(nil)).Where("person_id = ?", person.ID).Exec(ctx); err != nil {
		return record{}, fmt.Errorf("directory: roles: %w", err)
	}
	if err := insertRoles(ctx, tx, person); err != nil {
		return record{}, err
	}
	detail, err := difference(told(old), told(person))
	action := "directory.person_changed"
	switch {
	case old.Active && !person.Active:
		action = "directory.person_deactivated"
	case !old.Active && person.Active:
		action = "directory.person_activated"
	}
	return record{action, "person:" + person.ID, detail}, err
}

// told is what the audit log is told of a person: what is kept, without what is derived.
func told(p *directory.Person) *directory.Person {
	short := *p
	short.Position = directory.Text{}
	short.Roles = slices.Clone(p.Roles)
	for i := range short.Roles {
		short.Roles[i].Path = ""
	}
	slices.SortFunc(short.Roles, func(a, b directory.Assignment) int {
		return compareText(string(a.Role)+" "+a.Unit.String(), string(b.Role)+" "+b.Unit.String())
	})
	return &short
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func insertRoles(ctx context.Context, tx bun.Tx, person *directory.Person) error {
	rows := make([]roleRow, len(person.Roles))
	for i, role := range person.Roles {
		rows[i] = roleRow{PersonID: person.ID, Role: role.Role, UnitCatalogue: role.Unit.Catalogue, UnitCode: role.Unit.Code}
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return fmt.Errorf("directory: roles: %w", err)
	}
	return nil
}

// mayKeepPerson refuses a change out of the caller's reach: of a person of another's unit, to another's unit, or of roles
// on another's unit. It refuses units and positions that are not there. old is nil for a new person.
func mayKeepPerson(ctx context.Context, tx bun.IDB, by directory.By, old, person *directory.Person) error {
	keys := []directory.UnitKey{person.Unit}
	for _, role := range person.Roles {
		keys = append(keys, role.Unit)
	}
	units, err := unitsByKey(ctx, tx, keys)
	if err != nil {
		return err
	}
	positions, err := entriesByID(ctx, tx, []string{person.PositionID})
	if err != nil {
		return err
	}
	return checkReach(by, old, person, units, positions)
}

// checkReach is mayKeepPerson with what was looked up.
func checkReach(by directory.By, old, person *directory.Person, units map[directory.UnitKey]directory.Unit, positions map[string]directory.Entry) error {
	if old != nil && !by.Manages(old.UnitPath) {
		return forbidden()
	}
	var fields []fault.Field
	unit, known := units[person.Unit]
	if !known {
		fields = append(fields, fault.Field{Location: "unit", Reason: "unknown"})
	}
	if position, known := positions[person.PositionID]; person.PositionID != "" && (!known || position.Kind != directory.Positions) {
		fields = append(fields, fault.Field{Location: "positionId", Reason: "unknown"})
	}
	for _, role := range person.Roles {
		if _, known := units[role.Unit]; !known {
			fields = append(fields, fault.Field{Location: "roles", Reason: "unknown"})
			break
		}
	}
	if known && !by.Manages(unit.Path) {
		return forbidden()
	}
	if err := fault.InvalidFields("form", fields); err != nil {
		return err
	}
	for i := range person.Roles {
		person.Roles[i].Path = units[person.Roles[i].Unit].Path
	}
	var before []directory.Assignment
	if old != nil {
		before = old.Roles
	}
	for _, role := range append(without(before, person.Roles), without(person.Roles, before)...) {
		if !mayGrant(by, role) {
			return fault.New(fault.Forbidden, "directory.role_out_of_reach")
		}
	}
	return nil
}

// mayGrant reports whether the change may give or take a role: the system administrator's is for their like only.
func mayGrant(by directory.By, role directory.Assignment) bool {
	if role.Role == identity.Admin {
		return by.IsAdmin()
	}
	return by.Manages(role.Path)
}

// without returns the assignments of a that b lacks.
func without(a, b []directory.Assignment) []directory.Assignment {
	var rest []directory.Assignment
	for _, role := range a {
		if !slices.ContainsFunc(b, func(other directory.Assignment) bool { return other.Role == role.Role && other.Unit == role.Unit }) {
			rest = append(rest, role)
		}
	}
	return rest
}
