package packet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/pion/rtp"

	"giaoban/sfu/codec"
)

var testIDs = codec.ExtensionIDs{AudioLevel: 1, AbsCaptureTime: 2, DependencyDescriptor: 3, Rid: 4, FrameMarking: 20}

// header returns an RTP header with the given first byte, sequence number 0x1234,
// timestamp 0x11223344, SSRC 0xaabbccdd, payload type 96 and the marker set.
func header(first byte) []byte {
	return []byte{first, 0x80 | 96, 0x12, 0x34, 0x11, 0x22, 0x33, 0x44, 0xaa, 0xbb, 0xcc, 0xdd}
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestUnmarshal(t *testing.T) {
	dependency := bytes.Repeat([]byte{7}, 40)
	for _, tt := range []struct {
		name  string
		raw   []byte
		err   error
		check func(*Packet) bool
	}{
		{"plain", join(header(0x80), []byte{1, 2, 3}), nil, func(p *Packet) bool {
			return p.Marker && p.PayloadType == 96 && p.Seq == 0x1234 && p.Timestamp == 0x11223344 &&
				p.SSRC == 0xaabbccdd && bytes.Equal(p.Payload, []byte{1, 2, 3}) && !p.Padding && !p.PaddingOnly && p.Size() == 15
		}},
		{"contributing sources are passed over", join(header(0x82), make([]byte, 8), []byte{9}), nil,
			func(p *Packet) bool { return bytes.Equal(p.Payload, []byte{9}) }},
		{"padding is cut off", join(header(0xa0), []byte{1, 2, 0, 0, 3}), nil,
			func(p *Packet) bool { return p.Padding && !p.PaddingOnly && bytes.Equal(p.Payload, []byte{1, 2}) }},
		{"padding only", join(header(0xa0), []byte{0, 0, 3}), nil,
			func(p *Packet) bool { return p.Padding && p.PaddingOnly && len(p.Payload) == 0 && p.Size() == 15 }},
		{"one-byte extensions", join(header(0x90), []byte{0xbe, 0xde, 0, 5,
			0x10, 0x85, 0x27, 1, 2, 3, 4, 5, 6, 7, 8, 0x32, 9, 9, 9, 0x40, 'f', 0, 0, 0}, []byte{5}), nil,
			func(p *Packet) bool {
				return p.HasAudioLevel && p.Voice && p.AudioLevel == 5 && bytes.Equal(p.AbsCaptureTime, []byte{1, 2, 3, 4, 5, 6, 7, 8}) &&
					bytes.Equal(p.DependencyDescriptor, []byte{9, 9, 9}) && string(p.Rid) == "f" && bytes.Equal(p.Payload, []byte{5})
			}},
		{"two-byte extensions", join(header(0x90), []byte{0x10, 0x00, 0, 13, 3, 40}, dependency, []byte{0, 20, 1, 0xc0, 1, 1, 0x7f, 0, 0, 0}, []byte{5}), nil,
			func(p *Packet) bool {
				return bytes.Equal(p.DependencyDescriptor, dependency) && bytes.Equal(p.FrameMarking, []byte{0xc0}) &&
					p.HasAudioLevel && !p.Voice && p.AudioLevel == 127
			}},
		{"id 15 ends one-byte extensions", join(header(0x90), []byte{0xbe, 0xde, 0, 1, 0xf0, 0, 0x10, 0x85}), nil,
			func(p *Packet) bool { return !p.HasAudioLevel && p.PaddingOnly }},
		{"unknown extension profile is passed over", join(header(0x90), []byte{0xab, 0xac, 0, 1, 0x10, 0x85, 0, 0}, []byte{5}), nil,
			func(p *Packet) bool { return !p.HasAudioLevel && bytes.Equal(p.Payload, []byte{5}) }},
		{"extensions that were not negotiated are passed over", join(header(0x90), []byte{0xbe, 0xde, 0, 1, 0x90, 0x85, 0, 0}, []byte{5}), nil,
			func(p *Packet) bool { return !p.HasAudioLevel && bytes.Equal(p.Payload, []byte{5}) }},
		{"empty", nil, ErrShort, nil},
		{"header cut", header(0x80)[:11], ErrShort, nil},
		{"contributing sources cut", join(header(0x8f), make([]byte, 8)), ErrShort, nil},
		{"version 1", header(0x40), ErrVersion, nil},
		{"RTCP-like version 3", header(0xc0), ErrVersion, nil},
		{"padding longer than the packet", join(header(0xa0), []byte{1, 9}), ErrPadding, nil},
		{"padding of no length", join(header(0xa0), []byte{1, 0}), ErrPadding, nil},
		{"padding without a byte", header(0xa0), ErrPadding, nil},
		{"extension header cut", join(header(0x90), []byte{0xbe, 0xde}), ErrShort, nil},
		{"extension block cut", join(header(0x90), []byte{0xbe, 0xde, 0, 9, 1, 1, 1, 1}), ErrShort, nil},
		{"one-byte extension past the block", join(header(0x90), []byte{0xbe, 0xde, 0, 1, 0x1f, 1, 1, 1}), ErrExtension, nil},
		{"two-byte extension past the block", join(header(0x90), []byte{0x10, 0, 0, 1, 1, 9, 1, 1}), ErrExtension, nil},
		{"two-byte extension without length", join(header(0x90), []byte{0x10, 0, 0, 1, 0, 0, 0, 1}), ErrExtension, nil},
		{"audio level of no length", join(header(0x90), []byte{0x10, 0, 0, 1, 1, 0, 0, 0}), ErrExtension, nil},
		{"capture time of wrong length", join(header(0x90), []byte{0xbe, 0xde, 0, 1, 0x22, 1, 1, 1}), ErrExtension, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := New()
			defer p.Release()
			n := copy(p.Buffer(), tt.raw)
			err := p.Unmarshal(p.Buffer()[:n], &testIDs)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if tt.check != nil && !tt.check(p) {
				t.Errorf("read as %+v", p)
			}
		})
	}
}

func TestUnmarshalLeavesNothingBehind(t *testing.T) {
	p := New()
	defer p.Release()
	first := join(header(0xb0), []byte{0xbe, 0xde, 0, 1, 0x10, 0x85, 0x40, 'q'}, []byte{1, 1})
	if err := p.Unmarshal(first, &testIDs); err != nil {
		t.Fatal(err)
	}
	second := header(0x80)
	second[1] = 0
	if err := p.Unmarshal(second, &testIDs); err != nil {
		t.Fatal(err)
	}
	if p.HasAudioLevel || p.Rid != nil || p.Padding || p.Marker || p.PayloadType != 0 {
		t.Errorf("fields of the first packet are left: %+v", p)
	}
}

func TestReleasedPacketComesBackClean(t *testing.T) {
	p := New()
	if err := p.Unmarshal(join(header(0x80), []byte{1}), &testIDs); err != nil {
		t.Fatal(err)
	}
	p.Retain()
	p.Restart, p.Late, p.Layer = true, true, 2
	p.Frame.Key = true
	p.Release()
	if p.Payload == nil {
		t.Fatal("packet was reset while it was held")
	}
	p.Release()
	if p.Payload != nil || p.Frame.Key || p.Restart || p.Late || p.Layer != 0 || p.Size() != 0 {
		t.Error("released packet still holds its fields")
	}
}

func TestCopy(t *testing.T) {
	for _, n := range []int{0, 100, smallSize, smallSize + 1, MaxSize} {
		raw := bytes.Repeat([]byte{7}, n)
		p := Copy(raw)
		if !bytes.Equal(p.Buffer()[:n], raw) || (n <= smallSize) != (len(p.Buffer()) == smallSize) {
			t.Errorf("%d bytes in a buffer of %d", n, len(p.Buffer()))
		}
		p.Release()
		if p := New(); len(p.Buffer()) != MaxSize {
			t.Errorf("New gives a buffer of %d bytes", len(p.Buffer()))
		}
	}
	if p := Copy(make([]byte, MaxSize+1)); len(p.Buffer()) != MaxSize {
		t.Errorf("too long a packet got a buffer of %d bytes", len(p.Buffer()))
	}
}

func TestMisuseIsRefused(t *testing.T) {
	for name, misuse := range map[string]func(*Packet){
		"release too often":    func(p *Packet) { p.Release() },
		"retain when released": func(p *Packet) { p.Retain() },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			p := &Packet{}
			misuse(p)
		})
	}
}

// FuzzUnmarshal checks that no input panics and that what is accepted agrees
// with Pion's parser.
func FuzzUnmarshal(f *testing.F) {
	f.Add(join(header(0x80), []byte{1, 2, 3}))
	f.Add(join(header(0xa0), []byte{1, 2, 0, 0, 3}))
	f.Add(join(header(0x90), []byte{0xbe, 0xde, 0, 2, 0x10, 0x85, 0x32, 9, 9, 9, 0, 0}, []byte{5}))
	f.Add(join(header(0x90), []byte{0x10, 0x00, 0, 2, 3, 4, 1, 2, 3, 4, 0, 0}, []byte{5}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := New()
		defer p.Release()
		if p.Unmarshal(raw, &testIDs) != nil {
			return
		}
		if len(p.Payload) > len(raw) || p.PaddingOnly != (len(p.Payload) == 0) {
			t.Fatalf("payload of %d bytes from %d", len(p.Payload), len(raw))
		}
		var h rtp.Header
		if _, err := h.Unmarshal(raw); err != nil {
			return // Pion refuses some extension blocks that we pass over
		}
		if h.SequenceNumber != uint16(p.Seq) || h.Timestamp != p.Timestamp || h.SSRC != p.SSRC ||
			h.PayloadType != p.PayloadType || h.Marker != p.Marker {
			t.Fatalf("read %+v, Pion reads %+v", p, h)
		}
		if level := h.GetExtension(testIDs.AudioLevel); p.HasAudioLevel && len(level) > 0 && h.Extension &&
			binary.BigEndian.Uint16(raw[12+4*len(h.CSRC):]) == profileOneByte && !repeated(&h, testIDs.AudioLevel) &&
			level[0]&0x7f != p.AudioLevel {
			t.Fatalf("audio level %d, Pion reads %d", p.AudioLevel, level[0]&0x7f)
		}
	})
}

// repeated reports whether an extension id occurs more than once.
func repeated(h *rtp.Header, id uint8) bool {
	n := 0
	for _, other := range h.GetExtensionIDs() {
		if other == id {
			n++
		}
	}
	return n > 1
}

func BenchmarkUnmarshal(b *testing.B) {
	raw := join(header(0x90), []byte{0xbe, 0xde, 0, 4, 0x10, 0x85, 0x27, 1, 2, 3, 4, 5, 6, 7, 8, 0x32, 9, 9}, make([]byte, 1100))
	b.ReportAllocs()
	for b.Loop() {
		p := New()
		n := copy(p.Buffer(), raw)
		if err := p.Unmarshal(p.Buffer()[:n], &testIDs); err != nil {
			b.Fatal(err)
		}
		p.Release()
	}
}
