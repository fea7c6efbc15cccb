// Package demo fills a directory for demonstrations and tests: the units of Tuyên Quang before and after the reform of
// July 2025 (real catalogue data), a room for the province and each commune, and one to practise in.
package demo

import (
	"bytes"
	"context"
	"embed"
	"fmt"
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
	{Version: "tuyen-quang-2025-06", Title: "Tuyên Quang, ba cấp, đến 30/6/2025", ValidFrom: "2011-01-01", ValidTo: lastDayBefore},
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
	units, err := Units(Current)
	if err != nil {
		return err
	}
	if err := into.AddRooms(ctx, rooms(units)); err != nil {
		return fmt.Errorf("demo: %w", err)
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
			room.Description = directory.Text{VI: "Giao ban toàn tỉnh.", EN: "The province's briefings."}
		case directory.Commune:
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
