package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
)

// UnitsByKey implements directory.Lookup.
func (s *Store) UnitsByKey(ctx context.Context, keys []directory.UnitKey) (map[directory.UnitKey]directory.Unit, error) {
	return unitsByKey(ctx, s.db, keys)
}

func unitsByKey(ctx context.Context, db bun.IDB, keys []directory.UnitKey) (map[directory.UnitKey]directory.Unit, error) {
	all := make(map[directory.UnitKey]directory.Unit, len(keys))
	codes := directory.ByCatalogue(keys)
	if len(codes) == 0 {
		return all, nil
	}
	var rows []unitRow
	query := db.NewSelect().Model(&rows)
	for catalogue, list := range codes {
		query = query.WhereOr("(unit.catalogue = ? AND unit.code IN (?))", catalogue, bun.List(list))
	}
	if err := query.Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: units: %w", err)
	}
	for i := range rows {
		unit := rows[i].unit()
		all[unit.Key()] = unit
	}
	return all, nil
}

// RoomsByName implements directory.Lookup.
func (s *Store) RoomsByName(ctx context.Context, names []string) (map[string]directory.Room, error) {
	return roomsByName(ctx, s.db, names)
}

func roomsByName(ctx context.Context, db bun.IDB, names []string) (map[string]directory.Room, error) {
	all := make(map[string]directory.Room, len(names))
	if len(names) == 0 {
		return all, nil
	}
	var rows []roomRow
	if err := selectRooms(db, &rows).Where("room.name IN (?)", bun.List(names)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: rooms: %w", err)
	}
	for i := range rows {
		all[rows[i].Name] = rows[i].room()
	}
	return all, nil
}

// EntriesByID implements directory.Lookup.
func (s *Store) EntriesByID(ctx context.Context, ids []string) (map[string]directory.Entry, error) {
	return entriesByID(ctx, s.db, ids)
}

func entriesByID(ctx context.Context, db bun.IDB, ids []string) (map[string]directory.Entry, error) {
	all := make(map[string]directory.Entry, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	var rows []entryRow
	if err := db.NewSelect().Model(&rows).Where("entry.id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: entries: %w", err)
	}
	for i := range rows {
		all[rows[i].ID] = rows[i].entry()
	}
	return all, nil
}
