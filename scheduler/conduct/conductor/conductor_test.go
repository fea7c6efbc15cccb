package conductor_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func each(t *testing.T, state plan.State, test func(t *testing.T, f *conducttest.Fixture)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) { test(t, conducttest.New(t, db, state)) })
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var commands int

// do gives a command that must succeed.
func do(t *testing.T, f *conducttest.Fixture, by directory.By, c conduct.Command) {
	t.Helper()
	check(t, try(t, f.Conductor, f, by, c))
}

func try(t *testing.T, c *conductor.Conductor, f *conducttest.Fixture, by directory.By, command conduct.Command) error {
	t.Helper()
	if command.ID == "" {
		commands++
		command.ID = fmt.Sprint("c", commands)
	}
	_, err := c.Do(t.Context(), by, f.Meeting.ID, command)
	return err
}

func view(t *testing.T, c *conductor.Conductor, f *conducttest.Fixture, by directory.By) *conductor.View {
	t.Helper()
	found, err := c.Look(t.Context(), by, f.Meeting.ID)
	check(t, err)
	return found
}

func part[T any](t *testing.T, v *conductor.View, which conduct.Part) T {
	t.Helper()
	return decode[T](t, v.Parts[which])
}

func decode[T any](t testing.TB, data []byte) (decoded T) {
	t.Helper()
	if err := json.Unmarshal(data, &decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}

func wants(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Fatalf("%v, not %s %s", err, code, reason)
	}
}

func TestMediaFollowsTheFloor(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		room, speaker := f.Meeting.Room(), commune.Viewer.AccountID
		if f.Media.Rights(room, speaker).Microphone || !f.Media.Rights(room, chair.Viewer.AccountID).Microphone {
			t.Fatal("a delegate may speak unasked, or the chair may not")
		}
		do(t, f, commune, conduct.Command{Verb: conduct.AskFloor, Text: "Tình hình mưa lũ"})
		request := part[conduct.FloorView](t, view(t, f.Conductor, f, chair), conduct.PartFloor).Waiting[0]
		wants(t, try(t, f.Conductor, f, commune, conduct.Command{Verb: conduct.GiveFloor, Target: request.ID}), fault.Forbidden, "conduct.not_yours")
		do(t, f, chair, conduct.Command{Verb: conduct.GiveFloor, Target: request.ID, Seconds: 300})
		if !f.Media.Rights(room, speaker).Microphone {
			t.Fatal("who has the floor may not speak")
		}
		if preferred, want := f.Media.Preferred(room), []string{chair.Viewer.AccountID, speaker}; !slices.Equal(preferred, slices.Sorted(slices.Values(want))) {
			t.Fatalf("everyone is to hear %v, want %v", preferred, want)
		}
		if spot := part[conduct.StageView](t, view(t, f.Conductor, f, commune), conduct.PartStage).Spotlight; spot != speaker {
			t.Fatalf("large is %q", spot)
		}
		do(t, f, chair, conduct.Command{Verb: conduct.HoldFloor, Target: request.ID})
		if f.Media.Rights(room, speaker).Microphone {
			t.Fatal("a turn that is held may speak")
		}
		do(t, f, chair, conduct.Command{Verb: conduct.ResumeFloor, Target: request.ID})
		do(t, f, commune, conduct.Command{Verb: conduct.EndFloor, Target: request.ID})
		if f.Media.Rights(room, speaker).Microphone {
			t.Fatal("a turn that ended may speak")
		}
		if preferred := f.Media.Preferred(room); !slices.Equal(preferred, []string{chair.Viewer.AccountID}) {
			t.Fatalf("everyone is to hear %v", preferred)
		}
		do(t, f, chair, conduct.Command{Verb: conduct.MuteHall})
		if muted := f.Media.Muted(); !slices.Equal(muted, []string{speaker}) {
			t.Fatalf("muted %v", muted)
		}
	})
}

// TestWhoComesBackHasTheRightsOfNow rejoins with a token of other rights, so quickly that nobody saw them leave.
func TestWhoComesBackHasTheRightsOfNow(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		room, speaker := f.Meeting.Room(), commune.Viewer.AccountID
		rejoin := func(token conduct.Rights) conduct.Rights {
			t.Helper()
			f.Media.Enter(room, speaker)
			check(t, f.Media.Permit(room, speaker, token))
			check(t, f.Conductor.SyncPresence(t.Context(), f.Meeting.ID, speaker))
			return f.Media.Rights(room, speaker)
		}
		if rejoin(conduct.Rights{Microphone: true}).Microphone {
			t.Error("an old token gives back a microphone that was taken")
		}
		do(t, f, chair, conduct.Command{Verb: conduct.GiveFloor, Target: speaker})
		if !rejoin(conduct.Rights{}).Microphone {
			t.Error("who has the floor has lost the microphone by reconnecting")
		}
	})
}

func TestACrashLosesNothing(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		do(t, f, commune, conduct.Command{Verb: conduct.AskFloor})
		do(t, f, chair, conduct.Command{Verb: conduct.TakeItem, Target: f.Meeting.Agenda[1].ID})
		do(t, f, chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua báo cáo?"}})
		motion := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].ID
		do(t, f, chair, conduct.Command{Verb: conduct.OpenMotion, Target: motion})
		do(t, f, commune, conduct.Command{Verb: conduct.Vote, Target: motion, Choice: conduct.For})
		before := view(t, f.Conductor, f, chair)
		reborn := f.NewConductor("main")
		after := view(t, reborn, f, chair)
		for _, which := range conduct.Parts() {
			if string(before.Parts[which]) != string(after.Parts[which]) {
				t.Errorf("%s was\n%s\nis\n%s", which, before.Parts[which], after.Parts[which])
			}
		}
		wants(t, try(t, reborn, f, commune, conduct.Command{Verb: conduct.Vote, Target: motion, Choice: conduct.Against}), fault.Conflict, "conduct.voted")
	})
}

func TestACommandIsDoneOnce(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		do(t, f, commune, conduct.Command{Verb: conduct.AskFloor})
		request := part[conduct.FloorView](t, view(t, f.Conductor, f, chair), conduct.PartFloor).Waiting[0].ID
		do(t, f, chair, conduct.Command{Verb: conduct.GiveFloor, Target: request, Seconds: 60})
		extend := conduct.Command{ID: "once", Verb: conduct.ExtendFloor, Target: request, Seconds: 60}
		other := f.NewConductor("other") // another server that was given the same command
		do(t, f, chair, extend)
		do(t, f, chair, extend)
		check(t, try(t, other, f, chair, extend))
		if turn := part[conduct.FloorView](t, view(t, other, f, chair), conduct.PartFloor).Turns[0]; turn.Seconds != 120 {
			t.Fatalf("%d seconds", turn.Seconds)
		}
	})
}

func TestTwoServersWriteOneLog(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		secretary, chair := f.Enter(t, identity.Secretary, plantest.Province), f.Enter(t, identity.Chair, plantest.Province)
		conductors := []*conductor.Conductor{f.Conductor, f.NewConductor("other")}
		const each = 20
		var running sync.WaitGroup
		errs := make(chan error, 2*each)
		for n, by := range []directory.By{secretary, chair} {
			running.Go(func() {
				for i := range each {
					_, err := conductors[n].Do(t.Context(), by, f.Meeting.ID, conduct.Command{ID: fmt.Sprint(n, "-", i), Verb: conduct.PostNotice, Text: fmt.Sprint(n, " ", i)})
					errs <- err
				}
			})
		}
		running.Wait()
		close(errs)
		for err := range errs {
			check(t, err)
		}
		head, broken, err := f.Log.Verify(t.Context(), f.Meeting.ID)
		check(t, err)
		if broken != 0 || head.Entries != 2*each+3 { // opening and two arrivals
			t.Fatalf("%+v, broken at %d", head, broken)
		}
	})
}

func TestPresenceIsWrittenDown(t *testing.T) {
	each(t, plan.StateIssued, func(t *testing.T, f *conducttest.Fixture) {
		secretary := f.Enter(t, identity.Secretary, plantest.Province)
		early := f.Enter(t, identity.Delegate, plantest.Commune)
		f.Leave(t, early)
		f.Media.Enter(f.Meeting.Room(), "a-recorder") // no account: not written down
		check(t, f.Conductor.SyncPresence(t.Context(), f.Meeting.ID))
		_, err := f.Planner.Act(t.Context(), directory.By{}, f.Meeting.ID, 0, plan.Start, "", planner.One)
		check(t, err)
		f.Conductor.Announced(f.Meeting.ID)
		f.EnterAs(t, early)
		seen := part[conduct.PresenceView](t, view(t, f.Conductor, f, secretary), conduct.PartPresence)
		if seen.People != 2 || seen.Sites != 2 || len(seen.All) != 2 {
			t.Fatalf("%+v", seen)
		}
		roll := part[conduct.RollView](t, view(t, f.Conductor, f, secretary), conduct.PartRoll)
		if mark := roll.Marks[conduct.SiteSubject(plantest.Commune)]; mark.Mark != conduct.Online {
			t.Fatalf("who came before the opening is %q", mark.Mark)
		}
		if !roll.Quorum.Met || roll.Quorum.Present != 2 {
			t.Fatalf("%+v", roll.Quorum)
		}
		hall := view(t, f.Conductor, f, early)
		if part[conduct.PresenceView](t, hall, conduct.PartPresence).All != nil || part[conduct.RollView](t, hall, conduct.PartRoll).Marks != nil {
			t.Fatal("the hall sees names")
		}
	})
}

func TestEndingFreezesTheLog(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		secretary := f.Enter(t, identity.Secretary, plantest.Province)
		_, err := f.Planner.Act(t.Context(), directory.By{}, f.Meeting.ID, 0, plan.End, "", planner.One)
		check(t, err)
		f.Conductor.Announced(f.Meeting.ID)
		wants(t, try(t, f.Conductor, f, secretary, conduct.Command{Verb: conduct.PostNotice, Text: "x"}), fault.Conflict, "conduct.phase_closed")
		do(t, f, secretary, conduct.Command{Verb: conduct.Correct, Text: "Đại biểu xã Na Hang có mặt từ đầu."})
		head, broken, err := f.Log.Verify(t.Context(), f.Meeting.ID)
		check(t, err)
		if broken != 0 || head.Frozen != head.Entries-1 || head.FrozenHash == "" || head.FrozenHash == head.Hash {
			t.Fatalf("%+v, broken at %d", head, broken)
		}
		_, err = f.DB.ExecContext(t.Context(), "UPDATE conduct_entries SET fact = '{\"who\":{}}' WHERE meeting_id = ? AND seq = 2", f.Meeting.ID)
		check(t, err)
		if _, broken, err = f.Log.Verify(t.Context(), f.Meeting.ID); err != nil || broken != 3 {
			t.Fatalf("broken at %d, %v", broken, err)
		}
	})
}

// TestNobodyIsToldFalsely takes the database away in the middle of a vote.
func TestNobodyIsToldFalsely(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		do(t, f, chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua?"}})
		motion := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].ID
		do(t, f, chair, conduct.Command{Verb: conduct.OpenMotion, Target: motion})
		_, err := f.DB.ExecContext(t.Context(), "ALTER TABLE conduct_logs RENAME TO conduct_logs_away")
		check(t, err)
		vote := conduct.Command{ID: "vote", Verb: conduct.Vote, Target: motion, Choice: conduct.For}
		wants(t, try(t, f.Conductor, f, commune, vote), fault.Unavailable, "conduct.not_written")
		_, err = f.DB.ExecContext(t.Context(), "ALTER TABLE conduct_logs_away RENAME TO conduct_logs")
		check(t, err)
		cast := func() int {
			return part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)[0].Cast
		}
		if n := cast(); n != 0 {
			t.Fatalf("%d ballots that were not written", n)
		}
		do(t, f, commune, vote) // the same command again
		if n := cast(); n != 1 {
			t.Fatalf("%d ballots", n)
		}
	})
}

func TestOthersHaveNoPart(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		stranger := f.As(t, identity.Delegate, plantest.Other)
		_, err := f.Conductor.Look(t.Context(), stranger, f.Meeting.ID)
		wants(t, err, fault.NotFound, "")
		wants(t, try(t, f.Conductor, f, stranger, conduct.Command{Verb: conduct.AskFloor}), fault.NotFound, "")
		wants(t, try(t, f.Conductor, f, f.As(t, identity.Admin, plantest.Province), conduct.Command{Verb: conduct.MuteHall}), fault.NotFound, "")
	})
}
