// Package writer puts the frames of one recording on the disk: a file for each track, a fragment each second, each on stable
// storage before the next. Who gives it frames never waits: what the disk is too slow for is dropped and counted.
//
// A journal beside the files says which file belongs to which track, and each second that the writer lived. From both Repair
// makes what a killed writer left into a recording.
package writer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"giaoban/recorder/container"
	"giaoban/recorder/frame"
	"giaoban/recorder/manifest"
	"giaoban/sfu/codec"
)

// Config describes a Writer. Dir, ID and StartedAt are required.
type Config struct {
	// Dir is the recording's directory; it is made.
	Dir       string
	ID        string
	Meeting   string
	Room      string
	Title     string
	StartedAt time.Time
	// Pending bounds the frames of all tracks that wait for the disk, in bytes; 0: DefaultPending.
	Pending int64
	// Free returns the bytes that the disk has left; nil: of Dir's file system.
	Free func() (int64, error)
	// Reserve is how many bytes must stay free; below, the recording ends. 0: DefaultReserve.
	Reserve int64
	// Now and Ticks are the clock; nil: the system's, a tick a second.
	Now   func() time.Time
	Ticks <-chan time.Time
	// Ended is called once, on the writer's goroutine, when it ends by itself.
	Ended  func(reason string)
	Logger *slog.Logger

	before  *manifest.Manifest // what an earlier writer left
	numbers int                // of its tracks
}

// Defaults.
const (
	DefaultPending = 64 << 20
	DefaultReserve = 512 << 20
)

// Reasons for an end, as in manifest.Manifest.
const (
	Stopped    = "stopped"
	RoomClosed = "room_closed"
	DiskFull   = "disk_full"
	DiskFailed = "disk_failed"
	Killed     = "killed"
	Suspended  = "suspended" // the server was stopped in order
)

// Paused is the reason of a gap that somebody wanted, as in manifest.Gap.
const Paused = "paused"

// ErrDiskFull says that there is too little room to begin.
var ErrDiskFull = errors.New("writer: the disk is nearly full")

const interval = time.Second

// Writer writes one recording. Its methods are safe for concurrent use.
type Writer struct {
	cfg     Config
	journal *journal
	stop    chan struct{}
	done    chan struct{}
	once    sync.Once
	ticker  *time.Ticker

	mu      sync.Mutex
	tracks  []*Track       // guarded by mu
	pending int64          // guarded by mu; bytes
	ended   bool           // guarded by mu
	reason  string         // guarded by mu
	stage   []manifest.Cut // guarded by mu
	gaps    []manifest.Gap // guarded by mu
	notes   []entry        // guarded by mu; for the journal, with the next flush
}

// Open makes the directory and starts writing. Errors: ErrDiskFull, and those of the disk.
func Open(cfg Config) (*Writer, error) {
	cfg.defaults()
	if err := os.MkdirAll(filepath.Join(cfg.Dir, tracksDir), 0o750); err != nil {
		return nil, fmt.Errorf("writer: %w", err)
	}
	if err := cfg.checkRoom(); err != nil {
		return nil, err
	}
	journal, err := createJournal(cfg.Dir, &started{ID: cfg.ID, Meeting: cfg.Meeting, Room: cfg.Room, Title: cfg.Title, At: cfg.StartedAt})
	if err != nil {
		return nil, err
	}
	return start(cfg, journal), nil
}

// Continue goes on with a recording whose writer was killed: what it left is repaired, and the time without a writer is a gap of
// the one recording. Of cfg what the journal knows is taken from there. Errors: ErrNoJournal, ErrEnded, ErrDiskFull, and those of
// the disk.
func Continue(cfg Config) (*Writer, error) {
	cfg.defaults()
	told, err := repair(cfg.Dir)
	if err != nil {
		return nil, err
	}
	before := &told.Manifest
	if before.Reason != Killed && before.Reason != Suspended {
		return nil, ErrEnded
	}
	cfg.ID, cfg.Meeting, cfg.Room, cfg.Title, cfg.StartedAt = before.ID, before.Meeting, before.Room, before.Title, before.StartedAt
	if err := cfg.checkRoom(); err != nil {
		return nil, err
	}
	now := cfg.Now().Sub(cfg.StartedAt).Milliseconds()
	journal, err := reopen(cfg.Dir, now)
	if err != nil {
		return nil, err
	}
	before.Gaps = append(before.Gaps, manifest.Gap{Start: before.EndedAt.Sub(before.StartedAt).Milliseconds(), End: now, Reason: before.Reason})
	cfg.before, cfg.numbers = before, told.numbers
	return start(cfg, journal), nil
}

func start(cfg Config, journal *journal) *Writer {
	w := &Writer{cfg: cfg, journal: journal, stop: make(chan struct{}), done: make(chan struct{})}
	ticks := cfg.Ticks
	if ticks == nil {
		w.ticker = time.NewTicker(interval)
		ticks = w.ticker.C
	}
	go w.run(ticks)
	return w
}

// StartedAt is from when on the recording counts.
func (w *Writer) StartedAt() time.Time { return w.cfg.StartedAt }

func (cfg *Config) defaults() {
	if cfg.Pending == 0 {
		cfg.Pending = DefaultPending
	}
	if cfg.Reserve == 0 {
		cfg.Reserve = DefaultReserve
	}
	if cfg.Free == nil {
		cfg.Free = func() (int64, error) { return free(cfg.Dir) }
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
}

func (cfg *Config) checkRoom() error {
	left, err := cfg.Free()
	if err != nil {
		return fmt.Errorf("writer: room on the disk: %w", err)
	}
	if left < cfg.Reserve {
		return ErrDiskFull
	}
	return nil
}

func free(dir string) (int64, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(dir, &stat); err != nil {
		return 0, err
	}
	return int64(stat.Bavail) * stat.Bsize, nil
}

// Track begins a track.
func (w *Writer) Track(about manifest.Track, c codec.Type) (*Track, error) {
	muxer, extension, err := container.New(c)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t := &Track{writer: w, number: w.cfg.numbers + len(w.tracks) + 1, about: about, codec: c, muxer: muxer, extension: extension}
	w.tracks = append(w.tracks, t)
	return t, nil
}

// Cut notes who the recording looks at from now on.
func (w *Writer) Cut(identity string) {
	at := w.since()
	w.mu.Lock()
	defer w.mu.Unlock()
	cut := manifest.Cut{At: at, Identity: identity}
	w.stage, w.notes = append(w.stage, cut), append(w.notes, entry{Cut: &cut})
}

// Pausing notes that from a moment on nothing is recorded on purpose; Gap with that start notes when it goes on. Of a writer that
// is killed in between the pause is known all the same.
func (w *Writer) Pausing(at int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes = append(w.notes, entry{Pausing: &at})
}

// Gap notes a time in which nothing was recorded on purpose.
func (w *Writer) Gap(gap manifest.Gap) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gaps, w.notes = append(w.gaps, gap), append(w.notes, entry{Gap: &gap})
}

// Refuse notes a track of which nothing is recorded, and why.
func (w *Writer) Refuse(about manifest.Track, why string) {
	about.Refused = why
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tracks = append(w.tracks, &Track{writer: w, number: w.cfg.numbers + len(w.tracks) + 1, about: about})
}

// Stats tells how a recording stands.
type Stats struct {
	Tracks  int
	Pending int64 // bytes that wait for the disk
	Written int64 // bytes
	Dropped uint64
}

// Stats returns the counts of now.
func (w *Writer) Stats() Stats {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := Stats{Tracks: len(w.tracks), Pending: w.pending}
	for _, t := range w.tracks {
		s.Written += t.written
		s.Dropped += t.about.Dropped
	}
	return s
}

// Close writes what is left, ends the recording for a reason and returns its manifest, without digests and not yet on the disk.
// Closed twice, or ended by itself before, it returns the same again with the first reason.
func (w *Writer) Close(ctx context.Context, reason string) (*manifest.Manifest, error) {
	w.mu.Lock()
	if w.reason == "" {
		w.reason = reason
	}
	w.mu.Unlock()
	w.once.Do(func() { close(w.stop) })
	select {
	case <-w.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return w.manifest(), nil
}

func (w *Writer) run(ticks <-chan time.Time) {
	defer close(w.done)
	if w.ticker != nil {
		defer w.ticker.Stop()
	}
	for {
		select {
		case <-ticks:
			if err := w.flush(false); err != nil {
				w.fail(err)
				return
			}
		case <-w.stop:
			if err := w.flush(true); err != nil {
				w.cfg.Logger.Error("the last second of a recording was not written", "recording", w.cfg.ID, "error", err)
			}
			w.end()
			return
		}
	}
}

// end closes all files; nothing is taken any more.
func (w *Writer) end() {
	w.mu.Lock()
	w.ended = true
	tracks := w.tracks
	if w.reason == "" {
		w.reason = Stopped
	}
	reason := w.reason
	w.mu.Unlock()
	for _, t := range tracks {
		t.closeFile()
	}
	if err := w.journal.end(w.since(), reason); err != nil {
		w.cfg.Logger.Error("the end of a recording was not noted", "recording", w.cfg.ID, "error", err)
	}
}

func (w *Writer) fail(err error) {
	reason := DiskFailed
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, ErrDiskFull) {
		reason = DiskFull
	}
	w.cfg.Logger.Error("a recording ends", "recording", w.cfg.ID, "reason", reason, "error", err)
	w.mu.Lock()
	if w.reason == "" {
		w.reason = reason
	}
	w.mu.Unlock()
	w.end()
	if w.cfg.Ended != nil {
		w.cfg.Ended(reason)
	}
}

func (w *Writer) since() int64 { return w.cfg.Now().Sub(w.cfg.StartedAt).Milliseconds() }

// flush writes a fragment of every track that has frames.
func (w *Writer) flush(last bool) error {
	left, err := w.cfg.Free()
	if err != nil {
		return err
	}
	if left < w.cfg.Reserve && !last {
		return ErrDiskFull
	}
	w.mu.Lock()
	tracks := w.tracks
	w.mu.Unlock()
	for _, t := range tracks {
		if err := t.flush(last); err != nil {
			return err
		}
	}
	w.mu.Lock()
	notes := w.notes
	w.notes = nil
	w.mu.Unlock()
	for i := range notes {
		if err := w.journal.write(&notes[i]); err != nil {
			return err
		}
	}
	return w.journal.beat(w.since())
}

func (w *Writer) manifest() *manifest.Manifest {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := &manifest.Manifest{
		ID: w.cfg.ID, Meeting: w.cfg.Meeting, Room: w.cfg.Room, Title: w.cfg.Title, StartedAt: w.cfg.StartedAt, EndedAt: w.cfg.Now(), Reason: w.reason,
	}
	if before := w.cfg.before; before != nil {
		m.Tracks, m.Gaps, m.Stage = append(m.Tracks, before.Tracks...), append(m.Gaps, before.Gaps...), append(m.Stage, before.Stage...)
	}
	m.Stage, m.Gaps = append(m.Stage, w.stage...), append(m.Gaps, w.gaps...)
	for _, t := range w.tracks {
		m.Tracks = append(m.Tracks, t.about)
	}
	return m
}

// Track is one track of a recording. Push and Close may be called from any goroutine.
type Track struct {
	writer    *Writer
	number    int
	codec     codec.Type
	extension string

	// Guarded by writer.mu.
	about   manifest.Track
	waiting []container.Sample // their times are from the recording's start
	written int64
	closed  bool

	// Of the writer's goroutine.
	muxer container.Muxer
	file  *os.File
	part  manifest.Part
}

// Push takes a frame with its time. It never waits: frames that the disk is too slow for are dropped from here to the next
// key frame. It reports whether the frame was taken.
func (t *Track) Push(f frame.Frame, at time.Time) bool {
	w := t.writer
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || t.closed {
		return false
	}
	if w.pending+int64(len(f.Data)) > w.cfg.Pending {
		t.about.Dropped++
		return false
	}
	w.pending += int64(len(f.Data))
	t.waiting = append(t.waiting, container.Sample{Frame: f, At: max(at.Sub(w.cfg.StartedAt), 0)})
	return true
}

// Close ends the track; what waits is still written. lost is how many of its packets never came.
func (t *Track) Close(lost uint64) {
	w := t.writer
	w.mu.Lock()
	defer w.mu.Unlock()
	t.closed = true
	t.about.Lost = lost
}
