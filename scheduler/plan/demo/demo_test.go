package demo_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/demo"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

func TestLoad(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := plantest.New(t, db)
		issue := func(ctx context.Context, m *plan.Meeting, _ bool) error {
			_, err := f.Planner.Act(ctx, demo.By, m.ID, m.Version, plan.Issue, "", planner.One)
			return err
		}
		count := func() map[plan.State]int {
			t.Helper()
			found, _, err := f.Planner.Find(t.Context(), directory.By{}, plan.Query{})
			if err != nil {
				t.Fatal(err)
			}
			states := map[plan.State]int{}
			for _, m := range found {
				states[m.State]++
			}
			return states
		}
		for range 2 { // the second time there is nothing to add
			if err := demo.Load(t.Context(), f.Planner, issue); err != nil {
				t.Fatal(err)
			}
			states := count()
			for _, state := range plan.States() {
				if state != plan.StatePaused && states[state] == 0 {
					t.Errorf("none is %s", state)
				}
			}
			if states[plan.StateLive] != 1 || states[plan.StateDraft] != 12 {
				t.Errorf("%v", states)
			}
		}
		chair := f.As(t, identity.Chair, plantest.Province)
		found, _, err := f.Planner.Find(t.Context(), chair, plan.Query{From: f.Now(), To: f.Now().Add(20 * time.Minute), States: []plan.State{plan.StateIssued}})
		if err != nil || len(found) != 1 || found[0].Sites != 125 {
			t.Fatalf("%+v %v", found, err)
		}
		if entry, err := f.Door.Look(t.Context(), chair, found[0].ID); err != nil || entry.Decision.Verdict != plan.Enter {
			t.Errorf("%+v %v", entry, err)
		}
		f.Pass(24 * time.Hour) // the next day there are new ones to enter
		if err := demo.Load(t.Context(), f.Planner, issue); err != nil {
			t.Fatal(err)
		}
		if states := count(); states[plan.StateLive] != 2 || states[plan.StateDraft] != 12 {
			t.Errorf("%v", states)
		}
	})
}
