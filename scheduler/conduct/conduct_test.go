package conduct_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/hlc"
	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

var start = time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)

// hall is a meeting in a test: its state, its log and its people.
type hall struct {
	meeting *plan.Meeting
	state   *conduct.State
	log     []conduct.Entry
	now     time.Time
	ids     int
	node    string
	clock   *hlc.Clock
}

func unit(code string) directory.UnitKey { return directory.UnitKey{Catalogue: "c", Code: code} }

// people of every role, each of a commune of its own; the two delegates without a person are terminals of one site.
var people = []conduct.Who{
	{Identity: "chair", PersonID: "PE_c", Name: "Chủ trì", Role: identity.Chair, Unit: unit("0"), Site: "Tỉnh"},
	{Identity: "secretary", PersonID: "PE_s", Name: "Thư ký", Role: identity.Secretary, Unit: unit("0"), Site: "Tỉnh"},
	{Identity: "one", PersonID: "PE_1", Name: "Một", Role: identity.Delegate, Unit: unit("1"), Site: "Xã Một"},
	{Identity: "two", PersonID: "PE_2", Name: "Hai", Role: identity.Delegate, Unit: unit("2"), Site: "Xã Hai"},
	{Identity: "two-terminal", Name: "Phòng họp", Role: identity.Delegate, Unit: unit("2"), Site: "Xã Hai"},
	{Identity: "guest", PersonID: "PE_g", Name: "Khách", Role: identity.Guest, Unit: unit("3"), Site: "Xã Ba"},
	{Identity: "technician", Name: "Kỹ thuật", Role: identity.Technician, Unit: unit("1"), Site: "Xã Một"},
}

// siteOf is the directory of the tests: people of people, and two who sit at unit one before its technician's eyes.
func siteOf(personID string) (string, error) {
	for _, who := range people {
		if who.PersonID == personID {
			return conduct.SiteSubject(who.Unit), nil
		}
	}
	if personID == "PE_a" || personID == "PE_b" {
		return conduct.SiteSubject(unit("1")), nil
	}
	return "", nil
}

func newHall(policy plan.MicrophonePolicy) *hall {
	m := &plan.Meeting{ID: "ME_1"}
	m.Policies.Microphones = policy
	m.Sites = []plan.Site{{Unit: unit("1")}, {Unit: unit("2")}}
	m.Agenda = []plan.AgendaItem{{ID: "AG_1", Minutes: 10, PresenterID: "PE_1"}, {ID: "AG_2", Minutes: 10, PresenterUnit: unit("2")}}
	h := &hall{meeting: m, state: conduct.NewState(m.Policies), now: start, node: "n"}
	h.clock = hlc.NewClock(func() time.Time { return h.now })
	return h
}

func (h *hall) add(by conduct.Who, made ...conduct.Fact) { h.write(by, "", made) }

func (h *hall) write(by conduct.Who, commandID string, made []conduct.Fact) {
	for _, fact := range made {
		e := conduct.Entry{
			MeetingID: h.meeting.ID, Seq: int64(len(h.log) + 1), Node: h.node, NodeSeq: int64(len(h.log) + 1), Clock: h.clock.Now(), At: h.now, By: by,
			CommandID: commandID, Fact: fact,
		}
		h.log = append(h.log, e)
		h.state.Apply(&e)
	}
}

func (h *hall) do(by conduct.Who, c conduct.Command) error {
	c.ID = cmp.Or(c.ID, fmt.Sprint(h.node, len(h.log)))
	if h.state.Given(by.Identity + "/" + c.ID) {
		return nil
	}
	scene := &conduct.Scene{
		Meeting: h.meeting, By: by, Now: h.now,
		NewID:        func(prefix string) string { h.ids++; return fmt.Sprint(prefix, h.node, h.ids) },
		SiteOf:       siteOf,
		ShowsPaper:   func(paper string) (bool, error) { return paper == "PP_1", nil },
		BallotKeys:   func(string) (conduct.BallotKeys, error) { return conduct.BallotKeys{Papers: "key"}, nil },
		SecretResult: func(m *conduct.Motion) (conduct.Result, error) { return conduct.Result{Eligible: len(m.Voters)}, nil },
	}
	made, err := h.state.Decide(scene, &c)
	if err == nil {
		h.write(by, by.Identity+"/"+c.ID, made)
	}
	return err
}

func open(policy plan.MicrophonePolicy) *hall {
	h := newHall(policy)
	for _, who := range people {
		h.add(conduct.Who{}, conduct.Arrived{Who: who})
	}
	h.add(people[0], conduct.Opened{})
	return h
}

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || fault.Reason(err) != reason {
		t.Fatalf("%v, not %s %s", err, code, reason)
	}
}

// TestTable proves the table row by row: whoever is not in a row is refused as not allowed, in every phase.
func TestTable(t *testing.T) {
	for _, rule := range conduct.Rules {
		for _, who := range people {
			h := open(plan.MicrophonesByChair)
			err := h.do(who, conduct.Command{Verb: rule.Verb})
			refused := fault.Is(err, fault.Forbidden) && fault.Reason(err) == "conduct.not_yours"
			if listed := slices.Contains(rule.By, who.Role); listed == refused {
				t.Errorf("%s by the %s: %v", rule.Verb, who.Role, err)
			}
		}
		for phase, lead := range map[conduct.Phase][]conduct.Fact{
			conduct.Waiting: nil, conduct.Open: {conduct.Opened{}}, conduct.Paused: {conduct.Opened{}, conduct.Held{}},
			conduct.Closed: {conduct.Opened{}, conduct.Ended{}},
		} {
			h := newHall(plan.MicrophonesByChair)
			h.add(people[0], lead...)
			by := people[slices.IndexFunc(people, func(w conduct.Who) bool { return slices.Contains(rule.By, w.Role) })]
			err := h.do(by, conduct.Command{Verb: rule.Verb})
			if fits := slices.Contains(rule.Phases, phase); fits == (fault.Reason(err) == "conduct.phase_"+string(phase)) {
				t.Errorf("%s while %s: %v", rule.Verb, phase, err)
			}
		}
	}
}

func TestFloorGoesFromOneToTheNext(t *testing.T) {
	h := open(plan.MicrophoneOneAtATime)
	chair, one, two := people[0], people[2], people[3]
	for _, who := range []conduct.Who{one, two, one} { // asking twice keeps the place
		if err := h.do(who, conduct.Command{Verb: conduct.AskFloor, Text: "Ý kiến"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(h.state.Floor.Waiting); n != 2 {
		t.Fatalf("%d wait", n)
	}
	first, second := h.state.Floor.Waiting[0].ID, h.state.Floor.Waiting[1].ID
	want(t, h.do(two, conduct.Command{Verb: conduct.WithdrawFloor, Target: first}), fault.Forbidden, "conduct.not_yours")
	if err := h.do(chair, conduct.Command{Verb: conduct.GiveFloor, Target: first, Seconds: 180}); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(time.Minute)
	if err := h.do(chair, conduct.Command{Verb: conduct.HoldFloor, Target: first}); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(time.Hour)
	if err := h.do(chair, conduct.Command{Verb: conduct.ResumeFloor, Target: first}); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(time.Minute)
	if ran := h.state.Turn(first).Ran(h.now); ran != 2*time.Minute {
		t.Fatalf("ran %v", ran)
	}
	if err := h.do(chair, conduct.Command{Verb: conduct.GiveFloor, Target: second}); err != nil {
		t.Fatal(err)
	}
	if h.state.Turn(first) != nil || h.state.Turn(second) == nil || h.state.Floor.Past[0].Ran(h.now.Add(time.Hour)) != 2*time.Minute {
		t.Fatalf("%+v", h.state.Floor)
	}
	want(t, h.do(one, conduct.Command{Verb: conduct.EndFloor, Target: second}), fault.Forbidden, "conduct.not_yours")
	if err := h.do(two, conduct.Command{Verb: conduct.EndFloor, Target: second}); err != nil {
		t.Fatal(err)
	}
}

func TestReplyAnswersAQuestion(t *testing.T) {
	h := open(plan.MicrophoneOneAtATime)
	chair, one, two := people[0], people[2], people[3]
	must := func(by conduct.Who, c conduct.Command) {
		t.Helper()
		if err := h.do(by, c); err != nil {
			t.Fatal(err)
		}
	}
	must(one, conduct.Command{Verb: conduct.AskFloor, Queue: conduct.Question, Text: "Bao giờ xong cầu?"})
	question := h.state.Floor.Waiting[0].ID
	want(t, h.do(chair, conduct.Command{Verb: conduct.GiveFloor, Target: "two", Before: question}), fault.Conflict, "conduct.no_question")
	must(chair, conduct.Command{Verb: conduct.GiveFloor, Target: question})
	want(t, h.do(two, conduct.Command{Verb: conduct.GiveFloor, Target: "two", Before: question}), fault.Forbidden, "conduct.not_yours")
	must(chair, conduct.Command{Verb: conduct.GiveFloor, Target: "two", Before: question})
	reply := h.state.Floor.Turns[0]
	if reply.Reply != question || reply.Queue != conduct.Question || reply.Who.Identity != two.Identity || h.state.Turn(question) != nil {
		t.Fatalf("%+v", h.state.Floor)
	}
	want(t, h.do(chair, conduct.Command{Verb: conduct.GiveFloor, Target: "one", Before: reply.ID}), fault.Conflict, "conduct.no_question")
}

// TestRefusalIsToldToWhoAsked and to nobody else, until they ask again or are called.
func TestRefusalIsToldToWhoAsked(t *testing.T) {
	h := open(plan.MicrophonesByChair)
	secretary, one, two := people[1], people[2], people[3]
	ask := func() string {
		t.Helper()
		if err := h.do(one, conduct.Command{Verb: conduct.AskFloor, Text: "Ý kiến"}); err != nil {
			t.Fatal(err)
		}
		return h.state.Floor.Waiting[0].ID
	}
	request := ask()
	want(t, h.do(two, conduct.Command{Verb: conduct.RefuseFloor, Target: request}), fault.Forbidden, "conduct.not_yours")
	if err := h.do(secretary, conduct.Command{Verb: conduct.RefuseFloor, Target: request, Text: "Hết giờ nội dung này"}); err != nil {
		t.Fatal(err)
	}
	told := h.state.MineOf(h.meeting, &one).Refused
	if told == nil || told.RequestID != request || told.Reason != "Hết giờ nội dung này" || told.Topic != "Ý kiến" {
		t.Fatalf("%+v", told)
	}
	if other := h.state.MineOf(h.meeting, &two).Refused; other != nil {
		t.Fatalf("another is told %+v", other)
	}
	ask()
	if told := h.state.MineOf(h.meeting, &one).Refused; told != nil {
		t.Fatalf("still told %+v", told)
	}
}

// TestComingsAndLeavingsHaveTimes and the latest are kept.
func TestComingsAndLeavingsHaveTimes(t *testing.T) {
	h := open(plan.MicrophonesByChair)
	one := people[2]
	for range 20 {
		h.now = h.now.Add(time.Minute)
		h.add(conduct.Who{}, conduct.Departed{Identity: one.Identity})
		h.now = h.now.Add(time.Minute)
		h.add(conduct.Who{}, conduct.Arrived{Who: one})
	}
	present := h.state.Presence[one.Identity]
	last := present.Moves[len(present.Moves)-1]
	if len(present.Moves) != 12 || present.Times != 21 || !last.Here || !last.At.Equal(h.now) || !present.First.Equal(start) {
		t.Fatalf("%+v", present)
	}
}

func TestVoteByUnitCountsAUnitOnce(t *testing.T) {
	h := open(plan.MicrophonesByChair)
	secretary := people[1]
	if err := h.do(secretary, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Thông qua?", ByUnit: true, Majority: 50}}); err != nil {
		t.Fatal(err)
	}
	motion := h.state.Motions[0].ID
	if err := h.do(secretary, conduct.Command{Verb: conduct.OpenMotion, Target: motion}); err != nil {
		t.Fatal(err)
	}
	if n := len(h.state.Motions[0].Voters); n != 3 { // province, one, two
		t.Fatalf("%d voters", n)
	}
	vote := func(who conduct.Who, choice conduct.Choice, text string) error {
		return h.do(who, conduct.Command{Verb: conduct.Vote, Target: motion, Choice: choice, Text: text})
	}
	for _, who := range []conduct.Who{people[3], people[4], people[2]} { // the second of unit two is the same vote
		if err := vote(who, conduct.For, ""); err != nil {
			t.Fatal(err)
		}
	}
	want(t, vote(people[4], conduct.Against, ""), fault.Conflict, "conduct.voted")
	want(t, vote(people[1], conduct.For, ""), fault.Forbidden, "conduct.not_eligible")
	want(t, vote(people[5], conduct.For, ""), fault.Forbidden, "conduct.not_yours")
	want(t, vote(people[0], conduct.Other, " "), fault.Invalid, "form")
	if err := h.do(secretary, conduct.Command{Verb: conduct.CloseMotion, Target: motion}); err != nil {
		t.Fatal(err)
	}
	want(t, vote(people[0], conduct.For, ""), fault.Conflict, "conduct.motion_closed")
	if r := h.state.Motions[0].Result; r.For != 2 || r.Cast != 2 || r.Eligible != 3 || !r.Carried {
		t.Fatalf("%+v", r)
	}
}
