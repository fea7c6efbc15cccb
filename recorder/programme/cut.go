package programme

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"giaoban/recorder/manifest"
)

// Cut is a file that is made of a recording on request.
type Cut struct {
	From, To int64  // ms from the recording's start
	Sound    bool   // the mixed sound alone
	Identity string // only what this participant sent; "" = of the programme
}

// Extension of the cut's file.
func (c *Cut) Extension() string {
	if c.Sound {
		return ".m4a"
	}
	return ".mp4"
}

// ErrNothing means that a participant sent nothing that was recorded in the stretch.
var ErrNothing = errors.New("programme: there is nothing in the stretch")

// Cut makes a cut of the recording in dir into the file out. What it works with is in the directory work, which it removes; progress
// is called with percents that grow.
func (b *Builder) Cut(ctx context.Context, dir, work, out string, cut Cut, progress func(percent int)) error {
	b, err := b.found()
	if err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(work), os.MkdirAll(work, 0o750)); err != nil {
		return err
	}
	defer os.RemoveAll(work) //nolint:errcheck // the next cut of that name removes it
	j := &job{Builder: b, dir: dir, work: work, progress: progress, length: max(1, cut.To-cut.From)}
	source := filepath.Join(dir, Dir, File)
	if cut.Identity != "" {
		m, err := manifest.Read(dir)
		if err != nil {
			return err
		}
		if source, err = j.single(ctx, m, &cut); err != nil {
			return err
		}
	}
	half := "cut" + cut.Extension()
	if err := j.stretch(ctx, source, &cut, half); err != nil {
		return err
	}
	return os.Rename(filepath.Join(work, half), out)
}

// stretch takes a stretch of a file: as it is where a decoder can begin at its start, else encoded anew, in software when the
// hardware fails at it.
func (j *job) stretch(ctx context.Context, source string, cut *Cut, out string) error {
	take := func(global []string, from int64, how ...string) error {
		args := append(global[:len(global):len(global)], "-ss", seconds(from), "-t", seconds(cut.To-cut.From), "-i", source, "-movflags", "+faststart")
		return j.run(ctx, append(append(args, how...), out), func(at int64) { j.tell(int(100 * min(at, j.length) / j.length)) })
	}
	if cut.Sound {
		return take(nil, cut.From, "-vn", "-c", "copy")
	}
	if key, ok := j.keyAt(ctx, source, cut.From); ok {
		return take(nil, key, "-c", "copy", "-avoid_negative_ts", "make_zero")
	}
	anew := func(by *encoder) error {
		how := append(by.output[:len(by.output):len(by.output)], "-c:a", "aac", "-b:a", "64k")
		if by.filter != "" {
			how = append(how, "-vf", by.filter)
		}
		return take(by.global, cut.From, how...)
	}
	chosen := j.Encoders.choose(ctx)
	err := anew(&chosen)
	if err == nil || chosen.name == software || ctx.Err() != nil {
		return err
	}
	j.Encoders.failed(&chosen, j.dir, err)
	chosen = encoderOf(software, "")
	return anew(&chosen)
}

// keyAt returns the key frame that a stretch can begin with unchanged, if there is one within a frame.
func (j *job) keyAt(ctx context.Context, source string, from int64) (int64, bool) {
	if j.Slots != nil {
		_, release, err := j.Slots.Take(ctx, j.dir)
		if err != nil {
			return 0, false
		}
		defer release()
	}
	probe := filepath.Join(filepath.Dir(j.FFmpeg), "ffprobe")
	begin := max(0, from-1000)
	told, err := exec.CommandContext(ctx, probe, "-v", "error", "-select_streams", "v:0", "-skip_frame", "nokey", "-show_entries", "frame=pts_time", "-of", "csv=p=0", //nolint:gosec // beside ffmpeg, as the administrator installed it
		"-read_intervals", seconds(begin)+"%"+seconds(from+1000), source).Output()
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(told)) {
		at, err := strconv.ParseFloat(strings.Trim(line, ", \n\r"), 64)
		if ms := int64(math.Round(at * 1000)); err == nil && ms-from >= -frameMS && ms-from <= frameMS {
			return max(0, ms), true
		}
	}
	return 0, false
}

// single makes a programme of what one participant sent, and returns its file.
func (j *job) single(ctx context.Context, m *manifest.Manifest, cut *Cut) (string, error) {
	one := *m
	one.Tracks = slices.DeleteFunc(slices.Clone(m.Tracks), func(t manifest.Track) bool {
		return t.Identity != cut.Identity || strings.HasPrefix(t.Source, "screen")
	})
	one.Stage = []manifest.Cut{{At: 0, Identity: cut.Identity}}
	if !slices.ContainsFunc(one.Tracks, func(t manifest.Track) bool { return len(t.Parts) > 0 }) {
		return "", ErrNothing
	}
	whole := &job{Builder: j.Builder, dir: j.dir, work: j.work, manifest: &one, length: round(m.EndedAt.Sub(m.StartedAt).Milliseconds()), progress: func(percent int) { j.tell(percent * 9 / 10) }}
	for _, step := range []func(context.Context) error{whole.sound, whole.pictures, whole.join} {
		if err := step(ctx); err != nil {
			return "", err
		}
	}
	return filepath.Join(j.work, Dir, File), nil
}
