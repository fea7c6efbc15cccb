package concluder

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/text"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
)

// TaskView is a task with how it stands and what its reader may do.
type TaskView struct {
	conclude.Task
	Mark    conclude.Mark
	Edit    bool // may change what is asked, chase, or remove what nobody was told of
	Actions []conclude.TaskAction
}

func (s *Service) taskView(t *conclude.Task, viewer *directory.Viewer) TaskView {
	standings := conclude.StandingsOf(t, viewer)
	v := TaskView{Task: *t, Mark: conclude.MarkOf(t, s.Now(), s.Zone), Actions: conclude.TaskActionsOf(t.State, standings)}
	v.Edit = slices.Contains(standings, conclude.Giver) && t.State.Open()
	return v
}

// Tasks returns a page of the tasks that the reader may see.
func (s *Service) Tasks(ctx context.Context, by directory.By, query conclude.TaskQuery) ([]TaskView, string, error) {
	query.Today = s.Now().In(s.Zone).Format(time.DateOnly)
	found, next, err := s.Store.Tasks(ctx, by.Viewer, query)
	if err != nil {
		return nil, "", err
	}
	all := make([]TaskView, len(found))
	for i := range found {
		all[i] = s.taskView(&found[i], by.Viewer)
	}
	return all, next, nil
}

// Task returns one task. One that the reader may not see is not found, and the attempt is recorded.
func (s *Service) Task(ctx context.Context, by directory.By, taskID string) (*TaskView, error) {
	t, err := s.task(ctx, s.Store.DB(), by, taskID)
	if err != nil {
		return nil, err
	}
	v := s.taskView(t, by.Viewer)
	return &v, nil
}

func (s *Service) task(ctx context.Context, db bun.IDB, by directory.By, taskID string) (*conclude.Task, error) {
	t, err := s.Store.Task(ctx, db, taskID)
	if err != nil {
		return nil, err
	}
	if by.Viewer != nil && !conclude.MaySee(t, by.Viewer) {
		return nil, s.refuse(ctx, by, "task:"+taskID)
	}
	return t, nil
}

// GiveTask adds a task to those of a meeting. It is assigned at once when the conclusion notice is out.
func (s *Service) GiveTask(ctx context.Context, by directory.By, meetingID string, fields conclude.TaskFields) (*TaskView, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if err := begun(a.meeting); err != nil {
		return nil, err
	}
	if err := s.checkTask(ctx, &fields, ""); err != nil {
		return nil, err
	}
	t := &conclude.Task{ID: id.New(conclude.TaskPrefix), MeetingID: meetingID, TaskFields: fields, State: conclude.TaskNew, CreatedAt: s.now(), UpdatedAt: s.now()}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		notice, err := s.Store.Notice(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if notice.Out() {
			t.AssignedAt = t.CreatedAt
		}
		if err := s.Store.AddTask(ctx, tx, t); err != nil {
			return err
		}
		if t, err = s.Store.Task(ctx, tx, t.ID); err != nil {
			return err
		}
		if !t.AssignedAt.IsZero() {
			if err := s.postTasks(ctx, tx, []conclude.Task{*t}, mailAssigned); err != nil {
				return err
			}
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "task.given", "task:"+t.ID, fields)
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	v := s.taskView(t, by.Viewer)
	return &v, nil
}

func (s *Service) checkTask(ctx context.Context, f *conclude.TaskFields, was string) error {
	form := &text.Form{}
	form.Required("title", &f.Title, 500)
	form.Lines("detail", &f.Detail, text.Note)
	form.Check(f.Due == "" || workday.Valid(f.Due), "due", "conclude.day")
	form.Check(f.Due == "" || f.Due == was || f.Due >= s.Now().In(s.Zone).Format(time.DateOnly), "due", "conclude.due_past")
	units, err := s.Directory.UnitsByKey(ctx, []directory.UnitKey{f.Unit})
	if err != nil {
		return err
	}
	_, found := units[f.Unit]
	form.Check(found, "unit", "unknown")
	if f.PersonID != "" {
		people, err := s.Directory.PeopleByID(ctx, []string{f.PersonID})
		if err != nil {
			return err
		}
		person, found := people[f.PersonID]
		form.Check(found && person.Active, "personId", "invite.nobody")
		form.Check(!found || person.Unit == f.Unit, "personId", "conclude.other_unit")
	}
	return form.Err()
}

// changeTask runs a change of a task by whoever gives it; version is the one that the caller has read.
func (s *Service) changeTask(ctx context.Context, by directory.By, taskID string, version int64, change func(ctx context.Context, tx bun.Tx, t *conclude.Task) error) (*TaskView, error) {
	t, err := s.task(ctx, s.Store.DB(), by, taskID)
	if err != nil {
		return nil, err
	}
	if t.Version != version {
		return nil, fault.StaleVersion(t.Version)
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		t.UpdatedAt = s.later(t.UpdatedAt)
		return change(ctx, tx, t)
	})
	if err != nil {
		return nil, err
	}
	if t, err = s.Store.Task(ctx, s.Store.DB(), taskID); err != nil {
		return nil, err
	}
	s.changed(t.MeetingID)
	v := s.taskView(t, by.Viewer)
	return &v, nil
}

// EditTask changes what is asked.
func (s *Service) EditTask(ctx context.Context, by directory.By, taskID string, version int64, fields conclude.TaskFields) (*TaskView, error) {
	was, err := s.task(ctx, s.Store.DB(), by, taskID)
	if err != nil {
		return nil, err
	}
	if err := editable(was, by); err != nil {
		return nil, err
	}
	if err := s.checkTask(ctx, &fields, was.Due); err != nil {
		return nil, err
	}
	return s.changeTask(ctx, by, taskID, version, func(ctx context.Context, tx bun.Tx, t *conclude.Task) error {
		before := t.TaskFields
		t.TaskFields = fields
		if err := s.Store.SaveTask(ctx, tx, t); err != nil {
			return err
		}
		if !t.AssignedAt.IsZero() && (before.Unit != t.Unit || before.PersonID != t.PersonID || before.Due != t.Due) {
			now, err := s.Store.Task(ctx, tx, t.ID)
			if err != nil {
				return err
			}
			if err := s.postTasks(ctx, tx, []conclude.Task{*now}, mailAssigned); err != nil {
				return err
			}
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "task.edited", "task:"+t.ID, map[string]any{"before": before, "after": t.TaskFields})
	})
}

// editable refuses changes of what is asked by others than those who ask, and once nothing is open any more.
func editable(t *conclude.Task, by directory.By) error {
	if !slices.Contains(conclude.StandingsOf(t, by.Viewer), conclude.Giver) {
		return fault.New(fault.Forbidden, "")
	}
	if !t.State.Open() {
		return fault.New(fault.Conflict, "conclude.task_closed")
	}
	return nil
}

// RemoveTask removes a task that nobody was told of; one that was assigned is withdrawn instead.
func (s *Service) RemoveTask(ctx context.Context, by directory.By, taskID string, version int64) error {
	t, err := s.task(ctx, s.Store.DB(), by, taskID)
	if err != nil {
		return err
	}
	if err := editable(t, by); err != nil {
		return err
	}
	if !t.AssignedAt.IsZero() {
		return fault.New(fault.Conflict, "conclude.task_assigned")
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.Store.DeleteTask(ctx, tx, taskID, version); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "task.removed", "task:"+taskID, t.TaskFields)
	})
	if err == nil {
		s.changed(t.MeetingID)
	}
	return err
}

// ActTask moves a task by the table of transitions, with a note where the table asks for one.
func (s *Service) ActTask(ctx context.Context, by directory.By, taskID string, version int64, action conclude.TaskAction, note string) (*TaskView, error) {
	form := &text.Form{}
	form.Lines("note", &note, text.Note)
	if err := form.Err(); err != nil {
		return nil, err
	}
	return s.changeTask(ctx, by, taskID, version, func(ctx context.Context, tx bun.Tx, t *conclude.Task) error {
		transition, found := conclude.FindTask(t.State, action)
		if !found {
			return fault.New(fault.Conflict, "conclude.task_not_from_here")
		}
		if !slices.Contains(conclude.TaskActionsOf(t.State, conclude.StandingsOf(t, by.Viewer)), action) {
			return fault.New(fault.Forbidden, "")
		}
		if transition.Note && note == "" {
			return fault.InvalidFields("form", []fault.Field{{Location: "note", Reason: text.ReasonRequired}})
		}
		from := t.State
		t.State, t.DoneAt = transition.To, time.Time{}
		if note != "" {
			t.Note = note
		}
		if t.State == conclude.TaskDone {
			t.DoneAt = t.UpdatedAt
		}
		if err := s.Store.SaveTask(ctx, tx, t); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "task."+string(action), "task:"+t.ID, map[string]any{"from": from, "to": t.State, "note": note})
	})
}

// chasePause is how long nobody is chased again.
const chasePause = 4 * time.Hour

// ChaseTask reminds those responsible of a task that is open, by mail and in the product.
func (s *Service) ChaseTask(ctx context.Context, by directory.By, taskID string, version int64) (*TaskView, error) {
	return s.changeTask(ctx, by, taskID, version, func(ctx context.Context, tx bun.Tx, t *conclude.Task) error {
		if err := editable(t, by); err != nil {
			return err
		}
		if t.AssignedAt.IsZero() {
			return fault.New(fault.Conflict, "conclude.task_not_assigned")
		}
		if s.Now().Before(t.ChasedAt.Add(chasePause)) {
			return fault.New(fault.Conflict, "conclude.chased")
		}
		t.ChasedAt = t.UpdatedAt
		t.Chases++
		if err := s.Store.SaveTask(ctx, tx, t); err != nil {
			return err
		}
		if err := s.postTasks(ctx, tx, []conclude.Task{*t}, mailChase); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "task.chased", "task:"+t.ID, map[string]any{"times": t.Chases})
	})
}

// assign tells those responsible of a meeting's tasks of them.
func (s *Service) assign(ctx context.Context, tx bun.Tx, m *plan.Meeting, at time.Time) error {
	all, err := s.Store.TasksOf(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	fresh := slices.DeleteFunc(all, func(t conclude.Task) bool { return !t.AssignedAt.IsZero() || !t.State.Open() })
	if err := s.Store.Assign(ctx, tx, m.ID, at); err != nil {
		return err
	}
	return s.postTasks(ctx, tx, fresh, mailAssigned)
}
