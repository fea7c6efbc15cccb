package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/recorder/manifest"
)

// ErrInUse means that somebody works on a recording's plain files.
var ErrInUse = errors.New("archive: somebody works on the recording's files")

// Sum is a file of a recording and what is in it.
type Sum struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Sums returns the files of a recording, wherever they are, by name.
func (a *Archive) Sums(ctx context.Context, recordingID string) ([]Sum, error) {
	objects, err := a.Objects(ctx, recordingID)
	if err != nil {
		return nil, err
	}
	found := map[string]Sum{}
	for name, o := range objects {
		if o.Stored {
			found[name] = Sum{name, o.Bytes, o.SHA256}
		}
	}
	files, err := a.plain(recordingID)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		size, sum, err := digest(ctx, filepath.Join(a.DirOf(recordingID), filepath.FromSlash(file.name)))
		if err != nil {
			return nil, err
		}
		found[file.name] = Sum{file.name, size, sum}
	}
	all := make([]Sum, 0, len(found))
	for _, sum := range found {
		all = append(all, sum)
	}
	slices.SortFunc(all, func(x, y Sum) int { return cmp.Compare(x.Name, y.Name) })
	return all, nil
}

// Shred destroys a recording: its key in the transaction that decide runs, which calls destroy, then its files. When decide
// fails nothing has happened; when the files cannot be removed they are noise, or are removed later. ErrInUse while somebody
// works on them.
func (a *Archive) Shred(ctx context.Context, recordingID string, decide func(destroy func(context.Context, bun.Tx) error) error) error {
	h, unlock := a.hold(recordingID)
	defer unlock()
	if h.using > 0 {
		return ErrInUse
	}
	err := decide(func(ctx context.Context, tx bun.Tx) error {
		row := &archiveRow{RecordingID: recordingID, MadeAt: a.Now().UTC()} // also of one that has never moved: it gets no key any more
		_, err := tx.NewInsert().Model(row).On("CONFLICT (recording_id) DO UPDATE").Set("wrapped_key = ''").Exec(ctx)
		if err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.purge(ctx, recordingID); err != nil {
		a.Log.Error("the files of a recording that was disposed of are still there, without their key; it is tried again", "recording", recordingID, "error", err)
	}
	return nil
}

// purge removes the files of a recording whose key was destroyed.
func (a *Archive) purge(ctx context.Context, recordingID string) error {
	if err := errors.Join(os.RemoveAll(a.DirOf(recordingID)), manifest.SyncDir(a.Dir)); err != nil {
		return err
	}
	objects, err := a.Objects(ctx, recordingID)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if err := a.Blobs.Delete(ctx, o.blobKey()); err != nil {
			return fmt.Errorf("%w: %w", ErrStore, err)
		}
	}
	_, err = a.db().NewDelete().Model((*Object)(nil)).Where("recording_id = ?", recordingID).Exec(ctx)
	return err
}

// Purge removes what earlier purges have left.
func (a *Archive) Purge(ctx context.Context) error {
	var left []string
	err := a.db().NewSelect().TableExpr("recording_archives AS a").ColumnExpr("a.recording_id").Where("a.wrapped_key = ''").Scan(ctx, &left)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	for _, recordingID := range left {
		objects, err := a.Objects(ctx, recordingID)
		if err != nil {
			return err
		}
		_, there := os.Stat(a.DirOf(recordingID))
		if len(objects) == 0 && there != nil {
			continue
		}
		_, unlock := a.hold(recordingID)
		err = a.purge(ctx, recordingID)
		unlock()
		if err != nil {
			return err
		}
	}
	return nil
}
