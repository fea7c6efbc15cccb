package retention_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/retention"
	"giaoban/recorder/studio"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

type house struct {
	*plantest.Fixture
	*retention.Keeper
	blobs string
	files *archive.Archive
	key   ed25519.PrivateKey

	expired []string // recordings whose copies were ended
	woken   int

	secretary, second, leader, chair, admin, stranger, delegate directory.By
}

const one = "RC_one"

func (h *house) ExpireIn(_ context.Context, _ bun.IDB, recordingID string) error {
	h.expired = append(h.expired, recordingID)
	return nil
}

func (h *house) Wake() { h.woken++ }

func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := plantest.New(t, db)
		h := &house{Fixture: f, blobs: t.TempDir()}
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		h.key = key
		blobs, err := blob.OpenDisk(h.blobs)
		if err != nil {
			t.Fatal(err)
		}
		keys, err := archive.OpenKeyring(filepath.Join(t.TempDir(), "k"), nil)
		if err != nil {
			t.Fatal(err)
		}
		log, lib := slog.New(slog.DiscardHandler), library.New(db, f.Attendance)
		h.files = archive.New(archive.Deps{Library: lib, Blobs: blobs, Keys: keys, Dir: t.TempDir(), Now: f.Now, Log: log})
		rec := studio.New(studio.Deps{Store: lib, Meetings: f.Store, Audit: f.Audit, Events: events.NewHub(), Dir: h.files.Dir, Now: f.Now, Log: log})
		h.Keeper = retention.New(retention.Deps{
			Rules: retention.Rules{
				Classes: []retention.Class{{ID: "ever", Name: directory.Text{VI: "Vĩnh viễn", EN: "Permanent"}}, {ID: "ten", Name: directory.Text{VI: "10 năm", EN: "10 years"}, Years: 10},
					{ID: "five", Name: directory.Text{VI: "5 năm", EN: "5 years"}, Years: 5}},
				Default: "ten", Hold: []identity.Role{identity.Secretary, identity.Leader}, Dispose: []identity.Role{identity.Secretary},
				Approve: []identity.Role{identity.Leader, identity.Secretary}, AskedFor: 48 * time.Hour,
			},
			Library: lib, Archive: h.files, Copies: h, Meetings: f.Store, Watchers: rec, Audit: f.Audit, Key: key, Publish: func(events.Event) {}, Now: f.Now,
			Zone: time.UTC, Log: log,
		})
		if err := h.Rules.Check(); err != nil {
			t.Fatal(err)
		}
		h.secretary, h.leader = h.As(t, identity.Secretary, plantest.Province), h.As(t, identity.Leader, plantest.Province)
		h.chair, h.admin = h.As(t, identity.Chair, plantest.Province), h.As(t, identity.Admin, plantest.Province)
		h.stranger, h.delegate = h.As(t, identity.Secretary, plantest.Other), h.As(t, identity.Delegate, plantest.Commune)
		h.second = h.ByAccount(t, &identity.Account{ID: "AC_second", Username: "second", Role: identity.Secretary, UnitCatalogue: plantest.Province.Catalogue, UnitCode: plantest.Province.Code})
		h.record(t)
		test(t, h)
	})
}

func (h *house) record(t *testing.T) {
	t.Helper()
	m := h.InState(t, h.Draft(t), plan.StateEnded)
	e := &library.Entry{
		ID: one, MeetingID: m.ID, Title: m.Title, State: library.Ready, Cameras: "stage", Audience: library.Host, StartedAt: m.Start, StarterName: "Thư ký",
		EndedAt: m.End, Programme: library.Made,
	}
	h.Attendance.Invite(m.ID, h.delegate.Viewer.AccountID, plan.Party{Role: identity.Delegate})
	if err := h.Library.Add(t.Context(), h.DB, e); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(h.files.DirOf(one), "tracks/0001-01.webm")
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o750), os.WriteFile(name, []byte("tiếng nói"), 0o600)); err != nil {
		t.Fatal(err)
	}
	made := &manifest.Manifest{ID: one, StartedAt: m.Start, EndedAt: m.End, Tracks: []manifest.Track{{Parts: []manifest.Part{{File: "tracks/0001-01.webm"}}}}}
	if err := errors.Join(made.Digest(h.files.DirOf(one)), made.Write(h.files.DirOf(one), h.key), h.files.Move(t.Context(), one, nil)); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || fault.Reason(err) != reason {
		t.Errorf("%v, want %s %s", err, code, reason)
	}
}

// there reports whether the recording can be opened.
func (h *house) there(t *testing.T) bool {
	t.Helper()
	file, err := h.files.Open(t.Context(), one, "tracks/0001-01.webm")
	if err != nil {
		want(t, err, fault.NotFound, "")
		return false
	}
	return file.Close() == nil
}

func TestClasses(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		k, err := h.Get(ctx, h.leader, one)
		if err != nil || k.Class.ID != "ten" || k.Due.Year() != 2036 {
			t.Fatalf("%+v, %v", k, err)
		}
		if k.May != (retention.May{Hold: true}) {
			t.Errorf("a leader may %+v", k.May)
		}
		for _, by := range []directory.By{h.stranger, h.delegate, h.admin} {
			_, err := h.Get(ctx, by, one)
			want(t, err, fault.NotFound, "")
			_, err = h.SetClass(ctx, by, one, "ever")
			want(t, err, fault.NotFound, "")
		}
		_, err = h.SetClass(ctx, h.secretary, one, "none")
		want(t, err, fault.Invalid, "recording.class")
		if k, err = h.SetClass(ctx, h.chair, one, "ever"); err != nil || !k.Due.IsZero() {
			t.Errorf("%+v, %v", k, err)
		}
		_, err = h.SetClass(ctx, h.chair, one, "five")
		want(t, err, fault.Forbidden, "recording.class_shorter")
		if k, err = h.SetClass(ctx, h.leader, one, "ten"); err != nil || k.Due.Year() != 2036 {
			t.Errorf("%+v, %v", k, err)
		}
		h.Pass(6 * 366 * 24 * time.Hour)
		_, err = h.SetClass(ctx, h.leader, one, "five")
		want(t, err, fault.Conflict, "recording.class_over")
	})
}

func TestWhatIsDueIsDisposedOf(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, err := h.Dispose(ctx, h.secretary, one)
		want(t, err, fault.Conflict, "recording.not_due")
		if due, err := h.Due(ctx, h.secretary); err != nil || len(due) != 0 {
			t.Errorf("%v, %v", due, err)
		}
		h.Pass(11 * 366 * 24 * time.Hour)
		if due, err := h.Due(ctx, h.secretary); err != nil || len(due) != 1 || !due[0].May.Dispose {
			t.Errorf("%v, %v", due, err)
		}
		for _, by := range []directory.By{h.stranger, h.delegate, h.admin} {
			if due, err := h.Due(ctx, by); err != nil || len(due) != 0 {
				t.Errorf("%v, %v", due, err)
			}
			_, err := h.Dispose(ctx, by, one)
			want(t, err, fault.NotFound, "")
		}
		_, err = h.Dispose(ctx, h.leader, one)
		want(t, err, fault.Forbidden, "")
		if _, err := h.Hold(ctx, h.leader, one, true, "Thanh tra"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Dispose(ctx, h.secretary, one)
		want(t, err, fault.Conflict, "recording.held")
		if _, err := h.Hold(ctx, h.leader, one, false, "Xong"); err != nil {
			t.Fatal(err)
		}
		giveBack, err := h.files.Borrow(ctx, one)
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Dispose(ctx, h.secretary, one)
		want(t, err, fault.Conflict, "recording.in_use")
		giveBack()
		if !h.there(t) {
			t.Error("it went before its time")
		}
		if h.woken != 0 {
			t.Error("copies are removed of what is still kept")
		}
		k, err := h.Dispose(ctx, h.secretary, one)
		if !slices.Equal(h.expired, []string{one}) || h.woken != 1 {
			t.Errorf("copies of %v were ended, their files asked for %d times", h.expired, h.woken)
		}
		if err != nil || k.Disposed.IsZero() || k.May != (retention.May{}) {
			t.Fatalf("%+v, %v", k, err)
		}
		h.gone(t, retention.RuleDue)
		_, err = h.Dispose(ctx, h.secretary, one)
		want(t, err, fault.Conflict, "recording.disposed")
		_, err = h.SetClass(ctx, h.secretary, one, "ever")
		want(t, err, fault.Conflict, "recording.disposed")
	})
}

// gone checks that nothing is left but the row and a certificate that says what was there.
func (h *house) gone(t *testing.T, rule string) {
	t.Helper()
	if h.there(t) {
		t.Error("it can be opened")
	}
	if left, err := filepath.Glob(filepath.Join(h.blobs, "objects/recordings", one, "*")); err != nil || len(left) > 1 {
		t.Errorf("left: %v, %v", left, err)
	}
	if _, err := os.Stat(h.files.DirOf(one)); err == nil {
		t.Error("plain files are left")
	}
	var keys []string
	if err := h.DB.NewSelect().TableExpr("recording_archives").Column("wrapped_key").Scan(t.Context(), &keys); err != nil || len(keys) != 1 || keys[0] != "" {
		t.Errorf("keys %v, %v", keys, err)
	}
	e, err := h.Library.Get(t.Context(), one)
	if err != nil || e.State != library.Disposed {
		t.Errorf("%+v, %v", e, err)
	}
	text, signature, err := h.CertificateOf(t.Context(), h.leader, one)
	if err != nil {
		t.Fatal(err)
	}
	public := h.key.Public().(ed25519.PublicKey)
	if _, err := manifest.CheckSignature(text, signature, []ed25519.PublicKey{public}); err != nil {
		t.Error(err)
	}
	changed := bytes.Clone(text)
	changed[len(changed)/2] ^= 1
	if _, err := manifest.CheckSignature(changed, signature, []ed25519.PublicKey{public}); err == nil {
		t.Error("a changed certificate is taken")
	}
	var c retention.Certificate
	if err := json.Unmarshal(text, &c); err != nil || c.Rule != rule || len(c.Files) != 3 || c.Files[2].Name != "tracks/0001-01.webm" || c.Files[2].Bytes != 12 || c.DisposedBy == "" {
		t.Errorf("%s, %v", text, err)
	}
	if paper, err := h.Paper(text); err != nil || !bytes.HasPrefix(paper, []byte("%PDF")) {
		t.Errorf("%v", err)
	}
	_, _, err = h.CertificateOf(t.Context(), h.stranger, one)
	want(t, err, fault.NotFound, "")
}

func TestTwoPersonsDeleteBeforeTheTime(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, reason := range []string{"", "  ", string(bytes.Repeat([]byte("x"), 1001))} {
			_, err := h.Ask(ctx, h.secretary, one, reason)
			want(t, err, fault.Invalid, "recording.reason")
		}
		_, err := h.Ask(ctx, h.leader, one, "Ghi nhầm")
		want(t, err, fault.Forbidden, "")
		_, err = h.Ask(ctx, h.stranger, one, "Ghi nhầm")
		want(t, err, fault.NotFound, "")
		_, err = h.Decide(ctx, h.leader, one, true, "")
		want(t, err, fault.Conflict, "recording.not_asked")
		k, err := h.Ask(ctx, h.secretary, one, "Ghi nhầm")
		if err != nil || k.May.Decide || k.Deletion == nil {
			t.Fatalf("%+v, %v", k, err)
		}
		_, err = h.Ask(ctx, h.second, one, "Nữa")
		want(t, err, fault.Conflict, "recording.asked_already")
		_, err = h.Decide(ctx, h.secretary, one, true, "")
		want(t, err, fault.Forbidden, "recording.second_person")
		_, err = h.Decide(ctx, h.chair, one, true, "")
		want(t, err, fault.Forbidden, "")
		_, err = h.Decide(ctx, h.stranger, one, true, "")
		want(t, err, fault.NotFound, "")
		_, err = h.Decide(ctx, h.leader, one, false, "")
		want(t, err, fault.Invalid, "recording.reason")
		if k, err = h.Decide(ctx, h.leader, one, false, "Cần giữ"); err != nil || k.Deletion.State != "refused" || !h.there(t) {
			t.Fatalf("%+v, %v", k, err)
		}
		// Asked again, too late to be answered.
		if _, err := h.Ask(ctx, h.secretary, one, "Ghi nhầm"); err != nil {
			t.Fatal(err)
		}
		h.Pass(49 * time.Hour)
		_, err = h.Decide(ctx, h.leader, one, true, "")
		want(t, err, fault.Conflict, "recording.not_asked")
		if _, err := h.Ask(ctx, h.secretary, one, "Ghi nhầm"); err != nil {
			t.Fatal(err)
		}
		if due, err := h.Due(ctx, h.leader); err != nil || len(due) != 1 || !due[0].May.Decide {
			t.Errorf("%v, %v", due, err)
		}
		if _, err := h.Hold(ctx, h.leader, one, true, "Thanh tra"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Decide(ctx, h.leader, one, true, "")
		want(t, err, fault.Conflict, "recording.held")
		if _, err := h.Hold(ctx, h.secretary, one, false, "Xong"); err != nil {
			t.Fatal(err)
		}
		if !h.there(t) {
			t.Fatal("it went")
		}
		if _, err = h.Decide(ctx, h.second, one, true, "Đúng"); err != nil {
			t.Fatal(err)
		}
		h.gone(t, retention.RuleEarly)
		records, err := h.Audit.List(ctx, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, record := range records {
			seen[record.Action]++
		}
		if seen["recording.deletion_asked"] != 3 || seen["recording.deletion_refused"] != 1 || seen["recording.disposed"] != 1 || seen["recording.hold"] != 1 || seen["recording.hold_lifted"] != 1 {
			t.Errorf("the log has %v", seen)
		}
	})
}

func TestHold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, err := h.Hold(ctx, h.secretary, one, true, " ")
		want(t, err, fault.Invalid, "recording.reason")
		_, err = h.Hold(ctx, h.chair, one, true, "x")
		want(t, err, fault.Forbidden, "")
		_, err = h.Hold(ctx, h.stranger, one, true, "x")
		want(t, err, fault.NotFound, "")
		_, err = h.Hold(ctx, h.secretary, one, false, "x")
		want(t, err, fault.Conflict, "recording.held_already")
		k, err := h.Hold(ctx, h.secretary, one, true, "Thanh tra")
		if err != nil || k.HoldReason != "Thanh tra" || k.May.Ask {
			t.Errorf("%+v, %v", k, err)
		}
		_, err = h.Ask(ctx, h.secretary, one, "x")
		want(t, err, fault.Conflict, "recording.held")
	})
}

// blind is a store that cannot delete.
type blind struct{ blob.Store }

func (blind) Delete(context.Context, string) error { return errors.New("away") }

func TestFilesThatCannotBeRemovedAreNoise(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Pass(11 * 366 * 24 * time.Hour)
		store := h.files.Blobs
		h.files.Blobs = blind{store}
		if _, err := h.Dispose(t.Context(), h.secretary, one); err != nil {
			t.Fatal(err)
		}
		if h.there(t) {
			t.Error("it can be opened")
		}
		h.files.Blobs = store
		if err := h.files.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.gone(t, retention.RuleDue)
	})
}
