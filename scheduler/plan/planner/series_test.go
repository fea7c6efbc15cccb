package planner_test

import (
	"strings"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/plan/recur"
	"giaoban/scheduler/workday"
)

// days lists a series' meetings as "30/11 08:00 draft".
func days(t *testing.T, f *plantest.Fixture, seriesID string) string {
	t.Helper()
	all, err := f.Store.MeetingsOf(t.Context(), f.DB, seriesID)
	check(t, err)
	var list []string
	for _, m := range all {
		list = append(list, m.Start.In(workday.Zone()).Format("02/01 15:04")+" "+string(m.State))
	}
	return strings.Join(list, ", ")
}

func weekly(t *testing.T, f *plantest.Fixture, count string) (*plan.Series, []*plan.Meeting) {
	t.Helper()
	series, meetings, _, err := f.Planner.CreateSeries(t.Context(), f.As(t, identity.Secretary, plantest.Province), f.Draft(t),
		planner.Recurrence{Rule: "FREQ=WEEKLY;COUNT=" + count, Holidays: recur.Skip})
	check(t, err)
	return series, meetings
}

func TestASeriesSkipsHolidays(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		d = d.MovedTo(time.Date(2027, 1, 25, 8, 0, 0, 0, workday.Zone()))
		d.Agenda[1].Start = d.Start.Add(time.Hour)
		secretary := f.As(t, identity.Secretary, plantest.Province)
		for holidays, want := range map[recur.Holidays]string{
			recur.Skip: "25/01 08:00 draft, 01/02 08:00 draft, 15/02 08:00 draft",
			recur.Move: "25/01 08:00 draft, 01/02 08:00 draft, 12/02 08:00 draft, 15/02 08:00 draft",
			recur.Keep: "25/01 08:00 draft, 01/02 08:00 draft, 08/02 08:00 draft, 15/02 08:00 draft",
		} {
			series, meetings, _, err := f.Planner.CreateSeries(t.Context(), secretary, d, planner.Recurrence{Rule: "FREQ=WEEKLY;COUNT=4", Holidays: holidays})
			check(t, err)
			if got := days(t, f, series.ID); got != want {
				t.Errorf("%s: %s", holidays, got)
			}
			for _, m := range meetings {
				if m.Agenda[1].Start.Sub(m.Start) != time.Hour || m.End.Sub(m.Start) != 2*time.Hour || m.Agenda[0].ID == meetings[len(meetings)-1].Agenda[0].ID && m != meetings[len(meetings)-1] {
					t.Errorf("%+v", m.Draft)
				}
			}
		}
	})
}

func TestAnEndlessSeriesIsRefused(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		_, _, _, err := f.Planner.CreateSeries(t.Context(), secretary, f.Draft(t), planner.Recurrence{Rule: "FREQ=WEEKLY;BYDAY=MO", Holidays: recur.Skip})
		want(t, err, fault.Invalid, "meetings.recurrence_endless")
		found, _, err := f.Planner.Find(t.Context(), directory.By{}, plan.Query{})
		check(t, err)
		if len(found) != 0 {
			t.Errorf("%d meetings are left of it", len(found))
		}
	})
}

func TestChangesOfASeries(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		series, meetings := weekly(t, f, "4")
		second := meetings[1]

		t.Run("one alone", func(t *testing.T) {
			d := second.MovedTo(second.Start.Add(24 * time.Hour))
			_, _, err := f.Planner.Update(t.Context(), secretary, second.ID, 1, d, planner.One)
			check(t, err)
			if got := days(t, f, series.ID); got != "30/11 08:00 draft, 08/12 08:00 draft, 14/12 08:00 draft, 21/12 08:00 draft" {
				t.Error(got)
			}
		})
		t.Run("this one and those after it", func(t *testing.T) {
			third := meetings[2]
			d := third.MovedTo(third.Start.Add(90 * time.Minute))
			d.Title = "Giao ban chiều"
			_, _, err := f.Planner.Update(t.Context(), secretary, third.ID, 1, d, planner.Following)
			check(t, err)
			if got := days(t, f, series.ID); got != "30/11 08:00 draft, 08/12 08:00 draft, 14/12 09:30 draft, 21/12 09:30 draft" {
				t.Error(got)
			}
			fourth, err := f.Planner.Get(t.Context(), secretary, meetings[3].ID)
			check(t, err)
			if fourth.Title != "Giao ban chiều" || fourth.Agenda[0].ID != meetings[3].Agenda[0].ID {
				t.Errorf("%+v", fourth.Draft)
			}
		})
		t.Run("all, less what waits for approval", func(t *testing.T) {
			_, err := f.Planner.Act(t.Context(), secretary, meetings[3].ID, 0, plan.Submit, "", planner.One)
			check(t, err)
			now, err := f.Planner.Get(t.Context(), secretary, meetings[0].ID)
			check(t, err)
			d := now.Draft
			d.Title = "Tất cả"
			_, _, err = f.Planner.Update(t.Context(), secretary, meetings[0].ID, 1, d, planner.All)
			check(t, err)
			var titles []string
			all, err := f.Store.MeetingsOf(t.Context(), f.DB, series.ID)
			check(t, err)
			for _, m := range all {
				titles = append(titles, m.Title)
			}
			if got := strings.Join(titles, ", "); got != "Tất cả, Tất cả, Tất cả, Giao ban chiều" {
				t.Error(got)
			}
		})
		t.Run("submitted together", func(t *testing.T) {
			_, err := f.Planner.Act(t.Context(), secretary, meetings[0].ID, 0, plan.Submit, "", planner.All)
			check(t, err)
			if got := days(t, f, series.ID); strings.Contains(got, "draft") {
				t.Error(got)
			}
		})
	})
}

func TestTemplatesAndCopies(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		d.Agenda[1].Start = d.Start.Add(time.Hour)
		m := f.InState(t, d, plan.StateEnded)
		next := m.Start.AddDate(0, 0, 7)
		copied, _, err := f.Planner.Copy(t.Context(), secretary, m.ID, next, "", true)
		check(t, err)
		if copied.ID == m.ID || copied.State != plan.StateDraft || !copied.Start.Equal(next) || !copied.Agenda[1].Start.Equal(next.Add(time.Hour)) || copied.Agenda[0].ID == m.Agenda[0].ID || copied.Title != m.Title {
			t.Errorf("%+v", copied)
		}
		_, _, err = f.Planner.Copy(t.Context(), secretary, m.ID, next, "", false)
		wantField(t, err, "noStateSecret", "meetings.declaration_missing")
		_, _, err = f.Planner.Copy(t.Context(), f.As(t, identity.Secretary, plantest.Commune), m.ID, next, "", true)
		want(t, err, fault.Forbidden, "")

		template, err := f.Planner.SaveTemplate(t.Context(), secretary, m.ID, "Giao ban tuần")
		check(t, err)
		_, err = f.Planner.SaveTemplate(t.Context(), secretary, m.ID, "Giao ban tuần")
		want(t, err, fault.Conflict, "meetings.template_name")
		used, _, err := f.Planner.FromTemplate(t.Context(), secretary, template.ID, next, "Giao ban đầu tháng", true)
		check(t, err)
		if used.Title != "Giao ban đầu tháng" || len(used.Sites) != 2 || !used.Agenda[1].Start.Equal(next.Add(time.Hour)) {
			t.Errorf("%+v", used.Draft)
		}
		_, err = f.Planner.Template(t.Context(), f.As(t, identity.Secretary, plantest.Other), template.ID)
		want(t, err, fault.NotFound, "")
		_, err = f.Planner.RenameTemplate(t.Context(), secretary, template.ID, 9, "x")
		want(t, err, fault.Stale, "")
		renamed, err := f.Planner.RenameTemplate(t.Context(), secretary, template.ID, 1, "Tuần")
		check(t, err)
		found, _, err := f.Planner.Templates(t.Context(), secretary, "tuan", directory.Page{Limit: 10})
		check(t, err)
		if renamed.Version != 2 || len(found) != 1 || found[0].Name != "Tuần" || found[0].Version != 2 {
			t.Errorf("%+v %+v", renamed, found)
		}
		if others, _, err := f.Planner.Templates(t.Context(), f.As(t, identity.Secretary, plantest.Other), "", directory.Page{}); err != nil || len(others) != 0 {
			t.Errorf("%+v %v", others, err)
		}
		check(t, f.Planner.DeleteTemplate(t.Context(), secretary, template.ID, 2))
		_, err = f.Planner.Template(t.Context(), secretary, template.ID)
		want(t, err, fault.NotFound, "")
	})
}

func TestTheCalendarIsEdited(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		provincial := f.As(t, identity.Secretary, plantest.Province)
		day := workday.Day{Date: "2026-11-24", Kind: workday.Holiday, Name: "Ngày Văn hóa Việt Nam"}
		for name, by := range map[string]directory.By{
			"a commune's secretary": f.As(t, identity.Secretary, plantest.Commune), "a chair": f.As(t, identity.Chair, plantest.Province),
		} {
			if err := f.Planner.SetDay(t.Context(), by, day); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
			if err := f.Planner.ClearDay(t.Context(), by, day.Date); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		check(t, f.Planner.SetDay(t.Context(), provincial, day))
		check(t, f.Planner.SetDay(t.Context(), f.As(t, identity.Admin, plantest.Province), day))
		days, err := f.Planner.Days(t.Context(), "2026-11-01", "2026-11-30")
		check(t, err)
		if len(days) != 1 || days[0] != day {
			t.Errorf("%+v", days)
		}
		// Tuesday is off now: for Thursday, the Friday before is the last day.
		d := f.Draft(t)
		findings, err := f.Planner.Check(t.Context(), provincial, "", d.MovedTo(plantest.Start.AddDate(0, 0, 3)), nil)
		check(t, err)
		if len(findings.Warnings) != 1 || findings.Warnings[0].Deadline.Format(time.DateOnly) != "2026-11-20" {
			t.Errorf("%+v", findings.Warnings)
		}
		check(t, f.Planner.ClearDay(t.Context(), provincial, day.Date))
		want(t, f.Planner.ClearDay(t.Context(), provincial, day.Date), fault.NotFound, "")
		wantField(t, f.Planner.SetDay(t.Context(), provincial, workday.Day{Date: "2026-02-30", Kind: workday.Holiday, Name: "x"}), "date", "meetings.date")
		wantField(t, f.Planner.SetDay(t.Context(), provincial, workday.Day{Date: "2026-02-20", Kind: "half", Name: "x"}), "kind", "unknown")
	})
}
