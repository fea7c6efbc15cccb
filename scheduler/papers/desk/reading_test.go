package desk_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/inspect/inspecttest"
	"giaoban/scheduler/papers/papertest"
	"giaoban/scheduler/papers/pdffile"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func content(t *testing.T, c *desk.Content, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	read, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(read)) != c.Size {
		t.Errorf("%d bytes, %d told", len(read), c.Size)
	}
	return read
}

func TestReading(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		everyone := people(t, f, m)
		paper := f.InState(t, m.ID, byCommune, papers.Released)
		original := pdffiletest.Pages(2, "", "")
		reader := everyone["delegate"]

		opened, err := f.Desk.Open(t.Context(), reader, paper.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(opened.Label, reader.Viewer.Name+" · ") || !strings.Contains(opened.Label, "Nà Hang") {
			t.Errorf("label %q", opened.Label)
		}
		pages, err := f.Desk.Pages(t.Context(), reader, opened.ID)
		seen := content(t, pages, err)
		if !bytes.HasPrefix(seen, original) || len(seen) == len(original) || !pages.Stamped {
			t.Errorf("%d bytes of %d are served", len(seen), len(original))
		}
		if file, err := pdffile.Open(t.Context(), bytes.NewReader(seen)); err != nil || file.Pages() != 2 {
			t.Errorf("they cannot be read: %v", err)
		}
		pages, err = f.Desk.Pages(t.Context(), reader, opened.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := iotest.TestReader(pages, seen); err != nil { // any range, in any order, gives the same bytes
			t.Error(err)
		}
		if err := pages.Close(); err != nil {
			t.Error(err)
		}
		if _, err := f.Desk.Pages(t.Context(), everyone["secretary"], opened.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's view: %v", err)
		}
		saved, err := f.Desk.Download(t.Context(), reader, paper.ID, 0)
		if got := content(t, saved, err); !bytes.HasPrefix(got, original) || !saved.Stamped || saved.Name != "Báo cáo.pdf" {
			t.Errorf("download %+v", saved)
		}
		if _, err := f.Desk.Original(t.Context(), reader, paper.ID, 0); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the original for a reader: %v", err)
		}
		raw, err := f.Desk.Original(t.Context(), everyone["preparer"], paper.ID, 0)
		if got := content(t, raw, err); !bytes.Equal(got, original) || raw.Stamped {
			t.Errorf("the original: %d bytes", len(got))
		}
		for action, want := range map[string]int{"paper.read": 1, "paper.download": 1, "paper.original": 1} {
			if got := f.Actions(t)[action]; got != want {
				t.Errorf("%s recorded %d times, want %d", action, got, want)
			}
		}

		if _, err := f.Desk.Act(t.Context(), everyone["secretary"], paper.ID, paper.Version, papers.Withdraw, "có sai sót"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Desk.Pages(t.Context(), reader, opened.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a withdrawn paper is read on: %v", err)
		}
		mine, err := f.Desk.Open(t.Context(), everyone["secretary"], paper.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.Pass(2 * time.Hour)
		if _, err := f.Desk.Pages(t.Context(), everyone["secretary"], mine.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("an expired view: %v", err)
		}
	})
}

func TestVersions(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		everyone := people(t, f, m)
		host := everyone["secretary"]
		paper := f.InState(t, m.ID, byCommune, papers.Withdrawn)
		paper, err := f.Desk.AddFile(t.Context(), host, paper.ID, paper.Version, f.Upload(t, host, "Sửa.pdf", pdffiletest.Pages(5, "", "")), papertest.Declared)
		if err != nil {
			t.Fatal(err)
		}
		for _, action := range []papers.Action{papers.Submit, papers.Approve, papers.Release} {
			if paper, err = f.Desk.Act(t.Context(), host, paper.ID, paper.Version, action, ""); err != nil {
				t.Fatal(err)
			}
		}
		newest, err := f.Desk.Open(t.Context(), everyone["delegate"], paper.ID, 0)
		if err != nil || newest.File.Number != 2 || newest.File.Preview.Pages != 5 {
			t.Errorf("the newest: %+v %v", newest, err)
		}
		if _, err := f.Desk.Open(t.Context(), everyone["delegate"], paper.ID, 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("an older version for a reader: %v", err)
		}
		if older, err := f.Desk.Open(t.Context(), host, paper.ID, 1); err != nil || older.File.Preview.Pages != 2 {
			t.Errorf("an older version for the host: %v", err)
		}
		_, steps, err := f.Desk.Get(t.Context(), host, paper.ID)
		if err != nil || len(steps) != 10 {
			t.Errorf("%d steps: %v", len(steps), err)
		}
	})
}

func TestOfficeFileWithoutPages(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		reader := people(t, f, m)["delegate"]
		office := inspecttest.Office(papers.DOCX, "Chiêm Hoá")
		paper := f.WithFile(t, m.ID, byCommune, papers.Released, "Báo cáo.docx", office)
		for state, reason := range map[papers.PreviewState]string{
			papers.PreviewPending: "papers.preview_pending", papers.PreviewUnavailable: "papers.preview_unavailable", papers.PreviewFailed: "papers.preview_failed",
		} {
			if _, _, err := f.Kept.SetPreview(t.Context(), paper.Files[0].ID, papers.Preview{State: state}); err != nil {
				t.Fatal(err)
			}
			opened, err := f.Desk.Open(t.Context(), reader, paper.ID, 0)
			if err != nil || opened.File.Preview.State != state {
				t.Fatalf("open: %+v %v", opened, err)
			}
			if _, err := f.Desk.Pages(t.Context(), reader, opened.ID); fault.Reason(err) != reason {
				t.Errorf("%s: %v", state, err)
			}
		}
		saved, err := f.Desk.Download(t.Context(), reader, paper.ID, 0)
		if got := content(t, saved, err); !bytes.Equal(got, office) || saved.Stamped || saved.Name != "Báo cáo.docx" {
			t.Errorf("the download: %+v", saved)
		}
	})
}

func TestArchive(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		everyone := people(t, f, m)
		ofItem := byCommune
		ofItem.ItemID, ofItem.Title = m.Agenda[1].ID, `Báo cáo "tuần": 1/2`
		for _, draft := range []papers.Draft{byCommune, byCommune, ofItem} {
			f.InState(t, m.ID, draft, papers.Released)
		}
		f.InState(t, m.ID, byCommune, papers.Approved)
		archive, err := f.Desk.Archive(t.Context(), everyone["delegate"], m.ID)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := archive.Write(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		packed, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, entry := range packed.File {
			names = append(names, entry.Name)
			r, err := entry.Open()
			if err != nil {
				t.Fatal(err)
			}
			read, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if file, err := pdffile.Open(t.Context(), bytes.NewReader(read)); err != nil || file.Pages() != 2 || len(read) == len(pdffiletest.Pages(2, "", "")) {
				t.Errorf("%s cannot be read, or is not stamped: %v", entry.Name, err)
			}
		}
		want := "Báo cáo tháng 11.pdf|Báo cáo tháng 11 (2).pdf|02 Báo cáo tuần/Báo cáo tuần 1 2.pdf"
		if got := strings.Join(names, "|"); got != want || archive.Name != "Giao ban công tác tuần.zip" {
			t.Errorf("%s holds %s", archive.Name, got)
		}
		if got := f.Actions(t)["paper.download"]; got != 3 {
			t.Errorf("%d downloads recorded", got)
		}
		if _, err := f.Desk.Archive(t.Context(), everyone["admin"], m.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("an administrator's: %v", err)
		}
	})
}

func TestNotesAreTheirOwnersAlone(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		everyone := people(t, f, m)
		owner := everyone["delegate"]
		paper := f.InState(t, m.ID, byCommune, papers.Released)
		note, err := f.Desk.AddNote(t.Context(), owner, paper.ID, 0, desk.NoteDraft{Page: 2, Text: "Hỏi lại số liệu này"})
		if err != nil {
			t.Fatal(err)
		}
		mark := desk.NoteDraft{Page: 1, Kind: papers.NoteHighlight, Color: "green", Areas: []papers.Area{{X: 0.1, Y: 0.2, Width: 0.5, Height: 0.02}}}
		if _, err := f.Desk.AddNote(t.Context(), owner, paper.ID, 0, mark); err != nil {
			t.Fatal(err)
		}
		for name, by := range everyone {
			found, err := f.Desk.Notes(t.Context(), by, paper.ID)
			switch {
			case name == "delegate" && (err != nil || len(found) != 2 || found[0].Page != 1 || len(found[0].Areas) != 1 || found[1].Text == ""):
				t.Errorf("the owner's: %+v %v", found, err)
			case name != "delegate" && len(found) > 0:
				t.Errorf("%s reads %d", name, len(found))
			}
			if name == "delegate" {
				continue
			}
			if _, err := f.Desk.ChangeNote(t.Context(), by, note.ID, 1, mark); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s changes it: %v", name, err)
			}
			if err := f.Desk.DeleteNote(t.Context(), by, note.ID, 1); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s deletes it: %v", name, err)
			}
		}
		changed, err := f.Desk.ChangeNote(t.Context(), owner, note.ID, 1, desk.NoteDraft{Page: 2, Text: "Đã rõ"})
		if err != nil || changed.Version != 2 {
			t.Errorf("change: %+v %v", changed, err)
		}
		if _, err := f.Desk.ChangeNote(t.Context(), owner, note.ID, 1, mark); !fault.Is(err, fault.Stale) {
			t.Errorf("an older version: %v", err)
		}
		if err := f.Desk.DeleteNote(t.Context(), owner, note.ID, 2); err != nil {
			t.Error(err)
		}
		records, err := f.Audit.List(t.Context(), "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records {
			if strings.Contains(string(record.Detail), "Hỏi lại") || strings.Contains(record.Action, "note") {
				t.Errorf("the audit log tells of notes: %+v", record)
			}
		}
	})
}

func TestBadNotes(t *testing.T) {
	f := papertest.New(t, demotest.Seed.SQLite(t))
	m := f.Create(t, f.Draft(t))
	by := f.Who(t, identity.Secretary, plantest.Province)
	paper := f.InState(t, m.ID, byCommune, papers.Drafted)
	for name, draft := range map[string]desk.NoteDraft{
		"no page": {Text: "x"}, "a page after the last": {Page: 3, Text: "x"}, "no text": {Page: 1}, "no area": {Page: 1, Kind: papers.NoteHighlight},
		"another kind": {Page: 1, Kind: "stamp", Text: "x"}, "another color": {Page: 1, Text: "x", Color: "#fff"},
		"outside": {Page: 1, Kind: papers.NoteInk, Areas: []papers.Area{{X: 0.9, Width: 0.2}}}, "long": {Page: 1, Text: strings.Repeat("x", 20_001)},
		"hidden": {Page: 1, Text: "a\u202eb"},
	} {
		if _, err := f.Desk.AddNote(t.Context(), by, paper.ID, 0, draft); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
