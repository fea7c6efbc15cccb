package writer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"giaoban/recorder/container"
	"giaoban/recorder/manifest"
)

// JournalFile is the journal's name in the recording's directory. Once there is a manifest nobody needs it.
const JournalFile = "journal.jsonl"

// entry is one line of the journal: one of its fields is set.
type entry struct {
	Started *started      `json:"started,omitempty"`
	Resumed *resumed      `json:"resumed,omitempty"` // by another writer, after the one before was killed
	Part    *partEntry    `json:"part,omitempty"`
	Cut     *manifest.Cut `json:"cut,omitempty"`
	Gap     *manifest.Gap `json:"gap,omitempty"`
	Pausing *int64        `json:"pausing,omitempty"` // ms from the start: a gap begins that is not noted yet
	Beat    *int64        `json:"beat,omitempty"`    // ms from the start: the writer lives
	End     *ended        `json:"end,omitempty"`
}

type started struct {
	ID      string    `json:"id"`
	Meeting string    `json:"meeting,omitempty"`
	Room    string    `json:"room"`
	Title   string    `json:"title,omitempty"`
	At      time.Time `json:"at"`
}

type resumed struct {
	At int64 `json:"at"` // ms
}

type partEntry struct {
	Track int            `json:"track"` // number, from 1
	About manifest.Track `json:"about"`
	Part  manifest.Part  `json:"part"`
}

type ended struct {
	At     int64  `json:"at"` // ms
	Reason string `json:"reason"`
}

// journal is written by the writer's goroutine alone.
type journal struct{ file *os.File }

func createJournal(dir string, s *started) (*journal, error) {
	file, err := os.OpenFile(filepath.Join(dir, JournalFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o640) //nolint:gosec // as the tracks
	if err != nil {
		return nil, fmt.Errorf("writer: journal: %w", err)
	}
	j := &journal{file}
	if err := errors.Join(j.write(&entry{Started: s}), manifest.SyncDir(dir)); err != nil {
		file.Close()
		return nil, err
	}
	return j, nil
}

// reopen goes on with the journal of a recording. A line that was cut off in the middle is ended, so that the next is one of its own.
func reopen(dir string, at int64) (*journal, error) {
	file, err := os.OpenFile(filepath.Join(dir, JournalFile), os.O_RDWR|os.O_APPEND, 0) //nolint:gosec // of the recording
	if err != nil {
		return nil, fmt.Errorf("writer: journal: %w", err)
	}
	j := &journal{file}
	if err := errors.Join(endLine(file), j.write(&entry{Resumed: &resumed{at}})); err != nil {
		file.Close()
		return nil, err
	}
	return j, nil
}

func endLine(file *os.File) error {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := file.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = file.WriteString("\n")
	return err
}

func (j *journal) write(e *entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("writer: journal: %w", err)
	}
	return unix.Fdatasync(int(j.file.Fd()))
}

func (j *journal) part(track int, about *manifest.Track, part *manifest.Part) error {
	return j.write(&entry{Part: &partEntry{track, *about, *part}})
}

func (j *journal) beat(ms int64) error { return j.write(&entry{Beat: &ms}) }

func (j *journal) end(ms int64, reason string) error {
	return errors.Join(j.write(&entry{End: &ended{ms, reason}}), j.file.Close())
}

// Begun reports whether a directory holds a recording that was begun.
func Begun(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, JournalFile))
	return !errors.Is(err, fs.ErrNotExist)
}

// ErrNoJournal means that a directory holds no recording that was begun.
var ErrNoJournal = errors.New("writer: no recording was begun here")

// ErrEnded means that a recording was ended, and does not go on.
var ErrEnded = errors.New("writer: the recording has ended")

// Repair makes what a killed writer left in dir into a recording: half-written fragments are cut off, and the manifest says so. Of
// a writer that ended as it should it returns the same manifest as Close, but for what only the writer knew (frames
// dropped, tracks refused). Repairing twice does no more than once. The manifest has no digests and is not on the disk yet.
func Repair(dir string) (*manifest.Manifest, error) {
	told, err := repair(dir)
	if told == nil {
		return nil, err
	}
	return &told.Manifest, err
}

func repair(dir string) (*history, error) {
	data, err := os.ReadFile(filepath.Join(dir, JournalFile)) //nolint:gosec // of the recording
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrNoJournal, err)
	}
	if err != nil {
		return nil, err
	}
	told, err := readJournal(data)
	if err != nil {
		return nil, err
	}
	return told, repairTracks(dir, &told.Manifest)
}

// history is what a journal tells.
type history struct {
	manifest.Manifest
	numbers int    // the highest number of a track
	pausing *int64 // where a pause has begun whose end is not noted
}

// paused ends a pause whose end was not noted at the last moment that is known: the writer was killed in it, or right after.
func (h *history) paused(until int64) {
	if h.pausing != nil && until > *h.pausing {
		h.Gaps = append(h.Gaps, manifest.Gap{Start: *h.pausing, End: until, Reason: Paused})
	}
	h.pausing = nil
}

func readJournal(data []byte) (*history, error) {
	m := &history{Manifest: manifest.Manifest{Reason: Killed}}
	var beat int64
	index := map[int]int{} // by track's number
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var e entry
		if err := json.Unmarshal(scanner.Bytes(), &e); err != nil {
			continue // cut off in mid-line
		}
		switch {
		case e.Started != nil:
			m.ID, m.Meeting, m.Room, m.Title, m.StartedAt = e.Started.ID, e.Started.Meeting, e.Started.Room, e.Started.Title, e.Started.At
		case e.Resumed != nil:
			m.paused(beat)
			m.Gaps = append(m.Gaps, manifest.Gap{Start: beat, End: e.Resumed.At, Reason: m.Reason})
			beat, m.Reason = e.Resumed.At, Killed
		case e.Beat != nil:
			beat = *e.Beat
		case e.Cut != nil:
			m.Stage = append(m.Stage, *e.Cut)
		case e.Pausing != nil:
			m.pausing = e.Pausing
		case e.Gap != nil:
			m.pausing = nil
			m.Gaps = append(m.Gaps, *e.Gap)
		case e.End != nil:
			beat, m.Reason = e.End.At, e.End.Reason
		case e.Part != nil:
			m.numbers = max(m.numbers, e.Part.Track)
			at, known := index[e.Part.Track]
			if !known {
				at = len(m.Tracks)
				index[e.Part.Track] = at
				m.Tracks = append(m.Tracks, e.Part.About)
			}
			m.Tracks[at].Parts = append(m.Tracks[at].Parts, e.Part.Part)
		}
	}
	if m.StartedAt.IsZero() {
		return nil, ErrNoJournal
	}
	m.paused(beat)
	m.EndedAt = m.StartedAt.Add(time.Duration(beat) * time.Millisecond)
	return m, nil
}

func repairTracks(dir string, m *manifest.Manifest) error {
	var faults error
	for i := range m.Tracks {
		kept := m.Tracks[i].Parts[:0]
		for _, part := range m.Tracks[i].Parts {
			there, err := repairPart(dir, &part)
			faults = errors.Join(faults, err)
			if there {
				kept = append(kept, part)
			}
		}
		m.Tracks[i].Parts = kept
	}
	return faults
}

// repairPart cuts a file off behind its last whole fragment. A file with nothing whole in it is removed.
func repairPart(dir string, part *manifest.Part) (there bool, err error) {
	name := filepath.Join(dir, filepath.FromSlash(part.File))
	f, err := os.OpenFile(name, os.O_RDWR, 0) //nolint:gosec // of the recording
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	whole, length, err := container.Whole(f, info.Size(), name)
	if errors.Is(err, container.ErrDamaged) || err == nil && length < 0 {
		return false, os.Remove(name)
	}
	if err != nil {
		return false, err
	}
	part.Bytes, part.Length = whole, length.Milliseconds()
	if whole == info.Size() {
		return true, nil
	}
	part.Repaired = true
	return true, errors.Join(f.Truncate(whole), f.Sync())
}
