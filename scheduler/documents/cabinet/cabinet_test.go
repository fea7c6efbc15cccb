package cabinet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/documents"
	"giaoban/scheduler/documents/cabinet"
	"giaoban/scheduler/documents/docstore"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/inspect/inspecttest"
	"giaoban/scheduler/papers/papertest"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func owner(t testing.TB, f *papertest.Fixture) directory.By {
	return f.Who(t, identity.Secretary, plantest.Province)
}

func folder(t testing.TB, f *papertest.Fixture, by directory.By, parentID, name string) *documents.Folder {
	t.Helper()
	made, err := f.Cabinet.CreateFolder(t.Context(), by, parentID, name)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func document(t testing.TB, f *papertest.Fixture, by directory.By, folderID, name string) *documents.Document {
	t.Helper()
	made, err := f.Cabinet.Add(t.Context(), by, folderID, f.Upload(t, by, name, pdffiletest.Pages(2, "", "")), papertest.Declared)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func names(t testing.TB, f *papertest.Fixture, by directory.By, query documents.Query) []string {
	t.Helper()
	found, _, err := f.Cabinet.Find(t.Context(), by, query)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for _, one := range found {
		all = append(all, one.Name)
	}
	return all
}

func refused(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Errorf("%v, want %s %s", err, code, reason)
	}
}

func TestFolders(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		by, ctx := owner(t, f), t.Context()
		a := folder(t, f, by, "", "Giao ban")
		b := folder(t, f, by, a.ID, "Tháng 11")
		c := folder(t, f, by, b.ID, "Số liệu")
		folder(t, f, by, "", "Tháng 11") // elsewhere the name is free
		_, err := f.Cabinet.CreateFolder(ctx, by, "", "GIAO BAN")
		refused(t, err, fault.Conflict, "documents.name_taken")
		_, err = f.Cabinet.CreateFolder(ctx, by, "", "a/b")
		refused(t, err, fault.Invalid, "")
		_, err = f.Cabinet.CreateFolder(ctx, by, "DF_none", "X")
		refused(t, err, fault.NotFound, "documents.none")
		_, err = f.Cabinet.ChangeFolder(ctx, by, a.ID, a.Version, c.ID, a.Name)
		refused(t, err, fault.Conflict, "documents.into_itself")
		_, err = f.Cabinet.ChangeFolder(ctx, by, a.ID, a.Version, a.ID, a.Name)
		refused(t, err, fault.Conflict, "documents.into_itself")
		_, err = f.Cabinet.ChangeFolder(ctx, by, b.ID, b.Version, "", b.Name)
		refused(t, err, fault.Conflict, "documents.name_taken")
		moved, err := f.Cabinet.ChangeFolder(ctx, by, b.ID, b.Version, "", "Tháng Mười một")
		if err != nil || moved.Version != 2 || moved.ParentID != "" {
			t.Fatalf("%+v %v", moved, err)
		}
		_, err = f.Cabinet.ChangeFolder(ctx, by, b.ID, b.Version, "", "Cũ")
		refused(t, err, fault.Stale, "")
		deepest := c.ID
		for depth := 3; depth <= documents.MaxDepth; depth++ {
			deepest = folder(t, f, by, deepest, fmt.Sprint("Cấp ", depth)).ID
		}
		_, err = f.Cabinet.CreateFolder(ctx, by, deepest, "Quá sâu")
		refused(t, err, fault.TooLarge, "documents.too_deep")
		_, err = f.Cabinet.ChangeFolder(ctx, by, moved.ID, moved.Version, a.ID, moved.Name)
		refused(t, err, fault.TooLarge, "documents.too_deep")
		held, err := f.Cabinet.Holding(ctx, by)
		if err != nil || len(held.Folders) != documents.MaxDepth+2 || held.Trashed != 0 {
			t.Errorf("%+v %v", held, err)
		}
	})
}

func TestDocuments(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		by, ctx := owner(t, f), t.Context()
		a := folder(t, f, by, "", "Giao ban")
		first, second := document(t, f, by, a.ID, "Báo cáo Chiêm Hoá.pdf"), document(t, f, by, a.ID, "BÁO CÁO Chiêm Hoá.pdf")
		if second.Name != "BÁO CÁO Chiêm Hoá (2).pdf" {
			t.Errorf("the second is %s", second.Name)
		}
		document(t, f, by, "", "Quy chế.pdf")
		for query, want := range map[documents.Query][]string{
			{}:                      {"Quy chế.pdf"},
			{FolderID: a.ID}:        {second.Name, first.Name}, // "… 2 pdf" before "… pdf"
			{Text: "chiem hóa"}:     {second.Name, first.Name},
			{Text: "QUY"}:           {"Quy chế.pdf"},
			{Text: "khong co"}:      {},
			{Text: "%"}:             {},
			{Text: "pdf", Limit: 1}: {second.Name},
		} {
			if got := names(t, f, by, query); !slices.Equal(got, want) {
				t.Errorf("%+v finds %q, want %q", query, got, want)
			}
		}
		var paged []string
		for query := (documents.Query{Text: "pdf", Limit: 1}); ; {
			found, next, err := f.Cabinet.Find(ctx, by, query)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range found {
				paged = append(paged, one.ID)
			}
			if query.Cursor = next; next == "" {
				break
			}
		}
		if slices.Sort(paged); len(slices.Compact(paged)) != 3 {
			t.Errorf("pages hold %q", paged)
		}
		if _, _, err := f.Cabinet.Find(ctx, by, documents.Query{Cursor: "rubbish"}); !errors.Is(err, directory.ErrBadCursor) {
			t.Errorf("with rubbish for a cursor: %v", err)
		}
		moved, err := f.Cabinet.Change(ctx, by, first.ID, first.Version, "", "Báo cáo")
		if err != nil || moved.Name != "Báo cáo.pdf" || moved.FolderID != "" || moved.Version != 2 {
			t.Fatalf("%+v %v", moved, err)
		}
		_, err = f.Cabinet.Change(ctx, by, first.ID, first.Version, "", "Báo cáo")
		refused(t, err, fault.Stale, "")
		_, err = f.Cabinet.Change(ctx, by, second.ID, second.Version, "", "quy CHẾ.pdf")
		refused(t, err, fault.Conflict, "documents.name_taken")
		content, err := f.Cabinet.Download(ctx, by, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(content); err != nil || !bytes.Equal(got, pdffiletest.Pages(2, "", "")) || content.Close() != nil {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if got := f.Actions(t); got["document.added"] != 3 || got["document.changed"] != 1 || got["document.download"] != 1 || got["document.folder_created"] != 1 {
			t.Errorf("records %v", got)
		}
	})
}

// What is deleted can be had back, with its place and name, until the trash is emptied.
func TestTrash(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		by, ctx := owner(t, f), t.Context()
		a := folder(t, f, by, "", "Giao ban")
		b := folder(t, f, by, a.ID, "Tháng 11")
		inner, outer := document(t, f, by, b.ID, "Báo cáo.pdf"), document(t, f, by, "", "Quy chế.pdf")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(f.Cabinet.DeleteFolder(ctx, by, a.ID, a.Version))
		must(f.Cabinet.Delete(ctx, by, outer.ID, outer.Version))
		for _, id := range []string{inner.ID, outer.ID} {
			_, err := f.Cabinet.Get(ctx, by, id)
			refused(t, err, fault.NotFound, "documents.in_trash")
		}
		if got := names(t, f, by, documents.Query{Text: "pdf"}); len(got) != 0 {
			t.Errorf("found in the trash: %q", got)
		}
		held, err := f.Cabinet.Holding(ctx, by)
		must(err)
		if len(held.Folders) != 0 || held.Trashed != 2 || held.Used != 2*inner.Size {
			t.Errorf("held %+v", held)
		}
		trash, err := f.Cabinet.Trash(ctx, by)
		must(err)
		if len(trash.Folders) != 1 || len(trash.Documents) != 1 {
			t.Errorf("trash %+v", trash)
		}
		document(t, f, by, "", "Quy chế.pdf")
		folder(t, f, by, "", "GIAO BAN")
		must(f.Cabinet.Restore(ctx, by, outer.ID))
		must(f.Cabinet.Restore(ctx, by, a.ID))
		refused(t, f.Cabinet.Restore(ctx, by, a.ID), fault.NotFound, "documents.not_in_trash")
		back, err := f.Cabinet.Get(ctx, by, outer.ID)
		must(err)
		if back.Name != "Quy chế (2).pdf" {
			t.Errorf("back as %s", back.Name)
		}
		_, err = f.Cabinet.Get(ctx, by, inner.ID)
		must(err)
		// A document whose folder is gone comes back to the top.
		must(f.Cabinet.Delete(ctx, by, inner.ID, inner.Version))
		must(f.Cabinet.DeleteFolder(ctx, by, b.ID, b.Version))
		must(f.Cabinet.Restore(ctx, by, inner.ID))
		back, err = f.Cabinet.Get(ctx, by, inner.ID)
		must(err)
		if back.FolderID != "" {
			t.Errorf("back in %s", back.FolderID)
		}
		refused(t, f.Cabinet.Purge(ctx, by, outer.ID), fault.NotFound, "documents.not_in_trash")
		must(f.Cabinet.Purge(ctx, by, b.ID))
		refused(t, f.Cabinet.Purge(ctx, by, b.ID), fault.NotFound, "documents.none")
		// The rest goes by itself.
		must(f.Cabinet.Delete(ctx, by, outer.ID, 3))
		f.Pass(f.Cabinet.TrashFor - time.Minute)
		must(f.Cabinet.Sweep(ctx))
		must(f.Cabinet.Restore(ctx, by, outer.ID))
		must(f.Cabinet.Delete(ctx, by, outer.ID, 5))
		f.Pass(f.Cabinet.TrashFor + time.Minute)
		must(f.Cabinet.Sweep(ctx))
		refused(t, f.Cabinet.Restore(ctx, by, outer.ID), fault.NotFound, "documents.none")
		if got := f.Actions(t); got["document.trash_emptied"] != 1 || got["document.purged"] != 1 || got["document.restored"] != 4 {
			t.Errorf("records %v", got)
		}
	})
}

// Nobody else finds, changes or has back what is somebody's own, and each attempt is recorded.
func TestOthers(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		by := owner(t, f)
		a := folder(t, f, by, "", "Giao ban")
		one := document(t, f, by, a.ID, "Báo cáo.pdf")
		for name, other := range map[string]directory.By{
			"administrator": f.Who(t, identity.Admin, plantest.Province), "chair": f.Who(t, identity.Chair, plantest.Province),
			"secretary of another unit": f.Who(t, identity.Secretary, plantest.Commune),
		} {
			upload := f.Upload(t, other, "Khác.pdf", pdffiletest.Pages(1, "", ""))
			for what, try := range map[string]func(context.Context, string, string) error{
				"get": func(ctx context.Context, _, id string) error { _, err := f.Cabinet.Get(ctx, other, id); return err },
				"list": func(ctx context.Context, in, _ string) error {
					_, _, err := f.Cabinet.Find(ctx, other, documents.Query{FolderID: in})
					return err
				},
				"add": func(ctx context.Context, in, _ string) error {
					_, err := f.Cabinet.Add(ctx, other, in, upload, papertest.Declared)
					return err
				},
				"folder": func(ctx context.Context, in, _ string) error {
					_, err := f.Cabinet.CreateFolder(ctx, other, in, "X")
					return err
				},
				"change": func(ctx context.Context, _, id string) error {
					_, err := f.Cabinet.Change(ctx, other, id, 1, "", "X")
					return err
				},
				"change folder": func(ctx context.Context, in, _ string) error {
					_, err := f.Cabinet.ChangeFolder(ctx, other, in, 1, "", "X")
					return err
				},
				"delete":        func(ctx context.Context, _, id string) error { return f.Cabinet.Delete(ctx, other, id, 1) },
				"delete folder": func(ctx context.Context, in, _ string) error { return f.Cabinet.DeleteFolder(ctx, other, in, 1) },
				"restore":       func(ctx context.Context, _, id string) error { return f.Cabinet.Restore(ctx, other, id) },
				"purge":         func(ctx context.Context, in, _ string) error { return f.Cabinet.Purge(ctx, other, in) },
				"pages":         func(ctx context.Context, _, id string) error { _, err := f.Cabinet.Pages(ctx, other, id); return err },
				"picture": func(ctx context.Context, _, id string) error {
					_, err := f.Cabinet.Picture(ctx, other, id, 1)
					return err
				},
				"download": func(ctx context.Context, _, id string) error {
					_, err := f.Cabinet.Download(ctx, other, id)
					return err
				},
				"lend": func(ctx context.Context, _, id string) error { _, err := f.Cabinet.Lend(ctx, other, id); return err },
			} {
				t.Run(name+" "+what, func(t *testing.T) {
					before := f.Actions(t)["document.access_refused"]
					err := try(t.Context(), a.ID, one.ID)
					refused(t, err, fault.NotFound, "documents.none")
					if got := f.Actions(t)["document.access_refused"]; got != before+1 {
						t.Errorf("%d records, want %d", got, before+1)
					}
					refused(t, try(t.Context(), "DF_none", "DO_none"), fault.NotFound, "documents.none")
					if got := f.Actions(t)["document.access_refused"]; got != before+1 {
						t.Error("what is nobody's left a record")
					}
				})
			}
		}
		if now, err := f.Cabinet.Get(t.Context(), by, one.ID); err != nil || now.Version != one.Version {
			t.Errorf("%+v %v", now, err)
		}
	})
}

// Two that would each fit do not both: whoever comes second finds the room taken.
func TestQuotaHoldsForUploadsAtOnce(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		by := owner(t, f)
		content := append(pdffiletest.Pages(1, "", ""), bytes.Repeat([]byte{'\n'}, 600<<10)...)
		uploads := []string{f.Upload(t, by, "a.pdf", content), f.Upload(t, by, "b.pdf", content)}
		errs := make([]error, len(uploads))
		var both sync.WaitGroup
		for i, upload := range uploads {
			both.Go(func() { _, errs[i] = f.Cabinet.Add(t.Context(), by, "", upload, papertest.Declared) })
		}
		both.Wait()
		full := 0
		for _, err := range errs {
			if fault.Reason(err) == "documents.quota" {
				full++
			} else if err != nil {
				t.Error(err)
			}
		}
		if full != 1 {
			t.Errorf("%v", errs)
		}
	})
}

// A document becomes a paper's file and stays; a released paper is kept as its reader would download it.
func TestFromAndToPapers(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		by, reader := owner(t, f), f.Who(t, identity.Delegate, plantest.Other)
		f.Attendance.Invite(m.ID, reader.Actor.ID, plan.Party{Role: identity.Delegate, Invited: true})
		one := document(t, f, by, "", "Báo cáo.pdf")
		paper := f.InState(t, m.ID, papers.Draft{Title: "Báo cáo"}, papers.Awaited)
		lent, err := f.Cabinet.Lend(t.Context(), by, one.ID)
		if err != nil {
			t.Fatal(err)
		}
		taken, err := f.Desk.AddFile(t.Context(), by, paper.ID, paper.Version, lent, papertest.Declared)
		if err != nil || taken.Files[0].SHA256 != one.SHA256 || taken.Files[0].Preview.Pages != 2 {
			t.Fatalf("%+v %v", taken, err)
		}
		_, err = f.Cabinet.Keep(t.Context(), reader, paper.ID, 0, "")
		refused(t, err, fault.NotFound, "")
		for _, closes := range []bool{false, true} {
			released := f.InState(t, m.ID, papers.Draft{Title: "Phát hành", CloseAfter: closes}, papers.Released)
			kept, err := f.Cabinet.Keep(t.Context(), reader, released.ID, 0, "")
			if closes {
				refused(t, err, fault.Forbidden, "documents.paper_closes")
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if kept.Origin != m.Title || kept.Preview.Pages != 2 || kept.SHA256 == released.Files[0].SHA256 {
				t.Errorf("kept %+v", kept)
			}
			// Its reader's stamp is in it, and it can become a paper again, with another's stamp.
			again, err := f.Cabinet.Lend(t.Context(), reader, kept.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Kept.Upload(t.Context(), f.DB, reader.Actor.ID, again); err != nil {
				t.Error(err)
			}
		}
		if got := f.Actions(t); got["document.taken"] != 2 || got["document.kept"] != 1 || got["paper.download"] != 1 {
			t.Errorf("records %v", got)
		}
	})
}

// What a document is kept in stays as long as the document, though no paper is kept there.
func TestSweepingKeepsWhatIsKept(t *testing.T) {
	f := papertest.New(t, demotest.Seed.SQLite(t))
	by := owner(t, f)
	one := document(t, f, by, "", "Báo cáo.pdf")
	f.Pass(100 * 24 * time.Hour)
	if err := f.Uploads.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Cabinet.Download(t.Context(), by, one.ID); err != nil {
		t.Error(err)
	}
	if err := f.Cabinet.Delete(t.Context(), by, one.ID, one.Version); err != nil {
		t.Fatal(err)
	}
	if err := f.Cabinet.Purge(t.Context(), by, one.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.Uploads.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Blobs.Stat(t.Context(), one.Key); !fault.Is(err, fault.NotFound) {
		t.Errorf("the bytes: %v", err)
	}
}

// Lists cost the same however much there is.
func TestQueries(t *testing.T) {
	f := papertest.New(t, demotest.Seed.SQLite(t))
	by := owner(t, f)
	for i := range 20 {
		document(t, f, by, folder(t, f, by, "", fmt.Sprint("Thư mục ", i)).ID, "Báo cáo.pdf")
	}
	counted, counter := storetest.Count(f.DB)
	reading := cabinet.New(f.Cabinet.Config, cabinet.Deps{Store: docstore.New(counted), Audit: f.Audit, Now: f.Now})
	for name, c := range map[string]struct {
		queries int
		read    func() error
	}{
		"folders": {2, func() error { _, err := reading.Holding(t.Context(), by); return err }},
		"search":  {2, func() error { _, _, err := reading.Find(t.Context(), by, documents.Query{Text: "bao cao"}); return err }},
		"trash":   {2, func() error { _, err := reading.Trash(t.Context(), by); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			counter.Take()
			if err := c.read(); err != nil {
				t.Fatal(err)
			}
			if got := counter.Take(); len(got) != c.queries {
				t.Errorf("%d queries, want %d: %q", len(got), c.queries, got)
			}
		})
	}
}

// Office files wait for their pages in the same queue as papers'.
func TestPreviewsOfOfficeFiles(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		by := owner(t, f)
		upload := f.Upload(t, by, "Báo cáo.docx", inspecttest.Office(papers.DOCX, "Chiêm Hoá"))
		one, err := f.Cabinet.Add(t.Context(), by, "", upload, papertest.Declared)
		if err != nil || one.Preview.State != papers.PreviewPending {
			t.Fatalf("%+v %v", one, err)
		}
		_, err = f.Cabinet.Pages(t.Context(), by, one.ID)
		refused(t, err, fault.Unavailable, "papers.preview_pending")
		waiting, err := f.Own.PendingPreview(t.Context(), "")
		if err != nil || waiting == nil || waiting.ID != one.ID || waiting.Key != one.Key {
			t.Fatalf("%+v %v", waiting, err)
		}
		topic, kind, err := f.Own.SetPreview(t.Context(), one.ID, papers.Preview{State: papers.PreviewUnavailable})
		if err != nil || topic != "me:"+by.Actor.ID || kind != "documents" {
			t.Errorf("told %s %s %v", topic, kind, err)
		}
		_, err = f.Cabinet.Pages(t.Context(), by, one.ID)
		refused(t, err, fault.Conflict, "papers.preview_unavailable")
		if err := f.Own.RetryPreviews(t.Context()); err != nil {
			t.Fatal(err)
		}
		if waiting, err := f.Own.PendingPreview(t.Context(), ""); err != nil || waiting == nil {
			t.Errorf("%+v %v", waiting, err)
		}
		if topic, _, err := f.Own.SetPreview(t.Context(), "DO_none", papers.Preview{State: papers.PreviewFailed}); err != nil || topic != "" {
			t.Errorf("of nothing: %q %v", topic, err)
		}
	})
}
