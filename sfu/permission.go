package sfu

import (
	"slices"
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// mayPublish reports whether the permission covers a source; a list of sources narrows CanPublish. Under a list a source has its own kind of media only:
// who may send a camera does not send sound by that name.
func mayPublish(permission *livekit.ParticipantPermission, kind livekit.TrackType, source livekit.TrackSource) bool {
	if !permission.GetCanPublish() {
		return false
	}
	sources := permission.GetCanPublishSources()
	return len(sources) == 0 || slices.Contains(sources, source) && carries(source, kind)
}

// carries reports whether a source is of a kind of media.
func carries(source livekit.TrackSource, kind livekit.TrackType) bool {
	switch source {
	case livekit.TrackSource_CAMERA, livekit.TrackSource_SCREEN_SHARE:
		return kind == livekit.TrackType_VIDEO
	case livekit.TrackSource_MICROPHONE, livekit.TrackSource_SCREEN_SHARE_AUDIO:
		return kind == livekit.TrackType_AUDIO
	default:
		return true
	}
}

// allowed reports whether a permission covers the publication.
func (pub *Publication) allowed(permission *livekit.ParticipantPermission) bool {
	info := pub.Info()
	return mayPublish(permission, info.Type, info.Source)
}

// setPermission applies a new permission: tracks that it no longer covers are withdrawn, hiding is announced. The caller announces the rest and then
// reconciles subscriptions, so that a track's publisher is known before the track.
func (p *Participant) setPermission(permission *livekit.ParticipantPermission) {
	old := p.Info().Permission
	if proto.Equal(old, permission) {
		return
	}
	r := p.room
	// First, since a track that is withdrawn lets a request in its place.
	p.queued = slices.DeleteFunc(p.queued, func(req *livekit.AddTrackRequest) bool { return !mayPublish(permission, req.Type, req.Source) })
	for _, pub := range slices.Clone(p.publications) {
		if pub.allowed(permission) {
			continue
		}
		p.notify(TrackUnpublished{TrackSID: pub.sid})
		r.withdraw(pub)
	}
	if !old.GetHidden() && permission.GetHidden() {
		r.hide(p)
	}
	p.change(func(info *livekit.ParticipantInfo) { info.Permission = permission })
	switch {
	case p.hidden():
		r.announced(p)
	case old.GetHidden():
		r.announcer.last = time.Time{} // the caller's news go at once, before it reconciles
	}
	r.recount()
}

// hide tells the others that a participant is gone, who from now on is hidden.
func (r *Room) hide(p *Participant) {
	gone, ok := proto.Clone(p.Info()).(*livekit.ParticipantInfo)
	if !ok {
		return
	}
	gone.State = livekit.ParticipantInfo_DISCONNECTED
	gone.Tracks = nil
	gone.Version++
	r.announcer.drop(p.identity)
	event := &ParticipantsUpdated{Infos: []*livekit.ParticipantInfo{gone}}
	for _, q := range r.ordered {
		if q != p {
			q.notify(event)
		}
	}
}

// grants is who may subscribe to a publisher's tracks once it said so.
type grants struct {
	everyone bool
	bySID    map[string]*livekit.TrackPermission // by participant
	byName   map[string]*livekit.TrackPermission // by identity
}

// maxGrants bounds the entries of one SubscriptionPermission.
const maxGrants = 10_000

// SetSubscriptionPermission says who may subscribe to the participant's tracks, until it says otherwise; before the first call everyone may. Members whose
// subscriptions it affects get SubscriptionAllowed. Recorders are exempt.
func (p *Participant) SetSubscriptionPermission(permission *livekit.SubscriptionPermission) error {
	if len(permission.GetTrackPermissions()) > maxGrants {
		return refuse(LimitExceeded, "at most %d permissions can be given", maxGrants)
	}
	return p.call(func() error {
		g := &grants{
			everyone: permission.GetAllParticipants(),
			bySID:    map[string]*livekit.TrackPermission{},
			byName:   map[string]*livekit.TrackPermission{},
		}
		for _, tp := range permission.GetTrackPermissions() {
			if tp.ParticipantSid != "" {
				g.bySID[tp.ParticipantSid] = tp
			}
			if tp.ParticipantIdentity != "" {
				g.byName[tp.ParticipantIdentity] = tp
			}
		}
		p.grants = g
		p.room.reconcileTracksOf(p)
		return nil
	})
}

// allows reports whether subscriber may receive pub.
func (g *grants) allows(subscriber *Participant, pub *Publication) bool {
	if g == nil || g.everyone || subscriber.recorder() {
		return true
	}
	return covers(g.bySID[subscriber.sid], pub.sid) || covers(g.byName[subscriber.identity], pub.sid)
}

func covers(tp *livekit.TrackPermission, trackSID string) bool {
	return tp.GetAllTracks() || slices.Contains(tp.GetTrackSids(), trackSID)
}
