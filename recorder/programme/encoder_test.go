package programme_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"giaoban/recorder/manifest"
	"giaoban/recorder/programme"
)

// standIn is an ffmpeg that encodes nothing: it writes down what it is asked for, names the encoders that it was told, and fails
// with those that are broken.
type standIn struct{ dir string }

const standInScript = `#!/bin/sh
here=$(dirname "$0")
case "$*" in *-encoders*) cat "$here/encoders"; exit 0;; esac
echo "+ $PWD $*" >> "$here/log"
code=0
for name in $(cat "$here/broken"); do
	case "$*" in *"-c:v $name"*) echo "$name is away" >&2; code=1;; esac
done
case "$*" in *" -f null -") exit $code;; esac
for last; do :; done
echo "film of $*" > "$last"
echo "- $PWD" >> "$here/log"
exit $code
`

func newStandIn(t *testing.T, encoders ...string) *standIn {
	t.Helper()
	s := &standIn{t.TempDir()}
	text := "Encoders:\n V..... = Video\n ------\n V....D libx264 x\n A....D aac x\n"
	for _, name := range encoders {
		text += " V....D " + name + " x (codec h264)\n"
	}
	s.write(t, "encoders", text)
	s.breaks(t)
	if err := os.WriteFile(s.path(), []byte(standInScript), 0o700); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *standIn) path() string { return filepath.Join(s.dir, "ffmpeg") }

func (s *standIn) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// breaks has some encoders fail from now on, and the others work.
func (s *standIn) breaks(t *testing.T, encoders ...string) {
	t.Helper()
	s.write(t, "broken", strings.Join(encoders, "\n"))
}

// asked returns what it was asked for since it was asked last.
func (s *standIn) asked(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	s.write(t, "log", "")
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// short is a recording of two scenes, without files: a stand-in reads none.
func short(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "RC_1")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	m := &manifest.Manifest{ID: "RC_1", StartedAt: start, EndedAt: start.Add(10 * time.Second), Stage: []manifest.Cut{{At: 0, Identity: "a"}, {At: 5000, Identity: "b"}}}
	for _, who := range []string{"a", "b"} {
		m.Tracks = append(m.Tracks, manifest.Track{Identity: who, Name: who, Kind: "video", Source: "camera", Parts: []manifest.Part{{File: "tracks/" + who, Length: 10_000}}})
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err == nil {
		err = m.Write(dir, key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func (s *standIn) encoders(choice string, log *bytes.Buffer) *programme.Encoders {
	return &programme.Encoders{FFmpeg: s.path(), Choice: choice, Device: "/dev/dri/renderD128", Log: slog.New(slog.NewTextHandler(log, nil))}
}

func TestTheFirstHardwareThatWorksIsChosen(t *testing.T) {
	for name, c := range map[string]struct {
		choice        string
		built, broken []string
		want          string
		tried         int
	}{
		"none was built in":     {programme.Auto, nil, nil, "libx264", 0},
		"it works":              {programme.Auto, []string{"h264_vaapi"}, nil, "h264_vaapi", 1},
		"a trial fails":         {programme.Auto, []string{"h264_vaapi", "h264_qsv", "h264_nvenc"}, []string{"h264_nvenc"}, "h264_qsv", 2},
		"all fail":              {programme.Auto, programme.Hardware(), programme.Hardware(), "libx264", 4},
		"forbidden":             {programme.Software, programme.Hardware(), nil, "libx264", 0},
		"one is named":          {"h264_v4l2m2m", programme.Hardware(), nil, "h264_v4l2m2m", 1},
		"the named one fails":   {"h264_nvenc", programme.Hardware(), []string{"h264_nvenc"}, "libx264", 1},
		"the named one is none": {"h264_qsv", []string{"h264_vaapi"}, nil, "libx264", 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, log := newStandIn(t, c.built...), &bytes.Buffer{}
			s.breaks(t, c.broken...)
			e := s.encoders(c.choice, log)
			if e.Name() != "" {
				t.Errorf("%q before anything was tried", e.Name())
			}
			for range 2 {
				if got := e.Choose(t.Context()); got != c.want || e.Name() != c.want {
					t.Errorf("%s was chosen, want %s", got, c.want)
				}
			}
			if tried := strings.Count(strings.Join(s.asked(t), "\n"), "-f null -"); tried != c.tried {
				t.Errorf("%d trials, want %d", tried, c.tried)
			}
			told := map[bool]string{true: "encoded by hardware", false: "encoded in software"}[c.want != "libx264"]
			if !strings.Contains(log.String(), told) {
				t.Errorf("the log does not tell it:\n%s", log)
			}
		})
	}
}

func TestHardwareThatFailsInTheMiddleIsReplaced(t *testing.T) {
	s, log := newStandIn(t, "h264_vaapi"), &bytes.Buffer{}
	b := &programme.Builder{FFmpeg: s.path(), Encoders: s.encoders(programme.Auto, log)}
	b.Encoders.Choose(t.Context())
	dir := short(t)
	if err := b.Build(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	asked := strings.Join(s.asked(t), "\n")
	if strings.Count(asked, "-vaapi_device /dev/dri/renderD128 ") != 3 || strings.Count(asked, "format=nv12,hwupload[out]") != 2 || strings.Contains(asked, "libx264") {
		t.Errorf("by hardware:\n%s", asked)
	}
	s.breaks(t, "h264_vaapi") // it worked when it was tried
	again := short(t)
	if err := b.Build(t.Context(), again, nil); err != nil {
		t.Fatal(err)
	}
	asked = strings.Join(s.asked(t), "\n")
	if strings.Count(asked, "h264_vaapi") != 1 || strings.Count(asked, "libx264") != 2 {
		t.Errorf("in software again:\n%s", asked)
	}
	if !strings.Contains(log.String(), "h264_vaapi is away") {
		t.Errorf("the log does not tell it:\n%s", log)
	}
	// The next film tries it first, and then nobody does any more.
	for _, trials := range []int{1, 0} {
		out := filepath.Join(t.TempDir(), "cut.mp4")
		if err := b.Cut(t.Context(), again, t.TempDir(), out, programme.Cut{To: 1000}, nil); err != nil {
			t.Fatal(err)
		}
		asked = strings.Join(s.asked(t), "\n")
		if strings.Count(asked, "h264_vaapi") != trials || strings.Count(asked, "libx264") != 1 {
			t.Errorf("a cut:\n%s", asked)
		}
	}
	if b.Encoders.Name() != "libx264" {
		t.Error(b.Encoders.Name(), "is still trusted")
	}
}

func TestWhereThereIsNoFFmpegNoEncoderIsChosen(t *testing.T) {
	s, log := newStandIn(t, "h264_qsv"), &bytes.Buffer{}
	e := s.encoders(programme.Auto, log)
	if err := os.Rename(s.path(), s.path()+".away"); err != nil {
		t.Fatal(err)
	}
	if got := e.Choose(t.Context()); got != "libx264" || e.Name() != "" {
		t.Errorf("%s is used, %q was chosen", got, e.Name())
	}
	if err := os.Rename(s.path()+".away", s.path()); err != nil {
		t.Fatal(err)
	}
	if got := e.Choose(t.Context()); got != "h264_qsv" || e.Name() != got {
		t.Errorf("when it is installed %s is used, %q was chosen", got, e.Name())
	}
}

func TestACutIsMadeAgainInSoftware(t *testing.T) {
	s, log := newStandIn(t, "h264_qsv"), &bytes.Buffer{}
	b := &programme.Builder{FFmpeg: s.path(), Encoders: s.encoders("h264_qsv", log)}
	b.Encoders.Choose(t.Context())
	s.breaks(t, "h264_qsv")
	out := filepath.Join(t.TempDir(), "cut.mp4")
	if err := b.Cut(t.Context(), short(t), t.TempDir(), out, programme.Cut{To: 1000}, nil); err != nil {
		t.Fatal(err)
	}
	if film, err := os.ReadFile(out); err != nil || !strings.Contains(string(film), "-c:v libx264") {
		t.Errorf("%s, %v", film, err)
	}
	if !strings.Contains(strings.Join(s.asked(t), "\n"), "-vf format=nv12") {
		t.Error("hardware was not asked")
	}
}

func TestWhatWasBegunInSoftwareGoesOnSo(t *testing.T) {
	s, log := newStandIn(t, "h264_qsv"), &bytes.Buffer{}
	dir := short(t)
	s.breaks(t, "libx264")
	b := &programme.Builder{FFmpeg: s.path()}
	if err := b.Build(t.Context(), dir, nil); err == nil {
		t.Fatal("it was made")
	}
	s.breaks(t)
	s.asked(t)
	b.Encoders = s.encoders(programme.Auto, log)
	if err := b.Build(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	if asked := strings.Join(s.asked(t), "\n"); strings.Contains(asked, "h264_qsv") || strings.Count(asked, "libx264") != 2 {
		t.Errorf("files of two encoders:\n%s", asked)
	}
}

// Programmes of three recordings and cuts of them all are asked for at once.
func TestProgrammesAndCutsShareTheProcessors(t *testing.T) {
	for _, slots := range []int{1, 2} {
		s := newStandIn(t)
		b := &programme.Builder{FFmpeg: s.path(), Slots: programme.NewSlots(slots)}
		var all sync.WaitGroup
		for range 3 {
			dir := short(t)
			all.Go(func() {
				if err := b.Build(t.Context(), dir, nil); err != nil {
					t.Error(err)
				}
			})
			for i := range 3 {
				work := filepath.Join(t.TempDir(), fmt.Sprint(i))
				all.Go(func() {
					if err := b.Cut(t.Context(), dir, work, work+".mp4", programme.Cut{To: 1000, Identity: "a"}, nil); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		at, most, runs := 0, 0, 0
		for _, line := range s.asked(t) {
			if strings.HasPrefix(line, "+") {
				at++
				runs++
			} else {
				at--
			}
			most = max(most, at)
		}
		if most > slots || runs < 3*(5+3*5) || at != 0 {
			t.Errorf("with %d slots %d were at work at once in %d runs", slots, most, runs)
		}
	}
}
