package concluder

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/text"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/drafting"
	"giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// MinutesView is minutes with what their reader may do.
type MinutesView struct {
	*conclude.Minutes
	Meeting   *plan.Meeting
	Document  *conclude.Document // nil = not agreed yet
	Additions []conclude.Addition
	Author    bool // may draft and write them now
	Add       bool // may add a correction
	Actions   []conclude.MinutesAction
	// Ready: the meeting has ended, so that they can be submitted.
	Ready bool
}

// Minutes returns the minutes of a meeting for a reader; of version 0 when there are none yet. Who may see the meeting but
// not the minutes, or not yet, is refused with fault.Forbidden.
func (s *Service) Minutes(ctx context.Context, by directory.By, meetingID string) (*MinutesView, error) {
	a, err := s.seen(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	m, err := s.readable(ctx, by, a)
	if err != nil {
		return nil, err
	}
	return s.view(ctx, a, m)
}

// readable returns the minutes if the caller may read them.
func (s *Service) readable(ctx context.Context, by directory.By, a *access) (*conclude.Minutes, error) {
	m, err := s.Store.Minutes(ctx, s.Store.DB(), a.meeting.ID)
	if err != nil {
		return nil, err
	}
	if by.Viewer != nil && !conclude.MayReadMinutes(a.meeting, by.Viewer, a.rights, m.State) {
		return nil, fault.New(fault.Forbidden, "conclude.not_agreed_yet")
	}
	return m, nil
}

func (s *Service) view(ctx context.Context, a *access, m *conclude.Minutes) (*MinutesView, error) {
	v := &MinutesView{Minutes: m, Meeting: a.meeting, Actions: conclude.MinutesActionsOf(m.State, a.hands), Ready: a.meeting.State == plan.StateEnded}
	begun := !a.meeting.StartedAt.IsZero() && a.meeting.State != plan.StateCancelled
	v.Author = a.is(identity.Secretary) && begun && (m.Version == 0 || m.State == conclude.MinutesDraft)
	v.Add = len(a.hands) > 0 && m.State == conclude.MinutesAgreed
	if !v.Ready {
		v.Actions = nil
	}
	if m.DocumentID == "" {
		return v, nil
	}
	var err error
	if v.Document, err = s.Store.Document(ctx, s.Store.DB(), m.DocumentID); err != nil {
		return nil, err
	}
	v.Additions, err = s.Store.Additions(ctx, s.Store.DB(), m.MeetingID)
	return v, err
}

// begun refuses minutes of a meeting that has not begun.
func begun(m *plan.Meeting) error {
	if m.StartedAt.IsZero() {
		return fault.New(fault.Conflict, "conclude.not_begun")
	}
	return nil
}

// Draft has the system write the minutes from what happened. Version is that of the minutes that are there, 0 = none:
// what was written before stays as a revision.
func (s *Service) Draft(ctx context.Context, by directory.By, meetingID string, version int64) (*MinutesView, error) {
	a, err := s.run(ctx, by, meetingID, identity.Secretary)
	if err != nil {
		return nil, err
	}
	if err := begun(a.meeting); err != nil {
		return nil, err
	}
	proceedings, err := s.Source.Proceedings(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	content := drafting.Minutes(proceedings, s.Zone)
	return s.write(ctx, by, a, version, conclude.RevisionDrafted, func(m *conclude.Minutes) {
		m.Content, m.Basis, m.Reason = content, proceedings.Basis, ""
	})
}

// SaveMinutes writes the text of minutes; version is the one that the caller has read. What was there before by others, or
// longer ago than conclude.RevisionSpan, stays as a revision.
func (s *Service) SaveMinutes(ctx context.Context, by directory.By, meetingID string, version int64, content richtext.Doc) (*MinutesView, error) {
	a, err := s.run(ctx, by, meetingID, identity.Secretary)
	if err != nil {
		return nil, err
	}
	if version == 0 {
		return nil, fault.New(fault.Conflict, "conclude.no_minutes")
	}
	return s.write(ctx, by, a, version, conclude.RevisionEdited, func(m *conclude.Minutes) { m.Content = content })
}

// write changes the text of minutes that are a draft.
func (s *Service) write(ctx context.Context, by directory.By, a *access, version int64, kind conclude.RevisionKind, change func(*conclude.Minutes)) (*MinutesView, error) {
	var m *conclude.Minutes
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if m, err = s.Store.Minutes(ctx, tx, a.meeting.ID); err != nil {
			return err
		}
		switch {
		case m.State == conclude.MinutesAgreed:
			return fault.New(fault.Conflict, "conclude.agreed")
		case m.State == conclude.MinutesSubmitted:
			return fault.New(fault.Conflict, "conclude.submitted")
		case m.Version != version:
			return fault.StaleVersion(m.Version)
		}
		before := m.Content
		change(m)
		if kind == conclude.RevisionEdited && before.Equal(m.Content) {
			return nil // an editor saves what it has, changed or not
		}
		m.State, m.AuthorID, m.AuthorName, m.SavedAt = conclude.MinutesDraft, by.Actor.ID, by.Name(), s.later(m.SavedAt)
		if err := s.Store.SaveMinutes(ctx, tx, m); err != nil {
			return err
		}
		if err := s.keep(ctx, tx, m, kind, by); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "minutes."+string(kind), "meeting:"+m.MeetingID, map[string]any{"version": m.Version, "sha256": m.Content.SHA256()})
	})
	if err != nil {
		return nil, err
	}
	s.changed(m.MeetingID)
	return s.view(ctx, a, m)
}

func (s *Service) keep(ctx context.Context, tx bun.Tx, m *conclude.Minutes, kind conclude.RevisionKind, by directory.By) error {
	return s.Store.Keep(ctx, tx, m.MeetingID, &conclude.Revision{
		Kind: kind, AuthorID: by.Actor.ID, AuthorName: by.Name(), CreatedAt: m.SavedAt, SavedAt: m.SavedAt, Content: m.Content,
	})
}

// kinds say what revision an action leaves.
var kinds = map[conclude.MinutesAction]conclude.RevisionKind{
	conclude.SubmitMinutes: conclude.RevisionSubmitted, conclude.ReturnMinutes: conclude.RevisionReturned, conclude.AgreeMinutes: conclude.RevisionAgreed,
}

// ActMinutes moves minutes by the table of transitions. When the chair agrees they get their number and are frozen.
func (s *Service) ActMinutes(ctx context.Context, by directory.By, meetingID string, version int64, action conclude.MinutesAction, reason string) (*MinutesView, error) {
	a, err := s.run(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	form := &text.Form{}
	form.Lines("reason", &reason, text.Note)
	if err := form.Err(); err != nil {
		return nil, err
	}
	m, err := s.Store.Minutes(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	if err := s.movable(a, m, version, action, reason); err != nil {
		return nil, err
	}
	// All that is slow or reads elsewhere comes before the transaction.
	var proceedings *conclude.Proceedings
	head := minutesHead{}
	if action == conclude.AgreeMinutes {
		if proceedings, err = s.Source.Proceedings(ctx, meetingID); err != nil {
			return nil, err
		}
		if head, err = s.head(ctx, a.meeting); err != nil {
			return nil, err
		}
	}
	t, _ := conclude.FindMinutes(m.State, action)
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		m.State, m.Reason, m.SavedAt = t.To, reason, s.later(m.SavedAt)
		if action == conclude.AgreeMinutes {
			m.DecidedBy, m.DecidedAt, m.Proceedings = by.Actor.ID, m.SavedAt, proceedings
			if err := s.freeze(ctx, tx, by, a.meeting, m, &head); err != nil {
				return err
			}
		}
		if err := s.Store.SaveMinutes(ctx, tx, m); err != nil {
			return err
		}
		if kind, kept := kinds[action]; kept {
			if err := s.keep(ctx, tx, m, kind, by); err != nil {
				return err
			}
		}
		if err := s.postMinutes(ctx, tx, a.meeting, m, action); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "minutes."+string(action), "meeting:"+meetingID,
			map[string]any{"from": t.From, "to": t.To, "reason": reason, "sha256": m.Content.SHA256(), "document": m.DocumentID})
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return s.view(ctx, a, m)
}

// movable refuses a transition that cannot be made, or not by the caller.
func (s *Service) movable(a *access, m *conclude.Minutes, version int64, action conclude.MinutesAction, reason string) error {
	t, found := conclude.FindMinutes(m.State, action)
	switch {
	case m.Version == 0:
		return fault.New(fault.Conflict, "conclude.no_minutes")
	case m.Version != version && m.State != conclude.MinutesAgreed:
		return fault.StaleVersion(m.Version)
	case !found:
		return fault.New(fault.Conflict, "conclude.not_from_here")
	case !a.is(t.By):
		return fault.New(fault.Forbidden, "")
	case a.meeting.State != plan.StateEnded:
		return fault.New(fault.Conflict, "conclude.not_ended")
	case t.Reason && reason == "":
		return fault.InvalidFields("form", []fault.Field{{Location: "reason", Reason: text.ReasonRequired}})
	case action == conclude.SubmitMinutes && m.Content.IsEmpty():
		return fault.New(fault.Conflict, "conclude.empty")
	}
	return nil
}

// Revisions returns the revisions of minutes, the newest first, for those who run the meeting and leaders of its host.
func (s *Service) Revisions(ctx context.Context, by directory.By, meetingID string) ([]conclude.Revision, error) {
	if err := s.inside(ctx, by, meetingID); err != nil {
		return nil, err
	}
	return s.Store.Revisions(ctx, meetingID)
}

// Revision returns one revision with its text.
func (s *Service) Revision(ctx context.Context, by directory.By, meetingID string, number int) (*conclude.Revision, error) {
	if err := s.inside(ctx, by, meetingID); err != nil {
		return nil, err
	}
	return s.Store.Revision(ctx, meetingID, number)
}

// inside lets through those who see how minutes came about.
func (s *Service) inside(ctx context.Context, by directory.By, meetingID string) error {
	a, err := s.seen(ctx, by, meetingID)
	if err != nil {
		return err
	}
	if len(a.hands) == 0 && !a.leads {
		return fault.New(fault.Forbidden, "")
	}
	return nil
}
