// Package cuts makes files of recordings on request, for who runs the meeting: a stretch of the programme, its sound alone, one
// site. They wait in the database, are made one after the other in the background, stand sealed in a blob store, each by a key of
// its own, and are removed after some days with their keys.
package cuts

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/programme"
	"giaoban/scheduler/directory"
)

// Prefix begins the ids of cuts.
const Prefix = "CU_"

// MaxCuts is how many a recording has at once.
const MaxCuts = 50

// Kind is what a cut holds.
type Kind string

// Kinds.
const (
	Clip  Kind = "clip"  // a stretch of the programme
	Sound Kind = "sound" // its mixed sound alone
	Site  Kind = "site"  // what one participant's camera and microphone sent
)

// State is how a cut stands.
type State string

// States.
const (
	Waiting State = "waiting"
	Making  State = "making"
	Ready   State = "ready"
	Failed  State = "failed"
)

// Request is what is asked for.
type Request struct {
	Kind     Kind
	Identity string // of Site
	Name     string // what the file is called; "" = after the meeting
	FromMS   int64  // from the recording's start
	ToMS     int64
}

// Cut is a file that was asked for.
type Cut struct {
	ID          string // "CU_…"
	RecordingID string
	Request
	State     State
	Progress  int    // percent
	Reason    string // why it failed: a word of package programme, or "nothing"
	Bytes     int64
	AskedBy   string // account
	AskerName string
	AskedAt   time.Time
	ExpiresAt time.Time
	sealing   sealing
}

// Recordings knows who may do what with recordings.
type Recordings interface {
	Watch(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error)
	Manages(ctx context.Context, by directory.By, e *library.Entry) (bool, error)
}

// Deps are what the service stands on. All must be set, except as noted.
type Deps struct {
	DB         *bun.DB
	Recordings Recordings
	Builder    *programme.Builder
	DirOf      func(recordingID string) string
	// Borrow brings a recording's files to DirOf, and keeps them there until giveBack is called.
	Borrow func(ctx context.Context, recordingID string) (giveBack func(), err error)
	Blobs  blob.Store // of the cuts alone
	Keys   *archive.Keyring
	// Dir is where a cut is plain while it is made. What is found there otherwise is removed.
	Dir     string
	Keep    time.Duration // how long a cut is kept
	Audit   *audit.Log
	Publish func(events.Event)
	Now     func() time.Time
	Log     *slog.Logger
}

// Service makes and keeps cuts. It is safe for concurrent use.
type Service struct {
	Deps
	wake    chan struct{}
	stop    context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	making string             // guarded by mu; the cut that is being made
	cancel context.CancelFunc // guarded by mu; of it
}

// New returns a service. Start begins its work.
func New(deps Deps) *Service {
	return &Service{Deps: deps, wake: make(chan struct{}, 1), stop: func() {}}
}

// manages refuses those who do not run the meeting: fault.NotFound for who may not watch either.
func (s *Service) manages(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error) {
	e, err := s.Recordings.Watch(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	may, err := s.Recordings.Manages(ctx, by, e)
	if err == nil && !may {
		err = fault.New(fault.Forbidden, "")
	}
	return e, err
}

// List returns the cuts of a recording, the latest first.
func (s *Service) List(ctx context.Context, by directory.By, recordingID string) ([]Cut, error) {
	if _, err := s.manages(ctx, by, recordingID); err != nil {
		return nil, err
	}
	return s.list(ctx, recordingID)
}

// Ask has a cut made. Errors: fault.Invalid "recording.span", fault.Conflict "recording.not_ready" without the programme that it
// is cut from, fault.TooLarge "recording.cuts".
func (s *Service) Ask(ctx context.Context, by directory.By, recordingID string, request Request) (*Cut, error) {
	e, err := s.manages(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	switch {
	case e.State != library.Ready || request.Kind != Site && e.Programme != library.Made:
		return nil, fault.New(fault.Conflict, "recording.not_ready")
	case request.FromMS < 0 || request.ToMS <= request.FromMS || request.FromMS >= e.Length.Milliseconds() || (request.Kind == Site) != (request.Identity != ""):
		return nil, fault.New(fault.Invalid, "recording.span")
	}
	request.ToMS = min(request.ToMS, e.Length.Milliseconds())
	if request.Name == "" {
		request.Name = e.Title
	}
	now := s.Now().UTC()
	c := &Cut{ID: id.New(Prefix), RecordingID: recordingID, Request: request, State: Waiting, AskedBy: by.Actor.ID, AskerName: by.Name(), AskedAt: now, ExpiresAt: now.Add(s.Keep)}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.insert(ctx, tx, c); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording.cut_asked", "recording:"+recordingID, c.told())
	})
	if err != nil {
		return nil, err
	}
	s.changed(e.MeetingID, recordingID)
	s.Wake()
	return c, nil
}

func (c *Cut) told() map[string]any {
	told := map[string]any{"cut": c.ID, "kind": c.Kind, "fromMs": c.FromMS, "toMs": c.ToMS}
	if c.Identity != "" {
		told["identity"] = c.Identity
	}
	return told
}

// Remove removes a cut, also one that is being made.
func (s *Service) Remove(ctx context.Context, by directory.By, recordingID, cutID string) error {
	e, err := s.manages(ctx, by, recordingID)
	if err != nil {
		return err
	}
	c, err := s.get(ctx, recordingID, cutID)
	if err != nil {
		return err
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.delete(ctx, tx, cutID); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording.cut_removed", "recording:"+recordingID, c.told())
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	if s.making == cutID {
		s.cancel()
	}
	s.mu.Unlock()
	s.changed(e.MeetingID, recordingID)
	return s.Blobs.Delete(ctx, c.ID)
}

// Open opens the file of a cut that is ready, for who takes it away; fault.Unavailable "recording.damaged" when it is not what was
// made. It must be closed, and read under ctx.
func (s *Service) Open(ctx context.Context, by directory.By, recordingID, cutID string) (*Cut, io.ReadSeekCloser, error) {
	if _, err := s.manages(ctx, by, recordingID); err != nil {
		return nil, nil, err
	}
	c, err := s.get(ctx, recordingID, cutID)
	if err != nil {
		return nil, nil, err
	}
	if c.State != Ready || !c.ExpiresAt.After(s.Now()) {
		return nil, nil, fault.New(fault.NotFound, "")
	}
	file, err := s.unseal(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	if err := s.Audit.Append(ctx, by.Actor, "recording.cut_taken", "recording:"+recordingID, c.told()); err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return c, file, nil
}

func (c *Cut) cut() programme.Cut {
	return programme.Cut{From: c.FromMS, To: c.ToMS, Sound: c.Kind == Sound, Identity: c.Identity}
}

// Extension is that of the cut's file.
func (c *Cut) Extension() string {
	made := c.cut()
	return made.Extension()
}

func (s *Service) changed(meetingID, recordingID string) {
	s.Publish(events.Event{Topic: "meeting:" + meetingID, Type: "recording.cut", ID: recordingID})
}

// Wake tells that a cut waits.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// sweep is how often cuts whose time is over are looked for.
const sweep = time.Hour

// Start begins to work in the background.
func (s *Service) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.running.Go(func() {
		ticker := time.NewTicker(sweep)
		defer ticker.Stop()
		for {
			if err := s.Work(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("cuts of recordings are not made", "error", err)
			}
			select {
			case <-s.wake:
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	})
}

// Close ends the work and waits for it. The cut under way is begun anew at the next start.
func (s *Service) Close() {
	s.stop()
	s.running.Wait()
}

// Work removes the cuts whose time is over, and what a killed server has left, and makes those that wait.
func (s *Service) Work(ctx context.Context) error {
	over, err := s.expired(ctx)
	if err != nil {
		return err
	}
	for i := range over {
		// The key first: without it the file is noise.
		if err := errors.Join(s.delete(ctx, s.DB, over[i].ID), s.Blobs.Delete(ctx, over[i].ID)); err != nil {
			return err
		}
	}
	if err := s.tidy(ctx); err != nil {
		return err
	}
	for {
		next, err := s.next(ctx)
		if err != nil || next == nil {
			return err
		}
		if err := s.make(ctx, next); err != nil {
			return err
		}
	}
}

func (s *Service) make(ctx context.Context, c *Cut) error {
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	s.making, s.cancel = c.ID, cancel
	s.mu.Unlock()
	note := func(state State, percent int, reason string) error {
		c.State, c.Progress, c.Reason = state, percent, reason
		meetingID, err := s.save(context.WithoutCancel(ctx), c)
		if err == nil && meetingID != "" {
			s.changed(meetingID, c.RecordingID)
		}
		if err == nil && meetingID == "" { // it was removed, or its recording disposed of, meanwhile
			cancel()
			return s.Blobs.Delete(context.WithoutCancel(ctx), c.ID)
		}
		return err
	}
	if err := note(Making, 0, ""); err != nil {
		return err
	}
	last := s.Now()
	err := s.build(work, c, func(percent int) {
		if s.Now().Sub(last) < 2*time.Second {
			return
		}
		last = s.Now()
		if err := note(Making, percent, ""); err != nil {
			s.Log.Warn("the progress of a cut was not noted", "cut", c.ID, "error", err)
		}
	})
	switch {
	case err == nil:
		return note(Ready, 100, "")
	case ctx.Err() != nil:
		return ctx.Err()
	case work.Err() != nil:
		return nil // it was removed meanwhile
	}
	s.Log.Error("a cut of a recording was not made", "cut", c.ID, "recording", c.RecordingID, "error", err)
	return note(Failed, 0, wordOf(err))
}

// build makes a cut as a plain file, for as long as that takes, and seals it. The recording is borrowed meanwhile: it is not
// disposed of.
func (s *Service) build(ctx context.Context, c *Cut, progress func(int)) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	giveBack, err := s.Borrow(ctx, c.RecordingID)
	if err != nil {
		return err
	}
	defer giveBack()
	plain := filepath.Join(s.Dir, c.ID+c.Extension())
	defer os.Remove(plain) //nolint:errcheck // sealed by then, or tidied away
	if err := s.Builder.Cut(ctx, s.DirOf(c.RecordingID), filepath.Join(s.Dir, "."+c.ID), plain, c.cut(), progress); err != nil {
		return err
	}
	return s.seal(ctx, c, plain)
}

func wordOf(err error) string {
	switch {
	case errors.Is(err, programme.ErrNoFFmpeg):
		return programme.NoFFmpeg
	case errors.Is(err, syscall.ENOSPC):
		return programme.DiskFull
	case errors.Is(err, programme.ErrNothing):
		return "nothing"
	}
	return programme.Broken
}
