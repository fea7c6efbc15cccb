package sfu

import (
	"slices"

	"github.com/livekit/protocol/livekit"
)

// UpdateSubscription subscribes to or unsubscribes from tracks at the participant's own wish, which beats auto-subscription. Tracks that do not exist yet
// are remembered; after NotFoundTimeout the member gets SubscriptionFailed for them. Errors: LimitExceeded.
func (p *Participant) UpdateSubscription(update *livekit.UpdateSubscription) error {
	return p.call(func() error { return p.updateSubscription(sidsOf(update), update.GetSubscribe()) })
}

// sidsOf joins the two lists in which clients name tracks.
func sidsOf(update interface {
	GetTrackSids() []string
	GetParticipantTracks() []*livekit.ParticipantTracks
},
) []string {
	sids := slices.Clone(update.GetTrackSids())
	for _, pt := range update.GetParticipantTracks() {
		sids = append(sids, pt.GetTrackSids()...)
	}
	return sids
}

func (p *Participant) updateSubscription(sids []string, subscribe bool) error {
	r := p.room
	for _, sid := range sids {
		w := p.wantOf(sid)
		if w == nil {
			return refuse(LimitExceeded, "subscriptions to more than %d tracks", maxWants)
		}
		w.explicit, w.wanted, w.failed = true, subscribe, false
		r.agenda.cancel(w.notFound)
		w.notFound = nil
		pub := r.tracks[sid]
		if p.sees(pub) {
			r.reconcile(p, pub)
		} else if subscribe {
			w.notFound = r.after(r.config.NotFoundTimeout, func() { r.giveUp(p, sid) })
		}
	}
	return nil
}

// giveUp tells p that a track which it asked for did not come.
func (r *Room) giveUp(p *Participant, sid string) {
	if p.left || p.wants[sid] == nil || p.sees(r.tracks[sid]) {
		return
	}
	p.forget(sid)
	p.notify(SubscriptionFailed{TrackSID: sid, Err: livekit.SubscriptionError_SE_TRACK_NOTFOUND})
}

// UpdateTrackSettings says how the participant wants to receive tracks, now and when they come. Errors: LimitExceeded.
func (p *Participant) UpdateTrackSettings(settings *livekit.UpdateTrackSettings) error {
	return p.call(func() error {
		for _, sid := range settings.GetTrackSids() {
			w := p.wantOf(sid)
			if w == nil {
				return refuse(LimitExceeded, "settings for more than %d tracks", maxWants)
			}
			w.settings = settings
			if sub := p.subscriptions[sid]; sub != nil {
				p.room.changeDemand(sub)
			}
		}
		return nil
	})
}

// changeDemand brings a subscription's demand in line with settings and mute.
func (r *Room) changeDemand(sub *Subscription) {
	sub.setDemand(sub.subscriber.demandOn(sub.pub))
	r.noteDemand(sub)
}

// SetMuted follows the publisher's own mute. Unmuting needs the permission to publish the source; it also lifts a mute by the server. Errors: NotFound,
// NotAllowed.
func (p *Participant) SetMuted(sid string, muted bool) error {
	return p.call(func() error {
		pub := p.find(sid)
		if pub == nil {
			return refuse(NotFound, "there is no track %s", sid)
		}
		if !muted && !pub.allowed(p.Info().Permission) {
			return refuse(NotAllowed, "the participant may not unmute the track")
		}
		p.room.mute(pub, muted)
		return nil
	})
}

// mute stops or starts all forwarding of a publication and tells everyone, the publisher too.
func (r *Room) mute(pub *Publication, muted bool) {
	if pub.Info().Muted == muted {
		return
	}
	pub.change(func(info *livekit.TrackInfo) { info.Muted = muted })
	pub.silent.Store(muted)
	if muted && pub.microphone != nil {
		pub.microphone.Rest()
	}
	for _, rend := range pub.Renditions() {
		rend.expectation.Unsettle()
		for i := range rend.layers {
			if l := rend.layers[i].Load(); l != nil {
				l.SetMuted(muted)
			}
		}
	}
	if !pub.published {
		return
	}
	for _, sub := range pub.subscriptionList() {
		sub.setDemand(sub.subscriber.demandOn(pub))
	}
	pub.tracker.SetMuted(muted)
	r.updateDemand(pub)
	if !muted {
		for _, rend := range pub.Renditions() {
			for i := range rend.layers {
				rend.RequestKeyFrame(i)
			}
		}
	}
	pub.owner.changed()
	r.announceNow(pub.owner, true)
}

// UpdateAudioTrack changes the features of the participant's audio track. Errors: NotFound.
func (p *Participant) UpdateAudioTrack(update *livekit.UpdateLocalAudioTrack) error {
	return p.changeTrack(update.GetTrackSid(), func(info *livekit.TrackInfo) {
		info.AudioFeatures = update.GetFeatures()
		info.Stereo = slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_STEREO)     //nolint:staticcheck // read by older clients
		info.DisableDtx = slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_NO_DTX) //nolint:staticcheck // read by older clients
	})
}

// UpdateVideoTrack changes the size of the participant's video track; its layers keep their proportion to it. Errors: NotFound.
func (p *Participant) UpdateVideoTrack(update *livekit.UpdateLocalVideoTrack) error {
	return p.changeTrack(update.GetTrackSid(), func(info *livekit.TrackInfo) {
		width, height := update.GetWidth(), update.GetHeight()
		resize := func(layers []*livekit.VideoLayer) {
			for _, layer := range layers {
				if info.Width > 0 && info.Height > 0 {
					layer.Width = uint32(uint64(layer.Width) * uint64(width) / uint64(info.Width))
					layer.Height = uint32(uint64(layer.Height) * uint64(height) / uint64(info.Height))
				}
			}
		}
		resize(info.Layers) //nolint:staticcheck // read by older clients
		for _, sc := range info.Codecs {
			resize(sc.Layers)
		}
		info.Width, info.Height = width, height
	})
}

// changeTrack changes the info of one of p's tracks and tells everyone.
func (p *Participant) changeTrack(sid string, change func(*livekit.TrackInfo)) error {
	return p.call(func() error {
		pub := p.find(sid)
		if pub == nil {
			return refuse(NotFound, "there is no track %s", sid)
		}
		pub.change(change)
		for _, rend := range pub.Renditions() {
			rend.declare()
		}
		if !pub.published {
			return nil
		}
		p.changed()
		p.room.announceNow(p, true)
		for _, sub := range pub.subscriptionList() {
			p.room.noteDemand(sub)
		}
		return nil
	})
}
