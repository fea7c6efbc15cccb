package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"giaoban/internal/mediafile"
)

const (
	pictureRate  = 12 // frames a second
	videoClock   = 90000
	pictureFont  = "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"
	encoderGrace = 2 * time.Second // from the interrupt to the kill
)

// picture draws a site's camera with ffmpeg: its name, a running clock, a colour of its own.
type picture struct {
	name string
	hue  int // degrees on the colour wheel
	dir  string
	size string // "640x360"
	rate string // "350k"
}

// encode runs ffmpeg until ctx ends and hands over each VP8 frame with its length in clock ticks.
func (p picture) encode(ctx context.Context, frame func(data []byte, ticks uint32) error) error {
	title := filepath.Join(p.dir, fmt.Sprintf("title-%d.txt", p.hue))
	if err := os.WriteFile(title, []byte(p.name), 0o600); err != nil {
		return fmt.Errorf("writing the title of %q: %w", p.name, err)
	}
	cmd := exec.CommandContext(ctx, "ffmpeg", p.arguments(title)...) //nolint:gosec // the arguments are ours
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = encoderGrace
	cmd.Env = append(os.Environ(), "TZ=Asia/Ho_Chi_Minh")
	var diagnostics strings.Builder
	cmd.Stderr = &diagnostics
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting ffmpeg: %w", err)
	}
	readErr := p.read(out, frame)
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("ffmpeg: %w: %s", err, strings.TrimSpace(diagnostics.String()))
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return readErr
}

func (p picture) arguments(title string) []string {
	text := func(source, y string, share int) string {
		return fmt.Sprintf("drawtext=fontfile=%s:%s:fontcolor=white:fontsize=h/%d:x=(w-tw)/2:y=%s:shadowcolor=black@0.5:shadowx=2:shadowy=2",
			pictureFont, source, share, y)
	}
	filter := strings.Join([]string{
		fmt.Sprintf("hue=h=%d", p.hue),
		text("textfile="+title, "h*0.36", 10),
		text(`text=%{localtime\\:%H\\\\\\:%M\\\\\\:%S}`, "h*0.54", 7),
		"format=yuv420p",
	}, ",")
	source := fmt.Sprintf("gradients=s=%s:r=%d:c0=0x0b3a6b:c1=0x2f6f9f:n=2:speed=0.008", p.size, pictureRate)
	return []string{
		"-hide_banner", "-loglevel", "error", "-nostdin", "-re", "-f", "lavfi", "-i", source, "-vf", filter,
		"-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "12", "-threads", "1", "-b:v", p.rate, "-maxrate", p.rate, "-bufsize", p.rate,
		"-g", fmt.Sprint(2 * pictureRate), "-error-resilient", "1", "-auto-alt-ref", "0", "-lag-in-frames", "0", "-flush_packets", "1", "-f", "ivf", "pipe:1",
	}
}

func (p picture) read(r io.Reader, frame func([]byte, uint32) error) error {
	reader, err := mediafile.NewIVFReader(r)
	if err != nil {
		return err
	}
	for {
		data, _, err := reader.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := frame(data, videoClock/pictureRate); err != nil {
			return err
		}
	}
}
