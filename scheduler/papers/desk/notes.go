package desk

import (
	"context"
	"slices"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
)

// Limits of notes.
const (
	maxNotes = 2000 // of one account on one paper
	maxAreas = 2000 // of one note
)

// NoteDraft is what an owner writes of a note.
type NoteDraft struct {
	Page  int
	Kind  papers.NoteKind
	Text  string
	Color string
	Areas []papers.Area
}

// Notes returns the caller's own notes on a paper that they may still read. Nobody's notes are anybody else's to read,
// so nothing of them is in the audit log either.
func (d *Desk) Notes(ctx context.Context, by directory.By, paperID string) ([]papers.Note, error) {
	if _, _, err := d.paper(ctx, d.Store.DB(), by, paperID); err != nil {
		return nil, d.told(ctx, by, err)
	}
	return d.Store.Notes(ctx, by.Actor.ID, paperID)
}

// AddNote adds a note of the caller's to a version of a paper's file; number 0 is the newest.
func (d *Desk) AddNote(ctx context.Context, by directory.By, paperID string, number int, draft NoteDraft) (*papers.Note, error) {
	_, file, err := d.file(ctx, d.Store.DB(), by, paperID, number)
	if err != nil {
		return nil, d.told(ctx, by, err)
	}
	if err := checkNote(&draft, file); err != nil {
		return nil, err
	}
	count, err := d.Store.CountNotes(ctx, by.Actor.ID, paperID)
	if err != nil {
		return nil, err
	}
	if count >= maxNotes {
		return nil, fault.New(fault.TooLarge, "papers.too_many_notes", maxNotes)
	}
	now := d.Now()
	note := &papers.Note{
		ID: id.New(papers.NotePrefix), Version: 1, PaperID: paperID, FileID: file.ID, Page: draft.Page, Kind: draft.Kind, Text: draft.Text,
		Color: draft.Color, Areas: draft.Areas, CreatedAt: now, UpdatedAt: now,
	}
	return note, d.Store.InsertNote(ctx, by.Actor.ID, note)
}

func checkNote(draft *NoteDraft, file *papers.File) error {
	var form text.Form
	form.Lines("text", &draft.Text, text.Block)
	form.Check(draft.Page >= 1 && (file.Preview.Pages == 0 || draft.Page <= file.Preview.Pages), "page", "out_of_range", 1, max(file.Preview.Pages, 1))
	if draft.Kind == "" {
		draft.Kind = papers.NoteText
	}
	if draft.Color == "" {
		draft.Color = "yellow"
	}
	kinds := []papers.NoteKind{papers.NoteText, papers.NoteHighlight, papers.NoteUnderline, papers.NoteInk}
	form.Check(slices.Contains(kinds, draft.Kind), "kind", "unknown")
	form.Check(slices.Contains([]string{"yellow", "green", "red", "blue"}, draft.Color), "color", "unknown")
	form.Check(len(draft.Areas) <= maxAreas, "areas", "out_of_range", 0, maxAreas)
	if draft.Kind == papers.NoteText {
		form.Check(draft.Text != "", "text", text.ReasonRequired)
	} else {
		form.Check(len(draft.Areas) > 0, "areas", text.ReasonRequired)
	}
	for _, area := range draft.Areas {
		inside := area.X >= 0 && area.Y >= 0 && area.Width >= 0 && area.Height >= 0 && area.X+area.Width <= 1.001 && area.Y+area.Height <= 1.001
		if !inside {
			form.Add("areas", "papers.area_outside")
			break
		}
	}
	return form.Err()
}

// ChangeNote writes a note of the caller's. A note stays on its page's file.
func (d *Desk) ChangeNote(ctx context.Context, by directory.By, noteID string, version int64, draft NoteDraft) (*papers.Note, error) {
	note, err := d.Store.Note(ctx, d.Store.DB(), by.Actor.ID, noteID)
	if err != nil {
		return nil, err
	}
	found, _, err := d.paper(ctx, d.Store.DB(), by, note.PaperID)
	if err != nil {
		return nil, d.told(ctx, by, err)
	}
	at := slices.IndexFunc(found.Files, func(f papers.File) bool { return f.ID == note.FileID })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "papers.no_file")
	}
	if err := checkNote(&draft, &found.Files[at]); err != nil {
		return nil, err
	}
	note.Page, note.Kind, note.Text, note.Color, note.Areas = draft.Page, draft.Kind, draft.Text, draft.Color, draft.Areas
	note.Version, note.UpdatedAt = version, d.Now()
	return note, d.Store.UpdateNote(ctx, by.Actor.ID, note)
}

// DeleteNote removes a note of the caller's, who need not be able to read the paper any more.
func (d *Desk) DeleteNote(ctx context.Context, by directory.By, noteID string, version int64) error {
	return d.Store.DeleteNote(ctx, by.Actor.ID, noteID, version)
}
