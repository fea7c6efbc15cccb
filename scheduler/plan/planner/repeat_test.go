package planner_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/plan/recur"
	"giaoban/scheduler/workday"
)

func to(rule string, settled planner.Settled, reason string) planner.Change {
	return planner.Change{Recurrence: planner.Recurrence{Rule: rule, Holidays: recur.Keep}, Settled: settled, Reason: reason}
}

// told lists what a change of rule would do: "kept 30/11, moved 07/12>08/12, …".
func told(fit *planner.Fit) string {
	day := func(at time.Time) string { return at.In(workday.Zone()).Format("02/01") }
	var list []string
	for _, f := range fit.Kept {
		list = append(list, "kept "+day(f.Meeting.Start))
	}
	for _, f := range fit.Moved {
		list = append(list, "moved "+day(f.Meeting.Start)+">"+day(f.Date.Start))
	}
	for _, date := range fit.Added {
		list = append(list, "added "+day(date.Start))
	}
	for _, m := range fit.Dropped {
		list = append(list, "dropped "+day(m.Start))
	}
	for _, m := range fit.Settled {
		list = append(list, "settled "+day(m.Start))
	}
	return strings.Join(list, ", ")
}

func issue(t *testing.T, f *plantest.Fixture, m *plan.Meeting) {
	t.Helper()
	for _, action := range []plan.Action{plan.Submit, plan.Approve, plan.Issue} {
		_, err := f.Planner.Act(t.Context(), directory.By{}, m.ID, 0, action, "", planner.One)
		check(t, err)
	}
}

func TestASeriesGoesOnByAnotherRule(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		old, meetings := weekly(t, f, "4")
		issue(t, f, meetings[3])
		// 14/12 falls out and is a draft; 21/12, which is issued, stays.
		fortnightly := to("FREQ=WEEKLY;INTERVAL=2;COUNT=3", planner.Ask, "")
		fit, err := f.Planner.FitTo(t.Context(), secretary, meetings[1].ID, fortnightly.Recurrence)
		check(t, err)
		if got := told(fit); got != "kept 07/12, kept 21/12, added 04/01, dropped 14/12" {
			t.Errorf("preview: %s", got)
		}
		made, err := f.Planner.Repeat(t.Context(), secretary, meetings[1].ID, 1, fortnightly)
		check(t, err)
		if got := days(t, f, old.ID); got != "30/11 08:00 draft" {
			t.Errorf("before: %s", got)
		}
		if got := days(t, f, made.ID); got != "07/12 08:00 draft, 21/12 08:00 issued, 04/01 08:00 draft" {
			t.Errorf("after: %s", got)
		}
		cut, err := f.Store.Series(t.Context(), f.DB, old.ID)
		check(t, err)
		if !strings.Contains(cut.Rule, "UNTIL=20261207T005959Z") {
			t.Errorf("the old rule: %s", cut.Rule)
		}
		_, err = f.Planner.Repeat(t.Context(), secretary, meetings[1].ID, 1, fortnightly)
		want(t, err, fault.Stale, "")
		_, err = f.Planner.Repeat(t.Context(), secretary, meetings[1].ID, 2, to("FREQ=WEEKLY", planner.KeepSettled, ""))
		want(t, err, fault.Invalid, "meetings.recurrence_endless")
		_, err = f.Planner.Repeat(t.Context(), f.As(t, identity.Secretary, plantest.Other), meetings[1].ID, 2, fortnightly)
		want(t, err, fault.NotFound, "")
		_, err = f.Planner.FitTo(t.Context(), f.As(t, identity.Delegate, plantest.Province), meetings[1].ID, fortnightly.Recurrence)
		want(t, err, fault.NotFound, "")

		t.Run("a single meeting becomes a series", func(t *testing.T) {
			m := f.Create(t, f.Draft(t))
			made, err := f.Planner.Repeat(t.Context(), secretary, m.ID, 1, to("FREQ=DAILY;COUNT=3", planner.Ask, ""))
			check(t, err)
			if got := days(t, f, made.ID); got != "30/11 08:00 draft, 01/12 08:00 draft, 02/12 08:00 draft" {
				t.Error(got)
			}
		})
	})
}

func TestDraftsMoveWithinTheirWeek(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		_, meetings := weekly(t, f, "3")
		tuesdays := to("FREQ=WEEKLY;BYDAY=TU;COUNT=4", planner.Ask, "")
		fit, err := f.Planner.FitTo(t.Context(), secretary, meetings[0].ID, tuesdays.Recurrence)
		check(t, err)
		if got := told(fit); got != "moved 30/11>01/12, moved 07/12>08/12, moved 14/12>15/12, added 22/12" {
			t.Errorf("preview: %s", got)
		}
		var beside []string
		made, err := f.Planner.Repeat(t.Context(), secretary, meetings[0].ID, 1, tuesdays, func(_ context.Context, _ bun.Tx, all []*plan.Meeting) error {
			for _, m := range all {
				beside = append(beside, m.Start.In(workday.Zone()).Format("02/01"))
			}
			return nil
		})
		check(t, err)
		if got := days(t, f, made.ID); got != "01/12 08:00 draft, 08/12 08:00 draft, 15/12 08:00 draft, 22/12 08:00 draft" {
			t.Errorf("after: %s", got)
		}
		if strings.Join(beside, " ") != "22/12" {
			t.Errorf("written beside: %v", beside)
		}
		// The agenda, and with it the papers, moved along.
		second, err := f.Planner.Get(t.Context(), secretary, meetings[1].ID)
		check(t, err)
		if second.Agenda[0].ID != meetings[1].Agenda[0].ID || second.End.Sub(second.Start) != 2*time.Hour {
			t.Errorf("%+v", second.Draft)
		}
	})
}

func TestIssuedMeetingsOfAChangedSeries(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		tuesdays := "FREQ=WEEKLY;BYDAY=TU;COUNT=2"
		t.Run("are asked about", func(t *testing.T) {
			old, meetings := weekly(t, f, "2")
			issue(t, f, meetings[1])
			_, err := f.Planner.Repeat(t.Context(), secretary, meetings[0].ID, 1, to(tuesdays, planner.Ask, ""))
			want(t, err, fault.Conflict, "meetings.cancel_first")
			if got := days(t, f, old.ID); got != "30/11 08:00 draft, 07/12 08:00 issued" {
				t.Error(got)
			}
		})
		t.Run("kept as they are", func(t *testing.T) {
			old, meetings := weekly(t, f, "2")
			issue(t, f, meetings[1])
			made, err := f.Planner.Repeat(t.Context(), secretary, meetings[0].ID, 1, to(tuesdays, planner.KeepSettled, ""))
			check(t, err)
			if got := days(t, f, old.ID) + " | " + days(t, f, made.ID); got != "07/12 08:00 issued | 01/12 08:00 draft, 08/12 08:00 draft" {
				t.Error(got)
			}
		})
		t.Run("cancelled, with a reason", func(t *testing.T) {
			old, meetings := weekly(t, f, "2")
			issue(t, f, meetings[1])
			f.Rooms.Take()
			_, err := f.Planner.Repeat(t.Context(), secretary, meetings[0].ID, 1, to(tuesdays, planner.CancelSettled, " "))
			wantField(t, err, "reason", "required")
			_, err = f.Planner.Repeat(t.Context(), secretary, meetings[0].ID, 1, to(tuesdays, planner.CancelSettled, "Đổi lịch giao ban"))
			check(t, err)
			if got := days(t, f, old.ID); got != "07/12 08:00 cancelled" {
				t.Error(got)
			}
			if closed := f.Rooms.Take(); !slices.Equal(closed, []string{meetings[1].TestRoom(), meetings[1].ID}) {
				t.Errorf("closed %v", closed)
			}
			events, err := f.Planner.Events(t.Context(), secretary, meetings[1].ID)
			check(t, err)
			if last := events[len(events)-1]; last.Action != "cancel" || last.Reason != "Đổi lịch giao ban" {
				t.Errorf("%+v", last)
			}
		})
	})
}

func TestOneRequestMakesOneMeeting(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		request := func(by directory.By, key string, beside plan.Beside) (string, error) {
			return f.Planner.Once(t.Context(), by, key, func(keep plan.Beside) (string, error) {
				m, _, err := f.Planner.Create(t.Context(), by, d, beside, keep)
				if err != nil {
					return "", err
				}
				return m.ID, nil
			})
		}
		count := func(want int) {
			t.Helper()
			found, _, err := f.Planner.Find(t.Context(), directory.By{}, plan.Query{})
			check(t, err)
			if len(found) != want {
				t.Errorf("%d meetings, want %d", len(found), want)
			}
		}
		broken := errors.New("the list could not be written")
		_, err := request(secretary, "k1", func(context.Context, bun.Tx, []*plan.Meeting) error { return broken })
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		count(0)
		first, err := request(secretary, "k1", nil)
		check(t, err)
		again, err := request(secretary, "k1", nil)
		check(t, err)
		if first != again {
			t.Errorf("%s, then %s", first, again)
		}
		count(1)

		// Another request of the key comes between the look and the writing.
		between, err := f.Planner.Once(t.Context(), secretary, "k2", func(keep plan.Beside) (string, error) {
			other, err := request(secretary, "k2", nil)
			check(t, err)
			_, _, err = f.Planner.Create(t.Context(), secretary, d, keep)
			want(t, err, fault.Conflict, "meetings.made_already")
			return other, err
		})
		check(t, err)
		count(2)
		if between == "" || between == first {
			t.Errorf("got %q", between)
		}
		other, err := request(f.As(t, identity.Chair, plantest.Province), "k1", nil) // keys are each account's own
		check(t, err)
		if other == first {
			t.Error("another account's key was taken for one's own")
		}
		count(3)
	})
}
