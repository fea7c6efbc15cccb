package concluder_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
)

// issued issues a meeting's conclusion notice.
func (f *fixture) issued(t testing.TB, m *plan.Meeting) {
	t.Helper()
	v, err := f.service.Notice(t.Context(), f.secretary(t), m.ID)
	check(t, err)
	fields := v.NoticeFields
	fields.Body = body("1. Các xã rà soát lại danh sách.")
	fields.SignerName, fields.SignerTitle = "Nguyễn Văn Chủ", "Chủ tịch"
	v, err = f.service.SaveNotice(t.Context(), f.secretary(t), m.ID, v.Version, fields)
	check(t, err)
	_, err = f.service.IssueNotice(t.Context(), f.secretary(t), m.ID, v.Version)
	check(t, err)
}

func TestNoticeFromProposalToIssue(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		member, stranger := f.As(t, identity.Chair, plantest.Commune), f.As(t, identity.Chair, plantest.Other)
		v, err := f.service.Notice(ctx, secretary, m.ID)
		check(t, err)
		if v.Symbol != "TB-UBND" || !strings.Contains(v.Abstract, "Nguyễn Văn Chủ") || v.Body.IsEmpty() {
			t.Fatalf("%+v", v.NoticeFields)
		}
		_, err = f.service.IssueNotice(ctx, secretary, m.ID, 0)
		want(t, err, fault.Conflict, "conclude.notice_unsaved")
		fields := v.NoticeFields
		v, err = f.service.SaveNotice(ctx, secretary, m.ID, 0, fields)
		check(t, err)
		_, err = f.service.IssueNotice(ctx, secretary, m.ID, v.Version)
		want(t, err, fault.Invalid, "") // there are gaps left
		fields.Body, fields.SignerName, fields.SignerTitle = body("1. Các xã rà soát lại."), "Trần Văn Ký", "Chủ tịch"
		_, err = f.service.SaveNotice(ctx, secretary, m.ID, v.Version-1, fields)
		want(t, err, fault.Stale, "")
		v, err = f.service.SaveNotice(ctx, secretary, m.ID, v.Version, fields)
		check(t, err)
		_, err = f.service.Notice(ctx, member, m.ID)
		want(t, err, fault.Forbidden, "conclude.not_issued_yet")
		_, err = f.service.IssueNotice(ctx, member, m.ID, v.Version)
		want(t, err, fault.Forbidden, "")
		v, err = f.service.IssueNotice(ctx, secretary, m.ID, v.Version)
		check(t, err)
		if v.Document.Symbol != "01/TB-UBND" || v.Document.Recipients != 2 || v.Clock.Mark != conclude.ClockNone {
			t.Fatalf("%+v %+v", v.Document, v.Clock)
		}
		_, err = f.service.SaveNotice(ctx, secretary, m.ID, v.Version, fields)
		want(t, err, fault.Conflict, "conclude.notice_issued")
		mails := f.send(t)
		if len(mails) != 1 || strings.Join(mails[0].To, " ") != "xa@example.vn" {
			t.Fatalf("%d mails", len(mails))
		}
		file, err := f.service.NoticeFile(ctx, member, m.ID, conclude.PDF)
		check(t, err)
		text := pdfText(t, file.Data)
		for _, part := range []string{"THÔNG BÁO", "Số: 01/TB-UBND", "rà soát", "Trần Văn Ký", "Nơi nhận"} {
			if !strings.Contains(text, part) {
				t.Errorf("lacks %q: %s", part, text)
			}
		}
		for by, n := range map[*directory.By]int{&member: 1, &secretary: 1, &stranger: 0} {
			found, _, err := f.service.Issued(ctx, *by, conclude.IssuedQuery{Text: "ra soat"})
			check(t, err)
			if len(found) != n {
				t.Errorf("%s finds %d", by.Actor.Name, len(found))
			}
		}
		found, _, err := f.service.Issued(ctx, member, conclude.IssuedQuery{Text: "khong co"})
		check(t, err)
		if len(found) != 0 {
			t.Error("found what is not there")
		}
	})
}

func TestTheClockOfTheNotice(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		// Held on Monday, 30 November 2026: five working days later is Monday, 7 December.
		m, ctx := f.held(t, plan.StateEnded), t.Context()
		day := func(d int) time.Time { return time.Date(2026, 12, d, 9, 0, 0, 0, workday.Zone()) }
		for _, c := range []struct {
			at   time.Time
			mark conclude.ClockMark
			left int
			told int
		}{{day(1), conclude.ClockRunning, 4, 0}, {day(3), conclude.ClockRunning, 2, 1}, {day(4), conclude.ClockSoon, 1, 1}, {day(7), conclude.ClockSoon, 0, 2}, {day(8), conclude.ClockOverdue, 0, 3}, {day(9), conclude.ClockOverdue, 0, 3}} {
			f.At(c.at)
			v, err := f.service.Notice(ctx, f.secretary(t), m.ID)
			check(t, err)
			if v.Clock.Mark != c.mark || v.Clock.DaysLeft != c.left {
				t.Errorf("%s: %+v", c.at, v.Clock)
			}
			check(t, f.service.Tick(ctx))
			check(t, f.service.Tick(ctx))
			if mails := f.send(t); len(mails) != c.told {
				t.Errorf("%s: %d mails, want %d", c.at, len(mails), c.told)
			}
		}
		pending, err := f.service.Pending(ctx, f.secretary(t))
		check(t, err)
		if len(pending) != 1 || pending[0].Clock.Mark != conclude.ClockOverdue {
			t.Errorf("%+v", pending)
		}
		_, err = f.service.WaiveNotice(ctx, f.secretary(t), m.ID, 0, "")
		want(t, err, fault.Invalid, "form")
		v, err := f.service.WaiveNotice(ctx, f.secretary(t), m.ID, 0, "Đã có biên bản")
		check(t, err)
		if v.Clock.Mark != conclude.ClockNone || v.State != conclude.NoticeWaived {
			t.Errorf("%+v", v.Notice)
		}
	})
}

func TestAMissedClockRemindsOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.held(t, plan.StateEnded)
		f.At(time.Date(2026, 12, 20, 9, 0, 0, 0, workday.Zone()))
		check(t, f.service.Tick(t.Context()))
		if mails := f.send(t); len(mails) != 1 {
			t.Errorf("%d mails", len(mails))
		}
	})
}

func TestTasks(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		commune, other := f.As(t, identity.Secretary, plantest.Commune), f.As(t, identity.Secretary, plantest.Other)
		delegate := f.As(t, identity.Delegate, plantest.Commune)
		fields := conclude.TaskFields{Title: "Rà soát hộ nghèo", Unit: plantest.Commune, Due: "2026-12-15"}
		_, err := f.service.GiveTask(ctx, commune, m.ID, fields)
		want(t, err, fault.Forbidden, "")
		for _, bad := range []conclude.TaskFields{{Unit: plantest.Commune}, {Title: "x"}, {Title: "x", Unit: plantest.Commune, Due: "2026-02-30"}, {Title: "x", Unit: plantest.Commune, Due: "2020-01-01"}, {Title: "x", Unit: plantest.Commune, PersonID: m.ChairID}} {
			_, err := f.service.GiveTask(ctx, secretary, m.ID, bad)
			want(t, err, fault.Invalid, "form")
		}
		given, err := f.service.GiveTask(ctx, secretary, m.ID, fields)
		check(t, err)
		_, err = f.service.Task(ctx, commune, given.ID) // nobody was told yet
		want(t, err, fault.NotFound, "")
		_, err = f.service.ChaseTask(ctx, secretary, given.ID, given.Version)
		want(t, err, fault.Conflict, "conclude.task_not_assigned")
		f.issued(t, m)
		v, err := f.service.Task(ctx, commune, given.ID)
		check(t, err)
		if v.AssignedAt.IsZero() || v.Document != "01/TB-UBND" || v.Edit {
			t.Fatalf("%+v", v)
		}
		_, err = f.service.Task(ctx, other, given.ID)
		want(t, err, fault.NotFound, "")
		seen, err := f.service.Task(ctx, delegate, given.ID)
		check(t, err)
		if len(seen.Actions) != 0 {
			t.Error("a delegate who is not named reports nothing")
		}
		_, err = f.service.ActTask(ctx, delegate, given.ID, v.Version, conclude.StartTask, "")
		want(t, err, fault.Forbidden, "")
		_, err = f.service.EditTask(ctx, commune, given.ID, v.Version, fields)
		want(t, err, fault.Forbidden, "")
		f.At(time.Date(2026, 12, 16, 9, 0, 0, 0, workday.Zone()))
		overdue, _, err := f.service.Tasks(ctx, secretary, conclude.TaskQuery{Mark: conclude.Overdue})
		check(t, err)
		if len(overdue) != 1 || overdue[0].Mark != conclude.Overdue {
			t.Fatalf("%+v", overdue)
		}
		chased, err := f.service.ChaseTask(ctx, secretary, given.ID, v.Version)
		check(t, err)
		_, err = f.service.ChaseTask(ctx, secretary, given.ID, chased.Version)
		want(t, err, fault.Conflict, "conclude.chased")
		started, err := f.service.ActTask(ctx, commune, given.ID, chased.Version, conclude.StartTask, "")
		check(t, err)
		_, err = f.service.ActTask(ctx, commune, given.ID, started.Version, conclude.FinishTask, "")
		want(t, err, fault.Invalid, "form")
		_, err = f.service.ActTask(ctx, commune, given.ID, chased.Version, conclude.FinishTask, "xong")
		want(t, err, fault.Stale, "")
		done, err := f.service.ActTask(ctx, commune, given.ID, started.Version, conclude.FinishTask, "Đã rà soát 120 hộ")
		check(t, err)
		if done.Mark != conclude.Late || done.DoneAt.IsZero() {
			t.Errorf("%+v", done)
		}
		for by, n := range map[*directory.By]int{&commune: 1, &other: 0, &secretary: 1, &delegate: 1} {
			found, _, err := f.service.Tasks(ctx, *by, conclude.TaskQuery{Text: "ho ngheo"})
			check(t, err)
			if len(found) != n {
				t.Errorf("%s finds %d", by.Actor.Name, len(found))
			}
		}
	})
}

// TestTasksAreRemindedOf: three days before, on the day, and once it has passed, each once; a moved due date starts anew.
func TestTasksAreRemindedOf(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		head := f.Person(t, "Hà Thị Lo", plantest.Commune)
		person, err := f.Units.Person(ctx, head)
		check(t, err)
		person.Mail = "lanhdao@example.vn"
		_, err = f.Units.UpdatePerson(ctx, directory.By{}, person.Version, *person)
		check(t, err)
		give := func(due string) *concluder.TaskView {
			v, err := f.service.GiveTask(ctx, secretary, m.ID, conclude.TaskFields{Title: "Việc " + due, Unit: plantest.Commune, PersonID: head, Due: due})
			check(t, err)
			return v
		}
		asked := give("2026-12-20")
		f.At(time.Date(2026, 12, 20, 9, 0, 0, 0, workday.Zone()))
		check(t, f.service.Tick(ctx))
		subjects := func() (all []string) {
			for _, sent := range f.send(t) {
				if strings.Contains(sent.Subject(t), "hiệm vụ") {
					all = append(all, strings.Join(sent.To, " ")+" "+sent.Subject(t))
				}
			}
			return all
		}
		if told := subjects(); len(told) != 0 {
			t.Fatalf("nobody was told of the task yet, but: %v", told)
		}
		f.issued(t, m)
		before := len(subjects()) // that it was given
		for _, c := range []struct {
			day  int
			told []string
		}{
			{16, nil}, {17, []string{"lanhdao@example.vn Nhiệm vụ sắp đến hạn"}}, {18, nil}, {20, []string{"lanhdao@example.vn Nhiệm vụ đến hạn hôm nay"}},
			{21, []string{"lanhdao@example.vn Nhiệm vụ quá hạn", "chu@example.vn Nhiệm vụ quá hạn"}}, {22, nil},
		} {
			f.At(time.Date(2026, 12, c.day, 9, 0, 0, 0, workday.Zone()))
			check(t, f.service.Tick(ctx))
			check(t, f.service.Tick(ctx))
			told := subjects()
			if len(told)-before != len(c.told) {
				t.Fatalf("on the %d.: %v", c.day, told[before:])
			}
			for _, want := range c.told {
				if !slices.ContainsFunc(told[before:], func(subject string) bool { return strings.HasPrefix(subject, want) }) {
					t.Errorf("on the %d.: %v, want %q", c.day, told[before:], want)
				}
			}
			before = len(told)
		}
		v, err := f.service.Task(ctx, secretary, asked.ID)
		check(t, err)
		fields := v.TaskFields
		fields.Due = "2026-12-24"
		_, err = f.service.EditTask(ctx, secretary, v.ID, v.Version, fields)
		check(t, err)
		before = len(subjects())
		check(t, f.service.Tick(ctx))
		if told := subjects()[before:]; len(told) != 1 || !strings.Contains(told[0], "sắp đến hạn") {
			t.Errorf("after the due date was moved: %v", told)
		}
	})
}

// TestFollowingTasks reads changes as a system that follows does: page by page, each once, in the order of changes.
func TestFollowingTasks(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		var last string
		for range 5 {
			f.Pass(time.Minute)
			v, err := f.service.GiveTask(ctx, secretary, m.ID, conclude.TaskFields{Title: "Việc", Unit: plantest.Commune})
			check(t, err)
			last = v.ID
		}
		since := f.Now()
		f.Pass(time.Minute)
		v, err := f.service.Task(ctx, secretary, last)
		check(t, err)
		_, err = f.service.ActTask(ctx, secretary, last, v.Version, conclude.WithdrawTask, "nhầm")
		check(t, err)
		query := conclude.TaskQuery{Order: conclude.ByUpdated, Withdrawn: true, UpdatedSince: since.Add(-time.Hour), Page: directory.Page{Limit: 2}}
		seen := map[string]bool{}
		for pages := 0; ; pages++ {
			page, next, err := f.service.Tasks(ctx, secretary, query)
			check(t, err)
			for _, v := range page {
				if seen[v.ID] {
					t.Errorf("%s twice", v.ID)
				}
				seen[v.ID] = true
			}
			if next == "" || pages > 5 {
				break
			}
			query.Cursor = next
		}
		if len(seen) != 5 {
			t.Errorf("%d of 5", len(seen))
		}
		changed, _, err := f.service.Tasks(ctx, secretary, conclude.TaskQuery{UpdatedSince: since.Add(time.Second), Withdrawn: true, Order: conclude.ByUpdated})
		check(t, err)
		if len(changed) != 1 || changed[0].State != conclude.TaskWithdrawn {
			t.Errorf("%+v", changed)
		}
		_, _, err = f.service.Tasks(ctx, secretary, conclude.TaskQuery{Page: directory.Page{Cursor: "!"}})
		if err == nil {
			t.Error("a bad cursor was taken")
		}
	})
}
