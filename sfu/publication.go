package sfu

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"

	"giaoban/sfu/codec"
	"giaoban/sfu/demand"
	"giaoban/sfu/loudest"
)

// Publication is a track that a participant sends: pending from AddTrack, visible to others from Publish, until it is withdrawn. It may come in several
// codecs (a primary one and backups); each is a Rendition with its layers.
type Publication struct {
	room  *Room
	owner *Participant
	sid   string
	media codec.Kind
	info  atomic.Pointer[livekit.TrackInfo] // replaced, never changed
	// silent stops all forwarding: the track is muted, by its owner or by a moderator, or withdrawn.
	silent atomic.Bool
	// renditions is replaced, never changed; in the order in which the codecs were declared.
	renditions atomic.Pointer[[]*Rendition]
	// microphone is the part that it has in the choice of whose voice is forwarded; nil when it is no microphone.
	microphone *loudest.Microphone
	// fallback is the backup codec that everyone is to receive who can; nil while each receives what suits it best.
	fallback atomic.Pointer[Rendition]

	// What follows is the room's goroutine's alone.
	published     bool
	announced     bool                     // the others know that it is published
	subscriptions map[string]*Subscription // by the subscriber's sid
	hadSubscriber bool
	tracker       *demand.Tracker
	trackerCall   *deadline
}

// MediaInfo is what negotiation settled about a publication's media.
type MediaInfo struct {
	// Codec is what the publisher will send.
	Codec codec.Codec
	// CID is the track id in the media section's msid, Mid the section's mid.
	CID, Mid string
	// RIDs lists the simulcast encodings; empty when there is one stream.
	RIDs []string
}

func newPublication(p *Participant, info *livekit.TrackInfo) *Publication {
	pub := &Publication{room: p.room, owner: p, sid: info.Sid, media: codec.Audio, subscriptions: map[string]*Subscription{}}
	if info.Type == livekit.TrackType_VIDEO {
		pub.media = codec.Video
	}
	info.Version = nextVersion(nil)
	pub.info.Store(info)
	pub.silent.Store(info.Muted)
	pub.renditions.Store(&[]*Rendition{})
	for _, sc := range info.Codecs {
		if sc.MimeType != "" {
			pub.addRendition(sc.MimeType)
		}
	}
	pub.takePart()
	return pub
}

// SID returns the track sid ("TR_…").
func (pub *Publication) SID() string { return pub.sid }

// Info returns the track as clients see it. The message is shared: read only.
func (pub *Publication) Info() *livekit.TrackInfo { return pub.info.Load() }

// Owner returns who publishes the track.
func (pub *Publication) Owner() *Participant { return pub.owner }

// Renditions returns the codecs of the track, primary first.
func (pub *Publication) Renditions() []*Rendition { return *pub.renditions.Load() }

// kind is the kind of media.
func (pub *Publication) kind() codec.Kind { return pub.media }

// change replaces the publication's info by a changed copy of the next version.
func (pub *Publication) change(change func(*livekit.TrackInfo)) {
	info, ok := proto.Clone(pub.info.Load()).(*livekit.TrackInfo)
	if !ok {
		return
	}
	info.Version = nextVersion(info.Version)
	change(info)
	pub.info.Store(info)
}

// nextVersion returns a version later than old.
func nextVersion(old *livekit.TimedVersion) *livekit.TimedVersion {
	return &livekit.TimedVersion{UnixMicro: max(time.Now().UnixMicro(), old.GetUnixMicro()+1)}
}

func (pub *Publication) goesBy(cid string) bool { return pub.codecByCID(cid) != nil }

// codecByCID returns the codec that a client id stands for.
func (pub *Publication) codecByCID(cid string) *livekit.SimulcastCodecInfo {
	for _, sc := range pub.Info().Codecs {
		if cid != "" && (sc.Cid == cid || sc.SdpCid == cid) {
			return sc
		}
	}
	return nil
}

func (pub *Publication) hasCodec(mime string) bool {
	return slices.ContainsFunc(pub.Info().Codecs, func(sc *livekit.SimulcastCodecInfo) bool { return strings.EqualFold(sc.MimeType, mime) })
}

// declareCodec adds a codec to the info, or gives a known one its client id.
func (pub *Publication) declareCodec(sc *livekit.SimulcastCodecInfo) {
	pub.change(func(info *livekit.TrackInfo) {
		for _, known := range info.Codecs {
			if !strings.EqualFold(known.MimeType, sc.MimeType) {
				continue
			}
			if sc.Cid != "" {
				known.Cid = sc.Cid
			}
			if len(sc.Layers) > 0 {
				known.Layers = sc.Layers
			}
			return
		}
		info.Codecs = append(info.Codecs, sc)
	})
	pub.addRendition(sc.MimeType)
}

// addRendition returns the rendition of a codec, made when it is not there.
func (pub *Publication) addRendition(mime string) *Rendition {
	if rend := pub.rendition(mime); rend != nil {
		return rend
	}
	rend := newRendition(pub, mime)
	next := append(slices.Clone(pub.Renditions()), rend)
	pub.renditions.Store(&next)
	if pub.tracker != nil {
		pub.tracker.AddCodec(rend.name())
	}
	return rend
}

// rendition returns the rendition of a codec, nil when there is none.
func (pub *Publication) rendition(mime string) *Rendition {
	for _, rend := range pub.Renditions() {
		if strings.EqualFold(rend.mime, mime) {
			return rend
		}
	}
	return nil
}

// renditionFor returns the rendition that a subscription bound to a codec receives: RED and Opus serve each other, since RED wraps Opus.
func (pub *Publication) renditionFor(c codec.Codec) *Rendition {
	if rend := pub.rendition(c.Mime); rend != nil {
		return rend
	}
	switch c.Type() {
	case codec.Opus:
		return pub.rendition(codec.MimeRED)
	case codec.RED:
		return pub.rendition(codec.MimeOpus)
	default:
		return nil
	}
}

// Publish makes a pending track visible to others: its media is negotiated. For a track that is visible already it adds the codec. Errors: NotFound,
// NotAllowed, Unsupported.
func (p *Participant) Publish(sid string, media MediaInfo) (*Publication, error) {
	var pub *Publication
	err := p.call(func() (err error) {
		pub, err = p.publish(sid, media)
		return err
	})
	if err != nil {
		return nil, err
	}
	return pub, nil
}

func (p *Participant) publish(sid string, media MediaInfo) (*Publication, error) {
	pub := p.find(sid)
	switch {
	case pub == nil:
		return nil, refuse(NotFound, "there is no pending track %s", sid)
	case !pub.allowed(p.Info().Permission):
		return nil, refuse(NotAllowed, "the participant may not publish %s", strings.ToLower(pub.Info().Source.String()))
	case media.Codec.Kind() != pub.kind():
		return nil, refuse(Unsupported, "the negotiated codec is %q, which does not fit the track", media.Codec.Mime)
	}
	pub.negotiated(media)
	rend := pub.addRendition(codec.CanonicalMime(media.Codec.Mime))
	rend.negotiated(media)
	first := !pub.published
	if first {
		p.room.show(pub)
		return pub, nil
	}
	pub.dropUnusedRenditions()
	p.changed()
	p.room.announceNow(p, true)
	p.room.updateDemand(pub)
	for _, q := range p.room.ordered {
		p.room.retry(q, pub)
	}
	return pub, nil
}

// negotiated brings the info in line with what was negotiated: the canonical MIME type, and the ids of the media section.
func (pub *Publication) negotiated(media MediaInfo) {
	mime := codec.CanonicalMime(media.Codec.Mime)
	pub.change(func(info *livekit.TrackInfo) {
		i := slices.IndexFunc(info.Codecs, func(sc *livekit.SimulcastCodecInfo) bool {
			return media.CID != "" && (sc.Cid == media.CID || sc.SdpCid == media.CID)
		})
		if i < 0 {
			i = slices.IndexFunc(info.Codecs, func(sc *livekit.SimulcastCodecInfo) bool { return sc.MimeType == mime })
		}
		if i < 0 {
			i = 0
		}
		sc := info.Codecs[i]
		sc.MimeType, sc.Mid = mime, media.Mid
		if media.CID != "" && sc.Cid != media.CID {
			sc.SdpCid = media.CID
		}
		if i == 0 {
			info.MimeType, info.Mid = mime, media.Mid
		}
	})
}

// dropUnusedRenditions forgets renditions of codecs that negotiation replaced.
func (pub *Publication) dropUnusedRenditions() {
	kept := slices.DeleteFunc(slices.Clone(pub.Renditions()), func(rend *Rendition) bool {
		return !pub.hasCodec(rend.mime) && rend.idle()
	})
	pub.renditions.Store(&kept)
}

// show makes a publication visible; those who are to receive it are subscribed once they have been told.
func (r *Room) show(pub *Publication) {
	pub.dropUnusedRenditions()
	p := pub.owner
	pub.published = true
	r.tracks[pub.sid] = pub
	names := make([]string, 0, maxCodecs)
	for _, rend := range pub.Renditions() {
		names = append(names, rend.name())
	}
	pub.tracker = demand.New(demand.Config{ReduceDelay: r.config.DynacastDelay}, time.Now(), names...)
	pub.tracker.SetMuted(pub.Info().Muted)
	p.changed()
	r.recount()
	r.deps.Metrics.publications.Add(1)
	r.deps.Observer.TrackPublished(r.Info(), p.Info(), pub.Info())
	p.log.Info("track published", "track", pub.sid, "mime", pub.Info().MimeType, "source", pub.Info().Source.String())
	r.updateDemand(pub)
	p.fitUplink()
	if p.hidden() {
		r.announced(p) // only to those who know of it in any case
		return
	}
	r.announceNow(p, false)
}

// Unpublish withdraws the participant's track, pending or published, at its own wish. Unknown sids are refused with NotFound.
func (p *Participant) Unpublish(sid string) error {
	return p.call(func() error {
		pub := p.find(sid)
		if pub == nil {
			return refuse(NotFound, "there is no track %s", sid)
		}
		p.room.withdraw(pub)
		return nil
	})
}

// withdraw ends a publication: its subscriptions, its layers, then its place in the participant's info.
func (r *Room) withdraw(pub *Publication) {
	p, published := pub.owner, pub.published
	pub.published, pub.announced = false, false
	pub.silent.Store(true)
	for _, sub := range pub.subscriptionList() {
		r.dropSubscription(sub)
	}
	r.agenda.cancel(pub.trackerCall)
	if pub.microphone != nil {
		pub.microphone.Remove()
	}
	for _, rend := range pub.Renditions() {
		rend.close()
	}
	p.publications = slices.DeleteFunc(p.publications, func(other *Publication) bool { return other == pub })
	if published {
		delete(r.tracks, pub.sid)
		for _, q := range r.ordered {
			q.forget(pub.sid)
		}
		r.deps.Metrics.publications.Add(-1)
		p.changed()
		if !p.left {
			p.fitUplink()
			r.announceNow(p, false)
			r.recount()
		}
		r.deps.Observer.TrackUnpublished(r.Info(), p.Info(), pub.Info())
		p.log.Info("track unpublished", "track", pub.sid)
	}
	p.promoteQueued()
}

// subscriptionList returns the publication's subscriptions in a stable order.
func (pub *Publication) subscriptionList() []*Subscription {
	return sortedSubscriptions(pub.subscriptions)
}
