package dirstore_test

import (
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

func newRoom() directory.Room {
	return directory.Room{
		Name: "hoi-truong", Title: directory.Text{VI: "Hội trường"}, Unit: &directory.Unit{Catalogue: demo.Current, Code: demo.ChiemHoaCode},
		Seats: 4, LineKbps: 20_000,
		SeatMap: directory.SeatMap{Columns: 10, Rows: 5, Blocks: []directory.SeatBlock{
			{Kind: directory.BlockTable, Name: "Bàn chủ toạ", X: 3, Y: 0, Width: 4, Height: 1, Seats: []directory.Seat{{Label: "CT1", Name: "Chủ trì"}, {Label: "CT2"}}},
			{Kind: directory.BlockRow, X: 0, Y: 2, Width: 10, Height: 1, Seats: []directory.Seat{{Label: "A1"}, {Label: "A2"}}},
		}},
		Terminals: []directory.Terminal{{Name: "Máy chính", Kind: directory.TerminalPC}, {Name: "Bộ mã hoá", Kind: directory.TerminalCodec, Note: "SN 1"}},
	}
}

func TestRoomsAreKept(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		keeper := f.as(t, identity.UnitAdmin, demo.ChiemHoaCode)
		made, err := f.CreateRoom(t.Context(), keeper, newRoom())
		check(t, err)
		if made.SeatMap.Count() != 4 || made.SeatMap.Blocks[0].Seats[0].Name != "Chủ trì" || len(made.Terminals) != 2 ||
			!strings.HasPrefix(made.Terminals[1].ID, "TM_") || made.Unit.Name.VI != "Xã Chiêm Hoá" || made.LineKbps != 20_000 || !made.Active {
			t.Errorf("%+v", made)
		}
		_, err = f.CreateRoom(t.Context(), keeper, newRoom())
		refused(t, err, fault.Conflict, "name/duplicate")

		change := *made
		change.LineKbps, change.Active = 8_000, false
		change.Terminals = []directory.Terminal{made.Terminals[1], {Name: "Máy bảng", Kind: directory.TerminalTablet}, {ID: "TM_stolen", Name: "X", Kind: directory.TerminalOther}}
		changed, err := f.UpdateRoom(t.Context(), keeper, 1, change)
		check(t, err)
		if changed.LineKbps != 8_000 || changed.Terminals[0].ID != made.Terminals[1].ID || changed.Terminals[2].ID == "TM_stolen" || changed.Version != 2 {
			t.Errorf("%+v", changed)
		}
		_, err = f.UpdateRoom(t.Context(), keeper, 1, change)
		refused(t, err, fault.Stale, "stale")
		rooms, _, err := f.Rooms(t.Context(), directory.RoomQuery{Unit: unit(demo.ChiemHoaCode)})
		if err != nil || len(rooms) != 1 {
			t.Error(rooms, err)
		}
		rooms, _, err = f.Rooms(t.Context(), directory.RoomQuery{Unit: unit(demo.ProvinceCode), Below: true, Inactive: true})
		if err != nil || len(rooms) != 1 {
			t.Error(rooms, err)
		}
		if got := f.records(t, "room:hoi-truong"); got != "directory.room_created directory.room_changed" {
			t.Errorf("recorded %s", got)
		}
		if detail := f.detail(t, "room:hoi-truong"); !strings.Contains(detail, `"lineKbps":20000`) || strings.Contains(detail, "seatMap") {
			t.Errorf("recorded %s", detail)
		}
	})
}

func TestRoomsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		keeper := f.as(t, identity.UnitAdmin, demo.ChiemHoaCode)
		for name, c := range map[string]struct {
			change func(*directory.Room)
			code   fault.Code
			want   string
		}{
			"a name that is no address":  {func(r *directory.Room) { r.Name = "Hội trường" }, fault.Invalid, "name/directory.slug"},
			"fewer seats than planned":   {func(r *directory.Room) { r.Seats = 3 }, fault.Invalid, "seats/directory.seats"},
			"a table off the plan":       {func(r *directory.Room) { r.SeatMap.Blocks[0].X = 7 }, fault.Invalid, "seatMap.blocks[0]/directory.off_plan"},
			"a table of no size":         {func(r *directory.Room) { r.SeatMap.Blocks[0].Width = 0 }, fault.Invalid, "seatMap.blocks[0]/directory.off_plan"},
			"an overflow":                {func(r *directory.Room) { r.SeatMap.Blocks[0].X = int(^uint(0) >> 1) }, fault.Invalid, "seatMap.blocks[0]/directory.off_plan"},
			"two seats of one label":     {func(r *directory.Room) { r.SeatMap.Blocks[1].Seats[0].Label = "CT1" }, fault.Invalid, "seatMap.blocks[1].seats[0].label/duplicate"},
			"a seat without a label":     {func(r *directory.Room) { r.SeatMap.Blocks[1].Seats[0].Label = "" }, fault.Invalid, "seatMap.blocks[1].seats[0].label/required"},
			"a hidden name plate":        {func(r *directory.Room) { r.SeatMap.Blocks[1].Seats[0].Name = "A\u200b" }, fault.Invalid, "seatMap.blocks[1].seats[0].name/characters"},
			"an unknown kind of block":   {func(r *directory.Room) { r.SeatMap.Blocks[0].Kind = "throne" }, fault.Invalid, "seatMap.blocks[0].kind/unknown"},
			"a plan without end":         {func(r *directory.Room) { r.SeatMap.Rows = 101 }, fault.Invalid, "seatMap.rows/out_of_range"},
			"seats without end":          {func(r *directory.Room) { r.SeatMap.Blocks[0].Seats = make([]directory.Seat, 10_001) }, fault.Invalid, "seatMap.blocks/directory.too_many"},
			"a line that takes":          {func(r *directory.Room) { r.LineKbps = -1 }, fault.Invalid, "lineKbps/out_of_range"},
			"an unknown kind of machine": {func(r *directory.Room) { r.Terminals[0].Kind = "abacus" }, fault.Invalid, "terminals[0].kind/unknown"},
			"a machine without a name":   {func(r *directory.Room) { r.Terminals[0].Name = "" }, fault.Invalid, "terminals[0].name/required"},
			"an unknown unit":            {func(r *directory.Room) { r.Unit.Code = "none" }, fault.Invalid, "unit/unknown"},
			"another's unit":             {func(r *directory.Room) { r.Unit.Code = demo.NaHangCode }, fault.Forbidden, "directory.out_of_reach"},
			"no unit":                    {func(r *directory.Room) { r.Unit = nil }, fault.Forbidden, "directory.out_of_reach"},
			"a practice room":            {func(r *directory.Room) { r.Practice = true }, fault.Forbidden, "directory.out_of_reach"},
		} {
			t.Run(name, func(t *testing.T) {
				room := newRoom()
				c.change(&room)
				_, err := f.CreateRoom(t.Context(), keeper, room)
				refused(t, err, c.code, c.want)
			})
		}
	})
}

func TestEntries(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin := f.as(t, identity.Admin, demo.ProvinceCode)
		check(t, f.AddDefaults(t.Context())) // there are some: nothing is added
		positions, _, err := f.Entries(t.Context(), directory.EntryQuery{Kind: directory.Positions})
		if err != nil || len(positions) != 14 || positions[2].Name.VI != "Chủ tịch" {
			t.Error(positions, err)
		}
		entry := directory.Entry{Kind: directory.IssuingAgencies, Code: "BCH", Symbol: "BCH", Name: directory.Text{VI: "Ban Chỉ huy"}, Unit: unit(demo.ProvinceCode)}
		made, err := f.CreateEntry(t.Context(), admin, entry)
		check(t, err)
		_, err = f.CreateEntry(t.Context(), admin, entry)
		refused(t, err, fault.Conflict, "code/duplicate")
		made.Active = false
		changed, err := f.UpdateEntry(t.Context(), admin, 1, *made)
		check(t, err)
		if changed.Active || changed.Version != 2 || changed.Unit != unit(demo.ProvinceCode) {
			t.Errorf("%+v", changed)
		}
		_, err = f.UpdateEntry(t.Context(), admin, 1, *made)
		refused(t, err, fault.Stale, "stale")
		made.Code = "UBND"
		_, err = f.UpdateEntry(t.Context(), admin, 2, *made)
		refused(t, err, fault.Conflict, "code/duplicate")
		if all, _, err := f.Entries(t.Context(), directory.EntryQuery{Kind: directory.IssuingAgencies, Text: "chi huy"}); err != nil || len(all) != 0 {
			t.Error(all, err)
		}
		if all, _, err := f.Entries(t.Context(), directory.EntryQuery{Kind: directory.IssuingAgencies, Text: "chi huy", Inactive: true}); err != nil || len(all) != 1 {
			t.Error(all, err)
		}
		entry.Unit.Code = "none"
		_, err = f.CreateEntry(t.Context(), admin, entry)
		refused(t, err, fault.Invalid, "unit/unknown")
		_, err = f.CreateEntry(t.Context(), f.as(t, identity.UnitAdmin, demo.ProvinceCode), entry)
		refused(t, err, fault.Forbidden, "directory.out_of_reach")
	})
}
