package papers

import "slices"

// State is where a paper stands.
type State string

// States of a paper.
const (
	Awaited   State = "awaited"   // chưa có tài liệu
	Drafted   State = "draft"     // dự thảo
	Submitted State = "submitted" // trình duyệt
	Returned  State = "returned"  // trả lại
	Approved  State = "approved"  // đã duyệt
	Released  State = "released"  // đã phát hành
	Withdrawn State = "withdrawn" // đã thu hồi
)

// States lists all states in the order of a paper's life.
func States() []State {
	return []State{Awaited, Drafted, Submitted, Returned, Approved, Released, Withdrawn}
}

// Action is the name of a transition.
type Action string

// Actions.
const (
	Upload   Action = "upload"    // tải lên
	Submit   Action = "submit"    // trình duyệt
	Recall   Action = "recall"    // rút lại
	Approve  Action = "approve"   // phê duyệt
	SendBack Action = "send_back" // trả lại
	Release  Action = "release"   // phát hành
	Withdraw Action = "withdraw"  // thu hồi
	Delete   Action = "delete"    // xóa
)

// Hand is who may move a paper.
type Hand string

// Hands.
const (
	ByHost     Hand = "host"     // the meeting's chair and secretary, and those of its host unit
	ByPreparer Hand = "preparer" // whoever prepares the paper
)

// Transition is one row of the table of transitions.
type Transition struct {
	Action Action
	From   State
	To     State // "" = the paper is gone
	By     []Hand
	Reason bool // a reason must be given
}

var (
	either   = []Hand{ByHost, ByPreparer}
	host     = []Hand{ByHost}
	preparer = []Hand{ByPreparer}
)

// Transitions is the one table of what can be done with a paper. What is not in it cannot be done. A new version of a
// paper that is on its way or released takes the old one back first: nobody approves what they have not seen.
var Transitions = []Transition{
	{Action: Upload, From: Awaited, To: Drafted, By: either},
	{Action: Delete, From: Awaited, By: host},
	{Action: Upload, From: Drafted, To: Drafted, By: either},
	{Action: Submit, From: Drafted, To: Submitted, By: either},
	{Action: Delete, From: Drafted, By: either},
	{Action: Recall, From: Submitted, To: Drafted, By: preparer},
	{Action: Approve, From: Submitted, To: Approved, By: host},
	{Action: SendBack, From: Submitted, To: Returned, By: host, Reason: true},
	{Action: Upload, From: Returned, To: Drafted, By: either},
	{Action: Submit, From: Returned, To: Submitted, By: either},
	{Action: Delete, From: Returned, By: host},
	{Action: SendBack, From: Approved, To: Returned, By: host, Reason: true},
	{Action: Release, From: Approved, To: Released, By: host},
	{Action: Withdraw, From: Released, To: Withdrawn, By: host, Reason: true},
	{Action: Upload, From: Withdrawn, To: Drafted, By: either},
	{Action: Release, From: Withdrawn, To: Released, By: host},
	{Action: Delete, From: Withdrawn, By: host},
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

// Allows reports whether somebody with the hands may take the transition.
func (t Transition) Allows(hands []Hand) bool {
	return slices.ContainsFunc(hands, func(h Hand) bool { return slices.Contains(t.By, h) })
}
