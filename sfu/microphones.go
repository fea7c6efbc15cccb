package sfu

import (
	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/loudest"
	"giaoban/sfu/packet"
)

// Prefer says whose microphones are forwarded whoever else speaks, such as that of whoever has the floor; of the others
// only the loudest few are, see RoomConfig.Microphones. It replaces those named before. Identities that are not in the
// room count when they come.
func (r *Room) Prefer(identities []string) {
	preferred := make(map[string]bool, len(identities))
	for _, identity := range identities {
		preferred[identity] = true
	}
	r.post(func() {
		r.preferred = preferred
		for _, p := range r.ordered {
			for _, pub := range p.publications {
				pub.prefer()
			}
		}
	})
}

// takePart gives a publication its part in the choice of microphones. Other sounds, such as that of a shared screen, are
// always forwarded.
func (pub *Publication) takePart() {
	if pub.kind() != codec.Audio || pub.Info().Source != livekit.TrackSource_MICROPHONE {
		return
	}
	pub.microphone = pub.room.microphones.Add()
	pub.prefer()
	if pub.silent.Load() {
		pub.microphone.Rest()
	}
}

func (pub *Publication) prefer() {
	if pub.microphone != nil {
		pub.microphone.Prefer(pub.room.preferred[pub.owner.identity])
	}
}

// gate decides for the packets of one stream whether they are for everyone, or for those only who get every microphone.
// It belongs to one ingest goroutine.
type gate struct {
	microphone *loudest.Microphone
	heard      bool // the last packet was for everyone
}

// pass reports whether a packet is for everyone, and whether it is the first after a time in which they were not.
func (g *gate) pass(p *packet.Packet) (heard, first bool) {
	if g.microphone == nil {
		return true, false
	}
	level := uint8(loudest.Unmeasured)
	if p.HasAudioLevel {
		level = p.AudioLevel
	}
	heard = g.microphone.Observe(level, p.Arrival)
	first = heard && !g.heard
	g.heard = heard
	return heard, first
}

// fanOutHeard pushes a packet of a microphone to those who get every one of them, and to the others if it is heard.
func (rend *Rendition) fanOutHeard(p *packet.Packet, g *gate) {
	heard, first := g.pass(p)
	for _, rt := range *rend.routes.Load() {
		if !heard && !rt.every || !rt.track.Wants(p.Layer) {
			continue
		}
		if first && !rt.every {
			rt.track.Renew()
		}
		rt.receiver.Push(rt.track, p)
	}
}
