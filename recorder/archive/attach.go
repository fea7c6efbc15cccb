package archive

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"giaoban/internal/fault"
	"giaoban/recorder/manifest"
)

// AttachedDir is the directory of what is attached to a recording after it has ended. Its files are kept as the others are; they
// are not in the manifest, which was signed before.
const AttachedDir = "subtitles"

// attached reports whether a file is one that Attach may make and Detach may remove.
func attached(name string) bool {
	dir, file, found := strings.Cut(name, "/")
	return found && dir == AttachedDir && file != "" && fs.ValidPath(file) && !strings.Contains(file, "/") && !hidden(name)
}

// Attach keeps a new file of a recording that is over: on the local disk first, from where it moves into the store as all others
// do. Its name, in AttachedDir, must never have been another file's. fault.Conflict "recording.disposed" when the recording is gone.
func (a *Archive) Attach(ctx context.Context, recordingID, name string, data []byte) error {
	if !attached(name) {
		return fault.New(fault.Invalid, "")
	}
	_, unlock := a.hold(recordingID)
	defer unlock()
	if _, err := a.keyOf(ctx, recordingID, false); errors.Is(err, ErrDestroyed) {
		return fault.Wrap(fault.Conflict, "recording.disposed", err)
	} else if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	path := filepath.Join(a.DirOf(recordingID), filepath.FromSlash(name))
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".attach-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // renamed by then
	_, err = file.Write(data)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return errors.Join(manifest.SyncDir(dir), a.moved(ctx, recordingID, time.Time{}))
}

// Detach removes a file that Attach has made, wherever it is; that there is none is no error.
func (a *Archive) Detach(ctx context.Context, recordingID, name string) error {
	if !attached(name) {
		return fault.New(fault.Invalid, "")
	}
	_, unlock := a.hold(recordingID)
	defer unlock()
	path := filepath.Join(a.DirOf(recordingID), filepath.FromSlash(name))
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_ = os.Remove(filepath.Dir(path)) // empty, or it stays: nothing else would clear it away
	return a.drop(ctx, recordingID, name)
}

// drop removes an object from the store.
func (a *Archive) drop(ctx context.Context, recordingID, name string) error {
	o := &Object{RecordingID: recordingID, Name: name}
	if err := a.Blobs.Delete(ctx, o.blobKey()); err != nil {
		return errors.Join(ErrStore, err)
	}
	_, err := a.db().NewDelete().Model(o).WherePK().Exec(ctx)
	return err
}

// Attached returns the names of what is attached to a recording, wherever it is.
func (a *Archive) Attached(ctx context.Context, recordingID string) ([]string, error) {
	objects, err := a.Objects(ctx, recordingID)
	if err != nil {
		return nil, err
	}
	files, err := a.plain(recordingID)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		objects[file.name] = nil
	}
	var names []string
	for name := range objects {
		if attached(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// unlessRemoved takes back out of the store what was removed while it went there.
func (a *Archive) unlessRemoved(ctx context.Context, recordingID, name string) error {
	if !attached(name) {
		return nil
	}
	_, unlock := a.hold(recordingID)
	defer unlock()
	if _, err := os.Stat(filepath.Join(a.DirOf(recordingID), filepath.FromSlash(name))); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return a.drop(ctx, recordingID, name)
}
