package upload

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/internal/leaktest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

type fixture struct {
	*Service
	t    *testing.T
	db   *bun.DB
	now  time.Time
	disk *blob.Disk
}

var (
	mine    = directory.By{Actor: audit.Actor{ID: "AC_mine", Name: "mine"}}
	another = directory.By{Actor: audit.Actor{ID: "AC_another", Name: "another"}}
	honest  = papers.Declaration{NoStateSecret: true}
)

func newFixture(t *testing.T, db *bun.DB) *fixture {
	t.Helper()
	f := &fixture{t: t, db: db, now: time.Now()}
	var err error
	if f.disk, err = blob.OpenDisk(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, by := range []directory.By{mine, another} {
		_, err := db.NewRaw(`INSERT INTO accounts (id, username, display_name, role, search, version, password_hash, created_at, updated_at, active_since)
			VALUES (?, ?, 'x', 'delegate', '', 1, '', ?, ?, ?)`, by.Actor.ID, by.Actor.Name, f.now, f.now, f.now).Exec(t.Context())
		if err != nil {
			t.Fatal(err)
		}
	}
	f.start(t.TempDir())
	return f
}

// start begins as a process does over what is there.
func (f *fixture) start(dir string) {
	f.t.Helper()
	clock := func() time.Time { return f.now }
	service, err := New(Config{Dir: dir, MaxBytes: 1 << 20, Lifetime: time.Hour, MaxOpen: 3}, Deps{
		Store: paperstore.New(f.db), Blobs: f.disk, Audit: audit.New(f.db, clock), Now: clock,
		Check: func(_ context.Context, _ directory.By, declared papers.Declaration, _ string) error {
			if !declared.NoStateSecret {
				return fault.New(fault.Invalid, "papers.undeclared")
			}
			return nil
		},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.Service = service
}

func (f *fixture) begin(size int) string {
	f.t.Helper()
	made, err := f.Create(f.t.Context(), mine, `C:\Tài liệu\Báo cáo.pdf`, int64(size), honest)
	if err != nil {
		f.t.Fatal(err)
	}
	return made.ID
}

func (f *fixture) files() []string {
	f.t.Helper()
	found, err := filepath.Glob(filepath.Join(f.Dir, "*"))
	if err != nil {
		f.t.Fatal(err)
	}
	return found
}

func (f *fixture) blobs() (keys []string) {
	f.t.Helper()
	for info, err := range f.disk.List(f.t.Context(), "") {
		if err != nil {
			f.t.Fatal(err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

func TestPieces(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		content := pdffiletest.Pages(3, "", "")
		id := f.begin(len(content))
		cut := len(content) / 2

		if end, err := f.Write(t.Context(), mine, id, 0, io.MultiReader(bytes.NewReader(content[:cut]), iotest.ErrReader(errors.New("line cut"))), Sum{}); err == nil || end != int64(cut) {
			t.Errorf("a piece that breaks off: %d %v", end, err)
		}
		f.start(f.Dir) // killed and started again
		found, offset, err := f.Get(t.Context(), mine, id)
		if err != nil || offset != int64(cut) || found.Size != int64(len(content)) || found.Name != "Báo cáo.pdf" {
			t.Fatalf("after a restart: %+v at %d: %v", found, offset, err)
		}
		if _, err := f.Write(t.Context(), mine, id, 0, bytes.NewReader(content), Sum{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a wrong offset: %v", err)
		}
		if err := f.Settle(t.Context(), mine, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("settled before its end: %v", err)
		}
		rest := append(bytes.Clone(content[cut:]), "more than was announced"...)
		if end, err := f.Write(t.Context(), mine, id, int64(cut), bytes.NewReader(rest), Sum{}); err != nil || end != int64(len(content)) {
			t.Errorf("the rest: %d %v", end, err)
		}
		f.start(f.Dir) // killed before it was looked at
		if err := f.Settle(t.Context(), mine, id); err != nil {
			t.Fatal(err)
		}
		if found, _, err = f.Get(t.Context(), mine, id); err != nil || found.Kind != papers.PDF || found.Pages != 3 || len(found.SHA256) != 64 {
			t.Errorf("settled: %+v %v", found, err)
		}
		if left := f.files(); len(left) > 0 {
			t.Errorf("pieces are left: %v", left)
		}
		if err := f.Settle(t.Context(), mine, id); err != nil {
			t.Errorf("settled twice: %v", err)
		}
		kept, err := f.disk.Get(t.Context(), found.Key, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		defer kept.Close()
		if got, err := io.ReadAll(kept); err != nil || !bytes.Equal(got, content) {
			t.Errorf("kept %d bytes, want %d: %v", len(got), len(content), err)
		}
	})
}

func TestChecksum(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		content := pdffiletest.Pages(1, "", "")
		id := f.begin(len(content))
		sum := sha256.Sum256(content[:50])
		if end, err := f.Write(t.Context(), mine, id, 0, strings.NewReader(strings.Repeat("x", 50)), Sum{sha256.New(), sum[:]}); fault.Reason(err) != "papers.checksum" || end != 0 {
			t.Errorf("a damaged piece: %d %v", end, err)
		}
		if _, offset, err := f.Get(t.Context(), mine, id); err != nil || offset != 0 {
			t.Errorf("it was kept: %d %v", offset, err)
		}
		if end, err := f.Write(t.Context(), mine, id, 0, bytes.NewReader(content[:50]), Sum{sha256.New(), sum[:]}); err != nil || end != 50 {
			t.Errorf("a good piece: %d %v", end, err)
		}
	})
}

// The kernel's /dev/full answers every write as a full disk does.
func TestFullDisk(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		content := pdffiletest.Pages(1, "", "")
		id := f.begin(len(content))
		if _, err := f.Write(t.Context(), mine, id, 0, bytes.NewReader(content[:100]), Sum{}); err != nil {
			t.Fatal(err)
		}
		usual := f.open
		f.open = func(string) (*os.File, error) { return os.OpenFile("/dev/full", os.O_WRONLY, 0) }
		end, err := f.Write(t.Context(), mine, id, 100, bytes.NewReader(content[100:]), Sum{})
		if !blob.IsFull(err) || !fault.Is(err, fault.Unavailable) || end != 100 {
			t.Errorf("on a full disk: %d %v", end, err)
		}
		f.open = usual // there is room again
		if end, err := f.Write(t.Context(), mine, id, 100, bytes.NewReader(content[100:]), Sum{}); err != nil || end != int64(len(content)) {
			t.Errorf("after that: %d %v", end, err)
		}
		if err := f.Settle(t.Context(), mine, id); err != nil {
			t.Error(err)
		}
	})
}

func TestUploadsAreTheirMakersAlone(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		id := f.begin(100)
		_, _, getErr := f.Get(t.Context(), another, id)
		_, writeErr := f.Write(t.Context(), another, id, 0, strings.NewReader("x"), Sum{})
		for act, err := range map[string]error{
			"get": getErr, "write": writeErr, "settle": f.Settle(t.Context(), another, id), "cancel": f.Cancel(t.Context(), another, id),
			"none": f.Cancel(t.Context(), mine, "PU_none"), "a path": f.Cancel(t.Context(), mine, "PU_../../x"),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", act, err)
			}
		}
		if err := f.Cancel(t.Context(), mine, id); err != nil || len(f.files()) > 0 {
			t.Errorf("cancel: %v, left %v", err, f.files())
		}
	})
}

func TestRefusedFilesAreGone(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		content := []byte("MZ this is a program")
		id := f.begin(len(content))
		if _, err := f.Write(t.Context(), mine, id, 0, bytes.NewReader(content), Sum{}); err != nil {
			t.Fatal(err)
		}
		if err := f.Settle(t.Context(), mine, id); fault.Reason(err) != "papers.program" {
			t.Errorf("Settle: %v", err)
		}
		if _, _, err := f.Get(t.Context(), mine, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("the upload is there: %v", err)
		}
		if left := append(f.files(), f.blobs()...); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		records, err := f.Audit.List(t.Context(), "", 10)
		if err != nil || len(records) != 1 || records[0].Action != "paper.upload_refused" {
			t.Errorf("records %+v %v", records, err)
		}
	})
}

func TestLimits(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		for name, c := range map[string]struct {
			file     string
			size     int64
			declared papers.Declaration
			want     fault.Code
		}{
			"too large": {"a.pdf", 1<<20 + 1, honest, fault.TooLarge}, "empty": {"a.pdf", 0, honest, fault.Invalid},
			"no name": {" ", 10, honest, fault.Invalid}, "a hidden ending": {"a\u202efdp.exe", 10, honest, fault.Invalid},
			"not declared": {"a.pdf", 10, papers.Declaration{}, fault.Invalid},
		} {
			if _, err := f.Create(t.Context(), mine, c.file, c.size, c.declared); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 3 {
			f.begin(10)
		}
		if _, err := f.Create(t.Context(), mine, "a.pdf", 10, honest); !fault.Is(err, fault.TooLarge) {
			t.Errorf("a fourth: %v", err)
		}
		if _, err := f.Create(t.Context(), another, "a.pdf", 10, honest); err != nil {
			t.Errorf("another's first: %v", err)
		}
	})
}

func TestSweep(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		content := pdffiletest.Pages(1, "", "")
		kept := f.begin(len(content))
		abandoned := f.begin(10)
		f.now = f.now.Add(50 * time.Minute)
		if _, err := f.Write(t.Context(), mine, kept, 0, bytes.NewReader(content), Sum{}); err != nil {
			t.Fatal(err)
		}
		if err := f.Settle(t.Context(), mine, kept); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.path("PU_nobody"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		f.now = f.now.Add(20 * time.Minute)
		if err := f.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := f.Get(t.Context(), mine, abandoned); !fault.Is(err, fault.NotFound) {
			t.Errorf("the abandoned one: %v", err)
		}
		if _, _, err := f.Get(t.Context(), mine, kept); err != nil {
			t.Errorf("the one in use: %v", err)
		}
		if left := f.files(); len(left) > 0 {
			t.Errorf("pieces are left: %v", left)
		}
		f.now = f.now.Add(30 * time.Hour) // that one expires too, and its blobs are old enough
		if err := f.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := f.blobs(); len(left) > 0 {
			t.Errorf("blobs are left: %v", left)
		}
	})
}

func TestStartAndClose(t *testing.T) {
	f := newFixture(t, demotest.Seed.SQLite(t))
	f.Start(time.Hour, slog.New(slog.DiscardHandler))
	f.Close()
}
