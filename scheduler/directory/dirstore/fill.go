package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/store"
	"giaoban/scheduler/directory"
)

// Import implements directory.Writer.
func (s *Store) Import(ctx context.Context, catalogue directory.Catalogue, units []directory.Unit) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		_, err := addCatalogue(ctx, tx, catalogue, units)
		return err
	})
}

// addCatalogue adds a catalogue with its units, parents first. It reports false when the catalogue is there already.
func addCatalogue(ctx context.Context, tx bun.Tx, catalogue directory.Catalogue, units []directory.Unit) (bool, error) {
	made, err := inserted(tx.NewInsert().Model(&catalogueRow{
		Version: catalogue.Version, Title: catalogue.Title, ValidFrom: catalogue.ValidFrom, ValidTo: catalogue.ValidTo,
	}).On("CONFLICT (version) DO NOTHING").Exec(ctx))
	if err != nil {
		return false, fmt.Errorf("directory: import %s: %w", catalogue.Version, err)
	}
	if !made {
		return false, nil
	}
	rows := make([]unitRow, len(units))
	paths := make(map[string]string, len(units))
	for i, unit := range units {
		unit.Catalogue = catalogue.Version
		rows[i] = newUnitRow(&unit, paths[unit.ParentCode], int64(i))
		paths[unit.Code] = rows[i].Path
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return false, fmt.Errorf("directory: import %s: %w", catalogue.Version, err)
	}
	return true, nil
}

// AddRooms implements directory.Writer.
func (s *Store) AddRooms(ctx context.Context, rooms []directory.Room) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		var last int64
		if err := tx.NewSelect().Model((*roomRow)(nil)).ColumnExpr("coalesce(max(position), 0)").Scan(ctx, &last); err != nil {
			return fmt.Errorf("directory: rooms: %w", err)
		}
		rows := make([]*roomRow, len(rooms))
		for i := range rooms {
			room := rooms[i]
			room.Active = true
			row, err := newRoomRow(&room, last+int64(i)+1)
			if err != nil {
				return err
			}
			rows[i] = row
		}
		for start := 0; start < len(rows); start += batch {
			part := rows[start:min(start+batch, len(rows))]
			if _, err := tx.NewInsert().Model(&part).On("CONFLICT (name) DO NOTHING").Exec(ctx); err != nil {
				return fmt.Errorf("directory: rooms: %w", err)
			}
		}
		return nil
	})
}
