package conduct

import (
	"context"
	"net/http"
	"time"

	"giaoban/web/problem"
	"giaoban/web/rest"
)

type ownNote struct {
	ItemID    string    `json:"itemId" doc:"Item of the agenda; empty: the whole meeting."`
	Version   int64     `json:"version" doc:"For the next writing."`
	Text      string    `json:"text"`
	UpdatedAt time.Time `json:"updatedAt"`
}

type ownNotesOutput struct {
	Body struct {
		Items []ownNote `json:"items" nullable:"false"`
	}
}

type ownNoteInput struct {
	ID   string `path:"id" doc:"The meeting's id." maxLength:"64"`
	Body struct {
		ItemID  string `json:"itemId,omitempty" maxLength:"64"`
		Version int64  `json:"version" minimum:"0" doc:"Of the note that was read; 0: there was none."`
		Text    string `json:"text" maxLength:"400000"`
	}
}

type ownNoteOutput struct {
	Body ownNote
}

func (a *area) registerNotes(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-meeting-notes", Method: http.MethodGet, Path: "/meetings/{id}/notes", Tag: tag, Allow: rest.Members, Summary: "The caller's own notes on a meeting",
		Description: "Nobody reads anybody else's, administrators included.", Errors: []problem.Code{problem.NotFound},
	}, a.notes)
	rest.Register(api, rest.Endpoint{
		ID: "write-meeting-note", Method: http.MethodPut, Path: "/meetings/{id}/notes", Tag: tag, Allow: rest.Members, Summary: "Write a note on an item of the agenda",
		Description: "Refused as stale when the note was written since it was read, as on another device.",
		Errors:      []problem.Code{problem.NotFound, problem.Invalid, problem.Stale},
	}, a.writeNote)
}

func (a *area) notes(ctx context.Context, input *meetingInput) (*ownNotesOutput, error) {
	found, err := a.Notes.Mine(ctx, by(ctx), input.ID)
	if err != nil {
		return nil, err
	}
	output := &ownNotesOutput{}
	output.Body.Items = make([]ownNote, len(found))
	for i := range found {
		output.Body.Items[i] = ownNote(found[i])
	}
	return output, nil
}

func (a *area) writeNote(ctx context.Context, input *ownNoteInput) (*ownNoteOutput, error) {
	note, err := a.Notes.Write(ctx, by(ctx), input.ID, input.Body.ItemID, input.Body.Version, input.Body.Text)
	if err != nil {
		return nil, err
	}
	return &ownNoteOutput{ownNote(*note)}, nil
}
