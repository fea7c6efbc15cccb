package conduct

import (
	"cmp"
	"slices"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/text"
	"giaoban/scheduler/plan"
)

// MaxQuestion bounds the characters of a motion's question.
const MaxQuestion = 1000

func (s *State) decideMotion(scene *Scene, c *Command) ([]Fact, error) {
	if c.Verb == PrepareMotion {
		return s.prepareMotion(scene, c)
	}
	motion := s.Motion(c.Target)
	if motion == nil {
		return nil, refuse(fault.Conflict, "no_motion")
	}
	switch c.Verb {
	case DropMotion:
		if motion.State != MotionWritten {
			return nil, refuse(fault.Conflict, "motion_"+string(motion.State))
		}
		return facts(MotionDropped{MotionID: motion.ID})
	case OpenMotion:
		return s.openMotion(scene, c, motion)
	case StopMotion:
		return moved(motion, MotionOpen, MotionHold, MotionHeld{MotionID: motion.ID})
	case ResumeMotion:
		if other := s.voting(); other != nil && other != motion {
			return nil, refuse(fault.Conflict, "other_motion")
		}
		return moved(motion, MotionHold, MotionOpen, MotionResumed{MotionID: motion.ID})
	case CloseMotion:
		return closeMotion(scene, motion)
	case BeReady:
		voter, err := voterOf(scene, motion)
		if err != nil || motion.Ready[voter.Key] {
			return nil, err
		}
		return facts(VoterReady{MotionID: motion.ID, Voter: voter.Key})
	case Vote:
		return vote(scene, c, motion)
	}
	return nil, refuse(fault.Invalid, "verb")
}

func moved(motion *Motion, from, to MotionState, fact Fact) ([]Fact, error) {
	switch motion.State {
	case to:
		return nil, nil
	case from:
		return facts(fact)
	}
	return nil, refuse(fault.Conflict, "motion_"+string(motion.State))
}

// voting returns the motion that is voted on now.
func (s *State) voting() *Motion {
	for _, motion := range s.Motions {
		if motion.State == MotionOpen {
			return motion
		}
	}
	return nil
}

func (s *State) prepareMotion(scene *Scene, c *Command) ([]Fact, error) {
	if c.Motion == nil {
		return nil, invalid("motion", text.ReasonRequired)
	}
	draft := *c.Motion
	var form text.Form
	form.Lines("motion.question", &draft.Question, MaxQuestion)
	if err := form.Err(); err != nil {
		return nil, err
	}
	known := draft.ItemID == "" || slices.ContainsFunc(scene.Meeting.Agenda, func(item plan.AgendaItem) bool { return item.ID == draft.ItemID })
	switch {
	case draft.Question == "":
		return nil, invalid("motion.question", text.ReasonRequired)
	case draft.Majority < 0 || draft.Majority > 99:
		return nil, invalid("motion.majority", "out_of_range", 0, 99)
	case !known:
		return nil, invalid("motion.itemId", "unknown")
	}
	if c.Target == "" {
		if len(s.Motions) >= MaxMotions {
			return nil, refuse(fault.Conflict, "too_many_motions", MaxMotions)
		}
		return facts(MotionPrepared{MotionID: scene.NewID(MotionPrefix), MotionDraft: draft})
	}
	motion := s.Motion(c.Target)
	switch {
	case motion == nil:
		return nil, refuse(fault.Conflict, "no_motion")
	case motion.State != MotionWritten:
		return nil, refuse(fault.Conflict, "motion_"+string(motion.State))
	case motion.MotionDraft == draft:
		return nil, nil
	}
	return facts(MotionPrepared{MotionID: motion.ID, MotionDraft: draft})
}

func (s *State) openMotion(scene *Scene, c *Command, motion *Motion) ([]Fact, error) {
	switch motion.State {
	case MotionOpen:
		return nil, nil
	case MotionWritten:
	default:
		return nil, refuse(fault.Conflict, "motion_"+string(motion.State))
	}
	if s.voting() != nil {
		return nil, refuse(fault.Conflict, "other_motion")
	}
	eligible, err := weigh(s.Eligible(motion.ByUnit), c.Voters)
	if err != nil {
		return nil, err
	}
	if len(eligible) == 0 {
		return nil, refuse(fault.Conflict, "no_voters")
	}
	opened := MotionOpened{MotionID: motion.ID, Voters: eligible}
	if motion.Secret {
		for i := range eligible {
			if eligible[i].Weight != 1 {
				return nil, invalid("voters", "secret_weight") // a weight of its own would tell who it was
			}
		}
		keys, err := scene.BallotKeys(motion.ID)
		if err != nil {
			return nil, err
		}
		opened.Keys = &keys
	}
	return facts(opened)
}

// Eligible returns who may vote now: the chair and the delegates in the room, each person or each unit once.
func (s *State) Eligible(byUnit bool) []Voter {
	byKey := map[string]*Voter{}
	for account, present := range s.Presence {
		who := &present.Who
		if !present.Here || who.Role != identity.Chair && who.Role != identity.Delegate {
			continue
		}
		key, name := cmp.Or(PersonSubjectOf(who), account), who.Name
		if byUnit {
			if who.Unit.IsZero() {
				continue
			}
			key, name = UnitVoter(who.Unit), cmp.Or(who.Site, who.Name)
		}
		if byKey[key] == nil {
			byKey[key] = &Voter{Key: key, Name: name, Unit: who.Site, Weight: 1}
		}
		byKey[key].Identities = append(byKey[key].Identities, account)
	}
	voters := make([]Voter, 0, len(byKey))
	for _, voter := range byKey {
		slices.Sort(voter.Identities)
		voters = append(voters, *voter)
	}
	slices.SortFunc(voters, func(a, b Voter) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	return voters
}

// PersonSubjectOf is PersonSubject of somebody, "" for an account that is nobody's.
func PersonSubjectOf(who *Who) string {
	if who.PersonID == "" {
		return ""
	}
	return PersonSubject(who.PersonID)
}

// weigh gives voters the weights asked for; 0 takes the vote away.
func weigh(eligible []Voter, weights []Weight) ([]Voter, error) {
	if len(weights) > MaxVoters {
		return nil, invalid("voters", "too_many", MaxVoters)
	}
	asked := make(map[string]int, len(weights))
	for _, weight := range weights {
		if weight.Weight < 0 || weight.Weight > 1000 {
			return nil, invalid("voters", "out_of_range", 0, 1000)
		}
		asked[weight.Voter] = weight.Weight
	}
	for key := range asked {
		if !slices.ContainsFunc(eligible, func(v Voter) bool { return v.Key == key }) {
			return nil, refuse(fault.Conflict, "not_eligible")
		}
	}
	var kept []Voter
	for _, voter := range eligible {
		if weight, given := asked[voter.Key]; given {
			voter.Weight = weight
		}
		if voter.Weight > 0 {
			kept = append(kept, voter)
		}
	}
	return kept, nil
}

func voterOf(scene *Scene, motion *Motion) (*Voter, error) {
	voter, found := motion.VoterOf(scene.By.Identity)
	switch {
	case motion.State == MotionWritten:
		return nil, refuse(fault.Conflict, "motion_"+string(motion.State))
	case !found:
		return nil, refuse(fault.Forbidden, "not_eligible")
	}
	return voter, nil
}

func vote(scene *Scene, c *Command, motion *Motion) ([]Fact, error) {
	voter, err := voterOf(scene, motion)
	if err != nil {
		return nil, err
	}
	if motion.Secret {
		return nil, refuse(fault.Conflict, "secret")
	}
	if !slices.Contains(Choices(), c.Choice) {
		return nil, invalid("choice", "unknown")
	}
	if c.Choice == Other && c.Text == "" {
		return nil, invalid("text", text.ReasonRequired)
	}
	if cast, found := motion.Ballots[voter.Key]; found {
		if cast.Choice == c.Choice {
			return nil, nil // a double click, or a second device
		}
		return nil, refuse(fault.Conflict, "voted")
	}
	if motion.State != MotionOpen {
		return nil, refuse(fault.Conflict, "motion_"+string(motion.State))
	}
	ballot := BallotCast{MotionID: motion.ID, Voter: voter.Key, Choice: c.Choice}
	if c.Choice == Other {
		ballot.Text = c.Text
	}
	return facts(ballot)
}

func closeMotion(scene *Scene, motion *Motion) ([]Fact, error) {
	switch motion.State {
	case MotionDone:
		return nil, nil
	case MotionWritten:
		return nil, refuse(fault.Conflict, "motion_"+string(motion.State))
	}
	result := motion.Tally()
	if motion.Secret {
		var err error
		if result, err = scene.SecretResult(motion); err != nil {
			return nil, err
		}
	}
	return facts(MotionClosed{MotionID: motion.ID, Result: result})
}
