// Package papers is the REST API of meeting papers: who prepares which, uploads, approval, release, reading, notes.
package papers

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Deps are what the API of papers stands on.
type Deps struct {
	Desk    *desk.Desk
	Uploads *upload.Service
}

type area struct {
	Deps
}

// Register adds the endpoints to api.
func Register(api *rest.API, deps Deps) {
	api.Tag("papers", "Papers of meetings: asked for, uploaded, approved, released, read.")
	a := &area{Deps: deps}
	a.registerPapers(api)
	a.registerFlow(api)
	a.registerReading(api)
	a.registerNotes(api)
	a.registerUploads(api)
}

// by is the caller as services want to know them.
func by(ctx context.Context) directory.By {
	caller := rest.CallerOf(ctx)
	viewer := caller.Viewer
	if viewer == nil {
		viewer = &directory.Viewer{} // nobody; none at all would be the system
	}
	return directory.By{Viewer: viewer, Actor: caller.Actor()}
}

// PaperPath names a paper. Like all that requests and answers embed it is exported: the document and the binding see nothing else.
type PaperPath struct {
	PaperID string `path:"paperId" maxLength:"40" example:"PP_4fGh2kLm9QwE"`
}

// MeetingPath names a meeting.
type MeetingPath struct {
	MeetingID string `path:"meetingId" maxLength:"40" example:"ME_4fGh2kLm9QwE"`
}

type namedUnit struct {
	directory.UnitKey
	Name string `json:"name,omitempty" doc:"In the caller's language."`
}

type namedPerson struct {
	ID   string `json:"id" example:"PE_4fGh2kLm9QwE"`
	Name string `json:"name"`
}

type fileItem struct {
	Number     int                 `json:"number" doc:"1 for the first version."`
	Name       string              `json:"name" example:"Báo cáo tháng 11.docx"`
	Kind       papers.Kind         `json:"kind" enum:"pdf,docx,xlsx,pptx,jpeg,png"`
	MediaType  string              `json:"mediaType"`
	Size       int64               `json:"size" doc:"Bytes."`
	SHA256     string              `json:"sha256"`
	UploadedAt time.Time           `json:"uploadedAt"`
	Uploader   string              `json:"uploader" doc:"Name of who uploaded it."`
	Preview    papers.PreviewState `json:"preview" enum:"pending,ready,failed,unavailable" doc:"Whether pages can be shown: being made, ready, could not be made, or nothing is installed that makes them (offer the download)."`
	Pages      int                 `json:"pages,omitempty" doc:"When the preview is ready."`
}

func newFileItem(f *papers.File) fileItem {
	return fileItem{
		Number: f.Number, Name: f.Name, Kind: f.Kind, MediaType: f.Kind.MediaType(), Size: f.Size, SHA256: f.SHA256, UploadedAt: f.UploadedAt,
		Uploader: f.Uploader, Preview: f.Preview.State, Pages: f.Preview.Pages,
	}
}

type rightsItem struct {
	Read      bool            `json:"read" doc:"Open the newest version."`
	Originals bool            `json:"originals" doc:"Read every version, and take files as they were uploaded."`
	Edit      bool            `json:"edit" doc:"Change what is asked for."`
	Actions   []papers.Action `json:"actions" nullable:"false" doc:"What can be done from the present state: upload, submit, recall, approve, send_back, release, withdraw, delete."`
}

// PaperItem is a paper as the caller may see it.
type PaperItem struct {
	ID         string              `json:"id" example:"PP_4fGh2kLm9QwE"`
	Version    int64               `json:"version" doc:"For If-Match."`
	MeetingID  string              `json:"meetingId"`
	ItemID     string              `json:"itemId,omitempty" doc:"Agenda item; none: the whole meeting."`
	Title      string              `json:"title"`
	TypeID     string              `json:"typeId,omitempty" doc:"Paper type of the directory."`
	Unit       *namedUnit          `json:"unit,omitempty" doc:"Who prepares it; none: the host."`
	Person     *namedPerson        `json:"person,omitempty" doc:"Who of the unit prepares it; none: anyone who speaks for it."`
	Due        *time.Time          `json:"due,omitempty"`
	Audience   papers.Audience     `json:"audience" enum:"invited,delegates,units,host"`
	Units      []directory.UnitKey `json:"units" nullable:"false" doc:"Whose people read it, for the audience units."`
	CloseAfter bool                `json:"closeAfter" doc:"Its readers lose it when the meeting has ended."`
	State      papers.State        `json:"state" enum:"awaited,draft,submitted,returned,approved,released,withdrawn"`
	StateSince time.Time           `json:"stateSince"`
	Reason     string              `json:"reason,omitempty" doc:"Why it was sent back, withdrawn or released late."`
	Files      []fileItem          `json:"files" nullable:"false" doc:"Versions, the oldest first; for readers only the newest."`
	Rights     rightsItem          `json:"rights"`
	CreatedAt  time.Time           `json:"createdAt"`
	UpdatedAt  time.Time           `json:"updatedAt"`
}

func newPaperItem(p *papers.Paper, rights papers.Rights, lang string) PaperItem {
	item := PaperItem{
		ID: p.ID, Version: p.Version, MeetingID: p.MeetingID, ItemID: p.ItemID, Title: p.Title, TypeID: p.TypeID,
		Audience: p.Audience, Units: append([]directory.UnitKey{}, p.Units...), CloseAfter: p.CloseAfter, State: p.State, StateSince: p.StateSince,
		Files:     []fileItem{},
		Rights:    rightsItem{Read: rights.Read, Originals: rights.Originals, Edit: rights.Edit, Actions: append([]papers.Action{}, rights.Actions...)},
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	}
	if !p.Due.IsZero() {
		item.Due = &p.Due
	}
	if p.Unit != (directory.UnitKey{}) {
		item.Unit = &namedUnit{UnitKey: p.Unit, Name: rest.InLanguage(p.UnitName, lang)}
	}
	if p.PersonID != "" {
		item.Person = &namedPerson{ID: p.PersonID, Name: p.PersonName}
	}
	if rights.Originals {
		item.Reason = p.Reason
		for i := range p.Files {
			item.Files = append(item.Files, newFileItem(&p.Files[i]))
		}
	} else if current := p.Current(); current != nil {
		item.Files = append(item.Files, newFileItem(current))
	}
	return item
}

type stepItem struct {
	At     time.Time    `json:"at"`
	Action string       `json:"action" doc:"created, upload, submit, recall, approve, send_back, release or withdraw."`
	From   papers.State `json:"from,omitempty"`
	To     papers.State `json:"to"`
	Reason string       `json:"reason,omitempty"`
	Number int          `json:"number,omitempty" doc:"The file's version at the time."`
	Name   string       `json:"name" doc:"Who did it."`
}

type paperOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		PaperItem
		History []stepItem `json:"history" nullable:"false" doc:"The oldest first; empty for readers."`
	}
}

func newPaperOutput(found *desk.Detail, steps []papers.Step, lang string) *paperOutput {
	output := &paperOutput{ETag: rest.ETag(found.Version)}
	output.Body.PaperItem = newPaperItem(&found.Paper, found.Rights, lang)
	output.Body.History = []stepItem{}
	for _, s := range steps {
		output.Body.History = append(output.Body.History, stepItem{
			At: s.At, Action: string(s.Action), From: s.From, To: s.To, Reason: s.Reason, Number: s.Number, Name: s.Name,
		})
	}
	return output
}

// paperWrite is what is asked for.
type paperWrite struct {
	Title      string              `json:"title" maxLength:"400"`
	TypeID     string              `json:"typeId,omitempty" maxLength:"40"`
	ItemID     string              `json:"itemId,omitempty" doc:"Agenda item; none: the whole meeting." maxLength:"40"`
	Unit       *directory.UnitKey  `json:"unit,omitempty" doc:"Who prepares it; none: the host."`
	PersonID   string              `json:"personId,omitempty" doc:"Who of the unit prepares it." maxLength:"40"`
	Due        *time.Time          `json:"due,omitempty"`
	Audience   papers.Audience     `json:"audience,omitempty" enum:"invited,delegates,units,host" default:"invited" doc:"Who of those invited reads it when it is released: all of them, without the guests, the people of units and whoever presents the item, nobody but the host."`
	Units      []directory.UnitKey `json:"units,omitempty" nullable:"false" maxItems:"500"`
	CloseAfter bool                `json:"closeAfter,omitempty"`
}

func (w *paperWrite) draft() papers.Draft {
	draft := papers.Draft{
		Title: w.Title, TypeID: w.TypeID, ItemID: w.ItemID, PersonID: w.PersonID, Audience: w.Audience, Units: w.Units, CloseAfter: w.CloseAfter,
	}
	if w.Unit != nil {
		draft.Unit = *w.Unit
	}
	if w.Due != nil {
		draft.Due = *w.Due
	}
	return draft
}

type papersInput struct {
	MeetingPath
	rest.LanguageInput
}

type papersOutput struct {
	Body struct {
		Items     []PaperItem `json:"items" nullable:"false"`
		CanAssign bool        `json:"canAssign" doc:"The caller decides about the meeting's papers: may ask for new ones, approve, release."`
	}
}

type paperCreateInput struct {
	MeetingPath
	rest.LanguageInput
	Body paperWrite
}

type paperInput struct {
	PaperPath
	rest.LanguageInput
}

type paperUpdateInput struct {
	PaperPath
	rest.LanguageInput
	rest.VersionInput
	Body paperWrite
}

type paperDeleteInput struct {
	PaperPath
	rest.VersionInput
}

type tasksInput struct {
	rest.LanguageInput
}

type taskItem struct {
	Paper   PaperItem `json:"paper"`
	Meeting struct {
		ID    string     `json:"id"`
		Title string     `json:"title"`
		Start time.Time  `json:"start"`
		State plan.State `json:"state"`
	} `json:"meeting"`
}

type tasksOutput struct {
	Body struct {
		Items []taskItem `json:"items" nullable:"false"`
	}
}

var edits = []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid, problem.Conflict, problem.Stale, problem.Unconditional}

func (a *area) registerPapers(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "listPapers", Method: http.MethodGet, Path: "/meetings/{meetingId}/papers", Tag: "papers", Allow: rest.Members,
		Summary: "A meeting's papers", Description: "Those that the caller may know of, by their order. A meeting that they may not see is not found.",
		Errors: []problem.Code{problem.NotFound},
	}, a.list)
	rest.Register(api, rest.Endpoint{
		ID: "createPaper", Method: http.MethodPost, Path: "/meetings/{meetingId}/papers", Tag: "papers", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Ask for a paper", Description: "What it is, who prepares it and by when. The meeting's chair and secretary, and those of its host unit, may.",
		Errors: []problem.Code{problem.NotFound, problem.Invalid, problem.TooLarge},
	}, a.create)
	rest.Register(api, rest.Endpoint{
		ID: "listPaperTasks", Method: http.MethodGet, Path: "/paper-tasks", Tag: "papers", Allow: rest.Members,
		Summary: "Papers that wait for the caller", Description: "To prepare (awaited, draft, returned) or to decide about (submitted, approved), in meetings still to come or under way; the most urgent first, 200 at most.",
	}, a.tasks)
	rest.Register(api, rest.Endpoint{
		ID: "getPaper", Method: http.MethodGet, Path: "/papers/{paperId}", Tag: "papers", Allow: rest.Members,
		Summary: "A paper with its history", Errors: []problem.Code{problem.NotFound},
	}, a.get)
	rest.Register(api, rest.Endpoint{
		ID: "updatePaper", Method: http.MethodPut, Path: "/papers/{paperId}", Tag: "papers", Allow: rest.Members,
		Summary: "Change what is asked for", Errors: edits,
	}, a.update)
	rest.Register(api, rest.Endpoint{
		ID: "deletePaper", Method: http.MethodDelete, Path: "/papers/{paperId}", Tag: "papers", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Delete a paper", Description: "One that is not released, submitted or approved.", Errors: edits,
	}, a.remove)
}

func (a *area) list(ctx context.Context, in *papersInput) (*papersOutput, error) {
	found, hosts, err := a.Desk.List(ctx, by(ctx), in.MeetingID)
	if err != nil {
		return nil, err
	}
	output := &papersOutput{}
	output.Body.Items, output.Body.CanAssign = make([]PaperItem, len(found)), hosts
	for i := range found {
		output.Body.Items[i] = newPaperItem(&found[i].Paper, found[i].Rights, in.Language())
	}
	return output, nil
}

func (a *area) create(ctx context.Context, in *paperCreateInput) (*paperOutput, error) {
	made, err := a.Desk.Create(ctx, by(ctx), in.MeetingID, in.Body.draft())
	if err != nil {
		return nil, err
	}
	return newPaperOutput(made, nil, in.Language()), nil
}

func (a *area) tasks(ctx context.Context, in *tasksInput) (*tasksOutput, error) {
	found, err := a.Desk.Waiting(ctx, by(ctx))
	if err != nil {
		return nil, err
	}
	output := &tasksOutput{}
	output.Body.Items = make([]taskItem, len(found))
	for i := range found {
		item := &output.Body.Items[i]
		item.Paper = newPaperItem(&found[i].Paper, found[i].Rights, in.Language())
		meeting := found[i].Meeting
		item.Meeting.ID, item.Meeting.Title, item.Meeting.Start, item.Meeting.State = meeting.ID, meeting.Title, meeting.Start, meeting.State
	}
	return output, nil
}

func (a *area) get(ctx context.Context, in *paperInput) (*paperOutput, error) {
	found, steps, err := a.Desk.Get(ctx, by(ctx), in.PaperID)
	if err != nil {
		return nil, err
	}
	return newPaperOutput(found, steps, in.Language()), nil
}

func (a *area) update(ctx context.Context, in *paperUpdateInput) (*paperOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	changed, err := a.Desk.Change(ctx, by(ctx), in.PaperID, version, in.Body.draft())
	if err != nil {
		return nil, err
	}
	return newPaperOutput(changed, nil, in.Language()), nil
}

func (a *area) remove(ctx context.Context, in *paperDeleteInput) (*struct{}, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return nil, a.Desk.Delete(ctx, by(ctx), in.PaperID, version)
}

func params(all ...*huma.Param) []*huma.Param { return all }

// query describes a parameter of a Raw endpoint.
func query(name, description string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: description, Schema: &huma.Schema{Type: "integer"}}
}
