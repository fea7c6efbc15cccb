package sfu

import (
	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/demand"
)

const (
	// voiceRate is what a microphone takes of a line in bit/s, headers included.
	voiceRate = 64_000
	// screenRate is what a shared screen takes that does not say.
	screenRate = 1_500_000
	// uplinkShare is the part of a line that media may fill: the rest is headers, repair and whatever else the site does.
	uplinkShare = 0.8
)

// fitUplink has each camera of p sent in no more layers than the line from its site carries beside the rest of what p sends. Call it when that changes.
func (p *Participant) fitUplink() {
	if p.uplinkRate == 0 {
		return
	}
	for _, pub := range p.publications {
		if pub.published && pub.Info().Source == livekit.TrackSource_CAMERA {
			pub.tracker.SetLimit(p.affordable(pub))
			p.room.updateDemand(pub)
		}
	}
}

// affordable is the best quality of a camera that fits on the line from p's site, with the lower ones that go beside it; the lowest in any case.
func (p *Participant) affordable(pub *Publication) demand.Quality {
	left := uint64(float64(p.uplinkRate) * uplinkShare)
	for _, other := range p.publications {
		if other != pub && other.published {
			left -= min(left, other.declaredRate())
		}
	}
	rends := pub.Renditions()
	if len(rends) == 0 {
		return demand.High
	}
	rend := rends[0]
	n, sizes := rend.Layers(), rend.shape.Load().sizes
	best, sum := 0, uint64(0)
	for i := range min(n, len(sizes)) {
		rate := uint64(sizes[i].Bitrate)
		if rate == 0 {
			return demand.High // nothing is known of it
		}
		if sum += rate; rend.svc() {
			sum = rate // a better layer's stream has the lower ones in it
		}
		if sum <= left {
			best = i
		}
	}
	return qualityOf(best, n)
}

// declaredRate is what a track is said to take of its publisher's line, in bit/s.
func (pub *Publication) declaredRate() uint64 {
	if pub.kind() == codec.Audio {
		return voiceRate
	}
	var rate uint64
	if rends := pub.Renditions(); len(rends) > 0 {
		for _, layer := range rends[0].shape.Load().sizes {
			rate += uint64(layer.Bitrate)
		}
	}
	if rate == 0 {
		return screenRate
	}
	return rate
}
