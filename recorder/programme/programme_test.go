package programme_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"giaoban/recorder/frame"
	"giaoban/recorder/manifest"
	"giaoban/recorder/programme"
	"giaoban/recorder/recordertest"
	"giaoban/recorder/writer"
	"giaoban/sfu/codec"
)

var start = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// put writes media into a track of a recording, from an offset on.
func put(t testing.TB, w *writer.Writer, about manifest.Track, media *recordertest.Media, at time.Duration) {
	t.Helper()
	about.Codec = media.Codec.Mime()
	track, err := w.Track(about, media.Codec)
	if err != nil {
		t.Fatal(err)
	}
	assembler, err := frame.New(media.Codec)
	if err != nil {
		t.Fatal(err)
	}
	for i := range media.Packets {
		p := &media.Packets[i]
		assembler.Push(&p.Header, p.Payload, start, func(f frame.Frame) {
			if !track.Push(f, start.Add(at+p.At)) {
				t.Error("a frame was dropped")
			}
		})
	}
	track.Close(0)
}

// tape is a recording of ten seconds: anh is red on the stage for four seconds; then binh flashes and beeps each second, from the
// sixth on beside anh's green screen; in the last two chi is on the stage, without a camera.
func tape(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "RC_1")
	now := start
	w, err := writer.Open(writer.Config{Dir: dir, ID: "RC_1", StartedAt: start, Ticks: make(chan time.Time), Now: func() time.Time { return now }, Free: func() (int64, error) { return 1 << 40, nil }})
	if err != nil {
		t.Fatal(err)
	}
	camera := func(who, name string) manifest.Track {
		return manifest.Track{SID: "TR_c" + who, Identity: who, Name: name, Kind: "video", Source: "camera"}
	}
	voice := func(who string) manifest.Track {
		return manifest.Track{SID: "TR_m" + who, Identity: who, Kind: "audio", Source: "microphone"}
	}
	w.Cut("anh")
	put(t, w, camera("anh", "Nguyễn Văn Anh"), recordertest.MakeColour(t, codec.VP8, "red", 4), 0)
	put(t, w, camera("binh", "Trần Thị Bình"), recordertest.MakeFlash(t, codec.H264, 4), 4*time.Second)
	put(t, w, voice("binh"), recordertest.MakeFlash(t, codec.Opus, 4), 4*time.Second)
	put(t, w, voice("chi"), recordertest.MakeFlash(t, codec.Opus, 2), 8*time.Second)
	put(t, w, manifest.Track{SID: "TR_s", Identity: "anh", Kind: "video", Source: "screen_share"}, recordertest.MakeColour(t, codec.VP8, "green", 2), 6*time.Second)
	now = start.Add(4 * time.Second)
	w.Cut("binh")
	now = start.Add(8 * time.Second)
	w.Cut("chi")
	now = start.Add(10 * time.Second)
	finish(t, w, dir)
	return dir
}

// finish ends a recording and writes its manifest.
func finish(t testing.TB, w *writer.Writer, dir string) {
	t.Helper()
	m, err := w.Close(t.Context(), writer.Stopped)
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(m.Digest(dir), m.Write(dir, key)); err != nil {
		t.Fatal(err)
	}
}

// colour returns the red, green and blue of a point, in parts of the picture.
func colour(t *testing.T, file string, at float64, x, y float64) [3]int {
	t.Helper()
	filter := "crop=8:8:iw*" + strconv.FormatFloat(x, 'f', 3, 64) + ":ih*" + strconv.FormatFloat(y, 'f', 3, 64) + ",scale=1:1"
	raw := recordertest.FFmpeg(t, "-ss", strconv.FormatFloat(at, 'f', 3, 64), "-i", file, "-frames:v", "1", "-vf", filter, "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
	if len(raw) != 3 {
		t.Fatalf("no picture at %v", at)
	}
	return [3]int{int(raw[0]), int(raw[1]), int(raw[2])}
}

func near(a, b [3]int) bool {
	for i := range a {
		if a[i]-b[i] > 40 || b[i]-a[i] > 40 {
			return false
		}
	}
	return true
}

func TestAProgrammeIsMade(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	dir := tape(t)
	var told []int
	build := func(ctx context.Context) error {
		return (&programme.Builder{}).Build(ctx, dir, func(percent int) { told = append(told, percent) })
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := build(stopped); !errors.Is(err, context.Canceled) {
		t.Errorf("cut off: %v", err)
	}
	if len(told) > 0 {
		t.Errorf("progress %v of what was cut off", told)
	}
	if err := build(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(told); i++ {
		if told[i] <= told[i-1] {
			t.Errorf("progress %v", told)
		}
	}
	out := filepath.Join(dir, programme.Dir)
	file := filepath.Join(out, programme.File)
	red, green, plate, black := [3]int{255, 0, 0}, [3]int{0, 128, 0}, [3]int{0x10, 0x15, 0x1c}, [3]int{0, 0, 0}
	for _, want := range []struct {
		at, x, y float64
		colour   [3]int
	}{
		{2, 0.5, 0.4, red}, {3.8, 0.5, 0.4, red}, {4.5, 0.5, 0.4, black}, {7.5, 0.4, 0.4, green}, {7.5, 0.9, 0.14, black}, {9, 0.2, 0.2, plate},
	} {
		if got := colour(t, file, want.at, want.x, want.y); !near(got, want.colour) {
			t.Errorf("at %v s the picture at %v, %v is %v, want %v", want.at, want.x, want.y, got, want.colour)
		}
	}
	beeps := recordertest.Flashes(t, file, true)
	if len(beeps) != 6 {
		t.Fatalf("beeps at %v", beeps)
	}
	for i, beep := range beeps {
		if off := beep - time.Duration(4+i)*time.Second; off > 40*time.Millisecond || off < -40*time.Millisecond {
			t.Errorf("beep %d is %v off", i, off)
		}
	}
	// The picture flashes where the sound beeps while binh alone is on the stage.
	for _, at := range []float64{4.01, 5.01} {
		if got := colour(t, file, at, 0.5, 0.4); !near(got, [3]int{255, 255, 255}) {
			t.Errorf("no flash at %v: %v", at, got)
		}
	}
	if seconds := length(t, file); seconds < 9.9 || seconds > 10.1 {
		t.Errorf("it is %v s long", seconds)
	}
	if seconds := length(t, filepath.Join(out, programme.Playlist)); seconds < 9.9 || seconds > 10.1 {
		t.Errorf("by the playlist it is %v s long", seconds)
	}
	data, err := os.ReadFile(filepath.Join(out, programme.Strip))
	if err != nil {
		t.Fatal(err)
	}
	var strip programme.StripInfo
	if err := json.Unmarshal(data, &strip); err != nil || strip.EveryMS != 2000 {
		t.Errorf("%+v, %v", strip, err)
	}
	quiet, err := os.Open(filepath.Join(out, programme.Silences))
	if err != nil {
		t.Fatal(err)
	}
	defer quiet.Close()
	// Nobody has a microphone on for four seconds; then it beeps each second.
	silences, err := programme.ReadSilences(quiet)
	if err != nil || len(silences) != 1 || silences[0].From != 0 || silences[0].To < 3600 || silences[0].To > 3900 {
		t.Errorf("silences %+v, %v", silences, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 5 { // manifest, signature, journal, tracks, programme
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func length(t *testing.T, file string) float64 {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		t.Fatal(err)
	}
	return seconds
}

func TestWithoutFFmpegItSaysSo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := (&programme.Builder{}).Build(t.Context(), t.TempDir(), nil); !errors.Is(err, programme.ErrNoFFmpeg) {
		t.Errorf("error %v", err)
	}
}

func TestFFmpegThatFailsIsTold(t *testing.T) {
	dir := tape(t)
	err := (&programme.Builder{FFmpeg: "/bin/false"}).Build(t.Context(), dir, nil)
	if err == nil || errors.Is(err, programme.ErrNoFFmpeg) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, programme.Dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a programme is there: %v", err)
	}
}

func TestScenesHaveNoHoles(t *testing.T) {
	m := &manifest.Manifest{StartedAt: start, EndedAt: start.Add(time.Minute), Stage: []manifest.Cut{{At: 1010, Identity: "a"}, {At: 1200, Identity: "b"}, {At: 30_000, Identity: "a"}}}
	m.Tracks = []manifest.Track{
		{Identity: "a", Name: "A", Kind: "video", Source: "camera", Parts: []manifest.Part{{File: "a", Start: 500, Length: 20_000}, {File: "a2", Start: 31_000, Length: 28_000}}},
		{Identity: "b", Kind: "video", Source: "camera", Parts: []manifest.Part{{File: "b", Start: 1300, Length: 58_000}}},
		{Identity: "c", Kind: "video", Source: "screen_share", Parts: []manifest.Part{{File: "s", Start: 40_000, Length: 5000}}},
	}
	scenes := programme.Scenes(m)
	var at int64
	for _, scene := range scenes {
		if scene.From != at || scene.To <= scene.From || scene.From%40 != 0 {
			t.Errorf("%+v after %d", scene, at)
		}
		at = scene.To
	}
	if at != 60_000 {
		t.Errorf("they end at %d", at)
	}
	for _, scene := range scenes {
		if scene.From == 40_000 && (scene.Main.File != "s" || scene.Beside == nil || scene.Beside.File != "a2" || scene.Beside.Skip != 9000) {
			t.Errorf("while a screen is shared: %+v", scene)
		}
	}
}

func TestCutsAreMade(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	dir := tape(t)
	b := &programme.Builder{}
	if err := b.Build(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	work := filepath.Join(t.TempDir(), "work")
	cut := func(c programme.Cut) string {
		t.Helper()
		out := filepath.Join(t.TempDir(), "cut"+c.Extension())
		var told int
		if err := b.Cut(t.Context(), dir, work, out, c, func(percent int) { told = percent }); err != nil {
			t.Fatal(err)
		}
		if told == 0 {
			t.Error("no progress")
		}
		if want, got := float64(c.To-c.From)/1000, length(t, out); got < want-0.15 || got > want+0.35 {
			t.Errorf("%+v is %v s long", c, got)
		}
		if _, err := os.Stat(work); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("left behind: %v", err)
		}
		return out
	}
	red, white, green := [3]int{255, 0, 0}, [3]int{255, 255, 255}, [3]int{0, 128, 0}
	// At four seconds a scene begins, with a key frame; at 4.6 nothing does.
	if got := colour(t, cut(programme.Cut{From: 4000, To: 6000}), 0.02, 0.5, 0.4); !near(got, white) {
		t.Errorf("a copy begins with %v", got)
	}
	if got := colour(t, cut(programme.Cut{From: 4600, To: 6600}), 0.42, 0.5, 0.4); !near(got, white) {
		t.Errorf("encoded anew there is %v at the flash", got)
	}
	if beeps := recordertest.Flashes(t, cut(programme.Cut{From: 3000, To: 6800, Sound: true}), true); len(beeps) != 3 {
		t.Errorf("beeps in the sound alone: %v", beeps)
	}
	site := cut(programme.Cut{From: 0, To: 10_000, Identity: "anh"})
	if got := colour(t, site, 7, 0.4, 0.4); near(got, green) {
		t.Error("of one site its camera is wanted, not its screen")
	}
	if got := colour(t, site, 2, 0.5, 0.4); !near(got, red) {
		t.Errorf("the camera of one site: %v", got)
	}
	err := b.Cut(t.Context(), dir, work, filepath.Join(t.TempDir(), "x.mp4"), programme.Cut{To: 1000, Identity: "nobody"}, nil)
	if !errors.Is(err, programme.ErrNothing) {
		t.Errorf("of nobody: %v", err)
	}
}
