package planner_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

func TestALateMeetingNeedsAReason(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		m := f.Create(t, d.MovedTo(plantest.Start.AddDate(0, 0, 1)))
		_, err := f.Planner.Act(t.Context(), secretary, m.ID, 0, plan.Submit, "", planner.One)
		want(t, err, fault.Invalid, "meetings.late")
		wantField(t, err, "lateReason", "meetings.late")
		d = m.Draft
		d.LateReason = "Ứng phó bão số 12"
		_, warnings, err := f.Planner.Update(t.Context(), secretary, m.ID, 1, d, planner.One)
		check(t, err)
		if len(warnings) != 1 || !warnings[0].Excused {
			t.Errorf("%+v", warnings)
		}
		_, err = f.Planner.Act(t.Context(), secretary, m.ID, 0, plan.Submit, "", planner.One)
		check(t, err)
	})
}

func TestAnIncompletePlanIsNotSubmitted(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		d.ChairID, d.SecretaryID, d.Sites = "", "", nil
		m := f.Create(t, d)
		_, err := f.Planner.Act(t.Context(), f.As(t, identity.Secretary, plantest.Province), m.ID, 0, plan.Submit, "", planner.One)
		want(t, err, fault.Invalid, "meetings.incomplete")
		for location, reason := range map[string]string{"chairId": "required", "secretaryId": "required", "sites": "meetings.no_sites"} {
			wantField(t, err, location, reason)
		}
	})
}

func TestAMeetingMayNotStartBeforeItsRoomOpens(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		m := f.InState(t, f.Draft(t), plan.StateIssued)
		chair := f.As(t, identity.Chair, plantest.Province)
		_, err := f.Planner.Act(t.Context(), chair, m.ID, 0, plan.Start, "", planner.One)
		want(t, err, fault.Conflict, "meetings.too_early")
		f.At(m.Start.Add(-time.Hour))
		started, err := f.Planner.Act(t.Context(), chair, m.ID, 0, plan.Start, "", planner.One)
		check(t, err)
		if !started.StartedAt.Equal(f.Now()) {
			t.Errorf("%+v", started)
		}
	})
}

// A meeting that is off is not tested for any more: its test room closes with it.
func TestTheTestRoomClosesWithItsMeeting(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		chair := f.As(t, identity.Chair, plantest.Province)
		for _, action := range []plan.Action{plan.Cancel, plan.Postpone, plan.Start} {
			draft := f.Draft(t)
			draft.Start, draft.End = draft.Start.AddDate(0, 0, len(action)), draft.End.AddDate(0, 0, len(action))
			m := f.InState(t, draft, plan.StateIssued)
			if action == plan.Start {
				f.At(m.Start)
			}
			f.Rooms.Take()
			_, err := f.Planner.Act(t.Context(), chair, m.ID, 0, action, "Đổi lịch", planner.One)
			check(t, err)
			if got := f.Rooms.Take(); !slices.Contains(got, m.TestRoom()) || slices.Contains(got, m.ID) == (action == plan.Start) {
				t.Errorf("%s closed %v", action, got)
			}
		}
	})
}

func TestEndingClosesTheRoom(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		m := f.InState(t, f.Draft(t), plan.StateLive)
		chair := f.As(t, identity.Chair, plantest.Province)
		f.Rooms.Take()
		f.Rooms.Fail(errors.New("the media plane is away"))
		ended, err := f.Planner.Act(t.Context(), chair, m.ID, 0, plan.End, "", planner.One)
		check(t, err)
		if ended.State != plan.StateEnded || ended.EndedAt.IsZero() {
			t.Errorf("%+v", ended)
		}
		f.Rooms.Take()
		f.Rooms.Fail(nil)
		f.At(ended.StateSince.Add(time.Minute))
		check(t, f.Planner.Tick(t.Context()))
		if got := f.Rooms.Take(); !slices.Equal(got, []string{m.ID, m.TestRoom()}) {
			t.Errorf("closed %v", got)
		}
		f.Pass(time.Hour)
		check(t, f.Planner.Tick(t.Context()))
		if got := f.Rooms.Take(); len(got) != 0 {
			t.Errorf("closed %v an hour later", got)
		}
	})
}

func TestTheClock(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		byHand := f.InState(t, d, plan.StateIssued)
		d.Policies.AutoStart = true
		byItself := f.InState(t, d, plan.StateIssued)
		state := func(m *plan.Meeting) plan.State {
			t.Helper()
			got, err := f.Planner.Get(t.Context(), directory.By{}, m.ID)
			check(t, err)
			return got.State
		}
		f.At(d.Start.Add(-time.Second))
		check(t, f.Planner.Tick(t.Context()))
		if got := state(byItself); got != plan.StateIssued {
			t.Fatalf("a second early: %s", got)
		}
		// The server was away at the start; the first tick makes up for it.
		f.At(d.Start.Add(20 * time.Minute))
		check(t, f.Planner.Tick(t.Context()))
		if state(byItself) != plan.StateLive || state(byHand) != plan.StateIssued {
			t.Fatalf("%s, %s", state(byItself), state(byHand))
		}
		events, err := f.Planner.Events(t.Context(), directory.By{}, byItself.ID)
		check(t, err)
		if last := events[len(events)-1]; last.ActorID != "" || last.Action != string(plan.Start) {
			t.Errorf("%+v", last)
		}
		f.At(d.End.Add(11 * time.Hour))
		check(t, f.Planner.Tick(t.Context()))
		if got := state(byItself); got != plan.StateLive {
			t.Fatalf("11 hours after its end: %s", got)
		}
		f.At(d.End.Add(12 * time.Hour))
		for range 2 { // the second tick finds nothing to do
			check(t, f.Planner.Tick(t.Context()))
		}
		if got := state(byItself); got != plan.StateEnded {
			t.Fatalf("12 hours after its end: %s", got)
		}
		// One that nobody opened does not start by itself after its end.
		late := d
		late.Title = "Lỡ"
		f.At(plantest.Start)
		missed := f.InState(t, late, plan.StateIssued)
		f.At(d.End)
		check(t, f.Planner.Tick(t.Context()))
		if got := state(missed); got != plan.StateIssued {
			t.Errorf("missed: %s", got)
		}
	})
}

func TestTheClockSteppingBackReordersNothing(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		m := f.InState(t, f.Draft(t), plan.StateIssued)
		chair := f.As(t, identity.Chair, plantest.Province)
		f.At(m.Start)
		started, err := f.Planner.Act(t.Context(), chair, m.ID, 0, plan.Start, "", planner.One)
		check(t, err)
		f.Pass(-48 * time.Hour)
		paused, err := f.Planner.Act(t.Context(), chair, m.ID, 0, plan.Pause, "", planner.One)
		check(t, err)
		if paused.StateSince.Before(started.StateSince) || !paused.StartedAt.Equal(started.StartedAt) {
			t.Errorf("paused at %v, started at %v", paused.StateSince, started.StateSince)
		}
		check(t, f.Planner.Tick(t.Context()))
		ended, err := f.Planner.Act(t.Context(), chair, m.ID, 0, plan.End, "", planner.One)
		check(t, err)
		if ended.EndedAt.Before(ended.StartedAt) {
			t.Errorf("ended at %v", ended.EndedAt)
		}
		events, err := f.Planner.Events(t.Context(), chair, m.ID)
		check(t, err)
		var actions []string
		for _, event := range events[len(events)-3:] {
			actions = append(actions, event.Action)
		}
		if !slices.Equal(actions, []string{"start", "pause", "end"}) {
			t.Errorf("%v", actions)
		}
	})
}

func TestWhatChangesWhileItIsUnderWay(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		m := f.InState(t, f.Draft(t), plan.StateLive)
		f.At(m.Start.Add(time.Hour))
		d := m.Draft
		d.End, d.Title = d.End.Add(time.Hour), "Kéo dài"
		d.Agenda = append(slices.Clone(d.Agenda), plan.AgendaItem{Title: "Phát sinh", Minutes: 20})
		_, _, err := f.Planner.Update(t.Context(), secretary, m.ID, 0, d, planner.One)
		check(t, err)
		d.Start = d.Start.Add(time.Minute)
		_, _, err = f.Planner.Update(t.Context(), secretary, m.ID, 0, d, planner.One)
		wantField(t, err, "start", "meetings.fixed")
		for state, reason := range map[plan.State]string{
			plan.StateSubmitted: "meetings.take_back_first", plan.StateApproved: "meetings.take_back_first",
			plan.StateEnded: "meetings.over", plan.StateCancelled: "meetings.over",
		} {
			f.At(plantest.Start)
			other := f.InState(t, f.Draft(t), state)
			_, _, err := f.Planner.Update(t.Context(), secretary, other.ID, 0, other.Draft, planner.One)
			want(t, err, fault.Conflict, reason)
		}
		f.At(plantest.Start)
		want(t, f.Planner.Delete(t.Context(), secretary, f.InState(t, f.Draft(t), plan.StateIssued).ID, 0), fault.Conflict, "meetings.only_drafts")
		draft := f.Create(t, f.Draft(t))
		check(t, f.Planner.Delete(t.Context(), secretary, draft.ID, 1))
		_, err = f.Planner.Get(t.Context(), secretary, draft.ID)
		want(t, err, fault.NotFound, "")
	})
}

func TestAClockStartsAndStops(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		d.Policies.AutoStart = true
		m := f.InState(t, d, plan.StateIssued)
		f.At(m.Start)
		f.Announced.Take()
		moved := make(chan struct{}, 10)
		f.Announced.Tell(moved)
		clock := planner.NewClock(f.Planner, time.Hour)
		clock.Start()
		<-moved // the first tick comes at once
		clock.Close()
		got, err := f.Planner.Get(t.Context(), directory.By{}, m.ID)
		check(t, err)
		if got.State != plan.StateLive {
			t.Error(got.State)
		}
	})
}
