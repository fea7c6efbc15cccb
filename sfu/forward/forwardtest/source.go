package forwardtest

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
	"giaoban/sfu/payload"
)

// Extensions are the header-extension ids that sources send with.
var Extensions = codec.ExtensionIDs{AudioLevel: 1, AbsCaptureTime: 2, DependencyDescriptor: 3}

// Source sends one RTP stream into a Layer.
type Source struct {
	Layer       *Layer
	Index       uint8 // of the encoding
	SSRC        uint32
	PayloadType uint8
	Seq         uint64 // unwrapped number of the next packet
	Timestamp   uint32 // of the next frame
	Step        uint32 // timestamp units a frame
	Now         time.Time
	Interval    time.Duration // between frames
	Capture     bool          // send abs-capture-time
	Size        int           // of a VP8 packet's part of the frame in bytes; 40 at least
	parser      *payload.Parser

	// VP8 counters of the next frame.
	PictureID     uint16
	TL0           uint8
	KeyIdx        uint8
	PictureIDBits uint8 // 0, 7 or 15
}

// NewSource returns a source of 30 frames a second of video, or 50 of audio,
// into encoding i of a feed.
func NewSource(f *Feed, i int, start time.Time) *Source {
	l := f.At(i)
	c := l.Codec()
	s := &Source{
		Layer: l, Index: uint8(i), SSRC: 0x1000 + uint32(i), PayloadType: c.PayloadType,
		Seq: 1<<16 + 100, Now: start, PictureIDBits: 15,
		Step: c.ClockRate / 30, Interval: time.Second / 30,
		parser: payload.NewParser(c.Type()),
	}
	if c.Kind() == codec.Audio {
		s.Step, s.Interval = c.ClockRate/50, time.Second/50
	}
	return s
}

// Packet makes the next packet; it is held once by the caller. Lost packets
// are made too and simply not added.
func (s *Source) Packet(body []byte, marker bool, extension []byte) *packet.Packet {
	h := rtp.Header{
		Version: 2, Marker: marker, PayloadType: s.PayloadType, SequenceNumber: uint16(s.Seq),
		Timestamp: s.Timestamp, SSRC: s.SSRC,
	}
	if len(body) == 0 {
		h.Padding, body = true, []byte{0, 0, 0, 4}
	}
	if s.Capture {
		must(h.SetExtension(Extensions.AbsCaptureTime, binary.BigEndian.AppendUint64(nil, s.Seq<<32)))
	}
	if extension != nil {
		must(h.SetExtension(Extensions.DependencyDescriptor, extension))
	}
	p := packet.New()
	n, err := h.MarshalTo(p.Buffer())
	must(err)
	n += copy(p.Buffer()[n:], body)
	must(p.Unmarshal(p.Buffer()[:n], &Extensions))
	p.Seq, p.Layer, p.Arrival = s.Seq, s.Index, s.Now
	in := payload.Input{Payload: p.Payload, Timestamp: p.Timestamp, Marker: p.Marker, Dependency: p.DependencyDescriptor}
	if !p.PaddingOnly {
		// As in ingress, a packet that cannot be read goes on with what could be told.
		_ = s.parser.Parse(&in, &p.Frame)
	}
	s.Seq++
	return p
}

// Add keeps packets as received and returns them.
func (s *Source) Add(packets ...*packet.Packet) []*packet.Packet {
	for _, p := range packets {
		s.Layer.Add(p)
	}
	return packets
}

// Advance moves to the next frame's time.
func (s *Source) Advance() {
	s.Timestamp += s.Step
	s.Now = s.Now.Add(s.Interval)
}

// VP8Frame makes the packets of the next frame in n packets. Temporal layer 0
// advances TL0PICIDX; sync sets the Y bit.
func (s *Source) VP8Frame(n int, key bool, temporal uint8, sync bool) []*packet.Packet {
	if temporal == 0 {
		s.TL0++
	}
	if key {
		s.KeyIdx = (s.KeyIdx + 1) & 0x1f
	}
	var packets []*packet.Packet
	for i := range n {
		body := s.vp8Descriptor(i == 0, temporal, sync)
		frame := make([]byte, max(s.Size, 40))
		frame[0] = 1
		if i == 0 && key {
			copy(frame, []byte{0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00})
		}
		frame[20] = byte(i)
		binary.BigEndian.PutUint32(frame[24:], s.Timestamp)
		packets = append(packets, s.Packet(append(body, frame...), i == n-1, nil))
	}
	s.PictureID++
	s.Advance()
	return packets
}

// vp8Descriptor is RFC 7741, section 4.2, with all fields.
func (s *Source) vp8Descriptor(start bool, temporal uint8, sync bool) []byte {
	first := byte(0x80)
	if start {
		first |= 0x10
	}
	flags := byte(0x70) // L, T, K
	if s.PictureIDBits > 0 {
		flags |= 0x80
	}
	b := []byte{first, flags}
	switch s.PictureIDBits {
	case 7:
		b = append(b, byte(s.PictureID&0x7f))
	case 15:
		b = binary.BigEndian.AppendUint16(b, s.PictureID|0x8000)
	}
	last := temporal<<6 | s.KeyIdx
	if sync {
		last |= 0x20
	}
	return append(b, s.TL0, last)
}

// AudioFrame makes the next packet of audio.
func (s *Source) AudioFrame(body []byte) *packet.Packet {
	p := s.Packet(body, false, nil)
	s.Advance()
	return p
}

func must(err error) {
	if err != nil {
		// A test's own stream is at fault, not what it tests.
		panic(fmt.Sprintf("forwardtest: %v", err)) //nolint:forbidigo // test support
	}
}
