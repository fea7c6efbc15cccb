// Package inviter invites: it makes the list of the invited, issues the letter as an official document with the meeting,
// takes answers, and tells by mail, through the outbox, what each must know. It listens to the plan: what changes there is
// announced to the invited in the same transaction.
package inviter

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
)

// Deps are what a service stands on. All must be set, except as noted.
type Deps struct {
	Store     *invitestore.Store
	Meetings  invite.Meetings
	Directory invite.Directory
	Accounts  invite.Accounts
	// Issue moves an approved meeting of the version to issued; the service, a listener of it, does its part inside.
	Issue  func(ctx context.Context, by directory.By, meetingID string, version int64) error
	Audit  *audit.Log
	Events Publisher // nil = nobody looks on
	Now    func() time.Time
	Zone   *time.Location
	Log    *slog.Logger

	Mail mail.Sender
	From mail.Address // the organizer in calendars
	// MailAttempts is after how many attempts the outbox gives a mail up.
	MailAttempts int
	Origin       string // of links, "https://hop.example.vn"
	Domain       string // of message ids and calendar UIDs, "hop.example.vn"
}

// Publisher tells pages that something has changed.
type Publisher interface {
	Publish(event events.Event)
}

// Service invites. It is safe for concurrent use.
type Service struct {
	Deps
}

var _ plan.Listener = (*Service)(nil)

// New returns a service.
func New(deps Deps) *Service {
	if deps.Events == nil {
		deps.Events = events.NewHub()
	}
	return &Service{Deps: deps}
}

// Limits.
const (
	maxInvited = 5000 // to one meeting
	maxTargets = 2000 // in one request
)

// hands reports whether a viewer runs a meeting: is its chair or secretary, or that of its host.
func hands(m *plan.Meeting, viewer *directory.Viewer) bool {
	return viewer == nil || len(plan.HandsOf(m, viewer)) > 0
}

// managed returns a meeting whose invitations the caller runs. Who may only look gets Forbidden, anyone else NotFound.
func (s *Service) managed(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, error) {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	if hands(m, by.Viewer) {
		return m, nil
	}
	rights, err := s.rights(ctx, m, by.Viewer)
	if err != nil {
		return nil, err
	}
	if rights.View {
		return nil, fault.New(fault.Forbidden, "")
	}
	return nil, s.refuse(ctx, by, "meeting:"+meetingID)
}

// watched is managed for those who look on too: the leaders of the host.
func (s *Service) watched(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, error) {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	if hands(m, by.Viewer) || by.Viewer.Has(identity.Leader, m.HostPath) {
		return m, nil
	}
	return s.managed(ctx, by, meetingID)
}

func (s *Service) rights(ctx context.Context, m *plan.Meeting, viewer *directory.Viewer) (plan.Rights, error) {
	party, err := s.Store.Standing(ctx, m.ID, viewer)
	if err != nil {
		return plan.Rights{}, err
	}
	return plan.RightsOf(m, viewer, party), nil
}

// refuse is the answer to whoever reaches for what they may not know of.
func (s *Service) refuse(ctx context.Context, by directory.By, subject string) error {
	if err := s.Audit.Append(ctx, by.Actor, "invitation.access_refused", subject, nil); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "")
}

// changed tells the pages of a meeting that its invitations have changed.
func (s *Service) changed(meetingID string) {
	s.Events.Publish(events.Event{Topic: "meeting:" + meetingID, Type: "invitations.changed", ID: meetingID})
}

// openFor refuses changes of the list once a meeting is over.
func openFor(m *plan.Meeting) error {
	if m.State.Over() {
		return fault.New(fault.Conflict, "invite.meeting_over")
	}
	return nil
}

// live are the states of invitations that are not taken back.
func live() []invite.State {
	return slices.DeleteFunc(invite.States(), func(s invite.State) bool { return s == invite.Withdrawn })
}

// inTx runs a change of invitations.
func (s *Service) inTx(ctx context.Context, change func(ctx context.Context, tx bun.Tx) error) error {
	return store.InTx(ctx, s.Store.DB(), change)
}
