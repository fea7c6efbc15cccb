package conduct

import (
	"slices"

	"giaoban/internal/identity"
)

// Verb is the name of a command.
type Verb string

// Verbs.
const (
	MarkRoll        Verb = "roll.mark"
	ConfirmPresence Verb = "roll.confirm"
	SeatRoll        Verb = "roll.seat"
	LeaveRoll       Verb = "roll.leave"
	ReturnRoll      Verb = "roll.return"
	CallRoll        Verb = "roll.call"
	CloseRoll       Verb = "roll.close"
	RuleQuorum      Verb = "roll.quorum"

	TakeItem  Verb = "agenda.take"
	ShowPaper Verb = "agenda.show"
	TurnPage  Verb = "agenda.turn"

	AskFloor      Verb = "floor.ask"
	WithdrawFloor Verb = "floor.withdraw"
	ApproveFloor  Verb = "floor.approve"
	RefuseFloor   Verb = "floor.refuse"
	MoveFloor     Verb = "floor.move"
	GiveFloor     Verb = "floor.give"
	HoldFloor     Verb = "floor.pause"
	ResumeFloor   Verb = "floor.resume"
	ExtendFloor   Verb = "floor.extend"
	EndFloor      Verb = "floor.end"

	RuleMicrophones  Verb = "microphones.policy"
	GrantMicrophone  Verb = "microphones.grant"
	RevokeMicrophone Verb = "microphones.revoke"
	MuteHall         Verb = "microphones.mute_all"

	SetStage   Verb = "stage.set"
	PostNotice Verb = "notice.post"
	NameDeputy Verb = "deputy.name"

	PrepareMotion Verb = "motion.prepare"
	DropMotion    Verb = "motion.drop"
	OpenMotion    Verb = "motion.open"
	StopMotion    Verb = "motion.stop"
	ResumeMotion  Verb = "motion.resume"
	CloseMotion   Verb = "motion.close"
	BeReady       Verb = "motion.ready"
	Vote          Verb = "motion.vote"

	Correct Verb = "log.correct"
)

// Command is what somebody wants done. ID is made by the client: the same command given twice is done once. Which of the
// other fields a verb takes is in Rules.
type Command struct {
	ID   string
	Verb Verb

	Target  string // request, motion, item, paper, identity or subject, by the verb
	Before  string
	Text    string
	Seconds int
	Page    int
	Queue   Queue
	Mark    Mark
	Seat    string
	Policy  Microphones
	Quorum  Quorum
	Stage   *StageSet
	Motion  *MotionDraft
	Choice  Choice
	Voters  []Weight
	Seq     int64
}

// Weight is a voter's weight, 0 = no vote.
type Weight struct {
	Voter  string
	Weight int
}

// Rule is one row of the table of who may do what, and when.
type Rule struct {
	Verb Verb
	// By are the roles in the meeting that may. The deputy may what the chair may.
	By []identity.Role
	// Own: only to what is one's own.
	Own    bool
	Phases []Phase
	Takes  string // the fields of Command that the verb takes, for readers of the API
}

var (
	leaders  = []identity.Role{identity.Chair, identity.Secretary}
	chair    = []identity.Role{identity.Chair}
	speakers = []identity.Role{identity.Chair, identity.Secretary, identity.Delegate, identity.Guest}
	seaters  = []identity.Role{identity.Chair, identity.Secretary, identity.Technician}
	voters   = []identity.Role{identity.Chair, identity.Secretary, identity.Delegate}
	everyone = []identity.Role{identity.Chair, identity.Secretary, identity.Delegate, identity.Guest, identity.Technician}

	beforeEnd = []Phase{Waiting, Open, Paused}
	whileOpen = []Phase{Open}
	opened    = []Phase{Open, Paused}
	afterEnd  = []Phase{Closed}
)

// Rules is the table of commands. What is not in it cannot be done.
var Rules = []Rule{
	{Verb: MarkRoll, By: leaders, Phases: []Phase{Waiting, Open, Paused, Closed}, Takes: "target (subject), mark, text (reason or substitute), seat (of a person who is there)"},
	{Verb: ConfirmPresence, By: everyone, Own: true, Phases: beforeEnd, Takes: "mark (in_room or online), seat"},
	{Verb: SeatRoll, By: seaters, Own: true, Phases: []Phase{Waiting, Open, Paused, Closed}, Takes: "target (subject of a person), seat (none: takes it away)"},
	{Verb: LeaveRoll, By: seaters, Own: true, Phases: beforeEnd, Takes: "target (subject of a person without a device of their own)"},
	{Verb: ReturnRoll, By: seaters, Own: true, Phases: beforeEnd, Takes: "target (subject of a person without a device of their own)"},
	{Verb: CallRoll, By: leaders, Phases: beforeEnd, Takes: "target (subject of a site)"},
	{Verb: CloseRoll, By: leaders, Phases: beforeEnd},
	{Verb: RuleQuorum, By: leaders, Phases: beforeEnd, Takes: "quorum"},
	{Verb: TakeItem, By: leaders, Phases: opened, Takes: "target (item; none: no item)"},
	{Verb: ShowPaper, By: speakers, Own: true, Phases: beforeEnd, Takes: "target (paper; none: closes it), page"},
	{Verb: TurnPage, By: speakers, Own: true, Phases: beforeEnd, Takes: "page"},
	{Verb: AskFloor, By: speakers, Phases: beforeEnd, Takes: "queue, text (topic)"},
	{Verb: WithdrawFloor, By: speakers, Own: true, Phases: beforeEnd, Takes: "target (request)"},
	{Verb: ApproveFloor, By: leaders, Phases: beforeEnd, Takes: "target (request)"},
	{Verb: RefuseFloor, By: leaders, Phases: beforeEnd, Takes: "target (request), text (reason)"},
	{Verb: MoveFloor, By: leaders, Phases: beforeEnd, Takes: "target (request), before (request; none: to the end)"},
	{Verb: GiveFloor, By: leaders, Phases: whileOpen, Takes: "target (request, or identity of somebody in the room), queue, text (topic), seconds, before (request that it replies to)"},
	{Verb: HoldFloor, By: leaders, Phases: opened, Takes: "target (request)"},
	{Verb: ResumeFloor, By: leaders, Phases: whileOpen, Takes: "target (request)"},
	{Verb: ExtendFloor, By: leaders, Phases: opened, Takes: "target (request), seconds"},
	{Verb: EndFloor, By: speakers, Own: true, Phases: opened, Takes: "target (request)"},
	{Verb: RuleMicrophones, By: leaders, Phases: beforeEnd, Takes: "policy"},
	{Verb: GrantMicrophone, By: leaders, Phases: beforeEnd, Takes: "target (identity)"},
	{Verb: RevokeMicrophone, By: leaders, Phases: beforeEnd, Takes: "target (identity)"},
	{Verb: MuteHall, By: leaders, Phases: beforeEnd},
	{Verb: SetStage, By: leaders, Phases: beforeEnd, Takes: "stage"},
	{Verb: PostNotice, By: leaders, Phases: beforeEnd, Takes: "text (none: takes it down), seconds (how long it stands; 0: until it is taken down)"},
	{Verb: NameDeputy, By: chair, Phases: beforeEnd, Takes: "target (identity; none: nobody any more)"},
	{Verb: PrepareMotion, By: leaders, Phases: beforeEnd, Takes: "target (motion to change; none: a new one), motion"},
	{Verb: DropMotion, By: leaders, Phases: beforeEnd, Takes: "target (motion)"},
	{Verb: OpenMotion, By: leaders, Phases: whileOpen, Takes: "target (motion), voters (none: all present chairs and delegates, weight 1)"},
	{Verb: StopMotion, By: leaders, Phases: opened, Takes: "target (motion)"},
	{Verb: ResumeMotion, By: leaders, Phases: whileOpen, Takes: "target (motion)"},
	{Verb: CloseMotion, By: leaders, Phases: []Phase{Open, Paused, Closed}, Takes: "target (motion)"},
	{Verb: BeReady, By: voters, Own: true, Phases: opened, Takes: "target (motion)"},
	{Verb: Vote, By: voters, Own: true, Phases: whileOpen, Takes: "target (motion), choice, text (of another opinion)"},
	{Verb: Correct, By: leaders, Phases: afterEnd, Takes: "seq (entry; 0: the whole), text"},
}

// RuleOf returns the row of a verb.
func RuleOf(verb Verb) (Rule, bool) {
	for _, rule := range Rules {
		if rule.Verb == verb {
			return rule, true
		}
	}
	return Rule{}, false
}

// May reports whether somebody may give a command of the verb at all, in some phase.
func (s *State) May(who *Who, verb Verb) bool {
	rule, found := RuleOf(verb)
	if !found {
		return false
	}
	return slices.Contains(rule.By, who.Role) || s.deputizes(who) && slices.Contains(rule.By, identity.Chair)
}

func (s *State) deputizes(who *Who) bool { return s.Deputy != "" && s.Deputy == who.Identity }

// Leads reports whether somebody conducts, by role or as the deputy.
func (s *State) Leads(who *Who) bool { return s.leads(who) }

// leads reports whether somebody conducts, by role or as the deputy.
func (s *State) leads(who *Who) bool { return who.Leads() || s.deputizes(who) }
