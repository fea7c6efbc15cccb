package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/plan"
)

// Limits of what is written about a paper.
const (
	maxPapers = 500 // of one meeting
	maxUnits  = 500 // that read one paper
	maxFiles  = 100 // versions of one paper
)

// Actions of the audit log and the history beside papers.Action.
const (
	created papers.Action = "created"
	changed papers.Action = "changed"
)

// Create asks for a paper of a meeting: what it is, who prepares it and by when. Whoever decides about the meeting's
// papers may.
func (d *Desk) Create(ctx context.Context, by directory.By, meetingID string, draft papers.Draft) (*Detail, error) {
	return d.commit(ctx, by, func(ctx context.Context, tx bun.Tx) (*Detail, error) {
		s, err := d.scene(ctx, tx, by, meetingID)
		if err != nil {
			return nil, err
		}
		if !s.hosts(by) {
			return nil, &hidden{refusal: fault.New(fault.NotFound, ""), subject: "meeting:" + meetingID}
		}
		if err := check(&draft, s.meeting); err != nil {
			return nil, err
		}
		others, err := d.Store.OfMeeting(ctx, tx, meetingID)
		if err != nil {
			return nil, err
		}
		if len(others) >= maxPapers {
			return nil, fault.New(fault.TooLarge, "papers.too_many", maxPapers)
		}
		now := d.Now()
		paper := &papers.Paper{
			ID: id.New(papers.PaperPrefix), Version: 1, MeetingID: meetingID, Draft: draft, State: papers.Awaited, StateSince: now,
			CreatedBy: by.Actor.ID, CreatedAt: now, UpdatedAt: now,
		}
		if err := d.Store.Insert(ctx, tx, paper); err != nil {
			return nil, err
		}
		step := papers.Step{Action: created, To: papers.Awaited}
		if err := d.record(ctx, tx, by, paper, step, map[string]any{"after": summary(&draft)}); err != nil {
			return nil, err
		}
		return d.again(ctx, tx, by, s, paper.ID)
	})
}

// again reads a paper after a change, with the names that belong to it.
func (d *Desk) again(ctx context.Context, tx bun.Tx, by directory.By, s *scene, paperID string) (*Detail, error) {
	paper, err := d.Store.Paper(ctx, tx, paperID)
	if err != nil {
		return nil, err
	}
	return &Detail{Paper: *paper, Rights: s.rights(by, paper)}, nil
}

// check cleans a draft and refuses what cannot be kept.
func check(draft *papers.Draft, meeting *plan.Meeting) error {
	var form text.Form
	form.Required("title", &draft.Title, text.Name)
	if draft.Audience == "" {
		draft.Audience = papers.ForInvited
	}
	if !slices.Contains(papers.Audiences(), draft.Audience) {
		form.Add("audience", "unknown")
	}
	if draft.Audience != papers.ForUnits {
		draft.Units = nil
	} else if len(draft.Units) == 0 {
		form.Add("units", text.ReasonRequired)
	}
	if len(draft.Units) > maxUnits {
		form.Add("units", "out_of_range", 0, maxUnits)
	}
	if draft.ItemID != "" && !slices.ContainsFunc(meeting.Agenda, func(item plan.AgendaItem) bool { return item.ID == draft.ItemID }) {
		form.Add("itemId", "unknown")
	}
	if !draft.Due.IsZero() && draft.Due.After(meeting.End) {
		form.Add("due", "papers.due_after_end")
	}
	return form.Err()
}

func summary(draft *papers.Draft) map[string]any {
	told := map[string]any{
		"title": draft.Title, "item": draft.ItemID, "unit": draft.Unit.Code, "person": draft.PersonID,
		"audience": draft.Audience, "units": len(draft.Units), "closeAfter": draft.CloseAfter,
	}
	if !draft.Due.IsZero() {
		told["due"] = draft.Due.UTC().Format(time.RFC3339)
	}
	return told
}

// Change writes what the secretary decides about a paper.
func (d *Desk) Change(ctx context.Context, by directory.By, paperID string, version int64, draft papers.Draft) (*Detail, error) {
	return d.commit(ctx, by, func(ctx context.Context, tx bun.Tx) (*Detail, error) {
		found, s, err := d.paper(ctx, tx, by, paperID)
		if err != nil {
			return nil, err
		}
		if !found.Rights.Edit {
			return nil, fault.New(fault.Forbidden, "papers.not_host")
		}
		if err := check(&draft, s.meeting); err != nil {
			return nil, err
		}
		paper, before := found.Paper, summary(&found.Draft)
		paper.Draft, paper.Version, paper.UpdatedAt = draft, version, d.Now()
		if err := d.Store.Update(ctx, tx, &paper); err != nil {
			return nil, err
		}
		detail := map[string]any{"before": before, "after": summary(&draft)}
		if err := d.record(ctx, tx, by, &paper, papers.Step{Action: changed}, detail); err != nil {
			return nil, err
		}
		return d.again(ctx, tx, by, s, paperID)
	})
}

// Act takes a paper through a transition of the table: submit, recall, approve, send_back, release or withdraw. A paper of
// a regular meeting that is released less than the working days ahead needs a reason, unless the meeting has one.
func (d *Desk) Act(ctx context.Context, by directory.By, paperID string, version int64, action papers.Action, reason string) (*Detail, error) {
	late, err := d.releasedLate(ctx, by, paperID, action)
	if err != nil {
		return nil, err
	}
	return d.commit(ctx, by, func(ctx context.Context, tx bun.Tx) (*Detail, error) {
		found, s, err := d.paper(ctx, tx, by, paperID)
		if err != nil {
			return nil, err
		}
		row, err := transition(found, s.hands(by, &found.Paper), action)
		if err != nil {
			return nil, err
		}
		var form text.Form
		if row.Reason {
			form.Required("reason", &reason, text.Note)
		} else {
			form.Line("reason", &reason, text.Note)
		}
		if err := form.Err(); err != nil {
			return nil, err
		}
		if late && reason == "" {
			return nil, fault.InvalidFields("papers.late", []fault.Field{{Location: "reason", Reason: "papers.late", Args: []any{plan.NoticeDays}}})
		}
		paper := found.Paper
		paper.State, paper.StateSince, paper.Reason, paper.Version, paper.UpdatedAt = row.To, d.Now(), reason, version, d.Now()
		if err := d.Store.Update(ctx, tx, &paper); err != nil {
			return nil, err
		}
		step := papers.Step{Action: action, From: row.From, To: row.To, Reason: reason, Number: len(paper.Files)}
		detail := map[string]any{"before": row.From, "after": row.To, "reason": reason, "file": len(paper.Files)}
		if err := d.record(ctx, tx, by, &paper, step, detail); err != nil {
			return nil, err
		}
		return d.again(ctx, tx, by, s, paperID)
	})
}

// releasedLate reports whether an action releases a paper later than the rule of working days ahead allows. The system
// releases what it likes.
func (d *Desk) releasedLate(ctx context.Context, by directory.By, paperID string, action papers.Action) (bool, error) {
	if action != papers.Release || by.Viewer == nil || d.TooLate == nil {
		return false, nil
	}
	_, s, err := d.paper(ctx, d.Store.DB(), by, paperID)
	if err != nil {
		return false, d.told(ctx, by, err)
	}
	return d.TooLate(ctx, s.meeting, d.Now())
}

// transition finds the row for an action that the hands may take.
func transition(found *Detail, hands []papers.Hand, action papers.Action) (papers.Transition, error) {
	row, known := papers.Find(found.State, action)
	if !known {
		return row, fault.New(fault.Conflict, "papers.not_from_here")
	}
	if !row.Allows(hands) {
		return row, fault.New(fault.Forbidden, "papers.not_yours")
	}
	return row, nil
}

// Delete removes a paper that has not been released.
func (d *Desk) Delete(ctx context.Context, by directory.By, paperID string, version int64) error {
	_, err := d.commit(ctx, by, func(ctx context.Context, tx bun.Tx) (*Detail, error) {
		found, s, err := d.paper(ctx, tx, by, paperID)
		if err != nil {
			return nil, err
		}
		row, err := transition(found, s.hands(by, &found.Paper), papers.Delete)
		if err != nil {
			return nil, err
		}
		paper := found.Paper
		paper.Version = version
		if err := d.Store.Delete(ctx, tx, &paper); err != nil {
			return nil, err
		}
		step := papers.Step{Action: papers.Delete, From: row.From}
		return found, d.record(ctx, tx, by, &paper, step, map[string]any{"before": summary(&paper.Draft)})
	})
	return err
}

// AddFile makes a finished upload of the caller's the next version of a paper's file. The upload is used up.
func (d *Desk) AddFile(ctx context.Context, by directory.By, paperID string, version int64, uploadID string, declared papers.Declaration) (*Detail, error) {
	added, err := d.commit(ctx, by, func(ctx context.Context, tx bun.Tx) (*Detail, error) {
		found, s, err := d.paper(ctx, tx, by, paperID)
		if err != nil {
			return nil, err
		}
		row, err := transition(found, s.hands(by, &found.Paper), papers.Upload)
		if err != nil {
			return nil, err
		}
		if err := checkDeclaration(declared, subject(paperID)); err != nil {
			return nil, err
		}
		if len(found.Files) >= maxFiles {
			return nil, fault.New(fault.TooLarge, "papers.too_many_versions", maxFiles)
		}
		file, err := d.takeUpload(ctx, tx, by, uploadID, len(found.Files)+1)
		if err != nil {
			return nil, err
		}
		paper := found.Paper
		paper.Files = append(slices.Clone(paper.Files), *file)
		paper.State, paper.StateSince, paper.Reason, paper.Version, paper.UpdatedAt = row.To, d.Now(), "", version, d.Now()
		if err := d.Store.Update(ctx, tx, &paper); err != nil {
			return nil, err
		}
		if err := d.Store.AddFile(ctx, tx, paperID, file); err != nil {
			return nil, err
		}
		step := papers.Step{Action: papers.Upload, From: row.From, To: row.To, Number: file.Number}
		detail := map[string]any{"before": row.From, "after": row.To, "file": file.Number, "name": file.Name, "sha256": file.SHA256, "size": file.Size, "noStateSecret": true}
		if err := d.record(ctx, tx, by, &paper, step, detail); err != nil {
			return nil, err
		}
		return d.again(ctx, tx, by, s, paperID)
	})
	if err == nil {
		d.WakePreviews()
	}
	return added, err
}

func (d *Desk) takeUpload(ctx context.Context, tx bun.Tx, by directory.By, uploadID string, number int) (*papers.File, error) {
	taken, err := d.Store.Upload(ctx, tx, by.Actor.ID, uploadID)
	if err != nil {
		return nil, err
	}
	if taken.Kind == "" {
		return nil, fault.New(fault.Conflict, "papers.upload_unfinished")
	}
	if err := d.Store.DeleteUpload(ctx, tx, uploadID); err != nil {
		return nil, err
	}
	preview := papers.Preview{State: papers.PreviewPending}
	if taken.PreviewKey != "" {
		preview = papers.Preview{State: papers.PreviewReady, Key: taken.PreviewKey, Pages: taken.Pages}
	}
	file := &papers.File{
		ID: id.New(papers.FilePrefix), Number: number, Name: taken.Name, Kind: taken.Kind, Size: taken.Size, SHA256: taken.SHA256, Key: taken.Key,
		UploadedBy: by.Actor.ID, Uploader: actorName(by), UploadedAt: d.Now(), Preview: preview,
	}
	if file.Uploader == "" {
		return nil, fmt.Errorf("papers: upload %s by nobody", uploadID)
	}
	return file, nil
}
