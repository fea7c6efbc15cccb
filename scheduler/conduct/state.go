package conduct

import (
	"slices"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Part is a part of the state that is told by itself, so that a page reads what has changed and no more.
type Part string

// Parts.
const (
	PartMeeting     Part = "meeting"
	PartPresence    Part = "presence"
	PartRoll        Part = "roll"
	PartAgenda      Part = "agenda"
	PartFloor       Part = "floor"
	PartMicrophones Part = "microphones"
	PartStage       Part = "stage"
	PartMotions     Part = "motions"
)

// Parts lists all parts.
func Parts() []Part {
	return []Part{PartMeeting, PartPresence, PartRoll, PartAgenda, PartFloor, PartMicrophones, PartStage, PartMotions}
}

// State is what a meeting's log amounts to. The zero State is not ready: see NewState.
type State struct {
	Seq     int64          // of the last entry
	Changed map[Part]int64 // Seq of the last entry that changed a part

	Phase    Phase
	OpenedAt time.Time
	HeldAt   time.Time // since when it is paused
	EndedAt  time.Time
	Deputy   string // identity
	Notice   Notice

	Presence map[string]*Presence // by identity; those who have left stay
	Roll     Roll
	Agenda   Agenda
	Floor    Floor

	Microphones Microphones
	Granted     []string // identities that the chair has given a microphone, in order

	Stage StageSet
	// StageSince is when the pages of the grid began to be turned as Stage says.
	StageSince time.Time

	Motions []*Motion

	commands map[string]string // at which node a command was carried out
	aliases  map[string]string // requests that are another's second
	called   map[string]bool   // requests that have had the floor
}

// Notice is the ticker's text.
type Notice struct {
	Text string    `json:"text"`
	At   time.Time `json:"at,omitzero"`
	// Until is when it is shown no more, zero = when it is taken down.
	Until time.Time `json:"until,omitzero" doc:"Pages show it no more after this; none: until it is taken down."`
}

// Presence is one who is or was in the room.
type Presence struct {
	Who   Who       `json:"who"`
	First time.Time `json:"first"` // when they first came
	Since time.Time `json:"since"` // when they came or left last
	Here  bool      `json:"here"`
	Times int       `json:"times"` // how often they came
	// Moves are when they came and left, the latest of them: see maxMoves.
	Moves []Move `json:"moves" nullable:"false"`
}

// Move is one coming or leaving.
type Move struct {
	At   time.Time `json:"at"`
	Here bool      `json:"here"` // they came
}

// maxMoves bounds what is kept of comings and leavings in the state; the log has them all.
const maxMoves = 12

func (p *Presence) move(here bool, at time.Time) {
	p.Here, p.Since = here, at
	p.Moves = append(slices.Clone(p.Moves[max(0, len(p.Moves)+1-maxMoves):]), Move{at, here})
}

// Roll is the roll call.
type Roll struct {
	Marks  map[string]RollMark `json:"marks"`  // by subject
	Places map[string]*Place   `json:"places"` // by subject of a person
	Quorum Quorum              `json:"quorum"`
	// Calling is the subject before everyone now, "" = nobody is called.
	Calling string `json:"calling,omitempty"`
}

// RollMark is what the roll says of a subject.
type RollMark struct {
	Mark Mark      `json:"mark"`
	Note string    `json:"note,omitempty"`
	At   time.Time `json:"at"`
	By   string    `json:"by,omitempty"` // name; "" = from presence
}

// Quorum is how much must be present for the meeting to decide.
type Quorum struct {
	Of      QuorumOf `json:"of,omitempty"`
	Percent int      `json:"percent,omitempty"` // more than this share; 0 = no rule
}

// QuorumOf is what a quorum counts.
type QuorumOf string

// What a quorum counts.
const (
	OfSites  QuorumOf = "sites"
	OfPeople QuorumOf = "people"
)

// Agenda is the progress through the agenda.
type Agenda struct {
	Current string    `json:"current,omitempty"` // item id
	Since   time.Time `json:"since,omitzero"`
	// Held is when the clock of the current item stopped; Taken what each item took until then, in seconds.
	Held  time.Time      `json:"held,omitzero"`
	Taken map[string]int `json:"taken"`
	Paper string         `json:"paper,omitempty"` // id
	Page  int            `json:"page,omitempty"`  // from 1
}

// Floor is who speaks and who waits.
type Floor struct {
	Waiting []*Request `json:"waiting"` // both queues, each in its order
	Turns   []*Turn    `json:"turns"`   // those under way
	Past    []*Turn    `json:"past"`
	// Refused is what became of the latest request of an identity that was taken out of its queue, until they ask again or
	// are called.
	Refused map[string]Refusal `json:"refused"`
}

// Refusal tells whoever asked for the floor that they were not called, and why.
type Refusal struct {
	RequestID string    `json:"requestId"`
	Queue     Queue     `json:"queue" enum:"speech,question"`
	Topic     string    `json:"topic,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	At        time.Time `json:"at"`
}

// Request is somebody who waits for the floor.
type Request struct {
	ID       string    `json:"id"`
	Queue    Queue     `json:"queue" enum:"speech,question"`
	Who      Who       `json:"who"`
	Topic    string    `json:"topic,omitempty"`
	ItemID   string    `json:"itemId,omitempty"`
	At       time.Time `json:"at"`
	Approved bool      `json:"approved"`
}

// Turn is one's time with the floor.
type Turn struct {
	ID      string    `json:"id"`
	Queue   Queue     `json:"queue" enum:"speech,question"`
	Who     Who       `json:"who"`
	Topic   string    `json:"topic,omitempty"`
	ItemID  string    `json:"itemId,omitempty"`
	Reply   string    `json:"reply,omitempty"`
	Start   time.Time `json:"start"`
	Seconds int       `json:"seconds,omitempty"` // allotted, 0 = none set
	// Held is since when the clock stands, zero = it runs, since Since; Before are the milliseconds that ran before that.
	Held   time.Time `json:"held,omitzero"`
	Since  time.Time `json:"since"`
	Before int64     `json:"before"`
	End    time.Time `json:"end,omitzero"`
}

// Ran is how long a turn has run at an instant.
func (t *Turn) Ran(now time.Time) time.Duration {
	before := time.Duration(t.Before) * time.Millisecond
	switch {
	case !t.Held.IsZero():
		return before
	case !t.End.IsZero():
		now = t.End
	}
	return before + max(0, now.Sub(t.Since))
}

// NewState is the state before the first entry, by the meeting's plan.
func NewState(policies plan.Policies) *State {
	return &State{
		Changed: map[Part]int64{}, Phase: Waiting, Presence: map[string]*Presence{},
		Roll:   Roll{Marks: map[string]RollMark{}, Places: map[string]*Place{}, Quorum: Quorum{Of: OfSites, Percent: 50}},
		Agenda: Agenda{Taken: map[string]int{}}, Floor: Floor{Refused: map[string]Refusal{}}, Microphones: policies.Microphones, Stage: StageSet{Layout: LayoutSpeaker},
		commands: map[string]string{}, aliases: map[string]string{}, called: map[string]bool{},
	}
}

// Here reports whether an identity is in the room.
func (s *State) Here(identity string) bool {
	found := s.Presence[identity]
	return found != nil && found.Here
}

// Request returns a request that waits, nil when there is none.
func (s *State) Request(requestID string) *Request {
	if i := s.waitingAt(requestID); i >= 0 {
		return s.Floor.Waiting[i]
	}
	return nil
}

func (s *State) waitingAt(requestID string) int {
	requestID = s.named(requestID)
	return slices.IndexFunc(s.Floor.Waiting, func(r *Request) bool { return r.ID == requestID })
}

// Turn returns a turn under way, nil when there is none.
func (s *State) Turn(requestID string) *Turn {
	if i := s.turnAt(requestID); i >= 0 {
		return s.Floor.Turns[i]
	}
	return nil
}

func (s *State) turnAt(requestID string) int {
	requestID = s.named(requestID)
	return slices.IndexFunc(s.Floor.Turns, func(t *Turn) bool { return t.ID == requestID })
}

// Motion returns a motion, nil when there is none.
func (s *State) Motion(motionID string) *Motion {
	for _, motion := range s.Motions {
		if motion.ID == motionID {
			return motion
		}
	}
	return nil
}

// SiteSubject is how the roll names a site, PersonSubject a person.
func SiteSubject(unit directory.UnitKey) string { return "site:" + unit.Catalogue + "/" + unit.Code }

// PersonSubject is how the roll names a person.
func PersonSubject(personID string) string { return personPrefix + personID }

const personPrefix = "person:"

// MarkOf is what the roll says of a subject: what a hand wrote, else what follows from presence.
func (s *State) MarkOf(subject string) RollMark { return s.Roll.Marks[subject] }
