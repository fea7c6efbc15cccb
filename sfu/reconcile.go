package sfu

import (
	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/egress"
	"giaoban/sfu/forward"
)

// want is what a participant asked for about a track, which need not exist yet.
type want struct {
	explicit bool // it asked to subscribe or unsubscribe
	wanted   bool // what it asked
	failed   bool // it cannot receive any of the codecs that the track has
	settings *livekit.UpdateTrackSettings
	// told is what the member was last told about the publisher's permission; nil when nothing.
	told     *bool
	notFound *deadline
}

// maxWants bounds what a participant may ask about tracks that need not exist.
const maxWants = 4096

// wantOf returns what p asked about a track, made when it asked nothing yet; nil when it asked about too many.
func (p *Participant) wantOf(sid string) *want {
	w := p.wants[sid]
	if w == nil && len(p.wants) < maxWants {
		w = &want{}
		p.wants[sid] = w
	}
	return w
}

// forget drops what p asked about a track that ended.
func (p *Participant) forget(sid string) {
	if w := p.wants[sid]; w != nil {
		p.room.agenda.cancel(w.notFound)
		delete(p.wants, sid)
	}
}

// wantsTrack reports whether p would receive the track if it may.
func (p *Participant) wantsTrack(sid string) bool {
	w := p.wants[sid]
	switch {
	case w == nil:
		return p.autoSubscribe
	case w.failed:
		return false
	case w.explicit:
		return w.wanted
	default:
		return p.autoSubscribe
	}
}

// ready reports whether p has come far enough to be subscribed to anything.
func (p *Participant) ready() bool {
	return !p.left && p.receiver != nil && (p.subscribeEarly || p.Info().State >= livekit.ParticipantInfo_ACTIVE)
}

// sees reports whether p may know of a track: it is published, the others have been told, and not by a hidden participant unless p records.
func (p *Participant) sees(pub *Publication) bool {
	return pub != nil && pub.announced && pub.owner != p && (!pub.owner.hidden() || p.recorder())
}

// reconcileAll makes p's subscriptions what they should be.
func (r *Room) reconcileAll(p *Participant) {
	for _, publisher := range r.ordered {
		for _, pub := range publisher.publications {
			r.reconcile(p, pub)
		}
	}
}

// reconcileTracksOf makes everyone's subscriptions to p's tracks what they should be.
func (r *Room) reconcileTracksOf(p *Participant) {
	for _, q := range r.ordered {
		for _, pub := range p.publications {
			r.reconcile(q, pub)
		}
	}
}

// reconcile makes p's subscription to a publication what it should be by all rules together: the one place that begins and ends subscriptions.
func (r *Room) reconcile(p *Participant, pub *Publication) {
	sub := p.subscriptions[pub.sid]
	candidate := p.ready() && p.sees(pub) && p.wantsTrack(pub.sid) && p.Info().Permission.GetCanSubscribe()
	allowed := pub.owner.grants.allows(p, pub)
	if candidate {
		r.tellAllowed(p, pub, allowed)
	}
	switch should := candidate && allowed; {
	case should && sub == nil:
		r.subscribe(p, pub)
	case !should && sub != nil:
		r.dropSubscription(sub)
	}
}

// tellAllowed tells p about the publisher's permission when it is withheld, and when it is granted after that.
func (r *Room) tellAllowed(p *Participant, pub *Publication, allowed bool) {
	w := p.wants[pub.sid]
	if allowed && (w == nil || w.told == nil) || w != nil && w.told != nil && *w.told == allowed {
		return
	}
	if w == nil {
		if w = p.wantOf(pub.sid); w == nil {
			return
		}
	}
	w.told = &allowed
	p.notify(SubscriptionAllowed{PublisherSID: pub.owner.sid, TrackSID: pub.sid, Allowed: allowed})
}

func (r *Room) subscribe(p *Participant, pub *Publication) {
	sub := &Subscription{pub: pub, subscriber: p, demand: p.demandOn(pub)}
	p.subscriptions[pub.sid] = sub
	pub.subscriptions[p.sid] = sub
	if w := p.wants[pub.sid]; w != nil {
		r.agenda.cancel(w.notFound)
		w.notFound = nil
	}
	r.deps.Metrics.subscriptions.Add(1)
	p.member.Subscribe(sub)
	if pub.kind() == codec.Audio {
		r.tellSpeaking(p, pub.owner)
	}
}

// dropSubscription ends a subscription and has the member close its way out.
func (r *Room) dropSubscription(sub *Subscription) {
	p, pub := sub.subscriber, sub.pub
	if p.subscriptions[pub.sid] != sub {
		return
	}
	sub.close()
	delete(p.subscriptions, pub.sid)
	delete(pub.subscriptions, p.sid)
	r.deps.Metrics.subscriptions.Add(-1)
	if !p.left { // Removed says it of all subscriptions at once
		p.member.Unsubscribe(sub)
	}
	if pub.kind() == codec.Audio {
		r.tellSilent(p, pub.owner)
	}
	if pub.tracker != nil {
		pub.tracker.Remove(p.sid)
		r.updateDemand(pub)
		r.regress(pub)
	}
}

// bound notes that a subscription began to forward.
func (r *Room) bound(sub *Subscription) {
	p, pub := sub.subscriber, sub.pub
	if p.subscriptions[pub.sid] != sub {
		return
	}
	r.noteDemand(sub)
	r.regress(pub)
	if !pub.hadSubscriber && !p.hidden() {
		pub.hadSubscriber = true
		pub.owner.notify(TrackSubscribed{TrackSID: pub.sid})
	}
}

// unbound notes that a subscription ceased to forward, for now.
func (r *Room) unbound(sub *Subscription) {
	if sub.subscriber.subscriptions[sub.pub.sid] == sub {
		r.noteDemand(sub)
		r.regress(sub.pub)
	}
}

// failed ends a subscription that the member cannot receive.
func (r *Room) failed(sub *Subscription, cause livekit.SubscriptionError) {
	p, pub := sub.subscriber, sub.pub
	if p.subscriptions[pub.sid] != sub {
		return
	}
	if w := p.wantOf(pub.sid); w != nil {
		w.failed = true
	}
	r.dropSubscription(sub)
	p.notify(SubscriptionFailed{TrackSID: pub.sid, Err: cause})
}

// retry subscribes p again to a track that it could not receive before, since the track's codecs changed.
func (r *Room) retry(p *Participant, pub *Publication) {
	if w := p.wants[pub.sid]; w != nil && w.failed {
		w.failed = false
		r.reconcile(p, pub)
	}
}

func (r *Room) streamState(sub *Subscription, paused bool) {
	p, pub := sub.subscriber, sub.pub
	if p.subscriptions[pub.sid] != sub {
		return
	}
	state := livekit.StreamState_ACTIVE
	if paused {
		state = livekit.StreamState_PAUSED
	}
	r.noteDemand(sub)
	p.notify(StreamStateChanged{States: []*livekit.StreamStateInfo{
		{ParticipantSid: pub.owner.sid, TrackSid: pub.sid, State: state},
	}})
}

// watched has the line to p watched, if that is wanted; streams that it is too narrow for are told to be paused.
func (p *Participant) watched(capacity uint64) *egress.Line {
	narrow := p.room.config.NarrowLine
	if p.room.config.IgnoreLines || narrow > 0 && (capacity == 0 || capacity > narrow) {
		return nil
	}
	return &egress.Line{Capacity: capacity, Paused: func(t *forward.Track, paused bool) {
		sid := t.ID()
		p.room.post(func() {
			if sub := p.subscriptions[sid]; sub != nil {
				p.room.streamState(sub, paused)
			}
		})
	}}
}

// demandOn is what p's settings ask of a publication: HIGH without settings, LOW when the member adapts to what it shows.
func (p *Participant) demandOn(pub *Publication) forward.Demand {
	d := forward.DefaultDemand()
	d.Muted = pub.Info().Muted
	var settings *livekit.UpdateTrackSettings
	if w := p.wants[pub.sid]; w != nil {
		settings = w.settings
	}
	if settings == nil {
		if p.adaptiveStream && pub.kind() == codec.Video {
			d.Quality = forward.Low
		}
		return d
	}
	d.Disabled = settings.Disabled
	if pub.kind() == codec.Audio {
		return d
	}
	d.Width, d.Height, d.FPS, d.Priority = settings.Width, settings.Height, settings.Fps, settings.Priority
	switch settings.Quality {
	case livekit.VideoQuality_LOW:
		d.Quality = forward.Low
	case livekit.VideoQuality_MEDIUM:
		d.Quality = forward.Medium
	case livekit.VideoQuality_HIGH:
		d.Quality = forward.High
	case livekit.VideoQuality_OFF:
		d.Disabled = d.Width == 0
	}
	return d
}

// subscriptionList returns p's subscriptions in a stable order.
func (p *Participant) subscriptionList() []*Subscription { return sortedSubscriptions(p.subscriptions) }
