package studio

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/recorder/library"
	"giaoban/recorder/writer"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Act is what is done to a recording that runs.
type Act string

// Acts.
const (
	Pause  Act = "pause"
	Resume Act = "resume"
	Stop   Act = "stop"
)

// Do pauses, resumes or ends a recording. What is as asked already is no error. Errors: those of Floor.Leads;
// fault.Conflict "recording.over" for one that does not run.
func (s *Studio) Do(ctx context.Context, by directory.By, recordingID string, act Act) (*library.Entry, error) {
	e, err := s.Store.Get(ctx, recordingID)
	if err != nil {
		return nil, err
	}
	if err := s.Floor.Leads(ctx, by, e.MeetingID); err != nil {
		return nil, err
	}
	if act == Stop {
		return s.end(ctx, by, e)
	}
	live := s.live(recordingID)
	if live != nil {
		live.acting.Lock()
		defer live.acting.Unlock()
	}
	to := map[Act]library.State{Pause: library.Paused, Resume: library.Recording}[act]
	e, err = s.Store.Change(ctx, recordingID, func(ctx context.Context, tx bun.Tx, e *library.Entry) error {
		if !e.State.Runs() {
			return fault.New(fault.Conflict, "recording.over")
		}
		if e.State == to {
			return nil
		}
		e.State = to
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording."+string(act), subject(e), nil)
	})
	if err != nil {
		return nil, err
	}
	if live != nil && act == Pause {
		live.recording.Pause()
	} else if live != nil {
		live.recording.Resume()
	}
	s.changed(e)
	return e, nil
}

func (s *Studio) live(recordingID string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running[recordingID]
}

// end ends a recording and waits for its manifest.
func (s *Studio) end(ctx context.Context, by directory.By, e *library.Entry) (*library.Entry, error) {
	if !e.State.Runs() {
		return nil, fault.New(fault.Conflict, "recording.over")
	}
	if err := s.Audit.Append(ctx, by.Actor, "recording.stop", subject(e), nil); err != nil {
		return nil, err
	}
	s.look.Lock() // nobody takes it up meanwhile
	live := s.live(e.ID)
	var err error
	if live == nil {
		err = s.repair(ctx, e.ID)
	}
	s.look.Unlock()
	if err != nil {
		return nil, err
	}
	if live != nil {
		live.finish()
		select {
		case <-live.done:
		case <-ctx.Done():
		}
	}
	return s.Store.Get(context.WithoutCancel(ctx), e.ID)
}

// Share sets who may watch a recording: for who runs its meeting, while it runs and after.
func (s *Studio) Share(ctx context.Context, by directory.By, recordingID string, audience library.Audience) (*library.Entry, error) {
	if err := s.runs(ctx, by, recordingID); err != nil {
		return nil, err
	}
	e, err := s.Store.Change(ctx, recordingID, func(ctx context.Context, tx bun.Tx, e *library.Entry) error {
		if e.Audience == audience {
			return nil
		}
		e.Audience = audience
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording.share", subject(e), map[string]string{"audience": string(audience)})
	})
	if err != nil {
		return nil, err
	}
	s.changed(e)
	return e, nil
}

// Remake has the programme of a recording made that was not made: for who runs its meeting.
func (s *Studio) Remake(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error) {
	if err := s.runs(ctx, by, recordingID); err != nil {
		return nil, err
	}
	e, err := s.Store.Change(ctx, recordingID, func(ctx context.Context, tx bun.Tx, e *library.Entry) error {
		if e.State != library.Ready || e.Programme != library.NotMade {
			return fault.New(fault.Conflict, "recording.made")
		}
		e.Programme, e.Progress, e.ProgrammeError = library.Waiting, 0, ""
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording.remake", subject(e), nil)
	})
	if err != nil {
		return nil, err
	}
	s.changed(e)
	if s.Ready != nil {
		s.Ready(e.ID)
	}
	return e, nil
}

// runs refuses those who do not run a recording's meeting: fault.NotFound for who may not watch it either.
func (s *Studio) runs(ctx context.Context, by directory.By, recordingID string) error {
	e, err := s.Watch(ctx, by, recordingID)
	if err != nil {
		return err
	}
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), e.MeetingID)
	if err == nil && by.Viewer != nil && len(plan.HandsOf(m, by.Viewer)) == 0 {
		err = fault.New(fault.Forbidden, "")
	}
	return err
}

// Watch returns a recording that the caller may watch; fault.NotFound, and a record of the attempt, for others.
func (s *Studio) Watch(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error) {
	e, err := s.Store.Get(ctx, recordingID)
	if err != nil {
		return nil, err
	}
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), e.MeetingID)
	if err != nil {
		return nil, err
	}
	if may, err := s.Store.MayWatch(ctx, e, m, by.Viewer); err != nil || !may {
		return nil, s.refuse(ctx, by, recordingID, err)
	}
	return e, nil
}

func (s *Studio) refuse(ctx context.Context, by directory.By, recordingID string, err error) error {
	if err != nil {
		return err
	}
	if err := s.Audit.Append(ctx, by.Actor, "recording.access_refused", "recording:"+recordingID, nil); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "")
}

// Latest returns the latest recording of a live meeting: for everyone with a place in it one that runs, for who leads it also one
// that is over. nil when there is none. Errors: those of Floor.Leads, without Forbidden.
func (s *Studio) Latest(ctx context.Context, by directory.By, meetingID string) (latest *library.Entry, leads bool, err error) {
	err = s.Floor.Leads(ctx, by, meetingID)
	if err != nil && !fault.Is(err, fault.Forbidden) {
		return nil, false, err
	}
	leads = err == nil
	found, _, err := s.Store.Find(ctx, nil, library.Query{MeetingID: meetingID, Page: directory.Page{Limit: 1}})
	if err != nil || len(found) == 0 || !leads && !found[0].State.Runs() {
		return nil, leads, err
	}
	return &found[0], leads, nil
}

// Manages reports whether somebody runs a recording's meeting: they say who may watch it.
func (s *Studio) Manages(ctx context.Context, by directory.By, e *library.Entry) (bool, error) {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), e.MeetingID)
	return err == nil && by.Viewer != nil && len(plan.HandsOf(m, by.Viewer)) > 0, err
}

// Watched records which part of a recording somebody has watched, in milliseconds from its start.
func (s *Studio) Watched(ctx context.Context, by directory.By, recordingID string, fromMS, toMS int64) error {
	e, err := s.Watch(ctx, by, recordingID)
	if err != nil {
		return err
	}
	if fromMS < 0 || toMS < fromMS {
		return fault.New(fault.Invalid, "recording.span")
	}
	return s.Audit.Append(ctx, by.Actor, "recording.watched", subject(e), map[string]int64{"fromMs": fromMS, "toMs": toMS})
}

// Exported records that somebody has taken a copy of a recording away; action says how.
func (s *Studio) Exported(ctx context.Context, by directory.By, e *library.Entry, action string) error {
	return s.Audit.Append(ctx, by.Actor, action, subject(e), nil)
}

// Stats tells how a recording that runs stands; nothing for one that does not.
func (s *Studio) Stats(recordingID string) (writer.Stats, bool) {
	live := s.live(recordingID)
	if live == nil {
		return writer.Stats{}, false
	}
	return live.recording.Stats(), true
}
