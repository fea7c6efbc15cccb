package forward

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
	"giaoban/sfu/payload"
)

// fillerPadding is the body of a packet of padding only.
var fillerPadding = []byte{0, 0, 0, 4}

// paddings are bodies of padding alone, whose last octet tells how many there are (RFC 3550, section 5.1).
var paddings = func() (all [ProbeSize]byte) {
	for i := range all {
		all[i] = byte(i + 1)
	}
	return all
}()

// padding returns n octets of padding, 1 to ProbeSize. What stands before the last octet does not matter.
func padding(n uint16) []byte { return paddings[:n] }

// Frames of silence, 20 ms each.
var (
	opusSilence = []byte{0xf8, 0xff, 0xfe}
	pcmuSilence = silence(0xff)
	pcmaSilence = silence(0xd5)
)

func silence(value byte) []byte {
	b := make([]byte, 160)
	for i := range b {
		b[i] = value
	}
	return b
}

// sentAt returns a time in 1/2^18 s; its low 24 bits are abs-send-time.
func sentAt(now time.Time) uint32 { return uint32(toNTP(now) >> 14) }

// send adds a packet to the batch for the first time.
func (t *Track) send(s *slot, e *epoch, p *packet.Packet, out *Batch) {
	if t.startedAt.IsZero() {
		t.startedAt = out.Now
	}
	s.stamp = t.stamp(out)
	n := t.emit(s, e, p, out, false)
	t.numbered(s, out)
	t.stats.Packets++
	t.stats.Bytes += uint64(n)
	t.count(n)
}

// count takes in a packet for the sender report (RFC 3550, section 6.4.1).
func (t *Track) count(octets int) {
	t.packets++
	t.octets += uint32(octets)
}

// emit makes the packet of a slot from what was received. The outcome depends
// on the slot, its epoch and the packet alone, so that a resent packet is the
// same byte for byte: SRTP must never see two contents under one number.
func (t *Track) emit(s *slot, e *epoch, p *packet.Packet, out *Batch, rtx bool) int {
	o := out.next()
	o.Stream = t.stream
	h := &o.Header
	h.SSRC, h.SequenceNumber = t.params.SSRC, uint16(s.out)
	h.Timestamp, h.Marker = p.Timestamp-e.timestamp, s.marker
	body, pt := t.body(s, e, p, out)
	h.PayloadType = pt
	stamp := s.stamp
	if rtx {
		stamp = t.stamp(out)
	}
	t.extend(h, s, stamp, e, p, out)
	if rtx {
		o.Number, o.Numbered = uint16(stamp), t.numbers()
		// RFC 4588, section 4: the original sequence number, then the payload.
		wrapped := out.bytes(2 + len(body))
		binary.BigEndian.PutUint16(wrapped, uint16(s.out))
		copy(wrapped[2:], body)
		h.SSRC, h.PayloadType, h.SequenceNumber = t.params.RTXSSRC, t.params.RTXPayloadType, t.rtx
		t.rtx++
		body = wrapped
	}
	o.Payload = body
	return len(body)
}

// body returns the payload as the receiver gets it, and its payload type.
func (t *Track) body(s *slot, e *epoch, p *packet.Packet, out *Batch) ([]byte, uint8) {
	switch {
	case e.red && p.PayloadType == e.sourcePT:
		return t.redBody(e, p, out)
	case p.Frame.VP8.Size > 1 && (s.pictureOffset != 0 || e.tl0 != 0 || e.keyIdx != 0):
		d := &p.Frame.VP8
		dst := out.bytes(len(p.Payload))
		n, err := payload.RewriteVP8(dst, p.Payload, d, payload.VP8Rewrite{
			PictureID: d.PictureID - s.pictureOffset,
			TL0PicIdx: d.TL0PicIdx - e.tl0,
			KeyIdx:    d.KeyIdx - e.keyIdx,
		})
		if err == nil {
			return dst[:n], t.params.PayloadType
		}
	case t.typ == codec.VP9 && p.Frame.PictureIDBits > 0 && (s.pictureOffset != 0 || e.tl0 != 0):
		return vp9Body(s, e, p, out), t.params.PayloadType
	}
	return p.Payload, t.params.PayloadType
}

// vp9Body copies a payload with its picture id and TL0PICIDX replaced.
func vp9Body(s *slot, e *epoch, p *packet.Packet, out *Batch) []byte {
	dst := out.bytes(len(p.Payload))
	copy(dst, p.Payload)
	id := p.Frame.PictureID - s.pictureOffset
	if p.Frame.PictureIDBits == 7 {
		dst[1] = byte(id & 0x7f)
	} else {
		binary.BigEndian.PutUint16(dst[1:], id|0x8000)
	}
	if at, ok := vp9TL0(p.Payload); ok {
		dst[at] -= e.tl0
	}
	return dst
}

// redBody passes RED on to a receiver that accepted it, with the payload types
// inside translated, and unwraps it for others (RFC 2198).
func (t *Track) redBody(e *epoch, p *packet.Packet, out *Batch) ([]byte, uint8) {
	if t.params.REDPayloadType == 0 {
		primary, _, err := payload.SplitRED(p.Payload)
		if err != nil {
			return nil, t.params.PayloadType
		}
		return primary, t.params.PayloadType
	}
	if e.redInnerPT == t.params.PayloadType {
		return p.Payload, t.params.REDPayloadType
	}
	dst := out.bytes(len(p.Payload))
	copy(dst, p.Payload)
	at := 0
	for ; at < len(dst) && dst[at]&0x80 != 0; at += 4 {
		dst[at] = 0x80 | t.params.PayloadType
	}
	if at < len(dst) {
		dst[at] = t.params.PayloadType
	}
	return dst, t.params.REDPayloadType
}

// readable reports whether body can make something of an audio packet.
func (t *Track) readable(p *packet.Packet) bool {
	e := t.seq.epoch()
	if !e.red || p.PayloadType != e.sourcePT || t.params.REDPayloadType != 0 {
		return true
	}
	primary, _, err := payload.SplitRED(p.Payload)
	return err == nil && len(primary) > 0
}

// extend sets the header extensions that this receiver negotiated.
func (t *Track) extend(h *rtp.Header, s *slot, stamp uint32, e *epoch, p *packet.Packet, out *Batch) {
	ids := &t.params.Extensions
	capture, descriptor := p.AbsCaptureTime, p.DependencyDescriptor
	if ids.AbsCaptureTime == 0 {
		capture = nil
	}
	if ids.DependencyDescriptor == 0 {
		descriptor = nil
	}
	stamped := t.cfg.Kind == codec.Video && ids.AbsSendTime|ids.TransportCC != 0
	delayed := ids.PlayoutDelay != 0 && t.delay.goesWith(s.out, p.Frame.Key)
	if capture == nil && descriptor == nil && !stamped && !delayed {
		return
	}
	h.Extension, h.ExtensionProfile = true, rtp.ExtensionProfileOneByte
	if len(descriptor) > 16 || max(ids.AbsCaptureTime, ids.DependencyDescriptor, ids.AbsSendTime, ids.TransportCC, ids.PlayoutDelay) > 14 {
		h.ExtensionProfile = rtp.ExtensionProfileTwoByte // RFC 8285, section 4.3
	}
	// Ids and lengths fit the profile, so setting cannot fail.
	if capture != nil {
		_ = h.SetExtension(ids.AbsCaptureTime, capture)
	}
	if len(descriptor) >= 3 {
		if e.frame != 0 {
			copied := out.bytes(len(descriptor))
			copy(copied, descriptor)
			number := binary.BigEndian.Uint16(copied[1:]) - e.frame
			binary.BigEndian.PutUint16(copied[1:], number)
			descriptor = copied
		}
		_ = h.SetExtension(ids.DependencyDescriptor, descriptor)
	}
	if stamped {
		t.writeStamp(h, stamp, out)
	}
	if delayed {
		_ = h.SetExtension(ids.PlayoutDelay, t.delay.encoded[:])
	}
}

// numbers reports whether the receiver counts the packets of all its streams together.
func (t *Track) numbers() bool {
	return t.params.Extensions.TransportCC != 0 && t.cfg.Kind == codec.Video
}

// stamp returns what the header extension by which the receiver measures the line is to say: the transport-wide sequence
// number, else the time of sending.
func (t *Track) stamp(out *Batch) uint32 {
	if t.numbers() {
		return uint32(out.nextNumber())
	}
	return sentAt(out.Now)
}

func (t *Track) writeStamp(h *rtp.Header, stamp uint32, out *Batch) {
	if t.numbers() {
		b := out.bytes(2)
		binary.BigEndian.PutUint16(b, uint16(stamp))
		_ = h.SetExtension(t.params.Extensions.TransportCC, b)
		return
	}
	b := out.bytes(3)
	b[0], b[1], b[2] = byte(stamp>>16), byte(stamp>>8), byte(stamp)
	_ = h.SetExtension(t.params.Extensions.AbsSendTime, b)
}

// numbered notes that the packet made last is the first under its slot's number.
func (t *Track) numbered(s *slot, out *Batch) {
	o := &out.outs[out.n-1]
	o.Number, o.Numbered = uint16(s.stamp), t.numbers()
}

// pad sends padding only under a number that the receiver would otherwise miss.
func (t *Track) pad(s *slot, timestamp uint32, out *Batch) {
	s.kind, s.in, s.marker = slotPadding, timestamp, false
	t.line.observe(timestamp, out.Now)
	t.emitFiller(s, out)
}

// emitFiller makes the packet of a slot that is not from the publication.
func (t *Track) emitFiller(s *slot, out *Batch) {
	o := out.next()
	o.Stream = t.stream
	h := &o.Header
	h.SSRC, h.SequenceNumber, h.Timestamp = t.params.SSRC, uint16(s.out), s.in
	h.PayloadType = t.params.PayloadType
	switch s.kind {
	case slotSilence:
		o.Payload = t.silence()
	case slotProbe:
		h.Padding = true
		o.Payload = padding(s.pictureOffset)
		h.Extension, h.ExtensionProfile = true, rtp.ExtensionProfileOneByte
		if t.params.Extensions.TransportCC > 14 {
			h.ExtensionProfile = rtp.ExtensionProfileTwoByte
		}
		t.writeStamp(h, s.stamp, out)
	default:
		h.Padding = true
		o.Payload = fillerPadding
	}
	t.count(len(o.Payload))
}

// silence returns a frame of silence of the negotiated codec, nil when none is known.
func (t *Track) silence() []byte {
	switch t.typ {
	case codec.Opus, codec.RED:
		return opusSilence
	case codec.PCMU:
		return pcmuSilence
	case codec.PCMA:
		return pcmaSilence
	default:
		return nil
	}
}

// Filler adds a packet that makes the stream known to the receiver while no
// media flows: silence, or padding where a frame must not be made up. It adds
// nothing once media or a report of the receiver has come.
func (t *Track) Filler(out *Batch) {
	if !t.wantsFiller() {
		return
	}
	kind := slotPadding
	if t.cfg.Kind == codec.Audio && !t.cfg.Encrypted && t.silence() != nil {
		kind = slotSilence
	}
	if !t.line.valid {
		t.line.observe(uint32(t.seq.next), out.Now)
	}
	s := t.seq.add(kind)
	s.in = t.line.at(out.Now)
	t.line.observe(s.in, out.Now)
	t.emitFiller(s, out)
	t.fillers++
	t.stats.Fillers++
}

func (t *Track) wantsFiller() bool {
	return t.stream != nil && !t.flowing && t.stats.Packets == 0 && t.reports.at.IsZero() && t.fillers < maxFillers
}

// maxFillers ends the wait for a receiver that never answers.
const maxFillers = 40

// ProbeSize is the largest body of a packet of Probe, in octets.
const ProbeSize = 255

// Probe adds a packet of so many octets of padding, 1 to ProbeSize, that tries what the line carries, and reports whether
// it could: not within a frame, nor to a receiver that does not count packets (see Out.Numbered). The batch must not be full.
func (t *Track) Probe(size int, out *Batch) bool {
	if t.stream == nil || !t.numbers() || t.midFrame || !t.line.valid {
		return false
	}
	s := t.seq.add(slotProbe)
	s.in, s.stamp, s.pictureOffset = t.line.last, t.stamp(out), uint16(min(max(size, 1), ProbeSize))
	t.emitFiller(s, out)
	t.numbered(s, out)
	t.stats.Probes++
	return true
}
