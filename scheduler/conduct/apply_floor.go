package conduct

import (
	"slices"
	"time"
)

// applyFloor reports whether the fact is one of the floor.
func (s *State) applyFloor(f Fact, at time.Time) (parts []Part, found bool) {
	switch f := f.(type) {
	case FloorAsked:
		s.Floor.Waiting = append(s.Floor.Waiting, &Request{ID: f.RequestID, Queue: f.Queue, Who: f.Who, Topic: f.Topic, ItemID: f.ItemID, At: at})
		delete(s.Floor.Refused, f.Who.Identity)
		return []Part{PartFloor}, true
	case FloorWithdrawn:
		s.dropRequest(f.RequestID)
		return []Part{PartFloor}, true
	case FloorRefused:
		if request := s.Request(f.RequestID); request != nil {
			s.Floor.Refused[request.Who.Identity] = Refusal{RequestID: request.ID, Queue: request.Queue, Topic: request.Topic, Reason: f.Reason, At: at}
		}
		s.dropRequest(f.RequestID)
		return []Part{PartFloor}, true
	case FloorApproved:
		if request := s.Request(f.RequestID); request != nil {
			request.Approved = true
		}
		return []Part{PartFloor}, true
	case FloorMoved:
		s.moveRequest(f.RequestID, f.Before)
		return []Part{PartFloor}, true
	case FloorGiven:
		s.beginTurn(f, at)
	case FloorHeld:
		if turn := s.Turn(f.RequestID); turn != nil {
			turn.hold(at)
		}
	case FloorResumed:
		if turn := s.Turn(f.RequestID); turn != nil && !turn.Held.IsZero() {
			turn.Since, turn.Held = at, time.Time{}
		}
	case FloorExtended:
		if turn := s.Turn(f.RequestID); turn != nil {
			turn.Seconds = max(0, turn.Seconds+f.Seconds)
		}
		return []Part{PartFloor}, true
	case FloorEnded:
		s.endTurn(f.RequestID, at)
	default:
		return nil, false
	}
	return []Part{PartFloor, PartMicrophones, PartStage}, true
}

func (s *State) dropRequest(requestID string) {
	requestID = s.named(requestID)
	s.Floor.Waiting = slices.DeleteFunc(slices.Clone(s.Floor.Waiting), func(r *Request) bool { return r.ID == requestID })
}

func (s *State) moveRequest(requestID, before string) {
	request := s.Request(requestID)
	if request == nil || request.ID == s.named(before) {
		return
	}
	s.dropRequest(requestID)
	at := s.waitingAt(before)
	if at < 0 {
		at = len(s.Floor.Waiting)
	}
	s.Floor.Waiting = slices.Insert(s.Floor.Waiting, at, request)
}

// beginTurn gives the floor. Two logs that were merged may both have given it: see displaced.
func (s *State) beginTurn(f FloorGiven, at time.Time) {
	f.RequestID, f.Reply = s.named(f.RequestID), s.named(f.Reply)
	s.called[f.RequestID] = true
	s.dropRequest(f.RequestID)
	delete(s.Floor.Refused, f.Who.Identity)
	for _, turn := range s.displaced(f.Who.Identity) {
		s.endTurn(turn.ID, at)
	}
	turn := &Turn{ID: f.RequestID, Queue: f.Queue, Who: f.Who, Topic: f.Topic, ItemID: f.ItemID, Reply: f.Reply, Start: at, Since: at, Seconds: f.Seconds}
	if s.Phase == Paused {
		turn.hold(at)
	}
	s.Floor.Turns = append(slices.Clone(s.Floor.Turns), turn)
}

func (t *Turn) hold(at time.Time) {
	if !t.Held.IsZero() {
		return
	}
	t.Before += max(0, at.Sub(t.Since)).Milliseconds()
	t.Since, t.Held = at, at
}

func (s *State) endTurn(requestID string, at time.Time) {
	i := s.turnAt(requestID)
	if i < 0 {
		return
	}
	turn := s.Floor.Turns[i]
	turn.End = at
	s.Floor.Turns = slices.Delete(slices.Clone(s.Floor.Turns), i, i+1)
	s.Floor.Past = append(s.Floor.Past, turn)
}
