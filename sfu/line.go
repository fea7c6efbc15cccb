package sfu

import (
	"cmp"
	"slices"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/ingress"
	"giaoban/sfu/quality"
)

// line follows the connection of one participant in both directions. It is the room's goroutine's alone.
type line struct {
	scorer   *quality.Scorer
	current  quality.Score
	known    bool // current was measured
	received map[*layer]ingress.Stats
	sent     map[*Subscription]forward.Stats
}

func newLine() line {
	return line{scorer: quality.New(), received: map[*layer]ingress.Stats{}, sent: map[*Subscription]forward.Stats{}}
}

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
		samples := append(p.uplink(), p.downlink()...)
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
func (p *Participant) uplink() []quality.Sample {
	var samples []quality.Sample
	seen := make(map[*layer]ingress.Stats, len(p.line.received))
	for _, pub := range p.publications {
		for _, rend := range pub.Renditions() {
			if s, ok := p.sampleRendition(pub, rend, seen); ok {
				samples = append(samples, s)
			}
		}
	}
	p.line.received = seen
	return samples
}

func (p *Participant) sampleRendition(pub *Publication, rend *Rendition, seen map[*layer]ingress.Stats) (quality.Sample, bool) {
	video := pub.kind() == codec.Video
	s := quality.Sample{
		Video:     video,
		Redundant: rend.typ == codec.RED,
		// Audio may pause by DTX; video that nobody receives may be paused by dynacast.
		Silent: pub.Info().Muted || !video || len(*rend.routes.Load()) == 0,
	}
	layers := 0
	for i := range rend.layers {
		l := rend.layers[i].Load()
		if l == nil {
			continue
		}
		stats := l.Stats()
		seen[l] = stats
		last, before := p.line.received[l]
		if !before {
			continue // the first interval of a layer is not whole
		}
		layers++
		s.Packets += stats.Expected - min(last.Expected, stats.Expected)
		s.Lost += stats.Lost - min(last.Lost, stats.Lost)
		s.Bitrate += stats.Bitrate
		s.Jitter = max(s.Jitter, stats.Jitter)
		s.RTT = max(s.RTT, stats.RTT)
	}
	return s, layers > 0
}

// downlink samples what the participant receives since the last look.
func (p *Participant) downlink() []quality.Sample {
	samples := make([]quality.Sample, 0, len(p.subscriptions))
	seen := make(map[*Subscription]forward.Stats, len(p.line.sent))
	for _, sub := range p.subscriptions {
		stats, bound := sub.Stats()
		if !bound {
			continue
		}
		seen[sub] = stats
		last, before := p.line.sent[sub]
		if !before || stats.Packets <= last.Packets {
			continue // nothing was sent that could be lost
		}
		samples = append(samples, quality.Sample{
			Packets: stats.Packets - last.Packets,
			Lost:    uint64(max(stats.Lost-last.Lost, 0)),
			RTT:     stats.RTT,
			Jitter:  stats.Jitter,
			Bitrate: stats.BitrateBPS,
			Video:   sub.Kind() == codec.Video,
		})
	}
	p.line.sent = seen
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
