package sfu

import (
	"sync"

	"github.com/livekit/protocol/livekit"
)

// Event is something a member is told about, in the order in which it happened in the room. The messages inside are shared by all who are told: read only.
type Event interface{ isEvent() }

// ParticipantsUpdated carries the complete state of participants that changed (livekit-wire: ParticipantUpdate). A participant that left has state DISCONNECTED.
// The same value goes to everyone it concerns.
type ParticipantsUpdated struct {
	Infos []*livekit.ParticipantInfo

	once    sync.Once
	encoded []byte
}

// Encoded returns what encode makes of the infos, made once for all who receive this event: every caller must pass the same encoding.
func (e *ParticipantsUpdated) Encoded(encode func([]*livekit.ParticipantInfo) []byte) []byte {
	e.once.Do(func() { e.encoded = encode(e.Infos) })
	return e.encoded
}

// RoomUpdated carries the full room after its metadata, recording state or counts changed.
type RoomUpdated struct{ Room *livekit.Room }

// SpeakersChanged lists the participants whose speaking changed; those that fell silent have Active false and level 0.
type SpeakersChanged struct{ Speakers []*livekit.SpeakerInfo }

// QualityChanged lists the participants whose connection quality changed.
type QualityChanged struct {
	Updates []*livekit.ConnectionQualityInfo
}

// QualitiesWanted tells a publisher which qualities of each codec of its video track anyone receives (dynacast).
type QualitiesWanted struct {
	TrackSID string
	Codecs   []*livekit.SubscribedCodec
}

// AudioCodecsWanted tells a publisher which codecs of its audio track anyone receives.
type AudioCodecsWanted struct {
	TrackSID string
	Codecs   []*livekit.SubscribedAudioCodec
}

// SubscriptionAllowed tells a subscriber that a publisher granted or withdrew the permission to receive a track.
type SubscriptionAllowed struct {
	PublisherSID string
	TrackSID     string
	Allowed      bool
}

// SubscriptionFailed tells a subscriber that the track it asked for cannot be had.
type SubscriptionFailed struct {
	TrackSID string
	Err      livekit.SubscriptionError
}

// TrackSubscribed tells a publisher once that its track has its first receiver.
type TrackSubscribed struct{ TrackSID string }

// TrackAccepted tells a publisher that an AddTrackRequest that had to wait (its client id was in use) is now pending: the late answer to AddTrack.
type TrackAccepted struct {
	CID   string
	Track *livekit.TrackInfo
}

// TrackUnpublished tells a publisher that the server removed its track.
type TrackUnpublished struct{ TrackSID string }

// MuteWanted tells a publisher that a moderator muted its track (or unmuted it, where that is enabled): the client must follow.
type MuteWanted struct {
	TrackSID string
	Muted    bool
}

// StreamStateChanged tells a subscriber that the server paused or resumed streams to it.
type StreamStateChanged struct{ States []*livekit.StreamStateInfo }

// TokenChanged tells a member that its grants, name, metadata or attributes changed, so that a fresh token can be minted from Info.
type TokenChanged struct{ Info *livekit.ParticipantInfo }

// Removed is the last event of a member: its participant is no longer in the room, all its subscriptions have ended, and no further call follows but
// SendData that is under way.
type Removed struct{ Reason livekit.DisconnectReason }

func (*ParticipantsUpdated) isEvent() {}
func (RoomUpdated) isEvent()          {}
func (SpeakersChanged) isEvent()      {}
func (QualityChanged) isEvent()       {}
func (QualitiesWanted) isEvent()      {}
func (AudioCodecsWanted) isEvent()    {}
func (SubscriptionAllowed) isEvent()  {}
func (SubscriptionFailed) isEvent()   {}
func (TrackSubscribed) isEvent()      {}
func (TrackAccepted) isEvent()        {}
func (TrackUnpublished) isEvent()     {}
func (MuteWanted) isEvent()           {}
func (StreamStateChanged) isEvent()   {}
func (TokenChanged) isEvent()         {}
func (Removed) isEvent()              {}
