package payload

import "encoding/binary"

// VP8 is the payload descriptor of a VP8 packet (RFC 7741, section 4.2).
type VP8 struct {
	// Size is the descriptor's length in bytes; 0 when the packet is not VP8.
	Size uint8
	// PartitionStart is the S bit with partition index 0: the first packet of a frame.
	PartitionStart bool
	// NonReference is the N bit.
	NonReference bool
	// PictureIDBits is 0 (absent), 7 or 15.
	PictureIDBits uint8
	PictureID     uint16
	HasTL0PicIdx  bool
	TL0PicIdx     uint8
	HasTID        bool
	TID           uint8
	// LayerSync is the Y bit: the frame depends on the base layer only.
	LayerSync bool
	HasKeyIdx bool
	KeyIdx    uint8
}

// VP8Rewrite is what a receiver's continuous counters say in place of the
// sender's. Fields that the descriptor does not have are ignored.
type VP8Rewrite struct {
	PictureID uint16 // cut to the descriptor's width
	TL0PicIdx uint8
	KeyIdx    uint8 // 0 to 31
}

// ParseVP8 reads the descriptor at the head of a payload.
func ParseVP8(payload []byte, d *VP8) error {
	*d = VP8{}
	if len(payload) < 1 {
		return ErrShort
	}
	first := payload[0]
	n := 1
	d.NonReference = first&0x20 != 0
	d.PartitionStart = first&0x10 != 0 && first&0x07 == 0
	if first&0x80 != 0 {
		var err error
		if n, err = d.parseExtension(payload); err != nil {
			*d = VP8{}
			return err
		}
	}
	if len(payload) <= n {
		*d = VP8{}
		return ErrShort
	}
	d.Size = uint8(n)
	return nil
}

// parseExtension reads the fields that the X bit announces and returns the
// descriptor's length.
func (d *VP8) parseExtension(payload []byte) (int, error) {
	if len(payload) < 2 {
		return 0, ErrShort
	}
	flags := payload[1]
	n := 2
	if flags&0x80 != 0 { // I
		if len(payload) <= n {
			return 0, ErrShort
		}
		if payload[n]&0x80 == 0 {
			d.PictureIDBits, d.PictureID = 7, uint16(payload[n])
			n++
		} else {
			if len(payload) < n+2 {
				return 0, ErrShort
			}
			d.PictureIDBits, d.PictureID = 15, binary.BigEndian.Uint16(payload[n:])&0x7fff
			n += 2
		}
	}
	if flags&0x40 != 0 { // L
		if len(payload) <= n {
			return 0, ErrShort
		}
		d.HasTL0PicIdx, d.TL0PicIdx = true, payload[n]
		n++
	}
	if flags&0x30 != 0 { // T or K
		if len(payload) <= n {
			return 0, ErrShort
		}
		b := payload[n]
		n++
		if flags&0x20 != 0 {
			d.HasTID, d.TID, d.LayerSync = true, b>>6, b&0x20 != 0
		}
		if flags&0x10 != 0 {
			d.HasKeyIdx, d.KeyIdx = true, b&0x1f
		}
	}
	return n, nil
}

// RewriteVP8 copies a payload into dst and replaces the counters of its
// descriptor, which d describes; the length does not change. It returns the
// bytes written, or ErrShort when dst cannot hold the payload or d is not of
// this payload.
func RewriteVP8(dst, payload []byte, d *VP8, r VP8Rewrite) (int, error) {
	if len(dst) < len(payload) || int(d.Size) > len(payload) || d.Size == 0 {
		return 0, ErrShort
	}
	n := copy(dst, payload)
	if d.Size < 2 {
		return n, nil
	}
	at := 2
	switch d.PictureIDBits {
	case 7:
		dst[at] = byte(r.PictureID & 0x7f)
		at++
	case 15:
		binary.BigEndian.PutUint16(dst[at:], r.PictureID&0x7fff|0x8000)
		at += 2
	}
	if d.HasTL0PicIdx {
		dst[at] = r.TL0PicIdx
		at++
	}
	if d.HasKeyIdx {
		dst[at] = dst[at]&0xe0 | r.KeyIdx&0x1f
	}
	return n, nil
}

// vp8KeyFrame reads the frame tag and key frame header behind the descriptor
// (RFC 6386, section 9.1) and returns the picture size when it is one.
func vp8KeyFrame(frame []byte) (key bool, size Size) {
	if len(frame) < 3 || frame[0]&0x01 != 0 {
		return false, Size{}
	}
	if len(frame) >= 10 && frame[3] == 0x9d && frame[4] == 0x01 && frame[5] == 0x2a {
		size.Width = binary.LittleEndian.Uint16(frame[6:]) & 0x3fff
		size.Height = binary.LittleEndian.Uint16(frame[8:]) & 0x3fff
	}
	return true, size
}

func (p *Parser) parseVP8(in *Input, info *Info) error {
	if err := ParseVP8(in.Payload, &info.VP8); err != nil {
		return err
	}
	d := &info.VP8
	info.Start, info.End = d.PartitionStart, in.Marker
	info.Discardable = d.NonReference
	if d.HasTID {
		info.Temporal, info.SwitchUp = int8(d.TID), d.LayerSync
	}
	if d.PartitionStart {
		key, size := vp8KeyFrame(in.Payload[d.Size:])
		info.Key = key
		if key {
			p.setSizes(info, size)
		}
	}
	return nil
}
