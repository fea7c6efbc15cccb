package synth

import "encoding/binary"

// StampSize is the length of a Stamp on the wire, in bytes.
const StampSize = 24

// stampMagic marks a payload that carries a Stamp.
const stampMagic = 0x67624273

// Stamp identifies a packet and the moment it was sent. It lies in the payload behind the codec's own headers, so
// that rewritten payload descriptors do not disturb it.
type Stamp struct {
	// Stream is the number of the published track, Layer its simulcast encoding (0 is the lowest).
	Stream uint16
	Layer  uint8
	// SentAt is the wall clock at sending, in nanoseconds since 1970.
	SentAt int64
	// Count is the number of packets sent before this one on the same encoding.
	Count uint64
}

// Put writes s to the first StampSize bytes of b.
func (s Stamp) Put(b []byte) {
	_ = b[StampSize-1]
	binary.BigEndian.PutUint32(b, stampMagic)
	binary.BigEndian.PutUint16(b[4:], s.Stream)
	b[6], b[7] = s.Layer, 0
	binary.BigEndian.PutUint64(b[8:], uint64(s.SentAt))
	binary.BigEndian.PutUint64(b[16:], s.Count)
}

// ParseStamp reads a Stamp from the start of b. It reports false when there is none.
func ParseStamp(b []byte) (Stamp, bool) {
	if len(b) < StampSize || binary.BigEndian.Uint32(b) != stampMagic {
		return Stamp{}, false
	}
	return Stamp{
		Stream: binary.BigEndian.Uint16(b[4:]),
		Layer:  b[6],
		SentAt: int64(binary.BigEndian.Uint64(b[8:])),
		Count:  binary.BigEndian.Uint64(b[16:]),
	}, true
}

// FindStamp reads the Stamp of a received RTP payload. It reports false for payloads that are not of this package's
// making, such as filler of the server or frames of a real file.
func FindStamp(payload []byte, video bool) (Stamp, bool) {
	offset := opusHeaderSize
	if video {
		n, ok := vp8DescriptorSize(payload)
		if !ok {
			return Stamp{}, false
		}
		offset = n + vp8HeaderSize
	}
	if offset > len(payload) {
		return Stamp{}, false
	}
	return ParseStamp(payload[offset:])
}
