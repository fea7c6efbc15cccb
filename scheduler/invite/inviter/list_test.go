package inviter_test

import (
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan/plantest"
)

func TestTargetsBecomeInvitations(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		added := f.add(t, m,
			invite.Target{Kind: invite.TargetSubtree, Unit: plantest.Province, Level: directory.Commune},
			unit(plantest.Commune), // is in the subtree already
			invite.Target{Kind: invite.TargetPerson, ID: p.ID, Role: identity.Guest},
			invite.Target{Kind: invite.TargetSite, ID: demo.RoomName(demo.ChiemHoaCode)},
			invite.Target{Kind: invite.TargetPerson, ID: "PE_none"},
			invite.Target{Kind: invite.TargetList, ID: "IL_none"},
		)
		if added.Added != 126 || added.Present != 0 || len(added.Unknown) != 2 || added.Unknown[0] != 4 || added.Unknown[1] != 5 {
			t.Fatalf("%+v", added)
		}
		commune := f.of(t, m, "Xã Chiêm Hoá")
		if commune.Kind != invite.Unit || commune.Role != identity.Delegate || commune.State != invite.Draft || commune.Mail == "" {
			t.Errorf("%+v", commune)
		}
		if guest := f.of(t, m, "Ma Thị Mời"); guest.Role != identity.Guest || guest.Mail != mailOf("Ma Thị Mời") || guest.UnitName != "Xã Chiêm Hoá" || guest.Position != "Chuyên viên" {
			t.Errorf("%+v", guest)
		}
		again := f.add(t, m, unit(plantest.Commune), person(p))
		if again.Added != 0 || again.Present != 2 {
			t.Errorf("again: %+v", again)
		}
		t.Run("board", func(t *testing.T) {
			lines, next, err := f.service.Board(t.Context(), f.secretary(t), invite.Query{MeetingID: m.ID, Text: "chiem hoa"})
			check(t, err)
			if len(lines) != 3 || next != "" { // the unit, its person, its site
				t.Errorf("%d lines", len(lines))
			}
			seen := map[string]bool{}
			query := invite.Query{MeetingID: m.ID, Page: directory.Page{Limit: 50}}
			for {
				lines, next, err := f.service.Board(t.Context(), f.secretary(t), query)
				check(t, err)
				for _, line := range lines {
					seen[line.ID] = true
				}
				if next == "" {
					break
				}
				query.Cursor = next
			}
			if len(seen) != 126 {
				t.Errorf("%d over all pages", len(seen))
			}
		})
	})
}

func TestListsAndGroups(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		group, err := f.Units.CreateGroup(t.Context(), directory.By{}, directory.Group{
			Name: "Cụm thử", Unit: plantest.Province, Sites: []string{demo.RoomName(demo.ChiemHoaCode), demo.RoomName(demo.NaHangCode)},
		})
		check(t, err)
		list, err := f.Units.CreateList(t.Context(), directory.By{}, directory.List{Name: "Giao ban", Unit: plantest.Province, Members: []directory.Member{
			{Kind: directory.MemberPerson, ID: p.ID}, {Kind: directory.MemberUnit, Unit: plantest.Other},
		}})
		check(t, err)
		f.add(t, m, invite.Target{Kind: invite.TargetGroup, ID: group.ID}, invite.Target{Kind: invite.TargetList, ID: list.ID})
		all := f.all(t, m)
		if len(all) != 3 || all[0].Kind != invite.Unit || all[0].Source != group.ID || all[2].PersonID != p.ID || all[2].Source != list.ID {
			t.Errorf("%+v", all)
		}
	})
}

func TestWhoMayInvite(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		targets := []invite.Target{unit(plantest.Commune)}
		for name, by := range map[string]directory.By{
			"a commune's secretary": f.As(t, identity.Secretary, plantest.Other),
			"a delegate":            f.As(t, identity.Delegate, plantest.Commune),
			"an administrator":      f.As(t, identity.Admin, plantest.Province),
		} {
			_, err := f.service.Add(t.Context(), by, m.ID, targets)
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
			records, err := f.Audit.List(t.Context(), "", 1)
			check(t, err)
			if records[0].Action != "invitation.access_refused" || records[0].Actor.ID != by.Actor.ID {
				t.Errorf("%s: %+v", name, records[0])
			}
		}
		_, err := f.service.Add(t.Context(), f.As(t, identity.Leader, plantest.Province), m.ID, targets)
		want(t, err, fault.Forbidden, "")
		_, err = f.service.Overview(t.Context(), f.As(t, identity.Leader, plantest.Province), m.ID)
		check(t, err)
		_, err = f.service.Add(t.Context(), f.As(t, identity.Chair, plantest.Province), m.ID, targets)
		check(t, err)
	})
}

func TestBadTargets(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		for name, target := range map[string]invite.Target{
			"nothing":            {},
			"a kind unknown":     {Kind: "all", ID: "x"},
			"a role unknown":     {Kind: invite.TargetUnit, Unit: plantest.Commune, Role: identity.Admin},
			"a unit without key": {Kind: invite.TargetUnit, ID: "x"},
			"a person by unit":   {Kind: invite.TargetPerson, Unit: plantest.Commune},
			"unit and id":        {Kind: invite.TargetUnit, Unit: plantest.Commune, ID: "x"},
		} {
			if _, err := f.service.Add(t.Context(), f.secretary(t), m.ID, []invite.Target{target}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := f.service.Add(t.Context(), f.secretary(t), m.ID, make([]invite.Target, 2001))
		want(t, err, fault.TooLarge, "invite.too_many_targets")
		_, err = f.service.Add(t.Context(), f.secretary(t), "ME_none", nil)
		want(t, err, fault.NotFound, "")
	})
}
