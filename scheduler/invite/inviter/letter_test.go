package inviter_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

// A letter is kept half written, shown as it would be, and not issued until nothing lacks.
func TestLetterIsWrittenInSteps(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		f.add(t, m, unit(plantest.Commune))
		fields := letterFor(t, f, m)
		fields.Form, fields.Principal, fields.SignerName, fields.Place = invite.ForHead, "", "", ""
		saved, err := f.service.SaveLetter(t.Context(), f.secretary(t), m.ID, 0, fields)
		check(t, err)
		if got := inviter.Missing(&saved.LetterFields); !slices.Equal(got, []string{"place", "principal", "signerName"}) {
			t.Errorf("missing %v", got)
		}
		_, err = f.service.Issue(t.Context(), f.secretary(t), m.ID, 0)
		var refusal *fault.Error
		if !errors.As(err, &refusal) || refusal.Code != fault.Invalid || len(refusal.Fields) != 3 || refusal.Fields[2].Location != "signerName" {
			t.Fatalf("issued: %v", err)
		}
		written := saved.LetterFields
		written.Place, written.Principal, written.SignerTitle, written.SignerName = "Tuyên Quang", "Chủ tịch", "Phó Chủ tịch", "Trần Văn Ký"
		written.Notes = []string{"Đại biểu mang theo tài liệu đã gửi."}
		file, err := f.service.Preview(t.Context(), f.secretary(t), m.ID, &written)
		check(t, err)
		text := strings.Join(strings.Fields(pdfText(t, file)), " ")
		for _, want := range []string{"DỰ THẢO", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn Ký", "mang theo tài liệu"} {
			if !strings.Contains(text, want) {
				t.Errorf("the preview lacks %q", want)
			}
		}
		if kept := letterFor(t, f, m); kept.SignerName != "" || len(kept.Notes) != 0 {
			t.Errorf("the preview was saved: %+v", kept)
		}
		written.Abstract = strings.Repeat("ế", 501)
		_, err = f.service.Preview(t.Context(), f.secretary(t), m.ID, &written)
		want(t, err, fault.Invalid, "form")
		_, err = f.service.Preview(t.Context(), f.As(t, identity.Delegate, plantest.Commune), m.ID, &fields)
		want(t, err, fault.NotFound, "")
		written.Abstract = "Họp bàn công tác phòng chống thiên tai"
		saved, err = f.service.SaveLetter(t.Context(), f.secretary(t), m.ID, saved.Version, written)
		check(t, err)
		if document := f.issue(t, m); document.Symbol != "01/GM-UBND" || document.Title != written.Abstract {
			t.Errorf("%+v", document)
		}
		// From now on every change of the meeting is told by it.
		issued := letterFor(t, f, m)
		issued.SignerName = " "
		_, err = f.service.SaveLetter(t.Context(), f.secretary(t), m.ID, saved.Version+1, issued)
		want(t, err, fault.Invalid, "form")
	})
}

func TestIssuers(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		d := f.Draft(t)
		d.Host = plantest.Commune
		m, _, err := f.meetings.Create(t.Context(), f.secretary(t), d)
		check(t, err)
		check(t, f.service.ContinueRegister(t.Context(), f.secretary(t), plantest.Province, f.Now().Year(), "GM", 41))
		got, err := f.service.Issuers(t.Context(), f.secretary(t), m.ID)
		check(t, err)
		if len(got) != 2 || got[0].Unit != plantest.Commune || got[1].Unit != plantest.Province {
			t.Fatalf("%+v", got)
		}
		if got[0].Next != 1 || got[0].AgencyName != "ỦY BAN NHÂN DÂN\nXÃ CHIÊM HOÁ" || got[0].Place != "Chiêm Hoá" || got[0].Name.VI != "Xã Chiêm Hoá" {
			t.Errorf("%+v", got[0])
		}
		if got[1].Next != 42 || got[1].Symbol != "GM-UBND" || got[1].Form != invite.OnBehalf {
			t.Errorf("%+v", got[1])
		}
		_, err = f.service.Issuers(t.Context(), f.As(t, identity.Secretary, plantest.Other), m.ID)
		want(t, err, fault.NotFound, "")
	})
}

func TestRegisters(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		secretary := f.secretary(t)
		check(t, f.service.ContinueRegister(t.Context(), secretary, plantest.Province, 2026, "GM", 8))
		m := f.issued(t, unit(plantest.Commune))
		f.Pass(time.Hour)
		now, err := f.Store.Meeting(t.Context(), f.DB, m.ID)
		check(t, err)
		d := now.Draft
		d.Start, d.End = d.Start.Add(time.Hour), d.End.Add(time.Hour)
		_, _, err = f.meetings.Update(t.Context(), secretary, m.ID, now.Version, d, planner.One)
		check(t, err)
		f.Pass(time.Hour)
		entries := func(query invite.EntryQuery) string {
			t.Helper()
			found, _, err := f.service.Entries(t.Context(), secretary, query)
			check(t, err)
			var lines []string
			for i := range found {
				lines = append(lines, strings.TrimSpace(found[i].Symbol+" "+string(found[i].Effect)+" "+found[i].By))
			}
			return strings.Join(lines, ", ")
		}
		if got := entries(invite.EntryQuery{}); got != "10/GM-UBND in_force, 09/GM-UBND replaced 10/GM-UBND" {
			t.Errorf("after a change: %s", got)
		}
		_, err = f.meetings.Act(t.Context(), secretary, m.ID, 0, plan.Cancel, "Lũ", planner.One)
		check(t, err)
		for name, c := range map[string]struct {
			query invite.EntryQuery
			want  string
		}{
			"all":                {invite.EntryQuery{Year: 2026}, "01/TB-UBND in_force, 10/GM-UBND cancelled 01/TB-UBND, 09/GM-UBND cancelled 01/TB-UBND"},
			"another year":       {invite.EntryQuery{Year: 2025}, ""},
			"of a type":          {invite.EntryQuery{Type: "TB"}, "01/TB-UBND in_force"},
			"in force":           {invite.EntryQuery{Effect: invite.InForce}, "01/TB-UBND in_force"},
			"cancelled":          {invite.EntryQuery{Effect: invite.Cancelled, Type: "GM"}, "10/GM-UBND cancelled 01/TB-UBND, 09/GM-UBND cancelled 01/TB-UBND"},
			"by number":          {invite.EntryQuery{Text: "10/gm"}, "10/GM-UBND cancelled 01/TB-UBND"},
			"by words":           {invite.EntryQuery{Text: "HUY giao ban"}, "01/TB-UBND in_force"},
			"of another agency":  {invite.EntryQuery{Agency: plantest.Commune}, ""},
			"of the province":    {invite.EntryQuery{Agency: plantest.Province, Type: "TB"}, "01/TB-UBND in_force"},
			"words that are not": {invite.EntryQuery{Text: "ngân sách"}, ""},
		} {
			if got := entries(c.query); got != c.want {
				t.Errorf("%s: %s", name, got)
			}
		}
		t.Run("page by page", func(t *testing.T) {
			var all []string
			query := invite.EntryQuery{}
			for query.Limit = 1; len(all) < 9; {
				page, next, err := f.service.Entries(t.Context(), secretary, query)
				check(t, err)
				for i := range page {
					all = append(all, page[i].Symbol)
				}
				if query.Cursor = next; next == "" {
					break
				}
			}
			if got := strings.Join(all, " "); got != "01/TB-UBND 10/GM-UBND 09/GM-UBND" {
				t.Error(got)
			}
		})
		t.Run("registers", func(t *testing.T) {
			all, err := f.service.Registers(t.Context(), secretary)
			check(t, err)
			if len(all) != 2 || all[0].Type != "GM" || all[0].Last != 10 || all[0].Issued != 2 || !all[0].CanContinue || all[0].Name.VI != "Tỉnh Tuyên Quang" {
				t.Errorf("%+v", all)
			}
		})
		t.Run("who may read", func(t *testing.T) {
			for name, c := range map[string]struct {
				role identity.Role
				unit string
				sees int
				cont bool
			}{
				"a leader":                   {identity.Leader, demo.ProvinceCode, 3, false},
				"an administrator":           {identity.UnitAdmin, demo.ProvinceCode, 3, true},
				"the system's administrator": {identity.Admin, demo.NaHangCode, 3, true},
				"a delegate":                 {identity.Delegate, demo.ProvinceCode, 0, false},
				"a commune's secretary":      {identity.Secretary, demo.ChiemHoaCode, 0, true}, // their own, empty
			} {
				by := f.As(t, c.role, directory.UnitKey{Catalogue: demo.Current, Code: c.unit})
				found, _, err := f.service.Entries(t.Context(), by, invite.EntryQuery{})
				check(t, err)
				all, err := f.service.Registers(t.Context(), by)
				check(t, err)
				if len(found) != c.sees || slices.ContainsFunc(all, func(r invite.Register) bool { return r.CanContinue }) != c.cont {
					t.Errorf("%s: %d entries, registers %+v", name, len(found), all)
				}
			}
			_, _, err := f.service.Entries(t.Context(), f.As(t, identity.Delegate, plantest.Commune), invite.EntryQuery{Agency: plantest.Province})
			want(t, err, fault.NotFound, "")
		})
		t.Run("bad input", func(t *testing.T) {
			for _, query := range []invite.EntryQuery{{Type: "XX"}, {Year: 1}, {Effect: "gone"}} {
				_, _, err := f.service.Entries(t.Context(), secretary, query)
				want(t, err, fault.Invalid, "form")
			}
		})
	})
}
