package sfu

import (
	"cmp"
	"slices"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/quality"
)

// line follows the connection of one participant in both directions. It is the room's goroutine's alone.
type line struct {
	scorer  *quality.Scorer
	current quality.Score
	known   bool      // current was measured
	at      time.Time // of the last look, zero before
	counted counts
}

func newLine() line { return line{scorer: quality.New()} }

// lookAtQuality scores every participant's connection and tells each member what changed of its own and of those it receives.
func (r *Room) lookAtQuality() {
	r.levels.qualityLook = nil
	if len(r.ordered) == 0 {
		return
	}
	r.levels.qualityLook = r.after(r.config.QualityInterval, r.lookAtQuality)
	now := time.Now()
	for _, p := range r.ordered {
		if !p.wasActive {
			continue
		}
		p.line.counted.rtt = 0
		samples := append(p.uplink(now), p.downlink()...)
		for i := range samples {
			if p.line.counted.rtt == 0 {
				p.line.counted.rtt = samples[i].RTT
			}
		}
		p.line.at = now
		p.line.current, _ = p.line.scorer.Update(now, samples)
		p.line.known = true
	}
	for _, p := range r.ordered {
		if updates := p.qualityNews(); len(updates) > 0 {
			p.notify(QualityChanged{Updates: updates})
		}
	}
}

// uplink samples what the participant publishes since the last look, one sample a rendition: encodings that the publisher itself switches off are no fault.
func (p *Participant) uplink(now time.Time) []quality.Sample {
	var samples []quality.Sample
	var interval time.Duration
	if !p.line.at.IsZero() {
		interval = now.Sub(p.line.at)
	}
	for _, pub := range p.publications {
		for _, rend := range pub.Renditions() {
			if s, ok := rend.sample(interval); ok {
				samples = append(samples, s)
			}
		}
	}
	return samples
}

// sample measures what came of the rendition in an interval; false when nothing can be said yet.
func (rend *Rendition) sample(interval time.Duration) (quality.Sample, bool) {
	s := quality.Sample{
		Video:     rend.pub.kind() == codec.Video,
		Redundant: rend.typ == codec.RED,
		Silent:    true, // audio may pause by DTX
	}
	layers, known := rend.look(&s, interval)
	if s.Video {
		rend.expect(&s, layers)
	}
	return s, known
}

// look adds up what came of all layers since the last look, and returns what came of each; known is false when none was there before: the first interval
// of a layer is not whole.
func (rend *Rendition) look(s *quality.Sample, interval time.Duration) (layers [maxLayers]quality.Layer, known bool) {
	for i := range rend.layers {
		l := rend.layers[i].Load()
		if l == nil {
			continue
		}
		stats, last := l.Stats(), l.looked
		l.looked = &stats
		if last == nil || interval <= 0 {
			continue
		}
		known = true
		rend.pub.owner.line.counted.up.arrived(&stats, last)
		layers[i].Packets = stats.Expected - min(last.Expected, stats.Expected)
		layers[i].Lost = stats.Lost - min(last.Lost, stats.Lost)
		layers[i].FrameRate = float64(stats.Pictures-last.Pictures) / interval.Seconds()
		s.Packets += layers[i].Packets
		s.Lost += layers[i].Lost
		s.Bitrate += uint64(float64(stats.Bytes-last.Bytes) * 8 / interval.Seconds())
		s.Jitter = max(s.Jitter, stats.Jitter)
		s.RTT = max(s.RTT, stats.RTT)
	}
	return layers, known
}

// expect compares what came of a video with what the publisher was asked for. A screen that stands still sends next to nothing, and what is muted or was
// not asked for (dynacast) sends nothing: no fault of the line.
func (rend *Rendition) expect(s *quality.Sample, layers [maxLayers]quality.Layer) {
	pub := rend.pub
	info := pub.Info()
	if !pub.published || info.Muted || info.Source == livekit.TrackSource_SCREEN_SHARE || len(*rend.routes.Load()) == 0 {
		rend.expectation.Unsettle()
		return
	}
	n := rend.Layers()
	if rend.svc() {
		n = 1 // its spatial layers are inside one stream
	}
	n = min(n, maxLayers)
	told, whole := pub.tracker.Told(rend.name()), rend.fullSize(layers[:n])
	for i := range n {
		came := layers[i].Packets > layers[i].Lost
		layers[i].Wanted = qualityOf(i, n) <= told && (came || whole)
		layers[i].Share = rend.share(i)
	}
	ratio, due := rend.expectation.Update(layers[:n])
	s.Silent = !due
	if info.Source == livekit.TrackSource_CAMERA {
		s.ExpectedBitrate = uint64(float64(s.Bitrate) * ratio)
	}
}

// fullSize reports whether the best layer that comes has the size that was announced: of a smaller picture, as of a camera that cannot do more, browsers
// leave out the higher layers. A rendition of which nothing comes is not excused.
func (rend *Rendition) fullSize(layers []quality.Layer) bool {
	for i := len(layers) - 1; i >= 0; i-- {
		if layers[i].Packets <= layers[i].Lost {
			continue
		}
		sizes := rend.shape.Load().sizes
		if i >= len(sizes) || sizes[i].Width == 0 || sizes[i].Height == 0 {
			return false
		}
		width, height := rend.measured(i)
		return 10*uint64(width)*uint64(height) >= 9*uint64(sizes[i].Width)*uint64(sizes[i].Height)
	}
	return true
}

// share is a layer's part of the bitrate: as announced, or a quarter of the next better one's.
func (rend *Rendition) share(i int) uint64 {
	sizes := rend.shape.Load().sizes
	for _, size := range sizes {
		if size.Bitrate == 0 {
			return 1 << (2 * i)
		}
	}
	if i < len(sizes) {
		return uint64(sizes[i].Bitrate)
	}
	return 1 << (2 * i)
}

// sent is what a subscription had counted at the last look.
type sent struct {
	packets, resent, bytes uint64
	lost                   int64
}

// downlink samples what the participant receives since the last look.
func (p *Participant) downlink() []quality.Sample {
	var samples []quality.Sample
	var trips, rtt time.Duration
	for _, sub := range p.subscriptions {
		stats, bound := sub.Stats()
		if !bound {
			continue
		}
		last, before := sub.looked, sub.wasLooked
		sub.looked = sent{packets: stats.Packets, lost: stats.Lost, resent: stats.Resent, bytes: stats.Bytes + stats.ResentBytes}
		sub.wasLooked = true
		if !before || stats.Packets <= last.packets {
			continue // nothing was sent that could be lost
		}
		p.line.counted.down.sent(&stats, &last)
		if stats.RTT > 0 {
			trips, rtt = trips+1, rtt+stats.RTT
		}
		samples = append(samples, quality.Sample{
			Packets: stats.Packets - last.packets,
			Lost:    uint64(max(stats.Lost-last.lost, 0)),
			RTT:     stats.RTT,
			Jitter:  stats.Jitter,
			Bitrate: stats.BitrateBPS,
			Video:   sub.Kind() == codec.Video,
		})
	}
	if trips > 0 {
		p.line.counted.rtt = rtt / trips
	}
	return samples
}

// qualityNews lists the scores that differ from what the member was told: its own, and those of the participants it receives.
func (p *Participant) qualityNews() []*livekit.ConnectionQualityInfo {
	var news []*livekit.ConnectionQualityInfo
	tell := func(q *Participant) {
		if !q.line.known {
			return
		}
		current := connectionQuality(q.line.current.Quality)
		if told, ok := p.toldQuality[q.sid]; ok && told == current {
			return
		}
		p.toldQuality[q.sid] = current
		news = append(news, &livekit.ConnectionQualityInfo{ParticipantSid: q.sid, Quality: current, Score: q.line.current.Value})
	}
	for _, sub := range p.subscriptions {
		tell(sub.pub.owner)
	}
	slices.SortFunc(news, func(a, b *livekit.ConnectionQualityInfo) int { return cmp.Compare(a.ParticipantSid, b.ParticipantSid) })
	tell(p)
	return news
}

func connectionQuality(q quality.Quality) livekit.ConnectionQuality {
	switch q {
	case quality.Poor:
		return livekit.ConnectionQuality_POOR
	case quality.Good:
		return livekit.ConnectionQuality_GOOD
	case quality.Lost:
		return livekit.ConnectionQuality_LOST
	default:
		return livekit.ConnectionQuality_EXCELLENT
	}
}
