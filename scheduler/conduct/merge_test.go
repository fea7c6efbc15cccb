package conduct_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giaoban/internal/hlc"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/plan"
)

// cut returns a hall at another node that knows what h knows, and nothing of what comes.
func (h *hall) cut(node string) *hall {
	other := &hall{meeting: h.meeting, state: conduct.NewState(h.meeting.Policies), now: h.now, node: node, log: slices.Clone(h.log)}
	other.clock = hlc.NewClock(func() time.Time { return other.now })
	for i := range other.log {
		other.state.Apply(&other.log[i])
		other.clock.Hear(other.log[i].Clock)
	}
	return other
}

// TestMergingTwoLogs cuts a meeting in two (or three), lets anything happen on either side, and merges.
func TestMergingTwoLogs(t *testing.T) {
	reached := map[conduct.Reason]int{}
	rapid.Check(t, func(r *rapid.T) {
		t := newDice(r)
		whole := open(pick(t, policies))
		voted := map[string]conduct.Choice{}
		for range rapid.IntRange(15, 30).Draw(r, "before the cut") {
			step(t, whole, voted)
		}
		sides := []*hall{whole.cut("a"), whole.cut("b")}
		for i := range rapid.IntRange(30, 50).Draw(r, "in the cut") {
			if number(t, 6) > 0 {
				step(t, pick(t, sides), map[string]conduct.Choice{})
				continue
			}
			c, by := command(t, whole), pick(t, people)
			c.ID = fmt.Sprint("same", i)
			for _, side := range sides { // whoever got no answer asks the other node
				give(t, side, by, c, map[string]conduct.Choice{})
			}
		}
		a, b := sides[0].log, sides[1].log
		merged := conduct.Merge(a, b)
		for name, again := range map[string][]conduct.Entry{
			"the other way round": conduct.Merge(b, a), "of what was merged": conduct.Merge(b, merged, a), "twice": conduct.Merge(merged, merged),
			"step by step": conduct.Merge(conduct.Merge(whole.log, b), conduct.Merge(a, whole.log)),
		} {
			if !reflect.DeepEqual(again, merged) {
				t.Fatalf("another log when merged %s", name)
			}
		}
		if len(merged) != len(a)+len(b)-len(whole.log) {
			t.Fatalf("%d entries of %d and %d with %d in common", len(merged), len(a), len(b), len(whole.log))
		}
		state, conflicts := conduct.Conflicts(whole.meeting.Policies, merged)
		invariants(t, whole.meeting, state)
		accounted(t, merged, state, conflicts)
		for _, conflict := range conflicts {
			reached[conflict.Why]++
		}
		alone, none := conduct.Conflicts(whole.meeting.Policies, conduct.Merge(a, whole.log))
		if len(none) > 0 || digest(t, alone) != digest(t, sides[0].state) {
			t.Fatalf("a side alone is not what it was: %+v", none)
		}
	})
	for _, why := range []conduct.Reason{conduct.Repeated, conduct.Already, conduct.AfterEnd, conduct.CutShort} {
		if reached[why] == 0 {
			t.Errorf("no cut has come to %q", why)
		}
	}
}

// accounted: every ballot and every turn of either side is in the state, or told to be in conflict; every ballot that counts is
// the first of its voter.
func accounted(t *dice, log []conduct.Entry, state *conduct.State, conflicts []conduct.Conflict) {
	told := map[int64]conduct.Reason{}
	for _, conflict := range conflicts {
		told[conflict.Entry.Seq] = conflict.Why
	}
	ballots, turns := 0, 0
	for _, e := range log {
		why := told[e.Seq]
		dropped := why != "" && why != conduct.CutShort && why != conduct.Stopped && why != conduct.Recounted
		switch f := e.Fact.(type) {
		case conduct.BallotCast:
			if dropped {
				continue
			}
			ballots++
			if counted := state.Motion(f.MotionID).Ballots[f.Voter]; counted.Choice != f.Choice || !counted.At.Equal(e.At) {
				t.Fatalf("the ballot of %s is counted as %+v", f.Voter, counted)
			}
		case conduct.FloorGiven:
			if !dropped {
				turns++
			}
		}
	}
	for _, motion := range state.Motions {
		ballots -= len(motion.Ballots)
	}
	if turns -= len(state.Floor.Turns) + len(state.Floor.Past); ballots != 0 || turns != 0 {
		t.Fatalf("%d ballots and %d turns are lost", ballots, turns)
	}
}

// two cuts a meeting in which everyone is.
func two(policy plan.MicrophonePolicy, before func(h *hall)) (a, b *hall) {
	h := open(policy)
	if before != nil {
		before(h)
	}
	return h.cut("a"), h.cut("b")
}

// at gives a command at a time after the opening, which must succeed.
func (h *hall) at(t *testing.T, second int, by conduct.Who, c conduct.Command) {
	t.Helper()
	h.now = start.Add(time.Duration(second) * time.Second)
	if err := h.do(by, c); err != nil {
		t.Fatal(err)
	}
}

func merge(a, b *hall) (*conduct.State, []conduct.Reason) {
	state, conflicts := conduct.Conflicts(a.meeting.Policies, conduct.Merge(a.log, b.log))
	var reasons []conduct.Reason
	for _, conflict := range conflicts {
		reasons = append(reasons, conflict.Why)
	}
	return state, reasons
}

func TestTwoFloorHoldersBecomeOne(t *testing.T) {
	a, b := two(plan.MicrophoneOneAtATime, nil)
	chair, secretary := people[0], people[1]
	a.at(t, 10, chair, conduct.Command{Verb: conduct.GiveFloor, Target: "one"})
	b.at(t, 20, secretary, conduct.Command{Verb: conduct.GiveFloor, Target: "two"})
	a.at(t, 30, chair, conduct.Command{Verb: conduct.EndFloor, Target: a.state.Floor.Turns[0].ID})
	state, conflicts := merge(a, b)
	if len(state.Floor.Turns) != 1 || state.Floor.Turns[0].Who.Identity != "two" || !slices.Equal(conflicts, []conduct.Reason{conduct.CutShort, conduct.Missing}) {
		t.Fatalf("%+v, %v", state.Floor.Turns, conflicts)
	}
	if past := state.Floor.Past[0]; past.Ran(past.End) != 10*time.Second {
		t.Fatalf("the first has spoken for %v", past.Ran(past.End))
	}
}

// TestWhoAsksAtTwoNodesWaitsOnce and is called by either name.
func TestWhoAsksAtTwoNodesWaitsOnce(t *testing.T) {
	a, b := two(plan.MicrophonesByChair, nil)
	one, secretary := people[2], people[1]
	ask := conduct.Command{ID: "ask", Verb: conduct.AskFloor, Text: "Ý kiến"}
	a.at(t, 10, one, ask)
	b.at(t, 20, one, ask)
	b.at(t, 30, secretary, conduct.Command{Verb: conduct.ApproveFloor, Target: b.state.Floor.Waiting[0].ID})
	if state, conflicts := merge(a, b); len(state.Floor.Waiting) != 1 || !state.Floor.Waiting[0].Approved || !slices.Equal(conflicts, []conduct.Reason{conduct.Repeated}) {
		t.Fatalf("%+v, %v", state.Floor, conflicts)
	}
	b.at(t, 40, secretary, conduct.Command{Verb: conduct.GiveFloor, Target: b.state.Floor.Waiting[0].ID})
	if state, _ := merge(a, b); len(state.Floor.Waiting) != 0 || len(state.Floor.Turns) != 1 {
		t.Fatalf("%+v", state.Floor)
	}
}

func TestVotesOfTwoNodesAreOneResult(t *testing.T) {
	motion := ""
	secretary, chair, one, two2 := people[1], people[0], people[2], people[3]
	a, b := two(plan.MicrophonesByChair, func(h *hall) {
		for _, c := range []conduct.Command{{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "?", Majority: 50}}, {Verb: conduct.OpenMotion}} {
			if c.Verb == conduct.OpenMotion {
				motion = h.state.Motions[0].ID
				c.Target = motion
			}
			if err := h.do(secretary, c); err != nil {
				t.Fatal(err)
			}
		}
	})
	vote := func(choice conduct.Choice) conduct.Command {
		return conduct.Command{Verb: conduct.Vote, Target: motion, Choice: choice}
	}
	a.at(t, 10, chair, vote(conduct.For))
	a.at(t, 11, one, vote(conduct.For))
	b.at(t, 12, one, vote(conduct.Against)) // by another device, at the other node
	b.at(t, 13, two2, vote(conduct.For))
	a.at(t, 14, secretary, conduct.Command{Verb: conduct.StopMotion, Target: motion})
	b.at(t, 15, people[4], vote(conduct.Against)) // its node knows nothing of the stop
	a.at(t, 20, secretary, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
	b.at(t, 30, secretary, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
	state, conflicts := merge(a, b)
	result := *state.Motions[0].Result
	if result.For != 3 || result.Against != 1 || result.Cast != 4 || !result.Carried {
		t.Fatalf("%+v", result)
	}
	if !slices.Equal(conflicts, []conduct.Reason{conduct.Voted, conduct.Recounted, conduct.Already}) {
		t.Fatalf("%v", conflicts)
	}
	if a.state.Motions[0].Result.For != 2 || b.state.Motions[0].Result.For != 1 {
		t.Fatal("a side has counted what it could not know")
	}
}

func TestAVoteAfterTheCloseDoesNotCount(t *testing.T) {
	motion := ""
	secretary, one := people[1], people[2]
	a, b := two(plan.MicrophonesByChair, func(h *hall) {
		if err := h.do(secretary, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "?"}}); err != nil {
			t.Fatal(err)
		}
		motion = h.state.Motions[0].ID
		if err := h.do(secretary, conduct.Command{Verb: conduct.OpenMotion, Target: motion}); err != nil {
			t.Fatal(err)
		}
	})
	a.at(t, 10, secretary, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
	b.at(t, 11, one, conduct.Command{Verb: conduct.Vote, Target: motion, Choice: conduct.For})
	state, conflicts := merge(a, b)
	if state.Motions[0].Result.Cast != 0 || len(state.Motions[0].Ballots) != 0 || !slices.Equal(conflicts, []conduct.Reason{conduct.AfterClose}) {
		t.Fatalf("%+v, %v", state.Motions[0], conflicts)
	}
}
