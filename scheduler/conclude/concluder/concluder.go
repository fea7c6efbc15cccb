// Package concluder concludes meetings: it drafts, keeps and freezes their minutes, issues their conclusion notices, gives
// their tasks and follows them, and tells by mail, through the outbox, what each must know.
package concluder

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
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concludestore"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
)

// Meetings has the plans of meetings.
type Meetings interface {
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
}

// Invitations is what concluding needs of those invited and of their letter.
type Invitations interface {
	All(ctx context.Context, db bun.IDB, meetingID string, states ...invite.State) ([]invite.Invitation, error)
	Letter(ctx context.Context, db bun.IDB, meetingID string) (*invite.Letter, error)
	// Receivers returns the people and units that were invited to a meeting.
	Receivers(ctx context.Context, db bun.IDB, meetingID string) (people []string, units []directory.UnitKey, err error)
}

// Directory is what concluding needs of units and people.
type Directory interface {
	directory.Lookup
	HeadsOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Contact, error)
	HeadingsOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Heading, error)
}

// Accounts knows the accounts of people and units.
type Accounts interface {
	AccountsOf(ctx context.Context, people []string, units []directory.UnitKey) ([]string, error)
}

// Publisher tells pages that something has changed.
type Publisher interface {
	Publish(event events.Event)
}

// Deps are what a service stands on. All must be set, except as noted.
type Deps struct {
	Store       *concludestore.Store
	Source      conclude.Source // tells what happened in meetings
	Meetings    Meetings
	Attendance  plan.Attendance
	Invitations Invitations
	Accounts    Accounts
	Directory   Directory
	Calendar    workday.Source
	Audit       *audit.Log
	Events      Publisher // nil = nobody looks on
	Now         func() time.Time
	Zone        *time.Location
	Log         *slog.Logger

	Mail   mail.Sender
	Origin string // of links, "https://hop.example.vn"
	Domain string // of message ids
}

// Service concludes. It is safe for concurrent use.
type Service struct {
	Deps
}

// New returns a service.
func New(deps Deps) *Service {
	if deps.Events == nil {
		deps.Events = events.NewHub()
	}
	return &Service{Deps: deps}
}

// access is a meeting as a caller has it.
type access struct {
	meeting *plan.Meeting
	hands   []identity.Role // in which they conclude it
	rights  plan.Rights
	leads   bool // as a leader of its host
}

func (a *access) is(role identity.Role) bool { return slices.Contains(a.hands, role) }

// seen returns a meeting that the caller may see. Anyone else is told that it is not there, and the attempt is recorded.
func (s *Service) seen(ctx context.Context, by directory.By, meetingID string) (*access, error) {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	a := &access{meeting: m, hands: conclude.HandsOf(m, by.Viewer)}
	if by.Viewer == nil {
		a.rights.View = true
		return a, nil
	}
	party, err := s.Attendance.Standing(ctx, m.ID, by.Viewer)
	if err != nil {
		return nil, err
	}
	a.rights, a.leads = plan.RightsOf(m, by.Viewer, party), by.Viewer.Has(identity.Leader, m.HostPath)
	if !a.rights.View {
		return nil, s.refuse(ctx, by, "meeting:"+meetingID)
	}
	return a, nil
}

// run returns a meeting that the caller concludes, as any of its hands or in one role.
func (s *Service) run(ctx context.Context, by directory.By, meetingID string, roles ...identity.Role) (*access, error) {
	a, err := s.seen(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if len(a.hands) == 0 || len(roles) > 0 && !slices.ContainsFunc(roles, a.is) {
		return nil, fault.New(fault.Forbidden, "")
	}
	return a, nil
}

// refuse is the answer to whoever reaches for what they may not know of.
func (s *Service) refuse(ctx context.Context, by directory.By, subject string) error {
	if err := s.Audit.Append(ctx, by.Actor, "conclusion.access_refused", subject, nil); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "")
}

func (s *Service) inTx(ctx context.Context, change func(ctx context.Context, tx bun.Tx) error) error {
	return store.InTx(ctx, s.Store.DB(), change)
}

// changed tells the pages of a meeting.
func (s *Service) changed(meetingID string) {
	s.Events.Publish(events.Event{Topic: "meeting:" + meetingID, Type: "conclusion.changed", ID: meetingID})
}

// now is the clock, to the microsecond that databases keep.
func (s *Service) now() time.Time { return store.Time(s.Now()) }

// later returns now, or the moment after what happened last when the clock was set back: what happened later stays later.
func (s *Service) later(last time.Time) time.Time {
	if now := s.now(); now.After(last) {
		return now
	}
	return last.Add(time.Millisecond)
}
