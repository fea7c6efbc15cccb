package synth

import (
	"fmt"
	"time"
)

// Packet is one RTP packet to be sent, without what depends on the sender: SSRC, sequence number and payload type.
type Packet struct {
	Payload   []byte
	Timestamp uint32
	Marker    bool
	// StampAt is the offset in Payload at which a Stamp must be put when the packet is sent; -1 when it has none.
	StampAt int
	// Level is the audio level in -dBov, 0 to 127 (RFC 6464), if HasLevel. Voice says that somebody speaks.
	Level           uint8
	HasLevel, Voice bool
}

// Source makes the packets of one encoding, frame by frame.
type Source interface {
	// Interval is the time between two frames.
	Interval() time.Duration
	// Next returns the packets of the next frame, valid until the next call. key asks for a key frame; sources that
	// cannot make one at will send the next they have. The error is io.EOF at the end of a source that has one.
	Next(key bool) ([]Packet, error)
}

// Shape describes a synthetic encoding.
type Shape struct {
	// PacketSize is the RTP payload's length in bytes.
	PacketSize int
	// Burst is the number of packets of one frame, sent back to back.
	Burst int
	// Rate is the number of packets a second.
	Rate float64
	// Width and Height are announced in key frames; they do not change the size of anything.
	Width, Height uint16
}

// Interval is the time between two frames of this shape.
func (s Shape) Interval() time.Duration {
	return time.Duration(float64(time.Second) * float64(s.Burst) / s.Rate)
}

// maxPacketSize leaves room for RTP, SRTP and extension headers within a 1,500 byte MTU.
const maxPacketSize = 1400

func (s Shape) validate(minSize int) error {
	switch {
	case s.PacketSize < minSize || s.PacketSize > maxPacketSize:
		return fmt.Errorf("a packet must have %d to %d bytes, not %d", minSize, maxPacketSize, s.PacketSize)
	case s.Burst < 1 || s.Burst > 256:
		return fmt.Errorf("a frame must have 1 to 256 packets, not %d", s.Burst)
	case s.Rate <= 0 || s.Rate > 1e6:
		return fmt.Errorf("the packet rate must be above 0 and at most 1,000,000 a second, not %g", s.Rate)
	}
	return nil
}

// fill writes bytes that look like compressed media: without runs, and the same each time.
func fill(b []byte) {
	x := uint32(2463534242)
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x)
	}
}
