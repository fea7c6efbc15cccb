package dirstore_test

import (
	"slices"
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

func somebody(name string) directory.Person {
	return directory.Person{
		Name: name, Unit: unit(demo.ChiemHoaCode), PositionID: "CE_positions-CV", Mail: "a@b.vn", Phone: "+84 912 345 678",
		Roles: []directory.Assignment{{Role: identity.Secretary, Unit: unit(demo.ChiemHoaCode)}},
	}
}

func names(people []directory.Person) string {
	var all []string
	for _, person := range people {
		all = append(all, person.Name)
	}
	return strings.Join(all, ", ")
}

func TestPeopleAreKept(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		keeper := f.as(t, identity.UnitAdmin, demo.ChiemHoaCode)
		made, err := f.CreatePerson(t.Context(), keeper, somebody(" Nguyễn  Văn Ánh "))
		check(t, err)
		if made.Name != "Nguyễn Văn Ánh" || made.Position.VI != "Chuyên viên" || made.UnitName.VI != "Xã Chiêm Hoá" || !made.Active ||
			made.Version != 1 || len(made.Roles) != 1 || made.Roles[0].Path != "/tuyen-quang-2025-07/08/02287/" {
			t.Errorf("%+v", made)
		}
		change := *made
		change.Title, change.Roles = "Phó Trưởng phòng", nil
		changed, err := f.UpdatePerson(t.Context(), keeper, 1, change)
		check(t, err)
		if changed.Title != "Phó Trưởng phòng" || len(changed.Roles) != 0 || changed.Version != 2 {
			t.Errorf("%+v", changed)
		}
		if detail := f.detail(t, "person:"+made.ID); !strings.Contains(detail, `"before":{"roles":[{`) || !strings.Contains(detail, `"after":{"title":"Phó Trưởng phòng"}`) {
			t.Errorf("recorded %s", detail)
		}
		change.Active = false
		_, err = f.UpdatePerson(t.Context(), keeper, 1, change)
		refused(t, err, fault.Stale, "stale")
		_, err = f.UpdatePerson(t.Context(), keeper, 2, change)
		check(t, err)
		if got := f.records(t, "person:"+made.ID); got != "directory.person_created directory.person_changed directory.person_deactivated" {
			t.Errorf("recorded %s", got)
		}
		if found, _, err := f.People(t.Context(), directory.PersonQuery{Text: "nguyen van anh", Unit: unit(demo.ChiemHoaCode)}); err != nil || len(found) != 0 {
			t.Error(found, err)
		}
		found, _, err := f.People(t.Context(), directory.PersonQuery{Text: "nguyen ÁNH", Unit: unit(demo.ChiemHoaCode), Inactive: true})
		if err != nil || len(found) != 1 {
			t.Error(found, err)
		}
	})
}

func TestPeopleAreRefused(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		keeper := f.as(t, identity.UnitAdmin, demo.ChiemHoaCode)
		for name, c := range map[string]struct {
			change func(*directory.Person)
			code   fault.Code
			want   string
		}{
			"a name of 10,000 characters": {func(p *directory.Person) { p.Name = strings.Repeat("ế", 10_000) }, fault.Invalid, "name/too_long"},
			"a name turned round":         {func(p *directory.Person) { p.Name = "A\u202eB" }, fault.Invalid, "name/characters"},
			"no name":                     {func(p *directory.Person) { p.Name = "" }, fault.Invalid, "name/required"},
			"a header in a mail address":  {func(p *directory.Person) { p.Mail = "a@b.vn\r\nBcc: c@d.vn" }, fault.Invalid, "mail/directory.mail"},
			"a named mail address":        {func(p *directory.Person) { p.Mail = "A <a@b.vn>" }, fault.Invalid, "mail/directory.mail"},
			"a phone number of letters":   {func(p *directory.Person) { p.Phone = "call me" }, fault.Invalid, "phone/directory.phone"},
			"an unknown role":             {func(p *directory.Person) { p.Roles[0].Role = "king" }, fault.Invalid, "roles/unknown"},
			"a role twice":                {func(p *directory.Person) { p.Roles = append(p.Roles, p.Roles[0]) }, fault.Invalid, "roles/duplicate"},
			"an unknown unit":             {func(p *directory.Person) { p.Unit.Code = "none" }, fault.Invalid, "unit/unknown"},
			"an unknown unit of a role":   {func(p *directory.Person) { p.Roles[0].Unit.Code = "none" }, fault.Invalid, "roles/unknown"},
			"an unknown position":         {func(p *directory.Person) { p.PositionID = "none" }, fault.Invalid, "positionId/unknown"},
			"a position of another kind":  {func(p *directory.Person) { p.PositionID = "CE_meeting-types-GB" }, fault.Invalid, "positionId/unknown"},
			"another's unit":              {func(p *directory.Person) { p.Unit = unit(demo.NaHangCode) }, fault.Forbidden, "directory.out_of_reach"},
			"a role on another's unit":    {func(p *directory.Person) { p.Roles[0].Unit = unit(demo.ProvinceCode) }, fault.Forbidden, "directory.role_out_of_reach"},
			"a system administrator":      {func(p *directory.Person) { p.Roles[0].Role = identity.Admin }, fault.Forbidden, "directory.role_out_of_reach"},
		} {
			t.Run(name, func(t *testing.T) {
				person := somebody("An")
				c.change(&person)
				_, err := f.CreatePerson(t.Context(), keeper, person)
				refused(t, err, c.code, c.want)
			})
		}
		t.Run("taking a role that the province gave", func(t *testing.T) {
			person := somebody("An")
			person.Roles = append(person.Roles, directory.Assignment{Role: identity.Delegate, Unit: unit(demo.ProvinceCode)})
			made, err := f.CreatePerson(t.Context(), system, person)
			check(t, err)
			made.Roles = slices.DeleteFunc(made.Roles, func(a directory.Assignment) bool { return a.Role == identity.Delegate })
			_, err = f.UpdatePerson(t.Context(), keeper, 1, *made)
			refused(t, err, fault.Forbidden, "directory.role_out_of_reach")
		})
		t.Run("taking somebody over", func(t *testing.T) {
			theirs, err := f.Person(t.Context(), demo.PersonID("daibieu2"))
			check(t, err)
			theirs.Unit, theirs.Roles = unit(demo.ChiemHoaCode), nil
			_, err = f.UpdatePerson(t.Context(), keeper, theirs.Version, *theirs)
			refused(t, err, fault.Forbidden, "directory.out_of_reach")
		})
		t.Run("mail and phone of one's own", func(t *testing.T) {
			own := f.as(t, identity.Technician, demo.ChiemHoaCode)
			own.Viewer.PersonID = demo.PersonID("kythuat")
			changed, err := f.UpdateContact(t.Context(), own, 1, demo.PersonID("kythuat"), "moi@tuyenquang.example", "0912 345 678")
			check(t, err)
			if changed.Mail != "moi@tuyenquang.example" || len(changed.Roles) != 1 || changed.Version != 2 {
				t.Errorf("%+v", changed)
			}
			_, err = f.UpdateContact(t.Context(), own, 1, demo.PersonID("daibieu"), "x@y.vn", "")
			refused(t, err, fault.Forbidden, "directory.out_of_reach")
		})
	})
}

func TestPeopleAreFound(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		group := directory.Unit{Catalogue: demo.Current, Code: "T", ParentCode: "08.VP", Level: directory.Agency, Name: directory.Text{VI: "Tổ", EN: "Team"}}
		_, err := f.CreateUnit(t.Context(), system, group)
		check(t, err)
		for _, name := range []string{"Lê Đức", "Vũ An", "Hà Ân", "Bùi Ăn", "Trần Dũng", "Đỗ Án", "Lê An", "Phạm Dung"} {
			person := somebody(name)
			person.Unit, person.Roles = unit("T"), nil
			_, err := f.CreatePerson(t.Context(), system, person)
			check(t, err)
		}
		const inOrder = "Lê An, Vũ An, Đỗ Án, Bùi Ăn, Hà Ân, Phạm Dung, Trần Dũng, Lê Đức"
		all, next, err := f.People(t.Context(), directory.PersonQuery{Unit: unit("T")})
		if err != nil || next != "" || names(all) != inOrder {
			t.Errorf("%s %s %v", names(all), next, err)
		}
		var paged []directory.Person
		query := directory.PersonQuery{Unit: unit("T"), Page: directory.Page{Limit: 3}}
		for {
			part, next, err := f.People(t.Context(), query)
			check(t, err)
			paged = append(paged, part...)
			if next == "" {
				break
			}
			query.Cursor = next
		}
		if names(paged) != inOrder {
			t.Errorf("in pages: %s", names(paged))
		}
		_, _, err = f.People(t.Context(), directory.PersonQuery{Page: directory.Page{Cursor: "PE_none"}})
		if err != directory.ErrBadCursor { //nolint:errorlint // returned as it is
			t.Error(err)
		}
		for name, c := range map[string]struct {
			query directory.PersonQuery
			want  int
		}{
			"of a unit and below":       {directory.PersonQuery{Unit: unit("08.VP"), Below: true}, 3 + 8},
			"of the unit alone":         {directory.PersonQuery{Unit: unit("08.VP")}, 3},
			"heads of the province":     {directory.PersonQuery{Unit: unit(demo.ProvinceCode), Below: true, Head: true}, 1 + 13 + 124},
			"technicians of a unit":     {directory.PersonQuery{Unit: unit(demo.ChiemHoaCode), Role: identity.Technician}, 2},
			"technicians anywhere":      {directory.PersonQuery{Role: identity.Technician}, 2 + 124 + 1},
			"technicians of a province": {directory.PersonQuery{Role: identity.Technician, Unit: unit(demo.ProvinceCode), Below: true}, 2 + 124 + 1},
			"by mail":                   {directory.PersonQuery{Text: "giang.kim.lan.02287b@tuyenquang.example"}, 1},
			"injection":                 {directory.PersonQuery{Text: "' OR 1=1 --"}, 0},
		} {
			t.Run(name, func(t *testing.T) {
				people, _, err := f.People(t.Context(), c.query)
				if err != nil || len(people) != c.want {
					t.Errorf("%d people, %v", len(people), err)
				}
			})
		}
	})
}

// TestQueries holds every page to a number of queries that does not grow with the rows.
func TestQueries(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		counted, counter := storetest.Count(f.db)
		f = &fixture{open(t, counted, today), counted}
		list, err := f.List(t.Context(), demo.ProvinceList)
		check(t, err)
		counter.Take()
		for name, c := range map[string]struct {
			most int
			page func() error
		}{
			"units": {2, func() error { _, _, err := f.Units(t.Context(), directory.UnitQuery{}); return err }},
			"children": {2, func() error {
				_, _, err := f.Units(t.Context(), directory.UnitQuery{Parent: "08", Text: "xã"})
				return err
			}},
			"unit":   {2, func() error { _, err := f.Unit(t.Context(), demo.Current, "08"); return err }},
			"people": {2, func() error { _, _, err := f.People(t.Context(), directory.PersonQuery{}); return err }},
			"more people": {3, func() error {
				_, _, err := f.People(t.Context(), directory.PersonQuery{
					Text: "a", Unit: unit("08"), Below: true, Role: identity.Secretary, Page: directory.Page{Cursor: demo.PersonID("thuky")},
				})
				return err
			}},
			"sites": {1, func() error {
				_, _, err := f.Rooms(t.Context(), directory.RoomQuery{Unit: unit("08"), Below: true})
				return err
			}},
			"site":      {2, func() error { _, err := f.Room(t.Context(), demo.RoomName("08")); return err }},
			"groups":    {1, func() error { _, _, err := f.Groups(t.Context(), directory.ListQuery{}); return err }},
			"lists":     {1, func() error { _, _, err := f.Lists(t.Context(), directory.ListQuery{}); return err }},
			"list":      {3, func() error { _, err := f.List(t.Context(), demo.ProvinceList); return err }},
			"expansion": {6, func() error { _, err := f.Expand(t.Context(), list.Members); return err }},
			"entries": {1, func() error {
				_, _, err := f.Entries(t.Context(), directory.EntryQuery{Kind: directory.Positions})
				return err
			}},
			"viewer": {2, func() error {
				_, err := f.Viewer(t.Context(), &identity.Account{Role: identity.Chair, PersonID: demo.PersonID("chutri")})
				return err
			}},
		} {
			t.Run(name, func(t *testing.T) {
				check(t, c.page())
				if got := counter.Take(); len(got) > c.most {
					t.Errorf("%d queries: %s", len(got), strings.Join(got, "\n"))
				}
			})
		}
	})
}
