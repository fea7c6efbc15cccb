package sfu

import (
	"cmp"
	"slices"
	"sync"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// Subscription is a publication that one participant receives. The room makes it and hands it to the member, which negotiates a way out and binds it. Its
// methods never wait for the room and may be called from any goroutine.
type Subscription struct {
	pub        *Publication
	subscriber *Participant

	// What the room's goroutine saw at its last look at quality, its alone.
	looked    sent
	wasLooked bool

	mu        sync.Mutex
	demand    forward.Demand // guarded by mu
	rendition *Rendition     // guarded by mu; nil unless bound
	track     *forward.Track // guarded by mu; nil unless bound
	last      *forward.Track // guarded by mu; the one before, nil at first
	agreed    forward.Params // guarded by mu; what Bind got
	params    forward.Params // guarded by mu; agreed, or that of its Others which the track forwards
	stream    forward.Stream // guarded by mu
	paused    bool           // guarded by mu
	closed    bool           // guarded by mu
}

// TrackSID returns the sid of the publication.
func (s *Subscription) TrackSID() string { return s.pub.sid }

// PublisherSID returns the sid of the participant who publishes it.
func (s *Subscription) PublisherSID() string { return s.pub.owner.sid }

// PublisherIdentity returns the identity of the participant who publishes it.
func (s *Subscription) PublisherIdentity() string { return s.pub.owner.identity }

// Subscriber returns who receives it.
func (s *Subscription) Subscriber() *Participant { return s.subscriber }

// Track returns the publication's info. The message is shared: read only.
func (s *Subscription) Track() *livekit.TrackInfo { return s.pub.Info() }

// Kind returns the kind of media.
func (s *Subscription) Kind() codec.Kind { return s.pub.kind() }

// Codecs returns what the receiver may bind, preferred first: every codec of the publication, also those that the publisher starts only when wanted.
func (s *Subscription) Codecs() []codec.Codec {
	var codecs []codec.Codec
	for _, rend := range s.pub.Renditions() {
		codecs = append(codecs, rend.Codecs()...)
	}
	return codecs
}

// Bind starts forwarding with what was negotiated; binding again replaces stream and parameters. Errors: Unsupported when the publication does not have
// params.Codec and may not send any of params.Others instead, ErrGone when the subscription or the publication has ended.
func (s *Subscription) Bind(params forward.Params, stream forward.Stream) error {
	if err := s.bind(params, stream); err != nil {
		return err
	}
	s.pub.room.post(func() { s.pub.room.bound(s) })
	return nil
}

func (s *Subscription) bind(params forward.Params, stream forward.Stream) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return ErrGone
	}
	rend, chosen := s.pub.choose(&params)
	if rend == nil {
		return refuse(Unsupported, "the track has no %s", params.Codec.Mime)
	}
	s.agreed, s.params, s.stream = params, chosen, stream
	if s.rendition == rend {
		s.subscriber.receiver.Bind(s.track, chosen, stream)
		return nil
	}
	return s.forward(rend)
}

// follow goes over to the codec that the publication now wants its receivers to have. It does nothing while the subscription is not bound. Errors:
// Unsupported when the receiver takes none that may be sent, ErrGone.
func (s *Subscription) follow() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.rendition == nil {
		return nil
	}
	rend, chosen := s.pub.choose(&s.agreed)
	switch rend {
	case nil:
		return refuse(Unsupported, "the receiver cannot take the track's backup codec")
	case s.rendition:
		return nil
	}
	s.params = chosen
	return s.forward(rend)
}

// forward makes the track for a rendition, with params and stream; one of another rendition before it is released. s.mu is held.
func (s *Subscription) forward(rend *Rendition) error {
	receiver := s.subscriber.receiver
	s.releaseTrack()
	info := s.pub.Info()
	track := forward.NewTrack(rend, forward.Config{
		ID:        s.pub.sid,
		Kind:      s.pub.kind(),
		CNAME:     s.pub.owner.sid,
		SVC:       rend.svc(),
		Screen:    info.Source == livekit.TrackSource_SCREEN_SHARE,
		Encrypted: info.Encryption != livekit.Encryption_NONE,
		Demand:    s.effectiveDemand(),
		Delay:     s.pub.room.config.PlayoutDelay,
	})
	receiver.Add(track)
	if s.last != nil {
		receiver.Succeed(track, s.last)
	}
	receiver.Bind(track, s.params, s.stream)
	if !rend.attach(route{receiver: receiver, track: track, every: s.subscriber.recorder()}) {
		receiver.Remove(track)
		return ErrGone
	}
	s.rendition, s.track = rend, track
	return nil
}

// Unbind stops forwarding, until Bind is called again.
func (s *Subscription) Unbind() {
	s.mu.Lock()
	s.releaseTrack()
	s.mu.Unlock()
	s.pub.room.post(func() { s.pub.room.unbound(s) })
}

// Fail tells the room that the member cannot receive the track, because none of its codecs was accepted. The subscription ends; the member gets
// SubscriptionFailed and Unsubscribe. It is tried again when the member asks for it or the track gets another codec.
func (s *Subscription) Fail(err livekit.SubscriptionError) {
	s.pub.room.post(func() { s.pub.room.failed(s, err) })
}

// HandleRTCP takes in what the receiver sent about the stream.
func (s *Subscription) HandleRTCP(packets []rtcp.Packet) {
	s.mu.Lock()
	track := s.track
	s.mu.Unlock()
	if track != nil {
		s.subscriber.receiver.HandleRTCP(track, packets)
	}
}

// SetPaused stops the stream to spare the receiver's line, or lets it flow again; the member is told by StreamStateChanged. It is for whoever allots the
// receiver's bandwidth.
func (s *Subscription) SetPaused(paused bool) {
	s.mu.Lock()
	changed := s.paused != paused && !s.closed
	s.paused = paused
	if changed {
		s.applyDemand()
	}
	s.mu.Unlock()
	if changed {
		s.pub.room.post(func() { s.pub.room.streamState(s, paused) })
	}
}

// Bound reports whether the subscription forwards, and with what.
func (s *Subscription) Bound() (forward.Params, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.params, s.track != nil
}

// Stats returns the counters of the forwarded stream; false while it is not bound.
func (s *Subscription) Stats() (forward.Stats, bool) {
	s.mu.Lock()
	track := s.track
	s.mu.Unlock()
	if track == nil {
		return forward.Stats{}, false
	}
	return s.subscriber.receiver.TrackStats(track)
}

// setDemand changes what the receiver wants.
func (s *Subscription) setDemand(d forward.Demand) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.demand != d {
		s.demand = d
		s.applyDemand()
	}
}

// applyDemand hands the demand to the track. s.mu is held.
func (s *Subscription) applyDemand() {
	if s.track != nil {
		s.subscriber.receiver.SetDemand(s.track, s.effectiveDemand())
	}
}

// effectiveDemand is the demand with the pause in it. s.mu is held.
func (s *Subscription) effectiveDemand() forward.Demand {
	d := s.demand
	d.Disabled = d.Disabled || s.paused
	return d
}

// wanted returns the rendition that the subscription receives and the layer that it wants of it, -1 for none; nil while it is not bound.
func (s *Subscription) wanted() (*Rendition, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rendition == nil {
		return nil, -1
	}
	d := s.effectiveDemand()
	d.Muted = false // dynacast holds its reports while the track is muted, and must know what is wanted after
	return s.rendition, int(forward.WantedLayer(s.rendition, d))
}

// close ends forwarding for good.
func (s *Subscription) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.releaseTrack()
}

// releaseTrack takes the track from its rendition and its receiver. s.mu is held.
func (s *Subscription) releaseTrack() {
	if s.track == nil {
		return
	}
	s.rendition.detach(s.track)
	s.subscriber.receiver.Remove(s.track)
	s.last = s.track
	s.rendition, s.track = nil, nil
}

// sortedSubscriptions returns the values in the order of publishers and tracks, so that everything done to all of them is done in the same order.
func sortedSubscriptions(m map[string]*Subscription) []*Subscription {
	list := make([]*Subscription, 0, len(m))
	for _, sub := range m {
		list = append(list, sub)
	}
	slices.SortFunc(list, func(a, b *Subscription) int {
		return cmp.Or(cmp.Compare(a.subscriber.sid, b.subscriber.sid), cmp.Compare(a.pub.sid, b.pub.sid))
	})
	return list
}
