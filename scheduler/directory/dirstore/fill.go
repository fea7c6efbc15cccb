package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/id"
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

// addAll adds the rows whose keys are not there.
func addAll[R any](ctx context.Context, s *Store, what string, rows []R) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		return addRows(ctx, tx, what, rows)
	})
}

func addRows[R any](ctx context.Context, tx bun.Tx, what string, rows []R) error {
	for start := 0; start < len(rows); start += batch {
		part := rows[start:min(start+batch, len(rows))]
		if _, err := tx.NewInsert().Model(&part).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("directory: add %s: %w", what, err)
		}
	}
	return nil
}

// AddUnits implements directory.Writer.
func (s *Store) AddUnits(ctx context.Context, units []directory.Unit) error {
	var parents []directory.UnitKey
	for _, unit := range units {
		parents = append(parents, directory.UnitKey{Catalogue: unit.Catalogue, Code: unit.ParentCode})
	}
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		there, err := unitsByKey(ctx, tx, parents)
		if err != nil {
			return err
		}
		var last int64
		if err := tx.NewSelect().Model((*unitRow)(nil)).ColumnExpr("coalesce(max(position), 0)").Scan(ctx, &last); err != nil {
			return fmt.Errorf("directory: units: %w", err)
		}
		rows := make([]unitRow, len(units))
		for i := range units {
			parent := there[parents[i]]
			rows[i] = newUnitRow(&units[i], parent.Path, last+int64(i)+1)
			there[units[i].Key()] = directory.Unit{Path: rows[i].Path}
		}
		return addRows(ctx, tx, "units", rows)
	})
}

// AddSuccessions implements directory.Writer.
func (s *Store) AddSuccessions(ctx context.Context, successions []directory.Succession) error {
	rows := make([]successionRow, len(successions))
	for i, next := range successions {
		rows[i] = successionRow{
			FromCatalogue: next.From.Catalogue, FromCode: next.From.Code, ToCatalogue: next.To.Catalogue, ToCode: next.To.Code,
		}
	}
	return addAll(ctx, s, "successions", rows)
}

// AddRooms implements directory.Writer.
func (s *Store) AddRooms(ctx context.Context, rooms []directory.Room) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		names := make([]string, len(rooms))
		for i := range rooms {
			names[i] = rooms[i].Name
		}
		there, err := roomsByName(ctx, tx, names)
		if err != nil {
			return err
		}
		var last int64
		if err := tx.NewSelect().Model((*roomRow)(nil)).ColumnExpr("coalesce(max(position), 0)").Scan(ctx, &last); err != nil {
			return fmt.Errorf("directory: rooms: %w", err)
		}
		var rows []*roomRow
		var terminals []terminalRow
		for i := range rooms {
			room := rooms[i]
			if _, old := there[room.Name]; old {
				continue
			}
			room.Active = true
			row, err := newRoomRow(&room, last+int64(i)+1)
			if err != nil {
				return err
			}
			rows = append(rows, row)
			for j, t := range room.Terminals {
				terminals = append(terminals, terminalRow{
					ID: id.New(directory.TerminalPrefix), RoomName: room.Name, Name: t.Name, Kind: t.Kind, Note: t.Note, Position: int64(j),
				})
			}
		}
		if err := addRows(ctx, tx, "rooms", rows); err != nil {
			return err
		}
		return addRows(ctx, tx, "terminals", terminals)
	})
}

// AddEntries implements directory.Writer.
func (s *Store) AddEntries(ctx context.Context, entries []directory.Entry) error {
	rows := make([]*entryRow, len(entries))
	for i := range entries {
		rows[i] = newEntryRow(&entries[i])
	}
	return addAll(ctx, s, "entries", rows)
}

// AddDefaults adds what every installation starts with, once: to a database that has no entries.
func (s *Store) AddDefaults(ctx context.Context) error {
	there, err := s.db.NewSelect().Model((*entryRow)(nil)).Where("kind <> ?", directory.IssuingAgencies).Count(ctx)
	if err != nil {
		return fmt.Errorf("directory: entries: %w", err)
	}
	if there > 0 {
		return nil
	}
	return s.AddEntries(ctx, directory.DefaultEntries())
}

// AddPeople implements directory.Writer.
func (s *Store) AddPeople(ctx context.Context, people []directory.Person) error {
	at := s.now().UTC()
	ids := make([]string, len(people))
	for i := range people {
		ids[i] = people[i].ID
	}
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		there, err := peopleByID(ctx, tx, ids)
		if err != nil {
			return err
		}
		var rows []*personRow
		var roles []roleRow
		for i := range people {
			person := &people[i]
			if _, old := there[person.ID]; old { // whose roles may have been changed since
				continue
			}
			person.Active = true
			rows = append(rows, newPersonRow(person, at))
			for _, role := range person.Roles {
				roles = append(roles, roleRow{PersonID: person.ID, Role: role.Role, UnitCatalogue: role.Unit.Catalogue, UnitCode: role.Unit.Code})
			}
		}
		if err := addRows(ctx, tx, "people", rows); err != nil {
			return err
		}
		return addRows(ctx, tx, "roles", roles)
	})
}

// AddGroups implements directory.Writer.
func (s *Store) AddGroups(ctx context.Context, groups []directory.Group) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		for i := range groups {
			made, err := inserted(tx.NewInsert().Model(newGroupRow(&groups[i], 1)).On("CONFLICT DO NOTHING").Exec(ctx))
			if err != nil {
				return fmt.Errorf("directory: add groups: %w", err)
			}
			if !made {
				continue
			}
			if err := replaceSites(ctx, tx, &groups[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// AddLists implements directory.Writer.
func (s *Store) AddLists(ctx context.Context, lists []directory.List) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		for i := range lists {
			made, err := inserted(tx.NewInsert().Model(newListRow(&lists[i], 1)).On("CONFLICT DO NOTHING").Exec(ctx))
			if err != nil {
				return fmt.Errorf("directory: add lists: %w", err)
			}
			if !made {
				continue
			}
			if err := replaceMembers(ctx, tx, &lists[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
