// Package archive keeps ended recordings in the blob store, encrypted: every recording has a random key, wrapped by a master
// key, and every file of it is a sealed object (package sealed). While a meeting runs, and while its programme is made, the
// files are plain ones on the local disk; then they move, each read back and compared before its plain file goes. A server
// killed at any point goes on where it was. Without the recording's key its objects are noise: destroying the key disposes of
// every copy of them.
package archive

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/blob/sealed"
	"giaoban/internal/fault"
	"giaoban/recorder/library"
)

// Errors of an archive.
var (
	// ErrDestroyed means that a recording's key was destroyed: it was disposed of.
	ErrDestroyed = errors.New("archive: the recording's key was destroyed")
	// ErrChanged means that a plain file is not what the manifest says.
	ErrChanged = errors.New("archive: a file is not what was recorded")
	// ErrStore means that the store does not take what it is given.
	ErrStore = errors.New("archive: the store")
)

// Deps are what an archive stands on. All must be set.
type Deps struct {
	Library *library.Store
	Blobs   blob.Store
	Place   string // where the store is, for administrators; "": the local disk
	Keys    *Keyring
	Dir     string // of the plain files: a directory for each recording, named after its id
	Now     func() time.Time
	Log     *slog.Logger
}

// Archive keeps the files of recordings. It is safe for concurrent use.
type Archive struct {
	Deps

	mu      sync.Mutex
	holders map[string]*holder // by recording; guarded by mu
}

// holder keeps plain files where they are while somebody works on them.
type holder struct {
	sync.Mutex     // held while plain files are fetched or removed
	using      int // borrowers; guarded by Mutex
	waiting    int // who wants the Mutex or borrows; guarded by Archive.mu
}

// New returns an archive.
func New(deps Deps) *Archive { return &Archive{Deps: deps, holders: map[string]*holder{}} }

func (a *Archive) db() *bun.DB { return a.Library.DB() }

// DirOf is the directory of a recording's plain files.
func (a *Archive) DirOf(recordingID string) string { return filepath.Join(a.Dir, recordingID) }

// hold locks a recording's plain files; the returned function unlocks.
func (a *Archive) hold(recordingID string) (*holder, func()) {
	a.mu.Lock()
	h := a.holders[recordingID]
	if h == nil {
		h = &holder{}
		a.holders[recordingID] = h
	}
	h.waiting++
	a.mu.Unlock()
	h.Lock()
	return h, func() {
		using := h.using
		h.Unlock()
		a.mu.Lock()
		defer a.mu.Unlock()
		if h.waiting--; h.waiting == 0 && using == 0 {
			delete(a.holders, recordingID)
		}
	}
}

// Borrow brings a recording's files back to the local disk, those that are not there, and keeps them there until the returned
// function is called: for whoever works on plain files, such as ffmpeg.
func (a *Archive) Borrow(ctx context.Context, recordingID string) (giveBack func(), err error) {
	h, unlock := a.hold(recordingID)
	defer unlock()
	if err := a.fetch(ctx, recordingID); err != nil {
		return nil, err
	}
	h.using++
	a.mu.Lock()
	h.waiting++ // so that the holder stays
	a.mu.Unlock()
	return sync.OnceFunc(func() {
		h.Lock()
		h.using--
		h.Unlock()
		a.mu.Lock()
		defer a.mu.Unlock()
		if h.waiting--; h.waiting == 0 {
			delete(a.holders, recordingID)
		}
	}), nil
}

// File is a file of a recording, wherever it is.
type File struct {
	io.ReadSeekCloser
	Size     int64
	Modified time.Time
}

// Open opens a file of a recording, from the local disk or from the store; fault.NotFound when there is none, fault.Unavailable
// "recording.damaged" when it is not what was put in the store, "recording.archive_away" when the store does not answer.
func (a *Archive) Open(ctx context.Context, recordingID, name string) (*File, error) {
	if !fs.ValidPath(name) || hidden(name) {
		return nil, fault.New(fault.NotFound, "")
	}
	file, err := a.openPlain(recordingID, name)
	if err != nil || file != nil {
		return file, err
	}
	o, err := a.object(ctx, recordingID, name)
	if err != nil {
		return nil, err
	}
	if o == nil {
		return nil, fault.New(fault.NotFound, "")
	}
	key, err := a.keyOf(ctx, recordingID, false)
	if errors.Is(err, ErrDestroyed) {
		return nil, fault.Wrap(fault.NotFound, "", err)
	}
	if err != nil {
		return nil, err
	}
	opened, err := a.openSealed(ctx, o, key)
	switch {
	case errors.Is(err, sealed.ErrDamaged), fault.Is(err, fault.NotFound):
		return nil, fault.Wrap(fault.Unavailable, "recording.damaged", err)
	case err != nil:
		return nil, fault.Wrap(fault.Unavailable, "recording.archive_away", err)
	}
	return &File{ReadSeekCloser: opened, Size: o.Bytes, Modified: o.ModifiedAt.UTC()}, nil
}

// openSealed opens an object and reads its first byte, so that damage at its beginning is told before anything is answered.
func (a *Archive) openSealed(ctx context.Context, o *Object, key []byte) (*sealed.Reader, error) {
	about, err := o.about()
	if err != nil {
		return nil, err
	}
	opened, err := sealed.Open(ctx, a.Blobs, o.blobKey(), key, about)
	if err != nil {
		return nil, err
	}
	if o.Bytes > 0 {
		_, err = io.ReadFull(opened, make([]byte, 1))
		if err == nil {
			_, err = opened.Seek(0, io.SeekStart)
		}
	}
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

// openPlain opens a file on the local disk; nil when it is not there.
func (a *Archive) openPlain(recordingID, name string) (*File, error) {
	root, err := os.OpenRoot(a.DirOf(recordingID))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // only read
	file, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, errors.Join(err, fault.New(fault.NotFound, ""))
	}
	return &File{ReadSeekCloser: file, Size: info.Size(), Modified: info.ModTime().UTC()}, nil
}

// HasLocal reports whether files of a recording are on the local disk.
func (a *Archive) HasLocal(recordingID string) (bool, error) {
	files, err := a.plain(recordingID)
	return len(files) > 0, err
}
