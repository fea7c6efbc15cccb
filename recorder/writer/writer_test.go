package writer_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/gob"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"giaoban/recorder/frame"
	"giaoban/recorder/manifest"
	"giaoban/recorder/recordertest"
	"giaoban/recorder/writer"
	"giaoban/sfu/codec"
)

var start = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

const childDir = "GIAOBAN_TEST_WRITER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := writeForEver(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

var codecs = []codec.Type{codec.VP8, codec.H264, codec.Opus}

// writeForEver is the child that gets killed: it writes the frames of each codec, ten a fragment, without an end, and tells after each
// fragment how many frames of each track are on the disk.
func writeForEver(dir string) error {
	all := map[codec.Type][]timed{}
	f, err := os.Open(filepath.Join(filepath.Dir(dir), "frames.gob"))
	if err != nil {
		return err
	}
	if err := gob.NewDecoder(f).Decode(&all); err != nil {
		return err
	}
	ticks := make(chan time.Time)
	w, err := writer.Open(writer.Config{Dir: dir, ID: "RC_1", StartedAt: start, Ticks: ticks, Free: plenty})
	if err != nil {
		return err
	}
	tracks := map[codec.Type]*writer.Track{}
	for _, c := range codecs {
		if tracks[c], err = w.Track(manifest.Track{SID: c.Mime(), Identity: "anh", Kind: "video"}, c); err != nil {
			return err
		}
	}
	const perFragment = 10
	for n := 0; ; n += perFragment {
		for _, c := range codecs {
			for i := n; i < n+perFragment; i++ {
				frames := all[c]
				round, at := i/len(frames), frames[i%len(frames)]
				tracks[c].Push(at.Frame, start.Add(at.At+time.Duration(round)*length))
			}
		}
		ticks <- start // taken once the fragment before is written
		fmt.Println(n)
	}
}

const length = 4 * time.Second

type timed struct {
	Frame frame.Frame
	At    time.Duration
}

func plenty() (int64, error) { return 1 << 40, nil }

func framesOf(t *testing.T, c codec.Type) []timed {
	t.Helper()
	media := recordertest.Make(t, c, int(length/time.Second))
	assembler, err := frame.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var frames []timed
	for i := range media.Packets {
		p := &media.Packets[i]
		assembler.Push(&p.Header, p.Payload, start, func(f frame.Frame) { frames = append(frames, timed{f, p.At}) })
	}
	return frames
}

// A hundred times killed at a random moment: what was said to be on the disk is there, plays, and can be signed for.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	all := map[codec.Type][]timed{}
	for _, c := range codecs {
		all[c] = framesOf(t, c)
	}
	f, err := os.Create(filepath.Join(dir, "frames.gob"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(gob.NewEncoder(f).Encode(all), f.Close()); err != nil {
		t.Fatal(err)
	}
	repaired := 0
	for i := range 100 {
		repaired += killOnce(t, filepath.Join(dir, "rec"+strconv.Itoa(i)), i%10 == 0)
	}
	t.Logf("%d files were cut off in mid-fragment", repaired)
}

func killOnce(t *testing.T, dir string, play bool) (repaired int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the child wrote nothing")
	}
	written, _ := strconv.Atoi(lines.Text())
	timer := time.AfterFunc(time.Duration(rand.IntN(40_000))*time.Microsecond, func() { _ = child.Process.Kill() })
	defer timer.Stop()
	for lines.Scan() {
		if n, err := strconv.Atoi(strings.TrimSpace(lines.Text())); err == nil {
			written = n
		}
	}
	_ = child.Wait() // killed
	m, err := writer.Repair(dir)
	if err != nil {
		t.Fatal(err)
	}
	if m.Reason != writer.Killed || written > 0 && len(m.Tracks) != len(codecs) {
		t.Fatalf("%+v", m)
	}
	for i := range m.Tracks {
		for _, part := range m.Tracks[i].Parts {
			if part.Repaired {
				repaired++
			}
			if !play && !part.Repaired {
				continue
			}
			name := filepath.Join(dir, part.File)
			if times := recordertest.Times(t, name); len(times) < written {
				t.Errorf("%s has %d frames of the %d that were written", part.File, len(times), written)
			}
			recordertest.FFmpeg(t, "-xerror", "-i", name, "-f", "null", "-")
		}
	}
	checkSigned(t, dir, m)
	again, err := writer.Repair(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range again.Tracks {
		for _, part := range again.Tracks[i].Parts {
			if part.Repaired {
				t.Errorf("%s is repaired a second time", part.File)
			}
		}
	}
	return repaired
}

func checkSigned(t *testing.T, dir string, m *manifest.Manifest) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(m.Digest(dir), m.Write(dir, key)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := manifest.Verify(dir, []ed25519.PublicKey{public}); err != nil {
		t.Error(err)
	}
}

// open begins a recording whose seconds are the caller's.
func open(t *testing.T, change func(*writer.Config)) (*writer.Writer, chan time.Time, string) {
	t.Helper()
	dir, ticks := filepath.Join(t.TempDir(), "rec"), make(chan time.Time)
	cfg := writer.Config{Dir: dir, ID: "RC_1", StartedAt: start, Now: func() time.Time { return start.Add(time.Minute) }, Ticks: ticks, Free: plenty}
	if change != nil {
		change(&cfg)
	}
	w, err := writer.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return w, ticks, dir
}

func newTrack(t *testing.T, w *writer.Writer, c codec.Type) *writer.Track {
	t.Helper()
	track, err := w.Track(manifest.Track{SID: "TR_1", Identity: "anh"}, c)
	if err != nil {
		t.Fatal(err)
	}
	return track
}

func sound(n int) (frame.Frame, time.Time) {
	return frame.Frame{Key: true, Data: make([]byte, 100)}, start.Add(time.Duration(n) * 20 * time.Millisecond)
}

func TestADiskThatIsTooSlowLosesFramesAlone(t *testing.T) {
	w, ticks, dir := open(t, func(c *writer.Config) { c.Pending = 1000 })
	track := newTrack(t, w, codec.Opus)
	taken := 0
	for i := range 30 {
		if f, at := sound(i); track.Push(f, at) {
			taken++
		}
	}
	if s := w.Stats(); taken != 10 || s.Dropped != 20 || s.Pending != 1000 {
		t.Errorf("%d taken, %+v", taken, s)
	}
	ticks <- start
	ticks <- start
	if f, at := sound(30); !track.Push(f, at) {
		t.Error("nothing is taken after the disk has caught up")
	}
	m, err := w.Close(t.Context(), writer.Stopped)
	if err != nil {
		t.Fatal(err)
	}
	if m.Tracks[0].Dropped != 20 || len(recordertest.Times(t, filepath.Join(dir, m.Tracks[0].Parts[0].File))) != 11 {
		t.Errorf("%+v", m.Tracks[0])
	}
}

func TestTheDiskFillsUp(t *testing.T) {
	var left atomic.Int64
	left.Store(1 << 40)
	ended := make(chan string, 1)
	w, ticks, dir := open(t, func(c *writer.Config) {
		c.Free = func() (int64, error) { return left.Load(), nil }
		c.Ended = func(reason string) { ended <- reason }
	})
	track := newTrack(t, w, codec.Opus)
	f, at := sound(0)
	track.Push(f, at)
	ticks <- start
	ticks <- start
	left.Store(1 << 20)
	var reason string
	select { // the tick before may see it already
	case ticks <- start:
		reason = <-ended
	case reason = <-ended:
	}
	if reason != writer.DiskFull {
		t.Errorf("ended: %s", reason)
	}
	m, err := w.Close(t.Context(), writer.Stopped)
	if err != nil || m.Reason != writer.DiskFull {
		t.Fatalf("%+v, %v", m, err)
	}
	if f, at := sound(1); track.Push(f, at) {
		t.Error("a frame is taken after the end")
	}
	checkSigned(t, dir, m)
}

func TestTheDiskIsReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		blocked := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := writer.Open(writer.Config{Dir: filepath.Join(blocked, "rec"), StartedAt: start, Free: plenty}); !errors.Is(err, syscall.ENOTDIR) {
			t.Errorf("error %v", err)
		}
		return
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Open(writer.Config{Dir: filepath.Join(dir, "rec"), StartedAt: start, Free: plenty}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("error %v", err)
	}
}

func TestAChangeOfParametersMakesANewFile(t *testing.T) {
	w, ticks, dir := open(t, nil)
	track := newTrack(t, w, codec.H264)
	small := framesOf(t, codec.H264)
	for _, f := range small {
		track.Push(f.Frame, start.Add(f.At))
	}
	ticks <- start
	// Another picture size has other parameter sets: here the same with a byte that tells another level.
	for i, f := range small {
		other := f.Frame
		other.Data = append([]byte(nil), f.Frame.Data...)
		if i == 0 {
			for at := range len(other.Data) - 8 {
				if other.Data[at] == 0x67 {
					other.Data[at+3]++
					break
				}
			}
		}
		track.Push(other, start.Add(length+f.At))
	}
	m, err := w.Close(t.Context(), writer.Stopped)
	if err != nil {
		t.Fatal(err)
	}
	if parts := m.Tracks[0].Parts; len(parts) < 2 || parts[1].Start < 3900 {
		t.Errorf("%+v", parts)
	}
	checkSigned(t, dir, m)
}

// A meeting of twelve hours, of which a second is heard and seen each half hour: times hold to the end, through pauses longer than any
// counter of a fragment.
func TestTwelveHours(t *testing.T) {
	const apart, times = 30 * time.Minute, 25
	w, ticks, dir := open(t, func(c *writer.Config) { c.Now = func() time.Time { return start.Add(apart*(times-1) + time.Second) } })
	voice, picture := newTrack(t, w, codec.Opus), newTrack(t, w, codec.VP8)
	var second []timed
	for _, f := range framesOf(t, codec.VP8) {
		if f.At < time.Second {
			second = append(second, f)
		}
	}
	const sounds = 50
	for n := range times {
		begin := time.Duration(n) * apart
		for i := range sounds {
			f, at := sound(i)
			voice.Push(f, at.Add(begin))
		}
		for _, f := range second {
			picture.Push(f.Frame, start.Add(begin+f.At))
		}
		ticks <- start
		waitTaken(t, w) // each second is a fragment of its own
	}
	m, err := w.Close(t.Context(), writer.Stopped)
	if err != nil {
		t.Fatal(err)
	}
	checkSigned(t, dir, m)
	if want := start.Add(apart*(times-1) + time.Second); !m.EndedAt.Equal(want) {
		t.Errorf("it ended at %s, want %s", m.EndedAt, want)
	}
	for i, each := range []int{sounds, len(second)} {
		parts := m.Tracks[i].Parts
		if len(parts) != 1 {
			t.Fatalf("track %d has %d files", i, len(parts))
		}
		found := recordertest.Times(t, filepath.Join(dir, parts[0].File))
		if len(found) != each*times {
			t.Fatalf("track %d holds %d frames, want %d", i, len(found), each*times)
		}
		for n := range times {
			want := time.Duration(n) * apart
			if off := found[n*each] - want; off.Abs() > 10*time.Millisecond {
				t.Errorf("track %d: what was at %s is at %s", i, want, found[n*each])
			}
		}
	}
}

func TestATrackOfNothing(t *testing.T) {
	w, _, dir := open(t, nil)
	newTrack(t, w, codec.VP8).Close(3)
	m, err := w.Close(t.Context(), writer.RoomClosed)
	if err != nil || len(m.Tracks) != 1 || len(m.Tracks[0].Parts) != 0 || m.Tracks[0].Lost != 3 || m.Reason != writer.RoomClosed {
		t.Errorf("%+v, %v", m, err)
	}
	checkSigned(t, dir, m)
}

func TestRepairOfNothing(t *testing.T) {
	if _, err := writer.Repair(t.TempDir()); !errors.Is(err, writer.ErrNoJournal) {
		t.Errorf("error %v", err)
	}
}

// A writer that was killed, and one that goes on a minute later: one recording with a gap.
func TestGoesOnAfterAKill(t *testing.T) {
	w, ticks, dir := open(t, func(c *writer.Config) { c.Now = func() time.Time { return start.Add(2 * time.Second) } })
	track := newTrack(t, w, codec.Opus)
	f, at := sound(0)
	track.Push(f, at)
	ticks <- start
	waitBeat(t, dir, 2000) // all is written; the writer is left as a kill leaves it
	journal := filepath.Join(dir, writer.JournalFile)
	data, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(journal, append(data, `{"beat":21`...), 0o600); err != nil {
		t.Fatal(err)
	}
	again := make(chan time.Time)
	second, err := writer.Continue(writer.Config{Dir: dir, Now: func() time.Time { return start.Add(time.Minute) }, Ticks: again, Free: plenty})
	if err != nil {
		t.Fatal(err)
	}
	f, _ = sound(0)
	newTrack(t, second, codec.Opus).Push(f, start.Add(61*time.Second))
	m, err := second.Close(t.Context(), writer.Stopped)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Tracks) != 2 || m.ID != "RC_1" || m.Tracks[1].Parts[0].Start != 61000 || len(m.Gaps) != 1 || m.Gaps[0] != (manifest.Gap{Start: 2000, End: 60000, Reason: writer.Killed}) {
		t.Errorf("%+v", m)
	}
	checkSigned(t, dir, m)
	read, err := writer.Repair(dir)
	if err != nil || len(read.Tracks) != 2 || len(read.Gaps) != 1 || read.Gaps[0] != m.Gaps[0] {
		t.Errorf("read again: %+v, %v", read, err)
	}
	if _, err := writer.Continue(writer.Config{Dir: dir, Free: plenty}); !errors.Is(err, writer.ErrEnded) {
		t.Errorf("error %v", err)
	}
	if _, err := w.Close(t.Context(), writer.Stopped); err != nil {
		t.Error(err)
	}
}

// waitTaken waits until the writer has all that was pushed in its hands.
func waitTaken(t *testing.T, w *writer.Writer) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); w.Stats().Pending > 0; <-time.After(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("still waiting for the writer to take what was pushed")
		}
	}
}

// waitBeat waits until the journal's last line says that the writer lived at a time, in ms.
func waitBeat(t *testing.T, dir string, ms int64) {
	t.Helper()
	want := fmt.Appendf(nil, `{"beat":%d}`+"\n", ms)
	for deadline := time.Now().Add(time.Minute); ; <-time.After(time.Millisecond) {
		data, err := os.ReadFile(filepath.Join(dir, writer.JournalFile))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.HasSuffix(data, want) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still waiting for %s at the end of the journal: %s", want, data)
		}
	}
}

// A writer that was killed in a pause, or when it had gone on and had not written so yet: the pause is not lost.
func TestAPauseSurvivesAKill(t *testing.T) {
	for _, resumed := range []bool{false, true} {
		now := start
		var mu sync.Mutex
		clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		at := func(seconds int) { mu.Lock(); defer mu.Unlock(); now = start.Add(time.Duration(seconds) * time.Second) }
		w, ticks, dir := open(t, func(c *writer.Config) { c.Now = clock })
		track := newTrack(t, w, codec.Opus)
		f, came := sound(0)
		track.Push(f, came)
		at(2)
		w.Pausing(2000)
		ticks <- start
		waitBeat(t, dir, 2000)
		at(7)
		ticks <- start
		waitBeat(t, dir, 7000) // nothing is written after it without another tick
		if resumed {
			w.Gap(manifest.Gap{Start: 2000, End: 7500, Reason: writer.Paused}) // not written yet; the writer is left as a kill leaves it
		}
		want := []manifest.Gap{{Start: 2000, End: 7000, Reason: writer.Paused}, {Start: 7000, End: 60000, Reason: writer.Killed}}
		second, err := writer.Continue(writer.Config{Dir: dir, Now: func() time.Time { return start.Add(time.Minute) }, Ticks: make(chan time.Time), Free: plenty})
		if err != nil {
			t.Fatal(err)
		}
		m, err := second.Close(t.Context(), writer.Stopped)
		if err != nil || !slices.Equal(m.Gaps, want) {
			t.Errorf("gone on: %v, %v, want %v", m.Gaps, err, want)
		}
		if read, err := writer.Repair(dir); err != nil || !slices.Equal(read.Gaps, want) {
			t.Errorf("read again: %v, %v, want %v", read.Gaps, err, want)
		}
		if _, err := w.Close(t.Context(), writer.Stopped); err != nil {
			t.Error(err)
		}
	}
}

func TestTwoOfOneRecording(t *testing.T) {
	w, _, dir := open(t, nil)
	if _, err := writer.Open(writer.Config{Dir: dir, ID: "RC_1", StartedAt: start, Free: plenty}); !errors.Is(err, os.ErrExist) {
		t.Errorf("error %v", err)
	}
	if _, err := w.Close(context.WithoutCancel(t.Context()), writer.Stopped); err != nil {
		t.Error(err)
	}
}
