package rushes_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"giaoban/recorder/frame"
	"giaoban/recorder/manifest"
	"giaoban/recorder/recordertest"
	"giaoban/recorder/rushes"
	"giaoban/recorder/writer"
	"giaoban/sfu/codec"
)

var start = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// tape is a recording that a test makes.
type tape struct {
	*testing.T
	dir   string
	past  atomic.Int64 // nanoseconds since start
	ticks chan time.Time
	w     *writer.Writer
	opens map[string]int
}

func newTape(t *testing.T) *tape {
	t.Helper()
	tape := &tape{T: t, dir: filepath.Join(t.TempDir(), "RC_1"), ticks: make(chan time.Time), opens: map[string]int{}}
	w, err := writer.Open(writer.Config{Dir: tape.dir, ID: "RC_1", StartedAt: start, Ticks: tape.ticks, Now: func() time.Time { return start.Add(time.Duration(tape.past.Load())) }, Free: func() (int64, error) { return 1 << 40, nil }})
	if err != nil {
		t.Fatal(err)
	}
	tape.w = w
	return tape
}

// input is a track that is written second by second.
type input struct {
	*writer.Track
	frames []frame.Frame
	at     []time.Duration
}

func (t *tape) track(about manifest.Track, media *recordertest.Media, at time.Duration) *input {
	t.Helper()
	about.Codec = media.Codec.Mime()
	track, err := t.w.Track(about, media.Codec)
	if err != nil {
		t.Fatal(err)
	}
	assembler, err := frame.New(media.Codec)
	if err != nil {
		t.Fatal(err)
	}
	in := &input{Track: track}
	for i := range media.Packets {
		p := &media.Packets[i]
		assembler.Push(&p.Header, p.Payload, start, func(f frame.Frame) { in.frames, in.at = append(in.frames, f), append(in.at, at+p.At) })
	}
	return in
}

// write writes so many seconds, a fragment each.
func (t *tape) write(seconds int, inputs ...*input) *rushes.Source {
	t.Helper()
	for second := 1; second <= seconds; second++ {
		for _, in := range inputs {
			for len(in.at) > 0 && in.at[0] < time.Duration(second)*time.Second {
				in.Push(in.frames[0], start.Add(in.at[0]))
				in.frames, in.at = in.frames[1:], in.at[1:]
			}
		}
		t.past.Store(int64(second) * int64(time.Second))
		t.ticks <- start.Add(time.Duration(second) * time.Second)
		for deadline := time.Now().Add(time.Minute); t.w.Stats().Pending > 0; <-time.After(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("still waiting for the writer to take a second")
			}
		}
	}
	m, err := t.w.Close(t.Context(), writer.Stopped)
	if err == nil {
		err = m.Digest(t.dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &rushes.Source{ID: "RC_1", Manifest: func() (*manifest.Manifest, error) { return m, nil }, Open: func(file string) (rushes.File, error) {
		t.opens[file]++
		return os.Open(filepath.Join(t.dir, file))
	}}
}

func TestAStretchIsPlayedFromItsTracks(t *testing.T) {
	tape := newTape(t)
	picture := recordertest.Make(t, codec.VP8, 6)
	tape.w.Cut("anh")
	source := tape.write(6,
		tape.track(manifest.Track{SID: "TR_1", Identity: "anh", Name: "Nguyễn Văn Anh", Kind: "video", Source: "camera"}, picture, 0),
		tape.track(manifest.Track{SID: "TR_2", Identity: "binh", Kind: "video", Source: "camera"}, recordertest.Make(t, codec.H264, 6), 0),
		tape.track(manifest.Track{SID: "TR_3", Identity: "anh", Kind: "audio", Source: "microphone"}, recordertest.Make(t, codec.Opus, 6), 0),
		tape.track(manifest.Track{SID: "TR_4", Identity: "binh", Kind: "audio", Source: "microphone"}, recordertest.Make(t, codec.Opus, 2), 3*time.Second),
	)
	var finder rushes.Finder
	found, err := finder.Find(*source, 2500*time.Millisecond, 4*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Scenes) != 1 || found.Scenes[0].Main != "tracks/0001-01.webm" || found.Scenes[0].Name != "Nguyễn Văn Anh" {
		t.Errorf("scenes: %+v", found.Scenes)
	}
	if len(found.Files) != 3 || found.Quiet != 0 {
		t.Fatalf("%d files, %d quiet: the picture on the stage and two voices are wanted", len(found.Files), found.Quiet)
	}
	for _, file := range found.Files {
		data, err := os.ReadFile(filepath.Join(tape.dir, file.File))
		if err != nil {
			t.Fatal(err)
		}
		pieces := file.Pieces
		if len(pieces) == 0 || pieces[len(pieces)-1].End < found.To-1000 || pieces[0].At > max(file.Start, found.From) {
			t.Fatalf("%s does not cover the stretch: %+v", file.File, pieces)
		}
		if !pieces[0].Key {
			t.Errorf("%s begins with what cannot be decoded", file.File)
		}
		// A decoder is given the header and these bytes alone.
		cut := data[:file.Header:file.Header]
		for _, piece := range pieces {
			cut = append(cut, data[piece.Offset:piece.Offset+piece.Bytes]...)
		}
		name := filepath.Join(t.TempDir(), "cut"+filepath.Ext(file.File))
		if err := os.WriteFile(name, cut, 0o600); err != nil {
			t.Fatal(err)
		}
		times := recordertest.Times(t, name)
		if first := times[0].Milliseconds() + file.Start - pieces[0].At; first < -40 || first > 40 {
			t.Errorf("%s is decoded from %v on, its first piece is at %d", file.File, times[0], pieces[0].At)
		}
	}
	if _, err := finder.Find(*source, 2*time.Second, 3*time.Second); err != nil || tape.opens["tracks/0001-01.webm"] != 1 {
		t.Errorf("what was read is read again: %v, %v", tape.opens, err)
	}
	// Later ones are read on.
	found, err = finder.Find(*source, 5*time.Second, time.Minute)
	if err != nil || len(found.Files) != 3 {
		t.Errorf("%+v, %v", found, err)
	}
	if found, err = finder.Find(*source, time.Hour, time.Hour+time.Second); err != nil || len(found.Files) != 0 {
		t.Errorf("behind the end there is something: %+v, %v", found, err)
	}
}

// silence is a microphone that is open while nobody speaks: the smallest packets of Opus.
func silence(seconds int) *recordertest.Media {
	m := &recordertest.Media{Codec: codec.Opus, Rate: 48000}
	for i := range seconds * 50 {
		packet := recordertest.Packet{Payload: []byte{0xf8, 0xff, 0xfe}, At: time.Duration(i) * 20 * time.Millisecond}
		packet.Header.SequenceNumber, packet.Header.Timestamp, packet.Header.Version = uint16(i), uint32(i)*960, 2
		m.Packets = append(m.Packets, packet)
	}
	return m
}

func TestOf168MicrophonesThoseThatAreHeardAreLoaded(t *testing.T) {
	tape := newTape(t)
	var inputs []*input
	speech := recordertest.Make(t, codec.Opus, 2)
	for i := range 168 {
		media := silence(4)
		if i%8 == 0 {
			media = speech // 21 speak at once
		}
		inputs = append(inputs, tape.track(manifest.Track{SID: "TR_" + strconv.Itoa(i), Identity: strconv.Itoa(i), Kind: "audio", Source: "microphone"}, media, 0))
	}
	source := tape.write(4, inputs...)
	var finder rushes.Finder
	found, err := finder.Find(*source, 0, 2*time.Second)
	if err != nil || len(found.Files) != 16 || found.Quiet != 152 {
		t.Fatalf("%d files, %d quiet, %v", len(found.Files), found.Quiet, err)
	}
	if found, err = finder.Find(*source, 2500*time.Millisecond, 4*time.Second); err != nil || len(found.Files) != 0 || len(found.Scenes) != 1 {
		t.Errorf("of silence %d files are told: %v", len(found.Files), err)
	}
}

func TestWhatIsLeftIsPlayed(t *testing.T) {
	tape := newTape(t)
	opus := recordertest.Make(t, codec.Opus, 2)
	source := tape.write(2,
		tape.track(manifest.Track{SID: "TR_1", Identity: "anh", Kind: "audio"}, opus, 0),
		tape.track(manifest.Track{SID: "TR_2", Identity: "binh", Kind: "audio"}, opus, 0),
		tape.track(manifest.Track{SID: "TR_3", Identity: "chi", Kind: "audio"}, opus, 0),
	)
	if err := errors.Join(os.Remove(filepath.Join(tape.dir, "tracks/0001-01.webm")), os.WriteFile(filepath.Join(tape.dir, "tracks/0002-01.webm"), []byte("no media"), 0o600)); err != nil {
		t.Fatal(err)
	}
	var finder rushes.Finder
	found, err := finder.Find(*source, 0, time.Second)
	if err != nil || len(found.Files) != 1 || found.Files[0].File != "tracks/0003-01.webm" {
		t.Errorf("%+v, %v", found, err)
	}
	gone := rushes.Source{ID: "RC_2", Manifest: func() (*manifest.Manifest, error) { return nil, fs.ErrNotExist }}
	if _, err := finder.Find(gone, 0, time.Second); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a recording without a manifest: %v", err)
	}
	for i := range 20 {
		gone.ID = strconv.Itoa(i)
		if _, err := finder.Find(gone, 0, time.Second); err == nil {
			t.Error("no error")
		}
	}
	finder.Forget("RC_1")
	if _, err := finder.Find(*source, 0, time.Second); err != nil || tape.opens["tracks/0003-01.webm"] != 2 {
		t.Errorf("what was forgotten is not read again: %v", err)
	}
}
