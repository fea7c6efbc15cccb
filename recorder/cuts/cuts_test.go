package cuts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/recorder"
	"giaoban/recorder/archive"
	"giaoban/recorder/cuts"
	"giaoban/recorder/library"
	"giaoban/recorder/programme"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	leaktest.Main(m)
}

type desk struct {
	*plantest.Fixture
	*cuts.Service
	entry              *library.Entry
	manager, may       string
	borrowed, returned int
}

func (d *desk) Watch(_ context.Context, by directory.By, recordingID string) (*library.Entry, error) {
	if account := by.Viewer.AccountID; recordingID != d.entry.ID || account != d.manager && account != d.may {
		return nil, fault.New(fault.NotFound, "")
	}
	return d.entry, nil
}

func (d *desk) Manages(_ context.Context, by directory.By, _ *library.Entry) (bool, error) {
	return by.Viewer.AccountID == d.manager, nil
}

// newDesk returns a desk over db, with a service whose ffmpeg is a script.
func newDesk(t *testing.T, db *bun.DB, script string) *desk {
	t.Helper()
	d := &desk{Fixture: plantest.New(t, db)}
	meeting := d.InState(t, d.Draft(t), plan.StateLive)
	d.entry = &library.Entry{
		ID: "RC_1", MeetingID: meeting.ID, Title: "Giao ban", State: library.Ready, Cameras: recorder.StageCamera, Audience: library.Host, StartedAt: d.Now(),
		EndedAt: d.Now().Add(time.Minute), Length: time.Minute, Programme: library.Made,
	}
	if err := library.New(db, d.Attendance).Add(t.Context(), db, d.entry); err != nil {
		t.Fatal(err)
	}
	d.serve(t, db, t.TempDir(), script)
	d.Service.Now = d.Now
	return d
}

// serve makes the service of the desk.
func (d *desk) serve(t *testing.T, db *bun.DB, data, script string) {
	t.Helper()
	deps, err := depsAt(data, script)
	if err != nil {
		t.Fatal(err)
	}
	deps.DB, deps.Recordings, deps.Audit = db, d, d.Audit
	deps.Borrow = func(context.Context, string) (func(), error) { d.borrowed++; return func() { d.returned++ }, nil }
	d.Service = cuts.New(deps)
}

const keep = 7 * 24 * time.Hour

// depsAt are those of a service whose files are under a directory, without the database.
func depsAt(data, script string) (cuts.Deps, error) {
	ffmpeg := filepath.Join(data, "ffmpeg")
	err := os.WriteFile(ffmpeg, []byte("#!/bin/sh\n"+script), 0o700)
	blobs, err2 := blob.OpenDisk(filepath.Join(data, "blobs"))
	keys, err3 := archive.OpenKeyring(filepath.Join(data, archive.KeyFile), nil)
	return cuts.Deps{
		Builder: &programme.Builder{FFmpeg: ffmpeg}, DirOf: func(string) string { return data }, Blobs: blobs, Keys: keys, Dir: filepath.Join(data, "plain"), Keep: keep,
		Borrow: func(context.Context, string) (func(), error) { return func() {}, nil }, Publish: func(events.Event) {}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}, errors.Join(err, err2, err3)
}

// each runs a test with a builder whose ffmpeg is a script that writes what it is asked for.
func each(t *testing.T, script string, test func(t *testing.T, d *desk, secretary, leader, stranger directory.By)) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		d := newDesk(t, db, script)
		secretary, leader, stranger := d.As(t, identity.Secretary, plantest.Province), d.As(t, identity.Leader, plantest.Province), d.As(t, identity.Delegate, plantest.Other)
		d.manager, d.may = secretary.Viewer.AccountID, leader.Viewer.AccountID
		test(t, d, secretary, leader, stranger)
	})
}

// stand checks what stands on the disk: so many sealed files, and nothing that can be read.
func (d *desk) stand(t *testing.T, want int) {
	t.Helper()
	if left, err := os.ReadDir(d.Dir); err != nil || len(left) != 0 {
		t.Errorf("plain files: %v, %v", left, err)
	}
	found := 0
	for object, err := range d.Blobs.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		found++
		r, err := d.Blobs.Get(t.Context(), object.Key, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil || bytes.Contains(content, []byte(film)) {
			t.Errorf("%s stands plain: %v", object.Key, err)
		}
	}
	if found != want {
		t.Errorf("%d sealed files stand, want %d", found, want)
	}
}

// keys counts the keys that are in the database.
func (d *desk) keys(t *testing.T) int {
	t.Helper()
	n, err := d.DB.NewSelect().Table("recording_cuts").Where("wrapped_key <> ''").Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// film is what the script makes.
const (
	film   = "film"
	writes = `for last; do :; done; echo film > "$last"`
)

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Errorf("error %v, want %s %s", err, code, reason)
	}
}

func TestACutIsMadeTakenAndRemovedAfterSomeDays(t *testing.T) {
	each(t, writes, func(t *testing.T, d *desk, secretary, leader, stranger directory.By) {
		ctx := t.Context()
		asked, err := d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Clip, FromMS: 1000, ToMS: 99_000})
		if err != nil || asked.State != cuts.Waiting || asked.ToMS != 60_000 || asked.Name != "Giao ban" {
			t.Fatalf("%+v, %v", asked, err)
		}
		_, _, err = d.Open(ctx, secretary, "RC_1", asked.ID)
		want(t, err, fault.NotFound, "")
		if err := d.Work(ctx); err != nil {
			t.Fatal(err)
		}
		all, err := d.List(ctx, secretary, "RC_1")
		if err != nil || len(all) != 1 || all[0].State != cuts.Ready || all[0].Bytes != 5 || d.borrowed != 1 || d.returned != 1 {
			t.Fatalf("%+v, %v, borrowed %d, returned %d", all, err, d.borrowed, d.returned)
		}
		for by, code := range map[*directory.By]fault.Code{&leader: fault.Forbidden, &stranger: fault.NotFound} {
			_, _, err = d.Open(ctx, *by, "RC_1", asked.ID)
			want(t, err, code, "")
			_, err = d.List(ctx, *by, "RC_1")
			want(t, err, code, "")
			_, err = d.Ask(ctx, *by, "RC_1", cuts.Request{Kind: cuts.Clip, ToMS: 1})
			want(t, err, code, "")
			want(t, d.Remove(ctx, *by, "RC_1", asked.ID), code, "")
		}
		_, file, err := d.Open(ctx, secretary, "RC_1", asked.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = file.Seek(2, io.SeekStart)
		rest, err2 := io.ReadAll(file)
		if err := errors.Join(err, err2, file.Close()); err != nil || string(rest) != "lm\n" {
			t.Errorf("%q, %v", rest, err)
		}
		d.stand(t, 1)
		d.Pass(keep)
		if err := d.Work(ctx); err != nil {
			t.Fatal(err)
		}
		d.stand(t, 0)
		if all, err := d.List(ctx, secretary, "RC_1"); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestCutsGoWithTheirRecording(t *testing.T) {
	each(t, writes, func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		ctx := t.Context()
		asked, err := d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Clip, ToMS: 5000})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Work(ctx); err != nil {
			t.Fatal(err)
		}
		d.stand(t, 1)
		if n := d.keys(t); n != 1 {
			t.Errorf("%d keys", n)
		}
		if err := d.ExpireIn(ctx, d.DB, "RC_1"); err != nil {
			t.Fatal(err)
		}
		if n := d.keys(t); n != 0 {
			t.Errorf("%d keys outlive the recording", n)
		}
		_, _, err = d.Open(ctx, secretary, "RC_1", asked.ID)
		want(t, err, fault.NotFound, "")
		if err := d.Work(ctx); err != nil {
			t.Fatal(err)
		}
		d.stand(t, 0)
	})
}

func TestWhatCannotBeCutIsRefused(t *testing.T) {
	each(t, "echo broken >&2; exit 1", func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		ctx := t.Context()
		for _, bad := range []cuts.Request{
			{Kind: cuts.Clip, FromMS: -1, ToMS: 5}, {Kind: cuts.Clip, FromMS: 5, ToMS: 5}, {Kind: cuts.Sound, FromMS: 60_000, ToMS: 70_000},
			{Kind: cuts.Site, ToMS: 5}, {Kind: cuts.Clip, Identity: "anh", ToMS: 5},
		} {
			_, err := d.Ask(ctx, secretary, "RC_1", bad)
			want(t, err, fault.Invalid, "recording.span")
		}
		d.entry.Programme = library.NotMade
		_, err := d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Clip, ToMS: 5})
		want(t, err, fault.Conflict, "recording.not_ready")
		d.entry.Programme = library.Made
		asked, err := d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Sound, ToMS: 5000})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Work(ctx); err != nil {
			t.Fatal(err)
		}
		if all, err := d.List(ctx, secretary, "RC_1"); err != nil || all[0].State != cuts.Failed || all[0].Reason != programme.Broken {
			t.Errorf("%+v, %v", all, err)
		}
		if err := d.Remove(ctx, secretary, "RC_1", asked.ID); err != nil {
			t.Error(err)
		}
		want(t, d.Remove(ctx, secretary, "RC_1", asked.ID), fault.NotFound, "")
		for range cuts.MaxCuts {
			if _, err = d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Sound, ToMS: 5000}); err != nil {
				t.Fatal(err)
			}
		}
		_, err = d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Sound, ToMS: 5000})
		want(t, err, fault.TooLarge, "recording.cuts")
	})
}

func TestACutThatIsRemovedWhileItIsMadeIsMadeNoMore(t *testing.T) {
	each(t, `echo out_time_us=1000000; exec sleep 60`, func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		ctx := t.Context()
		asked, err := d.Ask(ctx, secretary, "RC_1", cuts.Request{Kind: cuts.Sound, ToMS: 5000})
		if err != nil {
			t.Fatal(err)
		}
		d.Start()
		defer d.Close()
		for {
			all, err := d.List(ctx, secretary, "RC_1")
			if err != nil {
				t.Fatal(err)
			}
			if all[0].State == cuts.Making {
				break
			}
			<-time.After(10 * time.Millisecond)
		}
		if err := d.Remove(ctx, secretary, "RC_1", asked.ID); err != nil {
			t.Fatal(err)
		}
		if all, err := d.List(ctx, secretary, "RC_1"); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}
