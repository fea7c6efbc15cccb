package dirstore_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

func office(parent, code string) directory.Unit {
	return directory.Unit{
		Catalogue: demo.Current, Code: code, ParentCode: parent, Level: directory.Agency,
		Name: directory.Text{VI: "Phòng " + code, EN: "Division " + code}, AgencyCode: "000.00.16.H60",
	}
}

func TestUnitsAreKept(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		made, err := f.CreateUnit(t.Context(), system, office(demo.ChiemHoaCode, "02287.VH"))
		check(t, err)
		if made.Path != "/tuyen-quang-2025-07/08/02287/02287.VH/" || made.Version != 1 || made.AgencyCode != "000.00.16.H60" {
			t.Errorf("%+v", made)
		}
		if chiemHoa, err := f.Unit(t.Context(), demo.Current, demo.ChiemHoaCode); err != nil || chiemHoa.Children != 1 {
			t.Error(chiemHoa, err)
		}
		_, err = f.CreateUnit(t.Context(), system, office("02287.VH", "02287.VH.1"))
		check(t, err)

		change := office(demo.NaHangCode, "02287.VH")
		change.Name.VI = "Phòng  Văn hoá"
		moved, err := f.UpdateUnit(t.Context(), system, 1, change)
		check(t, err)
		if moved.Path != "/tuyen-quang-2025-07/08/02221/02287.VH/" || moved.Name.VI != "Phòng Văn hoá" || moved.Version != 2 {
			t.Errorf("%+v", moved)
		}
		below, err := f.Unit(t.Context(), demo.Current, "02287.VH.1")
		check(t, err)
		if below.Path != "/tuyen-quang-2025-07/08/02221/02287.VH/02287.VH.1/" {
			t.Errorf("what is below stayed behind: %s", below.Path)
		}
		refused(t, f.DeleteUnit(t.Context(), system, 2, unit("02287.VH")), fault.Conflict, "directory.in_use")
		check(t, f.DeleteUnit(t.Context(), system, below.Version, unit("02287.VH.1")))
		check(t, f.DeleteUnit(t.Context(), system, 2, unit("02287.VH")))
		if _, err := f.Unit(t.Context(), demo.Current, "02287.VH"); !errors.Is(err, directory.ErrNotFound) {
			t.Error(err)
		}
		const want = "directory.unit_created directory.unit_changed directory.unit_deleted"
		if got := f.records(t, "unit:tuyen-quang-2025-07:02287.VH"); got != want {
			t.Errorf("recorded %s", got)
		}
	})
}

func TestUnitsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		_, err := f.CreateUnit(t.Context(), system, office(demo.ProvinceCode, demo.ChiemHoaCode))
		refused(t, err, fault.Conflict, "code/duplicate")
		_, err = f.CreateUnit(t.Context(), system, office("99999", "1"))
		refused(t, err, fault.Invalid, "parentCode/unknown")
		stray := office("", "1")
		stray.Catalogue = "none"
		_, err = f.CreateUnit(t.Context(), system, stray)
		refused(t, err, fault.Invalid, "catalogue/unknown")

		for name, c := range map[string]struct {
			change func(*directory.Unit)
			want   string
		}{
			"10,000 characters":     {func(u *directory.Unit) { u.Name.VI = strings.Repeat("ế", 10_000) }, "name.vi/too_long"},
			"right-to-left":         {func(u *directory.Unit) { u.Name.VI = "Xã \u202eA" }, "name.vi/characters"},
			"zero width":            {func(u *directory.Unit) { u.Name.EN = "A\u200b" }, "name.en/characters"},
			"no name":               {func(u *directory.Unit) { u.Name.VI = " " }, "name.vi/required"},
			"its own parent":        {func(u *directory.Unit) { u.ParentCode = u.Code }, "parentCode/directory.cycle"},
			"a wildcard as a code":  {func(u *directory.Unit) { u.Code = "1%" }, "code/directory.code"},
			"an unknown level":      {func(u *directory.Unit) { u.Level = "region" }, "level/unknown"},
			"a last day before all": {func(u *directory.Unit) { u.ValidFrom, u.ValidTo = "2026-01-01", "2025-01-01" }, "validTo/directory.period"},
			"no day":                {func(u *directory.Unit) { u.ValidFrom = "30/6/2025" }, "validFrom/directory.date"},
		} {
			t.Run(name, func(t *testing.T) {
				bad := office(demo.ProvinceCode, "X")
				c.change(&bad)
				_, err := f.CreateUnit(t.Context(), system, bad)
				refused(t, err, fault.Invalid, c.want)
			})
		}
	})
}

func TestTreesHaveNoCircles(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, pair := range [][2]string{{demo.ChiemHoaCode, "A"}, {"A", "B"}, {"B", "C"}, {demo.ChiemHoaCode, "D"}} {
			_, err := f.CreateUnit(t.Context(), system, office(pair[0], pair[1]))
			check(t, err)
		}
		_, err := f.UpdateUnit(t.Context(), system, 1, office("C", "A"))
		refused(t, err, fault.Invalid, "parentCode/directory.cycle")

		t.Run("made by two at once", func(t *testing.T) {
			var group sync.WaitGroup
			moves := []directory.Unit{office("D", "A"), office("C", "D")}
			errs := make([]error, len(moves))
			for i, move := range moves {
				group.Go(func() { _, errs[i] = f.UpdateUnit(t.Context(), system, 1, move) })
			}
			group.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Errorf("both, or neither, moved: %v, %v", errs[0], errs[1])
			}
		})
	})
}

func TestTwoSavingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		old, err := f.Unit(t.Context(), demo.Current, demo.ChiemHoaCode)
		check(t, err)
		var group sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			group.Go(func() {
				change := *old
				change.Name.VI = "Xã Chiêm Hoá " + string(rune('A'+i))
				_, errs[i] = f.UpdateUnit(t.Context(), system, old.Version, change)
			})
		}
		group.Wait()
		saved := 0
		for _, err := range errs {
			if err == nil {
				saved++
				continue
			}
			refused(t, err, fault.Stale, "stale")
			var stale *fault.Error
			if errors.As(err, &stale); stale.Current != old.Version+1 {
				t.Errorf("current %d", stale.Current)
			}
		}
		if saved != 1 {
			t.Errorf("%d saved", saved)
		}
	})
}

func TestUnitsAreKeptWithinReach(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		keeper := f.as(t, identity.UnitAdmin, demo.ChiemHoaCode)
		_, err := f.CreateUnit(t.Context(), keeper, office(demo.ChiemHoaCode, "A"))
		check(t, err)
		own, err := f.Unit(t.Context(), demo.Current, demo.ChiemHoaCode)
		check(t, err)
		own.AgencyCode = "000.00.01.H60"
		_, err = f.UpdateUnit(t.Context(), keeper, own.Version, *own)
		check(t, err)

		for name, act := range map[string]func() error{
			"a unit elsewhere": func() error { _, err := f.CreateUnit(t.Context(), keeper, office(demo.NaHangCode, "B")); return err },
			"a root":           func() error { _, err := f.CreateUnit(t.Context(), keeper, office("", "B")); return err },
			"another's unit": func() error {
				other, err := f.Unit(t.Context(), demo.Current, demo.NaHangCode)
				check(t, err)
				_, err = f.UpdateUnit(t.Context(), keeper, other.Version, *other)
				return err
			},
			"moving out": func() error { _, err := f.UpdateUnit(t.Context(), keeper, 1, office(demo.NaHangCode, "A")); return err },
			"moving the own unit": func() error {
				moved := *own
				moved.ParentCode = "08.VP"
				_, err := f.UpdateUnit(t.Context(), keeper, own.Version+1, moved)
				return err
			},
			"deleting the own unit": func() error { return f.DeleteUnit(t.Context(), keeper, own.Version+1, own.Key()) },
			"ending the own unit": func() error {
				_, err := f.ReformUnit(t.Context(), keeper, own.Version+1, own.Key(), directory.Reform{ValidTo: "2030-01-01"})
				return err
			},
			"as a secretary": func() error {
				_, err := f.CreateUnit(t.Context(), f.as(t, identity.Secretary, demo.ChiemHoaCode), office(demo.ChiemHoaCode, "B"))
				return err
			},
			"as the unit of another catalogue": func() error {
				past, err := f.Viewer(t.Context(), &identity.Account{Role: identity.UnitAdmin, UnitCatalogue: "tuyen-quang-2025-06", UnitCode: "08"})
				check(t, err)
				_, err = f.CreateUnit(t.Context(), directory.By{Viewer: past}, office(demo.ChiemHoaCode, "B"))
				return err
			},
		} {
			t.Run(name, func(t *testing.T) { refused(t, act(), fault.Forbidden, "directory.out_of_reach") })
		}
	})
}
