package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"giaoban/internal/blob"
	"giaoban/internal/blob/sealed"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/writer"
)

// hidden reports whether a file is none of the recording's: half made, or a note of whoever makes it.
func hidden(name string) bool {
	for word := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(word, ".") {
			return true
		}
	}
	return name == writer.JournalFile
}

// plainFile is a file on the local disk.
type plainFile struct {
	name     string // relative, with slashes
	size     int64
	modified time.Time
}

// plain lists a recording's files on the local disk; none when there is no directory.
func (a *Archive) plain(recordingID string) ([]plainFile, error) {
	dir := a.DirOf(recordingID)
	var found []plainFile
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case name == ".":
			return nil
		case hidden(name) && entry.IsDir():
			return fs.SkipDir
		case hidden(name) || !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		found = append(found, plainFile{name, info.Size(), info.ModTime()})
		return nil
	})
	return found, err
}

// Move puts the files of a recording that are on the local disk into the store and, unless somebody works on them or is going
// to, removes the plain ones. What an earlier Move has done is not done again. told is called with the bytes that go.
func (a *Archive) Move(ctx context.Context, recordingID string, told func(bytes int64)) error {
	files, err := a.plain(recordingID)
	if err != nil {
		return err
	}
	key, err := a.keyOf(ctx, recordingID, len(files) > 0)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // an empty directory
	}
	if err != nil {
		return err
	}
	known, err := a.Objects(ctx, recordingID)
	if err != nil {
		return err
	}
	recorded, err := a.recorded(recordingID)
	if err != nil {
		return err
	}
	for _, file := range files {
		if o := known[file.name]; o != nil && o.Stored && o.Bytes == file.size && o.ModifiedAt.Equal(stamp(file.modified)) {
			continue
		}
		err := a.put(ctx, recordingID, key, file, known[file.name], recorded[file.name], told)
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			err = a.unlessRemoved(ctx, recordingID, file.name)
		}
		if err != nil {
			return err
		}
	}
	return a.clear(ctx, recordingID, files)
}

// stamp is a time as both databases keep it.
func stamp(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }

// recorded returns the sums that the manifest on the local disk tells, by file; none when it has gone already.
func (a *Archive) recorded(recordingID string) (map[string]string, error) {
	m, err := manifest.Read(a.DirOf(recordingID))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChanged, err)
	}
	sums := map[string]string{}
	for i := range m.Tracks {
		for _, part := range m.Tracks[i].Parts {
			sums[part.File] = part.SHA256
		}
	}
	return sums, nil
}

// put puts one file into the store, reads it back and compares.
func (a *Archive) put(ctx context.Context, recordingID string, key []byte, file plainFile, known *Object, recorded string, told func(int64)) error {
	path := filepath.Join(a.DirOf(recordingID), filepath.FromSlash(file.name))
	size, sum, err := digest(ctx, path)
	if err != nil {
		return err
	}
	if recorded != "" && sum != recorded || size != file.size {
		return fmt.Errorf("%w: %s/%s", ErrChanged, recordingID, file.name)
	}
	o := &Object{
		RecordingID: recordingID, Name: file.name, Bytes: size, SHA256: sum, Salt: hex.EncodeToString(sealed.NewSalt()), ModifiedAt: stamp(file.modified),
	}
	if known != nil && known.SHA256 == sum && known.Bytes == size {
		o.Salt = known.Salt // sealed as before, so that what is there of it already is gone on with
	}
	if err := a.note(ctx, o); err != nil {
		return err
	}
	if err := a.send(ctx, o, key, path, told); err != nil {
		return err
	}
	if err := a.check(ctx, o, key); err != nil {
		return err
	}
	o.Stored = true
	return a.note(ctx, o)
}

func (a *Archive) send(ctx context.Context, o *Object, key []byte, path string, told func(int64)) error {
	about, err := o.about()
	if err != nil {
		return err
	}
	source, err := os.Open(path) //nolint:gosec // of the recording
	if err != nil {
		return err
	}
	defer source.Close()
	sealing, err := sealed.Seal(key, about, &counted{source, told})
	if err != nil {
		return err
	}
	if _, err := a.Blobs.Put(ctx, o.blobKey(), sealing); err != nil {
		return fmt.Errorf("%w: put %s: %w", ErrStore, o.blobKey(), err)
	}
	return nil
}

type counted struct {
	r    io.Reader
	told func(int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.told != nil {
		c.told(int64(n))
	}
	return n, err
}

// check reads an object back.
func (a *Archive) check(ctx context.Context, o *Object, key []byte) error {
	about, err := o.about()
	if err != nil {
		return err
	}
	back, err := sealed.Open(ctx, a.Blobs, o.blobKey(), key, about)
	if err != nil {
		return fmt.Errorf("%w: check %s: %w", ErrStore, o.blobKey(), err)
	}
	hash := sha256.New()
	_, err = io.Copy(hash, back)
	if err = errors.Join(err, back.Close()); err != nil {
		return fmt.Errorf("%w: check %s: %w", ErrStore, o.blobKey(), err)
	}
	if hex.EncodeToString(hash.Sum(nil)) != o.SHA256 {
		return fmt.Errorf("%w: check %s: %w", ErrStore, o.blobKey(), sealed.ErrDamaged)
	}
	return nil
}

// clear removes the plain files that are in the store, unless somebody works on them.
func (a *Archive) clear(ctx context.Context, recordingID string, files []plainFile) error {
	h, unlock := a.hold(recordingID)
	defer unlock()
	e, err := a.Library.Get(ctx, recordingID)
	if err != nil {
		return err
	}
	if h.using > 0 || e.State != library.Ready || e.Programme == library.Waiting || e.Programme == library.Making {
		return nil
	}
	dir := a.DirOf(recordingID)
	dirs := map[string]bool{}
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file.name))
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Size() != file.size || !info.ModTime().Equal(file.modified) {
			return nil // made anew meanwhile: the next Move sees to it
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		for at := filepath.Dir(path); at != dir; at = filepath.Dir(at) {
			dirs[at] = true
		}
	}
	left, err := a.plain(recordingID)
	if err != nil || len(left) > 0 {
		return err
	}
	if err := a.clearRest(dir, dirs); err != nil {
		return err
	}
	return a.moved(ctx, recordingID, a.Now())
}

// clearRest removes the directories, which are empty, and the notes of whoever made the recording.
func (a *Archive) clearRest(dir string, dirs map[string]bool) error {
	deepest := make([]string, 0, len(dirs))
	for at := range dirs {
		deepest = append(deepest, at)
	}
	slices.SortFunc(deepest, func(x, y string) int { return len(y) - len(x) })
	for _, at := range deepest {
		if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil // something new is in it: the next Move sees to it
		}
	}
	rest, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range rest {
		if hidden(entry.Name()) {
			if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
				return err
			}
		}
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil // something new is in it
	}
	return manifest.SyncDir(filepath.Dir(dir))
}

// fetch brings the files of a recording that are in the store alone back to the local disk. The recording is held.
func (a *Archive) fetch(ctx context.Context, recordingID string) error {
	objects, err := a.Objects(ctx, recordingID)
	if err != nil || len(objects) == 0 {
		return err
	}
	key, err := a.keyOf(ctx, recordingID, false)
	if err != nil {
		return err
	}
	for _, o := range objects {
		path := filepath.Join(a.DirOf(recordingID), filepath.FromSlash(o.Name))
		if _, err := os.Stat(path); err == nil || !o.Stored {
			continue
		}
		if err := a.bring(ctx, o, key, path); err != nil {
			return err
		}
	}
	return a.moved(ctx, recordingID, time.Time{})
}

// bring writes one object to a plain file, whole or not at all.
func (a *Archive) bring(ctx context.Context, o *Object, key []byte, path string) error {
	about, err := o.about()
	if err != nil {
		return err
	}
	back, err := sealed.Open(ctx, a.Blobs, o.blobKey(), key, about)
	if err != nil {
		return fmt.Errorf("%w: get %s: %w", ErrStore, o.blobKey(), err)
	}
	defer back.Close() //nolint:errcheck // only read
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".fetch-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // renamed by then
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(file, hash), back)
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != o.SHA256 {
		err = sealed.ErrDamaged
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("get %s: %w", o.blobKey(), err)
	}
	if err := os.Chtimes(file.Name(), o.ModifiedAt, o.ModifiedAt); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func digest(ctx context.Context, path string) (size int64, sum string, err error) {
	file, err := os.Open(path) //nolint:gosec // of the recording
	if err != nil {
		return 0, "", err
	}
	defer file.Close()
	hash := sha256.New()
	size, err = io.Copy(hash, blob.ContextReader(ctx, file))
	return size, hex.EncodeToString(hash.Sum(nil)), err
}

// Local returns the recordings that have plain files, and how many bytes of them each has.
func (a *Archive) Local() (map[string]int64, error) {
	entries, err := os.ReadDir(a.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found := map[string]int64{}
	for _, entry := range entries {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), library.Prefix) {
			continue
		}
		files, err := a.plain(entry.Name())
		if err != nil {
			return nil, err
		}
		found[entry.Name()] = 0 // also when nothing is left but the directory
		for _, file := range files {
			found[entry.Name()] += file.size
		}
	}
	return found, nil
}
