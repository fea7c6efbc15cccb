package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
)

func unitSubject(key directory.UnitKey) string { return "unit:" + key.String() }

// lockTree keeps other changes of a catalogue's tree waiting until this transaction ends: two moves that are right by
// themselves could make a circle together. It fails when there is no such catalogue.
func lockTree(ctx context.Context, tx bun.Tx, catalogue string) error {
	locked, err := inserted(tx.NewUpdate().Model((*catalogueRow)(nil)).Set("title = title").Where("version = ?", catalogue).Exec(ctx))
	if err == nil && !locked {
		return unknown("catalogue")
	}
	return err
}

// unknown is the refusal of a field that names what is not there.
func unknown(field string) error {
	return fault.InvalidFields("form", []fault.Field{{Location: field, Reason: "unknown"}})
}

// parentOf returns the row of the unit's parent; nil for a root.
func parentOf(ctx context.Context, tx bun.Tx, unit *directory.Unit) (*unitRow, error) {
	if unit.ParentCode == "" {
		return nil, nil //nolint:nilnil // a root has none
	}
	parent, err := unitOf(ctx, tx, directory.UnitKey{Catalogue: unit.Catalogue, Code: unit.ParentCode})
	if err == nil && parent == nil {
		return nil, unknown("parentCode")
	}
	return parent, err
}

// managesBelow reports whether the change may put units under a parent: roots are for system administrators.
func managesBelow(by directory.By, parent *unitRow) bool {
	if parent == nil {
		return by.IsAdmin()
	}
	return by.Manages(parent.Path)
}

// CreateUnit implements directory.Maintainer.
func (s *Store) CreateUnit(ctx context.Context, by directory.By, unit directory.Unit) (*directory.Unit, error) {
	if err := directory.CheckUnit(&unit); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		if err := lockTree(ctx, tx, unit.Catalogue); err != nil {
			return record{}, err
		}
		parent, err := parentOf(ctx, tx, &unit)
		if err != nil {
			return record{}, err
		}
		if !managesBelow(by, parent) {
			return record{}, forbidden()
		}
		var last int64
		err = tx.NewSelect().Model((*unitRow)(nil)).ColumnExpr("coalesce(max(position), -1)").Where("catalogue = ?", unit.Catalogue).Scan(ctx, &last)
		if err != nil {
			return record{}, fmt.Errorf("directory: units: %w", err)
		}
		row := newUnitRow(&unit, above(parent), last+1)
		made, err := inserted(tx.NewInsert().Model(&row).On("CONFLICT DO NOTHING").Exec(ctx))
		if err != nil {
			return record{}, fmt.Errorf("directory: unit: %w", err)
		}
		if !made {
			return record{}, taken("code")
		}
		detail, err := difference(nil, row.unit())
		return record{"directory.unit_created", unitSubject(unit.Key()), detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Unit(ctx, unit.Catalogue, unit.Code)
}

func above(parent *unitRow) string {
	if parent == nil {
		return ""
	}
	return parent.Path
}

// UpdateUnit implements directory.Maintainer.
func (s *Store) UpdateUnit(ctx context.Context, by directory.By, version int64, unit directory.Unit) (*directory.Unit, error) {
	if err := directory.CheckUnit(&unit); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		if err := lockTree(ctx, tx, unit.Catalogue); err != nil {
			return record{}, err
		}
		old, err := unitOf(ctx, tx, unit.Key())
		if err == nil && old == nil {
			err = directory.ErrNotFound
		}
		if err != nil {
			return record{}, err
		}
		parent, err := parentOf(ctx, tx, &unit)
		if err != nil {
			return record{}, err
		}
		if err := mayChangeUnit(ctx, tx, by, old, parent); err != nil {
			return record{}, err
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		if parent != nil && directory.Under(parent.Path, old.Path) {
			return record{}, fault.InvalidFields("form", []fault.Field{{Location: "parentCode", Reason: "directory.cycle"}})
		}
		row := newUnitRow(&unit, above(parent), old.Position)
		row.Version = version + 1
		result, err := tx.NewUpdate().Model(&row).WherePK().Where("version = ?", version).Exec(ctx)
		if err := kept(result, err, version); err != nil {
			return record{}, err
		}
		if err := movePaths(ctx, tx, unit.Catalogue, old.Path, row.Path); err != nil {
			return record{}, err
		}
		detail, err := difference(old.unit(), row.unit())
		return record{"directory.unit_changed", unitSubject(unit.Key()), detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Unit(ctx, unit.Catalogue, unit.Code)
}

// mayChangeUnit refuses what the change may not touch: the unit itself and, when it moves, the old and the new parent.
func mayChangeUnit(ctx context.Context, tx bun.Tx, by directory.By, old, parent *unitRow) error {
	if !by.Manages(old.Path) {
		return forbidden()
	}
	code := ""
	if parent != nil {
		code = parent.Code
	}
	if code == old.ParentCode {
		return nil
	}
	before, err := parentOf(ctx, tx, &directory.Unit{Catalogue: old.Catalogue, ParentCode: old.ParentCode})
	if err != nil {
		return err
	}
	if !managesBelow(by, before) || !managesBelow(by, parent) {
		return forbidden()
	}
	return nil
}

// movePaths takes everything below a unit along to its new path.
func movePaths(ctx context.Context, tx bun.Tx, catalogue, from, to string) error {
	if from == to {
		return nil
	}
	_, err := tx.NewUpdate().Model((*unitRow)(nil)).Set("path = ? || substr(path, ?)", to, len(from)+1).
		Where("catalogue = ?", catalogue).Where("path LIKE ?", from+"_%").Exec(ctx)
	if err != nil {
		return fmt.Errorf("directory: move units: %w", err)
	}
	return nil
}

// DeleteUnit implements directory.Maintainer: of a unit that nothing names, such as one made by mistake. Others end by a
// reform.
func (s *Store) DeleteUnit(ctx context.Context, by directory.By, version int64, key directory.UnitKey) error {
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := unitOf(ctx, tx, key)
		if err == nil && old == nil {
			err = directory.ErrNotFound
		}
		if err != nil {
			return record{}, err
		}
		parent, err := parentOf(ctx, tx, &directory.Unit{Catalogue: key.Catalogue, ParentCode: old.ParentCode})
		if err != nil {
			return record{}, err
		}
		if !managesBelow(by, parent) {
			return record{}, forbidden()
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		result, err := tx.NewDelete().Model(old).WherePK().Where("version = ?", version).Exec(ctx)
		if err := removed(err); err != nil {
			return record{}, err
		}
		if err := kept(result, nil, version); err != nil {
			return record{}, err
		}
		detail, err := difference(old.unit(), directory.Unit{})
		return record{"directory.unit_deleted", unitSubject(key), detail}, err
	})
	if store.IsForeignKey(err) { // some keys are checked when the transaction ends
		return removed(err)
	}
	return err
}
