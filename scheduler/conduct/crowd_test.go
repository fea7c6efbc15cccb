package conduct_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/plan"
)

// TestTenThousandHands: the queue takes as many as it has room for and tells the others so; what it holds and what a page is
// sent of it are bounded however long the topics are; and it goes on when there is room again.
func TestTenThousandHands(t *testing.T) {
	h := open(plan.MicrophoneOneAtATime)
	topic := strings.Repeat("ệ", conduct.MaxTopic)
	refused := 0
	for i := range 10_000 {
		who := conduct.Who{Identity: fmt.Sprint("AC_", i), Name: "Đại biểu", Role: identity.Delegate, Unit: unit("1"), Site: "Xã Một"}
		if i%2 == 0 {
			h.add(conduct.Who{}, conduct.Arrived{Who: who})
		}
		if err := h.do(who, conduct.Command{Verb: conduct.AskFloor, Text: topic}); err != nil {
			want(t, err, fault.Conflict, "conduct.queue_full")
			refused++
		}
	}
	if n := len(h.state.Floor.Waiting); n != conduct.MaxWaiting || refused != 10_000-conduct.MaxWaiting {
		t.Fatalf("%d wait, %d were refused", n, refused)
	}
	want(t, h.do(people[2], conduct.Command{Verb: conduct.AskFloor, Text: topic + "x"}), fault.Invalid, "form")
	last := conduct.Who{Identity: fmt.Sprint("AC_", conduct.MaxWaiting-1), Role: identity.Delegate}
	for _, audience := range []conduct.Audience{conduct.Desk, conduct.Hall} {
		view, ok := h.state.ViewOf(conduct.PartFloor, h.meeting, nil, audience).(conduct.FloorView)
		data, err := json.Marshal(view)
		if err != nil || !ok || view.Counts[conduct.Speech] != conduct.MaxWaiting {
			t.Fatalf("%v, %d wait", err, view.Counts[conduct.Speech])
		}
		if len(data) > 1<<19 {
			t.Errorf("the view for the %s has %d KiB", audience, len(data)>>10)
		}
	}
	if mine := h.state.MineOf(h.meeting, &last).Asked; len(mine) != 1 || mine[0].Place != conduct.MaxWaiting {
		t.Fatalf("%+v", mine)
	}
	if err := h.do(people[0], conduct.Command{Verb: conduct.GiveFloor, Target: h.state.Floor.Waiting[0].ID}); err != nil {
		t.Fatal(err)
	}
	if err := h.do(people[2], conduct.Command{Verb: conduct.AskFloor}); err != nil {
		t.Fatalf("there is room again: %v", err)
	}
}
