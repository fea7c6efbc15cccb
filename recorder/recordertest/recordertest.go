// Package recordertest makes real media for the recorder's tests, with ffmpeg, and looks at what was recorded.
package recordertest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"giaoban/internal/mediafile"
	"giaoban/sfu/codec"
)

// Packet is an RTP packet, and when it is sent.
type Packet struct {
	Header  rtp.Header
	Payload []byte
	At      time.Duration
}

// Media is a stream of a test picture with a running clock in it, or of a tone that beeps each second.
type Media struct {
	Codec   codec.Type
	Rate    uint32 // of the RTP clock
	File    string // as ffmpeg wrote it
	Packets []Packet
	Frames  int
}

const mtu = 1200

type format struct {
	file     string
	encode   []string
	rate     uint32
	payloads rtp.Payloader
}

func formatOf(t testing.TB, c codec.Type) format {
	t.Helper()
	video := func(args ...string) []string { return append(args, "-g", "30", "-pix_fmt", "yuv420p", "-b:v", "600k") }
	switch c {
	case codec.VP8:
		return format{"vp8.ivf", video("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"), 90000, &codecs.VP8Payloader{EnablePictureID: true}}
	case codec.VP9:
		args := video("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-auto-alt-ref", "0", "-lag-in-frames", "0")
		return format{"vp9.ivf", args, 90000, &codecs.VP9Payloader{FlexibleMode: true}}
	case codec.AV1:
		args := video("-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-row-mt", "0")
		return format{"av1.ivf", args, 90000, &codecs.AV1Payloader{}}
	case codec.H264:
		args := video("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-x264-params", "repeat-headers=1:sliced-threads=0", "-bsf:v", "h264_metadata=aud=remove")
		return format{"h264.h264", args, 90000, &codecs.H264Payloader{}}
	case codec.Opus:
		return format{"opus.ogg", []string{"-c:a", "libopus", "-b:a", "32k", "-frame_duration", "20"}, 48000, &codecs.OpusPayloader{}}
	}
	t.Fatalf("no test media for %v", c)
	return format{}
}

// FPS is the rate of the test picture.
const FPS = 30

// Make encodes a stream of that many seconds. It skips the test where there is no ffmpeg.
func Make(t testing.TB, c codec.Type, seconds int) *Media {
	t.Helper()
	source := "testsrc2=size=320x180:rate=" + strconv.Itoa(FPS)
	if c == codec.Opus {
		source = "sine=frequency=220:beep_factor=4:sample_rate=48000"
	}
	return encode(t, c, source, seconds)
}

// MakeHD encodes a test picture of 1280 × 720.
func MakeHD(t testing.TB, c codec.Type, seconds int) *Media {
	t.Helper()
	return encode(t, c, "testsrc2=size=1280x720:rate="+strconv.Itoa(FPS), seconds)
}

// MakeFlash encodes a stream that is black or silent but for a tenth of each second, from its start on.
func MakeFlash(t testing.TB, c codec.Type, seconds int) *Media {
	t.Helper()
	if c == codec.Opus {
		return encode(t, c, `aevalsrc=lt(mod(t\,1)\,0.1)*sin(2*PI*880*t):sample_rate=48000`, seconds)
	}
	return encode(t, c, `color=black:size=320x180:rate=30,drawbox=color=white:t=fill:enable=lt(mod(t\,1)\,0.1)`, seconds)
}

// MakeColour encodes a picture of one colour.
func MakeColour(t testing.TB, c codec.Type, colour string, seconds int) *Media {
	t.Helper()
	return encode(t, c, "color="+colour+":size=320x180:rate=30", seconds)
}

func encode(t testing.TB, c codec.Type, source string, seconds int) *Media {
	t.Helper()
	f := formatOf(t, c)
	name := filepath.Join(t.TempDir(), f.file)
	args := append([]string{"-f", "lavfi", "-i", source, "-t", strconv.Itoa(seconds)}, f.encode...)
	FFmpeg(t, append(args, name)...)
	m := &Media{Codec: c, Rate: f.rate, File: name}
	payloadType := uint8(96)
	sequence := uint16(65500) // it wraps soon
	timestamp := uint32(0xffffff00)
	for _, frame := range frames(t, c, name) {
		parts := f.payloads.Payload(mtu, frame.data)
		for i, part := range parts {
			m.Packets = append(m.Packets, Packet{
				Header: rtp.Header{
					Version: 2, PayloadType: payloadType, SequenceNumber: sequence, SSRC: 7, Marker: i == len(parts)-1 && c != codec.Opus,
					Timestamp: timestamp + uint32(int64(frame.at)*int64(f.rate)/int64(time.Second)),
				},
				Payload: part, At: frame.at,
			})
			sequence++
		}
		m.Frames++
	}
	return m
}

type timed struct {
	data []byte
	at   time.Duration
}

func frames(t testing.TB, c codec.Type, name string) []timed {
	t.Helper()
	data, err := os.ReadFile(name) //nolint:gosec // the test's own file
	if err != nil {
		t.Fatal(err)
	}
	if c == codec.H264 {
		return accessUnits(data)
	}
	var next func() ([]byte, time.Duration, error)
	if c == codec.Opus {
		reader, err := mediafile.NewOggReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		at := -20 * time.Millisecond
		next = func() ([]byte, time.Duration, error) {
			packet, err := reader.Next()
			at += 20 * time.Millisecond
			return packet, at, err
		}
	} else {
		reader, err := mediafile.NewIVFReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		next = reader.Next
	}
	var all []timed
	for {
		frame, at, err := next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, timed{bytes.Clone(frame), at})
	}
}

// accessUnits splits a stream of H.264 with start codes into pictures of one slice each.
func accessUnits(data []byte) []timed {
	var all []timed
	var unit []byte
	start := []byte{0, 0, 0, 1}
	for _, nal := range bytes.Split(bytes.ReplaceAll(data, []byte{0, 0, 0, 1}, []byte{0, 0, 1}), []byte{0, 0, 1}) {
		if len(nal) == 0 {
			continue
		}
		unit = append(append(unit, start...), nal...)
		if kind := nal[0] & 0x1f; kind == 1 || kind == 5 {
			all = append(all, timed{unit, time.Duration(len(all)) * time.Second / FPS})
			unit = nil
		}
	}
	return all
}

// FFmpeg runs ffmpeg and returns what it wrote to its output.
func FFmpeg(t testing.TB, args ...string) []byte {
	t.Helper()
	return run(t, "ffmpeg", append([]string{"-hide_banner", "-loglevel", "error", "-y", "-nostdin"}, args...)...)
}

func run(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	command := exec.CommandContext(t.Context(), path, args...) //nolint:gosec // the test's own arguments
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return stdout.Bytes()
}

// Flashes returns when a file's picture or sound turned bright or loud.
func Flashes(t testing.TB, file string, sound bool) []time.Duration {
	t.Helper()
	if !sound {
		return rises(FFmpeg(t, "-i", file, "-vf", "scale=1:1", "-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-"), 128, Times(t, file))
	}
	// A value for each millisecond, pauses filled in.
	samples := FFmpeg(t, "-i", file, "-af", "aresample=8000:async=1:first_pts=0", "-ac", "1", "-f", "u8", "-")
	const perMillisecond = 8
	loud := make([]byte, len(samples)/perMillisecond)
	times := make([]time.Duration, len(loud))
	for i := range loud {
		for _, sample := range samples[i*perMillisecond : (i+1)*perMillisecond] {
			loud[i] = max(loud[i], max(sample, 255-sample)-128)
		}
		times[i] = time.Duration(i) * time.Millisecond
	}
	// Between the waves of a tone it is quiet for less than this.
	for i := len(loud) - 1; i > 0; i-- {
		if loud[i] >= loudness {
			for j := i - 1; j >= max(0, i-10); j-- {
				if loud[j] >= loudness {
					for k := j + 1; k < i; k++ {
						loud[k] = loudness
					}
					break
				}
			}
		}
	}
	return rises(loud, loudness, times)
}

const loudness = 40

func rises(values []byte, from byte, times []time.Duration) []time.Duration {
	var all []time.Duration
	high := false
	for i := range min(len(values), len(times)) {
		if values[i] >= from && !high {
			all = append(all, times[i])
		}
		high = values[i] >= from
	}
	return all
}

// Hashes decodes a file and returns a hash of each picture or piece of sound, without their times.
func Hashes(t testing.TB, file string) []string {
	t.Helper()
	var hashes []string
	for line := range strings.Lines(string(FFmpeg(t, "-i", file, "-fps_mode", "passthrough", "-f", "framemd5", "-"))) {
		if fields := strings.Split(strings.TrimSpace(line), ","); !strings.HasPrefix(line, "#") && len(fields) == 6 {
			hashes = append(hashes, strings.TrimSpace(fields[5]))
		}
	}
	return hashes
}

// Times returns the time of each frame in a file.
func Times(t testing.TB, file string) []time.Duration {
	t.Helper()
	var told struct {
		Packets []struct {
			PTS string `json:"pts_time"`
		} `json:"packets"`
	}
	if err := json.Unmarshal(run(t, "ffprobe", "-v", "error", "-show_packets", "-of", "json", file), &told); err != nil {
		t.Fatal(err)
	}
	var times []time.Duration
	for _, packet := range told.Packets {
		seconds, err := strconv.ParseFloat(packet.PTS, 64)
		if err != nil {
			t.Fatalf("a packet's time is %q", packet.PTS)
		}
		times = append(times, time.Duration(seconds*float64(time.Second)))
	}
	return times
}
