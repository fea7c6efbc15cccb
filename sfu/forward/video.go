package forward

import (
	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
)

// pictures keeps VP8's and VP9's picture ids, and frame numbers of dependency
// descriptors, continuous over switches and dropped frames.
type pictures struct {
	offset      uint16 // subtracted from incoming picture ids now
	valid       bool
	picture     uint16 // newest outgoing
	tl0, keyIdx uint8
	frame       uint16
	hasFrame    bool
	droppedAt   uint32 // timestamp of the frame dropped last
	hasDropped  bool
}

// sent takes in a packet that is forwarded. A late one counts only if it is of
// a newer picture: it may have filled the last number given.
func (v *pictures) sent(p *packet.Packet, e *epoch, offset uint16) {
	info := &p.Frame
	switch {
	case info.VP8.PictureIDBits > 0 || info.VP8.HasTL0PicIdx:
		if v.advance(info.VP8.PictureID-offset, info.VP8.PictureIDBits) {
			v.tl0 = info.VP8.TL0PicIdx - e.tl0
			v.keyIdx = (info.VP8.KeyIdx - e.keyIdx) & 0x1f
		}
	case info.PictureIDBits > 0:
		if v.advance(info.PictureID-offset, info.PictureIDBits) {
			if at, ok := vp9TL0(p.Payload); ok {
				v.tl0 = p.Payload[at] - e.tl0
			}
		}
	}
	if info.Dependency.Present {
		if frame := info.Dependency.FrameNumber - e.frame; !v.hasFrame || int16(frame-v.frame) > 0 {
			v.hasFrame, v.frame = true, frame
		}
	}
}

// advance takes in an outgoing picture id and reports whether it is not older
// than the newest. Streams without ids are taken to be in order.
func (v *pictures) advance(picture uint16, width uint8) bool {
	mask := uint16(1)<<width - 1
	if v.valid && (picture-v.picture)&mask > mask/2 {
		return false
	}
	v.valid, v.picture = true, picture&0x7fff
	return true
}

// dropped takes in a packet that is dropped in order: VP8's picture ids close
// up behind the frame. VP9's and AV1's must not, since frames name those they
// refer to by the distance.
func (v *pictures) dropped(p *packet.Packet) {
	if p.PaddingOnly || p.Frame.VP8.PictureIDBits == 0 {
		return
	}
	if v.hasDropped && v.droppedAt == p.Timestamp {
		return
	}
	v.hasDropped, v.droppedAt = true, p.Timestamp
	v.offset++
}

// begin sets the offsets of an epoch that starts with p so that its counters
// go on from what was sent last. When the source went on meanwhile and p is no
// key frame, the base layer's index has gone on too.
func (v *pictures) begin(p *packet.Packet, old, e *epoch) {
	v.hasDropped = false
	info := &p.Frame
	e.pictureBits = max(info.VP8.PictureIDBits, info.PictureIDBits)
	if v.valid {
		id, tl0 := info.PictureID, uint8(0)
		if info.VP8.Size > 0 {
			id, tl0 = info.VP8.PictureID, info.VP8.TL0PicIdx
		} else if at, ok := vp9TL0(p.Payload); ok && info.PictureIDBits > 0 {
			tl0 = p.Payload[at]
		}
		v.offset = id - (v.picture + 1)
		e.tl0, e.keyIdx = old.tl0, old.keyIdx
		if info.Key {
			e.tl0 = tl0 - (v.tl0 + 1)
			e.keyIdx = (info.VP8.KeyIdx - (v.keyIdx + 1)) & 0x1f
		}
	}
	if v.hasFrame && info.Dependency.Present {
		e.frame = old.frame
		if info.Key {
			e.frame = info.Dependency.FrameNumber - (v.frame + 1)
		}
	}
}

// vp9TL0 returns where TL0PICIDX is in a VP9 payload, false when it has none
// (RFC 9628, section 4.2).
func vp9TL0(b []byte) (at int, ok bool) {
	if len(b) < 1 || b[0]&0x20 == 0 || b[0]&0x10 != 0 { // L, F
		return 0, false
	}
	at = 1 + vp9PictureIDSize(b) + 1
	return at, at < len(b)
}

func vp9PictureIDSize(b []byte) int {
	switch {
	case b[0]&0x80 == 0:
		return 0
	case len(b) > 1 && b[1]&0x80 != 0:
		return 2
	default:
		return 1
	}
}

// forwardVideo forwards a packet of the encoding that flows and switches to
// another at its key frames.
func (t *Track) forwardVideo(p *packet.Packet, out *Batch) {
	layer := int8(min(p.Layer, maxLayers-1))
	t.see(layer, p)
	if t.asleep {
		t.wake(layer, p.Arrival)
	}
	if t.continues(p, layer) {
		t.forwardPacket(p, out)
		return
	}
	if !p.Frame.Key || !t.enters(layer) || p.PaddingOnly || !t.begin(p) {
		t.stats.Dropped++
		if layer == t.target {
			t.askKeyFrame(p.Arrival, false)
		}
		return
	}
	t.layer = layer
	t.sieve.begun = false
	t.publishWants()
	t.forwardPacket(p, out)
	t.catchUp(layer, p.Seq, out)
}

// continues reports whether a packet belongs to the source that flows.
func (t *Track) continues(p *packet.Packet, layer int8) bool {
	if !t.flowing || layer != t.layer {
		return false
	}
	if p.SSRC == t.seq.epoch().ssrc && !p.Restart {
		return true
	}
	if p.SSRC != t.seq.epoch().ssrc && p.Late {
		return false // a straggler of what was before
	}
	// Another source took the encoding's place: only a key frame goes on from here.
	t.pause()
	t.aim(p.Arrival, true)
	return false
}

// enters reports whether a key frame of an encoding may begin the flow: the
// target's always, a lower one's while there is no picture at all.
func (t *Track) enters(layer int8) bool {
	return layer == t.target || !t.flowing && layer < t.target
}

// see remembers the highest packet of an encoding.
func (t *Track) see(layer int8, p *packet.Packet) {
	if s := &t.seen[layer]; s.ssrc != p.SSRC || p.Seq > s.seq {
		*s = seenPacket{p.SSRC, p.Seq}
	}
}

func (t *Track) forwardPacket(p *packet.Packet, out *Batch) {
	if t.rebase && p.Seq > t.seq.highest {
		if !p.Frame.Start || !t.begin(p) {
			t.stats.Dropped++
			return
		}
	}
	late := p.Seq <= t.seq.highest
	pass, last := t.sieve.pass(p, late)
	t.number(p, out, pass && !p.PaddingOnly, p.Marker || last)
}

// catchUp forwards what came of an encoding before the first packet of its key
// frame did. What does not fit into the batch counts as lost and is asked for
// by the receiver.
func (t *Track) catchUp(layer int8, from uint64, out *Batch) {
	to := t.seen[layer]
	if to.seq <= from || to.seq-from > maxGap || to.ssrc != t.seq.epoch().ssrc {
		return
	}
	view, ok := t.feed.Layer(int(layer))
	if !ok {
		return
	}
	for seq := from + 1; seq <= to.seq && !out.Full(); seq++ {
		p := view.History().Get(seq)
		if p == nil {
			continue
		}
		out.Hold(p)
		if p.SSRC == to.ssrc {
			t.forwardPacket(p, out)
		}
	}
}

// begin starts an epoch with p. It reports false when the encoding has ended
// meanwhile.
func (t *Track) begin(p *packet.Packet) bool {
	view, ok := t.feed.Layer(int(p.Layer))
	if !ok {
		return false
	}
	old := *t.seq.epoch()
	src := view.Codec()
	e := epoch{
		first: p.Seq, ssrc: p.SSRC, layer: p.Layer, sourcePT: p.PayloadType,
		timestamp: t.timestampOffset(p, &old, view),
	}
	if src.Type() == codec.RED {
		e.red, e.sourcePT = true, src.PayloadType
		e.redInnerPT, _ = src.REDPrimary()
	}
	if t.cfg.Kind == codec.Video {
		t.video.begin(p, &old, &e)
		if old.numbered && old.layer != e.layer {
			t.stats.Switches++
		}
	}
	t.seq.begin(e)
	t.flowing, t.rebase = true, false
	return true
}

// timestampOffset returns what to subtract from the timestamps of the source
// that p begins so that they go on from what was sent last: the same as before
// when it is the same source, by the sender reports of both when it is another
// encoding of the same publisher, else by the wall clock.
func (t *Track) timestampOffset(p *packet.Packet, old *epoch, view LayerView) uint32 {
	if !t.line.valid {
		return 0
	}
	var mapped uint32
	known := false
	if old.numbered && !p.Restart {
		if old.ssrc == p.SSRC {
			mapped, known = p.Timestamp-old.timestamp, true
		} else if oldView, ok := t.feed.Layer(int(old.layer)); ok && old.layer != p.Layer {
			from, okFrom := clockOf(view)
			to, okTo := clockOf(oldView)
			if okFrom && okTo {
				mapped, known = translate(p.Timestamp, from, to, t.line.rate)-old.timestamp, true
			}
		}
	}
	return p.Timestamp - t.line.settle(mapped, known, p.Arrival)
}
