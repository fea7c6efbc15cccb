package archive

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/blob/sealed"
	"giaoban/internal/fault"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/writer"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// house is an archive with one recording that is over.
type house struct {
	*plantest.Fixture
	*Archive
	t     *testing.T
	key   string // file of the master key
	disk  string // of the store
	id    string
	files map[string][]byte
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := plantest.New(t, db)
		h := &house{Fixture: f, t: t, key: filepath.Join(t.TempDir(), KeyFile), disk: t.TempDir(), id: "RC_one", files: map[string][]byte{}}
		blobs, err := blob.OpenDisk(h.disk)
		if err != nil {
			t.Fatal(err)
		}
		h.Archive = New(Deps{Library: library.New(db, f.Attendance), Blobs: blobs, Dir: t.TempDir(), Now: f.Now, Log: slog.New(slog.DiscardHandler)})
		h.restart()
		h.record(f.InState(t, f.Draft(t), plan.StateEnded))
		test(t, h)
	})
}

// restart is another process over the same files.
func (h *house) restart() {
	h.t.Helper()
	keys, err := OpenKeyring(h.key, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	deps := h.Deps
	deps.Keys = keys
	h.Archive = New(deps)
}

// record puts a recording with a programme on the local disk.
func (h *house) record(m *plan.Meeting) {
	h.t.Helper()
	e := &library.Entry{
		ID: h.id, MeetingID: m.ID, Title: m.Title, State: library.Ready, Cameras: "stage", Audience: library.Host, StartedAt: m.Start, StartedBy: "AC_x",
		StarterName: "Thư ký", EndedAt: m.End, Reason: writer.Stopped, Programme: library.Made,
	}
	if err := h.Library.Add(h.t.Context(), h.DB, e); err != nil {
		h.t.Fatal(err)
	}
	dir := h.DirOf(h.id)
	h.write("tracks/0001-01.webm", bytes.Repeat([]byte("tiếng nói "), 20_000))
	h.write("tracks/0002-01.mp4", bytes.Repeat([]byte("hình ảnh "), 30_000))
	h.write("programme/programme.mp4", bytes.Repeat([]byte("chương trình "), 9_000))
	h.write("programme/index.m3u8", []byte("#EXTM3U\n"))
	made := &manifest.Manifest{ID: h.id, StartedAt: m.Start, EndedAt: m.End, Tracks: []manifest.Track{
		{SID: "TR_a", Parts: []manifest.Part{{File: "tracks/0001-01.webm"}}}, {SID: "TR_b", Parts: []manifest.Part{{File: "tracks/0002-01.mp4"}}},
	}}
	_, key, err := ed25519.GenerateKey(nil)
	if err == nil {
		err = errors.Join(made.Digest(dir), made.Write(dir, key))
	}
	if err != nil {
		h.t.Fatal(err)
	}
	for _, name := range []string{manifest.File, manifest.SignatureFile} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			h.t.Fatal(err)
		}
		h.files[name] = data
	}
	for _, name := range []string{writer.JournalFile, ".programme/scene.mp4"} { // nobody's
		h.write(name, []byte("x"))
		delete(h.files, name)
	}
}

func (h *house) write(name string, data []byte) {
	h.t.Helper()
	path := filepath.Join(h.DirOf(h.id), name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, data, 0o600)); err != nil {
		h.t.Fatal(err)
	}
	h.files[name] = data
}

// whole checks that every file can be read, wherever it is.
func (h *house) whole() {
	h.t.Helper()
	for name, want := range h.files {
		file, err := h.Open(h.t.Context(), h.id, name)
		if err != nil {
			h.t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := io.ReadAll(file)
		if err != nil || !bytes.Equal(got, want) || file.Size != int64(len(want)) {
			h.t.Errorf("%s: %d bytes of %d, %v", name, len(got), len(want), err)
		}
		if err := file.Close(); err != nil {
			h.t.Error(err)
		}
	}
}

func (h *house) gone() bool {
	_, err := os.Stat(h.DirOf(h.id))
	return errors.Is(err, fs.ErrNotExist)
}

func (h *house) mustMove() {
	h.t.Helper()
	if err := h.Move(h.t.Context(), h.id, nil); err != nil {
		h.t.Fatal(err)
	}
	if !h.gone() {
		h.t.Fatal("plain files are left")
	}
}

func TestMove(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		before, err := os.Stat(filepath.Join(h.DirOf(h.id), "programme/programme.mp4"))
		if err != nil {
			t.Fatal(err)
		}
		h.mustMove()
		h.whole()
		err = filepath.WalkDir(h.disk, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			for _, word := range []string{"tiếng nói", "hình ảnh", "EXTM3U", "startedAt"} {
				if bytes.Contains(data, []byte(word)) {
					t.Errorf("%s can be read", path)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		file, err := h.Open(t.Context(), h.id, "programme/programme.mp4")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if !file.Modified.Equal(stamp(before.ModTime())) {
			t.Error("its time has changed, by which browsers know it again")
		}
		for _, name := range []string{writer.JournalFile, ".programme/scene.mp4", "../x", "", "tracks", "tracks/none.webm", "/etc/passwd"} {
			if _, err := h.Open(t.Context(), h.id, name); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", name, err)
			}
		}
		if totals, err := h.Totals(t.Context()); err != nil || totals.Stored != 1 || totals.StoredBytes == 0 {
			t.Errorf("%+v, %v", totals, err)
		}
		if err := h.Move(t.Context(), h.id, nil); err != nil {
			t.Errorf("again: %v", err)
		}
	})
}

// dying is a store whose server is killed at one of its calls, before or after the call.
type dying struct {
	blob.Store
	left  int
	after bool
	dead  context.CancelFunc
}

var errKilled = errors.New("killed")

func (d *dying) step(call func() error) error {
	d.left--
	if d.left > 0 || d.left < 0 {
		if d.left < 0 {
			return errKilled
		}
		return call()
	}
	if d.after {
		_ = call()
	}
	d.dead()
	return errKilled
}

func (d *dying) Put(ctx context.Context, key string, r io.Reader) (info blob.Info, err error) {
	err = d.step(func() error { info, err = d.Store.Put(ctx, key, r); return err })
	return info, err
}

func (d *dying) Get(ctx context.Context, key string, offset, length int64) (r io.ReadCloser, err error) {
	err = d.step(func() error { r, err = d.Store.Get(ctx, key, offset, length); return err })
	return r, err
}

func TestAMoveThatIsKilledGoesOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		disk := h.Blobs
		kills := 0
		for at := 1; !h.gone(); at++ {
			ctx, cancel := context.WithCancel(t.Context())
			h.Blobs = &dying{Store: disk, left: 1 + at%4, after: at%2 == 0, dead: cancel}
			err := h.Move(ctx, h.id, nil)
			cancel()
			if err != nil {
				kills++
			}
			if at > 50 {
				t.Fatalf("it never ends: %v", err)
			}
			h.Blobs = disk
			h.restart()
			h.whole()
		}
		if kills < 3 {
			t.Errorf("killed %d times only", kills)
		}
	})
}

func TestAKillWhilePlainFilesGo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		giveBack, err := h.Borrow(t.Context(), h.id) // they stay
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Move(t.Context(), h.id, nil); err != nil || h.gone() {
			t.Fatal(err)
		}
		giveBack()
		for _, name := range []string{manifest.File, "tracks/0001-01.webm"} {
			if err := os.Remove(filepath.Join(h.DirOf(h.id), name)); err != nil {
				t.Fatal(err)
			}
			h.restart()
			h.whole()
		}
		h.mustMove()
		h.whole()
		// The last of them gone, the rest of the directory not.
		if err := os.MkdirAll(filepath.Join(h.DirOf(h.id), ".programme"), 0o700); err != nil {
			t.Fatal(err)
		}
		h.mustMove()
	})
}

// forging stores something else than it was given.
type forging struct{ blob.Store }

func (f forging) Put(ctx context.Context, key string, r io.Reader) (blob.Info, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return blob.Info{}, err
	}
	data[len(data)-1] ^= 1
	return f.Store.Put(ctx, key, bytes.NewReader(data))
}

func TestPlainFilesStayUntilTheStoreHasThemRight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		disk := h.Blobs
		h.Blobs = forging{disk}
		if err := h.Move(t.Context(), h.id, nil); !errors.Is(err, ErrStore) || !errors.Is(err, sealed.ErrDamaged) || h.gone() {
			t.Fatalf("%v", err)
		}
		h.whole()
		h.Blobs = disk
		h.mustMove()
		h.whole()
	})
}

func TestAFileThatIsNotWhatWasRecordedDoesNotMove(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		path := filepath.Join(h.DirOf(h.id), "tracks/0001-01.webm")
		data := bytes.Clone(h.files["tracks/0001-01.webm"])
		data[5] ^= 1
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := h.Move(t.Context(), h.id, nil); !errors.Is(err, ErrChanged) {
			t.Errorf("%v", err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error("it is gone")
		}
	})
}

func TestDamageInTheStore(t *testing.T) {
	at := func(h *house, name string) string { return filepath.Join(h.disk, "objects", "recordings", h.id, name) }
	damage := map[string]func(t *testing.T, h *house){
		"a byte": func(t *testing.T, h *house) {
			data, err := os.ReadFile(at(h, "tracks/0001-01.webm"))
			if err != nil {
				t.Fatal(err)
			}
			data[20] ^= 1
			if err := os.WriteFile(at(h, "tracks/0001-01.webm"), data, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"cut off": func(t *testing.T, h *house) {
			if err := os.Truncate(at(h, "tracks/0001-01.webm"), 65536+32); err != nil {
				t.Fatal(err)
			}
		},
		"another's": func(t *testing.T, h *house) {
			if err := os.Rename(at(h, "tracks/0002-01.mp4"), at(h, "tracks/0001-01.webm")); err != nil {
				t.Fatal(err)
			}
		},
		"gone": func(t *testing.T, h *house) {
			if err := os.Remove(at(h, "tracks/0001-01.webm")); err != nil {
				t.Fatal(err)
			}
		},
	}
	each(t, func(t *testing.T, h *house) {
		h.mustMove()
		for name, damage := range damage {
			damage(t, h)
			if _, err := h.Open(t.Context(), h.id, "tracks/0001-01.webm"); fault.Reason(err) != "recording.damaged" {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := h.Borrow(t.Context(), h.id); err == nil {
				t.Errorf("%s: it can be brought back", name)
			}
			if err := os.RemoveAll(h.DirOf(h.id)); err != nil {
				t.Fatal(err)
			}
			// As restored from a copy.
			for name, data := range h.files {
				h.write(name, data)
				o, err := h.object(t.Context(), h.id, name)
				if err == nil {
					o.Stored = false
					err = h.note(t.Context(), o)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			h.mustMove()
			h.whole()
		}
	})
}

func TestBorrow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mustMove()
		giveBack, err := h.Borrow(t.Context(), h.id)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := manifest.Verify(h.DirOf(h.id), nil); err != nil {
			t.Errorf("what came back: %v", err)
		}
		if err := h.Move(t.Context(), h.id, nil); err != nil || h.gone() {
			t.Errorf("it goes while somebody works on it: %v", err)
		}
		giveBack()
		giveBack() // once is enough
		h.mustMove()
		h.whole()
		if len(h.holders) != 0 {
			t.Errorf("%d are held", len(h.holders))
		}
	})
}

func TestPlainFilesStayWhileTheProgrammeIsMade(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		set := func(to library.Programme) {
			t.Helper()
			if _, err := h.Library.Change(t.Context(), h.id, func(_ context.Context, _ bun.Tx, e *library.Entry) error { e.Programme = to; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		m := NewMover(h.Archive, Windows{})
		set(library.Waiting)
		if m.round(t.Context()); h.gone() {
			t.Fatal("ffmpeg has nothing to read")
		}
		if ready, err := m.ready(t.Context()); err != nil || len(ready) != 0 {
			t.Errorf("it is in the store already: %v, %v", ready, err)
		}
		set(library.NotMade)
		if m.round(t.Context()); !h.gone() {
			t.Error("plain files stay for ever")
		}
		h.whole()
	})
}

// away is a store that does not work.
type away struct {
	blob.Store
	err error
}

func (a away) Put(context.Context, string, io.Reader) (blob.Info, error) { return blob.Info{}, a.err }

func TestTheMoverTellsWhatIsWrongAndTriesAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		disk := h.Blobs
		m := NewMover(h.Archive, Windows{})
		waits := []time.Duration{15 * time.Second, 30 * time.Second, time.Minute}
		for i, c := range []struct {
			err  error
			want string
		}{
			{fault.New(fault.Unavailable, blob.ReasonRefused), ProblemRefused},
			{fault.New(fault.Unavailable, blob.ReasonUnreachable), ProblemUnreachable},
			{fault.New(fault.Unavailable, blob.ReasonBusy), ProblemBusy},
			{fault.New(fault.Unavailable, "blob.full"), ProblemFull},
			{errors.New("else"), ProblemFailed},
		} {
			h.Blobs = away{disk, c.err}
			wait := m.round(t.Context())
			s := m.Status()
			if i < len(waits) && wait != waits[i] || s.Moving != Backing || s.Problem != c.want || s.Failures != i+1 || s.Waiting != 1 || s.WaitingBytes == 0 || s.Since.IsZero() {
				t.Errorf("%s: waits %v, %+v", c.want, wait, s)
			}
			h.whole()
		}
		h.Blobs = disk
		if wait := m.round(t.Context()); wait != lookEvery || !h.gone() {
			t.Errorf("it waits %v", wait)
		}
		m.round(t.Context())
		if s := m.Status(); s != (Status{Moving: Idle}) {
			t.Errorf("%+v", s)
		}
	})
}

func TestTheMoverKeepsToItsHours(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		windows, err := ParseWindows([]string{"18:00-06:00"}, time.FixedZone("+7", 7*3600))
		if err != nil {
			t.Fatal(err)
		}
		m := NewMover(h.Archive, windows)
		m.round(t.Context()) // at eight in the morning
		s := m.Status()
		if h.gone() || s.Moving != Closed || s.Waiting != 1 || s.NextTry.UTC().Format(time.TimeOnly) != "11:00:00" {
			t.Fatalf("%+v", s)
		}
		h.whole()
		h.Pass(10*time.Hour + time.Minute)
		if m.round(t.Context()); !h.gone() {
			t.Errorf("%+v", m.Status())
		}
	})
}

func TestWindows(t *testing.T) {
	zone := time.FixedZone("+7", 7*3600)
	at := func(text string) time.Time {
		parsed, err := time.ParseInLocation("2 15:04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, c := range []struct {
		windows, now, until string
		open                bool
	}{
		{"18:00-06:00", "2 17:59", "2 18:00", false},
		{"18:00-06:00", "2 18:00", "3 06:00", true},
		{"18:00-06:00", "3 05:59", "3 06:00", true},
		{"18:00-06:00", "3 06:00", "3 18:00", false},
		{"11:30-13:00,18:00-06:00", "3 07:00", "3 11:30", false},
		{"11:30-13:00,12:00-14:00", "3 11:30", "3 14:00", true},
		{"18:00-00:00,00:00-06:00", "3 20:00", "4 06:00", true},
		{"", "3 20:00", "", true},
		{"00:00-00:00", "3 20:00", "", true},
	} {
		var texts []string
		if c.windows != "" {
			texts = strings.Split(c.windows, ",")
		}
		w, err := ParseWindows(texts, zone)
		if err != nil {
			t.Fatal(err)
		}
		until, open := w.At(at(c.now))
		if open != c.open || c.until != "" && !until.Equal(at(c.until)) || c.until == "" && !until.IsZero() {
			t.Errorf("%s at %s: %v until %v", c.windows, c.now, open, until)
		}
	}
	for _, bad := range []string{"", "18:00", "18-06", "25:00-06:00", "a-b", "18:00-06:00-07:00"} {
		if _, err := ParseWindows([]string{bad}, zone); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestTheMasterKeyIsChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mustMove()
		server := h.Archive // goes on with the keys it has read
		h.restart()         // the command
		first := h.Keys.Current()
		if n, err := h.Rewrap(t.Context()); n != 0 || err != nil {
			t.Errorf("nothing to do: %d, %v", n, err)
		}
		if err := h.Keys.Renew(); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Rewrap(t.Context()); n != 1 || err != nil || h.Keys.Current() == first {
			t.Errorf("%d, %v", n, err)
		}
		command := h.Archive
		h.Archive = server
		h.whole()
		if err := command.Keys.Forget(); err != nil {
			t.Fatal(err)
		}
		h.restart()
		h.whole()
		if info, err := os.Stat(h.key); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		// Without the right key there is nothing to be had.
		if err := os.Remove(h.key); err != nil {
			t.Fatal(err)
		}
		h.restart()
		if _, err := h.Open(t.Context(), h.id, "tracks/0001-01.webm"); !errors.Is(err, ErrNoKey) {
			t.Errorf("%v", err)
		}
	})
}

func TestKeyring(t *testing.T) {
	key := fmt.Sprintf("%064x", 7)
	given, err := OpenKeyring("", []string{key})
	if err != nil {
		t.Fatal(err)
	}
	wrapped, master, err := given.Wrap([]byte("secret"), "RC_a")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := given.Unwrap(wrapped, master, "RC_a"); err != nil || string(got) != "secret" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := given.Unwrap(wrapped, master, "RC_b"); err == nil {
		t.Error("another recording's key is taken")
	}
	if !errors.Is(given.Renew(), ErrGiven) || !errors.Is(given.Forget(), ErrGiven) {
		t.Error("configured keys are changed")
	}
	for _, bad := range []string{"", "12", key + "00", strings.Replace(key, "0", "x", 1)} {
		path := filepath.Join(t.TempDir(), "k")
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenKeyring(path, nil); err == nil || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
