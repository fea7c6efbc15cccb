package payload

import "encoding/binary"

// NAL unit types (RFC 6184, section 5.2; H.264, table 7-1).
const (
	nalIDR   = 5
	nalSPS   = 7
	nalSTAPA = 24
	nalSTAPB = 25
	nalMTAPA = 26
	nalMTAPB = 27
	nalFUA   = 28
	nalFUB   = 29
)

// h264State remembers whether the stream sends its parameter sets in band. If
// so a decoder can start where they are sent and not at the IDR slice behind.
type h264State struct {
	inBand bool
}

// h264Scan is what the NAL units of one packet are.
type h264Scan struct {
	sps []byte // the first sequence parameter set
	idr bool   // an IDR slice begins here
}

func (s *h264Scan) unit(nal []byte) {
	switch nal[0] & 0x1f {
	case nalSPS:
		if s.sps == nil {
			s.sps = nal
		}
	case nalIDR:
		s.idr = true
	}
}

func (s *h264Scan) scan(payload []byte) error {
	if len(payload) < 1 {
		return ErrShort
	}
	switch t := payload[0] & 0x1f; {
	case t >= 1 && t <= 23:
		s.unit(payload)
		return nil
	case t == nalSTAPA:
		return s.aggregate(payload[1:], 0)
	case t == nalSTAPB:
		return s.aggregate(skip(payload, 3), 0)
	case t == nalMTAPA:
		return s.aggregate(skip(payload, 3), 3)
	case t == nalMTAPB:
		return s.aggregate(skip(payload, 3), 4)
	case t == nalFUA, t == nalFUB:
		if len(payload) < 2 {
			return ErrShort
		}
		// A fragmented parameter set is not looked into.
		if payload[1]&0x80 != 0 && payload[1]&0x1f == nalIDR {
			s.idr = true
		}
		return nil
	default:
		return ErrMalformed
	}
}

func skip(b []byte, n int) []byte {
	if len(b) < n {
		return nil
	}
	return b[n:]
}

// aggregate walks the units of an aggregation packet (section 5.7), each with
// a size and then head bytes of its own.
func (s *h264Scan) aggregate(b []byte, head int) error {
	if len(b) == 0 {
		return ErrShort
	}
	for len(b) > 0 {
		if len(b) < 2 {
			return ErrShort
		}
		n := int(binary.BigEndian.Uint16(b)) // the head is not counted
		b = b[2:]
		if n == 0 || len(b) < head+n {
			return ErrShort
		}
		s.unit(b[head : head+n])
		b = b[head+n:]
	}
	return nil
}

func (p *Parser) parseH264(in *Input, info *Info) error {
	var s h264Scan
	if err := s.scan(in.Payload); err != nil {
		return err
	}
	if s.sps != nil {
		p.h264.inBand = true
		info.Key = true
		p.setSizes(info, spsSize(s.sps))
	} else {
		info.Key = s.idr && !p.h264.inBand
	}
	if info.Dependency.Present {
		info.applyDependency()
	} else if len(in.FrameMarking) > 0 {
		info.applyFrameMarking(in.FrameMarking)
	}
	return nil
}

// applyFrameMarking reads the frame marking extension
// (draft-ietf-avtext-framemarking, section 3): S E I D, and for layered
// streams B and TID.
func (info *Info) applyFrameMarking(b []byte) {
	info.Start, info.End = b[0]&0x80 != 0, b[0]&0x40 != 0
	info.Discardable = b[0]&0x10 != 0
	if len(b) >= 2 {
		info.SwitchUp, info.Temporal = b[0]&0x08 != 0, int8(b[0]&0x07)
	}
}
