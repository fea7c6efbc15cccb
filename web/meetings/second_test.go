package meetings_test

import (
	"net/http"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// TestASecondScreenOnlyWatches and only for those who are seen in the room.
func TestASecondScreenOnlyWatches(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		m := a.InState(t, a.Draft(t), plan.StateIssued)
		delegate := a.as(t, identity.Delegate, plantest.Commune)
		account := a.people[delegate].Viewer.AccountID
		ask := func(who string) *answer {
			t.Helper()
			return a.do(t, who, http.MethodPost, "/meetings/"+m.ID+"/second-screen", "")
		}
		a.At(m.Start.Add(-10 * time.Minute))
		ask(delegate).want(t, http.StatusConflict)
		a.inside[account] = true
		var ticket struct {
			Token, Identity                 string
			CanModerate, CanSpeak, CanShare bool
		}
		ask(delegate).want(t, http.StatusOK).into(t, &ticket)
		claims, err := a.keys.Verify(ticket.Token)
		check(t, err)
		may := claims.Permission()
		if !may.GetHidden() || !may.GetCanSubscribe() || may.GetCanPublish() || may.GetCanPublishData() || may.GetCanUpdateMetadata() || len(may.GetCanPublishSources()) != 0 {
			t.Errorf("%+v", may)
		}
		if owner, second := identity.OwnerOf(claims.Identity); !second || owner != account || claims.Video.RoomAdmin || claims.Video.Room != m.ID || len(claims.Attributes) != 0 {
			t.Errorf("%+v of %s", claims.Video, claims.Identity)
		}
		if ticket.CanModerate || ticket.CanSpeak || ticket.CanShare || ticket.Identity != claims.Identity {
			t.Errorf("%+v", ticket)
		}

		chair := a.as(t, identity.Chair, plantest.Province)
		a.inside[a.people[chair].Viewer.AccountID] = true
		ask(chair).want(t, http.StatusOK).into(t, &ticket)
		if claims, err = a.keys.Verify(ticket.Token); err != nil || claims.Video.RoomAdmin || claims.Permission().GetCanPublish() {
			t.Errorf("the chair's: %v, %+v", err, claims)
		}

		// Not invited: being in the room by whatever way is not enough.
		stranger := a.as(t, identity.Delegate, plantest.Other)
		a.inside[a.people[stranger].Viewer.AccountID] = true
		ask(stranger).want(t, http.StatusConflict)
		ask(a.as(t, identity.Admin, plantest.Province)).want(t, http.StatusNotFound)

		a.At(m.Start)
		for _, action := range []string{"start", "end"} {
			a.do(t, chair, http.MethodPost, "/meetings/"+m.ID+"/actions", map[string]any{"action": action}).want(t, http.StatusOK)
		}
		ask(delegate).want(t, http.StatusConflict)
	})
}
