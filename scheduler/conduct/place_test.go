package conduct_test

import (
	"strings"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/plan"
)

// TestPeopleBeforeOneTerminalHaveSeatsAndTimes by the secretary's hand and their own technician's, though no device of theirs
// is in the room.
func TestPeopleBeforeOneTerminalHaveSeatsAndTimes(t *testing.T) {
	h := open(plan.MicrophonesOpen)
	secretary, technician := people[1], people[6]
	a, b := conduct.PersonSubject("PE_a"), conduct.PersonSubject("PE_b")
	do := func(who conduct.Who, verb conduct.Verb, target, seat string) error {
		h.now = h.now.Add(time.Minute)
		return h.do(who, conduct.Command{Verb: verb, Target: target, Seat: seat, Mark: conduct.InRoom})
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(do(technician, conduct.SeatRoll, b, "A1")) // prepared before anybody is there
	if place := h.state.Roll.Places[b]; place.Seat != "A1" || place.Here || len(place.Moves) != 0 || place.Site != conduct.SiteSubject(unit("1")) {
		t.Fatalf("%+v", place)
	}
	want(t, do(secretary, conduct.MarkRoll, a, "a1"), fault.Conflict, "conduct.seat_taken")
	if _, marked := h.state.Roll.Marks[a]; marked {
		t.Fatal("half of a command was done")
	}
	must(do(secretary, conduct.MarkRoll, a, " A2 "))
	came := h.now
	must(do(secretary, conduct.MarkRoll, b, ""))
	must(do(technician, conduct.LeaveRoll, b, ""))
	must(do(technician, conduct.LeaveRoll, b, ""))
	must(do(secretary, conduct.SeatRoll, a, "A1")) // who has left it
	must(do(technician, conduct.ReturnRoll, b, ""))
	if place := h.state.Roll.Places[b]; place.Seat != "" || !place.Here || len(place.Moves) != 3 {
		t.Fatalf("%+v", place)
	}
	if place := h.state.Roll.Places[a]; place.Seat != "A1" || !place.Moves[0].At.Equal(came) {
		t.Fatalf("%+v", place)
	}
	must(do(secretary, conduct.SeatRoll, a, ""))
	must(h.do(secretary, conduct.Command{Verb: conduct.MarkRoll, Target: b, Mark: conduct.Excused, Text: "ốm"}))
	if place := h.state.Roll.Places[b]; place != nil {
		t.Fatalf("absent, and still %+v", place)
	}
	want(t, do(secretary, conduct.SeatRoll, b, "A3"), fault.Conflict, "conduct.not_present")
	h.add(people[0], conduct.Ended{})
	if place := h.state.Roll.Places[a]; place.Here || !place.Moves[1].At.Equal(h.now) {
		t.Fatalf("after the end: %+v", place)
	}
	must(do(secretary, conduct.MarkRoll, b, "A4")) // written down later: nobody knows when they came
	if place := h.state.Roll.Places[b]; place.Seat != "A4" || len(place.Moves) != 0 {
		t.Fatalf("after the end: %+v", place)
	}
}

// TestSeatsAreRefused to those of whom they are none, and what is no seat.
func TestSeatsAreRefused(t *testing.T) {
	h := open(plan.MicrophonesOpen)
	secretary, one, technician := people[1], people[2], people[6]
	seat := func(who conduct.Who, target, seat string) error {
		return h.do(who, conduct.Command{Verb: conduct.SeatRoll, Target: target, Seat: seat})
	}
	want(t, seat(technician, conduct.PersonSubject("PE_2"), "A1"), fault.Forbidden, "conduct.not_your_site")
	want(t, seat(one, conduct.PersonSubject("PE_1"), "A1"), fault.Forbidden, "conduct.not_yours")
	want(t, seat(secretary, conduct.PersonSubject("PE_nobody"), "A1"), fault.Invalid, "form")
	want(t, seat(secretary, conduct.SiteSubject(unit("1")), "A1"), fault.Invalid, "form")
	want(t, seat(secretary, conduct.PersonSubject("PE_1"), strings.Repeat("ế", conduct.MaxSeat+1)), fault.Invalid, "form")
	want(t, seat(secretary, conduct.PersonSubject("PE_1"), "A\x001"), fault.Invalid, "form")
	want(t, h.do(secretary, conduct.Command{Verb: conduct.LeaveRoll, Target: conduct.PersonSubject("PE_1")}), fault.Conflict, "conduct.own_device")
	want(t, h.do(secretary, conduct.Command{Verb: conduct.LeaveRoll, Target: conduct.PersonSubject("PE_a")}), fault.Conflict, "conduct.not_present")
	want(t, h.do(secretary, conduct.Command{Verb: conduct.MarkRoll, Target: conduct.PersonSubject("PE_a"), Mark: conduct.Excused, Seat: "A1"}), fault.Invalid, "form")
	want(t, h.do(people[4], conduct.Command{Verb: conduct.ConfirmPresence, Mark: conduct.InRoom, Seat: "A1"}), fault.Invalid, "form")
	if err := h.do(one, conduct.Command{Verb: conduct.ConfirmPresence, Mark: conduct.InRoom, Seat: "B7"}); err != nil {
		t.Fatal(err)
	}
	if mine := h.state.MineOf(h.meeting, &one); mine.Seat != "B7" || mine.Roll.Mark != conduct.InRoom {
		t.Errorf("%+v", mine)
	}
}

// TestAPersonsOwnDeviceTakesOver from the hand that had written them down.
func TestAPersonsOwnDeviceTakesOver(t *testing.T) {
	h := open(plan.MicrophonesOpen)
	secretary, one := people[1], people[2]
	subject := conduct.PersonSubject(one.PersonID)
	h.add(conduct.Who{}, conduct.Departed{Identity: one.Identity})
	if err := h.do(secretary, conduct.Command{Verb: conduct.ReturnRoll, Target: subject}); err != nil {
		t.Fatal(err) // they moved before the terminal
	}
	h.now = h.now.Add(time.Minute)
	h.add(conduct.Who{}, conduct.Arrived{Who: one})
	if place := h.state.Roll.Places[subject]; place.Here || len(place.Moves) != 2 || !place.Moves[1].At.Equal(h.now) {
		t.Fatalf("%+v", place)
	}
}

// TestLogsFromBeforeSeatsAreRebuilt with the times that their marks tell.
func TestLogsFromBeforeSeatsAreRebuilt(t *testing.T) {
	h := open(plan.MicrophonesOpen)
	for _, old := range []string{
		`{"subject":"person:PE_a","mark":"in_room"}`, `{"subject":"person:PE_b","mark":"excused","note":"ốm"}`, `{"subject":"site:c/1","mark":"online"}`,
	} {
		fact, err := conduct.Decode("roll.marked", []byte(old))
		if err != nil {
			t.Fatal(err)
		}
		h.add(people[1], fact)
	}
	place := h.state.Roll.Places["person:PE_a"]
	if len(h.state.Roll.Places) != 1 || place.Seat != "" || !place.Here || h.state.Roll.Marks["person:PE_b"].Note != "ốm" {
		t.Fatalf("%+v", h.state.Roll)
	}
}

// TestTwoNodesGiveOneSeat and the first has it.
func TestTwoNodesGiveOneSeat(t *testing.T) {
	h := open(plan.MicrophonesOpen)
	site := conduct.SiteSubject(unit("1"))
	h.add(people[1], conduct.RollSeated{Subject: "person:PE_a", Site: site, Seat: "A1"}, conduct.RollSeated{Subject: "person:PE_b", Site: site, Seat: "A1"})
	state, conflicts := conduct.Conflicts(h.meeting.Policies, h.log)
	if len(conflicts) != 1 || conflicts[0].Why != conduct.Already || state.Roll.Places["person:PE_a"].Seat != "A1" || state.Roll.Places["person:PE_b"] != nil {
		t.Fatalf("%+v", conflicts)
	}
}
