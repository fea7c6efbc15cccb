package web_test

import (
	"net/http"
	"testing"
	"time"

	"giaoban/scheduler/directory/demo"
)

func TestHands(t *testing.T) {
	f := newFixture(t)
	delegate, chair := f.as(t, "daibieu"), f.as(t, "chutri")
	hand := practice + "/hand"
	delegate.refused(http.StatusNotFound, "not_found", delegate.do(http.MethodPut, hand, `{"raised":true}`)) // not in the room

	var ticket struct{ Identity string }
	delegate.want(http.StatusOK, delegate.post(practice+"/join", "{}")).into(t, &ticket)
	f.hall.enter(demo.PracticeRoom, ticket.Identity)
	shown := func() string {
		people, err := f.hall.Participants(t.Context(), demo.PracticeRoom)
		check(t, err)
		return people[0].GetAttributes()["hand"]
	}

	delegate.want(http.StatusNoContent, delegate.do(http.MethodPut, hand, `{"raised":true}`))
	first := shown()
	if _, err := time.Parse(time.RFC3339Nano, first); err != nil {
		t.Fatalf("the hand is up since %q: %v", first, err)
	}
	f.clock.pass(time.Minute)
	delegate.want(http.StatusNoContent, delegate.do(http.MethodPut, hand, `{"raised":true}`))
	if again := shown(); again != first {
		t.Errorf("asking twice moved the hand from %s to %s", first, again)
	}
	chair.want(http.StatusNoContent, chair.do(http.MethodDelete, practice+"/participants/"+ticket.Identity+"/hand", ""))
	if got := shown(); got != "" {
		t.Errorf("the chair lowered the hand, it is up since %q", got)
	}
	chair.refused(http.StatusNotFound, "not_found", chair.do(http.MethodDelete, practice+"/participants/AC_nobody/hand", ""))

	records, err := f.audit.List(t.Context(), "", 100)
	check(t, err)
	acts := map[string]int{}
	for _, record := range records {
		acts[record.Action+" by "+record.Actor.Name]++
	}
	if acts["room.hand_raised by daibieu"] != 1 || acts["room.hand_lowered by chutri"] != 1 {
		t.Errorf("audit: %v", acts)
	}
}
