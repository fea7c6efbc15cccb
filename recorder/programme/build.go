package programme

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"giaoban/recorder/manifest"
)

// Names under a recording's directory.
const (
	Dir      = "programme"
	partDir  = ".programme" // while it is made
	Playlist = "index.m3u8"
	File     = "programme.mp4"
	Strip    = "strip.json"
	Silences = "silence.json"
)

// voicesAtOnce bounds the files that one mix reads: each has a decoder of its own.
const voicesAtOnce = 48

// ErrNoFFmpeg means that ffmpeg is not installed.
var ErrNoFFmpeg = errors.New("programme: ffmpeg is not installed")

// Builder makes programmes. The zero Builder finds ffmpeg in the PATH, encodes in software and uses half of the processors.
type Builder struct {
	FFmpeg   string    // its path; "": as installed
	FontFile string    // for names; "": fontconfig's choice
	Slots    *Slots    // shared by all that run ffmpeg; nil: it is not waited for anybody
	Encoders *Encoders // nil: software
	Memory   int64     // bytes of address space; 0: DefaultMemory
}

// found returns the builder with the path of ffmpeg.
func (b *Builder) found() (*Builder, error) {
	if b.FFmpeg != "" {
		return b, nil
	}
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoFFmpeg, err)
	}
	found := *b
	found.FFmpeg = path
	return &found, nil
}

// DefaultMemory is how much address space ffmpeg may take.
const DefaultMemory = 4 << 30

// Build makes the programme of the recording in dir. What an earlier try has finished is not made again. progress is called with
// percents that grow.
func (b *Builder) Build(ctx context.Context, dir string, progress func(percent int)) error {
	b, err := b.found()
	if err != nil {
		return err
	}
	m, err := manifest.Read(dir)
	if err != nil {
		return err
	}
	j := &job{Builder: b, dir: dir, work: filepath.Join(dir, partDir), manifest: m, progress: progress}
	j.length = round(m.EndedAt.Sub(m.StartedAt).Milliseconds())
	if j.length <= 0 {
		return errors.New("programme: the recording is empty")
	}
	if err := os.MkdirAll(j.work, 0o750); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{j.sound, j.pictures, j.join, j.strip, j.silences} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return j.publish()
}

// job is one programme that is being made.
type job struct {
	*Builder
	dir, work string
	manifest  *manifest.Manifest
	length    int64
	progress  func(int)
	told      int
}

// Shares of the work in the progress: encoding pictures is most of it.
const (
	afterSound    = 15
	afterPictures = 92
	afterJoin     = 96
)

func (j *job) tell(percent int) {
	if percent > j.told && j.progress != nil {
		j.told = percent
		j.progress(percent)
	}
}

// sound mixes all microphones, a bounded number at once.
func (j *job) sound(ctx context.Context) error {
	voices := Voices(j.manifest)
	var mixes []Voice
	for n := 0; len(voices) > voicesAtOnce; n++ {
		name := fmt.Sprintf("mix-%03d.flac", n)
		inputs, filter := mix(voices[:voicesAtOnce], j.dir, j.length)
		if err := j.once(ctx, name, inputs, filter, []string{"-c:a", "flac", "-compression_level", "0"}, nil); err != nil {
			return err
		}
		voices = voices[voicesAtOnce:]
		mixes = append(mixes, Voice{File: partDir + "/" + name})
	}
	voices = append(mixes, voices...)
	inputs, filter := []string(nil), fmt.Sprintf("anullsrc=r=48000:cl=mono,atrim=end=%s[out]", seconds(j.length))
	if len(voices) > 0 {
		inputs, filter = mix(voices, j.dir, j.length)
		filter = strings.TrimSuffix(filter, "[out]") + ",alimiter=limit=0.95:level=disabled," + listen + "[out]"
	}
	err := j.once(ctx, "sound.m4a", inputs, filter, []string{"-c:a", "aac", "-b:a", "64k", "-ac", "1"}, func(at int64) {
		j.tell(int(afterSound * at / j.length))
	})
	if err == nil {
		j.tell(afterSound)
	}
	return err
}

// encoderFile names the encoder of the scenes that are there: files of two encoders cannot be joined.
const encoderFile = "encoder.txt"

// encoder returns the encoder of the scenes, the one that they were begun with if it is still there, and removes those of another.
func (j *job) encoder(ctx context.Context) (encoder, error) {
	begun, err := os.ReadFile(filepath.Join(j.work, encoderFile))
	if err == nil && string(begun) == software {
		return encoderOf(software, ""), nil // also what hardware has failed at
	}
	chosen := j.Encoders.choose(ctx)
	if ctx.Err() != nil {
		return chosen, ctx.Err()
	}
	if string(begun) == chosen.name {
		return chosen, nil
	}
	return chosen, j.beginWith(&chosen)
}

// beginWith removes the scenes and notes the encoder of those to come.
func (j *job) beginWith(chosen *encoder) error {
	there, err := os.ReadDir(j.work)
	for _, entry := range there {
		if strings.HasPrefix(entry.Name(), "scene-") {
			err = errors.Join(err, os.Remove(filepath.Join(j.work, entry.Name())))
		}
	}
	return errors.Join(err, os.WriteFile(filepath.Join(j.work, encoderFile), []byte(chosen.name), 0o600))
}

// pictures encodes the scenes; in software when the hardware fails at it.
func (j *job) pictures(ctx context.Context) error {
	chosen, err := j.encoder(ctx)
	if err != nil {
		return err
	}
	err = j.scenes(ctx, &chosen)
	if err == nil || chosen.name == software || ctx.Err() != nil {
		return err
	}
	j.Encoders.failed(&chosen, j.dir, err)
	chosen = encoderOf(software, "")
	if err := j.beginWith(&chosen); err != nil {
		return err
	}
	return j.scenes(ctx, &chosen)
}

// scenes encodes the scenes, each into a file of its own: a try that was cut off goes on behind the last whole one.
func (j *job) scenes(ctx context.Context, by *encoder) error {
	var list strings.Builder
	for i, scene := range Scenes(j.manifest) {
		nameFile := ""
		if scene.Name != "" {
			nameFile = filepath.Join(j.work, fmt.Sprintf("name-%05d.txt", i))
			if err := os.WriteFile(nameFile, []byte(scene.Name), 0o600); err != nil {
				return err
			}
		}
		inputs, filter := picture(&scene, j.dir, nameFile, j.FontFile)
		name := fmt.Sprintf("scene-%05d.mp4", i)
		inputs = append(by.global[:len(by.global):len(by.global)], inputs...)
		output := append(by.output[:len(by.output):len(by.output)], "-video_track_timescale", "90000", "-an")
		err := j.once(ctx, name, inputs, by.behind(filter), output, func(at int64) {
			j.tell(afterSound + int((afterPictures-afterSound)*(scene.From+at)/j.length))
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "file '%s'\n", name)
	}
	j.tell(afterPictures)
	return os.WriteFile(filepath.Join(j.work, "scenes.txt"), []byte(list.String()), 0o600)
}

// join puts scenes and sound together: a file to keep, and the same cut for slow lines (HLS, RFC 8216).
func (j *job) join(ctx context.Context) error {
	out := filepath.Join(j.work, Dir)
	if err := os.MkdirAll(out, 0o750); err != nil {
		return err
	}
	inputs := []string{"-f", "concat", "-safe", "0", "-i", "scenes.txt", "-i", "sound.m4a", "-map", "0:v", "-map", "1:a", "-c", "copy"}
	file := append(inputs[:len(inputs):len(inputs)], "-movflags", "+faststart", "-f", "mp4", filepath.Join(Dir, File))
	if err := j.run(ctx, file, nil); err != nil {
		return err
	}
	list := append(inputs[:len(inputs):len(inputs)], "-f", "hls", "-hls_time", "6", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
		"-hls_flags", "single_file", filepath.Join(Dir, Playlist))
	if err := j.run(ctx, list, nil); err != nil {
		return err
	}
	j.tell(afterJoin)
	return nil
}

// Pictures of the strip: ten a row, a hundred a file.
const (
	stripWidth, stripPicture = 160, 90
	stripAcross              = 10
	stripMost                = 500
)

// StripInfo tells a player where the small pictures for its seek bar are: File has %d for the number, from 1, Across × Across
// pictures each, one every EveryMS.
type StripInfo struct {
	File    string `json:"file"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Across  int    `json:"across"`
	EveryMS int64  `json:"everyMs"`
}

func (j *job) strip(ctx context.Context) error {
	info := StripInfo{File: "strip-%d.jpg", Width: stripWidth, Height: stripPicture, Across: stripAcross, EveryMS: max(2000, (j.length/stripMost+999)/1000*1000)}
	filter := fmt.Sprintf("fps=1000/%d,scale=%d:%d,tile=%dx%d", info.EveryMS, stripWidth, stripPicture, stripAcross, stripAcross)
	err := j.run(ctx, []string{"-skip_frame", "nokey", "-i", filepath.Join(Dir, File), "-vf", filter, "-an", "-q:v", "5", filepath.Join(Dir, info.File)}, nil)
	if err != nil {
		return err
	}
	data, err := json.Marshal(info)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(j.work, Dir, Strip), data, 0o640) //nolint:gosec // as the recording
}

// publish puts the programme in its place whole, and clears away the rest.
func (j *job) publish() error {
	final := filepath.Join(j.dir, Dir)
	if err := errors.Join(os.RemoveAll(final), os.Rename(filepath.Join(j.work, Dir), final), manifest.SyncDir(j.dir)); err != nil {
		return err
	}
	return os.RemoveAll(j.work)
}

// once makes a file by a filter with the output "out", unless it is there.
func (j *job) once(ctx context.Context, name string, inputs []string, filter string, encode []string, at func(ms int64)) error {
	final := filepath.Join(j.work, name)
	if _, err := os.Stat(final); err == nil {
		return nil
	}
	half := "half-" + name
	args := append(append([]string{}, inputs...), "-filter_complex_threads", "1", "-filter_complex", filter, "-map", "[out]")
	args = append(append(args, encode...), half)
	if err := j.run(ctx, args, at); err != nil {
		return err
	}
	return os.Rename(filepath.Join(j.work, half), final)
}

const maxComplaint = 800

// run runs ffmpeg in the work directory, behind everything else that the machine does.
func (j *job) run(ctx context.Context, args []string, at func(ms int64)) error {
	threads := max(1, runtime.NumCPU()/2)
	if j.Slots != nil {
		given, release, err := j.Slots.Take(ctx, j.dir)
		if err != nil {
			return err
		}
		defer release()
		threads = given
	}
	memory := j.Memory
	if memory == 0 {
		memory = DefaultMemory
	}
	space := strconv.FormatInt(memory/1024, 10)
	if slices.ContainsFunc(Hardware(), func(name string) bool { return slices.Contains(args, name) && encoderOf(name, "").wide }) {
		space = "unlimited"
	}
	script := `ulimit -v "$1" && ulimit -c 0 && shift && exec nice -n 15 "$@"`
	all := append([]string{"-c", script, "sh", space, j.FFmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
		"-progress", "pipe:1", "-threads", strconv.Itoa(threads)}, args[:len(args)-1]...)
	all = append(all, "-threads", strconv.Itoa(threads), args[len(args)-1])
	command := exec.CommandContext(ctx, "/bin/sh", all...) //nolint:gosec // ffmpeg as the administrator installed it
	command.Dir = j.work
	var said bytes.Buffer
	command.Stderr = &said
	command.WaitDelay = 5 * time.Second
	defer endWithUs(command)()
	told, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("programme: %w", err)
	}
	follow(told, at)
	if err := command.Wait(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("programme: ffmpeg: %w: %s", err, said.Bytes()[:min(said.Len(), maxComplaint)])
	}
	return nil
}

// follow reads ffmpeg's progress: lines of key=value.
func follow(r io.Reader, at func(ms int64)) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		value, found := strings.CutPrefix(lines.Text(), "out_time_us=")
		if us, err := strconv.ParseInt(value, 10, 64); found && err == nil && at != nil {
			at(us / 1000)
		}
	}
	_, _ = io.Copy(io.Discard, r) // a line that is too long is none of ours
}
