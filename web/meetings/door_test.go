package meetings_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/identity"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

type entry struct {
	Verdict, Reason, Title, Answer string
	Waiting                        bool
	OpensAt                        time.Time
	Ticket                         *struct {
		Token, Room, Identity, ParticipantName, Role string
		CanModerate, CanShare                        bool
	}
}

func (a *api) join(t *testing.T, who, meetingID string) entry {
	t.Helper()
	var told entry
	a.do(t, who, http.MethodPost, "/meetings/"+meetingID+"/join", "").want(t, http.StatusOK).into(t, &told)
	return told
}

func TestTheHourComes(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		m := a.InState(t, a.Draft(t), plan.StateIssued)
		secretary, chair := a.as(t, identity.Secretary, plantest.Province), a.as(t, identity.Chair, plantest.Province)
		delegate, technician := a.as(t, identity.Delegate, plantest.Commune), a.as(t, identity.Technician, plantest.Commune)

		early := a.join(t, delegate, m.ID)
		if early.Verdict != "wait" || !early.Waiting || early.Reason != "early" || early.Ticket != nil || !early.OpensAt.Equal(m.Start.Add(-15*time.Minute)) || early.Title != m.Title {
			t.Errorf("a week early: %+v", early)
		}
		a.At(m.Start.Add(-time.Hour))
		test := a.join(t, technician, m.ID)
		if test.Ticket == nil || test.Ticket.Role != "technician" || !test.Ticket.CanShare || test.Ticket.CanModerate {
			t.Fatalf("the technician an hour before: %+v", test)
		}
		if waits := a.join(t, delegate, m.ID); waits.Ticket != nil {
			t.Errorf("the delegate an hour before: %+v", waits)
		}
		if in := a.join(t, secretary, m.ID); in.Ticket == nil || !in.Ticket.CanModerate {
			t.Errorf("the secretary an hour before: %+v", in)
		}
		a.At(m.Start.Add(-15 * time.Minute))
		in := a.join(t, delegate, m.ID)
		if in.Ticket == nil || in.Ticket.Room != m.ID || in.Ticket.ParticipantName != "Điểm cầu Chiêm Hoá" || in.Ticket.CanModerate {
			t.Fatalf("the delegate a quarter before: %+v", in)
		}
		claims, err := a.keys.Verify(in.Ticket.Token)
		check(t, err)
		permission := claims.Permission()
		if claims.Video.Room != m.ID || claims.Video.RoomAdmin || claims.Attributes["role"] != "delegate" || claims.Identity != in.Ticket.Identity {
			t.Errorf("%+v", claims.Video)
		}
		// Chiêm Hoá presents an item, and presenters share; who is heard, by a screen's sound too, is for the chair to say.
		sources := []livekit.TrackSource{livekit.TrackSource_CAMERA, livekit.TrackSource_SCREEN_SHARE}
		if !permission.GetCanPublish() || !slices.Equal(permission.GetCanPublishSources(), sources) {
			t.Errorf("%+v", permission)
		}
		a.At(m.Start)
		a.do(t, chair, http.MethodPost, "/meetings/"+m.ID+"/actions", map[string]any{"action": "start"}).want(t, http.StatusOK)
		a.do(t, chair, http.MethodPost, "/meetings/"+m.ID+"/actions", map[string]any{"action": "pause"}).want(t, http.StatusOK)
		if in := a.join(t, delegate, m.ID); in.Ticket == nil {
			t.Errorf("in the break: %+v", in)
		}
		a.do(t, chair, http.MethodPost, "/meetings/"+m.ID+"/actions", map[string]any{"action": "resume"}).want(t, http.StatusOK)
		a.Rooms.Take()
		a.do(t, chair, http.MethodPost, "/meetings/"+m.ID+"/actions", map[string]any{"action": "end"}).want(t, http.StatusOK)
		if closed := a.Rooms.Take(); !slices.Equal(closed, []string{m.TestRoom(), m.ID}) {
			t.Errorf("closed %v", closed)
		}
		for _, who := range []string{delegate, secretary, chair, technician} {
			if after := a.join(t, who, m.ID); after.Verdict != "closed" || after.Waiting || after.Reason != "ended" || after.Ticket != nil {
				t.Errorf("after the end: %+v", after)
			}
		}
	})
}

func TestThoseNotInvitedKnock(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		m := a.InState(t, a.Draft(t), plan.StateLive)
		a.At(m.Start)
		secretary, stranger := a.as(t, identity.Secretary, plantest.Province), a.as(t, identity.Delegate, plantest.Other)
		delegate := a.as(t, identity.Delegate, plantest.Commune)
		look := func() (told entry) {
			t.Helper()
			a.do(t, stranger, http.MethodGet, "/meetings/"+m.ID+"/entry", nil).want(t, http.StatusOK).into(t, &told)
			return told
		}
		if before := look(); before.Verdict != "knock" || before.Reason != "not_invited" || before.Waiting {
			t.Errorf("looking alone knocks: %+v", before)
		}
		a.Announced.Take()
		for range 2 { // knocking again changes nothing
			knocked := a.join(t, stranger, m.ID)
			if knocked.Verdict != "knock" || !knocked.Waiting || knocked.Reason != "knocking" || knocked.Title != "" || knocked.Ticket != nil || knocked.Answer != "pending" {
				t.Fatalf("%+v", knocked)
			}
		}
		if news := a.Announced.Take(); !slices.Equal(news, []string{"meeting:" + m.ID + " knock.changed"}) {
			t.Errorf("announced %q", news)
		}
		a.do(t, stranger, http.MethodGet, "/meetings/"+m.ID, nil).want(t, http.StatusNotFound)
		a.do(t, stranger, http.MethodGet, "/meetings/"+m.ID+"/knocks", nil).want(t, http.StatusNotFound)
		a.do(t, delegate, http.MethodGet, "/meetings/"+m.ID+"/knocks", nil).want(t, http.StatusForbidden)
		var waiting struct {
			Items []struct {
				ID, Name, Answer string
				Unit             struct{ Name string }
			}
		}
		a.do(t, secretary, http.MethodGet, "/meetings/"+m.ID+"/knocks", nil).want(t, http.StatusOK).into(t, &waiting)
		if len(waiting.Items) != 1 || waiting.Items[0].Answer != "pending" || !strings.Contains(waiting.Items[0].Unit.Name, "Na Hang") {
			t.Fatalf("%+v", waiting)
		}
		path := "/meetings/" + m.ID + "/knocks/" + waiting.Items[0].ID
		a.do(t, delegate, http.MethodPut, path, map[string]any{"answer": "admitted"}).want(t, http.StatusForbidden)
		a.do(t, stranger, http.MethodPut, path, map[string]any{"answer": "admitted"}).want(t, http.StatusNotFound)
		a.do(t, secretary, http.MethodPut, path, map[string]any{"answer": "perhaps"}).want(t, http.StatusUnprocessableEntity)
		a.do(t, secretary, http.MethodPut, "/meetings/"+m.ID+"/knocks/KN_none", map[string]any{"answer": "admitted"}).want(t, http.StatusNotFound)
		a.Announced.Take()
		a.do(t, secretary, http.MethodPut, path, map[string]any{"answer": "admitted"}).want(t, http.StatusOK)
		if news := a.Announced.Take(); !slices.Contains(news, "me:AC_delegate"+plantest.Other.Code+" knock.changed") {
			t.Errorf("announced %q", news)
		}
		admitted := a.join(t, stranger, m.ID)
		if admitted.Ticket == nil || admitted.Ticket.Role != "guest" || admitted.Ticket.CanModerate || admitted.Ticket.CanShare {
			t.Fatalf("%+v", admitted)
		}
		claims, err := a.keys.Verify(admitted.Ticket.Token)
		check(t, err)
		if sources := claims.Permission().GetCanPublishSources(); !slices.Equal(sources, []livekit.TrackSource{livekit.TrackSource_CAMERA}) {
			t.Errorf("may publish %v", sources)
		}
		a.do(t, secretary, http.MethodPut, path, map[string]any{"answer": "denied"}).want(t, http.StatusOK)
		if denied := a.join(t, stranger, m.ID); denied.Verdict != "closed" || denied.Reason != "denied" || denied.Ticket != nil {
			t.Errorf("%+v", denied)
		}
	})
}

func TestWithoutAWaitingRoomTheUninvitedFindNothing(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		d := a.Draft(t)
		d.Policies.WaitingRoom = false
		m := a.InState(t, d, plan.StateLive)
		a.At(m.Start)
		stranger := a.as(t, identity.Delegate, plantest.Other)
		a.do(t, stranger, http.MethodPost, "/meetings/"+m.ID+"/join", "").want(t, http.StatusNotFound)
		records, err := a.Audit.List(t.Context(), "", 1)
		check(t, err)
		if records[0].Action != "meeting.access_refused" || records[0].Subject != "meeting:"+m.ID {
			t.Errorf("%+v", records[0])
		}
	})
}

func TestInvitationsOpenTheDoor(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		m := a.InState(t, a.Draft(t), plan.StateLive)
		a.At(m.Start)
		guest := a.Person(t, "Lò Văn Khách", plantest.Other)
		who := a.asPerson(t, guest)
		if in := a.join(t, who, m.ID); in.Verdict != "knock" {
			t.Errorf("not invited: %+v", in)
		}
		a.Attendance.Invite(m.ID, guest, plan.Party{Role: identity.Guest, Invited: true})
		if in := a.join(t, who, m.ID); in.Ticket == nil || in.Ticket.Role != "guest" || in.Title != m.Title {
			t.Errorf("invited: %+v", in)
		}
		a.Attendance.Invite(m.ID, guest, plan.Party{Role: identity.Guest, Invited: true, Away: true})
		if in := a.join(t, who, m.ID); in.Verdict != "knock" || in.Reason != "declined" && in.Reason != "knocking" {
			t.Errorf("has declined: %+v", in)
		}
	})
}

func TestTheAdministratorTakesNoPart(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		m := a.InState(t, a.Draft(t), plan.StateLive)
		a.At(m.Start)
		a.do(t, a.as(t, identity.Admin, plantest.Province), http.MethodPost, "/meetings/"+m.ID+"/join", "").want(t, http.StatusNotFound)
		tomorrow := a.Draft(t)
		tomorrow = tomorrow.MovedTo(m.Start.AddDate(0, 0, 2))
		draft := a.Create(t, tomorrow)
		a.do(t, a.as(t, identity.Delegate, plantest.Other), http.MethodPost, "/meetings/"+draft.ID+"/join", "").want(t, http.StatusNotFound)
		a.do(t, a.as(t, identity.Delegate, plantest.Other), http.MethodGet, "/meetings/ME_none/entry", nil).want(t, http.StatusNotFound)
		if own := a.join(t, a.as(t, identity.Chair, plantest.Province), draft.ID); own.Verdict != "wait" || own.Reason != "not_issued" {
			t.Errorf("%+v", own)
		}
	})
}
