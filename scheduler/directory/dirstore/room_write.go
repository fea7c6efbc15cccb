package dirstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/internal/id"
	"giaoban/scheduler/directory"
)

// CreateRoom implements directory.Maintainer. Of the room's unit only the key counts.
func (s *Store) CreateRoom(ctx context.Context, by directory.By, room directory.Room) (*directory.Room, error) {
	room.Active = true
	if err := directory.CheckRoom(&room); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		if err := mayKeepRoom(ctx, tx, by, nil, &room); err != nil {
			return record{}, err
		}
		var last int64
		if err := tx.NewSelect().Model((*roomRow)(nil)).ColumnExpr("coalesce(max(position), 0)").Scan(ctx, &last); err != nil {
			return record{}, fmt.Errorf("directory: rooms: %w", err)
		}
		row, err := newRoomRow(&room, last+1)
		if err != nil {
			return record{}, err
		}
		made, err := inserted(tx.NewInsert().Model(row).On("CONFLICT DO NOTHING").Exec(ctx))
		if err != nil {
			return record{}, fmt.Errorf("directory: room: %w", err)
		}
		if !made {
			return record{}, taken("name")
		}
		if err := insertTerminals(ctx, tx, &room, nil); err != nil {
			return record{}, err
		}
		detail, err := difference(nil, roomTold(&room))
		return record{"directory.room_created", "room:" + room.Name, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Room(ctx, room.Name)
}

// UpdateRoom implements directory.Maintainer. Of the room's unit only the key counts.
func (s *Store) UpdateRoom(ctx context.Context, by directory.By, version int64, room directory.Room) (*directory.Room, error) {
	if err := directory.CheckRoom(&room); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := roomOf(ctx, tx, room.Name)
		if err != nil {
			return record{}, err
		}
		if err := mayKeepRoom(ctx, tx, by, old, &room); err != nil {
			return record{}, err
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		row, err := newRoomRow(&room, 0)
		if err != nil {
			return record{}, err
		}
		row.Version = version + 1
		result, err := tx.NewUpdate().Model(row).ExcludeColumn("position").WherePK().Where("version = ?", version).Exec(ctx)
		if err := kept(result, err, version); err != nil {
			return record{}, err
		}
		if _, err := tx.NewDelete().Model((*terminalRow)(nil)).Where("room_name = ?", room.Name).Exec(ctx); err != nil {
			return record{}, fmt.Errorf("directory: terminals: %w", err)
		}
		if err := insertTerminals(ctx, tx, &room, old.Terminals); err != nil {
			return record{}, err
		}
		detail, err := difference(roomTold(old), roomTold(&room))
		return record{"directory.room_changed", "room:" + room.Name, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Room(ctx, room.Name)
}

// mayKeepRoom refuses a change out of the caller's reach and completes the room's unit. old is nil for a new room.
func mayKeepRoom(ctx context.Context, tx bun.Tx, by directory.By, old, room *directory.Room) error {
	if old != nil && !managesRoom(by, old.Unit) {
		return forbidden()
	}
	if room.Unit != nil {
		there, err := unitsByKey(ctx, tx, []directory.UnitKey{room.Unit.Key()})
		if err != nil {
			return err
		}
		unit, known := there[room.Unit.Key()]
		if !known {
			return unknown("unit")
		}
		room.Unit = &unit
	}
	if !managesRoom(by, room.Unit) || room.Practice && !by.IsAdmin() {
		return forbidden()
	}
	return nil
}

// managesRoom reports whether the change may touch rooms of a unit; those of none are for system administrators.
func managesRoom(by directory.By, unit *directory.Unit) bool {
	if unit == nil {
		return by.IsAdmin()
	}
	return by.Manages(unit.Path)
}

// insertTerminals writes the room's terminals; one that was there keeps its id.
func insertTerminals(ctx context.Context, tx bun.Tx, room *directory.Room, before []directory.Terminal) error {
	rows := make([]terminalRow, len(room.Terminals))
	used := map[string]bool{}
	for i, t := range room.Terminals {
		keeps := t.ID != "" && !used[t.ID] && slices.ContainsFunc(before, func(old directory.Terminal) bool { return old.ID == t.ID })
		if !keeps {
			t.ID = id.New(directory.TerminalPrefix)
		}
		used[t.ID] = true
		rows[i] = terminalRow{ID: t.ID, RoomName: room.Name, Name: t.Name, Kind: t.Kind, Note: t.Note, Position: int64(i)}
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return fmt.Errorf("directory: terminals: %w", err)
	}
	return nil
}

// roomTold is what the audit log is told of a room: of its unit the key alone.
func roomTold(room *directory.Room) any {
	told := struct {
		directory.Room
		Unit string
	}{Room: *room}
	if room.Unit != nil {
		told.Unit = room.Unit.Key().String()
	}
	told.Terminals = slices.Clone(room.Terminals)
	for i := range told.Terminals {
		told.Terminals[i].ID = "" // given anew to those that are new
	}
	return told
}
