package concluder_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	rt "giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func body(text string) rt.Doc { return rt.Doc{Content: []rt.Node{rt.Paragraph(rt.Run(text))}} }

func TestMinutesFromDraftToFreeze(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.held(t, plan.StateEnded)
		secretary, chair, ctx := f.secretary(t), f.chair(t), t.Context()
		none, err := f.service.Minutes(ctx, secretary, m.ID)
		check(t, err)
		if none.Version != 0 || !none.Author {
			t.Fatalf("%+v", none.Minutes)
		}
		_, err = f.service.SaveMinutes(ctx, secretary, m.ID, 0, body("x"))
		want(t, err, fault.Conflict, "conclude.no_minutes")
		v, err := f.service.Draft(ctx, secretary, m.ID, 0)
		check(t, err)
		for _, part := range []string{"I. Chủ trì và thành phần tham dự", "Nguyễn Văn Chủ", "II. Diễn biến", "2. Báo cáo tuần", "III. Ý kiến", "IV. Kết quả biểu quyết", "V. Kết luận", "Lê Thị Vắng, Phó Chủ tịch, Xã Chiêm Hoá (lý do: đi công tác)"} {
			if !strings.Contains(v.Content.Text(), part) {
				t.Errorf("the draft lacks %q:\n%s", part, v.Content.Text())
			}
		}
		_, err = f.service.Draft(ctx, secretary, m.ID, 0)
		want(t, err, fault.Stale, "")

		// Two editors: the slower one is told the version that is there.
		first, err := f.service.SaveMinutes(ctx, secretary, m.ID, v.Version, body("của người thứ nhất"))
		check(t, err)
		_, err = f.service.SaveMinutes(ctx, secretary, m.ID, v.Version, body("của người thứ hai"))
		want(t, err, fault.Stale, "")
		same, err := f.service.SaveMinutes(ctx, secretary, m.ID, first.Version, body("của người thứ nhất"))
		check(t, err)
		if same.Version != first.Version {
			t.Error("saving what is there made a version")
		}
		_, err = f.service.SaveMinutes(ctx, chair, m.ID, first.Version, body("x"))
		want(t, err, fault.Forbidden, "")

		sent, err := f.service.ActMinutes(ctx, secretary, m.ID, first.Version, conclude.SubmitMinutes, "")
		check(t, err)
		_, err = f.service.SaveMinutes(ctx, secretary, m.ID, sent.Version, body("x"))
		want(t, err, fault.Conflict, "conclude.submitted")
		_, err = f.service.ActMinutes(ctx, chair, m.ID, sent.Version, conclude.ReturnMinutes, "")
		want(t, err, fault.Invalid, "form")
		back, err := f.service.ActMinutes(ctx, chair, m.ID, sent.Version, conclude.ReturnMinutes, "Bổ sung ý kiến của xã")
		check(t, err)
		if back.Reason != "Bổ sung ý kiến của xã" || back.State != conclude.MinutesDraft {
			t.Errorf("%+v", back.Minutes)
		}
		again, err := f.service.ActMinutes(ctx, secretary, m.ID, back.Version, conclude.SubmitMinutes, "")
		check(t, err)
		agreed, err := f.service.ActMinutes(ctx, chair, m.ID, again.Version, conclude.AgreeMinutes, "")
		check(t, err)
		if agreed.Document == nil || agreed.Document.Symbol != "01/BB-UBND" || agreed.SHA256 != agreed.Content.SHA256() || len(agreed.Document.SHA256) != 64 {
			t.Fatalf("%+v %+v", agreed.Minutes, agreed.Document)
		}
		_, err = f.service.SaveMinutes(ctx, secretary, m.ID, agreed.Version, body("x"))
		want(t, err, fault.Conflict, "conclude.agreed")
		check(t, f.service.VerifyMinutes(ctx, m.ID))

		revisions, err := f.service.Revisions(ctx, secretary, m.ID)
		check(t, err)
		var told []string
		for _, r := range revisions {
			told = append(told, string(r.Kind))
		}
		if strings.Join(told, " ") != "agreed submitted returned submitted edited drafted" {
			t.Errorf("revisions %v", told)
		}
		one, err := f.service.Revision(ctx, secretary, m.ID, 1)
		check(t, err)
		if !one.Content.Equal(v.Content) {
			t.Error("the first revision is not the draft")
		}
		subjects := map[string]int{}
		for _, sent := range f.send(t) {
			subjects[strings.Join(sent.To, " ")]++
		}
		if subjects["chu@example.vn"] != 2 {
			t.Errorf("the chair was told %v", subjects)
		}
	})
}

func TestAdditionsAreChained(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx := f.held(t, plan.StateEnded), t.Context()
		_, err := f.service.AddToMinutes(ctx, f.secretary(t), m.ID, body("x"))
		want(t, err, fault.Conflict, "conclude.not_agreed")
		f.agreed(t, m)
		_, err = f.service.AddToMinutes(ctx, f.secretary(t), m.ID, body("  "))
		want(t, err, fault.Invalid, "form")
		for i, text := range []string{"Sửa số đại biểu có mặt", "Bổ sung ý kiến"} {
			added, err := f.service.AddToMinutes(ctx, f.secretary(t), m.ID, body(text))
			check(t, err)
			if added.Number != i+1 || added.AuthorName == "" || added.At.IsZero() {
				t.Errorf("%+v", added)
			}
		}
		check(t, f.service.VerifyMinutes(ctx, m.ID))
		file, err := f.service.AdditionFile(ctx, f.secretary(t), m.ID, 2, conclude.PDF)
		check(t, err)
		if text := pdfText(t, file.Data); !strings.Contains(text, "Bổ sung ý kiến") || !strings.Contains(text, "01/BB-UBND") {
			t.Errorf("%s", text)
		}
		_, err = f.service.AdditionFile(ctx, f.secretary(t), m.ID, 3, conclude.PDF)
		want(t, err, fault.NotFound, "")
		for _, change := range []string{
			"UPDATE minutes_additions SET author_id = 'AC_x' WHERE number = 1", "UPDATE minutes_additions SET content = '{\"type\":\"doc\",\"content\":[]}' WHERE number = 2",
			"UPDATE minutes SET content = '{\"type\":\"doc\",\"content\":[]}'", "DELETE FROM minutes_additions WHERE number = 1",
		} {
			_, err := f.DB.NewRaw(change).Exec(ctx)
			check(t, err)
			if f.service.VerifyMinutes(ctx, m.ID) == nil {
				t.Errorf("not seen: %s", change)
			}
		}
	})
}

// TestEveryTransitionOfMinutes tries each action from each state by each role: the table alone decides.
func TestEveryTransitionOfMinutes(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		callers := map[identity.Role]directory.By{identity.Secretary: f.secretary(t), identity.Chair: f.chair(t)}
		for _, state := range []conclude.MinutesState{conclude.MinutesDraft, conclude.MinutesSubmitted, conclude.MinutesAgreed} {
			for _, action := range []conclude.MinutesAction{conclude.SubmitMinutes, conclude.WithdrawMinutes, conclude.ReturnMinutes, conclude.AgreeMinutes} {
				for role, by := range callers {
					f.At(plantest.Start)
					m := f.held(t, plan.StateEnded)
					v, err := f.service.Draft(ctx, f.secretary(t), m.ID, 0)
					check(t, err)
					if state != conclude.MinutesDraft {
						v, err = f.service.ActMinutes(ctx, f.secretary(t), m.ID, v.Version, conclude.SubmitMinutes, "")
						check(t, err)
					}
					if state == conclude.MinutesAgreed {
						v, err = f.service.ActMinutes(ctx, f.chair(t), m.ID, v.Version, conclude.AgreeMinutes, "")
						check(t, err)
					}
					row, found := conclude.FindMinutes(state, action)
					moved, err := f.service.ActMinutes(ctx, by, m.ID, v.Version, action, "vì thế")
					switch {
					case !found:
						want(t, err, fault.Conflict, "conclude.not_from_here")
					case row.By != role:
						want(t, err, fault.Forbidden, "")
					case err != nil || moved.State != row.To:
						t.Errorf("%s from %s by %s: %v", action, state, role, err)
					}
				}
			}
		}
	})
}

func TestWhoReadsMinutes(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx := f.held(t, plan.StateEnded), t.Context()
		_, err := f.service.Draft(ctx, f.secretary(t), m.ID, 0)
		check(t, err)
		leader := f.As(t, identity.Leader, plantest.Province)
		member, technician, stranger := f.As(t, identity.Chair, plantest.Commune), f.As(t, identity.Technician, plantest.Commune), f.As(t, identity.Chair, plantest.Other)
		_, err = f.service.Minutes(ctx, leader, m.ID)
		check(t, err)
		_, err = f.service.Minutes(ctx, member, m.ID)
		want(t, err, fault.Forbidden, "conclude.not_agreed_yet")
		_, err = f.service.Minutes(ctx, stranger, m.ID)
		want(t, err, fault.NotFound, "")
		v, err := f.service.Minutes(ctx, f.secretary(t), m.ID)
		check(t, err)
		v, err = f.service.ActMinutes(ctx, f.secretary(t), m.ID, v.Version, conclude.SubmitMinutes, "")
		check(t, err)
		_, err = f.service.ActMinutes(ctx, f.chair(t), m.ID, v.Version, conclude.AgreeMinutes, "")
		check(t, err)
		_, err = f.service.MinutesFile(ctx, member, m.ID, conclude.PDF)
		check(t, err)
		_, err = f.service.Revisions(ctx, member, m.ID)
		want(t, err, fault.Forbidden, "")
		_, err = f.service.Minutes(ctx, technician, m.ID)
		want(t, err, fault.Forbidden, "")
		for _, by := range []directory.By{leader, member} {
			_, err = f.service.AddToMinutes(ctx, by, m.ID, body("x"))
			want(t, err, fault.Forbidden, "")
		}
	})
}

func TestRevisionsOfOnePersonAreOneForTenMinutes(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m, ctx, secretary := f.held(t, plan.StateEnded), t.Context(), f.secretary(t)
		v, err := f.service.Draft(ctx, secretary, m.ID, 0)
		check(t, err)
		save := func(text string, pass time.Duration) {
			f.Pass(pass)
			v, err = f.service.SaveMinutes(ctx, secretary, m.ID, v.Version, body(text))
			check(t, err)
		}
		save("a", time.Second)
		save("b", time.Minute)
		save("c", time.Minute)
		save("d", conclude.RevisionSpan)
		revisions, err := f.service.Revisions(ctx, secretary, m.ID)
		check(t, err)
		if len(revisions) != 3 {
			t.Fatalf("%d revisions", len(revisions))
		}
		kept, err := f.service.Revision(ctx, secretary, m.ID, 2)
		check(t, err)
		if kept.Content.Text() != "c" {
			t.Errorf("kept %q", kept.Content.Text())
		}
	})
}

// pdfText reads a PDF file with poppler, as a reader that is not ours.
func pdfText(t testing.TB, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.pdf")
	check(t, os.WriteFile(path, file, 0o600))
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
	check(t, err)
	return strings.Join(strings.Fields(string(text)), " ")
}
