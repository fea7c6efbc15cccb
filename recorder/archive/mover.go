package archive

import (
	"context"
	"errors"
	"sync"
	"time"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/recorder/library"
)

// Moving is what the mover does.
type Moving string

// What a mover does.
const (
	Idle    Moving = "idle"    // nothing waits
	Busy    Moving = "moving"  // a recording moves
	Closed  Moving = "window"  // what waits, waits for the hours in which it may move
	Backing Moving = "waiting" // something did not work; it is tried again
)

// Problems, as words.
const (
	ProblemRefused     = "refused"     // the store does not let this server in, or not there
	ProblemUnreachable = "unreachable" // it does not answer
	ProblemBusy        = "busy"        // it answers that it cannot now
	ProblemFull        = "full"
	ProblemKey         = "key"     // no master key that fits
	ProblemChanged     = "changed" // a file is not what was recorded
	ProblemFailed      = "failed"  // anything else; the log says more
)

// Status tells administrators how the archive stands.
type Status struct {
	Moving       Moving
	Recording    string // the one that moves
	Moved, Size  int64  // bytes of it
	Waiting      int    // recordings with files on the local disk that are to move
	WaitingBytes int64
	Problem      string // "": none
	Since        time.Time
	Failures     int       // in a row
	NextTry      time.Time // zero: as soon as something is to be moved
}

// Mover moves what is ready into the store, in the background, one recording after the other.
type Mover struct {
	archive *Archive
	windows Windows
	wake    chan struct{}
	stop    context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	status Status // guarded by mu
}

// NewMover returns a mover that works in the windows. Start begins its work.
func NewMover(a *Archive, windows Windows) *Mover {
	return &Mover{archive: a, windows: windows, wake: make(chan struct{}, 1), stop: func() {}, status: Status{Moving: Idle}}
}

// Wake tells that something may be ready to move.
func (m *Mover) Wake() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Status tells how it stands.
func (m *Mover) Status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.status
}

func (m *Mover) note(change func(*Status)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.status)
}

// How long the mover waits: while nothing is to be done, and after a failure, twice as long each time.
const (
	lookEvery   = time.Minute
	firstRetry  = 15 * time.Second
	longestWait = 15 * time.Minute
)

// Start begins to work in the background.
func (m *Mover) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	m.stop = cancel
	m.running.Go(func() {
		m.abandon(ctx)
		for {
			wait := m.round(ctx)
			timer := time.NewTimer(wait)
			select {
			case <-timer.C:
			case <-m.wake:
			case <-ctx.Done():
			}
			timer.Stop()
			if ctx.Err() != nil {
				return
			}
		}
	})
}

// giveUpAfter is how long parts of an upload wait in the store to be gone on with.
const giveUpAfter = 7 * 24 * time.Hour

// abandoner is a store that keeps parts of what was cut off.
type abandoner interface {
	Abandon(ctx context.Context, before time.Time) error
}

// abandon lets go of parts that nobody has gone on with.
func (m *Mover) abandon(ctx context.Context) {
	store := m.archive.Blobs
	if layers, ok := store.(blob.Layers); ok {
		store = layers.First
	}
	parts, ok := store.(abandoner)
	if !ok {
		return
	}
	if err := parts.Abandon(ctx, time.Now().Add(-giveUpAfter)); err != nil && ctx.Err() == nil {
		m.archive.Log.Warn("parts of old uploads were not cleared away", "error", err)
	}
}

// Close ends the work and waits for it. What was under way is gone on with at the next start.
func (m *Mover) Close() {
	m.stop()
	m.running.Wait()
}

// round moves what is ready and returns how long to wait.
func (m *Mover) round(ctx context.Context) time.Duration {
	ready, err := m.ready(ctx)
	err = errors.Join(err, m.archive.Purge(ctx))
	if err == nil && len(ready) == 0 {
		m.note(func(s *Status) { *s = Status{Moving: Idle} })
		return lookEvery
	}
	now := m.archive.Now()
	if until, open := m.windows.At(now); !open {
		m.note(func(s *Status) { s.Moving, s.Recording, s.NextTry = Closed, "", until })
		return min(until.Sub(now), lookEvery)
	} else if err == nil {
		err = m.moveAll(ctx, ready, until.Sub(now))
	}
	if ctx.Err() != nil {
		return 0
	}
	return m.after(err)
}

// after notes how a round went and returns how long to wait.
func (m *Mover) after(err error) time.Duration {
	if err == nil || errors.Is(err, errWindow) {
		m.note(func(s *Status) {
			s.Moving, s.Recording, s.Problem, s.Failures, s.NextTry, s.Since = Idle, "", "", 0, time.Time{}, time.Time{}
		})
		if err != nil {
			return time.Second // to say that it is closed
		}
		return lookEvery
	}
	problem, wait := problemOf(err), time.Duration(0)
	m.note(func(s *Status) {
		wait = min(firstRetry<<min(s.Failures, 10), longestWait)
		s.Failures++
		if s.Problem != problem {
			s.Problem, s.Since = problem, m.archive.Now()
		}
		s.Moving, s.Recording, s.NextTry = Backing, "", m.archive.Now().Add(wait)
	})
	m.archive.Log.Error("recordings do not get into the archive; they stay on the local disk and are tried again", "problem", problem, "again_in", wait, "error", err)
	return wait
}

// waiting is a recording that is to move.
type waiting struct {
	id    string
	bytes int64
}

// ready returns what may move: recordings that are over and have plain files. Those whose programme is yet to be made are put
// into the store too, and their plain files stay.
func (m *Mover) ready(ctx context.Context) ([]waiting, error) {
	local, err := m.archive.Local()
	if err != nil || len(local) == 0 {
		return nil, err
	}
	over, err := m.archive.Library.InState(ctx, library.Ready)
	if err != nil {
		return nil, err
	}
	var found []waiting
	total := int64(0)
	for i := range over {
		bytes, there := local[over[i].ID]
		making := over[i].Programme == library.Waiting || over[i].Programme == library.Making
		if !there || making && m.archive.settled(ctx, over[i].ID) {
			continue
		}
		found = append(found, waiting{over[i].ID, bytes})
		total += bytes
	}
	m.note(func(s *Status) { s.Waiting, s.WaitingBytes = len(found), total })
	return found, nil
}

// errWindow ends a round whose window has closed.
var errWindow = errors.New("archive: the hours in which recordings move are over")

// moveAll moves recordings one after the other. What is wrong with the store ends it; what is wrong with one is told when the
// others have moved.
func (m *Mover) moveAll(ctx context.Context, ready []waiting, limit time.Duration) error {
	limited := ctx
	if limit > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeoutCause(ctx, limit, errWindow)
		defer cancel()
	}
	var wrong error
	for _, one := range ready {
		m.note(func(s *Status) { s.Moving, s.Recording, s.Moved, s.Size = Busy, one.id, 0, one.bytes })
		err := m.archive.Move(limited, one.id, func(n int64) { m.note(func(s *Status) { s.Moved += n }) })
		switch {
		case errors.Is(context.Cause(limited), errWindow):
			return errors.Join(wrong, errWindow)
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrStore):
			return err
		case err != nil:
			m.archive.Log.Error("a recording does not move into the archive", "recording", one.id, "error", err)
			wrong = errors.Join(wrong, err)
		}
	}
	return wrong
}

// problemOf is the word for what went wrong.
func problemOf(err error) string {
	switch {
	case errors.Is(err, ErrNoKey):
		return ProblemKey
	case errors.Is(err, ErrChanged):
		return ProblemChanged
	case blob.IsFull(err), blob.IsNoSpace(err):
		return ProblemFull
	}
	switch blob.Reason(err) {
	case blob.ReasonRefused:
		return ProblemRefused
	case blob.ReasonUnreachable:
		return ProblemUnreachable
	case blob.ReasonBusy:
		return ProblemBusy
	}
	if fault.Is(err, fault.Unavailable) {
		return ProblemBusy
	}
	return ProblemFailed
}

// settled reports whether all plain files of a recording are in the store already.
func (a *Archive) settled(ctx context.Context, recordingID string) bool {
	files, err := a.plain(recordingID)
	if err != nil {
		return false
	}
	known, err := a.Objects(ctx, recordingID)
	if err != nil {
		return false
	}
	for _, file := range files {
		o := known[file.name]
		if o == nil || !o.Stored || o.Bytes != file.size || !o.ModifiedAt.Equal(stamp(file.modified)) {
			return false
		}
	}
	return true
}
