package sfu

import "github.com/livekit/protocol/livekit"

// Observer is told what happens in a room, in order, for webhooks, attendance and audit. It is called on the room's goroutine: it must not block and must
// not call the room. The messages are its own to keep, but shared: read only. Embed NopObserver to implement a part of it.
type Observer interface {
	// RoomStarted is the first call of a room.
	RoomStarted(room *livekit.Room)
	// RoomFinished is the last call of a room.
	RoomFinished(room *livekit.Room, reason livekit.DisconnectReason)
	// ParticipantJoined comes when the participant became ACTIVE.
	ParticipantJoined(room *livekit.Room, participant *livekit.ParticipantInfo)
	// ParticipantLeft comes for a participant that was ACTIVE; its info is DISCONNECTED and carries the reason.
	ParticipantLeft(room *livekit.Room, participant *livekit.ParticipantInfo)
	// ParticipantAborted comes instead for one that never became ACTIVE.
	ParticipantAborted(room *livekit.Room, participant *livekit.ParticipantInfo)
	// TrackPublished comes when the track became visible to others.
	TrackPublished(room *livekit.Room, participant *livekit.ParticipantInfo, track *livekit.TrackInfo)
	// TrackUnpublished comes when it ceased to be, before ParticipantLeft.
	TrackUnpublished(room *livekit.Room, participant *livekit.ParticipantInfo, track *livekit.TrackInfo)
}

// NopObserver ignores everything.
type NopObserver struct{}

// RoomStarted does nothing.
func (NopObserver) RoomStarted(*livekit.Room) {}

// RoomFinished does nothing.
func (NopObserver) RoomFinished(*livekit.Room, livekit.DisconnectReason) {}

// ParticipantJoined does nothing.
func (NopObserver) ParticipantJoined(*livekit.Room, *livekit.ParticipantInfo) {}

// ParticipantLeft does nothing.
func (NopObserver) ParticipantLeft(*livekit.Room, *livekit.ParticipantInfo) {}

// ParticipantAborted does nothing.
func (NopObserver) ParticipantAborted(*livekit.Room, *livekit.ParticipantInfo) {}

// TrackPublished does nothing.
func (NopObserver) TrackPublished(*livekit.Room, *livekit.ParticipantInfo, *livekit.TrackInfo) {}

// TrackUnpublished does nothing.
func (NopObserver) TrackUnpublished(*livekit.Room, *livekit.ParticipantInfo, *livekit.TrackInfo) {}
