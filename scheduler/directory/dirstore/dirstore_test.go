package dirstore_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/leaktest"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/directory/dirstore"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func open(t *testing.T, db *bun.DB, today string) *dirstore.Store {
	t.Helper()
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		t.Fatal(err)
	}
	return dirstore.New(db, func() time.Time { return day })
}

func codes(units []directory.Unit) string {
	var list []string
	for _, unit := range units {
		list = append(list, unit.Code)
	}
	return strings.Join(list, " ")
}

func TestUnits(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		s := open(t, db, "2026-11-23")
		if err := demo.Load(t.Context(), s); err != nil { // again: it changes nothing
			t.Fatal(err)
		}
		count := func(query directory.UnitQuery) int {
			t.Helper()
			units, next, err := s.Units(t.Context(), query)
			if err != nil || next != "" {
				t.Fatal(next, err)
			}
			return len(units)
		}
		if got := count(directory.UnitQuery{}); got != 138 {
			t.Errorf("%d units in force", got)
		}
		if got := count(directory.UnitQuery{Catalogue: "tuyen-quang-2025-06"}); got != 145 {
			t.Errorf("%d units before the reform", got)
		}
		if got := count(directory.UnitQuery{Catalogue: "none"}); got != 0 {
			t.Errorf("%d units in no catalogue", got)
		}
		if got := count(directory.UnitQuery{Parent: demo.ProvinceCode, Level: directory.Commune}); got != 124 {
			t.Errorf("%d communes", got)
		}
		if got := count(directory.UnitQuery{Catalogue: "tuyen-quang-2025-06", Parent: "08"}); got != 7 {
			t.Errorf("%d districts", got)
		}
		if got := count(directory.UnitQuery{Catalogue: "tuyen-quang-2025-06", Under: "073"}); got != 24 {
			t.Errorf("%d communes below Chiêm Hóa", got)
		}
		if got := count(directory.UnitQuery{Catalogue: "tuyen-quang-2025-06", Under: "08"}); got != 144 {
			t.Errorf("%d units below the province", got)
		}
		if got := count(directory.UnitQuery{Catalogue: "tuyen-quang-2025-06", Under: "none"}); got != 0 {
			t.Errorf("%d units below none", got)
		}
		for _, text := range []string{"Chiêm Hoá", "Chiêm Hóa", "chiem hoa", "HOA chiem", "02287", "Chiem Hoa Commune"} {
			units, _, err := s.Units(t.Context(), directory.UnitQuery{Text: text})
			if err != nil || codes(units) != demo.ChiemHoaCode {
				t.Errorf("search %q: %s %v", text, codes(units), err)
			}
		}
		if got := count(directory.UnitQuery{Text: "%"}); got != 138 {
			t.Errorf("a wildcard alone is no word, but finds %d", got)
		}
		if got := count(directory.UnitQuery{Text: "x' OR 1=1 --"}); got != 0 {
			t.Errorf("injection finds %d", got)
		}
		unit, err := s.Unit(t.Context(), demo.Current, demo.ProvinceCode)
		if err != nil || unit.Children != 137 || unit.Name.VI != "Tỉnh Tuyên Quang" {
			t.Errorf("%+v %v", unit, err)
		}
		if _, err := s.Unit(t.Context(), demo.Current, "99999"); !errors.Is(err, directory.ErrNotFound) {
			t.Error(err)
		}
	})
}

func TestTheCatalogueInForceDependsOnTheDay(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		s := open(t, db, "2025-06-30")
		units, _, err := s.Units(t.Context(), directory.UnitQuery{})
		if err != nil || len(units) != 145 {
			t.Error(len(units), err)
		}
		catalogues, err := s.Catalogues(t.Context())
		if err != nil || len(catalogues) != 2 || catalogues[0].Version != demo.Current {
			t.Error(catalogues, err)
		}
		if units, _, err := open(t, db, "1990-01-01").Units(t.Context(), directory.UnitQuery{}); err != nil || len(units) != 0 {
			t.Error("without a catalogue in force:", len(units), err)
		}
	})
}

func TestPages(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		s := open(t, db, "2026-11-23")
		var all []string
		page := directory.Page{Limit: 50}
		for {
			rooms, next, err := s.Rooms(t.Context(), directory.RoomQuery{Page: page})
			if err != nil {
				t.Fatal(err)
			}
			for _, room := range rooms {
				all = append(all, room.Name)
			}
			if next == "" {
				break
			}
			page.Cursor = next
		}
		if len(all) != 126 || all[0] != demo.PracticeRoom || all[1] != demo.RoomName(demo.ProvinceCode) {
			t.Errorf("%d rooms, %v", len(all), all[:2])
		}
		slices.Sort(all)
		if len(slices.Compact(all)) != 126 {
			t.Error("a room is on two pages")
		}
		for _, cursor := range []string{"x", "!!", "eA", "-1"} {
			if _, _, err := s.Rooms(t.Context(), directory.RoomQuery{Page: directory.Page{Cursor: cursor}}); !errors.Is(err, directory.ErrBadCursor) {
				t.Errorf("cursor %q: %v", cursor, err)
			}
			if _, _, err := s.Units(t.Context(), directory.UnitQuery{Page: directory.Page{Cursor: cursor}}); !errors.Is(err, directory.ErrBadCursor) {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
	})
}

func TestRoom(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		s := open(t, db, "2026-11-23")
		room, err := s.Room(t.Context(), demo.RoomName(demo.ChiemHoaCode))
		if err != nil {
			t.Fatal(err)
		}
		if room.Unit == nil || room.Unit.Code != demo.ChiemHoaCode || room.Unit.ParentCode != demo.ProvinceCode || room.Title.VI != "Phòng họp xã Chiêm Hoá" || room.Practice {
			t.Errorf("%+v", room)
		}
		room, err = s.Room(t.Context(), demo.PracticeRoom)
		if err != nil || room.Unit != nil || !room.Practice {
			t.Errorf("%+v %v", room, err)
		}
		if _, err := s.Room(t.Context(), "none"); !errors.Is(err, directory.ErrNotFound) {
			t.Error(err)
		}
		rooms, _, err := s.Rooms(t.Context(), directory.RoomQuery{Text: "chiem hoá"})
		if err != nil || len(rooms) != 1 || rooms[0].Unit.Name.VI != "Xã Chiêm Hoá" {
			t.Errorf("%+v %v", rooms, err)
		}
	})
}

func TestImportIsAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		s := open(t, db, "2026-11-23")
		catalogue := directory.Catalogue{Version: "v", Title: "V", ValidFrom: "2026-01-01"}
		units := []directory.Unit{
			{Code: "1", Level: directory.Province, Name: directory.Text{VI: "A", EN: "A"}},
			{Code: "2", ParentCode: "none", Level: directory.Commune, Name: directory.Text{VI: "B", EN: "B"}},
		}
		if err := s.Import(t.Context(), catalogue, units); err == nil {
			t.Fatal("a unit without its parent was taken")
		}
		if catalogues, err := s.Catalogues(t.Context()); err != nil || len(catalogues) != 0 {
			t.Error("something of a failed import is left:", catalogues, err)
		}
		if err := s.Import(t.Context(), catalogue, units[:1]); err != nil {
			t.Error(err)
		}
	})
}
