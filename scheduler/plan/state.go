package plan

import (
	"slices"

	"giaoban/internal/identity"
)

// State is where a meeting stands in its life.
type State string

// States of a meeting.
const (
	StateDraft     State = "draft"     // dự thảo
	StateSubmitted State = "submitted" // trình duyệt
	StateApproved  State = "approved"  // đã duyệt
	StateIssued    State = "issued"    // đã phát hành
	StateLive      State = "live"      // đang họp
	StatePaused    State = "paused"    // tạm dừng
	StateEnded     State = "ended"     // đã kết thúc
	StateCancelled State = "cancelled" // đã hủy
	StatePostponed State = "postponed" // đã hoãn
)

// States lists all states in the order of a meeting's life.
func States() []State {
	return []State{StateDraft, StateSubmitted, StateApproved, StateIssued, StateLive, StatePaused, StateEnded, StateCancelled, StatePostponed}
}

// Valid reports whether s is one of States.
func (s State) Valid() bool { return slices.Contains(States(), s) }

// Public reports whether those invited see a meeting in the state. Before it is issued it is the host's own affair.
func (s State) Public() bool {
	return slices.Contains([]State{StateIssued, StateLive, StatePaused, StateEnded, StateCancelled, StatePostponed}, s)
}

// Running reports whether the meeting is under way.
func (s State) Running() bool { return s == StateLive || s == StatePaused }

// Over reports whether the meeting will not take place any more.
func (s State) Over() bool { return s == StateEnded || s == StateCancelled }

// Action is the name of a transition.
type Action string

// Actions.
const (
	Submit     Action = "submit"     // trình duyệt
	Withdraw   Action = "withdraw"   // rút lại
	Approve    Action = "approve"    // phê duyệt
	Return     Action = "return"     // trả lại
	Issue      Action = "issue"      // phát hành giấy mời
	Start      Action = "start"      // khai mạc
	Pause      Action = "pause"      // tạm dừng
	Resume     Action = "resume"     // họp tiếp
	End        Action = "end"        // bế mạc
	Cancel     Action = "cancel"     // hủy
	Postpone   Action = "postpone"   // hoãn
	Reschedule Action = "reschedule" // dời lịch
)

// Hand is who may move a meeting: somebody who holds the role in the meeting itself (its chair, its secretary) or over
// its host unit.
type Hand = identity.Role

// Transition is one row of the table of transitions.
type Transition struct {
	Action Action
	From   State
	To     State
	By     []Hand // roles; see Hand
	Clock  bool   // the system does it too, when its time has come
	Reason bool   // a reason must be given
}

var (
	both      = []Hand{identity.Chair, identity.Secretary}
	chair     = []Hand{identity.Chair}
	secretary = []Hand{identity.Secretary}
)

// Transitions is the one table of what a meeting can do. What is not in it cannot be done.
var Transitions = []Transition{
	{Action: Submit, From: StateDraft, To: StateSubmitted, By: secretary},
	{Action: Cancel, From: StateDraft, To: StateCancelled, By: both, Reason: true},
	{Action: Withdraw, From: StateSubmitted, To: StateDraft, By: secretary},
	{Action: Return, From: StateSubmitted, To: StateDraft, By: chair, Reason: true},
	{Action: Approve, From: StateSubmitted, To: StateApproved, By: chair},
	{Action: Cancel, From: StateSubmitted, To: StateCancelled, By: both, Reason: true},
	{Action: Return, From: StateApproved, To: StateDraft, By: both, Reason: true},
	{Action: Issue, From: StateApproved, To: StateIssued, By: both},
	{Action: Cancel, From: StateApproved, To: StateCancelled, By: both, Reason: true},
	{Action: Postpone, From: StateApproved, To: StatePostponed, By: both, Reason: true},
	{Action: Start, From: StateIssued, To: StateLive, By: both, Clock: true},
	{Action: Cancel, From: StateIssued, To: StateCancelled, By: both, Reason: true},
	{Action: Postpone, From: StateIssued, To: StatePostponed, By: both, Reason: true},
	{Action: Pause, From: StateLive, To: StatePaused, By: both},
	{Action: End, From: StateLive, To: StateEnded, By: both, Clock: true},
	{Action: Resume, From: StatePaused, To: StateLive, By: both},
	{Action: End, From: StatePaused, To: StateEnded, By: both, Clock: true},
	{Action: Reschedule, From: StatePostponed, To: StateDraft, By: both},
	{Action: Cancel, From: StatePostponed, To: StateCancelled, By: both, Reason: true},
}

// Find returns the row for an action from a state.
func Find(from State, action Action) (Transition, bool) {
	for _, t := range Transitions {
		if t.From == from && t.Action == action {
			return t, true
		}
	}
	return Transition{}, false
}
