package container_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"giaoban/recorder/container"
	"giaoban/recorder/frame"
	"giaoban/recorder/recordertest"
	"giaoban/sfu/codec"
)

var all = map[string]codec.Type{"VP8": codec.VP8, "VP9": codec.VP9, "AV1": codec.AV1, "H264": codec.H264, "Opus": codec.Opus}

// samples are the stream's frames at their times.
func samples(t *testing.T, media *recordertest.Media) []container.Sample {
	t.Helper()
	assembler, err := frame.New(media.Codec)
	if err != nil {
		t.Fatal(err)
	}
	var got []container.Sample
	var first int64
	give := func(f frame.Frame) {
		if len(got) == 0 {
			first = f.Time
		}
		got = append(got, container.Sample{Frame: f, At: time.Duration((f.Time - first) * int64(time.Second) / int64(media.Rate))})
	}
	start := time.Unix(0, 0)
	for i := range media.Packets {
		p := &media.Packets[i]
		assembler.Push(&p.Header, p.Payload, start.Add(p.At), give)
	}
	assembler.Flush(start, give)
	if len(got) != media.Frames {
		t.Fatalf("%d frames of %d, %+v", len(got), media.Frames, assembler.Stats())
	}
	return got
}

// write makes the file's fragments of a second each, and tells where each ends.
func write(t *testing.T, c codec.Type, frames []container.Sample) (file string, data []byte, ends []int) {
	t.Helper()
	muxer, extension, err := container.New(c)
	if err != nil {
		t.Fatal(err)
	}
	data, err = muxer.Header(&frames[0].Frame)
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.Clone(data)
	ends = append(ends, len(data))
	for len(frames) > 0 {
		n := 1
		for n < len(frames) && frames[n].At-frames[0].At < time.Second {
			if !muxer.Continues(&frames[n].Frame) {
				t.Fatal("a new file is asked for in one stream")
			}
			n++
		}
		fragment, err := muxer.Fragment(frames[:n])
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, fragment...)
		ends = append(ends, len(data))
		frames = frames[n:]
	}
	file = filepath.Join(t.TempDir(), "track"+extension)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, data, ends
}

func TestDecodesToWhatWasSent(t *testing.T) {
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			media := recordertest.Make(t, c, 3)
			frames := samples(t, media)
			file, _, _ := write(t, c, frames)
			times := recordertest.Times(t, file)
			if len(times) != len(frames) {
				t.Fatalf("%d frames in the file, %d sent", len(times), len(frames))
			}
			for i := range times {
				if off := times[i] - frames[i].At; off > time.Millisecond || off < -time.Millisecond {
					t.Fatalf("frame %d is at %v, should be at %v", i, times[i], frames[i].At)
				}
			}
			if c == codec.Opus {
				return // its first milliseconds are cut off in the source, not in ours
			}
			if got, want := recordertest.Hashes(t, file), recordertest.Hashes(t, media.File); !slices.Equal(got, want) {
				t.Errorf("decoded pictures differ: %d and %d", len(got), len(want))
			}
		})
	}
}

func TestWholeFindsTheLastFragment(t *testing.T) {
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			file, data, ends := write(t, c, samples(t, recordertest.Make(t, c, 3)))
			for cut := 0; cut <= len(data); cut += 1 + len(data)/500 {
				got, last, err := container.Whole(bytes.NewReader(data[:cut]), int64(cut), file)
				want, fragments := 0, -1
				for _, end := range ends {
					if end <= cut {
						want = end
						fragments++
					}
				}
				if int(got) != want || (err != nil) != (want == 0) {
					t.Fatalf("cut at %d: %d is whole, want %d (%v)", cut, got, want, err)
				}
				if least := time.Duration(fragments)*time.Second - 40*time.Millisecond; err == nil && (last < least || last > least+time.Second) {
					t.Fatalf("cut at %d: the last frame is at %v of %d fragments", cut, last, fragments)
				}
			}
		})
	}
}

func FuzzWhole(f *testing.F) {
	f.Add([]byte{0x1A, 0x45, 0xDF, 0xA3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xFF}, true)
	f.Add([]byte("\x00\x00\x00\x08moov\x00\x00\x00\x08moof\x00\x00\x00\x08mdat"), false)
	f.Fuzz(func(t *testing.T, data []byte, webm bool) {
		name := "x" + container.MP4
		if webm {
			name = "x" + container.WebM
		}
		whole, _, err := container.Whole(bytes.NewReader(data), int64(len(data)), name)
		if whole < 0 || whole > int64(len(data)) || err != nil && whole != 0 {
			t.Fatalf("%d of %d, %v", whole, len(data), err)
		}
	})
}

func TestPiecesAreTheFragments(t *testing.T) {
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			file, data, ends := write(t, c, samples(t, recordertest.Make(t, c, 3)))
			cut := data[:len(data)-1] // the last is not whole
			p, err := container.NewPieces(bytes.NewReader(cut), int64(len(cut)), file)
			if err != nil {
				t.Fatal(err)
			}
			if int(p.Header()) != ends[0] || (p.Parameter() != "") != (c == codec.H264) {
				t.Errorf("a header of %d bytes, %q; want %d", p.Header(), p.Parameter(), ends[0])
			}
			for i := 1; i < len(ends)-1; i++ {
				piece, err := p.Next()
				if err != nil || int(piece.Offset) != ends[i-1] || int(piece.Offset+piece.Bytes) != ends[i] || !piece.Key {
					t.Fatalf("piece %d is %+v, %v; want it from %d to %d", i, piece, err, ends[i-1], ends[i])
				}
				if off := piece.At - time.Duration(i-1)*time.Second; off < -20*time.Millisecond || off > 60*time.Millisecond {
					t.Errorf("piece %d is at %v", i, piece.At)
				}
			}
			if piece, err := p.Next(); !errors.Is(err, io.EOF) {
				t.Errorf("what is not whole is told: %+v, %v", piece, err)
			}
		})
	}
}

func FuzzPieces(f *testing.F) {
	f.Add([]byte{0x1A, 0x45, 0xDF, 0xA3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xFF, 0x16, 0x54, 0xAE, 0x6B, 0x80, 0x1F, 0x43, 0xB6, 0x75, 0x80}, true)
	f.Add([]byte("\x00\x00\x00\x08moov\x00\x00\x00\x08moof\x00\x00\x00\x08mdat"), false)
	f.Fuzz(func(t *testing.T, data []byte, webm bool) {
		name := "x" + container.MP4
		if webm {
			name = "x" + container.WebM
		}
		p, err := container.NewPieces(bytes.NewReader(data), int64(len(data)), name)
		if err != nil {
			return
		}
		for end := p.Header(); ; {
			piece, err := p.Next()
			if err != nil {
				return
			}
			if piece.Offset != end || piece.Bytes <= 0 || piece.Offset+piece.Bytes > int64(len(data)) {
				t.Fatalf("%+v behind %d of %d", piece, end, len(data))
			}
			end = piece.Offset + piece.Bytes
		}
	})
}
