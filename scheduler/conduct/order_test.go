package conduct_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/plan"
)

var policies = []plan.MicrophonePolicy{plan.MicrophonesOpen, plan.MicrophoneOneAtATime, plan.MicrophonesByChair}

// TestAnyOrderOfCommands gives commands of any kind by anybody in any order, and looks after each at what must always
// hold; then rebuilds the state from the log as it is kept.
func TestAnyOrderOfCommands(t *testing.T) {
	reached := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		t := newDice(r)
		h := open(pick(t, policies))
		voted := map[string]conduct.Choice{}
		for range rapid.IntRange(50, 80).Draw(r, "steps") {
			step(t, h, voted)
			invariants(t, h.meeting, h.state)
			counted(t, h.state, voted)
		}
		for _, e := range h.log {
			reached[conduct.KindOf(e.Fact)]++
		}
		if got, want := digest(t, rebuilt(t, h)), digest(t, h.state); got != want {
			t.Fatalf("rebuilt:\n%s\nnot:\n%s", got, want)
		}
		if _, conflicts := conduct.Conflicts(h.meeting.Policies, h.log); len(conflicts) > 0 {
			t.Fatalf("a log that one node wrote contradicts itself: %+v", conflicts)
		}
	})
	for _, kind := range []string{"floor.given", "floor.ended", "motion.ballot", "motion.closed", "roll.marked", "roll.seated", "roll.moved", "ended"} {
		if reached[kind] == 0 {
			t.Errorf("no order of commands has come to %s", kind)
		}
	}
}

// dice throw what happens, each thing as likely as another: rapid prefers the small, with which a meeting gets nowhere. It draws
// their seed, and how long they are thrown.
type dice struct {
	*rapid.T
	random *rand.Rand
}

func newDice(t *rapid.T) *dice {
	seed := rapid.SliceOfN(rapid.Uint64(), 2, 2).Draw(t, "seed")
	return &dice{t, rand.New(rand.NewPCG(seed[0], seed[1]))}
}

func number(t *dice, n int) int       { return t.random.IntN(n) }
func pick[T any](t *dice, from []T) T { return from[number(t, len(from))] }

// rebuilt is the state by the log as it is kept.
func rebuilt(t *dice, h *hall) *conduct.State {
	state := conduct.NewState(h.meeting.Policies)
	for _, e := range h.log {
		kind, data, err := conduct.Encode(e.Fact)
		if err != nil {
			t.Fatal(err)
		}
		if e.Fact, err = conduct.Decode(kind, data); err != nil {
			t.Fatal(err)
		}
		state.Apply(&e)
	}
	return state
}

// step lets something happen: somebody comes or goes, the meeting pauses, goes on or ends, or a command is given. A command of who
// may not changes nothing.
func step(t *dice, h *hall, voted map[string]conduct.Choice) {
	h.now = h.now.Add(time.Duration((number(t, 92_000) - 2000)) * time.Millisecond)
	by := pick(t, people)
	what := number(t, 30)
	if h.state.Phase == conduct.Paused && what > 20 {
		h.add(people[0], conduct.Resumed{})
		return
	}
	switch what {
	case 27, 28:
		if h.state.Here(by.Identity) {
			h.add(conduct.Who{}, conduct.Departed{Identity: by.Identity})
		} else {
			h.add(conduct.Who{}, conduct.Arrived{Who: by})
		}
		return
	case 29:
		changePhase(t, h)
		return
	}
	c := command(t, h)
	if rule, _ := conduct.RuleOf(c.Verb); !slices.Contains(rule.By, by.Role) && number(t, 2) == 0 {
		by = people[slices.IndexFunc(people, func(who conduct.Who) bool { return slices.Contains(rule.By, who.Role) })]
	}
	if motion := h.state.Motion(c.Target); motion != nil && c.Verb == conduct.Vote && number(t, 3) > 0 {
		by = pick(t, people[2:5])
	}
	give(t, h, by, c, voted)
}

func changePhase(t *dice, h *hall) {
	switch {
	case h.state.Phase == conduct.Closed || h.state.Phase == conduct.Paused:
	case number(t, 10) == 9:
		h.add(people[0], conduct.Ended{})
	default:
		h.add(people[0], conduct.Held{})
	}
}

// give gives a command, and remembers the first ballot that was taken of a voter.
func give(t *dice, h *hall, by conduct.Who, c conduct.Command, voted map[string]conduct.Choice) {
	entries := len(h.log)
	ballot, cast := "", false
	if motion := h.state.Motion(c.Target); motion != nil {
		if voter, found := motion.VoterOf(by.Identity); found {
			ballot = motion.ID + voter.Key
			_, cast = motion.Ballots[voter.Key]
		}
	}
	allowed := h.state.May(&by, c.Verb)
	err := h.do(by, c)
	switch {
	case err == nil && !allowed:
		t.Fatalf("%s may %s", by.Identity, c.Verb)
	case err == nil && c.Verb == conduct.Vote && !cast && len(h.log) > entries:
		voted[ballot] = c.Choice
	case err != nil && len(h.log) > entries:
		t.Fatalf("%s by %s is refused (%v) and in the log", c.Verb, by.Identity, err)
	}
}

// command is any command; half of them are those by which the floor and votes go on, of what is there.
func command(t *dice, h *hall) conduct.Command {
	c := conduct.Command{Verb: pick(t, conduct.Rules).Verb, Target: target(t, h), Text: "x"}
	if number(t, 4) == 0 {
		c.Before = target(t, h)
	}
	switch number(t, 4) {
	case 1:
		c.Verb = pick(t, []conduct.Verb{conduct.GiveFloor, conduct.GiveFloor, conduct.AskFloor, conduct.EndFloor, conduct.HoldFloor, conduct.ResumeFloor})
		ids := []string{"one", "two", "guest"}
		for _, turn := range h.state.Floor.Turns {
			ids = append(ids, turn.ID, turn.ID)
		}
		for _, request := range h.state.Floor.Waiting {
			ids = append(ids, request.ID)
		}
		c.Target = pick(t, ids)
	case 0:
		c.Verb = pick(t, []conduct.Verb{conduct.Vote, conduct.Vote, conduct.Vote, conduct.OpenMotion, conduct.OpenMotion, conduct.CloseMotion, conduct.PrepareMotion})
		if c.Target = ""; len(h.state.Motions) > 0 && number(t, 10) < 9 {
			c.Target = pick(t, h.state.Motions).ID
		}
	}
	c.Choice = pick(t, conduct.Choices())
	c.Seconds, c.Page = number(t, 301), number(t, 4)
	c.Policy = pick(t, policies)
	c.Mark = pick(t, conduct.Marks())
	if c.Seat = pick(t, []string{"", "A1", "a1", "A2"}); number(t, 4) == 0 {
		c.Verb = pick(t, []conduct.Verb{conduct.MarkRoll, conduct.SeatRoll, conduct.LeaveRoll, conduct.ReturnRoll, conduct.ConfirmPresence})
		c.Target = "person:" + pick(t, []string{"PE_1", "PE_2", "PE_a", "PE_b", "PE_x"})
	}
	c.Motion = &conduct.MotionDraft{Question: "?", ByUnit: number(t, 2) == 0, Secret: number(t, 5) == 4}
	c.Queue = pick(t, []conduct.Queue{conduct.Speech, conduct.Question})
	c.Quorum = conduct.Quorum{Of: pick(t, []conduct.QuorumOf{conduct.OfSites, conduct.OfPeople}), Percent: number(t, 101)}
	if number(t, 5) == 4 {
		c.Voters = []conduct.Weight{{Voter: "person:PE_1", Weight: number(t, 4)}}
	}
	return c
}

func target(t *dice, h *hall) string {
	choices := []string{"", "AG_1", "AG_2", "PP_1", "site:c/1", "person:PE_1", "one", "two", "guest", "nobody"}
	for _, request := range h.state.Floor.Waiting {
		choices = append(choices, request.ID)
	}
	for _, turn := range slices.Concat(h.state.Floor.Turns, h.state.Floor.Past) {
		choices = append(choices, turn.ID)
	}
	for _, motion := range h.state.Motions {
		choices = append(choices, motion.ID, motion.ID, motion.ID)
	}
	return pick(t, choices)
}

// invariants are what holds of every state, however it came about.
func invariants(t *dice, m *plan.Meeting, s *conduct.State) {
	floorInvariants(t, m, s)
	voting := 0
	for _, motion := range s.Motions {
		if motion.State == conduct.MotionOpen {
			voting++
		}
		sum := conduct.Result{}
		for _, voter := range motion.Voters {
			sum.Weight += voter.Weight
			switch motion.Ballots[voter.Key].Choice {
			case conduct.For:
				sum.For += voter.Weight
			case conduct.Against:
				sum.Against += voter.Weight
			case conduct.Other:
				sum.Other += voter.Weight
			}
		}
		sum.Cast, sum.Eligible = len(motion.Ballots), len(motion.Voters)
		if tally := motion.Tally(); tally != sum {
			t.Fatalf("%+v is counted of ballots that are %+v", tally, sum)
		}
		if motion.Result != nil && !motion.Secret && *motion.Result != sum {
			t.Fatalf("the result is %+v, the ballots say %+v", motion.Result, sum)
		}
		if (motion.State == conduct.MotionDone) != (motion.Result != nil) {
			t.Fatalf("%s with the result %+v", motion.State, motion.Result)
		}
	}
	if voting > 1 || voting == 1 && s.Phase == conduct.Closed {
		t.Fatalf("%d motions are voted on at once while %s", voting, s.Phase)
	}
	rollInvariants(t, m, s)
}

func floorInvariants(t *dice, m *plan.Meeting, s *conduct.State) {
	if s.Microphones == plan.MicrophoneOneAtATime && len(s.Floor.Turns) > 1 || s.Phase == conduct.Closed && len(s.Floor.Turns)+len(s.Floor.Waiting) > 0 {
		t.Fatalf("%d have the floor at once while %s", len(s.Floor.Turns), s.Phase)
	}
	seen := map[string]bool{}
	once := func(what string) {
		if seen[what] {
			t.Fatalf("%s twice", what)
		}
		seen[what] = true
	}
	for _, turn := range s.Floor.Turns {
		once("floor of " + turn.Who.Identity)
	}
	for _, request := range s.Floor.Waiting {
		once("request " + request.ID)
		once(string(request.Queue) + " of " + request.Who.Identity)
	}
	for _, turn := range slices.Concat(s.Floor.Turns, s.Floor.Past) {
		once("turn " + turn.ID)
	}
	open := 0
	for _, who := range people {
		rights := s.RightsOf(m, &who)
		if rights.Microphone && !s.Leads(&who) && who.Role != identity.Technician {
			open++
		}
	}
	if s.Microphones == plan.MicrophoneOneAtATime && open > 1 || s.Phase == conduct.Closed && open > 0 {
		t.Fatalf("%d may open a microphone while %s", open, s.Phase)
	}
}

// invited are those whom the plan of the tests asked to come; PE_never does not.
var invited = []string{"person:PE_c", "person:PE_1", "person:PE_2", "person:PE_a", "person:PE_never", "site:c/2"}

// rollInvariants: every subject has one mark, the counts are theirs, and the quorum is of them.
func rollInvariants(t *dice, m *plan.Meeting, s *conduct.State) {
	view, ok := s.ViewOf(conduct.PartRoll, m, invited, conduct.Desk).(conduct.RollView)
	if !ok {
		t.Fatal("no view of the roll")
	}
	placeInvariants(t, s)
	people, sites, present := 0, 0, 0
	for _, subject := range invited {
		if s.Roll.Marks[subject].Mark.Present() {
			present++
		}
	}
	for subject, mark := range s.Roll.Marks {
		if !slices.Contains(conduct.Marks(), mark.Mark) {
			t.Fatalf("%s is marked %q", subject, mark.Mark)
		}
		if strings.HasPrefix(subject, "site:") {
			sites++
			continue
		}
		people++
	}
	total := func(counts map[conduct.Mark]int) (n int) {
		for _, count := range counts {
			n += count
		}
		return n
	}
	q := view.Quorum
	if total(view.Counts) != people || total(view.Sites) != sites || q.Of == conduct.OfPeople && (q.Present != present || q.Total != len(invited)) ||
		q.Of == conduct.OfSites && (q.Present > q.Total || q.Total != len(m.Sites)) || q.Met != (q.Percent == 0 || q.Present*100 > q.Total*q.Percent) {
		t.Fatalf("%+v of %+v", view, s.Roll.Marks)
	}
}

// placeInvariants: a seat of a site has one person; who is absent has none, and was not there; comings and leavings take turns.
func placeInvariants(t *dice, s *conduct.State) {
	held := map[string]string{}
	for subject, place := range s.Roll.Places {
		if mark := s.Roll.Marks[subject].Mark; mark != conduct.Unmarked && !mark.Present() {
			t.Fatalf("%s is %s and has a place: %+v", subject, mark, place)
		}
		if seat := place.Site + " " + strings.ToUpper(place.Seat); place.Seat != "" {
			if held[seat] != "" {
				t.Fatalf("%s and %s have seat %s", held[seat], subject, seat)
			}
			held[seat] = subject
		}
		if place.Here && s.Phase == conduct.Closed {
			t.Fatalf("%s is there after the end", subject)
		}
		for i, move := range place.Moves {
			if i > 0 && (move.Here == place.Moves[i-1].Here || i == len(place.Moves)-1 && move.Here != place.Here) {
				t.Fatalf("%s: %+v", subject, place)
			}
		}
		for _, present := range s.Presence {
			if place.Here && present.Here && conduct.PersonSubjectOf(&present.Who) == subject {
				t.Fatalf("%s is there twice", subject)
			}
		}
	}
}

// counted: the ballots are those that were taken first.
func counted(t *dice, s *conduct.State, voted map[string]conduct.Choice) {
	for _, motion := range s.Motions {
		for voter, ballot := range motion.Ballots {
			if first := voted[motion.ID+voter]; first != ballot.Choice {
				t.Fatalf("%s voted %s, counted is %s", voter, first, ballot.Choice)
			}
		}
	}
	ballots := 0
	for _, motion := range s.Motions {
		ballots += len(motion.Ballots)
	}
	if ballots != len(voted) {
		t.Fatalf("%d ballots were taken, %d are counted", len(voted), ballots)
	}
}

// digest is a state as text; times at which nothing else hangs are in it too.
func digest(t *dice, s *conduct.State) string {
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
