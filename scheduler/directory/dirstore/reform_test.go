package dirstore_test

import (
	"slices"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

func TestReform(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		from, to := unit(demo.NaHangCode), unit(demo.ChiemHoaCode)
		people, _, err := f.People(t.Context(), directory.PersonQuery{Unit: from})
		check(t, err)
		ended, err := f.ReformUnit(t.Context(), system, 1, from, directory.Reform{ValidTo: "2026-12-31", Successors: []directory.UnitKey{to}, Move: true})
		check(t, err)
		if ended.ValidTo != "2026-12-31" || ended.Version != 2 || len(ended.Successors) != 1 || ended.Successors[0] != to {
			t.Errorf("%+v", ended)
		}
		for _, person := range people {
			moved, err := f.Person(t.Context(), person.ID)
			check(t, err)
			if moved.Unit != to || moved.Version != person.Version+1 || slices.ContainsFunc(moved.Roles, func(a directory.Assignment) bool { return a.Unit == from }) {
				t.Errorf("%+v", moved)
			}
		}
		room, err := f.Room(t.Context(), demo.RoomName(demo.NaHangCode))
		check(t, err)
		if room.Unit.Code != demo.ChiemHoaCode {
			t.Errorf("the room is still of %s", room.Unit.Code)
		}
		if units, _, err := f.Units(t.Context(), directory.UnitQuery{ValidOn: "2027-01-01", Level: directory.Commune}); err != nil || len(units) != 123 {
			t.Error(len(units), err)
		}
		if units, _, err := f.Units(t.Context(), directory.UnitQuery{ValidOn: "2026-12-31", Level: directory.Commune}); err != nil || len(units) != 124 {
			t.Error(len(units), err)
		}

		t.Run("a role holds on the past", func(t *testing.T) {
			viewer := f.as(t, identity.Secretary, demo.ChiemHoaCode).Viewer
			if !viewer.Has(identity.Secretary, ended.Path) || !viewer.Has(identity.Secretary, "/tuyen-quang-2025-06/08/073/02287/") {
				t.Errorf("%+v", viewer.Assignments)
			}
			if viewer.Has(identity.Secretary, "/tuyen-quang-2025-07/08/") || viewer.Has(identity.Chair, ended.Path) || viewer.Has(identity.Secretary, "") {
				t.Errorf("more than it should: %+v", viewer.Assignments)
			}
		})
		t.Run("nothing follows itself", func(t *testing.T) {
			_, err := f.ReformUnit(t.Context(), system, 1, to, directory.Reform{ValidTo: "2027-12-31", Successors: []directory.UnitKey{from}})
			refused(t, err, fault.Invalid, "successors/directory.cycle")
			_, err = f.ReformUnit(t.Context(), system, 1, to, directory.Reform{ValidTo: "2027-12-31", Successors: []directory.UnitKey{to}})
			refused(t, err, fault.Invalid, "successors/directory.cycle")
		})
		t.Run("moving to two", func(t *testing.T) {
			_, err := f.ReformUnit(t.Context(), system, 1, to, directory.Reform{
				ValidTo: "2027-12-31", Successors: []directory.UnitKey{unit("02353"), unit("02359")}, Move: true,
			})
			refused(t, err, fault.Invalid, "move/directory.one_successor")
		})
		t.Run("a successor that is not there", func(t *testing.T) {
			_, err := f.ReformUnit(t.Context(), system, 1, to, directory.Reform{ValidTo: "2027-12-31", Successors: []directory.UnitKey{unit("none")}})
			refused(t, err, fault.Invalid, "successors[0]/unknown")
		})
		t.Run("stale", func(t *testing.T) {
			_, err := f.ReformUnit(t.Context(), system, 1, from, directory.Reform{ValidTo: "2027-12-31"})
			refused(t, err, fault.Stale, "stale")
		})
	})
}

func TestViewer(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		t.Run("the account's role holds on the person's unit", func(t *testing.T) {
			viewer, err := f.Viewer(t.Context(), &identity.Account{
				ID: "AC_1", Role: identity.Technician, PersonID: demo.PersonID("kythuat"), UnitCatalogue: demo.Current, UnitCode: demo.NaHangCode,
			})
			check(t, err)
			if viewer.Unit != unit(demo.ChiemHoaCode) || viewer.Name != "Phạm Minh Ẩn" || viewer.Position != "Cán bộ kỹ thuật" || !viewer.Has(identity.Technician, "/tuyen-quang-2025-07/08/02287/X/") ||
				viewer.Has(identity.Technician, "/tuyen-quang-2025-07/08/02221/") {
				t.Errorf("%+v", viewer)
			}
		})
		t.Run("nobody's unit", func(t *testing.T) {
			viewer, err := f.Viewer(t.Context(), &identity.Account{ID: "AC_1", Role: identity.Chair})
			check(t, err)
			if len(viewer.Assignments) != 0 || viewer.Has(identity.Chair, "/") || viewer.Manages("/tuyen-quang-2025-07/08/") {
				t.Errorf("%+v", viewer)
			}
		})
		t.Run("the person is inactive", func(t *testing.T) {
			person, err := f.Person(t.Context(), demo.PersonID("kythuat"))
			check(t, err)
			person.Active = false
			_, err = f.UpdatePerson(t.Context(), system, person.Version, *person)
			check(t, err)
			_, err = f.Viewer(t.Context(), &identity.Account{ID: "AC_1", Role: identity.Technician, PersonID: person.ID})
			refused(t, err, fault.Forbidden, "directory.person_inactive")
		})
	})
}
