// Package marks keeps what people note at a moment of a recording: for themselves, or for all who may watch it. Whoever runs
// the meeting turns a directive into a task of it.
package marks

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/text"
	"giaoban/recorder/library"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
)

// Prefix begins the ids of marks.
const Prefix = "MK_"

const (
	// MaxText is how long a mark may be.
	MaxText = 2000
	// MaxMarks is how many marks one person may have at one recording.
	MaxMarks = 1000
	// Undo is how long a deleted mark can be had back.
	Undo = 24 * time.Hour
)

// Mark is a note at a moment of a recording.
type Mark struct {
	ID          string // "MK_…"
	Version     int64
	RecordingID string
	Fields
	Author     string // account
	AuthorName string
	TaskID     string // the task that was made of it; "" = none
	CreatedAt  time.Time
	UpdatedAt  time.Time
	DeletedAt  time.Time // zero = it is there
}

// Fields is the part of a mark that its author writes.
type Fields struct {
	AtMS    int64 // from the recording's start
	Text    string
	Private bool // for its author alone
}

// Recordings knows who may watch what.
type Recordings interface {
	// Watch returns a recording that the caller may watch; fault.NotFound for others.
	Watch(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error)
}

// Deps are what the service stands on. All must be set.
type Deps struct {
	DB         *bun.DB
	Recordings Recordings
	Audit      *audit.Log
	Publish    func(events.Event)
	// Give makes a task of a meeting, for who may; see concluder.Service.GiveTask. It returns the task's id.
	Give func(ctx context.Context, by directory.By, meetingID string, fields conclude.TaskFields) (string, error)
	Now  func() time.Time
}

// Service keeps marks. It is safe for concurrent use.
type Service struct{ Deps }

// New returns a service.
func New(deps Deps) *Service { return &Service{deps} }

// List returns the marks of a recording that the caller may see, in their order: those for all, and the caller's own.
func (s *Service) List(ctx context.Context, by directory.By, recordingID string) ([]Mark, error) {
	if _, err := s.Recordings.Watch(ctx, by, recordingID); err != nil {
		return nil, err
	}
	return s.list(ctx, recordingID, accountOf(by))
}

func accountOf(by directory.By) string {
	if by.Viewer == nil {
		return ""
	}
	return by.Viewer.AccountID
}

func check(f *Fields, e *library.Entry) error {
	form := &text.Form{}
	form.Lines("text", &f.Text, MaxText)
	form.Check(f.Text != "", "text", text.ReasonRequired)
	form.Check(f.AtMS >= 0 && (e.EndedAt.IsZero() || f.AtMS <= e.Length.Milliseconds()), "atMs", "recording.moment")
	return form.Err()
}

// Add adds a mark.
func (s *Service) Add(ctx context.Context, by directory.By, recordingID string, fields Fields) (*Mark, error) {
	e, err := s.Recordings.Watch(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	if err := check(&fields, e); err != nil {
		return nil, err
	}
	now := s.Now().UTC()
	m := &Mark{
		ID: id.New(Prefix), Version: 1, RecordingID: recordingID, Fields: fields, Author: accountOf(by), AuthorName: by.Name(), CreatedAt: now, UpdatedAt: now,
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.insert(ctx, tx, m); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording.mark_added", "recording:"+recordingID, m.told())
	})
	s.changed(e, err)
	return m, err
}

// told is what the audit log keeps of a mark: of what is private no word.
func (m *Mark) told() map[string]any {
	told := map[string]any{"mark": m.ID, "atMs": m.AtMS, "private": m.Private}
	if !m.Private {
		told["text"] = m.Text
	}
	return told
}

// Edit changes a mark of the caller's own; version is the one that was read.
func (s *Service) Edit(ctx context.Context, by directory.By, recordingID, markID string, version int64, fields Fields) (*Mark, error) {
	return s.own(ctx, by, recordingID, markID, version, "recording.mark_edited", func(e *library.Entry, m *Mark) error {
		if err := check(&fields, e); err != nil {
			return err
		}
		m.Fields = fields
		return nil
	})
}

// Delete deletes a mark of the caller's own. For Undo it can be had back.
func (s *Service) Delete(ctx context.Context, by directory.By, recordingID, markID string, version int64) (*Mark, error) {
	return s.own(ctx, by, recordingID, markID, version, "recording.mark_deleted", func(_ *library.Entry, m *Mark) error {
		m.DeletedAt = s.Now().UTC()
		return nil
	})
}

// Restore brings back a mark that the caller has deleted.
func (s *Service) Restore(ctx context.Context, by directory.By, recordingID, markID string) (*Mark, error) {
	return s.own(ctx, by, recordingID, markID, 0, "recording.mark_restored", func(_ *library.Entry, m *Mark) error {
		m.DeletedAt = time.Time{}
		return nil
	})
}

// own lets change work on a mark of the caller's own. Others' marks are refused when they may be seen, else not found. version 0
// is of one that was deleted.
func (s *Service) own(ctx context.Context, by directory.By, recordingID, markID string, version int64, action string, change func(e *library.Entry, m *Mark) error) (*Mark, error) {
	e, err := s.Recordings.Watch(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	var m *Mark
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if m, err = s.take(ctx, tx, recordingID, markID); err != nil {
			return err
		}
		switch deleted := !m.DeletedAt.IsZero(); {
		case m.Author != accountOf(by) && (m.Private || deleted), deleted != (version == 0):
			return fault.New(fault.NotFound, "")
		case m.Author != accountOf(by):
			return fault.New(fault.Forbidden, "recording.mark_other")
		case version != 0 && m.Version != version:
			return fault.StaleVersion(m.Version)
		}
		if err := change(e, m); err != nil {
			return err
		}
		m.Version++
		m.UpdatedAt = s.Now().UTC()
		if err := s.save(ctx, tx, m); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, action, "recording:"+recordingID, m.told())
	})
	s.changed(e, err)
	return m, err
}

// MakeTask makes a task of a mark that the caller may see, once, for who may give tasks of the meeting.
func (s *Service) MakeTask(ctx context.Context, by directory.By, recordingID, markID string, fields conclude.TaskFields) (*Mark, error) {
	e, err := s.Recordings.Watch(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	free := func(m *Mark) error {
		switch {
		case !m.DeletedAt.IsZero() || m.Private && m.Author != accountOf(by):
			return fault.New(fault.NotFound, "")
		case m.TaskID != "":
			return fault.New(fault.Conflict, "recording.mark_task")
		}
		return nil
	}
	m, err := s.get(ctx, recordingID, markID)
	if err != nil {
		return nil, err
	}
	if err := free(m); err != nil {
		return nil, err
	}
	taskID, err := s.Give(ctx, by, e.MeetingID, fields)
	if err != nil {
		return nil, err
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if m, err = s.take(ctx, tx, recordingID, markID); err != nil {
			return err
		}
		if err := free(m); err != nil {
			return err
		}
		m.TaskID, m.UpdatedAt = taskID, s.Now().UTC()
		m.Version++
		if err := s.save(ctx, tx, m); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording.mark_task", "recording:"+recordingID, map[string]any{"mark": m.ID, "task": taskID})
	})
	s.changed(e, err)
	return m, err
}

func (s *Service) changed(e *library.Entry, err error) {
	if err == nil {
		s.Publish(events.Event{Topic: "meeting:" + e.MeetingID, Type: "recording.marked", ID: e.ID})
	}
}
