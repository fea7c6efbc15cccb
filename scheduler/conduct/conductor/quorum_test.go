package conductor_test

import (
	"encoding/json"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// TestAQuorumOfPeopleWaitsForEveryoneInvited and follows the list of the invited while the meeting goes on.
func TestAQuorumOfPeopleWaitsForEveryoneInvited(t *testing.T) {
	f := conducttest.New(t, demotest.Seed.SQLite(t), plan.StateLive)
	f.Invite("person:PE_never", "person:PE_neither", conduct.SiteSubject(plantest.Commune))
	secretary := f.Enter(t, identity.Secretary, plantest.Province)
	f.Enter(t, identity.Delegate, plantest.Commune)
	f.Enter(t, identity.Delegate, plantest.Other) // nobody asked them
	if _, err := f.Conductor.Do(t.Context(), secretary, f.Meeting.ID, conduct.Command{ID: "q", Verb: conduct.RuleQuorum, Quorum: conduct.Quorum{Of: conduct.OfPeople, Percent: 50}}); err != nil {
		t.Fatal(err)
	}
	watch, err := f.Conductor.Watch(t.Context(), secretary, f.Meeting.ID, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	quorum := func() conduct.QuorumView {
		t.Helper()
		view, err := watch.Take(t.Context())
		if err != nil || view == nil {
			t.Fatalf("%+v %v", view, err)
		}
		return rollOf(t, view).Quorum
	}
	if q := quorum(); q.Present != 1 || q.Total != 3 || q.Met {
		t.Errorf("%+v", q)
	}
	f.Invite(conduct.SiteSubject(plantest.Commune)) // the two have declined in favour of nobody
	if view, err := watch.Take(t.Context()); view != nil || err != nil {
		t.Errorf("%+v %v", view, err)
	}
	f.Pass(31 * time.Second)
	if q := quorum(); q.Present != 1 || q.Total != 1 || !q.Met {
		t.Errorf("%+v", q)
	}
}

func rollOf(t *testing.T, view *conductor.View) (roll conduct.RollView) {
	t.Helper()
	if err := json.Unmarshal(view.Parts[conduct.PartRoll], &roll); err != nil {
		t.Fatal(err)
	}
	return roll
}
