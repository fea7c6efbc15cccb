package inviter_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/mail"
	"giaoban/internal/mail/mailtest"
	"giaoban/internal/outbox"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const domain = "hop.example.vn"

// fixture is a plan with invitations, an outbox, and a mail server.
type fixture struct {
	*plantest.Fixture
	meetings *planner.Planner
	kept     *invitestore.Store
	service  *inviter.Service
	queue    *outbox.Queue
	hub      *events.Hub
	smtp     *mailtest.Server
	post     *switched
}

// switched is a sender that can be cut off from the mail server.
type switched struct {
	mail.Sender
	down     bool
	attempts int
	after    func() error // called once when a mail was taken
}

func (s *switched) Send(ctx context.Context, message *mail.Message) error {
	s.attempts++
	if s.down {
		return &mail.Error{Cause: errors.New("connection refused")}
	}
	if err := s.Sender.Send(ctx, message); err != nil || s.after == nil {
		return err
	}
	after := s.after
	s.after = nil
	return after()
}

type accounts map[string]*directory.Viewer

func (a accounts) ViewerOf(_ context.Context, id string) (*directory.Viewer, error) {
	if viewer, found := a[id]; found {
		return viewer, nil
	}
	return nil, fault.New(fault.NotFound, "")
}

// AccountsOf implements invite.Accounts.
func (a accounts) AccountsOf(_ context.Context, people []string, units []directory.UnitKey) ([]string, error) {
	var ids []string
	for id, viewer := range a {
		if slices.Contains(people, viewer.PersonID) || slices.Contains(units, viewer.Unit) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

var known = accounts{}

func newFixture(t testing.TB, db *bun.DB) *fixture {
	t.Helper()
	f := &fixture{Fixture: plantest.New(t, db), kept: invitestore.New(db), hub: events.NewHub(), smtp: mailtest.New(t, mailtest.Options{})}
	from := mail.Address{Name: "Văn phòng UBND tỉnh", Mail: "vanphong@example.vn"}
	sender, err := mail.NewSMTP(mail.Config{Host: f.smtp.Host, Port: f.smtp.Port, Security: mail.TLSNone, From: from, Hello: "localhost", Timeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sender.Close() })
	f.post = &switched{Sender: sender}
	f.Store = planstore.New(db, f.kept)
	deps := f.Planner.Deps
	deps.Store, deps.Attendance = f.Store, f.kept
	f.meetings = planner.New(deps)
	f.service = inviter.New(inviter.Deps{
		Store: f.kept, Meetings: f.Store, Directory: f.Units, Accounts: known, Audit: f.Audit, Events: f.hub, Now: f.Now, Zone: workday.Zone(),
		Issue: func(ctx context.Context, by directory.By, id string, version int64) error {
			_, err := f.meetings.Act(ctx, by, id, version, plan.Issue, "", planner.One)
			return err
		},
		Log: slog.New(slog.DiscardHandler), Mail: f.post, From: from, MailAttempts: 24, Origin: "https://" + domain, Domain: domain,
	})
	f.meetings.Listeners = []plan.Listener{f.service}
	f.queue = f.newQueue()
	return f
}

// newQueue is the outbox as a process has it after its start.
func (f *fixture) newQueue() *outbox.Queue {
	q := outbox.New(f.DB, outbox.Config{Now: f.Now, Random: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler)})
	for kind, handler := range f.service.Handlers() {
		q.Handle(kind, handler)
	}
	return q
}

func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) { test(t, newFixture(t, db)) })
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want checks the kind and the reason of a refusal.
func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Fatalf("got %v, want %s %s", err, code, reason)
	}
}

func (f *fixture) secretary(t testing.TB) directory.By {
	return f.As(t, identity.Secretary, plantest.Province)
}

// person adds somebody with a mail address.
func (f *fixture) person(t testing.TB, name string, unit directory.UnitKey) *directory.Person {
	t.Helper()
	address := mailOf(name)
	p, err := f.Units.CreatePerson(t.Context(), directory.By{}, directory.Person{Name: name, Title: "Chuyên viên", Unit: unit, Mail: address, Active: true})
	check(t, err)
	return p
}

// mailOf is the address of a person made by f.person.
func mailOf(name string) string {
	return strings.ReplaceAll(fold.Text(name), " ", ".") + "@example.vn"
}

// approved plans a meeting that is approved.
func (f *fixture) approved(t testing.TB) *plan.Meeting {
	t.Helper()
	m, _, err := f.meetings.Create(t.Context(), f.secretary(t), f.Draft(t))
	check(t, err)
	for _, action := range []plan.Action{plan.Submit, plan.Approve} {
		m, err = f.meetings.Act(t.Context(), directory.By{}, m.ID, 0, action, "", planner.One)
		check(t, err)
	}
	return m
}

func (f *fixture) add(t testing.TB, m *plan.Meeting, targets ...invite.Target) *inviter.Added {
	t.Helper()
	added, err := f.service.Add(t.Context(), f.secretary(t), m.ID, targets)
	check(t, err)
	return added
}

func (f *fixture) issue(t testing.TB, m *plan.Meeting) *invite.Document {
	t.Helper()
	document, err := f.service.Issue(t.Context(), f.secretary(t), m.ID, 0)
	check(t, err)
	return document
}

// issued plans and issues a meeting to targets; the mails wait in the outbox.
func (f *fixture) issued(t testing.TB, targets ...invite.Target) *plan.Meeting {
	t.Helper()
	m := f.approved(t)
	f.add(t, m, targets...)
	f.issue(t, m)
	return m
}

// send has the outbox send what is due and returns the mails that the server has taken in all.
func (f *fixture) send(t testing.TB) []mailtest.Mail {
	t.Helper()
	_, err := f.queue.RunDue(t.Context())
	check(t, err)
	return f.smtp.Mails()
}

func (f *fixture) all(t testing.TB, m *plan.Meeting) []invite.Invitation {
	t.Helper()
	all, err := f.kept.All(t.Context(), f.DB, m.ID)
	check(t, err)
	return all
}

// of returns the invitation of a meeting to somebody by name.
func (f *fixture) of(t testing.TB, m *plan.Meeting, name string) *invite.Invitation {
	t.Helper()
	for _, in := range f.all(t, m) {
		if in.Name == name {
			return &in
		}
	}
	t.Fatalf("%s is not invited", name)
	return nil
}

func unit(key directory.UnitKey) invite.Target {
	return invite.Target{Kind: invite.TargetUnit, Unit: key}
}

func person(p *directory.Person) invite.Target {
	return invite.Target{Kind: invite.TargetPerson, ID: p.ID}
}
