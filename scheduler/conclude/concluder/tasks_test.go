package concluder_test

import (
	"slices"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// ways to each state of a task from a new one.
var ways = map[conclude.TaskState][]conclude.TaskAction{
	conclude.TaskNew: nil, conclude.TaskInProgress: {conclude.StartTask}, conclude.TaskDone: {conclude.FinishTask}, conclude.TaskWithdrawn: {conclude.WithdrawTask},
}

// TestEveryTransitionOfTasks tries each action from each state by who gives and who is responsible: the table alone decides.
func TestEveryTransitionOfTasks(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx := f.held(t, plan.StateEnded), t.Context()
		f.issued(t, m)
		callers := map[conclude.Standing]directory.By{conclude.Giver: f.secretary(t), conclude.Responsible: f.As(t, identity.Secretary, plantest.Commune)}
		for _, state := range conclude.TaskStates() {
			for _, action := range []conclude.TaskAction{conclude.StartTask, conclude.ReportTask, conclude.FinishTask, conclude.ReopenTask, conclude.WithdrawTask} {
				for standing, by := range callers {
					v, err := f.service.GiveTask(ctx, f.secretary(t), m.ID, conclude.TaskFields{Title: "Việc", Unit: plantest.Commune})
					check(t, err)
					for _, step := range ways[state] {
						v, err = f.service.ActTask(ctx, f.secretary(t), v.ID, v.Version, step, "lời")
						check(t, err)
					}
					row, found := conclude.FindTask(state, action)
					moved, err := f.service.ActTask(ctx, by, v.ID, v.Version, action, "lời")
					switch {
					case !found:
						want(t, err, fault.Conflict, "conclude.task_not_from_here")
					case !slices.Contains(row.By, standing):
						want(t, err, fault.Forbidden, "")
					case err != nil || moved.State != row.To || (moved.State == conclude.TaskDone) == moved.DoneAt.IsZero():
						t.Errorf("%s from %s by %s: %v", action, state, standing, err)
					}
				}
			}
		}
	})
}

func TestOnlyTasksNobodyKnowsOfAreRemoved(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		draft, err := f.service.GiveTask(ctx, secretary, m.ID, conclude.TaskFields{Title: "Việc", Unit: plantest.Commune})
		check(t, err)
		want(t, f.service.RemoveTask(ctx, secretary, draft.ID, draft.Version+1), fault.Stale, "")
		check(t, f.service.RemoveTask(ctx, secretary, draft.ID, draft.Version))
		want(t, f.service.RemoveTask(ctx, secretary, draft.ID, draft.Version), fault.NotFound, "")
		f.issued(t, m)
		given, err := f.service.GiveTask(ctx, secretary, m.ID, conclude.TaskFields{Title: "Việc", Unit: plantest.Commune})
		check(t, err)
		want(t, f.service.RemoveTask(ctx, secretary, given.ID, given.Version), fault.Conflict, "conclude.task_assigned")
		edited, err := f.service.EditTask(ctx, secretary, given.ID, given.Version, conclude.TaskFields{Title: "Việc khác", Unit: plantest.Commune, Due: "2026-12-31"})
		check(t, err)
		if edited.Title != "Việc khác" || edited.Due != "2026-12-31" {
			t.Errorf("%+v", edited)
		}
	})
}
