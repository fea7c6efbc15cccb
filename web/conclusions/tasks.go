package conclusions

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type taskBody struct {
	ID           string                `json:"id" example:"TA_k3h1D2f9aQ0z"`
	Version      int64                 `json:"version" doc:"What If-Match is given."`
	MeetingID    string                `json:"meetingId"`
	MeetingTitle string                `json:"meetingTitle"`
	MeetingStart time.Time             `json:"meetingStart"`
	Document     string                `json:"document,omitempty" doc:"Number and symbol of the conclusion notice."`
	Order        int                   `json:"order" doc:"Among those of the meeting."`
	Title        string                `json:"title"`
	Detail       string                `json:"detail,omitempty"`
	Unit         unitKey               `json:"unit" doc:"Responsible."`
	PersonID     string                `json:"personId,omitempty"`
	PersonName   string                `json:"personName,omitempty"`
	Due          string                `json:"due,omitempty" doc:"The last day, YYYY-MM-DD." example:"2026-12-15"`
	State        conclude.TaskState    `json:"state" enum:"new,in_progress,done,withdrawn"`
	Mark         conclude.Mark         `json:"mark" enum:"on_time,due_soon,overdue,late" doc:"How it stands to its due date today. Late: done after it."`
	Note         string                `json:"note,omitempty" doc:"What was last said of it."`
	AssignedAt   *time.Time            `json:"assignedAt,omitempty" doc:"None: those responsible do not know of it yet."`
	DoneAt       *time.Time            `json:"doneAt,omitempty"`
	ChasedAt     *time.Time            `json:"chasedAt,omitempty"`
	Chases       int                   `json:"chases,omitempty"`
	UpdatedAt    time.Time             `json:"updatedAt"`
	CanEdit      bool                  `json:"canEdit" doc:"The caller may change what is asked, chase, and remove what is not assigned yet."`
	Actions      []conclude.TaskAction `json:"actions" nullable:"false" doc:"start, report, finish, reopen, withdraw: what the caller may do now."`
}

func task(v *concluder.TaskView, lang string) taskBody {
	return taskBody{
		ID: v.ID, Version: v.Version, MeetingID: v.MeetingID, MeetingTitle: v.MeetingTitle, MeetingStart: v.MeetingStart, Document: v.Document, Order: v.Order, Title: v.Title,
		Detail: v.Detail, Unit: unitRef(v.Unit, rest.InLanguage(v.UnitName, lang)), PersonID: v.PersonID, PersonName: v.PersonName, Due: v.Due, State: v.State, Mark: v.Mark,
		Note: v.Note, AssignedAt: when(v.AssignedAt), DoneAt: when(v.DoneAt), ChasedAt: when(v.ChasedAt), Chases: v.Chases, UpdatedAt: v.UpdatedAt, CanEdit: v.Edit,
		Actions: append([]conclude.TaskAction{}, v.Actions...),
	}
}

type taskOutput struct {
	ETag string `header:"ETag"`
	Body taskBody
}

func taskOr(v *concluder.TaskView, err error, lang string) (*taskOutput, error) {
	if err != nil {
		return nil, err
	}
	return &taskOutput{ETag: rest.ETag(v.Version), Body: task(v, lang)}, nil
}

// TaskFilter selects tasks. Exported, as the framework wants what is embedded.
type TaskFilter struct {
	Meeting      string               `query:"meeting" maxLength:"64" doc:"From this meeting."`
	Unit         string               `query:"unit" maxLength:"100" doc:"Of this unit, catalogue:code."`
	Below        bool                 `query:"below" doc:"Of units below it as well."`
	Mine         bool                 `query:"mine" doc:"Of the caller's unit or person."`
	State        []conclude.TaskState `query:"state" enum:"new,in_progress,done,withdrawn" doc:"Only those in one of these states; none: all but those withdrawn."`
	Mark         conclude.Mark        `query:"mark" enum:"due_soon,overdue," doc:"Only those that are due within three days, or overdue."`
	Q            string               `query:"q" maxLength:"200" doc:"Words of title and detail, without case, diacritics or tone placement."`
	UpdatedSince time.Time            `query:"updatedSince" doc:"Changed at or after; those withdrawn too. With order=updated, for systems that follow: go on from the last updatedAt seen."`
	Order        conclude.TaskOrder   `query:"order" enum:"due,updated," doc:"The most pressing first, or the oldest change first; due if none is given."`
}

func (f *TaskFilter) query(page directory.Page) (conclude.TaskQuery, error) {
	q := conclude.TaskQuery{
		MeetingID: f.Meeting, Below: f.Below, Mine: f.Mine, States: f.State, Mark: f.Mark, Text: f.Q, UpdatedSince: f.UpdatedSince,
		Withdrawn: !f.UpdatedSince.IsZero(), Order: f.Order, Page: page,
	}
	if f.Unit != "" {
		key, ok := directory.ParseUnitKey(f.Unit)
		if !ok {
			return q, problem.New(problem.Invalid)
		}
		q.Unit = key
	}
	return q, nil
}

type tasksInput struct {
	rest.PageInput
	rest.LanguageInput
	TaskFilter
}

type tasksOutput struct {
	Body struct {
		Items      []taskBody `json:"items" nullable:"false"`
		NextCursor string     `json:"nextCursor,omitempty"`
	}
}

// TaskInput names a task.
type TaskInput struct {
	ID string `path:"id" maxLength:"64"`
	rest.LanguageInput
}

// TaskFields are what those who give a task write.
type TaskFields struct {
	Title    string  `json:"title"`
	Detail   string  `json:"detail,omitempty"`
	Unit     unitKey `json:"unit" doc:"Responsible."`
	PersonID string  `json:"personId,omitempty" maxLength:"64" doc:"A person of the unit; none: the unit as a whole."`
	Due      string  `json:"due,omitempty" maxLength:"10" doc:"The last day, YYYY-MM-DD; none: no day is set." example:"2026-12-15"`
}

func (f *TaskFields) fields() conclude.TaskFields {
	return conclude.TaskFields{Title: f.Title, Detail: f.Detail, Unit: f.Unit.key(), PersonID: f.PersonID, Due: f.Due}
}

type giveInput struct {
	MeetingInput
	rest.LanguageInput
	Body TaskFields
}

type editTaskInput struct {
	TaskInput
	rest.VersionInput
	Body TaskFields
}

type versionedTask struct {
	TaskInput
	rest.VersionInput
}

type actTaskInput struct {
	TaskInput
	rest.VersionInput
	Body struct {
		Action conclude.TaskAction `json:"action" enum:"start,report,finish,reopen,withdraw"`
		Note   string              `json:"note,omitempty" maxLength:"8000" doc:"The progress, the result, or why; only start needs none."`
	}
}

func (a *area) registerTasks(api *rest.API) {
	changing := []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Invalid, problem.Unconditional}
	rest.Register(api, rest.Endpoint{
		ID: "list-tasks", Method: http.MethodGet, Path: "/tasks", Tag: tag, Allow: rest.Members, Summary: "Tasks from conclusions",
		Description: "Those that the caller gave, or that are the caller's, the unit's, or of units below one that the caller leads. " +
			"A system that follows asks with order=updated and updatedSince, and goes on with nextCursor.",
		Errors: []problem.Code{problem.Invalid},
	}, a.tasks)
	rest.Raw(api, rest.Endpoint{
		ID: "export-tasks", Method: http.MethodGet, Path: "/tasks/export", Tag: tag, Allow: rest.Members, Produces: "text/csv", Summary: "Tasks as a CSV file",
		Description: "In UTF-8 with a byte order mark, safe to open in a spreadsheet. The filters of the list.", Errors: []problem.Code{problem.Invalid},
		Parameters: []*huma.Param{
			{Name: "meeting", In: "query", Schema: &huma.Schema{Type: "string"}}, {Name: "unit", In: "query", Schema: &huma.Schema{Type: "string"}},
			{Name: "mine", In: "query", Schema: &huma.Schema{Type: "boolean"}}, {Name: "mark", In: "query", Schema: &huma.Schema{Type: "string"}},
			{Name: "state", In: "query", Schema: &huma.Schema{Type: "string"}}, {Name: "q", In: "query", Schema: &huma.Schema{Type: "string"}},
		},
	}, a.exportTasks)
	rest.Register(api, rest.Endpoint{
		ID: "get-task", Method: http.MethodGet, Path: "/tasks/{id}", Tag: tag, Allow: rest.Members, Summary: "One task", Errors: []problem.Code{problem.NotFound},
	}, a.task)
	rest.Register(api, rest.Endpoint{
		ID: "give-task", Method: http.MethodPost, Path: "/meetings/{id}/tasks", Tag: tag, Allow: rest.Members, Status: http.StatusCreated, Summary: "Give a task",
		Description: "For those who run the meeting. It is assigned when the conclusion notice is issued, or at once when it is out already.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.TooLarge},
	}, a.giveTask)
	rest.Register(api, rest.Endpoint{
		ID: "edit-task", Method: http.MethodPut, Path: "/tasks/{id}", Tag: tag, Allow: rest.Members, Summary: "Change what a task asks",
		Description: "For those who run the meeting.", Errors: changing,
	}, a.editTask)
	rest.Register(api, rest.Endpoint{
		ID: "remove-task", Method: http.MethodDelete, Path: "/tasks/{id}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent, Summary: "Remove a task that is not assigned yet", Errors: changing,
	}, a.removeTask)
	rest.Register(api, rest.Endpoint{
		ID: "act-on-task", Method: http.MethodPost, Path: "/tasks/{id}/actions", Tag: tag, Allow: rest.Members, Summary: "Start, report on, finish, reopen or withdraw a task",
		Description: "The person responsible and who speaks for the unit start, report and finish; those who run the meeting do all.", Errors: changing,
	}, a.actOnTask)
	rest.Register(api, rest.Endpoint{
		ID: "chase-task", Method: http.MethodPost, Path: "/tasks/{id}/chase", Tag: tag, Allow: rest.Members, Summary: "Remind those responsible (đôn đốc)",
		Description: "For those who run the meeting; not again within four hours.", Errors: changing,
	}, a.chaseTask)
}

func (a *area) tasks(ctx context.Context, in *tasksInput) (*tasksOutput, error) {
	query, err := in.query(in.Page())
	if err != nil {
		return nil, err
	}
	found, next, err := a.Concluder.Tasks(ctx, byOf(ctx), query)
	if err != nil {
		return nil, err
	}
	out := &tasksOutput{}
	out.Body.Items, out.Body.NextCursor = make([]taskBody, len(found)), next
	for i := range found {
		out.Body.Items[i] = task(&found[i], in.Language())
	}
	return out, nil
}

func (a *area) task(ctx context.Context, in *TaskInput) (*taskOutput, error) {
	found, err := a.Concluder.Task(ctx, byOf(ctx), in.ID)
	return taskOr(found, err, in.Language())
}

func (a *area) giveTask(ctx context.Context, in *giveInput) (*taskOutput, error) {
	given, err := a.Concluder.GiveTask(ctx, byOf(ctx), in.ID, in.Body.fields())
	return taskOr(given, err, in.Language())
}

func (a *area) editTask(ctx context.Context, in *editTaskInput) (*taskOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	edited, err := a.Concluder.EditTask(ctx, byOf(ctx), in.ID, version, in.Body.fields())
	return taskOr(edited, err, in.Language())
}

func (a *area) removeTask(ctx context.Context, in *versionedTask) (*struct{}, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return nil, a.Concluder.RemoveTask(ctx, byOf(ctx), in.ID, version)
}

func (a *area) actOnTask(ctx context.Context, in *actTaskInput) (*taskOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	moved, err := a.Concluder.ActTask(ctx, byOf(ctx), in.ID, version, in.Body.Action, in.Body.Note)
	return taskOr(moved, err, in.Language())
}

func (a *area) chaseTask(ctx context.Context, in *versionedTask) (*taskOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	chased, err := a.Concluder.ChaseTask(ctx, byOf(ctx), in.ID, version)
	return taskOr(chased, err, in.Language())
}

// maxExport bounds a file.
const maxExport = 20_000

func (a *area) exportTasks(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query()
	filter := TaskFilter{Meeting: asked.Get("meeting"), Unit: asked.Get("unit"), Mine: asked.Get("mine") == "true", Mark: conclude.Mark(asked.Get("mark")), Q: asked.Get("q")}
	for _, state := range asked["state"] {
		for _, one := range strings.Split(state, ",") {
			filter.State = append(filter.State, conclude.TaskState(one))
		}
	}
	query, err := filter.query(directory.Page{Limit: directory.MaxPage})
	if err != nil {
		return err
	}
	var all []concluder.TaskView
	for {
		page, next, err := a.Concluder.Tasks(ctx, byOf(ctx), query)
		if err != nil {
			return err
		}
		if all = append(all, page...); next == "" || len(all) >= maxExport {
			break
		}
		query.Cursor = next
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape("nhiem-vu.csv"))
	_, _ = w.Write([]byte("\ufeff"))
	writeTasks(csv.NewWriter(w), all)
	return nil
}

var stateNames = map[conclude.TaskState]string{
	conclude.TaskNew: "Mới", conclude.TaskInProgress: "Đang thực hiện", conclude.TaskDone: "Hoàn thành", conclude.TaskWithdrawn: "Đã rút",
}

var markNames = map[conclude.Mark]string{conclude.OnTime: "Trong hạn", conclude.DueSoon: "Sắp đến hạn", conclude.Overdue: "Quá hạn", conclude.Late: "Hoàn thành quá hạn"}

func writeTasks(out *csv.Writer, all []concluder.TaskView) {
	rows := [][]string{{"Mã", "Nhiệm vụ", "Nội dung", "Đơn vị thực hiện", "Mã đơn vị", "Người thực hiện", "Hạn hoàn thành", "Trạng thái", "Thời hạn", "Tình hình", "Cuộc họp", "Thông báo số", "Số lần đôn đốc", "Cập nhật"}}
	for i := range all {
		t := &all[i]
		rows = append(rows, []string{
			t.ID, t.Title, t.Detail, t.UnitName.VI, t.Unit.String(), t.PersonName, t.Due, stateNames[t.State], markNames[t.Mark], t.Note, t.MeetingTitle, t.Document,
			fmt.Sprint(t.Chases), t.UpdatedAt.UTC().Format(time.RFC3339),
		})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = guarded(row[i])
		}
	}
	_ = out.WriteAll(rows) // fails only when the caller has gone
}

// guarded returns a cell that no spreadsheet takes for a formula.
func guarded(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
