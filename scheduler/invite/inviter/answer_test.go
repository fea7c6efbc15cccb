package inviter_test

import (
	"slices"
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func (f *fixture) answer(t *testing.T, by directory.By, in *invite.Invitation, answer invite.Answer) *invite.Invitation {
	t.Helper()
	got, err := f.service.Answer(t.Context(), by, in.ID, in.Version, answer)
	check(t, err)
	return got
}

func named(name string) func(invite.Invitation) bool {
	return func(in invite.Invitation) bool { return in.Name == name }
}

func TestAnswers(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, person(p), unit(plantest.Commune), unit(plantest.Other))
		by := f.AsPerson(t, p.ID)
		mine, _, err := f.service.Mine(t.Context(), by, invite.MineQuery{Open: true})
		check(t, err)
		// A delegate of the commune answers for it too.
		if len(mine) != 2 || mine[0].Kind == mine[1].Kind || mine[0].Title != m.Title || mine[0].Document != "01/GM-UBND" || !mine[0].Start.Equal(m.Start) || mine[0].AnswerBy.IsZero() {
			t.Fatalf("%+v", mine)
		}
		in := f.of(t, m, "Ma Thị Mời")
		seen, err := f.service.Seen(t.Context(), by, in.ID)
		check(t, err)
		if seen.State != invite.Seen || seen.SeenAt.IsZero() {
			t.Errorf("%+v", seen)
		}
		_, err = f.service.Answer(t.Context(), by, in.ID, in.Version, invite.Answer{State: invite.Confirmed})
		want(t, err, fault.Stale, "")
		_, err = f.service.Answer(t.Context(), by, in.ID, seen.Version, invite.Answer{State: invite.Declined, Reason: " "})
		want(t, err, fault.Invalid, "form")
		declined := f.answer(t, by, seen, invite.Answer{State: invite.Declined, Reason: "Đi công tác"})
		if declined.State != invite.Declined || declined.AnsweredBy != by.Actor.ID || declined.OnBehalf {
			t.Errorf("%+v", declined)
		}
		confirmed := f.answer(t, by, declined, invite.Answer{State: invite.Confirmed})
		if confirmed.State != invite.Confirmed || confirmed.Reason != "" {
			t.Errorf("%+v", confirmed)
		}
		records, err := f.Audit.List(t.Context(), "", 1)
		check(t, err)
		if records[0].Action != "invitation.answered" || !strings.Contains(string(records[0].Detail), "Đi công tác") {
			t.Errorf("%+v", records[0])
		}
		t.Run("for the unit, by its own account", func(t *testing.T) {
			commune := f.As(t, identity.Delegate, plantest.Commune)
			mine, _, err := f.service.Mine(t.Context(), commune, invite.MineQuery{})
			check(t, err)
			if len(mine) != 1 || mine[0].Kind != invite.Unit {
				t.Fatalf("%+v", mine)
			}
			f.answer(t, commune, &mine[0].Invitation, invite.Answer{State: invite.Confirmed})
		})
		t.Run("noted by the secretary", func(t *testing.T) {
			got := f.answer(t, f.secretary(t), f.of(t, m, "Xã Nà Hang"), invite.Answer{State: invite.Confirmed})
			if !got.OnBehalf {
				t.Errorf("%+v", got)
			}
		})
		t.Run("another's by a guessed id", func(t *testing.T) {
			for name, other := range map[string]directory.By{
				"another unit":          f.As(t, identity.Delegate, plantest.Other),
				"the unit's technician": f.As(t, identity.Technician, plantest.Commune),
				"somebody of the unit":  f.AsPerson(t, f.person(t, "Người Khác", plantest.Commune).ID),
			} {
				_, err := f.service.Answer(t.Context(), other, in.ID, confirmed.Version, invite.Answer{State: invite.Declined, Reason: "x"})
				if !fault.Is(err, fault.NotFound) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
		sum, err := f.service.Overview(t.Context(), f.secretary(t), m.ID)
		check(t, err)
		if sum.ByState[invite.Confirmed] != 3 || sum.ByState[invite.Pending] != 0 {
			t.Errorf("%+v", sum.ByState)
		}
	})
}

func TestSubstitutes(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		first := f.person(t, "Người Một", plantest.Commune)
		second := f.person(t, "Người Hai", plantest.Commune)
		third := f.person(t, "Người Ba", plantest.Commune)
		m := f.issued(t, person(first))
		f.send(t)
		standing := func(p *directory.Person) plan.Party {
			t.Helper()
			party, err := f.kept.Standing(t.Context(), m.ID, f.AsPerson(t, p.ID).Viewer)
			check(t, err)
			return party
		}
		instead := func(p *directory.Person) invite.Answer {
			return invite.Answer{State: invite.Substituted, Reason: "Bận", Substitute: &invite.Substitute{PersonID: p.ID}}
		}
		one := f.answer(t, f.AsPerson(t, first.ID), f.of(t, m, "Người Một"), instead(second))
		two := f.of(t, m, "Người Hai")
		if one.Substitute != two.ID || two.SubstituteOf != one.ID || two.State != invite.Pending || two.Role != identity.Delegate {
			t.Fatalf("%+v %+v", one, two)
		}
		if got := to(t, f.send(t), mailOf("Người Hai")); got.method != "REQUEST" || len(got.pdf) == 0 {
			t.Errorf("%+v", got)
		}
		if party := standing(first); !party.Away {
			t.Errorf("the first is %+v", party)
		}
		if party := standing(second); party.Away || !party.Invited || party.Role != identity.Delegate {
			t.Errorf("the second is %+v", party)
		}
		t.Run("who is to come", func(t *testing.T) {
			for _, by := range []directory.By{f.AsPerson(t, second.ID), f.As(t, identity.Chair, plantest.Province)} {
				coming, _, err := f.service.Participants(t.Context(), by, invite.Query{MeetingID: m.ID})
				check(t, err)
				if !slices.ContainsFunc(coming, named("Người Hai")) || slices.ContainsFunc(coming, named("Người Một")) {
					t.Errorf("%+v", coming)
				}
			}
			_, _, err := f.service.Participants(t.Context(), f.As(t, identity.Delegate, plantest.Other), invite.Query{MeetingID: m.ID})
			want(t, err, fault.NotFound, "")
		})
		t.Run("a substitute's substitute", func(t *testing.T) {
			_, err := f.service.Answer(t.Context(), f.AsPerson(t, second.ID), two.ID, two.Version, instead(third))
			want(t, err, fault.Conflict, "invite.substitute_of_substitute")
			if party := standing(third); party != (plan.Party{}) {
				t.Errorf("the third is %+v", party)
			}
			if party := standing(second); party.Role != identity.Delegate || party.Away {
				t.Errorf("the second is %+v", party)
			}
			_, err = f.service.Answer(t.Context(), f.AsPerson(t, first.ID), one.ID, one.Version, instead(first))
			want(t, err, fault.Conflict, "invite.already_invited")
		})
		f.send(t)
		t.Run("the first comes after all", func(t *testing.T) {
			f.answer(t, f.AsPerson(t, first.ID), f.of(t, m, "Người Một"), invite.Answer{State: invite.Confirmed})
			before := len(f.smtp.Mails())
			mails := f.send(t)
			if len(mails) != before+1 {
				t.Errorf("%d mails", len(mails)-before)
			}
			if got := to(t, mails, mailOf("Người Hai")); got.method != "CANCEL" || !strings.HasPrefix(got.subject, "Rút giấy mời: ") {
				t.Errorf("%+v", got)
			}
			for _, p := range []*directory.Person{second, third} {
				if party := standing(p); party != (plan.Party{}) {
					t.Errorf("%s is %+v", p.Name, party)
				}
			}
		})
		t.Run("the second is named again", func(t *testing.T) {
			f.answer(t, f.AsPerson(t, first.ID), f.of(t, m, "Người Một"), instead(second))
			if in := f.of(t, m, "Người Hai"); in.State != invite.Pending || in.ID != two.ID {
				t.Errorf("%+v", in)
			}
		})
		t.Run("the substitute is taken off the list", func(t *testing.T) {
			in := f.of(t, m, "Người Hai")
			check(t, f.service.Remove(t.Context(), f.secretary(t), in.ID, in.Version))
			if in := f.of(t, m, "Người Một"); in.State != invite.Seen || in.Substitute != "" {
				t.Errorf("%+v", in)
			}
		})
		t.Run("somebody the directory does not know", func(t *testing.T) {
			in := f.of(t, m, "Người Một")
			f.answer(t, f.AsPerson(t, first.ID), in, invite.Answer{State: invite.Substituted, Substitute: &invite.Substitute{Name: "Khách Lạ", Mail: "khach@example.vn"}})
			if got := to(t, f.send(t), "khach@example.vn"); got.method != "REQUEST" {
				t.Errorf("%+v", got)
			}
		})
		t.Run("faults", func(t *testing.T) {
			in := f.of(t, m, "Người Một")
			for name, answer := range map[string]invite.Answer{
				"nobody named":    {State: invite.Substituted},
				"no such person":  instead(&directory.Person{ID: "PE_none"}),
				"no address":      {State: invite.Substituted, Substitute: &invite.Substitute{Name: "A", Mail: "a b"}},
				"a hidden name":   {State: invite.Substituted, Substitute: &invite.Substitute{Name: "A\u200bB"}},
				"a long name":     {State: invite.Substituted, Substitute: &invite.Substitute{Name: strings.Repeat("ế", 10_000)}},
				"no answer":       {State: invite.Pending},
				"one for nothing": {State: invite.Confirmed, Substitute: &invite.Substitute{PersonID: third.ID}},
			} {
				if _, err := f.service.Answer(t.Context(), f.AsPerson(t, first.ID), in.ID, in.Version, answer); !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	})
}

func TestTakenOffTheList(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.approved(t)
		f.add(t, m, person(p), unit(plantest.Commune))
		draft := f.of(t, m, "Xã Chiêm Hoá")
		check(t, f.service.Remove(t.Context(), f.secretary(t), draft.ID, draft.Version))
		if len(f.all(t, m)) != 1 {
			t.Error("the draft is there still")
		}
		f.issue(t, m)
		f.send(t)
		in := f.of(t, m, "Ma Thị Mời")
		want(t, f.service.Remove(t.Context(), f.AsPerson(t, p.ID), in.ID, in.Version), fault.Forbidden, "")
		want(t, f.service.Remove(t.Context(), f.secretary(t), in.ID, in.Version+1), fault.Stale, "")
		check(t, f.service.Remove(t.Context(), f.secretary(t), in.ID, in.Version))
		if got := to(t, f.send(t), mailOf("Ma Thị Mời")); got.method != "CANCEL" {
			t.Errorf("%+v", got)
		}
		if mine, _, err := f.service.Mine(t.Context(), f.AsPerson(t, p.ID), invite.MineQuery{}); err != nil || len(mine) != 0 {
			t.Errorf("%+v (%v)", mine, err)
		}
		t.Run("and invited anew", func(t *testing.T) {
			f.add(t, m, person(p))
			f.issue(t, m)
			if got := to(t, f.send(t), mailOf("Ma Thị Mời")); got.method != "REQUEST" {
				t.Errorf("%+v", got)
			}
		})
	})
}

func TestRolesInTheMeeting(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Other)
		m := f.issued(t, person(p), unit(plantest.Commune), invite.Target{Kind: invite.TargetSite, ID: demo.RoomName(demo.NaHangCode)})
		for name, c := range map[string]struct {
			by   directory.By
			want identity.Role
		}{
			"the person":            {f.AsPerson(t, p.ID), identity.Delegate},
			"the unit's terminal":   {f.As(t, identity.Delegate, plantest.Commune), identity.Delegate},
			"the unit's technician": {f.As(t, identity.Technician, plantest.Commune), identity.Technician},
			"the site's technician": {f.As(t, identity.Technician, plantest.Other), identity.Technician},
			"who sits at the site":  {f.As(t, identity.Delegate, plantest.Other), identity.Delegate},
			"a third unit":          {f.As(t, identity.Delegate, directory.UnitKey{Catalogue: demo.Current, Code: "00691"}), ""},
		} {
			party, err := f.kept.Standing(t.Context(), m.ID, c.by.Viewer)
			check(t, err)
			if party.Role != c.want || party.Invited != (c.want != "") {
				t.Errorf("%s: %+v", name, party)
			}
		}
		in := f.of(t, m, "Ma Thị Mời")
		_, err := f.service.SetRole(t.Context(), f.secretary(t), in.ID, in.Version, identity.Guest)
		check(t, err)
		if party, err := f.kept.Standing(t.Context(), m.ID, f.AsPerson(t, p.ID).Viewer); err != nil || party.Role != identity.Guest {
			t.Errorf("%+v (%v)", party, err)
		}
		_, err = f.service.SetRole(t.Context(), f.AsPerson(t, p.ID), in.ID, in.Version+1, identity.Chair)
		want(t, err, fault.Forbidden, "")
	})
}
