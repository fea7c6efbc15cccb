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
	// Borrow brings the recording's files to DirOf, and keeps them there until giveBack is called.
	Borrow func(ctx context.Context, recordingID string) (giveBack func(), err error)
	// Done is called when a programme was made, or given up.
	Done    func()
	Publish func(events.Event)
	Log     *slog.Logger
}

// Maker makes the programmes that wait, as many at once as the builder has slots. They wait in the database: a server that was
// killed goes on where it was.
type Maker struct {
	Deps
	hands   int           // who work
	wake    chan struct{} // one for each of them
	stop    context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	making map[string]bool // recordings; guarded by mu
}

// NewMaker returns a maker. Start begins its work.
func NewMaker(deps Deps) *Maker {
	hands := 1
	if deps.Builder.Slots != nil {
		hands = deps.Builder.Slots.Size()
	}
	return &Maker{Deps: deps, hands: hands, wake: make(chan struct{}, hands), stop: func() {}, making: map[string]bool{}}
}

// Wake tells that a recording waits.
func (m *Maker) Wake(string) {
	for range m.hands {
		select {
		case m.wake <- struct{}{}:
		default:
			return
		}
	}
}

// Start begins to work in the background.
func (m *Maker) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	m.stop = cancel
	m.running.Go(func() { m.Builder.Encoders.Choose(ctx) }) // so that it is told, and is known when it is needed
	for range m.hands {
		m.running.Go(func() { m.work(ctx) })
	}
}

func (m *Maker) work(ctx context.Context) {
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
}

// Close ends the work and waits for it. The programme under way is gone on with at the next start.
func (m *Maker) Close() {
	m.stop()
	m.running.Wait()
}

// Work makes all programmes that wait and that nobody else makes.
func (m *Maker) Work(ctx context.Context) error {
	for {
		next, done, err := m.next(ctx)
		if err != nil || next == nil {
			return err
		}
		err = m.make(ctx, next)
		done()
		if err != nil {
			return err
		}
	}
}

// next takes the recording that has waited longest of those that nobody works on; nil when there is none. Others leave it alone
// until done is called.
func (m *Maker) next(ctx context.Context) (next *library.Entry, done func(), err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	waiting, err := m.Store.ToMake(ctx)
	if err != nil {
		return nil, nil, err
	}
	for i := range waiting {
		one := waiting[i].ID
		if m.making[one] {
			continue
		}
		m.making[one] = true
		return &waiting[i], func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			delete(m.making, one)
		}, nil
	}
	return nil, nil, nil
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
	err := m.build(ctx, e.ID, func(percent int) {
		if time.Since(last) < pace {
			return
		}
		last = time.Now()
		if err := note(library.Making, percent, ""); err != nil {
			m.Log.Warn("the progress of a programme was not noted", "recording", e.ID, "error", err)
		}
	})
	defer m.Done()
	switch {
	case err == nil:
		return note(library.Made, 100, "")
	case ctx.Err() != nil:
		return ctx.Err()
	}
	m.Log.Error("a recording's programme was not made", "recording", e.ID, "error", err)
	return note(library.NotMade, 0, wordOf(err))
}

// build makes the programme where its files are, for as long as that takes.
func (m *Maker) build(ctx context.Context, recordingID string, progress func(percent int)) error {
	giveBack, err := m.Borrow(ctx, recordingID)
	if err != nil {
		return err
	}
	defer giveBack()
	return m.Builder.Build(ctx, m.DirOf(recordingID), progress)
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
