package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
)

// batch is how many rows go into one INSERT: well below every database's limit of parameters.
const batch = 200

// Import implements directory.Writer.
func (s *Store) Import(ctx context.Context, catalogue directory.Catalogue, units []directory.Unit) error {
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewInsert().Model(&catalogueRow{
			Version: catalogue.Version, Title: catalogue.Title, ValidFrom: catalogue.ValidFrom, ValidTo: catalogue.ValidTo,
		}).On("CONFLICT (version) DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("directory: import %s: %w", catalogue.Version, err)
		}
		if added, err := result.RowsAffected(); err != nil || added == 0 {
			return err
		}
		rows := make([]unitRow, len(units))
		for i, unit := range units {
			rows[i] = unitRow{
				Catalogue: catalogue.Version, Code: unit.Code, ParentCode: unit.ParentCode, Level: unit.Level,
				NameVI: unit.Name.VI, NameEN: unit.Name.EN, Position: int64(i),
				Search: fold.Text(unit.Name.VI + " " + unit.Name.EN + " " + unit.Code),
			}
		}
		for start := 0; start < len(rows); start += batch {
			part := rows[start:min(start+batch, len(rows))]
			if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
				return fmt.Errorf("directory: import %s: %w", catalogue.Version, err)
			}
		}
		return nil
	})
}

// AddRooms implements directory.Writer.
func (s *Store) AddRooms(ctx context.Context, rooms []directory.Room) error {
	return s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		var last int64
		if err := tx.NewSelect().Model((*roomRow)(nil)).ColumnExpr("coalesce(max(position), 0)").Scan(ctx, &last); err != nil {
			return fmt.Errorf("directory: rooms: %w", err)
		}
		rows := make([]roomRow, len(rooms))
		for i, room := range rooms {
			rows[i] = roomRow{
				Name: room.Name, TitleVI: room.Title.VI, TitleEN: room.Title.EN,
				DescriptionVI: room.Description.VI, DescriptionEN: room.Description.EN,
				Practice: room.Practice, Position: last + int64(i) + 1,
			}
			search := room.Title.VI + " " + room.Title.EN
			if room.Unit != nil {
				rows[i].UnitCatalogue, rows[i].UnitCode = room.Unit.Catalogue, room.Unit.Code
				search += " " + room.Unit.Name.VI + " " + room.Unit.Name.EN + " " + room.Unit.Code
			}
			rows[i].Search = fold.Text(search)
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
