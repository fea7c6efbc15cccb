package studio_test

import (
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/recorder/library"
	"giaoban/recorder/studio"
	"giaoban/recorder/writer"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

// opens has a meeting opened that is recorded from then on, as its plan says, and returns the recording.
func (h *house) opens(s *studio.Studio) *library.Entry {
	h.t.Helper()
	h.Planner.Listen(s)
	draft := h.Draft(h.t)
	draft.Policies.RecordAtOpening = true
	h.meeting = h.InState(h.t, draft, plan.StateLive)
	s.Announced(h.meeting.ID)
	return h.latest(s)
}

func (h *house) latest(s *studio.Studio) *library.Entry {
	h.t.Helper()
	e, _, err := s.Latest(h.t.Context(), h.As(h.t, identity.Secretary, plantest.Province), h.meeting.ID)
	if err != nil || e == nil {
		h.t.Fatalf("%+v, %v", e, err)
	}
	return e
}

func TestAMeetingIsRecordedFromItsOpeningByItsPlan(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		s.Begin()
		defer s.Close()
		e := h.opens(s)
		if e.State != library.Recording || e.StarterName != "" {
			t.Errorf("%+v", e)
		}
		_, err := s.Start(t.Context(), h.As(t, identity.Secretary, plantest.Province), h.meeting.ID, e.Cameras)
		want(t, err, fault.Conflict, "recording.running")
		defer h.speak("anh")()
		s.RoomChanged(h.meeting.Room(), "anh")
		written(t, s, e.ID, 100)
		if began := h.latest(s); !began.StartedAt.After(e.StartedAt) {
			t.Errorf("nobody was there at %v, and it began at %v", e.StartedAt, began.StartedAt)
		}
		ended, err := s.Do(t.Context(), h.As(t, identity.Secretary, plantest.Province), e.ID, studio.Stop)
		if err != nil || ended.State != library.Ready || ended.Reason != writer.Stopped || ended.Tracks != 1 {
			t.Errorf("%+v, %v", ended, err)
		}
		for _, action := range []plan.Action{plan.Pause, plan.Resume} {
			if _, err := h.Planner.Act(t.Context(), directory.By{}, h.meeting.ID, 0, action, "nghỉ giải lao", planner.One); err != nil {
				t.Fatal(err)
			}
		}
		if again := h.latest(s); again.ID != e.ID {
			t.Errorf("who has stopped it is asked again: %+v", again)
		}
	})
}

func TestAPlannedRecordingToWhichNobodyCame(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		defer s.Close()
		h.opens(s)
		if _, err := h.Planner.Act(t.Context(), directory.By{}, h.meeting.ID, 0, plan.End, "", planner.One); err != nil {
			t.Fatal(err)
		}
		if err := s.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e := h.latest(s); e.State != library.Failed || e.Reason != "not_started" {
			t.Errorf("%+v", e)
		}
	})
}

func TestAPlannedRecordingWithoutRoomOnTheDisk(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		s.Begin()
		defer s.Close()
		h.free = 0
		h.opens(s)
		defer h.speak("anh")()
		s.RoomChanged(h.meeting.Room(), "anh")
		until(t, "what came of it", func() bool { return h.latest(s).State == library.Failed })
		if e := h.latest(s); e.Reason != writer.DiskFull {
			t.Errorf("%+v", e)
		}
	})
}

func TestARecordingThatIsNotAllowedIsNotPlanned(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		draft := h.Draft(t)
		draft.Policies.Recording, draft.Policies.RecordAtOpening = false, true
		_, _, err := h.Planner.Create(t.Context(), directory.By{}, draft)
		want(t, err, fault.Invalid, "")
	})
}
