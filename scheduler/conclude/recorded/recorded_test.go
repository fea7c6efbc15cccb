package recorded_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/recorded"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballot"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

// planned is a plan with one commune that came and one that did not.
type planned struct{ m *plan.Meeting }

func (p planned) Proceedings(context.Context, string) (*conclude.Proceedings, error) {
	told := &conclude.Proceedings{Basis: conclude.BasisPlan, MeetingID: p.m.ID, Title: p.m.Title}
	for i := range p.m.Agenda {
		told.Items = append(told.Items, conclude.Item{ID: p.m.Agenda[i].ID, Title: p.m.Agenda[i].Title})
	}
	for _, unit := range []directory.UnitKey{plantest.Commune, plantest.Other} {
		told.Attendance = append(told.Attendance, conclude.Attendee{Named: conclude.Named{Unit: unit}, Kind: conclude.UnitAttendee, Presence: conclude.Expected})
	}
	return told, nil
}

func TestProceedingsFollowTheLog(t *testing.T) {
	f := conducttest.New(t, demotest.Seed.SQLite(t), plan.StateLive)
	source := &recorded.Source{Plan: planned{f.Meeting}, Logs: f.Conductor, Ballots: f.Ballots, Directory: f.Units}
	chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
	n := 0
	do := func(by directory.By, c conduct.Command) {
		t.Helper()
		n++
		c.ID = fmt.Sprint(n)
		if _, err := f.Conductor.Do(t.Context(), by, f.Meeting.ID, c); err != nil {
			t.Fatal(err)
		}
		f.Pass(time.Minute)
	}
	move := func(action plan.Action) {
		t.Helper()
		if _, err := f.Planner.Act(t.Context(), directory.By{}, f.Meeting.ID, 0, action, "", planner.One); err != nil {
			t.Fatal(err)
		}
		f.Conductor.Announced(f.Meeting.ID)
		f.Pass(time.Minute)
	}
	state := func() *conduct.State {
		t.Helper()
		found, _, err := f.Conductor.Replay(t.Context(), f.Meeting.ID)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	do(chair, conduct.Command{Verb: conduct.TakeItem, Target: f.Meeting.Agenda[1].ID})
	do(commune, conduct.Command{Verb: conduct.AskFloor, Text: "Thiệt hại do lũ"})
	request := state().Floor.Waiting[0].ID
	do(chair, conduct.Command{Verb: conduct.GiveFloor, Target: request})
	do(chair, conduct.Command{Verb: conduct.EndFloor, Target: request})
	do(chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua báo cáo?", ItemID: f.Meeting.Agenda[1].ID}})
	motion := state().Motions[0].ID
	do(chair, conduct.Command{Verb: conduct.OpenMotion, Target: motion})
	do(commune, conduct.Command{Verb: conduct.Vote, Target: motion, Choice: conduct.Other, Text: "Bổ sung kinh phí"})
	do(chair, conduct.Command{Verb: conduct.CloseMotion, Target: motion})
	do(chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Bầu tổ trưởng?", Secret: true}})
	secret := state().Motions[1].ID
	do(chair, conduct.Command{Verb: conduct.OpenMotion, Target: secret})
	keys := state().Motions[1].Keys
	var serial string
	for i, by := range []directory.By{commune, chair} {
		voter, blinded, err := ballot.NewVoter(secret, keys.Papers)
		if err != nil {
			t.Fatal(err)
		}
		signature, err := f.Conductor.Paper(t.Context(), by, f.Meeting.ID, secret, blinded)
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			break // has a paper, and casts nothing
		}
		cast, err := voter.Ballot(signature, conduct.Other, "Đề nghị người khác")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Conductor.Cast(t.Context(), f.Meeting.ID, secret, cast.Paper, cast.Signature, cast.Choice, cast.Text); err != nil {
			t.Fatal(err)
		}
		if serial, err = cast.Serial(secret); err != nil {
			t.Fatal(err)
		}
	}
	do(chair, conduct.Command{Verb: conduct.CloseMotion, Target: secret})
	move(plan.Pause)
	move(plan.Resume)
	move(plan.End)

	p, err := source.Proceedings(t.Context(), f.Meeting.ID)
	if err != nil {
		t.Fatal(err)
	}
	if p.Basis != conclude.BasisLog || p.Opened.IsZero() || p.Closed.IsZero() || len(p.Pauses) != 1 || p.Pauses[0].To.Sub(p.Pauses[0].From) != time.Minute {
		t.Errorf("%+v", p)
	}
	if taken := p.Items[1].Taken; len(taken) != 1 || !taken[0].To.Equal(p.Closed) || len(p.Items[0].Taken) != 0 {
		t.Errorf("items %+v", p.Items)
	}
	if len(p.Turns) != 1 || p.Turns[0].Topic != "Thiệt hại do lũ" || p.Turns[0].To.Sub(p.Turns[0].From) != time.Minute || p.Turns[0].ItemID != f.Meeting.Agenda[1].ID {
		t.Errorf("turns %+v", p.Turns)
	}
	if m := p.Motions[0]; m.Other != 1 || m.NotVoting != 1 || m.Eligible != 2 || len(m.Votes) != 2 || len(m.Opinions) != 1 || m.Opinions[0] != "Bổ sung kinh phí" {
		t.Errorf("motion %+v", m)
	}
	m := p.Motions[1]
	want := []conclude.SecretBallot{{Serial: serial, Choice: conclude.Other, Text: "Đề nghị người khác"}}
	if m.Method != conclude.Secret || len(m.Votes) != 0 || m.Papers != 2 || !slices.Equal(m.Ballots, want) || len(m.BallotsSum) != 64 || len(m.Opinions) != 1 {
		t.Errorf("secret motion %+v", m)
	}
	here, missing := p.Attendance[0], p.Attendance[1]
	if !here.Presence.Attended() || here.Joined.IsZero() || missing.Presence != conclude.Absent {
		t.Errorf("attendance %+v", p.Attendance)
	}
	if len(p.Attendance) != 3 || p.Attendance[2].Role != identity.Chair {
		t.Errorf("who came uninvited: %+v", p.Attendance)
	}
}

func TestAMeetingThatWasNotOpenedIsToldByItsPlan(t *testing.T) {
	f := conducttest.New(t, demotest.Seed.SQLite(t), plan.StateIssued)
	source := &recorded.Source{Plan: planned{f.Meeting}, Logs: f.Conductor, Ballots: f.Ballots, Directory: f.Units}
	p, err := source.Proceedings(t.Context(), f.Meeting.ID)
	if err != nil || p.Basis != conclude.BasisPlan {
		t.Fatalf("%+v, %v", p, err)
	}
}
