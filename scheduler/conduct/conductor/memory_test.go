package conductor_test

import (
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

// TestHallsAreForgotten when nobody uses or watches them, and are as they were when somebody comes back.
func TestHallsAreForgotten(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		secretary := f.Enter(t, identity.Secretary, plantest.Province)
		do(t, f, secretary, conduct.Command{Verb: conduct.PostNotice, Text: "Giải lao"})
		_, err := f.Planner.Act(t.Context(), directory.By{}, f.Meeting.ID, 0, plan.End, "", planner.One)
		check(t, err)
		f.Conductor.Announced(f.Meeting.ID)
		before := view(t, f.Conductor, f, secretary)
		draft := f.Draft(t)
		draft.Start, draft.End = draft.Start.AddDate(0, 0, 14), draft.End.AddDate(0, 0, 14)
		other := f.InState(t, draft, plan.StateIssued)
		after := func(pass time.Duration, want int) {
			t.Helper()
			f.At(f.Now().Add(pass))
			_, err := f.Conductor.Look(t.Context(), secretary, other.ID)
			check(t, err)
			if n := f.Conductor.Halls(); n != want {
				t.Fatalf("%d meetings are in memory, want %d", n, want)
			}
			f.Conductor.Forget(other.ID)
		}
		after(time.Minute, 2) // somebody may be on the way to it
		watch, err := f.Conductor.Watch(t.Context(), secretary, f.Meeting.ID, -1)
		check(t, err)
		after(time.Hour, 2)
		watch.Close()
		after(time.Minute, 2)
		after(time.Hour, 1)
		again := view(t, f.Conductor, f, secretary)
		for _, part := range conduct.Parts() {
			if string(again.Parts[part]) != string(before.Parts[part]) {
				t.Errorf("%s was\n%s\nis\n%s", part, before.Parts[part], again.Parts[part])
			}
		}
	})
}

// TestPresenceAfterARestart: the media server has nobody when it starts again. Who was there has left, whoever comes back is back,
// each with their times.
func TestPresenceAfterARestart(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		secretary := f.Enter(t, identity.Secretary, plantest.Province)
		commune := f.Enter(t, identity.Delegate, plantest.Commune)
		f.Media = conducttest.NewMedia()
		f.At(f.Now().Add(time.Minute))
		reborn := f.NewConductor("main")
		reborn.Start()
		defer reborn.Close()
		watch, err := reborn.Watch(t.Context(), secretary, f.Meeting.ID, -1)
		check(t, err)
		defer watch.Close()
		gone := follow(t, watch, func(seen conduct.PresenceView) bool { return seen.People == 0 })
		for _, present := range gone.All {
			if present.Here || !present.Since.Equal(f.Now()) || present.Times != 1 {
				t.Errorf("%+v", present)
			}
		}
		f.At(f.Now().Add(time.Minute))
		f.Add(commune)
		reborn.RoomChanged(f.Meeting.Room(), commune.Viewer.AccountID)
		back := follow(t, watch, func(seen conduct.PresenceView) bool { return seen.People == 1 })
		for _, present := range back.All {
			if is := present.Who.Identity == commune.Viewer.AccountID; present.Here != is || is && (present.Times != 2 || len(present.Moves) != 3) {
				t.Errorf("%+v", present)
			}
		}
		if mark := part[conduct.RollView](t, view(t, reborn, f, secretary), conduct.PartRoll).Marks[conduct.SiteSubject(plantest.Commune)]; mark.Mark != conduct.Late {
			t.Errorf("the roll says %q of who was there before", mark.Mark)
		}
	})
}

// TestRightsFollowWithoutAWatcher: a pause takes microphones away also when no page is open.
func TestRightsFollowWithoutAWatcher(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		do(t, f, chair, conduct.Command{Verb: conduct.RuleMicrophones, Policy: plan.MicrophonesOpen})
		may := func() bool { return f.Media.Rights(f.Meeting.Room(), commune.Viewer.AccountID).Microphone }
		if !may() {
			t.Fatal("no microphone in an open discussion")
		}
		f.Conductor.Start()
		defer f.Conductor.Close()
		_, err := f.Planner.Act(t.Context(), directory.By{}, f.Meeting.ID, 0, plan.Pause, "", planner.One)
		check(t, err)
		f.Conductor.Announced(f.Meeting.ID)
		for deadline := time.After(time.Minute); may(); {
			select {
			case <-deadline:
				t.Fatal("a microphone in a pause")
			case <-time.After(time.Millisecond):
			}
		}
	})
}

// follow takes what a watch has until its presence is as wanted.
func follow(t *testing.T, watch *conductor.Watch, wanted func(conduct.PresenceView) bool) conduct.PresenceView {
	t.Helper()
	for deadline := time.After(time.Minute); ; {
		next := watch.Next()
		found, err := watch.Take(t.Context())
		check(t, err)
		if found != nil && found.Parts[conduct.PartPresence] != nil {
			if seen := part[conduct.PresenceView](t, found, conduct.PartPresence); wanted(seen) {
				return seen
			}
		}
		select {
		case <-next:
		case <-deadline:
			t.Fatal("still waiting")
		}
	}
}
