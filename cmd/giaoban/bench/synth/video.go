package synth

import (
	"encoding/binary"
	"time"
)

const (
	videoClock = 90000
	// vp8DescriptorLen is the payload descriptor that Video writes (RFC 7741 section 4.2): one mandatory octet, the
	// extension octet, a 15-bit picture id, TL0PICIDX, and TID/KEYIDX.
	vp8DescriptorLen = 6
	// vp8HeaderSize is the frame header of a key frame (RFC 6386 section 9.1). Other packets have filler of the same
	// length there, so that the stamp's offset is always the same.
	vp8HeaderSize = 10
)

// Video makes a VP8-like stream: every packet has a valid payload descriptor, every frame a valid frame header.
type Video struct {
	shape     Shape
	packets   []Packet
	frames    uint64
	pictureID uint16
	tl0       uint8
}

// NewVideo returns a source of the given shape, or an error that says which value is out of range.
func NewVideo(shape Shape) (*Video, error) {
	if err := shape.validate(vp8DescriptorLen + vp8HeaderSize + StampSize); err != nil {
		return nil, err
	}
	v := &Video{shape: shape, packets: make([]Packet, shape.Burst)}
	for i := range v.packets {
		payload := make([]byte, shape.PacketSize)
		fill(payload)
		v.packets[i] = Packet{Payload: payload, StampAt: vp8DescriptorLen + vp8HeaderSize, Marker: i == shape.Burst-1}
	}
	return v, nil
}

// Interval implements Source.
func (v *Video) Interval() time.Duration { return v.shape.Interval() }

// Next implements Source. The first frame is a key frame whether asked for or not.
func (v *Video) Next(key bool) ([]Packet, error) {
	key = key || v.frames == 0
	timestamp := uint32(uint64(float64(v.frames) * videoClock * float64(v.shape.Burst) / v.shape.Rate))
	for i := range v.packets {
		p := &v.packets[i]
		p.Timestamp = timestamp
		v.putDescriptor(p.Payload, i == 0)
		if i == 0 {
			v.putFrameHeader(p.Payload[vp8DescriptorLen:], key)
		}
	}
	v.frames++
	v.pictureID = (v.pictureID + 1) & 0x7fff
	v.tl0++
	return v.packets, nil
}

func (v *Video) putDescriptor(b []byte, start bool) {
	b[0] = 0x80 // X: the extension octet follows
	if start {
		b[0] |= 0x10 // S: start of the VP8 partition
	}
	b[1] = 0xe0 // I, L, T
	binary.BigEndian.PutUint16(b[2:], v.pictureID|0x8000)
	b[4] = v.tl0
	b[5] = 0x20 // TID 0, Y
}

func (v *Video) putFrameHeader(b []byte, key bool) {
	const showFrame = 0x10
	firstPartition := uint32(v.shape.PacketSize-vp8DescriptorLen-vp8HeaderSize) & 0x7ffff
	tag := firstPartition<<5 | showFrame
	if !key {
		tag |= 1
	}
	b[0], b[1], b[2] = byte(tag), byte(tag>>8), byte(tag>>16)
	if key {
		b[3], b[4], b[5] = 0x9d, 0x01, 0x2a
		binary.LittleEndian.PutUint16(b[6:], v.shape.Width)
		binary.LittleEndian.PutUint16(b[8:], v.shape.Height)
	}
}

// vp8DescriptorSize returns the length of the VP8 payload descriptor at the start of b (RFC 7741 section 4.2), which
// a server may have rewritten to another length. It reports false when b ends inside it.
func vp8DescriptorSize(b []byte) (int, bool) {
	if len(b) < 1 {
		return 0, false
	}
	if b[0]&0x80 == 0 {
		return 1, true
	}
	if len(b) < 2 {
		return 0, false
	}
	n := 2
	if b[1]&0x80 != 0 {
		if len(b) <= n {
			return 0, false
		}
		if b[n]&0x80 != 0 {
			n++
		}
		n++
	}
	if b[1]&0x40 != 0 {
		n++
	}
	if b[1]&0x30 != 0 {
		n++
	}
	return n, n <= len(b)
}
