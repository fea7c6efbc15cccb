package inviter_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/mail/mailtest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

// received is a mail as its reader sees it.
type received struct {
	subject, text, html string
	calendar            *goical.Calendar // as read by a library other than the one that wrote it; nil = none
	method              string
	ics                 string // the attached copy
	pdf                 []byte
	id                  string
}

func read(t *testing.T, m mailtest.Mail) *received {
	t.Helper()
	r := &received{subject: m.Subject(t), id: m.Message(t).Header.Get("Message-ID")}
	for _, part := range m.Parts(t) {
		switch part.Media {
		case "text/plain":
			r.text = string(part.Data)
		case "text/html":
			r.html = string(part.Data)
		case "text/calendar":
			var err error
			r.method = part.Params["method"]
			r.calendar, err = goical.NewDecoder(bytes.NewReader(part.Data)).Decode()
			check(t, err)
			check(t, goical.NewEncoder(io.Discard).Encode(r.calendar)) // refuses what lacks something
		case "application/ics":
			r.ics = string(part.Data)
		case "application/pdf":
			r.pdf = part.Data
		}
	}
	return r
}

func (r *received) prop(t *testing.T, name string) string {
	t.Helper()
	prop := r.calendar.Events()[0].Props.Get(name)
	if prop == nil {
		return ""
	}
	return prop.Value
}

// to returns the last mail to an address.
func to(t *testing.T, mails []mailtest.Mail, address string) *received {
	t.Helper()
	for i := len(mails) - 1; i >= 0; i-- {
		if mails[i].To[0] == address {
			return read(t, mails[i])
		}
	}
	t.Fatalf("no mail to %s", address)
	return nil
}

func pdfText(t *testing.T, file []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (package poppler-utils)")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	check(t, os.WriteFile(path, file, 0o600))
	out, err := exec.Command(tool, "-layout", path, "-").Output()
	check(t, err)
	return string(out)
}

func TestIssuing(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		silent, err := f.Units.CreatePerson(t.Context(), directory.By{}, directory.Person{Name: "Không Có Thư", Unit: plantest.Commune, Active: true})
		check(t, err)
		f.add(t, m, unit(plantest.Commune), person(p), person(silent), invite.Target{Kind: invite.TargetSite, ID: demo.RoomName(demo.ChiemHoaCode)})
		letter, err := f.service.Letter(t.Context(), f.secretary(t), m.ID)
		check(t, err)
		fields := letter.LetterFields
		fields.Form, fields.Principal, fields.SignerTitle, fields.SignerName = invite.OnBehalf, "Chủ tịch", "Phó Chủ tịch", "Trần Văn Ký"
		_, err = f.service.SaveLetter(t.Context(), f.secretary(t), m.ID, letter.Version, fields)
		check(t, err)
		document := f.issue(t, m)
		if document.Symbol != "01/GM-UBND" || document.Invited != 4 || document.Sequence != 0 || document.Kind != invite.DocumentInvitation {
			t.Errorf("%+v", document)
		}
		full, err := f.Store.Meeting(t.Context(), f.DB, m.ID)
		check(t, err)
		if full.State != plan.StateIssued {
			t.Errorf("the meeting is %s", full.State)
		}
		mails := f.send(t)
		if len(mails) != 3 {
			t.Fatalf("%d mails", len(mails))
		}
		got := to(t, mails, mailOf("Ma Thị Mời"))
		if got.subject != "Giấy mời: Giao ban công tác tuần (08:00 30/11/2026)" || got.method != "REQUEST" || got.prop(t, "SEQUENCE") != "0" || got.prop(t, "UID") != m.ID+"@"+domain {
			t.Errorf("%+v", got)
		}
		start, err := got.calendar.Events()[0].DateTimeStart(nil)
		if err != nil || !start.Equal(m.Start) {
			t.Errorf("start %v (%v)", start, err)
		}
		if attendee := got.prop(t, "ATTENDEE"); attendee != "mailto:"+mailOf("Ma Thị Mời") || got.prop(t, "ORGANIZER") != "mailto:vanphong@example.vn" {
			t.Errorf("attendee %s", attendee)
		}
		link := "https://" + domain + "/invitations/" + f.of(t, m, "Ma Thị Mời").ID
		for _, part := range []string{got.text, got.html} {
			for _, want := range []string{"Giao ban công tác tuần", "01/GM-UBND", "08 giờ 00 phút, thứ Hai, ngày 30 tháng 11 năm 2026", link} {
				if !strings.Contains(part, want) {
					t.Errorf("lacks %q:\n%s", want, part)
				}
			}
		}
		if !strings.Contains(got.ics, "METHOD:REQUEST") {
			t.Errorf("attached calendar %q", got.ics)
		}
		text := pdfText(t, got.pdf)
		for _, want := range []string{
			"Số: 01/GM-UBND", "Tuyên Quang, ngày 23 tháng 11 năm 2026", "GIẤY MỜI", "trân trọng kính mời:", "Lãnh đạo Xã Chiêm Hoá", "Ma Thị Mời, Chuyên viên",
			"Đồng chí Nguyễn Văn Chủ", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn Ký", "Lưu: VT",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter lacks %q:\n%s", want, text)
			}
		}
		if strings.Contains(text, "DỰ THẢO") {
			t.Error("the letter is marked as a draft")
		}
		sum, err := f.service.Overview(t.Context(), f.secretary(t), m.ID)
		check(t, err)
		if sum.Total != 4 || sum.ByState[invite.Pending] != 4 || sum.Deliveries[invite.DeliverySent] != 3 || sum.Deliveries[invite.DeliveryNoAddress] != 1 || !sum.AnswerBy.Equal(m.Start.AddDate(0, 0, -1)) {
			t.Errorf("%+v", sum)
		}
		if again := f.send(t); len(again) != 3 {
			t.Errorf("%d mails after another run", len(again))
		}
	})
}

func TestAnnouncementsOfChanges(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, person(p))
		by := f.AsPerson(t, p.ID)
		in := f.of(t, m, "Ma Thị Mời")
		_, err := f.service.Answer(t.Context(), by, in.ID, in.Version, invite.Answer{State: invite.Confirmed})
		check(t, err)
		f.send(t)
		change := func(edit func(*plan.Draft)) {
			t.Helper()
			now, err := f.Store.Meeting(t.Context(), f.DB, m.ID)
			check(t, err)
			d := now.Draft
			edit(&d)
			_, _, err = f.meetings.Update(t.Context(), f.secretary(t), m.ID, now.Version, d, planner.One)
			check(t, err)
		}
		t.Run("of the description: nobody is told", func(t *testing.T) {
			before := len(f.send(t))
			change(func(d *plan.Draft) { d.Description = "Thêm chi tiết" })
			if after := len(f.send(t)); after != before {
				t.Errorf("%d mails more", after-before)
			}
		})
		t.Run("of the title: told, answers stand", func(t *testing.T) {
			change(func(d *plan.Draft) { d.Title = "Giao ban mở rộng" })
			got := to(t, f.send(t), mailOf("Ma Thị Mời"))
			if got.prop(t, "SEQUENCE") != "1" || got.prop(t, "SUMMARY") != "Giao ban mở rộng" || got.method != "REQUEST" {
				t.Errorf("%+v", got)
			}
			if in := f.of(t, m, "Ma Thị Mời"); in.State != invite.Confirmed {
				t.Errorf("%+v", in)
			}
		})
		t.Run("of the time: a letter in place of the last, asked again", func(t *testing.T) {
			change(func(d *plan.Draft) { d.Start, d.End = d.Start.Add(time.Hour), d.End.Add(time.Hour) })
			got := to(t, f.send(t), mailOf("Ma Thị Mời"))
			if got.prop(t, "SEQUENCE") != "2" || !strings.HasPrefix(got.subject, "Thay đổi lịch họp: ") || got.prop(t, "UID") != m.ID+"@"+domain {
				t.Errorf("%+v", got)
			}
			text := pdfText(t, got.pdf)
			if !strings.Contains(text, "Số: 03/GM-UBND") || !strings.Contains(text, "thay thế Giấy mời số 02/GM-UBND") || !strings.Contains(text, "09 giờ 00 phút") {
				t.Errorf("%s", text)
			}
			in := f.of(t, m, "Ma Thị Mời")
			if in.State != invite.Pending {
				t.Errorf("%+v", in)
			}
			overview, err := f.service.Overview(t.Context(), f.secretary(t), m.ID)
			check(t, err)
			if !overview.AnswerBy.Equal(m.Start.Add(time.Hour).AddDate(0, 0, -1)) {
				t.Errorf("deadline %v", overview.AnswerBy)
			}
		})
		t.Run("postponed, then held after all", func(t *testing.T) {
			move := func(action plan.Action) {
				t.Helper()
				_, err := f.meetings.Act(t.Context(), directory.By{}, m.ID, 0, action, "Mưa lũ", planner.One)
				check(t, err)
			}
			move(plan.Postpone)
			got := to(t, f.send(t), mailOf("Ma Thị Mời"))
			if got.method != "CANCEL" || got.prop(t, "SEQUENCE") != "3" || got.prop(t, "STATUS") != "CANCELLED" || !strings.Contains(got.text, "Mưa lũ") {
				t.Errorf("%+v", got)
			}
			if text := pdfText(t, got.pdf); !strings.Contains(text, "THÔNG BÁO") || !strings.Contains(text, "Số: 01/TB-UBND") || !strings.Contains(text, "Mưa lũ") {
				t.Errorf("%s", text)
			}
			in := f.of(t, m, "Ma Thị Mời")
			_, err := f.service.Answer(t.Context(), by, in.ID, in.Version, invite.Answer{State: invite.Confirmed})
			want(t, err, fault.Conflict, "invite.postponed")
			move(plan.Reschedule)
			change(func(d *plan.Draft) { d.Start, d.End = d.Start.AddDate(0, 0, 2), d.End.AddDate(0, 0, 2) })
			for _, action := range []plan.Action{plan.Submit, plan.Approve, plan.Issue} {
				move(action)
			}
			got = to(t, f.send(t), mailOf("Ma Thị Mời"))
			if got.method != "REQUEST" || got.prop(t, "SEQUENCE") != "4" || got.prop(t, "STATUS") != "CONFIRMED" {
				t.Errorf("%+v", got)
			}
			move(plan.Cancel)
			got = to(t, f.send(t), mailOf("Ma Thị Mời"))
			if got.method != "CANCEL" || got.prop(t, "SEQUENCE") != "5" || !strings.HasPrefix(got.subject, "Hủy họp: ") {
				t.Errorf("%+v", got)
			}
			in = f.of(t, m, "Ma Thị Mời")
			_, err = f.service.Answer(t.Context(), by, in.ID, in.Version, invite.Answer{State: invite.Confirmed})
			want(t, err, fault.Conflict, "invite.meeting_over")
		})
	})
}

func TestAddedAfterIssuing(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, unit(plantest.Commune))
		f.send(t)
		_, err := f.service.Issue(t.Context(), f.secretary(t), m.ID, 0)
		want(t, err, fault.Conflict, "invite.nobody_new")
		f.add(t, m, person(p))
		if f.of(t, m, "Ma Thị Mời").State != invite.Draft {
			t.Error("issued by itself")
		}
		if _, err := f.service.Invitation(t.Context(), f.AsPerson(t, p.ID), f.of(t, m, "Ma Thị Mời").ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a draft was seen: %v", err)
		}
		document := f.issue(t, m)
		if document.Kind != invite.DocumentAddition || document.Symbol != "02/GM-UBND" || document.Invited != 1 || document.Sequence != 0 {
			t.Errorf("%+v", document)
		}
		if mails := f.send(t); len(mails) != 2 || mails[1].To[0] != mailOf("Ma Thị Mời") {
			t.Errorf("%d mails", len(mails))
		}
	})
}

func TestIssuingThatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		f.add(t, m, unit(plantest.Commune))
		t.Run("without a letter that anybody has seen", func(t *testing.T) {
			_, err := f.meetings.Act(t.Context(), f.secretary(t), m.ID, 0, plan.Issue, "", planner.One)
			want(t, err, fault.Conflict, "invite.no_letter")
			now, err := f.Store.Meeting(t.Context(), f.DB, m.ID)
			check(t, err)
			if now.State != plan.StateApproved {
				t.Errorf("the meeting is %s", now.State)
			}
		})
		t.Run("not approved", func(t *testing.T) {
			d, _, err := f.meetings.Create(t.Context(), f.secretary(t), f.Draft(t))
			check(t, err)
			f.add(t, d, unit(plantest.Commune))
			_, err = f.service.Issue(t.Context(), f.secretary(t), d.ID, 0)
			want(t, err, fault.Conflict, "invite.not_approved")
		})
		t.Run("by a delegate", func(t *testing.T) {
			_, err := f.service.Issue(t.Context(), f.As(t, identity.Delegate, plantest.Commune), m.ID, 0)
			want(t, err, fault.NotFound, "")
		})
		t.Run("a letter with faults", func(t *testing.T) {
			letter, err := f.service.Letter(t.Context(), f.secretary(t), m.ID)
			check(t, err)
			for name, spoil := range map[string]func(*invite.LetterFields){
				"an unknown form":    func(l *invite.LetterFields) { l.Form = "XX." },
				"another's register": func(l *invite.LetterFields) { l.Agency = plantest.Other },
				"a late deadline":    func(l *invite.LetterFields) { l.AnswerBy = m.Start.Add(time.Minute) },
				"a hidden character": func(l *invite.LetterFields) { l.Chair = "A\u202eB" },
				"a long abstract":    func(l *invite.LetterFields) { l.Abstract = strings.Repeat("ế", 10_000) },
				"many lines":         func(l *invite.LetterFields) { l.Notes = make([]string, 51) },
			} {
				fields := letter.LetterFields
				spoil(&fields)
				if _, err := f.service.SaveLetter(t.Context(), f.secretary(t), m.ID, 0, fields); !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: %v", name, err)
				}
			}
			_, err = f.service.SaveLetter(t.Context(), f.secretary(t), m.ID, 0, letter.LetterFields)
			check(t, err)
			_, err = f.service.SaveLetter(t.Context(), f.secretary(t), m.ID, 0, letter.LetterFields)
			var stale *fault.Error
			if !errors.As(err, &stale) || stale.Code != fault.Stale || stale.Current != 1 {
				t.Errorf("two at once: %v", err)
			}
		})
		t.Run("nothing was numbered meanwhile", func(t *testing.T) {
			if got := f.issue(t, m).Symbol; got != "01/GM-UBND" {
				t.Errorf("%s", got)
			}
		})
	})
}

func TestPreviewIsADraft(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.approved(t)
		f.add(t, m, invite.Target{Kind: invite.TargetSubtree, Unit: plantest.Province, Level: directory.Commune})
		file, err := f.service.Preview(t.Context(), f.secretary(t), m.ID, nil)
		check(t, err)
		text := strings.Join(strings.Fields(pdfText(t, file)), " ")
		for _, want := range []string{"DỰ THẢO", "/GM-UBND", "Lãnh đạo 124 cơ quan, đơn vị", "DANH SÁCH THÀNH PHẦN THAM DỰ", "Xã Chiêm Hoá"} {
			if !strings.Contains(text, want) {
				t.Errorf("lacks %q", want)
			}
		}
	})
}
