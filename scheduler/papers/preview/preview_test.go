package preview_test

import (
	"bytes"

	"image"
	_ "image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/inspect/inspecttest"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/papertest"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
	"giaoban/scheduler/papers/preview"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func maker(f *papertest.Fixture, config preview.Config) *preview.Maker {
	return preview.New(config, preview.Deps{
		Queues: []preview.Queue{f.Kept}, Blobs: f.Blobs, Log: slog.New(slog.DiscardHandler), Announce: func(string, string, string) {},
	})
}

// script returns a program that runs lines of shell.
func script(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+lines+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func office(t *testing.T, f *papertest.Fixture, kind papers.Kind) *desk.Detail {
	t.Helper()
	m := f.Create(t, f.Draft(t))
	return f.WithFile(t, m.ID, papers.Draft{Title: "Báo cáo"}, papers.Drafted, "Báo cáo"+kind.Extension(), inspecttest.Office(kind, "Chiêm Hoá"))
}

func after(t *testing.T, f *papertest.Fixture, paperID string) papers.Preview {
	t.Helper()
	paper, err := f.Kept.Paper(t.Context(), f.DB, paperID)
	if err != nil {
		t.Fatal(err)
	}
	return paper.Current().Preview
}

func TestLibreOffice(t *testing.T) {
	config := preview.Find(time.Minute, 4<<30)
	if config.Office == "" {
		t.Skip("LibreOffice is not installed")
	}
	f := papertest.New(t, demotest.Seed.SQLite(t))
	for _, kind := range []papers.Kind{papers.DOCX, papers.XLSX, papers.PPTX} {
		t.Run(string(kind), func(t *testing.T) {
			paper := office(t, f, kind)
			if err := maker(f, config).Work(t.Context()); err != nil {
				t.Fatal(err)
			}
			made := after(t, f, paper.ID)
			if made.State != papers.PreviewReady || made.Pages != 1 || made.Key != papers.PagesKey(paper.Current().Key) {
				t.Fatalf("preview %+v", made)
			}
			by := f.Who(t, identity.Secretary, plantest.Province)
			opened, err := f.Desk.Open(t.Context(), by, paper.ID, 0)
			if err != nil {
				t.Fatal(err)
			}
			pages, err := f.Desk.Pages(t.Context(), by, opened.ID)
			if err != nil || !pages.Stamped || pages.Name != "Báo cáo.pdf" {
				t.Errorf("pages %+v %v", pages, err)
			}
		})
	}
}

// What goes wrong with one file is told of that file, on both databases.
func TestFailures(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		for name, c := range map[string]struct {
			config preview.Config
			want   papers.PreviewState
		}{
			"nothing installed":      {preview.Config{}, papers.PreviewUnavailable},
			"a program that fails":   {preview.Config{Office: script(t, "echo broken >&2; exit 3"), Timeout: time.Minute, Memory: 1 << 30}, papers.PreviewFailed},
			"one that hangs":         {preview.Config{Office: script(t, "sleep 1000 & sleep 1000"), Timeout: 200 * time.Millisecond, Memory: 1 << 30}, papers.PreviewFailed},
			"one that makes nothing": {preview.Config{Office: script(t, "true"), Timeout: time.Minute, Memory: 1 << 30}, papers.PreviewFailed},
			"one that makes rubbish": {preview.Config{Office: script(t, "echo x > paper.pdf"), Timeout: time.Minute, Memory: 1 << 30}, papers.PreviewFailed},
			"one that wants too much": {
				preview.Config{Office: script(t, `x=$(head -c 400000000 /dev/zero | tr '\0' x) || exit 9; echo "$x" > /dev/null; exit 0`), Timeout: time.Minute, Memory: 100 << 20}, papers.PreviewFailed,
			},
		} {
			t.Run(name, func(t *testing.T) {
				paper := office(t, f, papers.DOCX)
				if err := maker(f, c.config).Work(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := after(t, f, paper.ID); got.State != c.want || got.Pages != 0 {
					t.Errorf("preview %+v, want %s", got, c.want)
				}
			})
		}
	})
}

// What was not possible for want of a program is tried again when it is there.
func TestRetryWhenInstalled(t *testing.T) {
	f := papertest.New(t, demotest.Seed.SQLite(t))
	paper := office(t, f, papers.DOCX)
	if err := maker(f, preview.Config{}).Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	ready := filepath.Join(t.TempDir(), "ready.pdf")
	if err := os.WriteFile(ready, pdffiletest.Pages(4, "", ""), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 1)
	running := preview.New(preview.Config{Office: script(t, "cp "+ready+" paper.pdf"), Timeout: time.Minute, Memory: 1 << 30}, preview.Deps{
		Queues: []preview.Queue{paperstore.New(f.DB)}, Blobs: f.Blobs, Log: slog.New(slog.DiscardHandler), Announce: func(topic, _, _ string) { done <- topic },
	})
	running.Start()
	topic := <-done
	running.Close()
	if got := after(t, f, paper.ID); got.State != papers.PreviewReady || got.Pages != 4 || topic != "meeting:"+paper.MeetingID {
		t.Errorf("preview %+v, announced to %s", got, topic)
	}
}

func TestThumbnails(t *testing.T) {
	config := preview.Find(time.Minute, 4<<30)
	if config.Drawer == "" {
		t.Skip("pdftoppm is not installed (package poppler-utils)")
	}
	f := papertest.New(t, demotest.Seed.SQLite(t))
	if _, err := f.Blobs.Put(t.Context(), "papers/x", bytes.NewReader(pdffiletest.Pages(10, "", ""))); err != nil {
		t.Fatal(err)
	}
	drawer := maker(f, config)
	for _, page := range []int{1, 8, 10} {
		content, err := drawer.Thumbnail(t.Context(), "papers/x", page)
		if err != nil {
			t.Fatal(err)
		}
		picture, kind, err := image.DecodeConfig(bytes.NewReader(content))
		if err != nil || kind != "png" || picture.Height != 280 {
			t.Errorf("page %d: %+v %s %v", page, picture, kind, err)
		}
	}
	kept := 0
	for info, err := range f.Blobs.List(t.Context(), "papers/x.p") {
		if err != nil || !strings.HasSuffix(info.Key, ".png") {
			t.Errorf("%+v %v", info, err)
		}
		kept++
	}
	if kept != 10 {
		t.Errorf("%d pictures kept", kept)
	}
	if _, err := drawer.Thumbnail(t.Context(), "papers/none", 1); err == nil {
		t.Error("a picture of nothing")
	}
}

func TestFullDiskLeavesFilesWaiting(t *testing.T) {
	f := papertest.New(t, demotest.Seed.SQLite(t))
	paper := office(t, f, papers.DOCX)
	ready := filepath.Join(t.TempDir(), "ready.pdf")
	if err := os.WriteFile(ready, pdffiletest.Pages(1, "", ""), 0o600); err != nil {
		t.Fatal(err)
	}
	full := preview.New(preview.Config{Office: script(t, "cp "+ready+" paper.pdf"), Timeout: time.Minute, Memory: 1 << 30}, preview.Deps{
		Queues: []preview.Queue{f.Kept}, Blobs: fullStore{f.Blobs}, Log: slog.New(slog.DiscardHandler), Announce: func(string, string, string) {},
	})
	if err := full.Work(t.Context()); !blob.IsFull(err) {
		t.Errorf("on a full disk: %v", err)
	}
	if got := after(t, f, paper.ID); got.State != papers.PreviewPending {
		t.Errorf("preview %+v", got)
	}
}
