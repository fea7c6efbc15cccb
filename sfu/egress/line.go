package egress

import (
	"cmp"
	"slices"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/allot"
	"giaoban/sfu/codec"
	"giaoban/sfu/congestion"
	"giaoban/sfu/forward"
)

// Line says how the receiver's line is watched and shared.
type Line struct {
	// Capacity of the line towards the receiver in bit/s, as the site has it by contract; 0 = not known.
	Capacity uint64
	// Paused is told when a track is stopped, or flows again, because of the line. It is called on the receiver's
	// goroutine: it must not block.
	Paused func(t *forward.Track, paused bool)
}

// LineStats is what is believed of the receiver's line.
type LineStats struct {
	congestion.Estimate
	// Wanted is the rate in bit/s at which all that is demanded could be sent.
	Wanted uint64
	// Paused and Lowered count the tracks that are stopped, and those sent in less than what is demanded.
	Paused, Lowered int
}

const (
	// shareInterval is the least time between two sharings of the line, unless it has become narrower.
	shareInterval = 200 * time.Millisecond
	// overhead is what a packet is longer on the wire than its RTP header and payload: UDP, IP and the tag of SRTP.
	overhead = 8 + 20 + 16
	// history is how many packets wait for feedback: a second of 12 Mbit/s.
	history = 1024
	// repairShare is the part of the line that is left for retransmissions, beside what is lost.
	repairShare = 0.05
)

// line is what the loop knows of its receiver's line. It belongs to the loop.
type line struct {
	cfg      Line
	est      *congestion.Estimator // nil until packets are numbered
	allotter allot.Allotter
	streams  []*allot.Stream
	shared   []*share
	sharedAt time.Time
	ticked   time.Time
	timer    *time.Timer // for what is paced or tried; nil before it is needed
	armed    bool
	round    []item
	target   uint64 // at the last sharing
	probe    probing
	pace     pace
	stats    LineStats
}

func newLine(cfg *Line) *line {
	if cfg == nil {
		return nil
	}
	return &line{cfg: *cfg}
}

// share is a track's part of the line.
type share struct {
	track  *forward.Track
	stream allot.Stream
	offer  forward.Offer
	rates  [allot.MaxRungs]uint64 // smoothed: what falls is believed slowly
	limit  forward.Limit
}

// newShare returns the part of a track; nil when it needs none: a member of a large meeting has hundreds of tracks.
func (n *line) newShare(t *forward.Track) *share {
	if n == nil || t.Kind() != codec.Video {
		return nil
	}
	return &share{track: t}
}

// rest lets go of what a round held.
func (n *line) rest() {
	clear(n.round)
	n.round = n.round[:0]
}

// watchLine has packets of a track numbered if the line is watched.
func (l *loop) watchLine(params *forward.Params) {
	if l.line == nil || params.Extensions.TransportCC == 0 {
		params.Extensions.TransportCC = 0
		return
	}
	if l.line.est == nil {
		l.line.est = congestion.New(congestion.Config{Start: startRate, Max: l.line.cfg.Capacity, History: history})
	}
}

// startRate is what a line is believed to carry at first.
const startRate = 1_000_000

// sent tells the estimator of a batch's packets.
func (l *loop) sent(outs []Out) {
	if l.line == nil || l.line.est == nil {
		return
	}
	for i := range outs {
		if o := &outs[i]; o.Numbered {
			size := o.Header.MarshalSize() + len(o.Payload) + overhead
			l.line.est.Sent(o.Number, size, l.batch.Now, l.line.probe.count(size))
		}
	}
}

// feedback takes in what a receiver says of its line.
func (l *loop) feedback(packets []rtcp.Packet) {
	if l.line == nil || l.line.est == nil {
		return
	}
	heard := false
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.TransportLayerCC:
			l.line.est.Feedback(p, l.batch.Now)
			heard = true
		case *rtcp.ReceiverEstimatedMaximumBitrate:
			if p.Bitrate > 0 && p.Bitrate < 1e12 {
				l.line.est.REMB(uint64(p.Bitrate), l.batch.Now)
				heard = true
			}
		}
	}
	if heard {
		l.shareLine(l.batch.Now, false)
	}
}

// shareLine gives each video what the line leaves of it: at once when the line has become narrower, else now and then.
func (l *loop) shareLine(now time.Time, due bool) {
	n := l.line
	estimate := n.est.Estimate()
	if !due && now.Sub(n.sharedAt) < shareInterval && estimate.Target >= n.target {
		return
	}
	n.sharedAt, n.target = now, estimate.Target
	l.collect(now)
	if estimate.Limited && !n.stats.Limited {
		l.r.cfg.Logger.Info("the line to a receiver has shown its limit", "target", estimate.Target, "acked", estimate.Acked, "queue", estimate.Queue, "loss", estimate.Loss)
	}
	n.stats = LineStats{Estimate: estimate}
	if estimate.Limited || n.cfg.Capacity > 0 {
		budget := estimate.Target
		if !estimate.Limited {
			budget = n.cfg.Capacity
		}
		budget = uint64(float64(budget) * (1 - repairShare - min(estimate.Loss, 0.3)))
		n.allotter.Brief = estimate.Trying
		n.stats.Wanted = n.allotter.Share(budget, n.streams, now)
	} else {
		allot.All(n.streams)
		for _, s := range n.streams {
			if s.Count > 0 {
				n.stats.Wanted += s.Rungs[s.Count-1]
			}
		}
	}
	for _, s := range n.shared {
		l.apply(s, now)
	}
	l.r.views.setLine(n.stats)
	n.pace.set(&estimate)
	n.probe.consider(n, &estimate, now)
	l.arm()
}

// collect asks the tracks what could be sent of them.
func (l *loop) collect(now time.Time) {
	n := l.line
	n.streams, n.shared = n.streams[:0], n.shared[:0]
	for _, t := range l.busy {
		s := l.tracks[t]
		if s == nil {
			continue
		}
		s.offer = t.Offer(now)
		if s.offer.Count == 0 && s.stream.Count == 0 {
			continue
		}
		s.fill()
		n.shared = append(n.shared, s)
	}
	rank(n.shared)
	for _, s := range n.shared {
		n.streams = append(n.streams, &s.stream)
	}
}

// fill brings the stream in line with the offer.
func (s *share) fill() {
	o := &s.offer
	if s.stream.Count == 0 {
		s.stream.Rung = allot.Paused // to be raised as far as the line allows
	}
	if s.stream.Count != o.Count {
		s.rates = [allot.MaxRungs]uint64{}
	}
	for i := range o.Count {
		s.rates[i] = max(o.Rungs[i].Bitrate, s.rates[i]-s.rates[i]/8)
	}
	s.stream.Rungs, s.stream.Count = s.rates, o.Count
	for i := 1; i < o.Count; i++ { // they rise, whatever was measured when
		s.stream.Rungs[i] = max(s.stream.Rungs[i], s.stream.Rungs[i-1])
	}
}

// rank sorts the streams into classes, and within them by what the receiver said and by the size that it shows. Whoever is
// shown at least twice as large as the others, alone or with one more, is the stage.
func rank(shared []*share) {
	slices.SortStableFunc(shared, func(a, b *share) int {
		return cmp.Or(cmp.Compare(a.offer.Priority, b.offer.Priority), cmp.Compare(b.offer.Pixels, a.offer.Pixels))
	})
	largest, large := uint64(0), 0
	for _, s := range shared {
		if !s.offer.Screen {
			largest = max(largest, s.offer.Pixels)
		}
	}
	for _, s := range shared {
		if !s.offer.Screen && 2*s.offer.Pixels > largest {
			large++
		}
	}
	for i, s := range shared {
		s.stream.Rank = i
		switch {
		case s.offer.Screen:
			s.stream.Class = allot.Screen
		case large <= 2 && 2*s.offer.Pixels > largest:
			s.stream.Class = allot.Stage
		default:
			s.stream.Class = allot.Thumbnail
		}
	}
}

// apply has a track sent as it was shared out, and tells when that stops it or lets it flow again.
func (l *loop) apply(s *share, now time.Time) {
	was := s.limit
	switch rung := s.stream.Rung; {
	case s.offer.Count == 0:
		s.stream.Count = 0
		s.limit = forward.NoLimit()
	case rung < 0:
		s.limit = forward.Limit{Paused: true, Spatial: forward.AllLayers, Temporal: forward.AllLayers}
		l.line.stats.Paused++
	case rung == s.offer.Count-1:
		s.limit = forward.NoLimit()
	default:
		s.limit = s.offer.Rungs[rung].Limit
		l.line.stats.Lowered++
	}
	s.track.SetLimit(s.limit, now)
	if s.limit.Paused != was.Paused && l.line.cfg.Paused != nil {
		l.line.cfg.Paused(s.track, s.limit.Paused)
	}
}

// tickLine lets the estimator see that time passes, and shares the line anew.
func (l *loop) tickLine(now time.Time) {
	if l.line == nil || l.line.est == nil {
		return
	}
	l.line.est.Tick(now)
	if l.line.stats.Paused > 0 && l.ticks%touchTicks == 0 {
		l.line.probe.touch(now)
	}
	l.shareLine(now, true)
	l.arm()
}

// tickEvery is how often the estimator is told of the time while packets are sent.
const tickEvery = 100 * time.Millisecond

// paced returns what of a round may leave now, and has the rest go on later.
func (l *loop) paced(round []item) []item {
	n := l.line
	if n.est != nil && len(round) > 0 && l.batch.Now.Sub(n.ticked) >= tickEvery {
		n.ticked = l.batch.Now
		n.est.Tick(l.batch.Now)
	}
	if n.pace.idle() {
		return round
	}
	n.round = n.pace.admit(n.round[:0], round, l.batch.Now)
	l.arm()
	return n.round
}

// goOn sends what was held back and may leave now, and what a cluster that tries the line is behind.
func (l *loop) goOn() {
	n := l.line
	n.armed = false
	l.batch.Now = time.Now()
	n.pace.refill(l.batch.Now)
	n.round = n.pace.release(n.round[:0])
	l.forward(n.round)
	n.rest()
	l.tryLine(n.probe.due(l.batch.Now))
	if n.probe.touches(l.batch.Now) {
		l.touchLine()
	}
	l.flush()
	l.arm()
}

// tryLine sends packets of padding for so many bytes, where there is no picture in mid-frame.
func (l *loop) tryLine(bytes int) {
	for _, s := range l.line.shared {
		for bytes > 0 {
			if l.batch.Full() {
				l.flush()
			}
			if !s.track.Probe(forward.ProbeSize, l.batch) {
				break
			}
			bytes -= forward.ProbeSize + overhead
		}
	}
}

// touchLine sends a small packet of padding.
func (l *loop) touchLine() {
	if l.batch.Full() {
		l.flush()
	}
	for _, s := range l.line.shared {
		if s.track.Probe(touchSize, l.batch) {
			return
		}
	}
}

// arm has goOn called soon if there is something to go on with.
func (l *loop) arm() {
	n := l.line
	if n.armed || len(n.pace.waiting) == 0 && n.probe.idle() {
		return
	}
	n.armed = true
	if n.timer == nil {
		n.timer = time.NewTimer(paceInterval)
		return
	}
	n.timer.Reset(paceInterval)
}

// lineTimer is nil while nothing is to go on.
func (l *loop) lineTimer() <-chan time.Time {
	if l.line == nil || l.line.timer == nil {
		return nil
	}
	return l.line.timer.C
}

func (l *loop) endLine() {
	if l.line == nil {
		return
	}
	l.line.pace.drop()
	if l.line.timer != nil {
		l.line.timer.Stop()
	}
}
