package papers

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type noteItem struct {
	ID        string          `json:"id" example:"PN_4fGh2kLm9QwE"`
	Version   int64           `json:"version" doc:"For If-Match."`
	PaperID   string          `json:"paperId"`
	Number    int             `json:"number,omitempty" doc:"Version of the file that it is on."`
	Page      int             `json:"page"`
	Kind      papers.NoteKind `json:"kind" enum:"note,highlight,underline,ink"`
	Text      string          `json:"text"`
	Color     string          `json:"color" enum:"yellow,green,red,blue"`
	Areas     []papers.Area   `json:"areas" nullable:"false" doc:"What it marks, as parts of the page from its top left corner; for ink the points of the line."`
	CreatedAt time.Time       `json:"createdAt"`
	UpdatedAt time.Time       `json:"updatedAt"`
}

func newNoteItem(n *papers.Note, numbers map[string]int) noteItem {
	return noteItem{
		ID: n.ID, Version: n.Version, PaperID: n.PaperID, Number: numbers[n.FileID], Page: n.Page, Kind: n.Kind, Text: n.Text, Color: n.Color,
		Areas: append([]papers.Area{}, n.Areas...), CreatedAt: n.CreatedAt, UpdatedAt: n.UpdatedAt,
	}
}

// NoteWrite is what its owner writes of a note.
type NoteWrite struct {
	Page  int             `json:"page" minimum:"1"`
	Kind  papers.NoteKind `json:"kind,omitempty" enum:"note,highlight,underline,ink" default:"note"`
	Text  string          `json:"text,omitempty" maxLength:"40000"`
	Color string          `json:"color,omitempty" enum:"yellow,green,red,blue" default:"yellow"`
	Areas []papers.Area   `json:"areas,omitempty" nullable:"false" maxItems:"2000"`
}

func (w *NoteWrite) draft() desk.NoteDraft {
	return desk.NoteDraft{Page: w.Page, Kind: w.Kind, Text: w.Text, Color: w.Color, Areas: w.Areas}
}

type notesInput struct {
	PaperPath
}

type notesOutput struct {
	Body struct {
		Items []noteItem `json:"items" nullable:"false"`
	}
}

type noteCreateInput struct {
	PaperPath
	Body struct {
		NoteWrite
		Number int `json:"number,omitempty" doc:"Version of the file; none: the newest." minimum:"0"`
	}
}

// NotePath names a note.
type NotePath struct {
	NoteID string `path:"noteId" maxLength:"40" example:"PN_4fGh2kLm9QwE"`
}

type noteUpdateInput struct {
	NotePath
	rest.VersionInput
	Body NoteWrite
}

type noteDeleteInput struct {
	NotePath
	rest.VersionInput
}

type noteOutput struct {
	ETag string `header:"ETag"`
	Body noteItem
}

func (a *area) registerNotes(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "listNotes", Method: http.MethodGet, Path: "/papers/{paperId}/notes", Tag: "papers", Allow: rest.Members,
		Summary: "The caller's own notes on a paper", Description: "Nobody reads anybody else's, administrators included.",
		Errors: []problem.Code{problem.NotFound},
	}, a.notes)
	rest.Register(api, rest.Endpoint{
		ID: "createNote", Method: http.MethodPost, Path: "/papers/{paperId}/notes", Tag: "papers", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Write a note or mark a page", Errors: []problem.Code{problem.NotFound, problem.Invalid, problem.TooLarge},
	}, a.addNote)
	rest.Register(api, rest.Endpoint{
		ID: "updateNote", Method: http.MethodPut, Path: "/paper-notes/{noteId}", Tag: "papers", Allow: rest.Members,
		Summary: "Change a note", Errors: edits,
	}, a.changeNote)
	rest.Register(api, rest.Endpoint{
		ID: "deleteNote", Method: http.MethodDelete, Path: "/paper-notes/{noteId}", Tag: "papers", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Delete a note", Errors: edits,
	}, a.deleteNote)
}

// numbers maps the files of a paper to their versions.
func (a *area) numbers(ctx context.Context, paperID string) (map[string]int, error) {
	found, _, err := a.Desk.Get(ctx, by(ctx), paperID)
	if err != nil {
		return nil, err
	}
	numbers := map[string]int{}
	for _, file := range found.Files {
		numbers[file.ID] = file.Number
	}
	return numbers, nil
}

func (a *area) notes(ctx context.Context, in *notesInput) (*notesOutput, error) {
	numbers, err := a.numbers(ctx, in.PaperID)
	if err != nil {
		return nil, err
	}
	found, err := a.Desk.Notes(ctx, by(ctx), in.PaperID)
	if err != nil {
		return nil, err
	}
	output := &notesOutput{}
	output.Body.Items = make([]noteItem, len(found))
	for i := range found {
		output.Body.Items[i] = newNoteItem(&found[i], numbers)
	}
	return output, nil
}

func (a *area) addNote(ctx context.Context, in *noteCreateInput) (*noteOutput, error) {
	made, err := a.Desk.AddNote(ctx, by(ctx), in.PaperID, in.Body.Number, in.Body.draft())
	if err != nil {
		return nil, err
	}
	return a.noteOutput(ctx, made)
}

func (a *area) noteOutput(ctx context.Context, note *papers.Note) (*noteOutput, error) {
	numbers, err := a.numbers(ctx, note.PaperID)
	if err != nil {
		return nil, err
	}
	return &noteOutput{ETag: rest.ETag(note.Version), Body: newNoteItem(note, numbers)}, nil
}

func (a *area) changeNote(ctx context.Context, in *noteUpdateInput) (*noteOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	changed, err := a.Desk.ChangeNote(ctx, by(ctx), in.NoteID, version, in.Body.draft())
	if err != nil {
		return nil, err
	}
	return a.noteOutput(ctx, changed)
}

func (a *area) deleteNote(ctx context.Context, in *noteDeleteInput) (*struct{}, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return nil, a.Desk.DeleteNote(ctx, by(ctx), in.NoteID, version)
}
