package dirstore

import (
	"context"
	"fmt"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// Viewer implements directory.Viewers. The account's role holds on its person's unit, without a person on the account's
// own. A role on a unit holds on those whose place the unit took: else a reform would part people from their own past.
func (s *Store) Viewer(ctx context.Context, account *identity.Account) (*directory.Viewer, error) {
	viewer := &directory.Viewer{
		AccountID: account.ID, PersonID: account.PersonID, Room: account.Room, Name: account.DisplayName, Role: account.Role,
		Unit: directory.UnitKey{Catalogue: account.UnitCatalogue, Code: account.UnitCode},
	}
	if account.Room != "" {
		row := &roomRow{}
		if err := found(s.db.NewSelect().Model(row).Where("room.name = ?", account.Room).Scan(ctx), "room"); err != nil {
			return nil, err
		}
		viewer.Unit = directory.UnitKey{Catalogue: row.UnitCatalogue, Code: row.UnitCode} // the room may have moved
	}
	if account.PersonID != "" {
		row := &personRow{}
		err := s.db.NewSelect().Model(row).Relation("Position").Where("person.id = ?", account.PersonID).Scan(ctx)
		if err := found(err, "viewer"); err != nil {
			return nil, err
		}
		if !row.Active {
			return nil, fault.New(fault.Forbidden, "directory.person_inactive")
		}
		viewer.Position = row.Title
		if viewer.Position == "" && row.Position != nil {
			viewer.Position = row.Position.NameVI
		}
		viewer.Name, viewer.Unit = row.Name, directory.UnitKey{Catalogue: row.UnitCatalogue, Code: row.UnitCode}
	}
	var held []struct {
		Role      identity.Role
		Catalogue string
		Code      string
		Path      string
	}
	err := s.db.NewRaw(`WITH RECURSIVE held (role, catalogue, code) AS (
		SELECT role, unit_catalogue, unit_code FROM role_assignments WHERE person_id = ?0
		UNION ALL
		SELECT ?1, catalogue, code FROM units WHERE catalogue = ?2 AND code = ?3
		UNION
		SELECT held.role, before.from_catalogue, before.from_code FROM held
			JOIN unit_successions AS before ON before.to_catalogue = held.catalogue AND before.to_code = held.code
	) SELECT held.role, held.catalogue, held.code, units.path FROM held
		JOIN units ON units.catalogue = held.catalogue AND units.code = held.code
		ORDER BY units.path, held.role`,
		account.PersonID, string(account.Role), viewer.Unit.Catalogue, viewer.Unit.Code).Scan(ctx, &held)
	if err != nil {
		return nil, fmt.Errorf("directory: viewer: %w", err)
	}
	for i, h := range held {
		if i > 0 && h == held[i-1] { // the account's role may be assigned as well
			continue
		}
		viewer.Assignments = append(viewer.Assignments, directory.Assignment{
			Role: h.Role, Unit: directory.UnitKey{Catalogue: h.Catalogue, Code: h.Code}, Path: h.Path,
		})
	}
	return viewer, nil
}
