package conduct

import (
	"slices"
	"time"
)

// applyMotion adds what fits: see unfitMotion.
func (s *State) applyMotion(f Fact, at time.Time) []Part {
	switch f := f.(type) {
	case MotionPrepared:
		if motion := s.Motion(f.MotionID); motion == nil {
			s.Motions = append(s.Motions, &Motion{ID: f.MotionID, MotionDraft: f.MotionDraft, State: MotionWritten})
		} else {
			motion.MotionDraft = f.MotionDraft
		}
	case MotionDropped:
		s.Motions = slices.DeleteFunc(slices.Clone(s.Motions), func(m *Motion) bool { return m.ID == f.MotionID })
	case MotionOpened:
		motion := s.Motion(f.MotionID)
		s.openVoting(motion)
		motion.OpenedAt, motion.Voters, motion.Keys = at, f.Voters, f.Keys
		motion.Ready, motion.Ballots = map[string]bool{}, map[string]Ballot{}
	case MotionHeld:
		s.Motion(f.MotionID).State = MotionHold
	case MotionResumed:
		s.openVoting(s.Motion(f.MotionID))
	case MotionClosed:
		motion, result := s.Motion(f.MotionID), f.Result
		if !motion.Secret {
			result = motion.Tally() // of both nodes' ballots, when two logs were merged
		}
		motion.State, motion.ClosedAt, motion.Result = MotionDone, at, &result
	case VoterReady:
		s.Motion(f.MotionID).Ready[f.Voter] = true
	case BallotCast:
		s.Motion(f.MotionID).Ballots[f.Voter] = Ballot{Choice: f.Choice, Text: f.Text, At: at}
	default:
		return nil
	}
	return []Part{PartMotions}
}

// openVoting lets a motion be voted on; another that is, at another node, stops.
func (s *State) openVoting(motion *Motion) {
	if other := s.voting(); other != nil {
		other.State = MotionHold
	}
	motion.State = MotionOpen
}
