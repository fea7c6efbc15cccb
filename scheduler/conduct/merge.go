package conduct

import (
	"cmp"
	"slices"

	"giaoban/scheduler/plan"
)

// Merge makes one log of those of nodes that were cut apart: all entries, each once, in the order of Before, numbered anew.
// It does not matter which log comes first, nor what they have in common, nor whether one of them was merged before.
// Entries that contradict each other all stay: what they amount to is for State.Apply to say, by the same rule everywhere,
// and for State.Unfit to tell.
func Merge(logs ...[]Entry) []Entry {
	merged := slices.Concat(logs...)
	slices.SortFunc(merged, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Clock, b.Clock), cmp.Compare(a.Node, b.Node), cmp.Compare(a.NodeSeq, b.NodeSeq))
	})
	merged = slices.CompactFunc(merged, func(a, b Entry) bool { return a.Node == b.Node && a.NodeSeq == b.NodeSeq })
	for i := range merged {
		merged[i].Seq = int64(i) + 1
	}
	return merged
}

// Conflict is an entry of a merged log that did not come about as the node thought that wrote it.
type Conflict struct {
	Entry Entry
	Why   Reason
}

// Reason is why an entry does not fit.
type Reason string

// Reasons for which an entry changes nothing.
const (
	Repeated    Reason = "repeated"     // its command was carried out at another node first
	AfterEnd    Reason = "after_end"    // the meeting was over
	Already     Reason = "already"      // somebody was quicker at the other node
	Missing     Reason = "missing"      // the request, turn, paper or motion is not there any more
	NotEligible Reason = "not_eligible" // the vote was opened with other voters
	Voted       Reason = "voted"        // the voter's ballot is counted already
	AfterClose  Reason = "after_close"  // the vote was closed
	OneSpeaks   Reason = "one_speaks"   // microphones are not granted under one-at-a-time
)

// Reasons for which an entry changes more than it says.
const (
	CutShort  Reason = "cut_short" // it ended somebody else's turn
	Stopped   Reason = "stopped"   // it stopped another vote
	Recounted Reason = "recounted" // the ballots say another result than it did
)

// Conflicts rebuilds the state of a merged log and returns what did not come about as it was written. A log that one node
// wrote has none.
func Conflicts(policies plan.Policies, log []Entry) (*State, []Conflict) {
	state, found := NewState(policies), []Conflict(nil)
	for i := range log {
		e := &log[i]
		if why := cmp.Or(state.Unfit(e), state.strains(e)); why != "" {
			found = append(found, Conflict{*e, why})
		}
		state.Apply(e)
	}
	return state, found
}

// lasts reports whether a fact is one of those that are added when a meeting is over.
func lasts(f Fact) bool {
	switch f.(type) {
	case Arrived, Departed, RollMarked, RollSeated, MotionClosed, Corrected:
		return true
	}
	return false
}

// Unfit returns why an entry would change nothing, "" when it fits. This is the rule by which two logs that contradict each
// other are one: what came first stands, but the floor is with whom it was given to last; a ballot that a node took counts,
// also when another node had stopped the vote, unless it was closed.
func (s *State) Unfit(e *Entry) Reason {
	if node, given := s.commands[e.CommandID]; given && node != e.Node {
		return Repeated
	}
	if s.Phase == Closed && !lasts(e.Fact) {
		return AfterEnd
	}
	switch f := e.Fact.(type) {
	case Opened:
		return unless(s.Phase == Waiting, Already)
	case Held:
		return unless(s.Phase == Open, Already)
	case Resumed:
		return unless(s.Phase == Paused, Already)
	case RollSeated:
		if f.Seat != "" && s.absent(f.Subject) {
			return Missing
		}
		return unless(!s.taken(f.Site, f.Seat, f.Subject), Already)
	case RollMoved:
		return s.unfitMove(f)
	case PageTurned:
		return unless(s.Agenda.Paper != "", Missing)
	case MicrophoneGranted:
		return unless(s.Microphones != plan.MicrophoneOneAtATime, OneSpeaks)
	}
	if why, found := s.unfitFloor(e.Fact); found {
		return why
	}
	return s.unfitMotion(e.Fact)
}

func (s *State) unfitMove(f RollMoved) Reason {
	place := s.Roll.Places[f.Subject]
	here, _ := s.onDevice(f.Subject)
	if s.absent(f.Subject) {
		return Missing
	}
	return unless(!here && (place != nil && place.Here) != f.Here, Already)
}

func unless(fits bool, why Reason) Reason {
	if fits {
		return ""
	}
	return why
}

// unfitFloor reports whether the fact is one of the floor.
func (s *State) unfitFloor(f Fact) (why Reason, found bool) {
	switch f := f.(type) {
	case FloorAsked:
		return unless(s.waits(f.Who.Identity, f.Queue) == nil && s.Request(f.RequestID) == nil, Already), true
	case FloorWithdrawn:
		return unless(s.Request(f.RequestID) != nil, Missing), true
	case FloorApproved:
		return unless(s.Request(f.RequestID) != nil, Missing), true
	case FloorRefused:
		return unless(s.Request(f.RequestID) != nil, Missing), true
	case FloorMoved:
		return unless(s.Request(f.RequestID) != nil, Missing), true
	case FloorGiven:
		return unless(!s.called[s.named(f.RequestID)], Already), true
	case FloorHeld:
		return unless(s.Turn(f.RequestID) != nil, Missing), true
	case FloorResumed:
		return unless(s.Turn(f.RequestID) != nil, Missing), true
	case FloorExtended:
		return unless(s.Turn(f.RequestID) != nil, Missing), true
	case FloorEnded:
		return unless(s.Turn(f.RequestID) != nil, Missing), true
	}
	return "", false
}

func (s *State) unfitMotion(f Fact) Reason {
	in := func(motionID string, states ...MotionState) Reason {
		motion := s.Motion(motionID)
		if motion == nil {
			return Missing
		}
		return unless(slices.Contains(states, motion.State), Already)
	}
	switch f := f.(type) {
	case MotionPrepared:
		if s.Motion(f.MotionID) == nil {
			return ""
		}
		return in(f.MotionID, MotionWritten)
	case MotionDropped:
		return in(f.MotionID, MotionWritten)
	case MotionOpened:
		return in(f.MotionID, MotionWritten)
	case MotionHeld:
		return in(f.MotionID, MotionOpen)
	case MotionResumed:
		return in(f.MotionID, MotionHold)
	case MotionClosed:
		return in(f.MotionID, MotionOpen, MotionHold)
	case VoterReady:
		return s.unfitVoter(f.MotionID, f.Voter)
	case BallotCast:
		if why := s.unfitVoter(f.MotionID, f.Voter); why != "" {
			return why
		}
		motion := s.Motion(f.MotionID)
		_, cast := motion.Ballots[f.Voter]
		switch {
		case motion.Secret || motion.State == MotionWritten:
			return Missing
		case cast:
			return Voted
		}
		return unless(motion.State != MotionDone, AfterClose)
	}
	return ""
}

func (s *State) unfitVoter(motionID, voter string) Reason {
	motion := s.Motion(motionID)
	if motion == nil {
		return Missing
	}
	return unless(slices.ContainsFunc(motion.Voters, func(v Voter) bool { return v.Key == voter }), NotEligible)
}

// strains returns what an entry that fits changes more than it says, "" when nothing.
func (s *State) strains(e *Entry) Reason {
	switch f := e.Fact.(type) {
	case FloorGiven:
		return unless(len(s.displaced(f.Who.Identity)) == 0, CutShort)
	case MotionOpened, MotionResumed:
		return unless(s.voting() == nil, Stopped)
	case MotionClosed:
		if motion := s.Motion(f.MotionID); motion != nil && !motion.Secret {
			return unless(motion.Tally() == f.Result, Recounted)
		}
	}
	return ""
}

// displaced are the turns that end when somebody is given the floor: another of theirs, and under one-at-a-time all.
func (s *State) displaced(identity string) []*Turn {
	var turns []*Turn
	for _, turn := range s.Floor.Turns {
		if s.Microphones == plan.MicrophoneOneAtATime || turn.Who.Identity == identity {
			turns = append(turns, turn)
		}
	}
	return turns
}

// waits returns the request of somebody in a queue, nil when there is none.
func (s *State) waits(identity string, queue Queue) *Request {
	for _, request := range s.Floor.Waiting {
		if request.Queue == queue && request.Who.Identity == identity {
			return request
		}
	}
	return nil
}

// named is the id under which a request goes here: who has asked at two nodes waits once.
func (s *State) named(requestID string) string { return cmp.Or(s.aliases[requestID], requestID) }
