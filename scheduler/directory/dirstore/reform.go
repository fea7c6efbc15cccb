package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
)

type successionRow struct {
	bun.BaseModel `bun:"table:unit_successions"`

	FromCatalogue string `bun:"from_catalogue,pk"`
	FromCode      string `bun:"from_code,pk"`
	ToCatalogue   string `bun:"to_catalogue,pk"`
	ToCode        string `bun:"to_code,pk"`
}

// ReformUnit implements directory.Maintainer. Meetings held before keep the unit: nothing that happened is touched.
func (s *Store) ReformUnit(ctx context.Context, by directory.By, version int64, key directory.UnitKey, reform directory.Reform) (*directory.Unit, error) {
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := unitOf(ctx, tx, key)
		if err == nil && old == nil {
			err = directory.ErrNotFound
		}
		if err != nil {
			return record{}, err
		}
		if err := s.mayReform(ctx, tx, by, old, reform.Successors); err != nil {
			return record{}, err
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		ended := old.unit()
		ended.ValidTo = reform.ValidTo
		if err := directory.CheckReform(&ended, reform); err != nil {
			return record{}, err
		}
		result, err := tx.NewUpdate().Model((*unitRow)(nil)).Set("valid_to = ?", reform.ValidTo).Set("version = version + 1").
			Where("catalogue = ?", key.Catalogue).Where("code = ?", key.Code).Where("version = ?", version).Exec(ctx)
		if err := kept(result, err, version); err != nil {
			return record{}, err
		}
		if err := succeed(ctx, tx, key, reform.Successors); err != nil {
			return record{}, err
		}
		if reform.Move {
			if err := moveTo(ctx, tx, key, reform.Successors[0]); err != nil {
				return record{}, err
			}
		}
		return record{"directory.unit_reformed", unitSubject(key), map[string]any{
			"validTo": reform.ValidTo, "successors": reform.Successors, "moved": reform.Move,
		}}, nil
	})
	if err != nil {
		return nil, err
	}
	return s.Unit(ctx, key.Catalogue, key.Code)
}

// mayReform refuses unless the change may touch the unit's parent and every successor, which must be there.
func (s *Store) mayReform(ctx context.Context, tx bun.Tx, by directory.By, old *unitRow, successors []directory.UnitKey) error {
	parent, err := parentOf(ctx, tx, &directory.Unit{Catalogue: old.Catalogue, ParentCode: old.ParentCode})
	if err != nil {
		return err
	}
	if !managesBelow(by, parent) {
		return forbidden()
	}
	there, err := unitsByKey(ctx, tx, successors)
	if err != nil {
		return err
	}
	for i, key := range successors {
		next, known := there[key]
		if !known {
			return unknown(fmt.Sprintf("successors[%d]", i))
		}
		if !by.Manages(next.Path) {
			return forbidden()
		}
	}
	return nil
}

// succeed replaces what took a unit's place. A unit cannot follow, however far back, upon itself.
func succeed(ctx context.Context, tx bun.Tx, from directory.UnitKey, successors []directory.UnitKey) error {
	if _, err := tx.NewDelete().Model((*successionRow)(nil)).
		Where("from_catalogue = ?", from.Catalogue).Where("from_code = ?", from.Code).Exec(ctx); err != nil {
		return fmt.Errorf("directory: successors: %w", err)
	}
	rows := make([]successionRow, len(successors))
	for i, to := range successors {
		rows[i] = successionRow{FromCatalogue: from.Catalogue, FromCode: from.Code, ToCatalogue: to.Catalogue, ToCode: to.Code}
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return fmt.Errorf("directory: successors: %w", err)
	}
	var again int
	err := tx.NewRaw(`WITH RECURSIVE later (catalogue, code) AS (
		SELECT to_catalogue, to_code FROM unit_successions WHERE from_catalogue = ?0 AND from_code = ?1
		UNION
		SELECT next.to_catalogue, next.to_code FROM later
			JOIN unit_successions AS next ON next.from_catalogue = later.catalogue AND next.from_code = later.code
	) SELECT count(*) FROM later WHERE catalogue = ?0 AND code = ?1`, from.Catalogue, from.Code).Scan(ctx, &again)
	if err != nil {
		return fmt.Errorf("directory: successors: %w", err)
	}
	if again > 0 {
		return fault.InvalidFields("form", []fault.Field{{Location: "successors", Reason: "directory.cycle"}})
	}
	return nil
}

// moveTo takes people, roles, rooms, groups and lists of a unit along to the one that took its place.
func moveTo(ctx context.Context, tx bun.Tx, from, to directory.UnitKey) error {
	// A role that the person has on both would be there twice.
	_, err := tx.NewRaw(`DELETE FROM role_assignments WHERE unit_catalogue = ?0 AND unit_code = ?1 AND EXISTS (
		SELECT 1 FROM role_assignments AS held WHERE held.person_id = role_assignments.person_id AND held.role = role_assignments.role
			AND held.unit_catalogue = ?2 AND held.unit_code = ?3)`, from.Catalogue, from.Code, to.Catalogue, to.Code).Exec(ctx)
	if err != nil {
		return fmt.Errorf("directory: move: %w", err)
	}
	for _, table := range []string{"people", "role_assignments", "rooms", "catalogue_entries", "site_groups", "invitation_lists"} {
		update := tx.NewUpdate().Table(table).Set("unit_catalogue = ?", to.Catalogue).Set("unit_code = ?", to.Code)
		if table != "role_assignments" {
			update = update.Set("version = version + 1")
		}
		if _, err := update.Where("unit_catalogue = ?", from.Catalogue).Where("unit_code = ?", from.Code).Exec(ctx); err != nil {
			if store.IsUnique(err) { // the successor has a group or list of the same name
				return taken("move")
			}
			return fmt.Errorf("directory: move %s: %w", table, err)
		}
	}
	return nil
}
