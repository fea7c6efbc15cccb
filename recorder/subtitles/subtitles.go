// Package subtitles keeps what was said in a recording as text: one WebVTT file a language, attached by who runs the meeting or
// made by a speech service. The files are kept in the recording's archive, sealed as all others, and go with it.
//
// Their times are on the recording's clock: from its start, through pauses and gaps, as those of chapters and marks are. The
// programme and its sound have that clock too, so that a transcript made of either fits. A player passes gaps, and with them
// the subtitles that lie in one; a jump to such a subtitle lands behind the gap.
package subtitles

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"path"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/webvtt"
	"giaoban/scheduler/directory"
)

// MaxLanguages is how many languages a recording has at once.
const MaxLanguages = 12

// late is how far behind the recording's end a subtitle may begin: clocks of tools differ by a little.
const late = 2 * time.Second

// Subtitles are those of a recording in one language.
type Subtitles struct {
	RecordingID string
	Language    string // BCP 47
	File        string // in the archive
	Bytes       int64
	SHA256      string
	Cues        int
	Machine     bool // made by a speech service, and not looked through by anybody
	By          string
	ByName      string
	At          time.Time
}

// Recordings knows who may do what with recordings.
type Recordings interface {
	Watch(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error)
	Manages(ctx context.Context, by directory.By, e *library.Entry) (bool, error)
}

// Archive keeps the files.
type Archive interface {
	Attach(ctx context.Context, recordingID, name string, data []byte) error
	Detach(ctx context.Context, recordingID, name string) error
	Attached(ctx context.Context, recordingID string) ([]string, error)
	Open(ctx context.Context, recordingID, name string) (*archive.File, error)
}

// Deps are what the service stands on. All must be set.
type Deps struct {
	DB         *bun.DB
	Recordings Recordings
	Archive    Archive
	Audit      *audit.Log
	Publish    func(events.Event)
	Attached   func() // called when there is a file that moves into the store
	Now        func() time.Time
	Log        *slog.Logger
}

// Service keeps subtitles. It is safe for concurrent use.
type Service struct {
	Deps
	changing sync.Mutex // held while files and rows are changed: what has no row is nobody's then
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// New returns a service. Start begins its work in the background.
func New(deps Deps) *Service { return &Service{Deps: deps, stop: func() {}} }

// sweepEvery is how often files are looked for that could not be removed.
const sweepEvery = time.Hour

// Start begins to sweep in the background.
func (s *Service) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.running.Go(func() {
		ticker := time.NewTicker(sweepEvery)
		defer ticker.Stop()
		for {
			if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("files of old subtitles are not looked for", "error", err)
			}
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	})
}

// Close ends the work and waits for it.
func (s *Service) Close() {
	s.stop()
	s.running.Wait()
}

// List returns the subtitles of a recording, by language, for who may watch it.
func (s *Service) List(ctx context.Context, by directory.By, recordingID string) ([]Subtitles, error) {
	if _, err := s.Recordings.Watch(ctx, by, recordingID); err != nil {
		return nil, err
	}
	return s.Of(ctx, recordingID)
}

// Managed returns a recording that is over, for who runs its meeting: fault.NotFound for who may not watch it either,
// fault.Conflict "recording.not_ready" while it is not over.
func (s *Service) Managed(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error) {
	e, err := s.Recordings.Watch(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	may, err := s.Recordings.Manages(ctx, by, e)
	switch {
	case err != nil:
		return nil, err
	case !may:
		return nil, fault.New(fault.Forbidden, "")
	case e.State == library.Disposed:
		return nil, fault.New(fault.Conflict, "recording.disposed")
	case e.State != library.Ready:
		return nil, fault.New(fault.Conflict, "recording.not_ready")
	}
	return e, nil
}

// Attach keeps a file as the subtitles in a language, in place of those there are: for who runs the meeting. Errors:
// fault.Invalid "subtitles.…" with the line, see Check; fault.TooLarge "subtitles.languages"; fault.Conflict "recording.held" when
// there are such, under legal hold.
func (s *Service) Attach(ctx context.Context, by directory.By, recordingID, language string, data []byte) (*Subtitles, error) {
	e, err := s.Managed(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	return s.keep(ctx, by, e, language, data, false)
}

// AttachMade keeps what a speech service has made, marked as such in the file too. by is the service's, in whose name nobody may
// be refused.
func (s *Service) AttachMade(ctx context.Context, by directory.By, e *library.Entry, language string, data []byte) (*Subtitles, error) {
	if _, err := Check(data, e.Length); err != nil {
		return nil, err
	}
	return s.keep(ctx, by, e, language, webvtt.Annotate(data, machineMade), true)
}

// machineMade is told in files that nobody has looked through.
const machineMade = "Phụ đề do máy tạo, chưa được đối chiếu với lời nói.\nMachine-made subtitles, not checked against what was said."

var languages = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)

// Known refuses what names no language (BCP 47).
func Known(language string) error {
	if !languages.MatchString(language) {
		return fault.New(fault.Invalid, "subtitles.language")
	}
	return nil
}

func (s *Service) keep(ctx context.Context, by directory.By, e *library.Entry, language string, data []byte, machine bool) (*Subtitles, error) {
	if err := Known(language); err != nil {
		return nil, err
	}
	cues, err := Check(data, e.Length)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	made := &Subtitles{
		RecordingID: e.ID, Language: language, File: path.Join(archive.AttachedDir, language+id.New("-")+".vtt"), Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
		Cues: len(cues), Machine: machine, By: by.Actor.ID, ByName: by.Name(), At: s.Now().UTC(),
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.Archive.Attach(ctx, e.ID, made.File, data); err != nil {
		return nil, err
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		replaced, err := s.put(ctx, tx, made)
		if err != nil {
			return err
		}
		action := "recording.subtitles_attached"
		if replaced {
			action = "recording.subtitles_replaced"
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, action, "recording:"+e.ID, made.told())
	})
	s.sweep(context.WithoutCancel(ctx), e.ID)
	if err != nil {
		return nil, err
	}
	s.changed(e)
	s.Attached()
	return made, nil
}

func (m *Subtitles) told() map[string]any {
	return map[string]any{"language": m.Language, "sha256": m.SHA256, "cues": m.Cues, "machine": m.Machine}
}

// Remove removes the subtitles in a language: for who runs the meeting, fault.Conflict "recording.held" under legal hold.
func (s *Service) Remove(ctx context.Context, by directory.By, recordingID, language string) error {
	e, err := s.Managed(ctx, by, recordingID)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		removed, err := s.take(ctx, tx, recordingID, language)
		if err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "recording.subtitles_removed", "recording:"+recordingID, removed.told())
	})
	if err != nil {
		return err
	}
	s.sweep(context.WithoutCancel(ctx), recordingID)
	s.changed(e)
	return nil
}

// sweep removes the files of a recording that are no subtitles' any more. What cannot be removed now, because the store does not
// answer, stays sealed and is removed by the next sweep. changing is held.
func (s *Service) sweep(ctx context.Context, recordingID string) {
	err := func() error {
		names, err := s.Archive.Attached(ctx, recordingID)
		if err != nil {
			return err
		}
		kept, err := s.Of(ctx, recordingID)
		if err != nil {
			return err
		}
		for _, name := range names {
			if slices.ContainsFunc(kept, func(one Subtitles) bool { return one.File == name }) {
				continue
			}
			if err := s.Archive.Detach(ctx, recordingID, name); err != nil {
				return err
			}
		}
		return nil
	}()
	if err != nil {
		s.Log.ErrorContext(ctx, "a file of old subtitles is still in the archive; it is tried again within the hour", "recording", recordingID, "error", err)
	}
}

// Sweep removes the files that earlier sweeps have left.
func (s *Service) Sweep(ctx context.Context) error {
	left, err := s.orphans(ctx)
	for _, recordingID := range left {
		s.changing.Lock()
		s.sweep(ctx, recordingID)
		s.changing.Unlock()
	}
	return err
}

// Open opens the file in a language, for who may watch the recording.
func (s *Service) Open(ctx context.Context, by directory.By, recordingID, language string) (*Subtitles, *archive.File, error) {
	if _, err := s.Recordings.Watch(ctx, by, recordingID); err != nil {
		return nil, nil, err
	}
	made, err := s.get(ctx, recordingID, language)
	if err != nil {
		return nil, nil, err
	}
	file, err := s.Archive.Open(ctx, recordingID, made.File)
	return made, file, err
}

// Cues returns what is said when in a language, for who may watch the recording.
func (s *Service) Cues(ctx context.Context, by directory.By, recordingID, language string) (*Subtitles, []webvtt.Cue, error) {
	made, file, err := s.Open(ctx, by, recordingID, language)
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, webvtt.MaxBytes+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, nil, fault.Wrap(fault.Unavailable, "recording.damaged", err)
	}
	cues, err := webvtt.Parse(data)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Unavailable, "recording.damaged", err)
	}
	return made, cues, nil
}

// Check reads a file of a recording of a length. What is wrong is fault.Invalid "subtitles." and a reason of package webvtt, or
// "subtitles.late" when a subtitle begins behind the recording's end; its first argument is the line.
func Check(data []byte, length time.Duration) ([]webvtt.Cue, error) {
	cues, err := webvtt.Parse(data)
	var wrong *webvtt.Error
	if errors.As(err, &wrong) {
		args := []any{wrong.Line}
		if wrong.Arg != "" {
			args = append(args, wrong.Arg)
		}
		return nil, &fault.Error{Code: fault.Invalid, Reason: "subtitles." + wrong.Reason, Args: args, Cause: err}
	}
	if err != nil {
		return nil, err
	}
	if last := &cues[len(cues)-1]; last.From > (length + late).Milliseconds() {
		return nil, fault.New(fault.Invalid, "subtitles.late", last.Line)
	}
	return cues, nil
}

func (s *Service) changed(e *library.Entry) {
	s.Publish(events.Event{Topic: "meeting:" + e.MeetingID, Type: "recording.subtitles", ID: e.ID})
}
