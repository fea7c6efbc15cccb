package conductor_test

import (
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// TestTheWallClockIsSet steps the clock back and forward while somebody has the floor.
func TestTheWallClockIsSet(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		do(t, f, commune, conduct.Command{Verb: conduct.AskFloor})
		request := part[conduct.FloorView](t, view(t, f.Conductor, f, chair), conduct.PartFloor).Waiting[0].ID
		do(t, f, chair, conduct.Command{Verb: conduct.GiveFloor, Target: request, Seconds: 300})
		f.At(f.Meeting.Start.Add(-time.Hour))
		do(t, f, chair, conduct.Command{Verb: conduct.HoldFloor, Target: request})
		f.At(f.Meeting.Start.Add(2 * time.Hour))
		do(t, f, chair, conduct.Command{Verb: conduct.ResumeFloor, Target: request})
		f.At(f.Meeting.Start)
		do(t, f, chair, conduct.Command{Verb: conduct.EndFloor, Target: request})
		entries, err := f.Log.Entries(t.Context(), f.DB, f.Meeting.ID, 0, 1000)
		check(t, err)
		for i := 1; i < len(entries); i++ {
			if entries[i].Clock <= entries[i-1].Clock {
				t.Fatalf("entry %d is not after the one before it", entries[i].Seq)
			}
		}
	})
}

// TestAPageOpenSinceYesterday has seen entries of a log that is no more.
func TestAPageOpenSinceYesterday(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		commune := f.Enter(t, identity.Delegate, plantest.Commune)
		whole := view(t, f.Conductor, f, commune)
		for _, seen := range []int64{-1, 0, whole.Seq + 100_000} {
			watch, err := f.Conductor.Watch(t.Context(), commune, f.Meeting.ID, seen)
			check(t, err)
			got, err := watch.Take(t.Context())
			check(t, err)
			if got == nil || got.Seq != whole.Seq || len(got.Parts) != len(whole.Parts) {
				t.Fatalf("who has seen %d gets %+v", seen, got)
			}
		}
	})
}
