package sfu

import (
	"slices"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// Resync tells the member again, through Notify, all that it may have missed while its connection was away: everyone's state, its own and that of those
// who left, the room, who speaks, what is wanted of its tracks and which subscriptions are withheld.
func (p *Participant) Resync() error {
	return p.call(func() error {
		p.resync()
		return nil
	})
}

func (p *Participant) resync() {
	r := p.room
	infos := append([]*livekit.ParticipantInfo{p.Info()}, r.othersOf(p)...)
	for _, d := range r.departed {
		if r.participants[d.info.Identity] == nil {
			infos = append(infos, d.info)
		}
	}
	p.notify(&ParticipantsUpdated{Infos: infos})
	p.notify(RoomUpdated{Room: r.Info()})
	if speakers := r.levels.heardBy(p); len(speakers) > 0 {
		p.notify(SpeakersChanged{Speakers: speakers})
	}
	clear(p.toldQuality)
	for _, pub := range p.publications {
		if pub.published {
			pub.tracker.Repeat()
			r.updateDemand(pub)
		}
	}
	for _, sid := range sortedKeys(p.wants) {
		w, pub := p.wants[sid], r.tracks[sid]
		if pub != nil && w.told != nil && !*w.told {
			p.notify(SubscriptionAllowed{PublisherSID: pub.owner.sid, TrackSID: sid, Allowed: false})
		}
	}
}

// SyncState takes in what a resuming client believes: its subscriptions and the tracks that it switched off. Conflict says that it publishes tracks which
// the room does not know, so that it must start anew.
func (p *Participant) SyncState(state *livekit.SyncState) error {
	return p.call(func() error {
		for _, published := range state.GetPublishTracks() {
			if sid := published.GetTrack().GetSid(); p.find(sid) == nil {
				return refuse(Conflict, "the track %s is not published here", sid)
			}
		}
		if update := state.GetSubscription(); update != nil {
			if err := p.updateSubscription(sidsOf(update), update.GetSubscribe()); err != nil {
				return err
			}
		}
		for _, sid := range state.GetTrackSidsDisabled() {
			if err := p.disable(sid); err != nil {
				return err
			}
		}
		return nil
	})
}

// disable switches a track off at the participant's wish and keeps its other settings.
func (p *Participant) disable(sid string) error {
	w := p.wantOf(sid)
	if w == nil {
		return refuse(LimitExceeded, "settings for more than %d tracks", maxWants)
	}
	settings := &livekit.UpdateTrackSettings{Quality: livekit.VideoQuality_HIGH}
	if w.settings != nil {
		if clone, ok := proto.Clone(w.settings).(*livekit.UpdateTrackSettings); ok {
			settings = clone
		}
	}
	settings.Disabled = true
	w.settings = settings
	if sub := p.subscriptions[sid]; sub != nil {
		p.room.changeDemand(sub)
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
