// Package upload takes files in: piece by piece, so that a line that breaks costs a piece and not the file, by one person
// each, and only after the content was looked at.
//
// Pieces stand in a file in a directory of their own; how many of its bytes have come is its length, so that nothing has
// to be remembered through a crash.
package upload

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/inspect"
	"giaoban/scheduler/papers/paperstore"
)

// Config is what one person may upload. All fields must be set.
type Config struct {
	Dir      string        // for pieces; made when it is missing
	MaxBytes int64         // of one file
	Lifetime time.Duration // of an upload since its last piece
	MaxOpen  int           // uploads of one account at a time
}

// Deps are what uploads stand on.
type Deps struct {
	Store *paperstore.Store
	Blobs blob.Store
	Audit *audit.Log
	Now   func() time.Time
	// Check refuses a file that is not declared free of state secrets, and records that.
	Check func(ctx context.Context, by directory.By, declared papers.Declaration, about string) error
	// Others keep files beside papers, which stay as long as they do; none = nobody does.
	Others []Keeper
}

// Keeper keeps files by uploads of its own.
type Keeper interface {
	// UsesBlob reports whether anything of its is kept in the blob with the key, or has its pages there.
	UsesBlob(ctx context.Context, key string) (bool, error)
}

// Service takes files in. It is safe for concurrent use.
type Service struct {
	Config
	Deps
	open    func(path string) (*os.File, error) // a file of pieces, for writing at its end
	cancel  context.CancelFunc                  // ends the sweeping; nil = not started
	running sync.WaitGroup
	looking chan struct{} // holds one token for each file being looked at

	mu   sync.Mutex
	busy map[string]chan struct{} // guarded by mu: uploads that somebody is working on; closed when they are done
}

// lookers is how many files are looked at at a time: each may take some hundred megabytes of memory.
const lookers = 2

// New returns the service.
func New(config Config, deps Deps) (*Service, error) {
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("papers: uploads: %w", err)
	}
	s := &Service{Config: config, Deps: deps, looking: make(chan struct{}, lookers), busy: map[string]chan struct{}{}}
	s.open = func(path string) (*os.File, error) {
		return os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0) //nolint:gosec // a path of our own
	}
	return s, nil
}

// lookTime is how long looking at one file may take: honest ones of the largest size take some seconds.
const lookTime = 2 * time.Minute

var goodID = regexp.MustCompile(`^` + papers.UploadPrefix + `[0-9A-Za-z]{4,32}$`)

// path is where an upload's pieces are.
func (s *Service) path(uploadID string) string { return filepath.Join(s.Dir, uploadID+partEnding) }

const partEnding = ".part"

// hold waits until nobody works on an upload, and keeps others off it until release is called.
func (s *Service) hold(ctx context.Context, uploadID string) (release func(), err error) {
	for {
		s.mu.Lock()
		held := s.busy[uploadID]
		if held == nil {
			done := make(chan struct{})
			s.busy[uploadID] = done
			s.mu.Unlock()
			return func() {
				s.mu.Lock()
				delete(s.busy, uploadID)
				s.mu.Unlock()
				close(done)
			}, nil
		}
		s.mu.Unlock()
		select {
		case <-held:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Create begins an upload of a file of size bytes.
func (s *Service) Create(ctx context.Context, by directory.By, name string, size int64, declared papers.Declaration) (*papers.Incoming, error) {
	if err := s.Check(ctx, by, declared, "upload"); err != nil {
		return nil, err
	}
	var form text.Form
	form.Required("filename", &name, text.Name)
	form.Check(size > 0, "size", "papers.empty_file")
	if err := form.Err(); err != nil {
		return nil, err
	}
	if size > s.MaxBytes {
		return nil, fault.New(fault.TooLarge, "papers.file_too_large", s.MaxBytes>>20)
	}
	if err := s.CheckOpen(ctx, s.Store.DB(), by); err != nil {
		return nil, err
	}
	now := s.Now()
	made := &papers.Incoming{
		ID: id.New(papers.UploadPrefix), AccountID: by.Actor.ID, Name: inspect.CleanName(name), Size: size, DeclaredAt: now, CreatedAt: now, Expires: now.Add(s.Lifetime),
	}
	file, err := os.OpenFile(s.path(made.ID), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, full(err)
	}
	if err := file.Close(); err != nil {
		return nil, full(err)
	}
	if err := s.Store.InsertUpload(ctx, s.Store.DB(), made); err != nil {
		return nil, errors.Join(err, os.Remove(s.path(made.ID)))
	}
	return made, nil
}

// CheckOpen refuses one more upload of somebody who has enough under way.
func (s *Service) CheckOpen(ctx context.Context, db bun.IDB, by directory.By) error {
	count, err := s.Store.CountUploads(ctx, db, by.Actor.ID)
	if err != nil {
		return err
	}
	if count >= s.MaxOpen {
		return fault.New(fault.TooLarge, "papers.too_many_uploads", s.MaxOpen)
	}
	return nil
}

// full maps what the operating system says of a disk.
func full(err error) error {
	if err == nil {
		return nil
	}
	if blob.IsNoSpace(err) {
		return fault.Wrap(fault.Unavailable, "blob.full", err)
	}
	return fmt.Errorf("papers: upload: %w", err)
}

// Get returns an upload of the caller's and how many of its bytes have come.
func (s *Service) Get(ctx context.Context, by directory.By, uploadID string) (*papers.Incoming, int64, error) {
	found, err := s.find(ctx, by, uploadID)
	if err != nil {
		return nil, 0, err
	}
	if found.Kind != "" {
		return found, found.Size, nil
	}
	info, err := os.Stat(s.path(uploadID))
	if errors.Is(err, fs.ErrNotExist) {
		return found, 0, nil // Write makes it again
	}
	if err != nil {
		return nil, 0, full(err)
	}
	return found, min(info.Size(), found.Size), nil
}

func (s *Service) find(ctx context.Context, by directory.By, uploadID string) (*papers.Incoming, error) {
	if !goodID.MatchString(uploadID) {
		return nil, fault.New(fault.NotFound, "papers.no_upload")
	}
	found, err := s.Store.Upload(ctx, s.Store.DB(), by.Actor.ID, uploadID)
	if err != nil {
		return nil, err
	}
	if !s.Now().Before(found.Expires) {
		return nil, fault.New(fault.NotFound, "papers.no_upload")
	}
	return found, nil
}

// Sum is what a piece must add up to.
type Sum struct {
	Hash hash.Hash // nil: nothing was said
	Want []byte
}

// Write adds a piece that begins at offset, which must be where the pieces so far end, and returns where they end then.
// A piece that breaks off stays as far as it came, so that the rest can follow; one that finds the disk full, or that
// does not add up to its sum, leaves nothing.
func (s *Service) Write(ctx context.Context, by directory.By, uploadID string, offset int64, piece io.Reader, sum Sum) (int64, error) {
	release, err := s.hold(ctx, uploadID)
	if err != nil {
		return 0, err
	}
	defer release()
	found, have, err := s.Get(ctx, by, uploadID)
	if err != nil {
		return 0, err
	}
	if offset != have {
		return have, fault.New(fault.Conflict, "papers.upload_offset", have)
	}
	if have == found.Size {
		return have, nil
	}
	written, err := s.append(s.path(uploadID), have, io.LimitReader(piece, found.Size-have), sum)
	if written > 0 {
		found.Expires = s.Now().Add(s.Lifetime)
		err = errors.Join(err, s.Store.UpdateUpload(context.WithoutCancel(ctx), s.Store.DB(), found))
	}
	return have + written, err
}

func (s *Service) append(path string, have int64, piece io.Reader, sum Sum) (written int64, err error) {
	file, err := s.open(path)
	if errors.Is(err, fs.ErrNotExist) && have == 0 {
		file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600) //nolint:gosec // a path of our own
	}
	if err != nil {
		return 0, full(err)
	}
	defer func() { err = errors.Join(err, full(file.Close())) }()
	if sum.Hash != nil {
		piece = io.TeeReader(piece, sum.Hash)
	}
	written, err = io.Copy(file, piece)
	if synced := file.Sync(); err == nil && !errors.Is(synced, errNotSynced) {
		err = synced
	}
	switch {
	case blob.IsNoSpace(err):
		return 0, errors.Join(full(err), cut(file, have))
	case sum.Hash != nil && err == nil && !equal(sum.Hash.Sum(nil), sum.Want):
		return 0, errors.Join(fault.New(fault.Invalid, "papers.checksum"), cut(file, have))
	case sum.Hash != nil && err != nil:
		return 0, errors.Join(err, cut(file, have)) // half a piece cannot be checked
	}
	return written, err
}

// errNotSynced is what devices without storage say.
var errNotSynced = fs.ErrInvalid

func equal(a, b []byte) bool { return string(a) == string(b) }

func cut(file *os.File, to int64) error {
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	return file.Truncate(to)
}

// Settle looks at an upload whose last byte has come and puts it away, unless that was done before. A file that is
// refused is gone, and the refusal says why.
func (s *Service) Settle(ctx context.Context, by directory.By, uploadID string) error {
	release, err := s.hold(ctx, uploadID)
	if err != nil {
		return err
	}
	defer release()
	found, have, err := s.Get(ctx, by, uploadID)
	if err != nil || found.Kind != "" {
		return err
	}
	if have < found.Size {
		return fault.New(fault.Conflict, "papers.upload_unfinished")
	}
	err = s.settle(ctx, found)
	var refused *fault.Error
	if errors.As(err, &refused) && (refused.Code == fault.Unsupported || refused.Code == fault.Invalid || refused.Code == fault.TooLarge) {
		detail := map[string]any{"name": found.Name, "size": found.Size, "reason": refused.Reason, "args": refused.Args}
		return errors.Join(err, s.Audit.Append(ctx, by.Actor, "paper.upload_refused", "upload:"+uploadID, detail), s.drop(ctx, uploadID))
	}
	return err
}

func (s *Service) settle(ctx context.Context, found *papers.Incoming) error {
	select {
	case s.looking <- struct{}{}:
		defer func() { <-s.looking }()
	case <-ctx.Done():
		return ctx.Err()
	}
	file, err := os.Open(s.path(found.ID))
	if err != nil {
		return full(err)
	}
	defer file.Close()
	looking, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	seen, err := inspect.File(looking, file, found.Size, found.Name)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return fault.Wrap(fault.Unsupported, "papers.unreadable", err)
	}
	if err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return full(err)
	}
	if _, err := io.Copy(sum, file); err != nil {
		return full(err)
	}
	found.Kind, found.SHA256 = seen.Kind, hex.EncodeToString(sum.Sum(nil))
	found.Key = papers.BlobKey(found.SHA256)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return full(err)
	}
	if _, err := s.Blobs.Put(ctx, found.Key, file); err != nil {
		return err
	}
	if seen.Pages != nil {
		if found.PreviewKey, err = seen.Pages.Keep(ctx, s.Blobs, found.Key); err != nil {
			return err
		}
		found.Pages = seen.Pages.Count
	}
	found.Expires = s.Now().Add(s.Lifetime)
	if err := s.Store.UpdateUpload(ctx, s.Store.DB(), found); err != nil {
		return err
	}
	return full(os.Remove(s.path(found.ID)))
}

// Cancel ends an upload of the caller's and forgets its bytes.
func (s *Service) Cancel(ctx context.Context, by directory.By, uploadID string) error {
	release, err := s.hold(ctx, uploadID)
	if err != nil {
		return err
	}
	defer release()
	if _, err := s.find(ctx, by, uploadID); err != nil {
		return err
	}
	return s.drop(ctx, uploadID)
}

func (s *Service) drop(ctx context.Context, uploadID string) error {
	if err := s.Store.DeleteUpload(ctx, s.Store.DB(), uploadID); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := os.Remove(s.path(uploadID)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return full(err)
	}
	return nil
}
