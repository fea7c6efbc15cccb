// Package studio records live meetings: the chair or the secretary starts, pauses and ends a recording, which goes on when
// they leave, and after a killed server where it was.
package studio

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/recorder"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/writer"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/sfu"
)

// Rooms are the rooms of the media plane.
type Rooms interface {
	// Present returns the identities of those whom others see in a room; nobody, for one that is not open.
	Present(room string) []string
	// OpenRoom returns the room of that name, made when it is not open.
	OpenRoom(ctx context.Context, name string) (*sfu.Room, error)
}

// Meetings knows the plan, whoever asks.
type Meetings interface {
	// Meeting returns a meeting; fault.NotFound when there is none.
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
}

// Floor knows how a live meeting stands.
type Floor interface {
	// Leads refuses those who do not lead a live meeting: fault.NotFound for who has no place in it, fault.Forbidden for others.
	Leads(ctx context.Context, by directory.By, meetingID string) error
	// OnStage returns the identity that is large at every site, "" = whoever speaks, and what is closed when that may change.
	OnStage(ctx context.Context, meetingID string) (identity string, changed <-chan struct{}, err error)
}

// Publisher tells pages.
type Publisher interface{ Publish(event events.Event) }

// Deps are what a studio stands on. All must be set, except as noted.
type Deps struct {
	Store    *library.Store
	Rooms    Rooms
	Meetings Meetings
	Floor    Floor
	Audit    *audit.Log
	Events   Publisher
	// Dir holds a directory for each recording, named after its id.
	Dir string
	Key ed25519.PrivateKey // signs manifests
	// Reserve is how many bytes of the disk recordings leave free; 0: writer.DefaultReserve.
	Reserve int64
	// Free returns the bytes that the disk has left; nil: of Dir's file system.
	Free func() (int64, error)
	// Ready is called with the id of a recording whose files are complete; nil: nobody waits for them.
	Ready func(recordingID string)
	Now   func() time.Time
	Log   *slog.Logger
}

// Studio runs recordings. It is safe for concurrent use.
type Studio struct {
	Deps
	ctx  context.Context
	stop context.CancelFunc

	mu      sync.Mutex
	running map[string]*session // by recording; guarded by mu
	closed  bool                // guarded by mu
	waiting bool                // guarded by mu; recordings have no recorder
	opening map[string]bool     // by meeting; guarded by mu: those that are being opened and are to be recorded
	wake    chan struct{}
	// look is held while recorders are put into rooms, so that none gets two. It is taken before mu, which is never held while a
	// room is asked: rooms tell of who enters, and wait for the answer.
	look sync.Mutex
	work sync.WaitGroup
}

// session is a recording that runs, and what ends it.
type session struct {
	recording *recorder.Recording
	end       chan struct{} // closed when somebody ends it
	ended     sync.Once
	acting    sync.Mutex  // held while its row and its recorder are paused or resumed together
	full      chan string // the reason for which the writer ended by itself
	done      chan struct{}
}

func (s *session) finish() { s.ended.Do(func() { close(s.end) }) }

// New returns a studio. Begin takes up what an earlier one left.
func New(deps Deps) *Studio {
	ctx, cancel := context.WithCancel(context.Background())
	return &Studio{Deps: deps, ctx: ctx, stop: cancel, running: map[string]*session{}, opening: map[string]bool{}, wake: make(chan struct{}, 1)}
}

// every is how often recordings without a recorder are looked at, besides when somebody enters a room.
const every = 10 * time.Second

// Begin takes up, now and from then on, recordings that have no recorder: see Look.
func (s *Studio) Begin() {
	s.work.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			if err := s.Look(s.ctx); err != nil && s.ctx.Err() == nil {
				s.Log.Error("recordings that had begun were not taken up", "error", err)
			}
			for wait := true; wait; {
				select {
				case <-ticker.C:
					wait = !s.waits()
				case <-s.wake:
					wait = false
				case <-s.ctx.Done():
					return
				}
			}
		}
	})
}

// RoomChanged is called when somebody has entered a room.
func (s *Studio) RoomChanged(_, joined string) {
	if joined == "" || strings.HasPrefix(joined, recorder.IdentityPrefix) {
		return
	}
	if s.waits() {
		s.lookSoon()
	}
}

func (s *Studio) lookSoon() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// wait notes whether recordings have no recorder.
func (s *Studio) wait(waiting bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = waiting
}

func (s *Studio) waits() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting
}

// Look takes up the recordings that were begun and have no recorder, as after the server was stopped or killed, or everybody
// had left: when the meeting goes on and somebody is in its room they are gone on with, when it is over they are repaired
// and ended.
func (s *Studio) Look(ctx context.Context) error {
	s.look.Lock()
	defer s.look.Unlock()
	s.wait(false) // before the rows are read: who is suspended meanwhile says so again
	begun, err := s.Store.InState(ctx, library.Recording, library.Paused, library.Finishing)
	if err != nil {
		s.wait(true)
		return err
	}
	for i := range begun {
		if s.live(begun[i].ID) == nil && s.takeUp(ctx, &begun[i]) {
			s.wait(true)
		}
	}
	return nil
}

// Close suspends the recordings that run, for the next server to go on with, and waits for them.
func (s *Studio) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.work.Wait()
}

// Start begins to record a live meeting. Errors: those of Floor.Leads; fault.Forbidden "recording.not_allowed" by the
// meeting's rules; fault.Conflict "recording.not_live" and "recording.running"; fault.Unavailable "recording.disk_full".
func (s *Studio) Start(ctx context.Context, by directory.By, meetingID string, cameras recorder.Cameras) (*library.Entry, error) {
	if err := s.Floor.Leads(ctx, by, meetingID); err != nil {
		return nil, err
	}
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), meetingID)
	switch {
	case err != nil:
		return nil, err
	case !m.Policies.Recording:
		return nil, fault.New(fault.Forbidden, "recording.not_allowed")
	case m.State != plan.StateLive && m.State != plan.StatePaused:
		return nil, fault.New(fault.Conflict, "recording.not_live")
	}
	e := s.entry(m, cameras)
	e.StartedBy, e.StarterName = by.Actor.ID, by.Name()
	s.look.Lock()
	defer s.look.Unlock()
	if err := s.Store.Add(ctx, s.Store.DB(), e); err != nil {
		return nil, err
	}
	if err := s.Audit.Append(ctx, by.Actor, "recording.start", subject(e), map[string]string{"cameras": string(cameras)}); err != nil {
		return nil, errors.Join(err, s.fail(e.ID, notStarted))
	}
	if err := s.run(ctx, e, m.Room(), false); err != nil {
		s.Log.ErrorContext(ctx, "a recording was not started", "recording", e.ID, "error", err)
		if failed := s.fail(e.ID, notStarted); failed != nil {
			return nil, failed
		}
		if errors.Is(err, writer.ErrDiskFull) {
			return nil, fault.Wrap(fault.Unavailable, "recording.disk_full", err)
		}
		return nil, fault.Wrap(fault.Unavailable, "recording.not_started", err)
	}
	s.changed(e)
	return s.Store.Get(ctx, e.ID)
}

// entry is a recording of a meeting that begins now.
func (s *Studio) entry(m *plan.Meeting, cameras recorder.Cameras) *library.Entry {
	return &library.Entry{
		ID: id.New(library.Prefix), MeetingID: m.ID, Title: m.Title, State: library.Recording, Cameras: cameras, Audience: library.Host,
		StartedAt: s.Now().UTC(), Programme: library.NoProgramme,
	}
}

// run puts a recorder into the room and follows it. look is held.
func (s *Studio) run(ctx context.Context, e *library.Entry, room string, goOn bool) error {
	open, err := s.Rooms.OpenRoom(ctx, room)
	if err != nil {
		return err
	}
	live := &session{end: make(chan struct{}), full: make(chan string, 1), done: make(chan struct{})}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errors.New("studio: closed")
	}
	s.work.Add(1) // Close waits for it
	s.mu.Unlock()
	// The recording lives longer than the request that starts it.
	live.recording, err = recorder.Start(context.WithoutCancel(ctx), open, recorder.Config{
		Writer: writer.Config{
			Dir: s.DirOf(e.ID), ID: e.ID, Meeting: e.MeetingID, Title: e.Title, StartedAt: e.StartedAt, Free: s.Free, Reserve: s.Reserve, Now: s.Now,
			Ended: func(reason string) { live.full <- reason },
		},
		Cameras: e.Cameras, Continue: goOn, Key: s.Key, Logger: s.Log,
	})
	if err != nil {
		s.work.Done()
		return err
	}
	if e.State == library.Paused {
		live.recording.Pause()
	}
	s.mu.Lock()
	s.running[e.ID] = live
	s.mu.Unlock()
	go func() {
		defer s.work.Done()
		s.follow(e, live)
	}()
	return nil
}

// follow keeps the recorder looking where the meeting looks until the recording is over.
func (s *Studio) follow(e *library.Entry, live *session) {
	defer close(live.done)
	for {
		identity, changed, err := s.Floor.OnStage(s.ctx, e.MeetingID)
		if err != nil && s.ctx.Err() == nil {
			s.Log.Error("a recording does not know who is on the stage", "recording", e.ID, "error", err)
		}
		if err == nil {
			live.recording.Spotlight(identity)
		}
		select {
		case <-changed:
			continue
		case <-live.end:
		case reason := <-live.full:
			s.Log.Error("a recording ended by itself", "recording", e.ID, "reason", reason)
		case <-live.recording.Gone():
			if s.goesOn(e) {
				s.suspend(e, live)
				return
			}
		case <-s.ctx.Done():
			s.suspend(e, live)
			return
		}
		break
	}
	s.close(e, live)
}

// goesOn reports whether the meeting of a recording is not over, though its room has closed: everybody has left, or the
// server stops.
func (s *Studio) goesOn(e *library.Entry) bool {
	m, err := s.Meetings.Meeting(s.ctx, s.Store.DB(), e.MeetingID)
	return err != nil || m.State == plan.StateLive || m.State == plan.StatePaused
}

// suspend leaves a recording for Look to go on with.
func (s *Studio) suspend(e *library.Entry, live *session) {
	ctx, cancel := context.WithTimeout(context.Background(), suspending)
	defer cancel()
	if err := live.recording.Suspend(ctx); err != nil {
		s.Log.Error("a recording was not suspended in order; it is repaired when it goes on", "recording", e.ID, "error", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, e.ID)
	s.waiting = true
}

// suspending bounds how long the last second of a recording takes when the server stops.
const suspending = 10 * time.Second

// close ends a recording, with its manifest.
func (s *Studio) close(e *library.Entry, live *session) {
	ctx, cancel := context.WithTimeout(context.Background(), finishing)
	defer cancel()
	if _, err := s.Store.Change(ctx, e.ID, func(_ context.Context, _ bun.Tx, e *library.Entry) error {
		e.State = library.Finishing
		return nil
	}); err != nil {
		s.Log.Error("the end of a recording was not noted", "recording", e.ID, "error", err)
	}
	s.changed(e)
	stats := live.recording.Stats()
	m, err := live.recording.Stop(ctx)
	s.mu.Lock()
	delete(s.running, e.ID)
	s.mu.Unlock()
	if err != nil {
		s.wait(true)
		s.Log.Error("a recording was not finished; it is repaired", "recording", e.ID, "error", err)
		return
	}
	if err := s.done(ctx, e.ID, m, stats.Dropped); err != nil {
		s.wait(true)
		s.Log.Error("the end of a recording was not noted; it is repaired", "recording", e.ID, "error", err)
	}
}

// finishing bounds how long the manifest of a recording takes: a day of 200 sites is read once for its digests.
const finishing = 30 * time.Minute

// done notes what a recording has become.
func (s *Studio) done(ctx context.Context, recordingID string, m *manifest.Manifest, dropped uint64) error {
	e, err := s.Store.Change(ctx, recordingID, func(_ context.Context, _ bun.Tx, e *library.Entry) error {
		e.State, e.EndedAt, e.Reason, e.Length, e.Dropped = library.Ready, m.EndedAt, m.Reason, m.EndedAt.Sub(m.StartedAt), dropped
		e.Bytes, e.Tracks, e.Gaps = 0, 0, len(m.Gaps)
		for i := range m.Tracks {
			if len(m.Tracks[i].Parts) > 0 {
				e.Tracks++
			}
			for _, part := range m.Tracks[i].Parts {
				e.Bytes += part.Bytes
			}
		}
		if e.Tracks > 0 {
			e.Programme = library.Waiting
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.changed(e)
	if s.Ready != nil && e.Programme == library.Waiting {
		s.Ready(e.ID)
	}
	return nil
}

func (s *Studio) fail(recordingID, reason string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), time.Minute)
	defer cancel()
	e, err := s.Store.Change(ctx, recordingID, func(_ context.Context, _ bun.Tx, e *library.Entry) error {
		e.State, e.Reason, e.EndedAt = library.Failed, reason, s.Now().UTC()
		return nil
	})
	if err == nil {
		s.changed(e)
	}
	return err
}

// takeUp goes on with a recording, or ends it, or leaves it to wait for its room.
func (s *Studio) takeUp(ctx context.Context, e *library.Entry) (waits bool) {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), e.MeetingID)
	if err != nil {
		s.Log.Error("a recording is not gone on with", "recording", e.ID, "error", err)
		return true
	}
	if e.State.Runs() && (m.State == plan.StateLive || m.State == plan.StatePaused) {
		if len(s.Rooms.Present(m.Room())) == 0 {
			return true
		}
		if err = s.resume(ctx, e, m.Room()); err == nil {
			s.changed(e)
			return false
		}
		s.Log.Error("a recording is not gone on with", "recording", e.ID, "error", err)
	}
	if !writer.Begun(s.DirOf(e.ID)) {
		reason := notStarted
		if errors.Is(err, writer.ErrDiskFull) {
			reason = writer.DiskFull
		}
		if err := s.fail(e.ID, reason); err != nil {
			s.Log.Error("that a recording did not begin was not noted", "recording", e.ID, "error", err)
			return true
		}
		return false
	}
	if err := s.repair(ctx, e.ID); err != nil {
		s.Log.Error("a recording was not repaired", "recording", e.ID, "error", err)
		return true
	}
	return false
}

// repair ends a recording that has no recorder.
func (s *Studio) repair(ctx context.Context, recordingID string) error {
	dir := s.DirOf(recordingID)
	m, err := writer.Repair(dir)
	if errors.Is(err, writer.ErrNoJournal) {
		return s.fail(recordingID, writer.Killed)
	}
	if err == nil {
		err = errors.Join(m.Digest(dir), m.Write(dir, s.Key))
	}
	if err != nil {
		return err
	}
	return s.done(ctx, recordingID, m, 0)
}

// DirOf is the directory of a recording's files.
func (s *Studio) DirOf(recordingID string) string { return filepath.Join(s.Dir, recordingID) }

func (s *Studio) changed(e *library.Entry) {
	s.Events.Publish(events.Event{Topic: "meeting:" + e.MeetingID, Type: "recording.changed", ID: e.ID})
}

func subject(e *library.Entry) string { return "recording:" + e.ID }
