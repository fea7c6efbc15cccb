package concluder_test

import (
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// TestAnIssuedNoticeIsReplaced: what is in force stays so, for everyone, until the edition that replaces it is out.
func TestAnIssuedNoticeIsReplaced(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		member := f.As(t, identity.Chair, plantest.Commune)
		_, err := f.service.ReplaceNotice(ctx, secretary, m.ID, 0, "sai số liệu")
		want(t, err, fault.Conflict, "conclude.not_issued")
		task, err := f.service.GiveTask(ctx, secretary, m.ID, conclude.TaskFields{Title: "Rà soát", Unit: plantest.Commune})
		check(t, err)
		f.issued(t, m)
		mails := len(f.send(t))
		first, err := f.service.Notice(ctx, secretary, m.ID)
		check(t, err)
		_, err = f.service.ReplaceNotice(ctx, member, m.ID, first.Version, "sai số liệu")
		want(t, err, fault.Forbidden, "")
		_, err = f.service.ReplaceNotice(ctx, secretary, m.ID, first.Version, " ")
		want(t, err, fault.Invalid, "form")
		_, err = f.service.ReplaceNotice(ctx, secretary, m.ID, first.Version-1, "sai số liệu")
		want(t, err, fault.Stale, "")
		v, err := f.service.ReplaceNotice(ctx, secretary, m.ID, first.Version, "sai số liệu")
		check(t, err)
		if v.State != conclude.NoticeDraft || !v.Write || v.Edition != 2 || len(v.Earlier) != 1 || v.Clock.Mark != conclude.ClockNone ||
			!strings.HasSuffix(v.Body.Text(), "Thông báo này thay thế Thông báo số 01/TB-UBND ngày 30/11/2026.") {
			t.Fatalf("%+v %q", v, v.Body.Text())
		}
		_, err = f.service.ReplaceNotice(ctx, secretary, m.ID, v.Version, "hai lần")
		want(t, err, fault.Conflict, "conclude.not_issued")
		_, err = f.service.WaiveNotice(ctx, secretary, m.ID, v.Version, "thôi")
		want(t, err, fault.Conflict, "conclude.notice_issued")

		read, err := f.service.Notice(ctx, member, m.ID)
		check(t, err)
		if read.Edition != 1 || read.Document == nil || read.Document.Symbol != "01/TB-UBND" || read.Document.ReplacedBy != "" || read.Replace {
			t.Fatalf("a delegate reads %+v", read)
		}
		late, err := f.service.GiveTask(ctx, secretary, m.ID, conclude.TaskFields{Title: "Việc thêm", Unit: plantest.Commune})
		check(t, err)
		if late.AssignedAt.IsZero() {
			t.Error("a task given while an edition is prepared is not told of")
		}

		fields := v.NoticeFields
		fields.Body = body("1. Các xã rà soát lại danh sách trước ngày 15/12. Thay thế Thông báo số 01/TB-UBND.")
		v, err = f.service.SaveNotice(ctx, secretary, m.ID, v.Version, fields)
		check(t, err)
		if v.Replaces != first.DocumentID || v.ReplaceReason != "sai số liệu" {
			t.Fatalf("saved as %+v", v.Notice)
		}
		_, err = f.service.IssueNotice(ctx, member, m.ID, v.Version)
		want(t, err, fault.Forbidden, "")
		v, err = f.service.IssueNotice(ctx, secretary, m.ID, v.Version)
		check(t, err)
		if v.Document.Symbol != "02/TB-UBND" || len(v.Earlier) != 1 || v.Earlier[0].ReplacedBy != "02/TB-UBND" || !v.Replace {
			t.Fatalf("%+v %+v", v.Document, v.Earlier)
		}
		sent := f.send(t)
		if last := sent[len(sent)-1]; len(sent) <= mails || !strings.Contains(last.Text(t), "Thay thế thông báo số: 01/TB-UBND") {
			t.Errorf("the mail says %q", last.Text(t))
		}
		read, err = f.service.Notice(ctx, member, m.ID)
		check(t, err)
		if read.Edition != 2 || read.Document.Symbol != "02/TB-UBND" {
			t.Errorf("a delegate reads %+v", read.Notice)
		}
		old, err := f.service.NoticeEditionFile(ctx, member, m.ID, first.DocumentID, conclude.PDF)
		check(t, err)
		if !strings.Contains(pdfText(t, old.Data), "Số: 01/TB-UBND") {
			t.Error("the first edition cannot be read any more")
		}
		_, err = f.service.NoticeEditionFile(ctx, f.As(t, identity.Chair, plantest.Other), m.ID, first.DocumentID, conclude.PDF)
		want(t, err, fault.NotFound, "")
		_, err = f.service.NoticeEditionFile(ctx, member, m.ID, "CD_none", conclude.PDF)
		want(t, err, fault.NotFound, "")
		found, _, err := f.service.Issued(ctx, member, conclude.IssuedQuery{})
		check(t, err)
		if len(found) != 2 || found[0].ReplacedBy != "" || found[1].ReplacedBy != "02/TB-UBND" {
			t.Errorf("the list says %+v", found)
		}
		tasks, _, err := f.service.Tasks(ctx, secretary, conclude.TaskQuery{MeetingID: m.ID})
		check(t, err)
		if len(tasks) != 2 || tasks[0].Document != "02/TB-UBND" || tasks[0].ID != task.ID && tasks[1].ID != task.ID {
			t.Errorf("tasks: %+v", tasks)
		}
	})
}

func TestAReplacementIsGivenUp(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		f.issued(t, m)
		first, err := f.service.Notice(ctx, secretary, m.ID)
		check(t, err)
		_, err = f.service.DropReplacement(ctx, secretary, m.ID, first.Version)
		want(t, err, fault.Conflict, "conclude.not_replacing")
		v, err := f.service.ReplaceNotice(ctx, secretary, m.ID, first.Version, "sai số liệu")
		check(t, err)
		_, err = f.service.DropReplacement(ctx, f.As(t, identity.Chair, plantest.Commune), m.ID, v.Version)
		want(t, err, fault.Forbidden, "")
		_, err = f.service.DropReplacement(ctx, secretary, m.ID, v.Version-1)
		want(t, err, fault.Stale, "")
		back, err := f.service.DropReplacement(ctx, secretary, m.ID, v.Version)
		check(t, err)
		if back.State != conclude.NoticeIssued || back.Edition != 1 || back.Document == nil || len(back.Earlier) != 0 {
			t.Fatalf("%+v", back)
		}
		_, err = f.service.SaveNotice(ctx, secretary, m.ID, v.Version, v.NoticeFields)
		want(t, err, fault.Conflict, "conclude.notice_issued")
	})
}
