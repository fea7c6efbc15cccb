package payload

// OBU types (AV1 bitstream specification, section 6.2.2).
const (
	obuSequenceHeader = 1
	obuFrameHeader    = 3
	obuFrame          = 6
)

// av1Scan is what the OBU elements of one packet are (AV1 RTP specification,
// section 4.4).
type av1Scan struct {
	continues      bool // Z: the first element goes on from the packet before
	newSequence    bool // N
	sequenceHeader []byte
	hasLayer       bool
	temporal       int8
	spatial        int8
}

func (s *av1Scan) scan(payload []byte) error {
	if len(payload) < 2 {
		return ErrShort
	}
	head := payload[0]
	s.continues, s.newSequence = head&0x80 != 0, head&0x08 != 0
	count := int(head >> 4 & 0x03)
	if s.continues && s.newSequence {
		return ErrMalformed
	}
	rest := payload[1:]
	for i := 1; len(rest) > 0; i++ {
		n, used := len(rest), 0
		if count == 0 || i < count {
			var ok bool
			if n, used, ok = leb128(rest); !ok || n > len(rest)-used {
				return ErrShort
			}
		}
		if i > 1 || !s.continues {
			if err := s.unit(rest[used : used+n]); err != nil {
				return err
			}
		}
		rest = rest[used+n:]
		if i == count {
			break
		}
	}
	return nil
}

// unit looks at one OBU, or the head of one that the next packet continues.
func (s *av1Scan) unit(obu []byte) error {
	if len(obu) == 0 {
		return nil
	}
	head := obu[0]
	if head&0x80 != 0 {
		return ErrMalformed
	}
	at := 1
	kind := head >> 3 & 0x0f
	if head&0x04 != 0 {
		if len(obu) < 2 {
			return ErrShort
		}
		if !s.hasLayer && (kind == obuFrame || kind == obuFrameHeader) {
			s.hasLayer = true
			s.temporal, s.spatial = int8(obu[1]>>5), int8(obu[1]>>3&0x03)
		}
		at++
	}
	if head&0x02 != 0 {
		_, used, ok := leb128(obu[at:])
		if !ok {
			return ErrShort
		}
		at += used
	}
	if kind == obuSequenceHeader && s.sequenceHeader == nil {
		s.sequenceHeader = obu[at:]
	}
	return nil
}

// leb128 reads a length (AV1 bitstream specification, section 4.10.5), and
// refuses those that no packet can hold.
func leb128(b []byte) (value, used int, ok bool) {
	for i := 0; i < len(b) && i < 8; i++ {
		if i < 4 {
			value |= int(b[i]&0x7f) << (7 * i)
		} else if b[i]&0x7f != 0 {
			return 0, 0, false
		}
		if b[i]&0x80 == 0 {
			return value, i + 1, true
		}
	}
	return 0, 0, false
}

func (p *Parser) parseAV1(in *Input, info *Info) error {
	var s av1Scan
	if err := s.scan(in.Payload); err != nil {
		info.applyDependency()
		info.Key = info.Dependency.startsKey()
		return err
	}
	info.Key = s.newSequence
	if s.hasLayer {
		info.Temporal, info.Spatial = s.temporal, s.spatial
	}
	if d := &info.Dependency; d.Present {
		info.applyDependency()
		info.Key = d.startsKey()
		if d.NewStructure && !in.Late {
			p.spatial = min(d.Structure.spatialLayers(), MaxSpatial)
			if len(d.Structure.Sizes) > 0 {
				p.setSizes(info, d.Structure.Sizes...)
				return nil
			}
		}
	} else if s.continues {
		info.Start = false
	}
	if s.sequenceHeader != nil && p.spatial == 1 {
		p.setSizes(info, av1Size(s.sequenceHeader))
	}
	return nil
}
