package dirstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
)

type roomRow struct {
	bun.BaseModel `bun:"table:rooms,alias:room"`

	Name          string   `bun:"name,pk"`
	TitleVI       string   `bun:"title_vi"`
	TitleEN       string   `bun:"title_en"`
	DescriptionVI string   `bun:"description_vi"`
	DescriptionEN string   `bun:"description_en"`
	UnitCatalogue string   `bun:"unit_catalogue,nullzero"`
	UnitCode      string   `bun:"unit_code,nullzero"`
	Practice      bool     `bun:"practice"`
	Active        bool     `bun:"active"`
	Seats         int      `bun:"seats"`
	LineKbps      int64    `bun:"line_kbps"`
	SeatMap       string   `bun:"seat_map"`
	Search        string   `bun:"search"`
	Position      int64    `bun:"position"`
	Version       int64    `bun:"version"`
	Unit          *unitRow `bun:"rel:belongs-to,join:unit_catalogue=catalogue,join:unit_code=code"`
}

func newRoomRow(room *directory.Room, position int64) (*roomRow, error) {
	row := &roomRow{
		Name: room.Name, TitleVI: room.Title.VI, TitleEN: room.Title.EN,
		DescriptionVI: room.Description.VI, DescriptionEN: room.Description.EN, Practice: room.Practice, Active: room.Active,
		Seats: room.Seats, LineKbps: room.LineKbps, Position: position, Version: 1,
	}
	search := room.Title.VI + " " + room.Title.EN
	if room.Unit != nil {
		row.UnitCatalogue, row.UnitCode = room.Unit.Catalogue, room.Unit.Code
		search += " " + room.Unit.Name.VI + " " + room.Unit.Name.EN + " " + room.Unit.Code
	}
	row.Search = fold.Text(search)
	if room.SeatMap.Columns > 0 {
		text, err := json.Marshal(room.SeatMap)
		if err != nil {
			return nil, fmt.Errorf("directory: seat map: %w", err)
		}
		row.SeatMap = string(text)
	}
	return row, nil
}

func (r *roomRow) room() directory.Room {
	room := directory.Room{
		Name: r.Name, Title: directory.Text{VI: r.TitleVI, EN: r.TitleEN},
		Description: directory.Text{VI: r.DescriptionVI, EN: r.DescriptionEN}, Practice: r.Practice, Active: r.Active,
		Seats: r.Seats, LineKbps: r.LineKbps, Version: r.Version,
	}
	if r.Unit != nil && r.Unit.Code != "" {
		unit := r.Unit.unit()
		room.Unit = &unit
	}
	return room
}

type terminalRow struct {
	bun.BaseModel `bun:"table:room_terminals,alias:terminal"`

	ID       string                 `bun:"id,pk"`
	RoomName string                 `bun:"room_name"`
	Name     string                 `bun:"name"`
	Kind     directory.TerminalKind `bun:"kind"`
	Note     string                 `bun:"note"`
	Position int64                  `bun:"position"`
}

func selectRooms(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ExcludeColumn("seat_map").Relation("Unit")
}

// Room implements directory.Reader.
func (s *Store) Room(ctx context.Context, name string) (*directory.Room, error) {
	return roomOf(ctx, s.db, name)
}

func roomOf(ctx context.Context, db bun.IDB, name string) (*directory.Room, error) {
	row := &roomRow{}
	err := db.NewSelect().Model(row).Relation("Unit").Where("room.name = ?", name).Scan(ctx)
	if err := found(err, "room"); err != nil {
		return nil, err
	}
	room := row.room()
	if row.SeatMap != "" {
		if err := json.Unmarshal([]byte(row.SeatMap), &room.SeatMap); err != nil {
			return nil, fmt.Errorf("directory: seat map of %s: %w", name, err)
		}
	}
	var terminals []terminalRow
	err = db.NewSelect().Model(&terminals).Where("room_name = ?", name).Order("position", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: terminals: %w", err)
	}
	for _, t := range terminals {
		room.Terminals = append(room.Terminals, directory.Terminal{ID: t.ID, Name: t.Name, Kind: t.Kind, Note: t.Note})
	}
	return &room, nil
}

// Rooms implements directory.Reader.
func (s *Store) Rooms(ctx context.Context, query directory.RoomQuery) ([]directory.Room, string, error) {
	var rows []roomRow
	find := selectRooms(s.db, &rows).Where("room.active = ?", !query.Inactive)
	find = ofUnit(matching(find, "room", query.Text), "room", query.Unit, query.Below)
	find, err := byPosition(find, "room", "name", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: rooms: %w", err)
	}
	rows, next := cut(rows, query.Page, func(r *roomRow) string { return positionCursor(r.Position, r.Name) })
	rooms := make([]directory.Room, len(rows))
	for i := range rows {
		rooms[i] = rows[i].room()
	}
	return rooms, next, nil
}
