package concluder_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/mail"
	"giaoban/internal/mail/mailtest"
	"giaoban/internal/outbox"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/conclude/concludestore"
	"giaoban/scheduler/conclude/planned"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// fixture is a plan with invitations, what concludes meetings, an outbox, and a mail server.
type fixture struct {
	*plantest.Fixture
	kept    *concludestore.Store
	invited *invitestore.Store
	service *concluder.Service
	queue   *outbox.Queue
	smtp    *mailtest.Server
}

// nobody has an account.
type nobody struct{}

func (nobody) AccountsOf(context.Context, []string, []directory.UnitKey) ([]string, error) {
	return nil, nil
}

func newFixture(t testing.TB, db *bun.DB) *fixture {
	t.Helper()
	f := &fixture{Fixture: plantest.New(t, db), invited: invitestore.New(db), smtp: mailtest.New(t, mailtest.Options{})}
	from := mail.Address{Name: "Văn phòng UBND tỉnh", Mail: "vanphong@example.vn"}
	sender, err := mail.NewSMTP(mail.Config{Host: f.smtp.Host, Port: f.smtp.Port, Security: mail.TLSNone, From: from, Hello: "localhost", Timeout: 10 * time.Second})
	check(t, err)
	t.Cleanup(func() { _ = sender.Close() })
	f.Store = planstore.New(db, f.invited)
	deps := f.Planner.Deps
	deps.Store, deps.Attendance = f.Store, f.invited
	f.Planner = planner.New(deps)
	f.kept = concludestore.New(db, f.invited)
	f.service = concluder.New(concluder.Deps{
		Store: f.kept, Source: &planned.Source{Meetings: f.Store, Invitations: f.invited, Directory: f.Units}, Meetings: f.Store, Attendance: f.invited,
		Invitations: f.invited, Accounts: nobody{}, Directory: f.Units, Calendar: f.Store, Audit: f.Audit, Now: f.Now, Zone: workday.Zone(), Log: slog.New(slog.DiscardHandler),
		Mail: sender, Origin: "https://hop.example.vn", Domain: "hop.example.vn",
	})
	f.queue = outbox.New(f.DB, outbox.Config{Now: f.Now, Random: func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler)})
	for kind, handler := range f.service.Handlers() {
		f.queue.Handle(kind, handler)
	}
	return f
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

func (f *fixture) chair(t testing.TB) directory.By { return f.As(t, identity.Chair, plantest.Province) }

// held plans a meeting, invites a commune, and holds it; the clock then stands at its end.
func (f *fixture) held(t testing.TB, state plan.State) *plan.Meeting {
	t.Helper()
	d := f.Draft(t)
	chair, err := f.Units.Person(t.Context(), d.ChairID)
	check(t, err)
	chair.Mail = "chu@example.vn"
	_, err = f.Units.UpdatePerson(t.Context(), directory.By{}, chair.Version, *chair)
	check(t, err)
	m := f.InState(t, d, state)
	now := f.Now()
	_, err = f.invited.Add(t.Context(), f.DB, []invite.Invitation{
		{ID: "IN_xa" + m.ID, Version: 1, MeetingID: m.ID, Kind: invite.Unit, Role: identity.Delegate, Unit: plantest.Commune, Name: "Xã Chiêm Hoá", UnitName: "Xã Chiêm Hoá",
			Mail: "xa@example.vn", State: invite.Confirmed, IssuedAt: now, AnsweredAt: now, CreatedAt: now, Order: 1},
		{ID: "IN_vang" + m.ID, Version: 1, MeetingID: m.ID, Kind: invite.Person, Role: identity.Delegate, PersonID: f.Person(t, "Lê Thị Vắng", plantest.Commune), Name: "Lê Thị Vắng",
			Position: "Phó Chủ tịch", UnitName: "Xã Chiêm Hoá", State: invite.Declined, Reason: "đi công tác", IssuedAt: now, AnsweredAt: now, CreatedAt: now, Order: 2},
	})
	check(t, err)
	f.At(m.End)
	return m
}

// agreed has minutes of a meeting drafted, submitted and agreed to.
func (f *fixture) agreed(t testing.TB, m *plan.Meeting) *concluder.MinutesView {
	t.Helper()
	v, err := f.service.Draft(t.Context(), f.secretary(t), m.ID, 0)
	check(t, err)
	v, err = f.service.ActMinutes(t.Context(), f.secretary(t), m.ID, v.Version, conclude.SubmitMinutes, "")
	check(t, err)
	v, err = f.service.ActMinutes(t.Context(), f.chair(t), m.ID, v.Version, conclude.AgreeMinutes, "")
	check(t, err)
	return v
}

// send has the outbox send what is due and returns the mails that the server has taken in all.
func (f *fixture) send(t testing.TB) []mailtest.Mail {
	t.Helper()
	_, err := f.queue.RunDue(t.Context())
	check(t, err)
	return f.smtp.Mails()
}
