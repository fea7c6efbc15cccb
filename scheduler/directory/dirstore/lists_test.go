package dirstore_test

import (
	"errors"
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

func TestGroups(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		groups, _, err := f.Groups(t.Context(), directory.ListQuery{})
		check(t, err)
		var told []string
		sites := 0
		for _, group := range groups {
			told = append(told, group.Name)
			sites += group.Size
		}
		const want = "Cụm Chiêm Hóa, Cụm Hà Giang, Cụm Hàm Yên, Cụm Lâm Bình, Cụm Na Hang, Cụm Sơn Dương, Cụm Tuyên Quang, Cụm Yên Sơn"
		if got := strings.Join(told, ", "); got != want || sites != 124 {
			t.Errorf("%s; %d sites", got, sites)
		}
		secretary := f.as(t, identity.Secretary, demo.ChiemHoaCode)
		group := directory.Group{Name: "Cụm thử", Unit: unit(demo.ChiemHoaCode), Sites: []string{demo.RoomName("02287"), demo.RoomName("02221")}}
		made, err := f.CreateGroup(t.Context(), secretary, group)
		check(t, err)
		if made.Size != 2 || made.Sites[1] != demo.RoomName("02221") || made.UnitName.VI != "Xã Chiêm Hoá" {
			t.Errorf("%+v", made)
		}
		_, err = f.CreateGroup(t.Context(), secretary, group)
		refused(t, err, fault.Conflict, "name/duplicate")
		made.Sites = made.Sites[:1]
		changed, err := f.UpdateGroup(t.Context(), secretary, 1, *made)
		check(t, err)
		if changed.Size != 1 || changed.Version != 2 {
			t.Errorf("%+v", changed)
		}
		_, err = f.UpdateGroup(t.Context(), secretary, 1, *made)
		refused(t, err, fault.Stale, "stale")

		for name, c := range map[string]struct {
			change func(*directory.Group)
			code   fault.Code
			want   string
		}{
			"an unknown site": {func(g *directory.Group) { g.Sites = []string{"none"} }, fault.Invalid, "sites[0]/unknown"},
			"a site twice":    {func(g *directory.Group) { g.Sites = []string{"x", "x"} }, fault.Invalid, "sites[1]/duplicate"},
			"an unknown unit": {func(g *directory.Group) { g.Unit.Code = "none" }, fault.Invalid, "unit/unknown"},
			"too many sites":  {func(g *directory.Group) { g.Sites = make([]string, 2001) }, fault.Invalid, "sites/directory.too_many"},
			"another's unit":  {func(g *directory.Group) { g.Unit = unit(demo.NaHangCode) }, fault.Forbidden, "directory.out_of_reach"},
			"hidden":          {func(g *directory.Group) { g.Name = "A\u200d" }, fault.Invalid, "name/characters"},
		} {
			t.Run(name, func(t *testing.T) {
				bad := directory.Group{ID: made.ID, Name: "X", Unit: unit(demo.ChiemHoaCode)}
				c.change(&bad)
				_, err := f.CreateGroup(t.Context(), secretary, bad)
				refused(t, err, c.code, c.want)
				_, err = f.UpdateGroup(t.Context(), secretary, 2, bad)
				refused(t, err, c.code, c.want)
			})
		}
		refused(t, f.DeleteGroup(t.Context(), f.as(t, identity.Secretary, demo.NaHangCode), 2, made.ID), fault.Forbidden, "directory.out_of_reach")
		list, err := f.CreateList(t.Context(), secretary, directory.List{
			Name: "L", Unit: unit(demo.ChiemHoaCode), Members: []directory.Member{{Kind: directory.MemberGroup, ID: made.ID}},
		})
		check(t, err)
		refused(t, f.DeleteGroup(t.Context(), secretary, 2, made.ID), fault.Conflict, "directory.group_in_use")
		check(t, f.DeleteList(t.Context(), secretary, 1, list.ID))
		check(t, f.DeleteGroup(t.Context(), secretary, 2, made.ID))
		if _, err := f.Group(t.Context(), made.ID); !errors.Is(err, directory.ErrNotFound) {
			t.Error(err)
		}
		if got := f.records(t, "group:"+made.ID); got != "directory.group_created directory.group_changed directory.group_deleted" {
			t.Errorf("recorded %s", got)
		}
	})
}

func TestLists(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		all, err := f.List(t.Context(), demo.ProvinceList)
		check(t, err)
		if all.Size != 124 || len(all.Members) != 124 || all.Members[0].Name.VI != "Phường Hà Giang 2" {
			t.Errorf("%d members, %+v", all.Size, all.Members[0])
		}
		secretary := f.as(t, identity.Secretary, demo.ProvinceCode)
		members := []directory.Member{
			{Kind: directory.MemberUnit, Unit: unit(demo.ChiemHoaCode)},
			{Kind: directory.MemberPerson, ID: demo.PersonID("chutri")},
			{Kind: directory.MemberSite, ID: demo.RoomName("02374")},
			{Kind: directory.MemberGroup, ID: "GR_demo073"},
		}
		made, err := f.CreateList(t.Context(), secretary, directory.List{Name: "Danh sách", Unit: unit(demo.ProvinceCode), Members: members})
		check(t, err)
		var told []string
		for _, member := range made.Members {
			told = append(told, member.Name.VI)
		}
		if got := strings.Join(told, ", "); got != "Xã Chiêm Hoá, Nguyễn Quang Lâm, Phòng họp xã Hàm Yên, Cụm Chiêm Hóa" {
			t.Error(got)
		}
		expansion, err := f.Expand(t.Context(), append(made.Members, made.Members...))
		check(t, err)
		group, err := f.Group(t.Context(), "GR_demo073")
		check(t, err)
		if len(expansion.Units) != 1 || len(expansion.People) != 1 || len(expansion.Sites) != 1+group.Size {
			t.Errorf("%d units, %d people, %d sites", len(expansion.Units), len(expansion.People), len(expansion.Sites))
		}

		t.Run("out of use", func(t *testing.T) {
			person, err := f.Person(t.Context(), demo.PersonID("chutri"))
			check(t, err)
			person.Active = false
			_, err = f.UpdatePerson(t.Context(), system, person.Version, *person)
			check(t, err)
			room, err := f.Room(t.Context(), demo.RoomName("02374"))
			check(t, err)
			room.Active = false
			_, err = f.UpdateRoom(t.Context(), system, room.Version, *room)
			check(t, err)
			expansion, err := f.Expand(t.Context(), made.Members)
			check(t, err)
			if len(expansion.People) != 0 || len(expansion.Sites) != group.Size {
				t.Errorf("%+v", expansion)
			}
		})
		for name, c := range map[string]struct {
			member directory.Member
			want   string
		}{
			"an unknown unit":    {directory.Member{Kind: directory.MemberUnit, Unit: unit("none")}, "members[0]/unknown"},
			"an unknown person":  {directory.Member{Kind: directory.MemberPerson, ID: "PE_none"}, "members[0]/unknown"},
			"an unknown site":    {directory.Member{Kind: directory.MemberSite, ID: "none"}, "members[0]/unknown"},
			"an unknown group":   {directory.Member{Kind: directory.MemberGroup, ID: "none"}, "members[0]/unknown"},
			"an unknown kind":    {directory.Member{Kind: "planet", ID: "none"}, "members[0]/unknown"},
			"two things at once": {directory.Member{Kind: directory.MemberPerson, ID: "PE_x", Unit: unit(demo.ChiemHoaCode)}, "members[0]/required"},
			"nothing":            {directory.Member{Kind: directory.MemberUnit}, "members[0]/required"},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := f.UpdateList(t.Context(), secretary, 1, directory.List{
					ID: made.ID, Name: "X", Unit: unit(demo.ProvinceCode), Members: []directory.Member{c.member},
				})
				refused(t, err, fault.Invalid, c.want)
			})
		}
		again, err := f.List(t.Context(), made.ID)
		check(t, err)
		if again.Version != 1 || len(again.Members) != 4 {
			t.Errorf("a refused change left something: %+v", again)
		}
		again.Members = again.Members[1:]
		changed, err := f.UpdateList(t.Context(), secretary, 1, *again)
		check(t, err)
		if changed.Size != 3 || changed.Version != 2 {
			t.Errorf("%+v", changed)
		}
		_, err = f.UpdateList(t.Context(), f.as(t, identity.Chair, demo.ProvinceCode), 2, *again)
		refused(t, err, fault.Forbidden, "directory.out_of_reach")
	})
}
