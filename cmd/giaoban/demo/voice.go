package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"giaoban/internal/mediafile"
)

const (
	audioClock = 48000
	// opusFrame is the length of one Opus packet.
	opusFrame = 20 * time.Millisecond
	opusTicks = audioClock / 50
	// turnLength is how long a site "speaks"; turnGap is the pause before the next one does.
	turnLength = 6 * time.Second
	turnGap    = 3 * time.Second
	// toneLevel and silentLevel are loudness in -dBov as announced to the room (RFC 6464).
	toneLevel   = 28
	silentLevel = 127
	// comfortEvery is how often a silent site sends a packet, as Opus does in discontinuous transmission.
	comfortEvery = 20
)

// opusSilence is one 20 ms frame of silence.
var opusSilence = []byte{0xf8, 0xff, 0xfe}

// encodeTone makes one turn of a soft, slowly swelling tone as Opus packets of opusFrame each.
func encodeTone(ctx context.Context, frequency int) ([][]byte, error) {
	seconds := turnLength.Seconds()
	source := fmt.Sprintf("sine=frequency=%d:sample_rate=%d:duration=%g", frequency, audioClock, seconds)
	filter := fmt.Sprintf("tremolo=f=1.2:d=0.6,volume=0.5,afade=in:d=0.3,afade=out:st=%g:d=0.3", seconds-0.3)
	cmd := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-f", "lavfi", "-i", source, "-af", filter, //nolint:gosec // numbers only
		"-c:a", "libopus", "-b:a", "32k", "-frame_duration", fmt.Sprint(opusFrame.Milliseconds()), "-f", "opus", "pipe:1")
	var out bytes.Buffer
	var diagnostics strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &diagnostics
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("ffmpeg: %w: %s", err, strings.TrimSpace(diagnostics.String()))
	}
	reader, err := mediafile.NewOggReader(&out)
	if err != nil {
		return nil, err
	}
	var packets [][]byte
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return packets, nil
		}
		if err != nil {
			return nil, err
		}
		packets = append(packets, packet)
	}
}

// voice sends a site's microphone: its tone when it is its turn, near silence otherwise.
type voice struct {
	tone  [][]byte
	turn  int // this site's place in the round
	turns int // how many sites take turns
	out   *stream
}

// run sends until ctx ends. Turns follow the wall clock, so that sites of one process never speak at once.
func (v voice) run(ctx context.Context) error {
	ticker := time.NewTicker(opusFrame)
	defer ticker.Stop()
	quiet := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case now := <-ticker.C:
			if frame, speaking := v.frame(now); speaking {
				if err := v.out.write(frame, opusTicks, toneLevel); err != nil {
					return err
				}
				quiet = 0
				continue
			}
			if quiet%comfortEvery == 0 {
				if err := v.out.write(opusSilence, opusTicks, silentLevel); err != nil {
					return err
				}
			} else {
				v.out.skip(opusTicks)
			}
			quiet++
		}
	}
}

// frame returns the packet to send at the given time, and whether the site has its turn then.
func (v voice) frame(now time.Time) ([]byte, bool) {
	round := (turnLength + turnGap) * time.Duration(v.turns)
	at := time.Duration(now.UnixNano())%round - (turnLength+turnGap)*time.Duration(v.turn)
	if at < 0 || at >= turnLength {
		return nil, false
	}
	index := int(at / opusFrame)
	if index >= len(v.tone) {
		return nil, false
	}
	return v.tone[index], true
}
