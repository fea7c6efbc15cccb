package programme

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// Choices of an encoder beside the names of hardware encoders.
const (
	Auto     = "auto"     // the first hardware encoder that works
	Software = "software" // none
)

// software is the encoder that is always there.
const software = "libx264"

// Hardware are the hardware encoders that are known, in the order in which they are tried.
func Hardware() []string { return []string{"h264_nvenc", "h264_qsv", "h264_vaapi", "h264_v4l2m2m"} }

// DefaultDevice is the graphics device that VA-API encodes on.
const DefaultDevice = "/dev/dri/renderD128"

// encoder is how ffmpeg encodes moving pictures: a key frame every two seconds, for a line of a megabit.
type encoder struct {
	name   string
	global []string // in front of the inputs
	filter string   // behind the picture's; "": none
	output []string
	// wide means that its driver reserves more address space than there is memory, so that it cannot be bounded.
	wide bool
}

func encoderOf(name, device string) encoder {
	rate := []string{"-maxrate", "700k", "-bufsize", "1400k", "-g", "50", "-r", "25"}
	hardware := func(args ...string) []string {
		return append(append([]string{"-c:v", name, "-b:v", "500k"}, args...), rate...)
	}
	switch name {
	case "h264_nvenc":
		return encoder{name: name, output: hardware("-preset", "p4", "-rc", "vbr", "-bf", "0"), wide: true}
	case "h264_qsv":
		return encoder{name: name, filter: "format=nv12", output: hardware("-preset", "medium", "-bf", "0")}
	case "h264_vaapi":
		return encoder{name: name, global: []string{"-vaapi_device", device}, filter: "format=nv12,hwupload", output: hardware("-bf", "0")}
	case "h264_v4l2m2m":
		return encoder{name: name, filter: "format=yuv420p", output: []string{"-c:v", name, "-b:v", "500k", "-g", "50", "-r", "25"}}
	}
	return encoder{name: software, output: append([]string{"-c:v", software, "-preset", "veryfast", "-crf", "27", "-keyint_min", "50", "-sc_threshold", "0"}, rate...)}
}

// behind adds the encoder's own filter to one that ends in [out].
func (e *encoder) behind(filter string) string {
	if e.filter == "" {
		return filter
	}
	return strings.TrimSuffix(filter, "[out]") + "," + e.filter + "[out]"
}

// Encoders chooses how moving pictures are encoded: by the hardware where there is one that works, else in software. Each
// hardware encoder is tried before it is trusted: ffmpeg names those that it was built with, whether or not there is such hardware.
// It is safe for concurrent use.
type Encoders struct {
	FFmpeg string // its path; "": as installed
	Choice string // Auto, Software, or the one hardware encoder that is to be used if it works; "": Software
	Device string // "": DefaultDevice
	Log    *slog.Logger

	mu     sync.Mutex
	tried  bool    // guarded by mu
	chosen encoder // guarded by mu; valid once tried
	doubt  bool    // guarded by mu; it failed since it was tried
}

// Name returns the name of the encoder that was chosen; "" before one was, as where there is no ffmpeg.
func (e *Encoders) Name() string {
	if e == nil {
		return software
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.tried {
		return ""
	}
	return e.chosen.name
}

// Choose returns the name of the encoder to use. The first time, and after a failure, hardware is tried, which takes seconds.
func (e *Encoders) Choose(ctx context.Context) string {
	chosen := e.choose(ctx)
	return chosen.name
}

func (e *Encoders) choose(ctx context.Context) encoder {
	plain := encoderOf(software, "")
	if e == nil {
		return plain
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.tried && !e.doubt:
		return e.chosen
	case e.tried: // it has failed: is it still there?
		err := e.try(ctx, &e.chosen)
		if ctx.Err() != nil {
			return plain
		}
		if e.doubt = false; err != nil {
			e.Log.Warn("the hardware encoder does not work any more; films are encoded in software", "encoder", e.chosen.name, "error", err)
			e.chosen = plain
		}
		return e.chosen
	}
	found, err := e.detect(ctx)
	if ctx.Err() != nil {
		return plain // what was tried says nothing
	}
	if err != nil { // ffmpeg may be installed yet
		e.Log.Warn("ffmpeg does not tell what it encodes with", "error", err)
		return plain
	}
	e.tried, e.chosen = true, found
	return found
}

// detect tries the hardware encoders that may be used, and returns the first that works.
func (e *Encoders) detect(ctx context.Context) (encoder, error) {
	wanted := Hardware()
	switch e.Choice {
	case Auto:
	case Software, "":
		wanted = nil
	default:
		wanted = []string{e.Choice}
	}
	device := e.Device
	if device == "" {
		device = DefaultDevice
	}
	built, err := e.built(ctx)
	if err != nil {
		return encoder{}, err
	}
	for _, name := range wanted {
		one := encoderOf(name, device)
		err := errors.New("ffmpeg was built without it")
		if slices.Contains(built, name) {
			err = e.try(ctx, &one)
		}
		if err == nil {
			e.Log.Info("films are encoded by hardware", "encoder", name)
			return one, nil
		}
		if e.Choice == Auto {
			e.Log.Debug("a hardware encoder does not work here", "encoder", name, "error", err)
		} else {
			e.Log.Error("the configured hardware encoder does not work", "encoder", name, "error", err)
		}
	}
	e.Log.Info("films are encoded in software")
	return encoderOf(software, ""), nil
}

// trialTime is how long a trial may take.
const trialTime = 20 * time.Second

// built returns the hardware encoders that ffmpeg was built with.
func (e *Encoders) built(ctx context.Context) ([]string, error) {
	text, err := e.run(ctx, "-encoders")
	if err != nil {
		return nil, err
	}
	var found []string
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 1 && slices.Contains(Hardware(), words[1]) {
			found = append(found, words[1])
		}
	}
	return found, nil
}

// try encodes some pictures.
func (e *Encoders) try(ctx context.Context, one *encoder) error {
	args := append([]string{"-loglevel", "error"}, one.global...)
	args = append(args, "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=%dx%d:r=25", width, height), "-frames:v", "10", "-vf", strings.TrimPrefix(strings.TrimSuffix(one.behind("format=yuv420p[out]"), "[out]"), ","))
	_, err := e.run(ctx, append(append(args, one.output...), "-an", "-f", "null", "-")...)
	return err
}

func (e *Encoders) run(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	path := e.FFmpeg
	if path == "" {
		path = "ffmpeg"
	}
	command := exec.CommandContext(ctx, path, append([]string{"-nostdin", "-hide_banner"}, args...)...) //nolint:gosec // ffmpeg as the administrator installed it
	command.WaitDelay = time.Second
	defer endWithUs(command)()
	told, err := command.Output()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		err = fmt.Errorf("%w: %s", err, ended.Stderr[:min(len(ended.Stderr), maxComplaint)])
	}
	return string(told), err
}

// failed notes that an encoder has failed in the middle of its work: it is tried again before it is trusted with other work.
func (e *Encoders) failed(one *encoder, recording string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.chosen.name == one.name {
		e.doubt = true
	}
	e.Log.Warn("a hardware encoder has failed; this film is encoded again in software", "encoder", one.name, "recording", recording, "error", err)
}
