package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/plan"
)

// TestConductOverHTTP gives commands as the roles of a live meeting do, and reads what each may see.
func TestConductOverHTTP(t *testing.T) {
	f := newFixture(t)
	id, secretary, commune := liveMeeting(t, f), f.as(t, "thuky"), f.as(t, "daibieu")
	path := "/api/v1/meetings/" + id + "/conduct"
	var seen struct {
		Mine struct {
			Audience string
			May      []string
			Rights   struct{ Microphone bool }
		}
		Meeting struct{ Phase string }
		Floor   struct{ Waiting []struct{ ID, Topic string } }
	}
	commune.want(http.StatusOK, commune.get(path)).into(t, &seen)
	if seen.Mine.Audience != "hall" || seen.Mine.Rights.Microphone || seen.Meeting.Phase != "waiting" {
		t.Fatalf("%+v", seen)
	}
	ask := `{"id":"a","verb":"floor.ask","text":"Đường vào xã bị sạt lở"}`
	commune.want(http.StatusOK, commune.post(path+"/commands", ask))
	commune.want(http.StatusOK, commune.post(path+"/commands", ask))
	secretary.want(http.StatusOK, secretary.get(path)).into(t, &seen)
	if len(seen.Floor.Waiting) != 1 || seen.Floor.Waiting[0].Topic != "Đường vào xã bị sạt lở" || seen.Mine.Audience != "desk" {
		t.Fatalf("%+v", seen)
	}
	for _, rule := range conduct.Rules {
		if !slices.Contains(rule.By, identity.Delegate) {
			commune.refused(http.StatusForbidden, "forbidden", commune.post(path+"/commands", fmt.Sprintf(`{"id":"b","verb":%q}`, rule.Verb)))
		}
	}
	commune.refused(http.StatusForbidden, "forbidden", commune.get(path+"/log"))
	commune.refused(http.StatusUnprocessableEntity, "invalid", commune.post(path+"/commands", `{"id":"c","verb":"roll.confirm","mark":"late"}`))
	secretary.refused(http.StatusConflict, "conflict", secretary.post(path+"/commands", `{"id":"d","verb":"floor.give","target":"FR_none"}`))
	commune.refused(http.StatusForbidden, "forbidden", commune.get(path+"/attendees"))
	var invited struct {
		Items []struct{ Subject, Role string }
	}
	secretary.want(http.StatusOK, secretary.get(path+"/attendees")).into(t, &invited)
	var log struct{ Items []struct{ Kind, By string } }
	secretary.want(http.StatusOK, secretary.get(path+"/log")).into(t, &log)
	if len(log.Items) != 1 || log.Items[0].Kind != "floor.asked" {
		t.Fatalf("%+v", log)
	}
}

// liveMeeting is one that goes on, with one commune in it.
func liveMeeting(t testing.TB, f *fixture) string {
	t.Helper()
	start := f.clock.now().Add(10 * time.Minute)
	m, _, err := f.plans.Create(t.Context(), directory.By{}, plan.Draft{
		Title: "Giao ban", Urgency: plan.Urgent, Host: directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode},
		Start: start, End: start.Add(time.Hour), Mode: plan.Online, Policies: plan.DefaultPolicies(), NoStateSecret: true,
		Agenda: []plan.AgendaItem{{Title: "Báo cáo", Minutes: 10, PresenterID: demo.PersonID("daibieu")}},
		Sites:  []plan.Site{{Unit: directory.UnitKey{Catalogue: demo.Current, Code: demo.ChiemHoaCode}}},
	})
	check(t, err)
	_, err = f.db.ExecContext(t.Context(), "UPDATE meetings SET state = 'live' WHERE id = ?", m.ID)
	check(t, err)
	return m.ID
}
