package recordings

import (
	"context"
	"net/http"
	"time"

	"giaoban/recorder/marks"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type markBody struct {
	ID        string    `json:"id" example:"MK_k3h1D2f9aQ0z"`
	Version   int64     `json:"version" doc:"What If-Match is given."`
	AtMS      int64     `json:"atMs" doc:"From the recording's start."`
	Text      string    `json:"text"`
	Private   bool      `json:"private" doc:"For its author alone."`
	Author    string    `json:"author" doc:"Name."`
	Mine      bool      `json:"mine" doc:"The caller's own: they may change and delete it."`
	TaskID    string    `json:"taskId,omitempty" doc:"The task that was made of it."`
	UpdatedAt time.Time `json:"updatedAt"`
}

func tellMark(m *marks.Mark, by directory.By) markBody {
	return markBody{
		ID: m.ID, Version: m.Version, AtMS: m.AtMS, Text: m.Text, Private: m.Private, Author: m.AuthorName, Mine: by.Viewer != nil && by.Viewer.AccountID == m.Author,
		TaskID: m.TaskID, UpdatedAt: m.UpdatedAt,
	}
}

type markOutput struct {
	Body markBody
}

func markOr(m *marks.Mark, err error, by directory.By) (*markOutput, error) {
	if err != nil {
		return nil, err
	}
	return &markOutput{tellMark(m, by)}, nil
}

// RecordingMarkFields are what the author of a mark writes. Exported, as the framework wants what is embedded.
type RecordingMarkFields struct {
	AtMS    int64  `json:"atMs" minimum:"0" maximum:"1000000000" doc:"From the recording's start."`
	Text    string `json:"text" maxLength:"4000" doc:"2000 characters at most."`
	Private bool   `json:"private,omitempty" doc:"For its author alone; otherwise for all who may watch."`
}

func (f *RecordingMarkFields) fields() marks.Fields {
	return marks.Fields{AtMS: f.AtMS, Text: f.Text, Private: f.Private}
}

// RecordingMarkInput names a mark. Exported, as the framework wants what is embedded.
type RecordingMarkInput struct {
	RecordingInput
	Mark string `path:"mark" maxLength:"64" doc:"The mark." example:"MK_k3h1D2f9aQ0z"`
}

type recordingTask struct {
	Title    string `json:"title" maxLength:"1000"`
	Detail   string `json:"detail,omitempty" maxLength:"20000"`
	Unit     unitID `json:"unit" doc:"Responsible."`
	PersonID string `json:"personId,omitempty" maxLength:"64"`
	Due      string `json:"due,omitempty" maxLength:"10" doc:"The last day, YYYY-MM-DD."`
}

type unitID struct {
	Catalogue string `json:"catalogue" maxLength:"64"`
	Code      string `json:"code" maxLength:"20"`
}

func (a *area) registerMarks(api *rest.API) {
	const where, tells = "/recordings/{id}/marks", "The meeting's event stream tells of changes."
	failures := []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid}
	changes := append([]problem.Code{problem.Stale}, failures...)
	rest.Register(api, rest.Endpoint{
		ID: "list-recording-marks", Method: http.MethodGet, Path: where, Tag: tag, Allow: rest.Members,
		Summary: "Marks at a recording, in their order", Description: "Those for all who may watch it, and the caller's own. " + tells, Errors: []problem.Code{problem.NotFound},
	}, a.marks)
	rest.Register(api, rest.Endpoint{
		ID: "add-recording-mark", Method: http.MethodPost, Path: where, Tag: tag, Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Note something at a moment of a recording", Description: "For everybody who may watch it.", Errors: append([]problem.Code{problem.TooLarge}, failures...),
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body RecordingMarkFields
	}) (*markOutput, error) {
		m, err := a.Marks.Add(ctx, byOf(ctx), input.ID, input.Body.fields())
		return markOr(m, err, byOf(ctx))
	})
	rest.Register(api, rest.Endpoint{
		ID: "edit-recording-mark", Method: http.MethodPut, Path: where + "/{mark}", Tag: tag, Allow: rest.Members,
		Summary: "Change a mark of one's own", Errors: changes,
	}, func(ctx context.Context, input *struct {
		RecordingMarkInput
		rest.VersionInput
		Body RecordingMarkFields
	}) (*markOutput, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		m, err := a.Marks.Edit(ctx, byOf(ctx), input.ID, input.Mark, version, input.Body.fields())
		return markOr(m, err, byOf(ctx))
	})
	rest.Register(api, rest.Endpoint{
		ID: "delete-recording-mark", Method: http.MethodDelete, Path: where + "/{mark}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Delete a mark of one's own", Description: "It can be restored for a day.", Errors: changes,
	}, func(ctx context.Context, input *struct {
		RecordingMarkInput
		rest.VersionInput
	}) (*struct{}, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		_, err = a.Marks.Delete(ctx, byOf(ctx), input.ID, input.Mark, version)
		return nil, err
	})
	rest.Register(api, rest.Endpoint{
		ID: "restore-recording-mark", Method: http.MethodPost, Path: where + "/{mark}/restore", Tag: tag, Allow: rest.Members,
		Summary: "Bring back a mark that one has deleted", Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *RecordingMarkInput) (*markOutput, error) {
		m, err := a.Marks.Restore(ctx, byOf(ctx), input.ID, input.Mark)
		return markOr(m, err, byOf(ctx))
	})
	rest.Register(api, rest.Endpoint{
		ID: "make-recording-mark-task", Method: http.MethodPost, Path: where + "/{mark}/task", Tag: tag, Allow: rest.Members,
		Summary: "Make a task of a directive that is marked", Description: "Once, for who gives the tasks of its meeting.",
		Errors: append([]problem.Code{problem.Conflict, problem.TooLarge}, failures...),
	}, a.makeTask)
}

func (a *area) marks(ctx context.Context, input *RecordingInput) (*struct {
	Body struct {
		Items []markBody `json:"items" nullable:"false"`
	}
}, error) {
	by := byOf(ctx)
	found, err := a.Marks.List(ctx, by, input.ID)
	if err != nil {
		return nil, err
	}
	answer := &struct {
		Body struct {
			Items []markBody `json:"items" nullable:"false"`
		}
	}{}
	answer.Body.Items = make([]markBody, len(found))
	for i := range found {
		answer.Body.Items[i] = tellMark(&found[i], by)
	}
	return answer, nil
}

func (a *area) makeTask(ctx context.Context, input *struct {
	RecordingMarkInput
	Body recordingTask
}) (*markOutput, error) {
	b := &input.Body
	m, err := a.Marks.MakeTask(ctx, byOf(ctx), input.ID, input.Mark, conclude.TaskFields{
		Title: b.Title, Detail: b.Detail, Unit: directory.UnitKey{Catalogue: b.Unit.Catalogue, Code: b.Unit.Code}, PersonID: b.PersonID, Due: b.Due,
	})
	return markOr(m, err, byOf(ctx))
}
