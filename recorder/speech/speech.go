// Package speech has a speech service make subtitles of recordings. None is built in: an administrator names a program, or an
// address on the closed network. Jobs wait in the database until a recording's sound is there, are done one after the other in
// the background and tried again, and what comes of them is kept by package subtitles, marked as made by a machine.
package speech

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/recorder/library"
	"giaoban/recorder/programme"
	"giaoban/recorder/subtitles"
	"giaoban/recorder/webvtt"
	"giaoban/scheduler/directory"
)

// State is how a job stands.
type State string

// States.
const (
	Waiting State = "waiting"
	Making  State = "making"
	Ready   State = "ready"
	Failed  State = "failed"
)

// Phases of a job that is being made.
const (
	Sounding = "sound" // the file of sound is made
	Working  = "work"  // the service has it, or gets it
)

// Job is one language of a recording.
type Job struct {
	RecordingID string
	Language    string
	State       State
	Phase       string
	Progress    int    // percent, as far as the service tells
	Tries       int    // begun
	Reason      string // why the last try failed: a reason of a Failure, a word of package programme, or "kept"
	Detail      string
	Next        time.Time // of the next try
	AskedBy     string    // account; "" = by the configuration
	AskerName   string
	AskedAt     time.Time
	BegunAt     time.Time // of the try; zero = none yet
}

// Kept is the reason of a job that has left subtitles alone that somebody attached.
const Kept = "kept"

// Soundless is the reason of a job whose recording's sound could not be taken.
const Soundless = "sound"

// Deps are what a maker stands on. All must be set, except as noted.
type Deps struct {
	DB        *bun.DB
	Service   Service // nil = there is none: nothing can be asked for
	Languages []string
	Automatic bool // every recording is handed over when it has ended
	Timeout   time.Duration
	Tries     int
	Library   *library.Store
	Subtitles *subtitles.Service
	Builder   *programme.Builder
	DirOf     func(recordingID string) string
	Borrow    func(ctx context.Context, recordingID string) (giveBack func(), err error)
	Dir       string // where the sound is while the service has it; nothing else is in it
	Audit     *audit.Log
	Publish   func(events.Event)
	Now       func() time.Time
	Log       *slog.Logger
}

// Maker has subtitles made. It is safe for concurrent use.
type Maker struct {
	Deps
	wake    chan struct{}
	stop    context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	making string             // guarded by mu; the recording of the job that is done
	cancel context.CancelFunc // guarded by mu; of it
}

// New returns a maker. Start begins its work.
func New(deps Deps) *Maker {
	return &Maker{Deps: deps, wake: make(chan struct{}, 1), stop: func() {}}
}

// Offered reports whether there is a service.
func (m *Maker) Offered() bool { return m.Service != nil }

// Jobs returns the jobs of a recording, for who runs its meeting.
func (m *Maker) Jobs(ctx context.Context, by directory.By, recordingID string) ([]Job, error) {
	if _, err := m.Subtitles.Managed(ctx, by, recordingID); err != nil {
		return nil, err
	}
	return m.list(ctx, recordingID)
}

// Ask has subtitles made in a language that the service knows, in place of those there are: for who runs the meeting. Errors:
// fault.Conflict "speech.none" without a service, "speech.asked" when that is under way; fault.Invalid "subtitles.language".
func (m *Maker) Ask(ctx context.Context, by directory.By, recordingID, language string) error {
	e, err := m.Subtitles.Managed(ctx, by, recordingID)
	switch {
	case err != nil:
		return err
	case !m.Offered():
		return fault.New(fault.Conflict, "speech.none")
	case !slices.Contains(m.Languages, language):
		return fault.New(fault.Invalid, "subtitles.language")
	case e.Programme == library.NoProgramme || e.Programme == library.NotMade:
		return fault.New(fault.Conflict, "speech.no_sound")
	}
	now := m.Now().UTC()
	job := &Job{RecordingID: recordingID, Language: language, State: Waiting, Next: now, AskedBy: by.Actor.ID, AskerName: by.Name(), AskedAt: now}
	err = m.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := m.put(ctx, tx, job); err != nil {
			return err
		}
		return m.Audit.In(tx).Append(ctx, by.Actor, "recording.speech_asked", "recording:"+recordingID, map[string]string{"language": language})
	})
	if err != nil {
		return err
	}
	m.changed(e)
	m.Wake()
	return nil
}

// Forget forgets a job, also one that is being done: for who runs the meeting. What was made stays.
func (m *Maker) Forget(ctx context.Context, by directory.By, recordingID, language string) error {
	e, err := m.Subtitles.Managed(ctx, by, recordingID)
	if err != nil {
		return err
	}
	err = m.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := m.delete(ctx, tx, recordingID, language); err != nil {
			return err
		}
		return m.Audit.In(tx).Append(ctx, by.Actor, "recording.speech_ended", "recording:"+recordingID, map[string]string{"language": language})
	})
	if err != nil {
		return err
	}
	m.callOff(recordingID)
	m.changed(e)
	return nil
}

// Ended is told that a recording has ended: where that is configured, its sound is handed over when it is there.
func (m *Maker) Ended(recordingID string) {
	if !m.Offered() || !m.Automatic {
		return
	}
	now := m.Now().UTC()
	for _, language := range m.Languages {
		job := &Job{RecordingID: recordingID, Language: language, State: Waiting, Next: now, AskedAt: now}
		if err := m.add(context.Background(), job); err != nil {
			m.Log.Error("subtitles of a recording are not asked for", "recording", recordingID, "error", err)
		}
	}
}

// Wake tells that a job may wait, or that a recording's sound has come.
func (m *Maker) Wake() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// lookEvery is how often jobs are looked for whose next try has come.
const lookEvery = time.Minute

// Start begins to work in the background.
func (m *Maker) Start() {
	if !m.Offered() {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.stop = cancel
	m.running.Go(func() {
		// What a killed server has left: sound is nowhere but in the archive unless it is being worked on.
		if err := os.RemoveAll(m.Dir); err != nil {
			m.Log.Error("sound of recordings is left on the disk", "directory", m.Dir, "error", err)
		}
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		for {
			if err := m.Work(ctx); err != nil && ctx.Err() == nil {
				m.Log.Error("subtitles of recordings are not made", "error", err)
			}
			select {
			case <-m.wake:
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	})
}

// Close ends the work and waits for it. The job under way is begun anew at the next start.
func (m *Maker) Close() {
	m.stop()
	m.running.Wait()
}

// Work does all jobs whose time has come.
func (m *Maker) Work(ctx context.Context) error {
	for {
		next, err := m.next(ctx)
		if err != nil || next == nil {
			return err
		}
		if err := m.do(ctx, next); err != nil {
			return err
		}
	}
}

// pauses are before the second try and those after it; the last is of all further ones.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour}

// do tries a job once and notes what came of it.
func (m *Maker) do(ctx context.Context, job *Job) error {
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	m.mu.Lock()
	m.making, m.cancel = job.RecordingID, cancel
	m.mu.Unlock()
	defer m.callOff("")
	e, err := m.Library.Get(ctx, job.RecordingID)
	if err != nil {
		return err
	}
	note := func() error {
		there, err := m.save(context.WithoutCancel(ctx), job)
		if err == nil && !there {
			cancel() // it was forgotten meanwhile
		}
		m.changed(e)
		return err
	}
	job.State, job.Phase, job.Progress, job.BegunAt = Making, Sounding, 0, m.Now().UTC()
	job.Tries++
	if err := note(); err != nil {
		return err
	}
	err = m.try(work, job, e, note)
	switch {
	case err == nil:
		job.State, job.Phase, job.Progress, job.Detail = Ready, "", 100, ""
		return note()
	case ctx.Err() != nil: // the server stops: that was no try
		job.State, job.Phase, job.Tries = Waiting, "", job.Tries-1
		return errors.Join(note(), ctx.Err())
	case work.Err() != nil:
		return nil
	}
	failure := failureOf(err)
	m.Log.Warn("a speech service has made no subtitles", "recording", job.RecordingID, "language", job.Language, "try", job.Tries, "reason", failure.Reason, "error", err)
	job.Phase, job.Progress, job.Reason, job.Detail = "", 0, failure.Reason, failure.Detail
	job.State = Failed
	if !failure.Final && job.Tries < m.Tries {
		job.State, job.Next = Waiting, m.Now().UTC().Add(pauses[min(job.Tries-1, len(pauses)-1)])
	}
	return note()
}

// try hands the sound over and keeps what comes back.
func (m *Maker) try(ctx context.Context, job *Job, e *library.Entry, note func() error) error {
	job.Reason = ""
	if job.AskedBy == "" { // nobody has said that what somebody attached may go
		there, err := m.Subtitles.Of(ctx, e.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(there, func(one subtitles.Subtitles) bool { return one.Language == job.Language && !one.Machine }) {
			job.Reason = Kept
			return nil
		}
	}
	dir := filepath.Join(m.Dir, e.ID)
	defer os.RemoveAll(dir) //nolint:errcheck // the next start removes it
	sound := filepath.Join(dir, "sound.m4a")
	if err := m.sound(ctx, e, dir, sound); err != nil {
		return err
	}
	job.Phase = Working
	if err := note(); err != nil {
		return err
	}
	limited, cancel := context.WithTimeoutCause(ctx, m.Timeout, errSlow)
	defer cancel()
	last := m.Now()
	text, err := m.Service.Make(limited, sound, job.Language, func(percent int) {
		if percent <= job.Progress || m.Now().Sub(last) < 2*time.Second {
			return
		}
		last, job.Progress = m.Now(), percent
		if err := note(); err != nil {
			m.Log.Warn("the progress of subtitles was not noted", "recording", e.ID, "error", err)
		}
	})
	if err != nil {
		return err
	}
	by := directory.By{Actor: audit.Actor{ID: job.AskedBy, Name: job.AskerName}}
	_, err = m.Subtitles.AttachMade(ctx, by, e, job.Language, text)
	return err
}

func (m *Maker) sound(ctx context.Context, e *library.Entry, dir, out string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	giveBack, err := m.Borrow(ctx, e.ID)
	if err != nil {
		return err
	}
	defer giveBack()
	err = m.Builder.Cut(ctx, m.DirOf(e.ID), filepath.Join(dir, "work"), out, programme.Cut{To: e.Length.Milliseconds(), Sound: true}, nil)
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case errors.Is(err, programme.ErrNoFFmpeg):
		return &Failure{Reason: programme.NoFFmpeg, Final: true, Cause: err}
	case errors.Is(err, syscall.ENOSPC):
		return &Failure{Reason: programme.DiskFull, Cause: err}
	}
	return &Failure{Reason: Soundless, Cause: err}
}

// failureOf is why a try failed. What a service answers that cannot be kept is told with its line.
func failureOf(err error) *Failure {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	var wrong *webvtt.Error
	if errors.As(err, &wrong) {
		return &Failure{Reason: BadAnswer, Detail: brief(strconv.Itoa(wrong.Line) + ": " + wrong.Reason + " " + wrong.Arg), Cause: err}
	}
	if fault.Is(err, fault.Invalid) {
		return &Failure{Reason: BadAnswer, Detail: fault.Reason(err), Cause: err}
	}
	return &Failure{Reason: programme.Broken, Cause: err}
}

// callOff ends the work on a recording, if that is what is done; with "", it notes that nothing is done any more.
func (m *Maker) callOff(recordingID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if recordingID == "" {
		m.making = ""
	} else if m.making == recordingID {
		m.cancel()
	}
}

// ExpireIn forgets the jobs of a recording that is disposed of, and ends the one that is done.
func (m *Maker) ExpireIn(ctx context.Context, tx bun.IDB, recordingID string) error {
	m.callOff(recordingID)
	return m.expire(ctx, tx, recordingID)
}

func (m *Maker) changed(e *library.Entry) {
	m.Publish(events.Event{Topic: "meeting:" + e.MeetingID, Type: "recording.subtitles", ID: e.ID})
}
