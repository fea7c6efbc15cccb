package conduct

import (
	"time"

	"giaoban/scheduler/directory"
)

// Choice is an answer to a motion (biểu quyết).
type Choice string

// Choices.
const (
	For     Choice = "for"     // tán thành
	Against Choice = "against" // không tán thành
	Other   Choice = "other"   // ý kiến khác, with its text
)

// Choices lists all choices.
func Choices() []Choice { return []Choice{For, Against, Other} }

// Voter is who may vote on a motion, and with what weight. Key is a person's id or a unit's key; Identities are the
// accounts that may vote for it.
type Voter struct {
	Key        string   `json:"key"`
	Name       string   `json:"name"`
	Unit       string   `json:"unit,omitempty"` // name
	Weight     int      `json:"weight"`
	Identities []string `json:"identities" nullable:"false"`
}

// MotionState is where a motion stands.
type MotionState string

// States of a motion.
const (
	MotionWritten MotionState = "prepared"
	MotionOpen    MotionState = "open"
	MotionHold    MotionState = "stopped" // the chair has stopped the voting for now
	MotionDone    MotionState = "closed"
)

// MotionDraft is a motion, as the secretary writes it.
type MotionDraft struct {
	Question string `json:"question"`
	ItemID   string `json:"itemId,omitempty"`
	Secret   bool   `json:"secret,omitempty"`
	// ByUnit: a unit has one vote, whoever of it casts it. Otherwise each person has one.
	ByUnit bool `json:"byUnit,omitempty"`
	// Majority is the share of those eligible, in percent, of which more must be for it; 0 = it is not judged.
	Majority int `json:"majority,omitempty"`
}

// Result is the count of a motion, in weights.
type Result struct {
	For      int  `json:"for"`
	Against  int  `json:"against"`
	Other    int  `json:"other"`
	Cast     int  `json:"cast"`     // ballots
	Eligible int  `json:"eligible"` // voters
	Weight   int  `json:"weight"`   // of all who are eligible
	Carried  bool `json:"carried"`
	// Ballots is the SHA-256, hexadecimal, of the published ballots of a secret vote; see package ballot.
	Ballots string `json:"ballots,omitempty"`
}

type (
	// MotionPrepared makes a motion, or changes one that is not open yet.
	MotionPrepared struct {
		MotionID string `json:"motionId"`
		MotionDraft
	}
	// MotionDropped takes back a motion that is not open yet.
	MotionDropped struct {
		MotionID string `json:"motionId"`
	}
	// MotionOpened begins the voting with those who may vote. Keys are those of a secret vote.
	MotionOpened struct {
		MotionID string      `json:"motionId"`
		Voters   []Voter     `json:"voters"`
		Keys     *BallotKeys `json:"keys,omitempty"`
	}
	// MotionHeld stops the voting for now.
	MotionHeld struct {
		MotionID string `json:"motionId"`
	}
	// MotionResumed lets it go on.
	MotionResumed struct {
		MotionID string `json:"motionId"`
	}
	// MotionClosed ends the voting with its result.
	MotionClosed struct {
		MotionID string `json:"motionId"`
		Result   Result `json:"result"`
	}
	// VoterReady is that a voter has said to be ready.
	VoterReady struct {
		MotionID string `json:"motionId"`
		Voter    string `json:"voter"`
	}
	// BallotCast is a vote by name. There is none for secret votes: their ballots are kept apart, without names.
	BallotCast struct {
		MotionID string `json:"motionId"`
		Voter    string `json:"voter"`
		Choice   Choice `json:"choice"`
		Text     string `json:"text,omitempty"`
	}
)

func (MotionPrepared) fact() string { return "motion.prepared" }
func (MotionDropped) fact() string  { return "motion.dropped" }
func (MotionOpened) fact() string   { return "motion.opened" }
func (MotionHeld) fact() string     { return "motion.stopped" }
func (MotionResumed) fact() string  { return "motion.resumed" }
func (MotionClosed) fact() string   { return "motion.closed" }
func (VoterReady) fact() string     { return "motion.ready" }
func (BallotCast) fact() string     { return "motion.ballot" }

// Ballot is a vote by name.
type Ballot struct {
	Choice Choice    `json:"choice"`
	Text   string    `json:"text,omitempty"`
	At     time.Time `json:"at"`
}

// Motion is a motion with its voting.
type Motion struct {
	ID string `json:"id"`
	MotionDraft
	State    MotionState       `json:"state"`
	OpenedAt time.Time         `json:"openedAt,omitzero"`
	ClosedAt time.Time         `json:"closedAt,omitzero"`
	Keys     *BallotKeys       `json:"keys,omitempty"`
	Voters   []Voter           `json:"voters,omitempty"`
	Ready    map[string]bool   `json:"ready,omitempty"`
	Ballots  map[string]Ballot `json:"ballots,omitempty"` // by voter
	Result   *Result           `json:"result,omitempty"`
}

// VoterOf returns the voter that an identity votes for.
func (m *Motion) VoterOf(identity string) (*Voter, bool) {
	for i := range m.Voters {
		for _, account := range m.Voters[i].Identities {
			if account == identity {
				return &m.Voters[i], true
			}
		}
	}
	return nil, false
}

// Tally counts the ballots that were cast by name.
func (m *Motion) Tally() Result {
	result := Result{Eligible: len(m.Voters)}
	for i := range m.Voters {
		voter := &m.Voters[i]
		result.Weight += voter.Weight
		ballot, cast := m.Ballots[voter.Key]
		if !cast {
			continue
		}
		result.Cast++
		result.add(ballot.Choice, voter.Weight)
	}
	return m.judge(result)
}

func (r *Result) add(choice Choice, weight int) {
	switch choice {
	case For:
		r.For += weight
	case Against:
		r.Against += weight
	case Other:
		r.Other += weight
	}
}

// ResultOf makes the result of a secret vote of its counts, each ballot of weight 1, and the hash of its published ballots.
func (m *Motion) ResultOf(counts map[Choice]int, hash string) Result {
	result := Result{Eligible: len(m.Voters), Weight: len(m.Voters), Ballots: hash}
	for choice, n := range counts {
		result.Cast += n
		result.add(choice, n)
	}
	return m.judge(result)
}

func (m *Motion) judge(result Result) Result {
	result.Carried = m.Majority > 0 && result.For*100 > result.Weight*m.Majority
	return result
}

// UnitVoter is the key of a unit as a voter.
func UnitVoter(unit directory.UnitKey) string { return "unit:" + unit.Catalogue + "/" + unit.Code }
