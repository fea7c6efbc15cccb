package planner_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/clash"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
)

// of returns the clash of a kind about a subject.
func of(findings *clash.Findings, kind clash.Kind, subject string) *clash.Clash {
	for i := range findings.Clashes {
		if c := &findings.Clashes[i]; c.Kind == kind && c.Subject == subject {
			return c
		}
	}
	return nil
}

// line gives a room a line of so many kbit/s.
func line(t *testing.T, f *plantest.Fixture, room string, kbps int64) {
	t.Helper()
	found, err := f.Units.Room(t.Context(), room)
	check(t, err)
	found.LineKbps = kbps
	_, err = f.Units.UpdateRoom(t.Context(), directory.By{}, found.Version, *found)
	check(t, err)
}

func TestClashes(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		taken := f.InState(t, d, plan.StateIssued)
		second, err := f.Units.CreateRoom(t.Context(), directory.By{}, directory.Room{
			Name: "phong-2", Title: directory.Text{VI: "Phòng 2"}, Unit: &directory.Unit{Catalogue: demo.Current, Code: demo.ProvinceCode}, Active: true,
		})
		check(t, err)
		commune := demo.RoomName(demo.ChiemHoaCode)
		line(t, f, commune, 6000)
		f.Attendance.Invite(taken.ID, "PE_khach", plan.Party{Role: identity.Guest, Invited: true})

		other := d
		other.Title, other.SecretaryID = "Cuộc khác", f.Person(t, "Lê Văn Khác", plantest.Province)
		other.Start, other.End = d.Start.Add(time.Hour), d.End.Add(time.Hour)
		findings, err := f.Planner.Check(t.Context(), secretary, "", other, []string{"PE_khach"})
		check(t, err)
		room := of(findings, clash.RoomTaken, demo.RoomName(demo.ProvinceCode))
		if room == nil || len(room.Meetings) != 1 || room.Meetings[0].ID != taken.ID || room.Meetings[0].Title != d.Title || len(room.Rooms) == 0 || room.Rooms[0].Name != second.Name {
			t.Errorf("room: %+v", room)
		}
		if chair := of(findings, clash.ChairBusy, d.ChairID); chair == nil || chair.SubjectName.VI != "Nguyễn Văn Chủ" {
			t.Errorf("chair: %+v", chair)
		}
		if guest := of(findings, clash.PersonBusy, "PE_khach"); guest == nil {
			t.Errorf("the invited: %+v", findings.Clashes)
		}
		full := of(findings, clash.LineFull, plantest.Commune.String())
		if full == nil || full.NeedKbps != 2*plan.DefaultNeedKbps || full.LineKbps != 6000 || len(full.Meetings) != 1 {
			t.Errorf("line: %+v", full)
		}
		// The first half hour after the meeting in the way: it ends at ten.
		if want := d.End; findings.Free == nil || !findings.Free.Start.Equal(want) || findings.Free.End.Sub(findings.Free.Start) != 2*time.Hour {
			t.Errorf("free: %+v, want %v", findings.Free, want)
		}

		t.Run("not with itself", func(t *testing.T) {
			findings, err := f.Planner.Check(t.Context(), secretary, taken.ID, d, nil)
			check(t, err)
			if len(findings.Clashes) != 0 || findings.Free != nil {
				t.Errorf("%+v", findings)
			}
		})
		t.Run("not end to end", func(t *testing.T) {
			after := other
			after.Start, after.End = d.End, d.End.Add(time.Hour)
			findings, err := f.Planner.Check(t.Context(), secretary, "", after, nil)
			check(t, err)
			if len(findings.Clashes) != 0 {
				t.Errorf("%+v", findings)
			}
		})
		t.Run("another unit's title is not told", func(t *testing.T) {
			theirs := other
			theirs.Host = plantest.Commune
			findings, err := f.Planner.Check(t.Context(), f.As(t, identity.Secretary, plantest.Commune), "", theirs, nil)
			check(t, err)
			if room := of(findings, clash.RoomTaken, commune); room == nil || room.Meetings[0].Title != "" || room.Meetings[0].Host.VI != "Tỉnh Tuyên Quang" {
				t.Errorf("%+v", findings.Clashes)
			}
		})
		t.Run("a postponed meeting is in nobody's way", func(t *testing.T) {
			_, err := f.Planner.Act(t.Context(), directory.By{}, taken.ID, 0, plan.Postpone, "bão", "")
			check(t, err)
			findings, err := f.Planner.Check(t.Context(), secretary, "", other, nil)
			check(t, err)
			if len(findings.Clashes) != 0 {
				t.Errorf("%+v", findings)
			}
		})
		t.Run("a room out of use", func(t *testing.T) {
			out, err := f.Units.Room(t.Context(), commune)
			check(t, err)
			out.Active = false
			_, err = f.Units.UpdateRoom(t.Context(), directory.By{}, out.Version, *out)
			check(t, err)
			findings, err := f.Planner.Check(t.Context(), secretary, "", other, nil)
			check(t, err)
			if of(findings, clash.RoomInactive, commune) == nil {
				t.Errorf("%+v", findings)
			}
		})
	})
}

func TestOneMeetingAloneCanBeTooMuchForALine(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		line(t, f, demo.RoomName(demo.ChiemHoaCode), 2000)
		d := f.Draft(t)
		secretary := f.As(t, identity.Secretary, plantest.Province)
		findings, err := f.Planner.Check(t.Context(), secretary, "", d, nil)
		check(t, err)
		if full := of(findings, clash.LineFull, plantest.Commune.String()); full == nil || full.NeedKbps != 4000 || len(full.Meetings) != 0 {
			t.Errorf("%+v", findings.Clashes)
		}
		if findings.Free != nil { // it would be too much at any time
			t.Errorf("another time is offered: %+v", findings.Free)
		}
		d.Mode = plan.InRoom
		findings, err = f.Planner.Check(t.Context(), secretary, "", d, nil)
		check(t, err)
		if len(findings.Clashes) != 0 {
			t.Errorf("in the room: %+v", findings.Clashes)
		}
	})
}

// A plan made of one from before a reform names units that are there no longer.
func TestUnitsThatHaveEndedAreWarnedOf(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		d.Sites = append(d.Sites, plan.Site{Unit: plantest.Other})
		lastDay := d.Start.In(workday.Zone()).Format(time.DateOnly)
		unit, err := f.Units.Unit(t.Context(), plantest.Other.Catalogue, plantest.Other.Code)
		check(t, err)
		_, err = f.Units.ReformUnit(t.Context(), directory.By{}, unit.Version, plantest.Other, directory.Reform{
			ValidTo: lastDay, Successors: []directory.UnitKey{plantest.Commune},
		})
		check(t, err)
		secretary := f.As(t, identity.Secretary, plantest.Province)
		for name, c := range map[string]struct {
			d    plan.Draft
			want int
		}{"on its last day": {d, 0}, "after": {d.MovedTo(d.Start.AddDate(0, 0, 1)), 1}} {
			findings, err := f.Planner.Check(t.Context(), secretary, "", c.d, nil)
			check(t, err)
			m, warnings, err := f.Planner.Create(t.Context(), secretary, c.d)
			check(t, err)
			_, again, err := f.Planner.Update(t.Context(), secretary, m.ID, m.Version, m.Draft, planner.One)
			check(t, err)
			for _, got := range [][]plan.Warning{findings.Warnings, warnings, again} {
				if len(got) != c.want || c.want == 1 && (got[0].Kind != plan.WarnUnitEnded || len(got[0].Units) != 1 || got[0].Units[0].VI != unit.Name.VI) {
					t.Errorf("%s: %+v", name, got)
				}
			}
		}
	})
}

func TestWarnings(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		warned := func(start time.Time) []plan.Warning {
			t.Helper()
			findings, err := f.Planner.Check(t.Context(), secretary, "", d.MovedTo(start), nil)
			check(t, err)
			return findings.Warnings
		}
		thursday := plantest.Start.AddDate(0, 0, 3)
		if got := warned(thursday); len(got) != 0 { // from Monday
			t.Errorf("three working days ahead: %+v", got)
		}
		if got := warned(thursday.AddDate(0, 0, -1)); len(got) != 1 || got[0].Kind != plan.WarnLate || got[0].Deadline.Format(time.DateOnly) != "2026-11-20" || got[0].Excused {
			t.Errorf("two working days ahead: %+v", got)
		}
		if got := warned(thursday.AddDate(0, 0, 2)); len(got) != 1 || got[0].Kind != plan.WarnDayOff {
			t.Errorf("a Saturday: %+v", got)
		}
		if got := warned(time.Date(2027, 2, 8, 8, 0, 0, 0, workday.Zone())); len(got) != 1 || got[0].Name != "Tết Nguyên đán Đinh Mùi" {
			t.Errorf("Tết: %+v", got)
		}
		d.Urgency = plan.Immediate
		if got := warned(thursday.AddDate(0, 0, -1)); len(got) != 0 {
			t.Errorf("urgent: %+v", got)
		}
		t.Run("a type that is not held by plan", func(t *testing.T) {
			entry, err := f.Units.CreateEntry(t.Context(), directory.By{}, directory.Entry{
				Kind: directory.MeetingTypes, Code: "DOTXUAT", Name: directory.Text{VI: "Họp đột xuất"}, Active: true,
			})
			check(t, err)
			d.Urgency, d.TypeID = plan.Normal, entry.ID
			if got := warned(thursday.AddDate(0, 0, -1)); len(got) != 0 {
				t.Errorf("%+v", got)
			}
		})
	})
}

func TestACheckTakesAFixedNumberOfQueries(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		db, counter := storetest.Count(db)
		f := plantest.New(t, db)
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		ask := func(d plan.Draft) int {
			t.Helper()
			counter.Take()
			_, err := f.Planner.Check(t.Context(), secretary, "", d, nil)
			check(t, err)
			return len(counter.Take())
		}
		f.Create(t, d)
		few := ask(d)
		units, err := demo.Units(demo.Current)
		check(t, err)
		for _, unit := range units {
			if unit.Level == directory.Commune && unit.Code != demo.ChiemHoaCode {
				d.Sites = append(d.Sites, plan.Site{Unit: directory.UnitKey{Catalogue: demo.Current, Code: unit.Code}, Room: demo.RoomName(unit.Code)})
			}
		}
		for i := range 10 {
			d.Title = fmt.Sprintf("Cuộc %d", i)
			f.Create(t, d)
		}
		if many := ask(d); many != few || many > 14 {
			t.Errorf("%d queries with a few rows, %d with many", few, many)
		}
	})
}

func TestACheckIsForPlanners(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		_, err := f.Planner.Check(t.Context(), f.As(t, identity.Delegate, plantest.Province), "", d, nil)
		want(t, err, fault.Forbidden, "")
		m := f.Create(t, d)
		_, err = f.Planner.Check(t.Context(), f.As(t, identity.Secretary, plantest.Other), m.ID, d, nil)
		want(t, err, fault.NotFound, "")
		d.Secrecy = plan.Secret
		_, err = f.Planner.Check(t.Context(), f.As(t, identity.Secretary, plantest.Province), "", d, nil)
		want(t, err, fault.Invalid, "meetings.secret")
	})
}
