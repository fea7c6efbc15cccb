package synth

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtp/codecs"
)

func TestStamp(t *testing.T) {
	want := Stamp{Stream: 513, Layer: 2, SentAt: 1_700_000_000_123_456_789, Count: 1 << 40}
	b := make([]byte, StampSize)
	want.Put(b)
	if got, ok := ParseStamp(b); !ok || got != want {
		t.Errorf("got %+v, %v: want %+v", got, ok, want)
	}
	if _, ok := ParseStamp(b[:StampSize-1]); ok {
		t.Error("a stamp was read from too few bytes")
	}
	b[0]++
	if _, ok := ParseStamp(b); ok {
		t.Error("a stamp was read from other bytes")
	}
}

func mustVideo(t *testing.T, shape Shape) *Video {
	t.Helper()
	v, err := NewVideo(shape)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVideo(t *testing.T) {
	shape := Shape{PacketSize: 1100, Burst: 6, Rate: 180, Width: 1280, Height: 720}

	t.Run("each packet is valid VP8 of the asked size", func(t *testing.T) {
		v := mustVideo(t, shape)
		for frame := range 3 {
			packets, err := v.Next(frame == 2)
			if err != nil || len(packets) != shape.Burst {
				t.Fatalf("%d packets, %v: want %d", len(packets), err, shape.Burst)
			}
			for i, p := range packets {
				var descriptor codecs.VP8Packet
				body, err := descriptor.Unmarshal(p.Payload)
				if err != nil {
					t.Fatal(err)
				}
				if len(p.Payload) != shape.PacketSize || p.Marker != (i == shape.Burst-1) || (descriptor.S == 1) != (i == 0) {
					t.Errorf("packet %d: %d bytes, marker %v, S %d", i, len(p.Payload), p.Marker, descriptor.S)
				}
				if int(descriptor.PictureID) != frame || int(descriptor.TL0PICIDX) != frame {
					t.Errorf("picture id %d, TL0PICIDX %d: want %d", descriptor.PictureID, descriptor.TL0PICIDX, frame)
				}
				if isKey := body[0]&1 == 0; i == 0 && isKey != (frame != 1) {
					t.Errorf("frame %d: key frame %v; want the first and the one asked for", frame, isKey)
				}
			}
		}
	})

	t.Run("a key frame tells its size", func(t *testing.T) {
		packets, _ := mustVideo(t, shape).Next(true)
		header := packets[0].Payload[vp8DescriptorLen:]
		if got := binary.LittleEndian.Uint16(header[6:]); got != shape.Width {
			t.Errorf("width %d: want %d", got, shape.Width)
		}
		if got := binary.LittleEndian.Uint16(header[8:]); got != shape.Height {
			t.Errorf("height %d: want %d", got, shape.Height)
		}
	})

	t.Run("timestamps advance with the clock however odd the rate", func(t *testing.T) {
		v := mustVideo(t, Shape{PacketSize: 100, Burst: 1, Rate: 510})
		var last uint32
		for range 510*10 + 1 {
			packets, _ := v.Next(false)
			last = packets[0].Timestamp
		}
		if want := uint32(10 * videoClock); last != want {
			t.Errorf("after ten seconds the timestamp is %d: want %d", last, want)
		}
	})

	t.Run("the stamp is found through any descriptor", func(t *testing.T) {
		packets, _ := mustVideo(t, shape).Next(false)
		payload := packets[1].Payload
		want := Stamp{Stream: 3, Count: 9, SentAt: 5}
		want.Put(payload[packets[1].StampAt:])
		if got, ok := FindStamp(payload, true); !ok || got != want {
			t.Errorf("got %+v, %v: want %+v", got, ok, want)
		}
		bare := append([]byte{0x00}, payload[vp8DescriptorLen:]...) // a descriptor without extensions
		if got, ok := FindStamp(bare, true); !ok || got != want {
			t.Errorf("got %+v, %v: want %+v", got, ok, want)
		}
		short := append([]byte{0x80, 0x80, 0x05}, payload[vp8DescriptorLen:]...) // a 7-bit picture id
		if got, ok := FindStamp(short, true); !ok || got != want {
			t.Errorf("got %+v, %v: want %+v", got, ok, want)
		}
	})
}

func TestAudio(t *testing.T) {
	a, err := NewAudio(Shape{PacketSize: 120, Rate: 50})
	if err != nil {
		t.Fatal(err)
	}
	if a.Interval() != 20*time.Millisecond {
		t.Errorf("interval %v: want 20 ms", a.Interval())
	}
	for n := range 3 {
		packets, err := a.Next(false)
		if err != nil || len(packets) != 1 {
			t.Fatalf("%d packets, %v: want one", len(packets), err)
		}
		p := packets[0]
		if p.Timestamp != uint32(n*960) || len(p.Payload) != 120 || p.Payload[0] != opusTOC {
			t.Errorf("packet %d: timestamp %d, %d bytes, TOC %#x", n, p.Timestamp, len(p.Payload), p.Payload[0])
		}
		want := Stamp{Count: uint64(n)}
		want.Put(p.Payload[p.StampAt:])
		if got, ok := FindStamp(p.Payload, false); !ok || got != want {
			t.Errorf("got %+v, %v: want %+v", got, ok, want)
		}
	}
}

func TestMicrophone(t *testing.T) {
	m := NewMicrophone()
	next := func() Packet {
		t.Helper()
		packets, err := m.Next(false)
		if err != nil || len(packets) != 1 {
			t.Fatalf("%d packets, %v: want one", len(packets), err)
		}
		return packets[0]
	}
	check := func(p Packet, timestamp uint32, voice, marker bool, level uint8) {
		t.Helper()
		if p.Timestamp != timestamp || p.Voice != voice || p.Marker != marker || p.Level != level || !p.HasLevel {
			t.Errorf("timestamp %d, voice %v, marker %v, level %d: want %d, %v, %v, %d", p.Timestamp, p.Voice, p.Marker, p.Level, timestamp, voice, marker, level)
		}
		stamp := Stamp{Count: 3}
		stamp.Put(p.Payload[p.StampAt:])
		if got, ok := FindStamp(p.Payload, false); !ok || got != stamp {
			t.Errorf("got %+v, %v: want %+v", got, ok, stamp)
		}
	}
	if m.Interval() != 400*time.Millisecond {
		t.Errorf("silence every %v: want what Opus does with DTX", m.Interval())
	}
	silence := next()
	check(silence, 0, false, false, 127)
	m.Speak(true, 25)
	if m.Interval() != 20*time.Millisecond {
		t.Errorf("voice every %v: want 20 ms", m.Interval())
	}
	voice := next()
	check(voice, 19200, true, true, 25)
	m.Speak(true, 30)
	check(next(), 20160, true, false, 30)
	m.Speak(false, 0)
	check(next(), 21120, false, false, 127)
	if len(voice.Payload) < 2*len(silence.Payload) {
		t.Errorf("%d bytes of voice, %d of silence: a receiver cannot tell them apart", len(voice.Payload), len(silence.Payload))
	}
}

func TestShapeOutOfRange(t *testing.T) {
	for name, shape := range map[string]Shape{
		"too small for a stamp": {PacketSize: 30, Burst: 1, Rate: 1},
		"larger than a packet":  {PacketSize: 1500, Burst: 1, Rate: 1},
		"no packets in a frame": {PacketSize: 100, Rate: 1},
		"no rate":               {PacketSize: 100, Burst: 1},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewVideo(shape); err == nil {
				t.Error("no error")
			}
		})
	}
}

// writeIVF writes a VP8 file of the given frames, 40 ms apart.
func writeIVF(t *testing.T, fourCC string, frames ...[]byte) string {
	t.Helper()
	b := make([]byte, 32)
	copy(b, "DKIF")
	binary.LittleEndian.PutUint16(b[6:], 32)
	copy(b[8:], fourCC)
	binary.LittleEndian.PutUint32(b[16:], 25)
	binary.LittleEndian.PutUint32(b[20:], 1)
	for i, frame := range frames {
		header := make([]byte, 12)
		binary.LittleEndian.PutUint32(header, uint32(len(frame)))
		binary.LittleEndian.PutUint64(header[4:], uint64(i))
		b = append(append(b, header...), frame...)
	}
	name := filepath.Join(t.TempDir(), "video.ivf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFile(t *testing.T) {
	t.Run("a VP8 file plays over and over, split into packets", func(t *testing.T) {
		f, err := OpenFile(writeIVF(t, "VP80", make([]byte, 2500), make([]byte, 10)), 1000)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		if !f.Video() || f.Interval() != 40*time.Millisecond {
			t.Errorf("video %v, interval %v: want video every 40 ms", f.Video(), f.Interval())
		}
		for n, want := range []int{3, 1, 3, 1} {
			packets, err := f.Next(false)
			if err != nil {
				t.Fatal(err)
			}
			if len(packets) != want || packets[0].Timestamp != uint32(n*3600) || !packets[want-1].Marker || packets[0].StampAt != -1 {
				t.Errorf("frame %d: %d packets at %d: want %d at %d", n, len(packets), packets[0].Timestamp, want, n*3600)
			}
		}
	})
	t.Run("another codec is refused by name", func(t *testing.T) {
		_, err := OpenFile(writeIVF(t, "VP90", nil, nil), 1000)
		if err == nil || !strings.Contains(err.Error(), "VP90") {
			t.Errorf("error %v: want one that names VP90", err)
		}
	})
	t.Run("one frame is too few to tell the rate", func(t *testing.T) {
		if _, err := OpenFile(writeIVF(t, "VP80", nil), 1000); err == nil {
			t.Error("no error")
		}
	})
	t.Run("another kind of file is refused", func(t *testing.T) {
		if _, err := OpenFile("talk.mp4", 1000); err == nil || !strings.Contains(err.Error(), ".ivf") {
			t.Errorf("error %v: want one that says what is taken", err)
		}
	})
}

func FuzzFindStamp(f *testing.F) {
	v, err := NewVideo(Shape{PacketSize: 100, Burst: 1, Rate: 1})
	if err != nil {
		f.Fatal(err)
	}
	packets, _ := v.Next(true)
	Stamp{}.Put(packets[0].Payload[packets[0].StampAt:])
	f.Add(packets[0].Payload, true)
	f.Add([]byte{0x80, 0xff}, true)
	f.Add([]byte{0x78}, false)
	f.Fuzz(func(t *testing.T, payload []byte, video bool) {
		if _, ok := FindStamp(payload, video); ok && len(payload) < StampSize {
			t.Errorf("a stamp in %d bytes", len(payload))
		}
	})
}

func BenchmarkVideo(b *testing.B) {
	v, err := NewVideo(Shape{PacketSize: 1100, Burst: 6, Rate: 510})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Next(false); err != nil {
			b.Fatal(err)
		}
	}
}
