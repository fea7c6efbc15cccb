package marks_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/recorder"
	"giaoban/recorder/library"
	"giaoban/recorder/marks"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// shelf holds one recording that those in the list may watch.
type shelf struct {
	entry *library.Entry
	may   map[string]bool
}

func (s *shelf) Watch(_ context.Context, by directory.By, recordingID string) (*library.Entry, error) {
	if recordingID != s.entry.ID || !s.may[by.Viewer.AccountID] {
		return nil, fault.New(fault.NotFound, "")
	}
	return s.entry, nil
}

type desk struct {
	*plantest.Fixture
	*marks.Service
	id    string
	given []conclude.TaskFields
	giver error
}

func each(t *testing.T, test func(t *testing.T, d *desk, anh, binh, stranger directory.By)) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		d := &desk{Fixture: plantest.New(t, db), id: "RC_1"}
		meeting := d.InState(t, d.Draft(t), plan.StateLive)
		e := &library.Entry{
			ID: d.id, MeetingID: meeting.ID, Title: "Giao ban", State: library.Ready, Cameras: recorder.StageCamera, Audience: library.Host, StartedAt: d.Now(),
			EndedAt: d.Now().Add(time.Minute), Length: time.Minute, Programme: library.NoProgramme,
		}
		if err := library.New(db, d.Attendance).Add(t.Context(), db, e); err != nil {
			t.Fatal(err)
		}
		anh, binh, stranger := d.As(t, identity.Secretary, plantest.Province), d.As(t, identity.Leader, plantest.Province), d.As(t, identity.Delegate, plantest.Other)
		d.Service = marks.New(marks.Deps{
			DB: db, Recordings: &shelf{e, map[string]bool{anh.Viewer.AccountID: true, binh.Viewer.AccountID: true}}, Audit: d.Audit, Publish: func(events.Event) {}, Now: d.Now,
			Give: func(_ context.Context, _ directory.By, meetingID string, fields conclude.TaskFields) (string, error) {
				if meetingID != meeting.ID {
					t.Errorf("a task for %s", meetingID)
				}
				d.given = append(d.given, fields)
				return "TA_1", d.giver
			},
		})
		test(t, d, anh, binh, stranger)
	})
}

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Errorf("error %v, want %s %s", err, code, reason)
	}
}

func (d *desk) texts(t *testing.T, by directory.By) string {
	t.Helper()
	found, err := d.List(t.Context(), by, d.id)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range found {
		all = append(all, m.Text)
	}
	return strings.Join(all, ",")
}

func TestMarksAreForThoseWhoMaySeeThem(t *testing.T) {
	each(t, func(t *testing.T, d *desk, anh, binh, stranger directory.By) {
		ctx := t.Context()
		if _, err := d.Add(ctx, anh, d.id, marks.Fields{AtMS: 9000, Text: " Chỉ đạo về đê \r\n xã A "}); err != nil {
			t.Fatal(err)
		}
		private, err := d.Add(ctx, anh, d.id, marks.Fields{AtMS: 4000, Text: "xem lại", Private: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := d.texts(t, anh); got != "xem lại,Chỉ đạo về đê \n xã A" {
			t.Errorf("anh sees %q", got)
		}
		if got := d.texts(t, binh); got != "Chỉ đạo về đê \n xã A" {
			t.Errorf("binh sees %q", got)
		}
		_, err = d.List(ctx, stranger, d.id)
		want(t, err, fault.NotFound, "")
		_, err = d.Add(ctx, stranger, d.id, marks.Fields{Text: "x"})
		want(t, err, fault.NotFound, "")
		for _, bad := range []marks.Fields{{Text: " "}, {AtMS: -1, Text: "x"}, {AtMS: 60_001, Text: "x"}, {Text: strings.Repeat("x", marks.MaxText+1)}, {Text: "a\u202eb"}} {
			_, err = d.Add(ctx, anh, d.id, bad)
			want(t, err, fault.Invalid, "form")
		}
		_, err = d.Edit(ctx, binh, d.id, private.ID, private.Version, marks.Fields{Text: "y"})
		want(t, err, fault.NotFound, "")
		_, err = d.MakeTask(ctx, binh, d.id, private.ID, conclude.TaskFields{})
		want(t, err, fault.NotFound, "")
		_, err = d.Edit(ctx, anh, "RC_2", private.ID, private.Version, marks.Fields{Text: "y"})
		want(t, err, fault.NotFound, "")
		_, err = d.Delete(ctx, anh, d.id, "MK_none", 1)
		want(t, err, fault.NotFound, "")
		records, err := d.Audit.List(ctx, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if strings.Contains(string(r.Detail), "xem lại") {
				t.Errorf("the audit log tells what is private: %s", r.Detail)
			}
		}
	})
}

func TestOnesOwnMarksAreChangedDeletedAndHadBack(t *testing.T) {
	each(t, func(t *testing.T, d *desk, anh, binh, _ directory.By) {
		ctx := t.Context()
		m, err := d.Add(ctx, anh, d.id, marks.Fields{AtMS: 1000, Text: "một"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Edit(ctx, binh, d.id, m.ID, m.Version, marks.Fields{Text: "hai"})
		want(t, err, fault.Forbidden, "recording.mark_other")
		_, err = d.Delete(ctx, binh, d.id, m.ID, m.Version)
		want(t, err, fault.Forbidden, "recording.mark_other")
		edited, err := d.Edit(ctx, anh, d.id, m.ID, m.Version, marks.Fields{AtMS: 2000, Text: "hai"})
		if err != nil || edited.Version != 2 || edited.AtMS != 2000 {
			t.Fatalf("%+v, %v", edited, err)
		}
		_, err = d.Edit(ctx, anh, d.id, m.ID, m.Version, marks.Fields{Text: "ba"})
		want(t, err, fault.Stale, "")
		if _, err := d.Delete(ctx, anh, d.id, m.ID, 2); err != nil {
			t.Fatal(err)
		}
		if got := d.texts(t, anh); got != "" {
			t.Errorf("what is deleted is told: %q", got)
		}
		_, err = d.Restore(ctx, binh, d.id, m.ID)
		want(t, err, fault.NotFound, "")
		back, err := d.Restore(ctx, anh, d.id, m.ID)
		if err != nil || back.Text != "hai" || d.texts(t, binh) != "hai" {
			t.Errorf("%+v, %v", back, err)
		}
		_, err = d.Restore(ctx, anh, d.id, m.ID)
		want(t, err, fault.NotFound, "")
		if _, err := d.Delete(ctx, anh, d.id, m.ID, back.Version); err != nil {
			t.Fatal(err)
		}
		d.Pass(marks.Undo + time.Hour)
		if _, err := d.Add(ctx, anh, d.id, marks.Fields{Text: "sau"}); err != nil {
			t.Fatal(err)
		}
		_, err = d.Restore(ctx, anh, d.id, m.ID)
		want(t, err, fault.NotFound, "")
	})
}

func TestADirectiveBecomesATaskOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk, anh, binh, _ directory.By) {
		ctx := t.Context()
		m, err := d.Add(ctx, binh, d.id, marks.Fields{AtMS: 1000, Text: "Xã Chiêm Hóa báo cáo trước 15/12"})
		if err != nil {
			t.Fatal(err)
		}
		d.giver = errors.New("not yours")
		if _, err := d.MakeTask(ctx, binh, d.id, m.ID, conclude.TaskFields{Title: "x"}); !errors.Is(err, d.giver) {
			t.Errorf("who may not give tasks: %v", err)
		}
		d.giver, d.given = nil, nil
		fields := conclude.TaskFields{Title: "Báo cáo", Unit: plantest.Commune, Due: "2026-12-15"}
		made, err := d.MakeTask(ctx, anh, d.id, m.ID, fields)
		if err != nil || made.TaskID != "TA_1" || len(d.given) != 1 || d.given[0] != fields {
			t.Fatalf("%+v, %v, %+v", made, err, d.given)
		}
		_, err = d.MakeTask(ctx, anh, d.id, m.ID, fields)
		want(t, err, fault.Conflict, "recording.mark_task")
		if len(d.given) != 1 {
			t.Error("a second task")
		}
	})
}
