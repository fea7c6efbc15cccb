package subtitles_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
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
	"giaoban/recorder/library"
	"giaoban/recorder/subtitles"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

type desk struct {
	*plantest.Fixture
	*subtitles.Service
	archive      *archive.Archive
	entry        *library.Entry
	manager, may string
	told         int
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

func each(t *testing.T, test func(t *testing.T, d *desk, secretary, leader, stranger directory.By)) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		d := &desk{Fixture: plantest.New(t, db)}
		meeting := d.InState(t, d.Draft(t), plan.StateLive)
		d.entry = &library.Entry{
			ID: "RC_1", MeetingID: meeting.ID, Title: "Giao ban", State: library.Ready, Cameras: recorder.StageCamera, Audience: library.Host, StartedAt: d.Now(),
			EndedAt: d.Now().Add(time.Minute), Length: time.Minute, Programme: library.Made,
		}
		kept := library.New(db, d.Attendance)
		if err := kept.Add(t.Context(), db, d.entry); err != nil {
			t.Fatal(err)
		}
		secretary, leader, stranger := d.As(t, identity.Secretary, plantest.Province), d.As(t, identity.Leader, plantest.Province), d.As(t, identity.Delegate, plantest.Other)
		d.manager, d.may = secretary.Viewer.AccountID, leader.Viewer.AccountID
		blobs, err := blob.OpenDisk(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		keys, err := archive.OpenKeyring(filepath.Join(t.TempDir(), archive.KeyFile), nil)
		if err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.DiscardHandler)
		d.archive = archive.New(archive.Deps{Library: kept, Blobs: blobs, Keys: keys, Dir: t.TempDir(), Now: d.Now, Log: log})
		d.Service = subtitles.New(subtitles.Deps{
			DB: db, Recordings: d, Archive: d.archive, Audit: d.Audit, Publish: func(events.Event) { d.told++ }, Attached: func() {}, Now: d.Now, Log: log,
		})
		test(t, d, secretary, leader, stranger)
	})
}

const (
	spoken = "WEBVTT\n\n00:01.000 --> 00:02.000\nKính thưa các đồng chí\n"
	better = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Lan>Kính thưa các đồng chí</v>\n\n00:59.000 --> 01:10.000\nXin hết\n"
)

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Errorf("error %v, want %s %s", err, code, reason)
	}
}

func (d *desk) attach(t *testing.T, by directory.By, language, text string) *subtitles.Subtitles {
	t.Helper()
	made, err := d.Attach(t.Context(), by, "RC_1", language, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (d *desk) files(t *testing.T) []string {
	t.Helper()
	names, err := d.archive.Attached(t.Context(), "RC_1")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestSubtitlesAreAttachedReplacedAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, d *desk, secretary, leader, stranger directory.By) {
		ctx := t.Context()
		first := d.attach(t, secretary, "vi", spoken)
		if err := d.archive.Move(ctx, "RC_1", nil); err != nil {
			t.Fatal(err)
		}
		d.attach(t, secretary, "en", spoken)
		second := d.attach(t, secretary, "vi", better)
		if second.File == first.File || second.Cues != 2 || second.Machine || len(d.files(t)) != 2 {
			t.Errorf("%+v after %+v, files %v", second, first, d.files(t))
		}
		_, cues, err := d.Cues(ctx, leader, "RC_1", "vi")
		if err != nil || len(cues) != 2 || cues[0].Voice != "Lan" {
			t.Errorf("%+v, %v", cues, err)
		}
		if all, err := d.List(ctx, leader, "RC_1"); err != nil || len(all) != 2 || all[0].Language != "en" || all[1].SHA256 != second.SHA256 {
			t.Errorf("%+v, %v", all, err)
		}
		for by, code := range map[*directory.By]fault.Code{&leader: fault.Forbidden, &stranger: fault.NotFound} {
			_, err := d.Attach(ctx, *by, "RC_1", "vi", []byte(spoken))
			want(t, err, code, "")
			want(t, d.Remove(ctx, *by, "RC_1", "vi"), code, "")
		}
		_, _, err = d.Cues(ctx, stranger, "RC_1", "vi")
		want(t, err, fault.NotFound, "")
		_, err = d.List(ctx, stranger, "RC_1")
		want(t, err, fault.NotFound, "")
		want(t, d.Remove(ctx, secretary, "RC_1", "fr"), fault.NotFound, "")
		if err := d.Remove(ctx, secretary, "RC_1", "vi"); err != nil {
			t.Fatal(err)
		}
		_, _, err = d.Open(ctx, leader, "RC_1", "vi")
		want(t, err, fault.NotFound, "")
		if left := d.files(t); len(left) != 1 || !strings.HasPrefix(left[0], "subtitles/en-") {
			t.Errorf("left: %v", left)
		}
		if d.told != 4 {
			t.Errorf("pages were told %d times", d.told)
		}
	})
}

func TestUnderLegalHoldNothingIsReplacedOrRemoved(t *testing.T) {
	each(t, func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		first := d.attach(t, secretary, "vi", spoken)
		if _, err := d.Service.DB.NewRaw("INSERT INTO recording_keeping (recording_id, class, hold_reason, hold_by, hold_name, certificate, signature) VALUES ('RC_1', 'ordinary', 'Thanh tra', '', '', '', '')").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := d.Attach(t.Context(), secretary, "RC_1", "vi", []byte(better))
		want(t, err, fault.Conflict, "recording.held")
		want(t, d.Remove(t.Context(), secretary, "RC_1", "vi"), fault.Conflict, "recording.held")
		d.attach(t, secretary, "en", spoken)
		kept, err := d.Of(t.Context(), "RC_1")
		if err != nil || len(kept) != 2 || kept[1].SHA256 != first.SHA256 {
			t.Fatalf("kept %v, %v; want the first one in vi and another in en", kept, err)
		}
		if files := d.files(t); len(files) != 2 {
			t.Errorf("files %v, want those of two languages", files)
		}
	})
}

func TestWhatIsWrongIsTold(t *testing.T) {
	each(t, func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		ctx := t.Context()
		for text, reason := range map[string]string{
			"1\n": "subtitles.header", strings.ReplaceAll(spoken, "00:01.000", "00:01,000"): "subtitles.time",
			strings.ReplaceAll(better, "00:59.000", "01:09.000"): "subtitles.late",
		} {
			_, err := d.Attach(ctx, secretary, "RC_1", "vi", []byte(text))
			want(t, err, fault.Invalid, reason)
		}
		for _, language := range []string{"", "Vietnamese", "../x", "vi_VN", "v"} {
			_, err := d.Attach(ctx, secretary, "RC_1", language, []byte(spoken))
			want(t, err, fault.Invalid, "subtitles.language")
		}
		for i := range subtitles.MaxLanguages {
			d.attach(t, secretary, "q"+string(rune('a'+i)), spoken)
		}
		_, err := d.Attach(ctx, secretary, "RC_1", "vi", []byte(spoken))
		want(t, err, fault.TooLarge, "subtitles.languages")
		if left := d.files(t); len(left) != subtitles.MaxLanguages {
			t.Errorf("a file of what was refused is left: %v", left)
		}
		d.attach(t, secretary, "qa", better) // in place of one there is
		for state, reason := range map[library.State]string{library.Finishing: "recording.not_ready", library.Disposed: "recording.disposed"} {
			d.entry.State = state
			_, err := d.Attach(ctx, secretary, "RC_1", "vi", []byte(spoken))
			want(t, err, fault.Conflict, reason)
		}
	})
}

func TestMachineMadeOnesSaySo(t *testing.T) {
	each(t, func(t *testing.T, d *desk, secretary, leader, _ directory.By) {
		ctx := t.Context()
		made, err := d.AttachMade(ctx, secretary, d.entry, "vi", []byte(spoken))
		if err != nil || !made.Machine {
			t.Fatalf("%+v, %v", made, err)
		}
		_, file, err := d.Open(ctx, leader, "RC_1", "vi")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		text, err := io.ReadAll(file)
		if err != nil || !strings.Contains(string(text), "NOTE\nPhụ đề do máy tạo") {
			t.Errorf("%s, %v", text, err)
		}
		_, err = d.AttachMade(ctx, secretary, d.entry, "vi", []byte("sorry"))
		want(t, err, fault.Invalid, "subtitles.header")
	})
}

func TestSubtitlesGoWithTheirRecording(t *testing.T) {
	each(t, func(t *testing.T, d *desk, secretary, leader, _ directory.By) {
		ctx := t.Context()
		d.attach(t, secretary, "vi", spoken)
		if err := d.archive.Move(ctx, "RC_1", nil); err != nil {
			t.Fatal(err)
		}
		d.attach(t, secretary, "en", spoken) // and this one is plain
		err := d.archive.Shred(ctx, "RC_1", func(destroy func(context.Context, bun.Tx) error) error {
			return d.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
				if err := d.ExpireIn(ctx, tx, "RC_1"); err != nil {
					return err
				}
				return destroy(ctx, tx)
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if all, err := d.List(ctx, leader, "RC_1"); err != nil || len(all) != 0 {
			t.Errorf("%v, %v", all, err)
		}
		if _, err := os.Stat(d.archive.DirOf("RC_1")); !os.IsNotExist(err) || len(d.files(t)) != 0 {
			t.Errorf("left: %v, %v", d.files(t), err)
		}
		_, err = d.Attach(ctx, secretary, "RC_1", "vi", []byte(spoken))
		want(t, err, fault.Conflict, "recording.disposed")
	})
}

func TestWhatASweepHasLeftIsSweptLater(t *testing.T) {
	each(t, func(t *testing.T, d *desk, secretary, _, _ directory.By) {
		ctx := t.Context()
		d.attach(t, secretary, "vi", spoken)
		if err := d.archive.Attach(ctx, "RC_1", "subtitles/old.vtt", []byte(spoken)); err != nil {
			t.Fatal(err)
		}
		if err := d.archive.Move(ctx, "RC_1", nil); err != nil {
			t.Fatal(err)
		}
		if err := d.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if left := d.files(t); len(left) != 1 || !strings.HasPrefix(left[0], "subtitles/vi-") {
			t.Errorf("left: %v", left)
		}
	})
}
