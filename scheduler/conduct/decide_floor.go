package conduct

import (
	"cmp"
	"slices"

	"giaoban/internal/fault"
	"giaoban/scheduler/plan"
)

func (s *State) decideFloor(scene *Scene, c *Command) ([]Fact, error) {
	switch c.Verb {
	case AskFloor:
		return s.askFloor(scene, c)
	case GiveFloor:
		return s.giveFloor(scene, c)
	case WithdrawFloor, ApproveFloor, RefuseFloor, MoveFloor:
		return s.changeRequest(scene, c)
	}
	return s.changeTurn(scene, c)
}

func (s *State) askFloor(scene *Scene, c *Command) ([]Fact, error) {
	queue := cmp.Or(c.Queue, Speech)
	if queue != Speech && queue != Question {
		return nil, invalid("queue", "unknown")
	}
	mine := func(who *Who, its Queue) bool { return who.Identity == scene.By.Identity && its == queue }
	if slices.ContainsFunc(s.Floor.Waiting, func(r *Request) bool { return mine(&r.Who, r.Queue) }) {
		return nil, nil // asked already: whoever asks twice keeps the place
	}
	if slices.ContainsFunc(s.Floor.Turns, func(t *Turn) bool { return mine(&t.Who, t.Queue) }) {
		return nil, refuse(fault.Conflict, "has_floor")
	}
	if len(s.Floor.Waiting) >= MaxWaiting {
		return nil, refuse(fault.Conflict, "queue_full", MaxWaiting)
	}
	return facts(FloorAsked{RequestID: scene.NewID(RequestPrefix), Queue: queue, Who: scene.By, Topic: c.Text, ItemID: s.Agenda.Current})
}

func (s *State) changeRequest(scene *Scene, c *Command) ([]Fact, error) {
	request := s.Request(c.Target)
	if request == nil {
		return nil, refuse(fault.Conflict, "no_request")
	}
	switch c.Verb {
	case WithdrawFloor:
		if request.Who.Identity != scene.By.Identity {
			return nil, refuse(fault.Forbidden, "not_yours")
		}
		return facts(FloorWithdrawn{RequestID: request.ID})
	case ApproveFloor:
		if request.Approved {
			return nil, nil
		}
		return facts(FloorApproved{RequestID: request.ID})
	case RefuseFloor:
		return facts(FloorRefused{RequestID: request.ID, Reason: c.Text})
	}
	if c.Before == request.ID {
		return nil, nil
	}
	if before := s.Request(c.Before); c.Before != "" && (before == nil || before.Queue != request.Queue) {
		return nil, refuse(fault.Conflict, "no_request")
	}
	return facts(FloorMoved{RequestID: request.ID, Before: c.Before})
}

// giveFloor calls one who waits, or anybody in the room. Under one-at-a-time it ends the turn under way first.
func (s *State) giveFloor(scene *Scene, c *Command) ([]Fact, error) {
	if c.Seconds < 0 {
		return nil, invalid("seconds", "out_of_range", 0, MaxSeconds)
	}
	if s.Turn(c.Target) != nil {
		return nil, nil
	}
	given := FloorGiven{RequestID: c.Target, Queue: cmp.Or(c.Queue, Speech), Topic: c.Text, ItemID: s.Agenda.Current, Seconds: c.Seconds}
	if request := s.Request(c.Target); request != nil {
		given.Who, given.Queue, given.Topic, given.ItemID = request.Who, request.Queue, request.Topic, cmp.Or(request.ItemID, s.Agenda.Current)
	} else if present := s.Presence[c.Target]; present != nil {
		given.RequestID, given.Who = scene.NewID(RequestPrefix), present.Who
	} else {
		return nil, refuse(fault.Conflict, "no_request")
	}
	if given.Queue != Speech && given.Queue != Question {
		return nil, invalid("queue", "unknown")
	}
	if !s.Here(given.Who.Identity) {
		return nil, refuse(fault.Conflict, "not_here")
	}
	if slices.ContainsFunc(s.Floor.Turns, func(t *Turn) bool { return t.Who.Identity == given.Who.Identity }) {
		return nil, refuse(fault.Conflict, "has_floor")
	}
	if c.Before != "" {
		if !s.asked(c.Before) {
			return nil, refuse(fault.Conflict, "no_question")
		}
		given.Reply, given.Queue = c.Before, Question
	}
	var made []Fact
	if s.Microphones == plan.MicrophoneOneAtATime {
		for _, turn := range s.Floor.Turns {
			made = append(made, FloorEnded{RequestID: turn.ID})
		}
	}
	return append(made, given), nil
}

// asked reports whether a turn was a question, which another replies to. A reply is none.
func (s *State) asked(requestID string) bool {
	return slices.ContainsFunc(append(slices.Clone(s.Floor.Past), s.Floor.Turns...), func(t *Turn) bool { return t.ID == requestID && t.Queue == Question && t.Reply == "" })
}

func (s *State) changeTurn(scene *Scene, c *Command) ([]Fact, error) {
	turn := s.Turn(c.Target)
	if turn == nil {
		if c.Verb == EndFloor && slices.ContainsFunc(s.Floor.Past, func(t *Turn) bool { return t.ID == c.Target }) {
			return nil, nil // somebody else was quicker
		}
		return nil, refuse(fault.Conflict, "no_turn")
	}
	switch c.Verb {
	case HoldFloor:
		if !turn.Held.IsZero() {
			return nil, nil
		}
		return facts(FloorHeld{RequestID: turn.ID})
	case ResumeFloor:
		if turn.Held.IsZero() {
			return nil, nil
		}
		return facts(FloorResumed{RequestID: turn.ID})
	case ExtendFloor:
		if turn.Seconds+c.Seconds < 0 || turn.Seconds+c.Seconds > MaxSeconds {
			return nil, invalid("seconds", "out_of_range", 0, MaxSeconds)
		}
		return facts(FloorExtended{RequestID: turn.ID, Seconds: c.Seconds})
	case EndFloor:
		if !s.leads(&scene.By) && turn.Who.Identity != scene.By.Identity {
			return nil, refuse(fault.Forbidden, "not_yours")
		}
		return facts(FloorEnded{RequestID: turn.ID})
	}
	return nil, refuse(fault.Invalid, "verb")
}
