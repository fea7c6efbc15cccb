package demo_test

import (
	"testing"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/demo"
	"giaoban/scheduler/papers/papertest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func TestLoad(t *testing.T) {
	f := papertest.New(t, demotest.Seed.SQLite(t))
	m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
	account := f.Who(t, identity.Secretary, plantest.Province).Actor
	by := directory.By{Actor: audit.Actor{ID: account.ID, Name: "demo"}}
	for range 2 { // the second time changes nothing
		if err := demo.Load(t.Context(), demo.Deps{Desk: f.Desk, Uploads: f.Uploads}, by, m); err != nil {
			t.Fatal(err)
		}
	}
	found, err := f.Kept.OfMeeting(t.Context(), f.DB, m.ID)
	if err != nil || len(found) != 3 {
		t.Fatalf("%d papers: %v", len(found), err)
	}
	for i, want := range []papers.State{papers.Released, papers.Released, papers.Submitted} {
		if found[i].State != want || found[i].Current().Preview.Pages == 0 {
			t.Errorf("paper %d: %s, %+v", i, found[i].State, found[i].Current())
		}
	}
}
