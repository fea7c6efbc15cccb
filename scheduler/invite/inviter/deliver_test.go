package inviter_test

import (
	"errors"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

func (f *fixture) deliveries(t *testing.T, m *plan.Meeting) []invite.Delivery {
	t.Helper()
	all, _, err := f.service.Deliveries(t.Context(), f.secretary(t), invite.DeliveryQuery{MeetingID: m.ID})
	check(t, err)
	return all
}

// The process dies after the commit and before any mail: another process, with a queue of its own, sends them all.
func TestKilledBetweenCommitAndMail(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.issued(t, unit(plantest.Commune), unit(plantest.Other))
		if len(f.smtp.Mails()) != 0 {
			t.Fatal("mail was sent inside the transaction")
		}
		f.queue = f.newQueue()
		if mails := f.send(t); len(mails) != 2 {
			t.Errorf("%d mails", len(mails))
		}
		for _, d := range f.deliveries(t, m) {
			if d.State != invite.DeliverySent || d.Attempts != 1 || d.SentAt.IsZero() {
				t.Errorf("%+v", d)
			}
		}
	})
}

// The process dies after the server has taken a mail and before that is noted: the second one bears the same Message-ID.
func TestKilledBetweenMailAndNote(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.issued(t, unit(plantest.Commune))
		f.post.after = func() error { return errors.New("killed") }
		f.send(t)
		f.Pass(time.Hour)
		mails := f.send(t)
		if len(mails) != 2 || read(t, mails[0]).id == "" || read(t, mails[0]).id != read(t, mails[1]).id {
			t.Errorf("%d mails", len(mails))
		}
		f.Pass(time.Hour)
		if mails := f.send(t); len(mails) != 2 {
			t.Errorf("%d mails in the end", len(mails))
		}
	})
}

func TestServerDownForAnHour(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.issued(t, unit(plantest.Commune), unit(plantest.Other))
		f.post.down = true
		end := f.Now().Add(time.Hour)
		for f.Now().Before(end) {
			f.send(t)
			f.Pass(time.Minute)
		}
		if f.post.attempts < 8 || f.post.attempts > 40 {
			t.Errorf("%d attempts in an hour: retried without patience, or given up", f.post.attempts)
		}
		for _, d := range f.deliveries(t, m) {
			if d.State != invite.DeliveryPending || d.Error == "" || d.Attempts < 4 {
				t.Errorf("%+v", d)
			}
		}
		f.post.down = false
		f.Pass(time.Hour)
		if mails := f.send(t); len(mails) != 2 {
			t.Errorf("%d mails after the server came back", len(mails))
		}
		f.Pass(24 * time.Hour)
		if mails := f.send(t); len(mails) != 2 {
			t.Errorf("%d mails a day after", len(mails))
		}
	})
}

// The meeting is moved while the first mail waits: its receiver gets one mail, with the newest time.
func TestOldNewsIsNotSent(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, person(p))
		f.post.down = true
		f.send(t)
		now, err := f.Store.Meeting(t.Context(), f.DB, m.ID)
		check(t, err)
		d := now.Draft
		d.Start, d.End = d.Start.Add(time.Hour), d.End.Add(time.Hour)
		_, _, err = f.meetings.Update(t.Context(), f.secretary(t), m.ID, now.Version, d, planner.One)
		check(t, err)
		f.post.down = false
		f.Pass(time.Hour)
		mails := f.send(t)
		if len(mails) != 1 || to(t, mails, mailOf("Ma Thị Mời")).prop(t, "SEQUENCE") != "1" {
			t.Errorf("%d mails", len(mails))
		}
		all := f.deliveries(t, m)
		if all[0].State != invite.DeliverySent || all[1].State != invite.DeliverySuperseded {
			t.Errorf("%+v", all)
		}
	})
}

func TestRefusedMailIsShownAndSentAgain(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		silent, err := f.Units.CreatePerson(t.Context(), directory.By{}, directory.Person{Name: "Không Có Thư", Unit: plantest.Commune, Active: true})
		check(t, err)
		m := f.issued(t, person(p), person(silent))
		f.smtp.Refuse(mailOf("Ma Thị Mời"), 550)
		f.send(t)
		f.Pass(24 * time.Hour)
		f.send(t)
		if f.post.attempts != 1 {
			t.Errorf("%d attempts at what was refused for good", f.post.attempts)
		}
		sum, err := f.service.Overview(t.Context(), f.secretary(t), m.ID)
		check(t, err)
		if sum.Deliveries[invite.DeliveryFailed] != 1 || sum.Deliveries[invite.DeliveryNoAddress] != 1 {
			t.Fatalf("%+v", sum.Deliveries)
		}
		failed, _, err := f.service.Deliveries(t.Context(), f.secretary(t), invite.DeliveryQuery{MeetingID: m.ID, State: invite.DeliveryFailed})
		check(t, err)
		if len(failed) != 1 || failed[0].Error == "" || failed[0].Address != mailOf("Ma Thị Mời") {
			t.Fatalf("%+v", failed)
		}
		_, err = f.service.Resend(t.Context(), f.As(t, "delegate", plantest.Other), failed[0].ID)
		want(t, err, fault.NotFound, "")
		// The addresses were mended meanwhile.
		for _, who := range []*directory.Person{p, silent} {
			who.Mail = "moi." + mailOf(who.Name)
			_, err := f.Units.UpdatePerson(t.Context(), directory.By{}, who.Version, *who)
			check(t, err)
		}
		count, err := f.service.ResendFailed(t.Context(), f.secretary(t), m.ID)
		check(t, err)
		if mails := f.send(t); count != 2 || len(mails) != 2 {
			t.Errorf("%d again, %d mails", count, len(mails))
		}
		_, err = f.service.Resend(t.Context(), f.secretary(t), failed[0].ID)
		want(t, err, fault.Conflict, "invite.mail_sent")
	})
}

func TestPagesAreTold(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		f.add(t, m, unit(plantest.Commune))
		watching := f.hub.Subscribe("meeting:" + m.ID)
		defer watching.Close()
		f.issue(t, m)
		watching.Take()
		f.send(t) // tells after the commit
		if news := watching.Take(); len(news) != 1 || news[0].Type != "invitations.changed" {
			t.Errorf("%+v", news)
		}
		in := f.of(t, m, "Xã Chiêm Hoá")
		f.answer(t, f.As(t, "delegate", plantest.Commune), in, invite.Answer{State: invite.Confirmed})
		if news := watching.Take(); len(news) != 1 {
			t.Errorf("after an answer: %+v", news)
		}
	})
}

// counts of mails by notice.
func (f *fixture) notices(t *testing.T, m *plan.Meeting) map[invite.Notice]int {
	t.Helper()
	counts := map[invite.Notice]int{}
	for _, d := range f.deliveries(t, m) {
		counts[d.Notice]++
	}
	return counts
}

func TestReminders(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, person(p), unit(plantest.Other), invite.Target{Kind: invite.TargetSite, ID: demo.RoomName(demo.NaHangCode)})
		in := f.of(t, m, "Xã Nà Hang")
		f.answer(t, f.secretary(t), in, invite.Answer{State: invite.Declined, Reason: "Lũ"})
		tick := func(at time.Time, want int) {
			t.Helper()
			f.At(at)
			for range 3 { // as often as it likes
				check(t, f.service.Tick(t.Context()))
			}
			if got := f.notices(t, m)[invite.NoticeReminder]; got != want {
				t.Errorf("at %s before: %d reminders, want %d", m.Start.Sub(at), got, want)
			}
		}
		tick(m.Start.Add(-73*time.Hour), 0)
		tick(m.Start.Add(-72*time.Hour), 1) // the person; the unit has declined, the site is technicians'
		tick(m.Start.Add(-25*time.Hour), 1)
		tick(m.Start.Add(-23*time.Hour), 2)
		tick(m.Start.Add(-30*time.Hour), 2) // the clock steps back
		tick(m.Start.Add(-59*time.Minute), 3)
		tick(m.Start.Add(-10*time.Minute), 4)
		tick(m.Start.Add(time.Minute), 4)
		last := f.deliveries(t, m)
		if last[1].Name == last[0].Name {
			t.Errorf("technicians were not the ones reminded an hour before: %+v", last[:2])
		}
	})
}

func TestRemindersAfterAStop(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, person(p))
		f.At(m.Start.Add(-20 * time.Hour)) // the server was off: three days and one day before have passed
		check(t, f.service.Tick(t.Context()))
		if got := f.notices(t, m)[invite.NoticeReminder]; got != 1 {
			t.Errorf("%d reminders, want the later one alone", got)
		}
	})
	t.Run("issued late", func(t *testing.T) {
		each(t, func(t *testing.T, f *fixture) {
			p := f.person(t, "Ma Thị Mời", plantest.Commune)
			m := f.approved(t)
			f.add(t, m, person(p))
			f.At(m.Start.Add(-26 * time.Hour))
			now, err := f.Store.Meeting(t.Context(), f.DB, m.ID)
			check(t, err)
			d := now.Draft
			d.LateReason = "Họp gấp"
			_, err = f.meetings.Act(t.Context(), directory.By{}, m.ID, 0, plan.Return, "sửa", planner.One)
			check(t, err)
			_, _, err = f.meetings.Update(t.Context(), f.secretary(t), m.ID, 0, d, planner.One)
			check(t, err)
			for _, action := range []plan.Action{plan.Submit, plan.Approve} {
				_, err = f.meetings.Act(t.Context(), directory.By{}, m.ID, 0, action, "", planner.One)
				check(t, err)
			}
			f.issue(t, m)
			check(t, f.service.Tick(t.Context()))
			if got := f.notices(t, m)[invite.NoticeReminder]; got != 0 {
				t.Errorf("%d reminders of what was told just now", got)
			}
			f.Pass(3 * time.Hour)
			check(t, f.service.Tick(t.Context()))
			if got := f.notices(t, m)[invite.NoticeReminder]; got != 1 {
				t.Errorf("%d reminders a day before", got)
			}
		})
	})
}

func TestEscalation(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, person(p), unit(plantest.Commune), unit(plantest.Other))
		f.answer(t, f.secretary(t), f.of(t, m, "Xã Nà Hang"), invite.Answer{State: invite.Confirmed})
		f.At(m.Start.Add(-24*time.Hour - time.Minute))
		check(t, f.service.Tick(t.Context()))
		if got := f.notices(t, m)[invite.NoticeEscalated]; got != 0 {
			t.Errorf("%d before the deadline", got)
		}
		f.At(m.Start.Add(-24 * time.Hour))
		for range 2 {
			check(t, f.service.Tick(t.Context()))
		}
		if got := f.notices(t, m)[invite.NoticeEscalated]; got != 1 {
			t.Fatalf("%d escalations, want one to the commune's head", got)
		}
		head := f.of(t, m, "Xã Chiêm Hoá")
		if head.EscalatedAt.IsZero() {
			t.Errorf("%+v", head)
		}
		f.send(t)
		found := false
		for _, received := range f.smtp.Mails() {
			if got := read(t, received); got.subject == "Quá hạn xác nhận tham dự: Giao ban công tác tuần (08:00 30/11/2026)" {
				found = received.To[0] == head.Mail && got.calendar == nil
			}
		}
		if !found {
			t.Error("the head got no mail of it")
		}
		sum, err := f.service.Overview(t.Context(), f.secretary(t), m.ID)
		check(t, err)
		if sum.Overdue != 2 {
			t.Errorf("%+v", sum)
		}
	})
}

func TestRemindAll(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.issued(t, unit(plantest.Commune), unit(plantest.Other))
		f.answer(t, f.secretary(t), f.of(t, m, "Xã Nà Hang"), invite.Answer{State: invite.Confirmed})
		for i, want := range []int{1, 0} { // a second press does nothing
			got, err := f.service.Remind(t.Context(), f.secretary(t), m.ID)
			check(t, err)
			if got != want {
				t.Errorf("press %d: %d", i+1, got)
			}
		}
		f.Pass(time.Hour)
		if got, err := f.service.Remind(t.Context(), f.secretary(t), m.ID); err != nil || got != 1 {
			t.Errorf("an hour later: %d (%v)", got, err)
		}
		_, err := f.service.Remind(t.Context(), f.As(t, "delegate", plantest.Commune), m.ID)
		want(t, err, fault.Forbidden, "")
	})
}
