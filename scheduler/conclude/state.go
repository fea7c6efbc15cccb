package conclude

import (
	"slices"

	"giaoban/internal/identity"
)

// MinutesAction is the name of a transition of minutes.
type MinutesAction string

// Actions on minutes.
const (
	SubmitMinutes   MinutesAction = "submit"   // trình chủ tọa
	WithdrawMinutes MinutesAction = "withdraw" // rút lại
	ReturnMinutes   MinutesAction = "return"   // trả lại
	AgreeMinutes    MinutesAction = "agree"    // thông qua
)

// MinutesTransition is one row of the table of transitions.
type MinutesTransition struct {
	Action   MinutesAction
	From, To MinutesState
	By       identity.Role // chair or secretary of the meeting or over its host
	Reason   bool          // a reason must be given
}

// MinutesTransitions is the one table of what can become of minutes. What is not in it cannot be done.
var MinutesTransitions = []MinutesTransition{
	{Action: SubmitMinutes, From: MinutesDraft, To: MinutesSubmitted, By: identity.Secretary},
	{Action: WithdrawMinutes, From: MinutesSubmitted, To: MinutesDraft, By: identity.Secretary},
	{Action: ReturnMinutes, From: MinutesSubmitted, To: MinutesDraft, By: identity.Chair, Reason: true},
	{Action: AgreeMinutes, From: MinutesSubmitted, To: MinutesAgreed, By: identity.Chair},
}

// FindMinutes returns the row for an action from a state.
func FindMinutes(from MinutesState, action MinutesAction) (MinutesTransition, bool) {
	for _, t := range MinutesTransitions {
		if t.From == from && t.Action == action {
			return t, true
		}
	}
	return MinutesTransition{}, false
}

// MinutesActionsOf returns what can be done with minutes in a state by any of the hands.
func MinutesActionsOf(state MinutesState, hands []identity.Role) []MinutesAction {
	var actions []MinutesAction
	for _, t := range MinutesTransitions {
		if t.From == state && slices.Contains(hands, t.By) {
			actions = append(actions, t.Action)
		}
	}
	return actions
}

// Standing is what somebody is to a task.
type Standing string

// Standings.
const (
	Giver       Standing = "giver"       // chair or secretary of the meeting or over its host
	Responsible Standing = "responsible" // the person named, or who speaks for the unit
)

// TaskState is where a task stands. Overdue is not a state: it follows from the due date and the clock.
type TaskState string

// States of a task.
const (
	TaskNew        TaskState = "new"
	TaskInProgress TaskState = "in_progress"
	TaskDone       TaskState = "done"
	TaskWithdrawn  TaskState = "withdrawn"
)

// TaskStates lists all states.
func TaskStates() []TaskState {
	return []TaskState{TaskNew, TaskInProgress, TaskDone, TaskWithdrawn}
}

// Open reports whether something is still to be done.
func (s TaskState) Open() bool { return s == TaskNew || s == TaskInProgress }

// TaskAction is the name of a transition of a task.
type TaskAction string

// Actions on tasks.
const (
	StartTask    TaskAction = "start"
	ReportTask   TaskAction = "report" // progress, in words
	FinishTask   TaskAction = "finish"
	ReopenTask   TaskAction = "reopen"
	WithdrawTask TaskAction = "withdraw"
)

// TaskTransition is one row of the table of transitions.
type TaskTransition struct {
	Action   TaskAction
	From, To TaskState
	By       []Standing
	Note     bool // words must be given
}

var (
	either = []Standing{Giver, Responsible}
	giver  = []Standing{Giver}
)

// TaskTransitions is the one table of what can become of a task.
var TaskTransitions = []TaskTransition{
	{Action: StartTask, From: TaskNew, To: TaskInProgress, By: either},
	{Action: FinishTask, From: TaskNew, To: TaskDone, By: either, Note: true},
	{Action: WithdrawTask, From: TaskNew, To: TaskWithdrawn, By: giver, Note: true},
	{Action: ReportTask, From: TaskInProgress, To: TaskInProgress, By: either, Note: true},
	{Action: FinishTask, From: TaskInProgress, To: TaskDone, By: either, Note: true},
	{Action: WithdrawTask, From: TaskInProgress, To: TaskWithdrawn, By: giver, Note: true},
	{Action: ReopenTask, From: TaskDone, To: TaskInProgress, By: giver, Note: true},
}

// FindTask returns the row for an action from a state.
func FindTask(from TaskState, action TaskAction) (TaskTransition, bool) {
	for _, t := range TaskTransitions {
		if t.From == from && t.Action == action {
			return t, true
		}
	}
	return TaskTransition{}, false
}

// TaskActionsOf returns what can be done with a task in a state by somebody of the standings.
func TaskActionsOf(state TaskState, standings []Standing) []TaskAction {
	var actions []TaskAction
	for _, t := range TaskTransitions {
		if t.From == state && slices.ContainsFunc(t.By, func(s Standing) bool { return slices.Contains(standings, s) }) {
			actions = append(actions, t.Action)
		}
	}
	return actions
}
