package conduct

import (
	"slices"
	"time"

	"giaoban/scheduler/plan"
)

// Apply adds an entry to the state. Entries come in the order of Seq; one that does not fit, as after a merge of two
// logs, changes nothing: see Unfit. It never fails.
func (s *State) Apply(e *Entry) {
	why := s.Unfit(e)
	s.Seq = e.Seq
	if _, given := s.commands[e.CommandID]; !given && e.CommandID != "" {
		s.commands[e.CommandID] = e.Node
	}
	if why != "" {
		s.join(e.Fact)
		return
	}
	for _, part := range s.apply(e, e.At) {
		s.Changed[part] = e.Seq
	}
}

// join makes a request that does not fit, since whoever asked waits already, another name of the one that does.
func (s *State) join(f Fact) {
	if asked, ok := f.(FloorAsked); ok {
		if waiting := s.waits(asked.Who.Identity, asked.Queue); waiting != nil {
			s.aliases[asked.RequestID] = waiting.ID
		}
	}
}

// Given reports whether a command has made something happen.
func (s *State) Given(commandID string) bool {
	_, given := s.commands[commandID]
	return given
}

func (s *State) apply(e *Entry, at time.Time) []Part {
	switch f := e.Fact.(type) {
	case Opened, Held, Resumed, Ended:
		return s.applyPhase(f, at)
	case Arrived:
		return s.arrive(f.Who, at)
	case Departed:
		return s.depart(f.Identity, at)
	case RollMarked:
		s.Roll.Marks[f.Subject] = RollMark{Mark: f.Mark, Note: f.Note, At: at, By: e.By.Name}
		s.markPlace(f, at)
		return []Part{PartRoll}
	case RollSeated:
		return s.seat(f)
	case RollMoved:
		s.placeOf(f.Subject).move(f.Here, at)
		return []Part{PartRoll}
	case RollCalled:
		s.Roll.Calling = f.Subject
		return []Part{PartRoll, PartStage}
	case RollClosed:
		s.Roll.Calling = ""
		return []Part{PartRoll, PartStage}
	case QuorumRuled:
		s.Roll.Quorum = f.Quorum
		return []Part{PartRoll}
	case ItemTaken, PaperShown, PageTurned:
		return s.applyAgenda(f, at)
	case MicrophonesRuled:
		return s.ruleMicrophones(f.Policy, at)
	case MicrophoneGranted:
		if !slices.Contains(s.Granted, f.Identity) {
			s.Granted = append(s.Granted, f.Identity)
		}
		return []Part{PartMicrophones}
	case MicrophoneRevoked:
		s.Granted = slices.DeleteFunc(slices.Clone(s.Granted), func(identity string) bool { return identity == f.Identity })
		return []Part{PartMicrophones}
	case StageSet:
		if f.Layout != s.Stage.Layout || f.Rotate != s.Stage.Rotate {
			s.StageSince = at
		}
		s.Stage = f
		return []Part{PartStage}
	case NoticePosted:
		s.Notice = Notice{Text: f.Text, At: at}
		if f.Text != "" && f.Seconds > 0 {
			s.Notice.Until = at.Add(time.Duration(f.Seconds) * time.Second)
		}
		return []Part{PartMeeting}
	case DeputyNamed:
		s.Deputy = f.Identity
		return []Part{PartMeeting, PartMicrophones}
	case HallMuted, Corrected:
		return nil // told by the log alone
	}
	if parts, found := s.applyFloor(e.Fact, at); found {
		return parts
	}
	return s.applyMotion(e.Fact, at)
}

// ruleMicrophones changes the policy. From now on one speaks at a time: the one who began last.
func (s *State) ruleMicrophones(policy Microphones, at time.Time) []Part {
	s.Microphones, s.Granted = policy, nil
	for policy == plan.MicrophoneOneAtATime && len(s.Floor.Turns) > 1 {
		s.endTurn(s.Floor.Turns[0].ID, at)
	}
	return []Part{PartMicrophones, PartFloor, PartStage}
}

func (s *State) applyPhase(f Fact, at time.Time) []Part {
	switch f.(type) {
	case Opened:
		s.Phase, s.OpenedAt = Open, at
	case Held:
		s.Phase, s.HeldAt = Paused, at
		if s.Agenda.Current != "" && s.Agenda.Held.IsZero() {
			s.Agenda.Held = at
		}
		for _, turn := range s.Floor.Turns {
			turn.hold(at)
		}
	case Resumed:
		s.Phase, s.HeldAt = Open, time.Time{}
		if !s.Agenda.Held.IsZero() {
			s.Agenda.Taken[s.Agenda.Current] += seconds(s.Agenda.Held.Sub(s.Agenda.Since))
			s.Agenda.Since, s.Agenda.Held = at, time.Time{}
		}
	case Ended:
		s.Phase, s.EndedAt, s.Notice = Closed, at, Notice{}
		s.leaveItem(at)
		s.leaveAll(at)
		for _, turn := range slices.Clone(s.Floor.Turns) {
			s.endTurn(turn.ID, at)
		}
		s.Floor.Waiting, s.Roll.Calling, s.Agenda.Paper, s.Agenda.Page = nil, "", "", 0
		for _, motion := range s.Motions {
			if motion.State == MotionOpen {
				motion.State = MotionHold
			}
		}
	}
	return Parts()
}

func (s *State) arrive(who Who, at time.Time) []Part {
	found := s.Presence[who.Identity]
	if found == nil {
		found = &Presence{First: at}
		s.Presence[who.Identity] = found
	}
	found.Who = who
	if found.Here {
		found.Since = at
	} else {
		found.Times++
		found.move(true, at)
	}
	return slices.Concat(s.takeOver(&who, at), s.markPresent(&who, at), s.seen(&who))
}

// markPresent writes down, where no hand has written anything, that a site and a person are there.
func (s *State) markPresent(who *Who, at time.Time) []Part {
	if s.Phase == Closed {
		return nil
	}
	mark := Online
	if s.Phase != Waiting {
		mark = Late
	}
	var parts []Part
	note := func(subject string) {
		if _, written := s.Roll.Marks[subject]; !written {
			s.Roll.Marks[subject] = RollMark{Mark: mark, At: at}
			parts = []Part{PartRoll}
		}
	}
	if !who.Unit.IsZero() {
		note(SiteSubject(who.Unit))
	}
	if who.PersonID != "" {
		note(PersonSubject(who.PersonID))
	}
	return parts
}

func (s *State) depart(identity string, at time.Time) []Part {
	found := s.Presence[identity]
	if found == nil || !found.Here {
		return nil
	}
	found.move(false, at)
	return s.seen(&found.Who)
}

// seen are the parts that tell of somebody who comes or goes: the stage too when their site is called.
func (s *State) seen(who *Who) []Part {
	if s.Roll.Calling != "" && s.Roll.Calling == SiteSubject(who.Unit) {
		return []Part{PartPresence, PartStage}
	}
	return []Part{PartPresence}
}

func (s *State) applyAgenda(f Fact, at time.Time) []Part {
	switch f := f.(type) {
	case ItemTaken:
		s.leaveItem(at)
		s.Agenda.Current, s.Agenda.Since, s.Agenda.Held = f.ItemID, at, time.Time{}
		if s.Phase == Paused {
			s.Agenda.Held = at
		}
		s.Agenda.Paper, s.Agenda.Page = "", 0
	case PaperShown:
		s.Agenda.Paper, s.Agenda.Page = f.PaperID, f.Page
	case PageTurned:
		s.Agenda.Page = f.Page
	}
	return []Part{PartAgenda, PartMicrophones}
}

// leaveItem adds up what the current item took.
func (s *State) leaveItem(at time.Time) {
	if s.Agenda.Current == "" {
		return
	}
	until := at
	if !s.Agenda.Held.IsZero() {
		until = s.Agenda.Held
	}
	s.Agenda.Taken[s.Agenda.Current] += seconds(until.Sub(s.Agenda.Since))
	s.Agenda.Current, s.Agenda.Held = "", time.Time{}
}

func seconds(d time.Duration) int { return max(0, int(d.Round(time.Second)/time.Second)) }
