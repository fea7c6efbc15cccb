package studio

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/recorder"
	"giaoban/recorder/library"
	"giaoban/recorder/writer"
	"giaoban/scheduler/plan"
)

var _ plan.Listener = (*Studio)(nil)

// notStarted is why nothing came of a recording: it never had a recorder.
const notStarted = "not_started"

// MeetingChanged implements plan.Listener: a meeting that is recorded from its opening on has, in the transaction of the
// opening, a recording that waits for its recorder.
func (s *Studio) MeetingChanged(ctx context.Context, tx bun.Tx, before, after *plan.Meeting) error {
	if before == nil || after == nil || !after.Policies.RecordAtOpening || !after.Policies.Recording {
		return nil
	}
	if after.State != plan.StateLive || before.State == plan.StateLive || before.State == plan.StatePaused {
		return nil
	}
	e := s.entry(after, recorder.StageCamera)
	if err := s.Store.Add(ctx, tx, e); err != nil {
		return err
	}
	s.mu.Lock()
	s.opening[after.ID] = true
	s.mu.Unlock()
	return s.Audit.In(tx).Append(ctx, audit.Actor{}, "recording.start", subject(e), map[string]string{"cameras": string(e.Cameras), "by": "plan"})
}

// Announced is called after something of a meeting was committed.
func (s *Studio) Announced(meetingID string) {
	s.mu.Lock()
	opened := s.opening[meetingID]
	delete(s.opening, meetingID)
	s.waiting = s.waiting || opened
	s.mu.Unlock()
	if opened {
		s.lookSoon()
	}
}

// resume puts a recorder into the room of a recording: a first one when it has had none. look is held.
func (s *Studio) resume(ctx context.Context, e *library.Entry, room string) error {
	if writer.Begun(s.DirOf(e.ID)) {
		return s.run(ctx, e, room, true)
	}
	now, err := s.Store.Change(ctx, e.ID, func(_ context.Context, _ bun.Tx, e *library.Entry) error {
		e.StartedAt = s.Now().UTC()
		return nil
	})
	if err != nil {
		return err
	}
	*e = *now
	return s.run(ctx, e, room, false)
}
