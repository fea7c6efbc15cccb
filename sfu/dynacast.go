package sfu

import (
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/demand"
)

// noteDemand takes one subscriber's wish into the publication's sum.
func (r *Room) noteDemand(sub *Subscription) {
	pub := sub.pub
	if pub.tracker == nil || !pub.published {
		return
	}
	rend, wanted := sub.wanted()
	if rend == nil {
		pub.tracker.Remove(sub.subscriber.sid)
	} else {
		pub.tracker.Set(sub.subscriber.sid, rend.name(), qualityOf(wanted, rend.Layers()))
	}
	r.updateDemand(pub)
}

// qualityOf turns a layer of n into dynacast's quality. The best layer is always High: with fewer than three layers the qualities that have none are
// switched on with it, whatever the client calls its best.
func qualityOf(layer, n int) demand.Quality {
	switch {
	case layer < 0:
		return demand.Off
	case layer >= n-1:
		return demand.High
	default:
		return demand.Quality(layer)
	}
}

// updateDemand tells the publisher what is wanted if that changed, and plans the next look.
func (r *Room) updateDemand(pub *Publication) {
	r.agenda.cancel(pub.trackerCall)
	pub.trackerCall = nil
	if !pub.published {
		return
	}
	wanted, next := pub.tracker.Update(time.Now())
	if len(wanted) > 0 {
		tellDemand(pub, wanted)
	}
	if !next.IsZero() {
		pub.trackerCall = r.agenda.add(next, func() { r.updateDemand(pub) })
	}
}

// tellDemand tells the publisher. An audio track of one codec is never switched off: it would only save what DTX saves.
func tellDemand(pub *Publication, wanted []demand.Wanted) {
	if pub.kind() == codec.Audio {
		if len(wanted) < 2 {
			return
		}
		event := AudioCodecsWanted{TrackSID: pub.sid}
		for _, w := range wanted {
			event.Codecs = append(event.Codecs, &livekit.SubscribedAudioCodec{Codec: w.Codec, Enabled: w.Max != demand.Off})
		}
		pub.owner.notify(event)
		return
	}
	event := QualitiesWanted{TrackSID: pub.sid}
	for _, w := range wanted {
		sc := &livekit.SubscribedCodec{Codec: w.Codec}
		for q := demand.Low; q <= demand.High; q++ {
			sc.Qualities = append(sc.Qualities, &livekit.SubscribedQuality{Quality: livekit.VideoQuality(q), Enabled: q <= w.Max})
		}
		event.Codecs = append(event.Codecs, sc)
	}
	pub.owner.notify(event)
}
