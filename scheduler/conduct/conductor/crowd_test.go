package conductor_test

import (
	"sync"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// TestHundredsAskAtOnce, each twice: each waits once, in an order that every server has.
func TestHundredsAskAtOnce(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		const hands = 200
		people := delegates(t, f, hands)
		var running sync.WaitGroup
		for _, by := range append(people, people...) {
			running.Go(func() {
				ask := conduct.Command{ID: "ask", Verb: conduct.AskFloor, Text: "Ý kiến"}
				if _, err := f.Conductor.Do(t.Context(), by, f.Meeting.ID, ask); err != nil {
					t.Error(err)
				}
			})
		}
		running.Wait()
		secretary := f.As(t, identity.Secretary, plantest.Province)
		floor := part[conduct.FloorView](t, view(t, f.Conductor, f, secretary), conduct.PartFloor)
		if len(floor.Waiting) != hands || floor.Counts[conduct.Speech] != hands {
			t.Fatalf("%d wait, %d are shown", floor.Counts[conduct.Speech], len(floor.Waiting))
		}
		other := part[conduct.FloorView](t, view(t, f.NewConductor("other"), f, secretary), conduct.PartFloor)
		for i := range floor.Waiting {
			if floor.Waiting[i].ID != other.Waiting[i].ID {
				t.Fatalf("another server has another queue at place %d", i+1)
			}
		}
	})
}

// TestTheChairIsCutOff: the secretary goes on, and the deputy whom the chair has named conducts, but names no other.
func TestTheChairIsCutOff(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, secretary := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Secretary, plantest.Province)
		deputy := delegates(t, f, 2)
		give := conduct.Command{Verb: conduct.GiveFloor, Target: deputy[1].Viewer.AccountID}
		wants(t, try(t, f.Conductor, f, deputy[0], give), fault.Forbidden, "conduct.not_yours")
		do(t, f, chair, conduct.Command{Verb: conduct.NameDeputy, Target: deputy[0].Viewer.AccountID})
		f.Leave(t, chair)
		do(t, f, secretary, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua?"}})
		motion := part[[]conduct.MotionView](t, view(t, f.Conductor, f, secretary), conduct.PartMotions)[0].ID
		do(t, f, deputy[0], give)
		do(t, f, deputy[0], conduct.Command{Verb: conduct.OpenMotion, Target: motion})
		wants(t, try(t, f.Conductor, f, deputy[0], conduct.Command{Verb: conduct.NameDeputy, Target: deputy[1].Viewer.AccountID}), fault.Forbidden, "conduct.not_yours")
		if !f.Media.Rights(f.Meeting.Room(), deputy[0].Viewer.AccountID).Microphone {
			t.Error("the deputy has no microphone")
		}
		do(t, f, secretary, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
		f.EnterAs(t, chair)
		do(t, f, chair, conduct.Command{Verb: conduct.NameDeputy})
		wants(t, try(t, f.Conductor, f, deputy[0], conduct.Command{Verb: conduct.MuteHall}), fault.Forbidden, "conduct.not_yours")
	})
}

// TestVotesThatDoNotCount: of somebody not eligible, a second one, one replayed under another's name, one after the close.
func TestVotesThatDoNotCount(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair := f.Enter(t, identity.Chair, plantest.Province)
		people := delegates(t, f, 2)
		do(t, f, chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua?"}})
		motion := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].ID
		vote := func(by directory.By, id string, choice conduct.Choice) error {
			return try(t, f.Conductor, f, by, conduct.Command{ID: id, Verb: conduct.Vote, Target: motion, Choice: choice})
		}
		wants(t, vote(people[0], "early", conduct.For), fault.Conflict, "conduct.motion_prepared")
		do(t, f, chair, conduct.Command{Verb: conduct.OpenMotion, Target: motion})
		late := f.Enter(t, identity.Delegate, plantest.Commune)
		wants(t, vote(late, "late", conduct.For), fault.Forbidden, "conduct.not_eligible")
		check(t, vote(people[0], "mine", conduct.For))
		check(t, vote(people[0], "mine", conduct.Against)) // replayed with another choice: done once
		wants(t, vote(people[0], "again", conduct.Against), fault.Conflict, "conduct.voted")
		check(t, vote(people[1], "mine", conduct.Against)) // another's command of the same name is another's
		do(t, f, chair, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
		wants(t, vote(chair, "after", conduct.For), fault.Conflict, "conduct.motion_closed")
		check(t, vote(people[0], "mine", conduct.For)) // its answer was lost: asked again after the close, it changes nothing
		result := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].Result
		if result.For != 1 || result.Against != 1 || result.Cast != 2 || result.Eligible != 3 {
			t.Fatalf("%+v", result)
		}
	})
}
