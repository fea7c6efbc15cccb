package programme

import (
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/events"
	"giaoban/recorder/library"
)

// Words of library.Entry.ProgrammeError.
const (
	NoFFmpeg = "no_ffmpeg"
	DiskFull = "disk_full"
	Broken   = "failed"
)

// Deps are what a maker stands on. All must be set.
type Deps struct {
	Store   *library.Store
	Builder *Builder
	DirOf   func(recordingID string) string
	Publish func(events.Event)
	Log     *slog.Logger
}

// Maker makes the programmes that wait, one at a time. They wait in the database: a server that was killed goes on where it was.
type Maker struct {
	Deps
	wake    chan struct{}
	stop    context.CancelFunc
	running sync.WaitGroup
}

// NewMaker returns a maker. Start begins its work.
func NewMaker(deps Deps) *Maker {
	return &Maker{Deps: deps, wake: make(chan struct{}, 1), stop: func() {}}
}

// Wake tells that a recording waits.
func (m *Maker) Wake(string) {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Start begins to work in the background.
func (m *Maker) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	m.stop = cancel
	m.running.Go(func() {
		for {
			if err := m.Work(ctx); err != nil && ctx.Err() == nil {
				m.Log.Error("recordings' programmes are not made", "error", err)
			}
			select {
			case <-m.wake:
			case <-ctx.Done():
				return
			}
		}
	})
}

// Close ends the work and waits for it. The programme under way is gone on with at the next start.
func (m *Maker) Close() {
	m.stop()
	m.running.Wait()
}

// Work makes all programmes that wait.
func (m *Maker) Work(ctx context.Context) error {
	for {
		waiting, err := m.Store.ToMake(ctx)
		if err != nil || len(waiting) == 0 {
			return err
		}
		if err := m.make(ctx, &waiting[0]); err != nil {
			return err
		}
	}
}

func (m *Maker) make(ctx context.Context, e *library.Entry) error {
	note := func(state library.Programme, percent int, why string) error {
		changed, err := m.Store.Change(context.WithoutCancel(ctx), e.ID, func(_ context.Context, _ bun.Tx, e *library.Entry) error {
			e.Programme, e.Progress, e.ProgrammeError = state, percent, why
			return nil
		})
		if err == nil {
			m.Publish(events.Event{Topic: "meeting:" + changed.MeetingID, Type: "recording.changed", ID: changed.ID})
		}
		return err
	}
	if err := note(library.Making, e.Progress, ""); err != nil {
		return err
	}
	const pace = 3 * time.Second // every page that watches the meeting reads again
	last := time.Now()
	err := m.Builder.Build(ctx, m.DirOf(e.ID), func(percent int) {
		if time.Since(last) < pace {
			return
		}
		last = time.Now()
		if err := note(library.Making, percent, ""); err != nil {
			m.Log.Warn("the progress of a programme was not noted", "recording", e.ID, "error", err)
		}
	})
	switch {
	case err == nil:
		return note(library.Made, 100, "")
	case ctx.Err() != nil:
		return ctx.Err()
	}
	m.Log.Error("a recording's programme was not made", "recording", e.ID, "error", err)
	return note(library.NotMade, 0, wordOf(err))
}

func wordOf(err error) string {
	switch {
	case errors.Is(err, ErrNoFFmpeg), errors.Is(err, exec.ErrNotFound):
		return NoFFmpeg
	case errors.Is(err, syscall.ENOSPC):
		return DiskFull
	}
	return Broken
}
