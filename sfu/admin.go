package sfu

import (
	"github.com/livekit/protocol/livekit"
)

// GetParticipant returns a participant's info by identity, hidden ones too. Errors: NotFound.
func (r *Room) GetParticipant(identity string) (*livekit.ParticipantInfo, error) {
	p := r.roster.Load().byIdentity[identity]
	if p == nil {
		return nil, noParticipant(identity)
	}
	return p.Info(), nil
}

func noParticipant(identity string) error {
	return refuse(NotFound, "there is no participant %q in the room", identity)
}

// withParticipant runs fn on the room's goroutine with a participant of the room.
func (r *Room) withParticipant(identity string, fn func(*Participant) error) error {
	refusal := noParticipant(identity)
	err := r.call(func() {
		if p := r.participants[identity]; p != nil {
			refusal = fn(p)
		}
	})
	if err != nil {
		return err
	}
	return refusal
}

// RemoveParticipant takes a participant out of the room with PARTICIPANT_REMOVED. Errors: NotFound.
func (r *Room) RemoveParticipant(identity string) error {
	return r.withParticipant(identity, func(p *Participant) error {
		r.remove(p, livekit.DisconnectReason_PARTICIPANT_REMOVED, false)
		return nil
	})
}

// MutePublishedTrack mutes a track at a moderator's wish: forwarding stops here, and the publisher gets MuteWanted; it may unmute again while its
// permission covers the source. Unmuting must be enabled in RoomConfig. Errors: NotFound, NotAllowed.
func (r *Room) MutePublishedTrack(identity, trackSID string, muted bool) (*livekit.TrackInfo, error) {
	var info *livekit.TrackInfo
	err := r.withParticipant(identity, func(p *Participant) error {
		pub := p.find(trackSID)
		switch {
		case pub == nil:
			return refuse(NotFound, "participant %q has no track %s", identity, trackSID)
		case !muted && !r.config.UnmuteByServer:
			return refuse(NotAllowed, "unmuting by the server is not enabled")
		}
		// The wish goes first: a client that finds its track muted before it heard of the wish would correct the server.
		p.notify(MuteWanted{TrackSID: trackSID, Muted: muted})
		r.mute(pub, muted)
		info = pub.Info()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return info, nil
}

// UpdateParticipant changes a participant's name, metadata, attributes (empty ones as in Participant.UpdateMetadata) and permission (nil leaves it).
// Tracks that the permission no longer covers are withdrawn. Everyone is told, and the participant gets TokenChanged. Errors: NotFound, LimitExceeded.
func (r *Room) UpdateParticipant(req *livekit.UpdateParticipantRequest) (*livekit.ParticipantInfo, error) {
	var info *livekit.ParticipantInfo
	err := r.withParticipant(req.GetIdentity(), func(p *Participant) error {
		merged := mergeAttributes(p.Info().Attributes, req.GetAttributes())
		if err := r.checkOwn(req.GetName(), req.GetMetadata(), merged); err != nil {
			return err
		}
		if req.GetPermission() != nil {
			p.setPermission(req.GetPermission())
		}
		err := p.applyMetadata(req.GetName(), req.GetMetadata(), req.GetAttributes())
		r.reconcileAll(p)
		r.reconcileTracksOf(p)
		info = p.Info()
		return err
	})
	if err != nil {
		return nil, err
	}
	return info, nil
}

// UpdateSubscriptions changes a participant's subscriptions as if it had asked itself. Errors: NotFound, LimitExceeded.
func (r *Room) UpdateSubscriptions(req *livekit.UpdateSubscriptionsRequest) error {
	return r.withParticipant(req.GetIdentity(), func(p *Participant) error {
		return p.updateSubscription(sidsOf(req), req.GetSubscribe())
	})
}

// UpdateMetadata changes the room's metadata and tells everyone at once. Errors: LimitExceeded.
func (r *Room) UpdateMetadata(metadata string) (*livekit.Room, error) {
	if len(metadata) > r.config.MaxMetadataSize {
		return nil, refuse(LimitExceeded, "the metadata is larger than %d bytes", r.config.MaxMetadataSize)
	}
	return r.update(func(info *livekit.Room) { info.Metadata = metadata })
}

// SetRecording says whether the room is being recorded and tells everyone at once.
func (r *Room) SetRecording(active bool) error {
	_, err := r.update(func(info *livekit.Room) { info.ActiveRecording = active })
	return err
}

func (r *Room) update(change func(*livekit.Room)) (*livekit.Room, error) {
	var info *livekit.Room
	err := r.call(func() {
		r.changeInfo(change)
		r.tellRoom()
		info = r.Info()
	})
	return info, err
}
