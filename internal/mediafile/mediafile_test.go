package mediafile

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"testing"
	"time"
)

// encode makes a two-second test file with ffmpeg and returns its bytes.
func encode(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, diagnostics bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-hide_banner", "-loglevel", "error"}, append(args, "pipe:1")...)...)
	cmd.Stdout, cmd.Stderr = &out, &diagnostics
	if err := cmd.Run(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, diagnostics.String())
	}
	return out.Bytes()
}

func TestIVFReaderReadsEveryFrameInTime(t *testing.T) {
	data := encode(t, "-f", "lavfi", "-i", "testsrc=size=160x90:rate=10:duration=2", "-c:v", "libvpx", "-f", "ivf")
	reader, err := NewIVFReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if reader.FourCC != "VP80" || reader.Width != 160 || reader.Height != 90 {
		t.Fatalf("header: %s %dx%d, want VP80 160x90", reader.FourCC, reader.Width, reader.Height)
	}
	frames := 0
	for {
		frame, at, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := time.Duration(frames) * 100 * time.Millisecond; at != want || len(frame) == 0 {
			t.Fatalf("frame %d: %d bytes at %v, want some at %v", frames, len(frame), at, want)
		}
		frames++
	}
	if frames != 20 {
		t.Fatalf("%d frames, want 20", frames)
	}
}

func TestOggReaderReadsEveryPacket(t *testing.T) {
	data := encode(t, "-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-c:a", "libopus", "-b:a", "128k", "-frame_duration", "20", "-f", "opus")
	reader, err := NewOggReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	packets := 0
	for {
		packet, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(packet) == 0 {
			t.Fatal("empty packet")
		}
		packets++
	}
	if packets < 100 || packets > 102 {
		t.Fatalf("%d packets of 20 ms from 2 s of sound, want 100 and a little pre-skip", packets)
	}
}

func TestDamagedInputIsRefused(t *testing.T) {
	huge := append([]byte("DKIF\x00\x00\x20\x00VP80\x10\x00\x10\x00\x0a\x00\x00\x00\x01\x00\x00\x00"), make([]byte, 8)...)
	huge = append(huge, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0)
	reader, err := NewIVFReader(bytes.NewReader(huge))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := reader.Next(); !errors.Is(err, ErrFormat) {
		t.Fatalf("frame of 4 GiB: %v, want ErrFormat", err)
	}
	if _, err := NewIVFReader(bytes.NewReader(make([]byte, 64))); !errors.Is(err, ErrFormat) {
		t.Fatalf("zeros as IVF: %v, want ErrFormat", err)
	}
	if _, err := NewOggReader(bytes.NewReader(make([]byte, 64))); !errors.Is(err, ErrFormat) {
		t.Fatalf("zeros as Ogg: %v, want ErrFormat", err)
	}
}

func FuzzOggReader(f *testing.F) {
	f.Add([]byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x08OpusHead"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		reader, err := NewOggReader(bytes.NewReader(data))
		for err == nil {
			_, err = reader.Next()
		}
	})
}
