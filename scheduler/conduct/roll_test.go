package conduct_test

import (
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/plan"
)

// TestPresenceIsConfirmedByWhoItIs and nobody becomes something else by it than what the roll knows of them.
func TestPresenceIsConfirmedByWhoItIs(t *testing.T) {
	h := open(plan.MicrophonesOpen)
	secretary, one, two, terminal, technician := people[1], people[2], people[3], people[4], people[6]
	mark := func(who conduct.Who) conduct.RollMark {
		t.Helper()
		mine := h.state.MineOf(h.meeting, &who)
		if mine.Roll == nil {
			t.Fatalf("nothing is known of %s", who.Identity)
		}
		return *mine.Roll
	}
	confirm := func(who conduct.Who, as conduct.Mark) {
		t.Helper()
		if err := h.do(who, conduct.Command{Verb: conduct.ConfirmPresence, Mark: as}); err != nil {
			t.Fatal(err)
		}
	}
	if got := mark(one); got.Mark != conduct.Online || got.By != "" {
		t.Errorf("before: %+v", got)
	}
	confirm(one, conduct.InRoom)
	if got := mark(one); got.Mark != conduct.InRoom {
		t.Errorf("confirmed: %+v", got)
	}
	for _, written := range []conduct.Mark{conduct.Late, conduct.Substitute} {
		if err := h.do(secretary, conduct.Command{Verb: conduct.MarkRoll, Target: conduct.PersonSubject(two.PersonID), Mark: written, Text: "vì mưa lũ"}); err != nil {
			t.Fatal(err)
		}
		confirm(two, conduct.InRoom)
		if got := mark(two); got.Mark != written || got.Note != "vì mưa lũ" {
			t.Errorf("%s, and then %+v", written, got)
		}
	}
	confirm(terminal, conduct.InRoom)
	if got := h.state.Roll.Marks[conduct.SiteSubject(terminal.Unit)]; got.Mark != conduct.InRoom {
		t.Errorf("the terminal's site: %+v", got)
	}
	want(t, h.do(one, conduct.Command{Verb: conduct.ConfirmPresence, Mark: conduct.Excused}), fault.Invalid, "form")
	technician.Unit.Code, technician.Unit.Catalogue = "", ""
	want(t, h.do(technician, conduct.Command{Verb: conduct.ConfirmPresence, Mark: conduct.InRoom}), fault.Conflict, "conduct.no_subject")
}

// TestNoticeStandsForItsTime by the log alone: pages take it down by the instant that they are told.
func TestNoticeStandsForItsTime(t *testing.T) {
	h := open(plan.MicrophonesOpen)
	secretary := people[1]
	post := func(words string, seconds int) {
		t.Helper()
		if err := h.do(secretary, conduct.Command{Verb: conduct.PostNotice, Text: words, Seconds: seconds}); err != nil {
			t.Fatal(err)
		}
	}
	post("Giải lao 10 phút", 600)
	if got := h.state.Notice; got.Text != "Giải lao 10 phút" || !got.Until.Equal(h.now.Add(10*time.Minute)) {
		t.Errorf("%+v", got)
	}
	entries := len(h.log)
	h.now = h.now.Add(11 * time.Minute)
	post("Giải lao 10 phút", 600) // again, for as long again
	if got := h.state.Notice; len(h.log) != entries+1 || !got.Until.Equal(h.now.Add(10*time.Minute)) {
		t.Errorf("again: %+v", got)
	}
	post("Họp tiếp lúc 15 giờ", 0)
	post("Họp tiếp lúc 15 giờ", 0)
	if got := h.state.Notice; len(h.log) != entries+2 || !got.Until.IsZero() {
		t.Errorf("until it is taken down: %+v, %d entries", got, len(h.log)-entries)
	}
	post("", 0)
	post("", 0)
	if got := h.state.Notice; len(h.log) != entries+3 || got.Text != "" {
		t.Errorf("taken down: %+v", got)
	}
	want(t, h.do(secretary, conduct.Command{Verb: conduct.PostNotice, Text: "x", Seconds: -1}), fault.Invalid, "form")
}
