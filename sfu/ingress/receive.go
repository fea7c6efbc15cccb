package ingress

import (
	"time"

	"giaoban/sfu/packet"
	"giaoban/sfu/payload"
)

// receive takes a packet of n bytes through parsing, ordering, classification
// and the history to the sink.
func (l *Layer) receive(p *packet.Packet, n int, now time.Time) {
	if err := p.Unmarshal(p.Buffer()[:n], &l.cfg.Extensions); err != nil {
		l.count(func(s *Stats) { s.DroppedMalformed++ })
		return
	}
	if !l.belongs(p) {
		return
	}
	ext, o, gap := l.sequence.next(uint16(p.Seq))
	switch o {
	case duplicate:
		l.count(func(s *Stats) { s.Duplicates++ })
		return
	case stale, jumped:
		l.count(func(s *Stats) { s.DroppedOld++ })
		return
	}
	p.Seq, p.Arrival, p.Layer = ext, now, l.cfg.Layer
	p.Late, p.Restart = o == late, o == restarted
	described := p.PaddingOnly || l.describe(p) == nil

	l.mu.Lock()
	l.account(p, o, gap, described)
	feedback := l.due(now)
	wake := l.timerLate()
	l.mu.Unlock()

	if feedback != nil {
		l.cfg.SendRTCP(feedback)
	}
	if wake {
		l.wakeTimer()
	}
	if !p.PaddingOnly {
		l.history.Add(p)
	}
	l.cfg.Sink(p)
}

// belongs reports whether a packet is one of this stream, and counts it if not.
func (l *Layer) belongs(p *packet.Packet) bool {
	if p.PayloadType != l.cfg.Codec.PayloadType && p.PayloadType != l.primary {
		l.count(func(s *Stats) { s.DroppedPayloadType++ })
		return false
	}
	if l.cfg.Rid != "" && p.Rid != nil && string(p.Rid) != l.cfg.Rid {
		l.count(func(s *Stats) { s.DroppedRid++ })
		return false
	}
	if p.SSRC == l.ssrc { // only this goroutine changes it
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ssrc != 0 {
		l.stats.DroppedSSRC++
		return false
	}
	l.ssrc = p.SSRC
	return true
}

// describe fills p.Frame. RED that falls back to a plain packet of its primary
// encoding carries nothing to split.
func (l *Layer) describe(p *packet.Packet) error {
	in := payload.Input{
		Payload:      p.Payload,
		Timestamp:    p.Timestamp,
		Marker:       p.Marker,
		Late:         p.Late,
		Dependency:   p.DependencyDescriptor,
		FrameMarking: p.FrameMarking,
	}
	if p.PayloadType != l.cfg.Codec.PayloadType {
		p.Frame = payload.Info{Start: true, End: true, Key: true, Silence: payload.OpusDTX(p.Payload)}
		return nil
	}
	return l.parser.Parse(&in, &p.Frame)
}

// account brings counters, loss list, rates and requests up to date with a new
// packet. The caller holds mu.
func (l *Layer) account(p *packet.Packet, o order, gap int, described bool) {
	now, s := p.Arrival, &l.stats
	s.Packets++
	s.Bytes += uint64(p.Size())
	s.Expected = l.sequence.expected
	s.LastPacket = now
	l.last.Store(int64(max(now.Sub(l.begun), 1)))
	if !described {
		s.Undescribed++
	}
	if p.PaddingOnly {
		s.PaddingOnly++
	}
	picture := false
	switch o {
	case late:
		s.Late++
		if l.missing.arrived(p.Seq) {
			s.Recovered++
		}
	default:
		l.newest = p.Seq
		picture = !p.PaddingOnly && (p.Timestamp != l.lastTS || s.Packets == 1)
		l.advance(p, o, gap)
	}
	if picture {
		s.Pictures++
	}
	l.rate.add(now, p.Size(), p.Frame.Spatial, p.Frame.Temporal, picture)
	if l.video {
		l.accountVideo(p)
	}
}

// advance takes in a packet that is newer than all before. The caller holds mu.
func (l *Layer) advance(p *packet.Packet, o order, gap int) {
	if o == restarted {
		l.stats.Restarts++
		l.missing.clear()
		l.jitter.restart()
	}
	if gap > 0 && l.nack {
		l.missing.skipped(p.Seq, gap, p.Arrival)
	}
	if !p.PaddingOnly {
		l.lastTS = p.Timestamp
		l.jitter.add(p.Arrival, p.Timestamp, l.cfg.Codec.ClockRate)
	}
}

// accountVideo takes in key frames and picture sizes. The caller holds mu.
func (l *Layer) accountVideo(p *packet.Packet) {
	l.keyFrame.received(p.Frame.Key)
	if !p.Frame.Key {
		return
	}
	s := &l.stats
	if s.KeyFrames == 0 || l.keyTS != p.Timestamp {
		s.KeyFrames++
	}
	l.keyTS, s.LastKeyFrame = p.Timestamp, p.Arrival
	s.Sizes, s.SpatialLayers = l.parser.Sizes()
	if p.Frame.Width != 0 {
		s.Width, s.Height = p.Frame.Width, p.Frame.Height
	}
}

// count changes the counters.
func (l *Layer) count(change func(*Stats)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&l.stats)
}
