// Package demo fills a directory for demonstrations and tests: the units of Tuyên Quang before and after the reform of
// July 2025 (real catalogue data), a room for the province and each commune and one to practise in, groups of sites,
// invitation lists, and invented people for every unit.
package demo

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"giaoban/scheduler/directory"
)

//go:embed *.csv
var files embed.FS

// Names that tests and synthetic sites refer to.
const (
	PracticeRoom  = "phong-hop-thu"       // the practice room's name
	Current       = "tuyen-quang-2025-07" // the catalogue in force
	ProvinceCode  = "08"                  // Tỉnh Tuyên Quang
	ChiemHoaCode  = "02287"               // Xã Chiêm Hoá
	NaHangCode    = "02221"               // Xã Nà Hang
	roomPrefix    = "diem-cau-"
	reformDay     = "2025-07-01"
	lastDayBefore = "2025-06-30"
)

var catalogues = []directory.Catalogue{
	{Version: before, Title: "Tuyên Quang, ba cấp, đến 30/6/2025", ValidFrom: "2011-01-01", ValidTo: lastDayBefore},
	{Version: Current, Title: "Tuyên Quang, hai cấp, từ 01/7/2025", ValidFrom: reformDay},
}

// RoomName returns the name of the room of a unit.
func RoomName(unitCode string) string { return roomPrefix + unitCode }

// Load adds the demonstration to a directory. Loading it again changes nothing.
func Load(ctx context.Context, into directory.Writer) error {
	for _, catalogue := range catalogues {
		units, err := Units(catalogue.Version)
		if err != nil {
			return err
		}
		if err := into.Import(ctx, catalogue, units); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	old, err := Units(before)
	if err != nil {
		return err
	}
	units, err := Units(Current)
	if err != nil {
		return err
	}
	bodies := Agencies()
	for _, add := range []func() error{
		func() error { return into.AddUnits(ctx, bodies) },
		func() error { return into.AddSuccessions(ctx, successions(old, units)) },
		func() error { return into.AddRooms(ctx, rooms(units)) },
		func() error { return into.AddEntries(ctx, append(directory.DefaultEntries(), issuers()...)) },
		func() error { return into.AddPeople(ctx, inventPeople(append(slices.Clone(units), bodies...))) },
		func() error { return into.AddGroups(ctx, groups(old, units)) },
		func() error { return into.AddLists(ctx, lists(units, bodies)) },
	} {
		if err := add(); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

// Units returns the units of one of the demonstration's catalogues, parents first.
func Units(catalogue string) ([]directory.Unit, error) {
	text, err := files.ReadFile(catalogue + ".csv")
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	units, err := directory.ParseUnits(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("demo: %s: %w", catalogue, err)
	}
	for i := range units {
		units[i].Catalogue = catalogue
	}
	return units, nil
}

// lines are what communes' lines carry, in kbit/s: most are wide, some are what the mountains allow.
var lines = []int64{200_000, 100_000, 200_000, 50_000, 200_000, 100_000, 200_000, 20_000, 200_000, 8_000}

// hall is the plan of the province's room: the chair's table, and rows before it.
func hall() directory.SeatMap {
	plan := directory.SeatMap{Columns: 24, Rows: 14, Blocks: []directory.SeatBlock{
		{Kind: directory.BlockScreen, Name: "Màn hình", X: 6, Width: 12, Height: 1},
		{Kind: directory.BlockTable, Name: "Bàn chủ toạ", X: 8, Y: 2, Width: 8, Height: 2},
	}}
	for i := range 5 {
		plan.Blocks[1].Seats = append(plan.Blocks[1].Seats, directory.Seat{Label: fmt.Sprintf("CT%d", i+1)})
	}
	for row := range 8 {
		block := directory.SeatBlock{Kind: directory.BlockRow, Name: fmt.Sprintf("Hàng %c", 'A'+row), X: 5, Y: 5 + row, Width: 14, Height: 1}
		for seat := range 14 {
			block.Seats = append(block.Seats, directory.Seat{Label: fmt.Sprintf("%c%d", 'A'+row, seat+1)})
		}
		plan.Blocks = append(plan.Blocks, block)
	}
	return plan
}

func rooms(units []directory.Unit) []directory.Room {
	list := []directory.Room{{
		Name:  PracticeRoom,
		Title: directory.Text{VI: "Phòng họp thử", EN: "Practice room"},
		Description: directory.Text{
			VI: "Thử micrô, camera và cách điều hành; trong phòng có sẵn vài điểm cầu mô phỏng.",
			EN: "Try out microphone, camera and how a conference is conducted; a few simulated sites are here already.",
		},
		Practice: true,
	}}
	for _, unit := range units {
		room := directory.Room{
			Name: RoomName(unit.Code),
			Title: directory.Text{
				VI: "Phòng họp " + inSentence(unit.Name.VI),
				EN: unit.Name.EN + " meeting room",
			},
			Unit: &unit,
		}
		switch unit.Level {
		case directory.Province:
			room.Seats, room.LineKbps, room.SeatMap = 120, 1_000_000, hall()
			room.Terminals = []directory.Terminal{{Name: "Máy chủ toạ", Kind: directory.TerminalPC}, {Name: "Bộ hội nghị truyền hình", Kind: directory.TerminalCodec}}
			room.Description = directory.Text{VI: "Giao ban toàn tỉnh.", EN: "The province's briefings."}
		case directory.Commune:
			room.Seats, room.LineKbps = 20+5*(len(list)%5), lines[len(list)%len(lines)]
			room.Terminals = []directory.Terminal{{Name: "Máy chính", Kind: directory.TerminalPC}}
			room.Description = directory.Text{VI: "Họp trực tuyến của " + inSentence(unit.Name.VI) + ".", EN: "Online meetings of " + unit.Name.EN + "."}
		default:
			continue
		}
		list = append(list, room)
	}
	return list
}

// inSentence writes the kind of a unit small, as it is written inside a sentence: "xã Chiêm Hoá".
func inSentence(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}
