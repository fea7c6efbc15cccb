package packet

import (
	"encoding/binary"
	"errors"

	"giaoban/sfu/codec"
)

// Errors of Unmarshal.
var (
	// ErrShort means that the packet ends within its header.
	ErrShort = errors.New("packet: too short")
	// ErrVersion means that the packet is not RTP version 2.
	ErrVersion = errors.New("packet: not RTP version 2")
	// ErrPadding means that the padding is longer than the packet.
	ErrPadding = errors.New("packet: bad padding")
	// ErrExtension means that a header extension runs past the extension block
	// or has a length that its kind cannot have.
	ErrExtension = errors.New("packet: bad header extension")
)

const (
	headerSize      = 12
	profileOneByte  = 0xbede
	profileTwoBytes = 0x1000
)

// Unmarshal reads an RTP packet (RFC 3550, section 5.1), which is usually a
// part of Buffer; fields alias raw. Seq is left with the 16 bits of the packet
// for the layer to unwrap. ids are those negotiated with the sender; other
// extensions are passed over.
func (p *Packet) Unmarshal(raw []byte, ids *codec.ExtensionIDs) error {
	p.clearHeader()
	if len(raw) < headerSize {
		return ErrShort
	}
	if raw[0]>>6 != 2 {
		return ErrVersion
	}
	p.Marker = raw[1]&0x80 != 0
	p.PayloadType = raw[1] & 0x7f
	p.Seq = uint64(binary.BigEndian.Uint16(raw[2:]))
	p.Timestamp = binary.BigEndian.Uint32(raw[4:])
	p.SSRC = binary.BigEndian.Uint32(raw[8:])

	body := headerSize + 4*int(raw[0]&0x0f)
	if raw[0]&0x10 != 0 {
		end, err := p.extensions(raw, body, ids)
		if err != nil {
			return err
		}
		body = end
	}
	if len(raw) < body {
		return ErrShort
	}
	end := len(raw)
	if raw[0]&0x20 != 0 {
		if end == body {
			return ErrPadding
		}
		padding := int(raw[end-1])
		if padding == 0 || padding > end-body {
			return ErrPadding
		}
		end -= padding
		p.Padding = true
	}
	p.Payload = raw[body:end:end]
	p.PaddingOnly = end == body
	p.size = len(raw)
	return nil
}

// extensions reads the extension block at offset at and returns where it ends
// (RFC 8285).
func (p *Packet) extensions(raw []byte, at int, ids *codec.ExtensionIDs) (int, error) {
	if len(raw) < at+4 {
		return 0, ErrShort
	}
	profile := binary.BigEndian.Uint16(raw[at:])
	start := at + 4
	end := start + 4*int(binary.BigEndian.Uint16(raw[at+2:]))
	if len(raw) < end {
		return 0, ErrShort
	}
	block := raw[start:end]
	switch {
	case profile == profileOneByte:
		return end, p.oneByte(block, ids)
	case profile&0xfff0 == profileTwoBytes:
		return end, p.twoByte(block, ids)
	default:
		return end, nil
	}
}

func (p *Packet) oneByte(block []byte, ids *codec.ExtensionIDs) error {
	for i := 0; i < len(block); {
		if block[i] == 0 { // padding
			i++
			continue
		}
		id, n := block[i]>>4, int(block[i]&0x0f)+1
		if id == 15 { // stop (RFC 8285, section 4.2)
			return nil
		}
		i++
		if i+n > len(block) {
			return ErrExtension
		}
		if err := p.extension(id, block[i:i+n:i+n], ids); err != nil {
			return err
		}
		i += n
	}
	return nil
}

func (p *Packet) twoByte(block []byte, ids *codec.ExtensionIDs) error {
	for i := 0; i < len(block); {
		if block[i] == 0 {
			i++
			continue
		}
		if i+2 > len(block) {
			return ErrExtension
		}
		id, n := block[i], int(block[i+1])
		i += 2
		if i+n > len(block) {
			return ErrExtension
		}
		if err := p.extension(id, block[i:i+n:i+n], ids); err != nil {
			return err
		}
		i += n
	}
	return nil
}

func (p *Packet) extension(id uint8, value []byte, ids *codec.ExtensionIDs) error {
	switch id {
	case 0:
	case ids.AudioLevel:
		if len(value) < 1 {
			return ErrExtension
		}
		p.HasAudioLevel = true
		p.Voice = value[0]&0x80 != 0
		p.AudioLevel = value[0] & 0x7f
	case ids.DependencyDescriptor:
		p.DependencyDescriptor = value
	case ids.AbsCaptureTime:
		if len(value) != 8 && len(value) != 16 {
			return ErrExtension
		}
		p.AbsCaptureTime = value
	case ids.FrameMarking:
		p.FrameMarking = value
	case ids.Rid:
		p.Rid = value
	}
	return nil
}
