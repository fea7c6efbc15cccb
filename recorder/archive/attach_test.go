package archive

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"giaoban/internal/fault"
)

func TestWhatIsAttachedIsKeptAsTheRest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		const name = "subtitles/vi-1.vtt"
		text := []byte("WEBVTT\n\n00:01.000 --> 00:02.000\nKính thưa các đồng chí\n")
		attach := func(name string) {
			t.Helper()
			if err := h.Attach(ctx, h.id, name, text); err != nil {
				t.Fatal(err)
			}
			h.files[name] = text
		}
		attach(name)
		h.mustMove()
		attach("subtitles/en-1.vtt") // to what has moved already
		h.whole()
		if names, err := h.Attached(ctx, h.id); err != nil || len(names) != 2 {
			t.Errorf("attached: %v, %v", names, err)
		}
		h.mustMove()
		h.whole()
		err := filepath.WalkDir(h.disk, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if bytes.Contains(data, []byte("Kính thưa")) {
				t.Errorf("%s can be read", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{name, "subtitles/none.vtt"} {
			if err := h.Detach(ctx, h.id, name); err != nil {
				t.Fatal(err)
			}
			delete(h.files, name)
			if _, err := h.Open(ctx, h.id, name); !fault.Is(err, fault.NotFound) {
				t.Errorf("removed: %v", err)
			}
		}
		for _, bad := range []string{"tracks/0001-01.webm", "subtitles/../tracks/0001-01.webm", "subtitles/.x", "subtitles", "manifest.json", "subtitles/a/b"} {
			if err := errors.Join(h.Detach(ctx, h.id, bad), h.Attach(ctx, h.id, bad, text)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", bad, err)
			}
		}
		h.whole()
	})
}

func TestWhatIsRemovedOnItsWayIntoTheStoreIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const name = "subtitles/vi-1.vtt"
		if err := h.Attach(t.Context(), h.id, name, []byte("WEBVTT")); err != nil {
			t.Fatal(err)
		}
		err := h.Move(t.Context(), h.id, func(int64) {
			if err := h.Detach(t.Context(), h.id, name); err != nil {
				t.Error(err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		h.mustMove()
		h.whole()
		if _, err := h.Open(t.Context(), h.id, name); !fault.Is(err, fault.NotFound) {
			t.Errorf("it is there: %v", err)
		}
		left, err := filepath.Glob(filepath.Join(h.disk, "recordings", h.id, "subtitles", "*"))
		if err != nil || len(left) != 0 {
			t.Errorf("left in the store: %v, %v", left, err)
		}
	})
}
