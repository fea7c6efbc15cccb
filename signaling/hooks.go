package signaling

import (
	"giaoban/sfu"
	"giaoban/signaling/webhook"

	"github.com/livekit/protocol/livekit"
)

// hooks sends a webhook for each thing that happens in a room.
type hooks struct{ sender *webhook.Sender }

func (h *hooks) send(event string, room *livekit.Room, participant *livekit.ParticipantInfo, track *livekit.TrackInfo) {
	h.sender.Send(&livekit.WebhookEvent{Event: event, Room: room, Participant: participant, Track: track})
}

// RoomStarted implements sfu.Observer.
func (h *hooks) RoomStarted(room *livekit.Room) { h.send(webhook.RoomStarted, room, nil, nil) }

// RoomFinished implements sfu.Observer.
func (h *hooks) RoomFinished(room *livekit.Room, reason livekit.DisconnectReason) {
	h.sender.Send(&livekit.WebhookEvent{Event: webhook.RoomFinished, Room: room, RoomEndReason: endReason(reason)})
}

// ParticipantJoined implements sfu.Observer.
func (h *hooks) ParticipantJoined(room *livekit.Room, participant *livekit.ParticipantInfo) {
	h.send(webhook.ParticipantJoined, room, participant, nil)
}

// ParticipantLeft implements sfu.Observer.
func (h *hooks) ParticipantLeft(room *livekit.Room, participant *livekit.ParticipantInfo) {
	h.send(webhook.ParticipantLeft, room, participant, nil)
}

// ParticipantAborted implements sfu.Observer.
func (h *hooks) ParticipantAborted(room *livekit.Room, participant *livekit.ParticipantInfo) {
	h.send(webhook.ParticipantConnectionAborted, room, participant, nil)
}

// TrackPublished implements sfu.Observer.
func (h *hooks) TrackPublished(room *livekit.Room, participant *livekit.ParticipantInfo, track *livekit.TrackInfo) {
	h.send(webhook.TrackPublished, room, participant, track)
}

// TrackUnpublished implements sfu.Observer.
func (h *hooks) TrackUnpublished(room *livekit.Room, participant *livekit.ParticipantInfo, track *livekit.TrackInfo) {
	h.send(webhook.TrackUnpublished, room, participant, track)
}

func endReason(reason livekit.DisconnectReason) livekit.RoomEndReason {
	switch reason {
	case livekit.DisconnectReason_ROOM_DELETED:
		return livekit.RoomEndReason_ROOM_END_API_DELETE
	case livekit.DisconnectReason_ROOM_CLOSED:
		return livekit.RoomEndReason_ROOM_END_IDLE_TIMEOUT
	case livekit.DisconnectReason_SERVER_SHUTDOWN:
		return livekit.RoomEndReason_ROOM_END_SERVER_SHUTDOWN
	}
	return livekit.RoomEndReason_ROOM_END_UNKNOWN
}

// observers joins two observers; second may be nil.
func observers(first, second sfu.Observer) sfu.Observer {
	if second == nil {
		return first
	}
	return bothObservers{first, second}
}

type bothObservers struct{ first, second sfu.Observer }

// RoomStarted implements sfu.Observer.
func (b bothObservers) RoomStarted(room *livekit.Room) {
	b.first.RoomStarted(room)
	b.second.RoomStarted(room)
}

// RoomFinished implements sfu.Observer.
func (b bothObservers) RoomFinished(room *livekit.Room, reason livekit.DisconnectReason) {
	b.first.RoomFinished(room, reason)
	b.second.RoomFinished(room, reason)
}

// ParticipantJoined implements sfu.Observer.
func (b bothObservers) ParticipantJoined(room *livekit.Room, participant *livekit.ParticipantInfo) {
	b.first.ParticipantJoined(room, participant)
	b.second.ParticipantJoined(room, participant)
}

// ParticipantLeft implements sfu.Observer.
func (b bothObservers) ParticipantLeft(room *livekit.Room, participant *livekit.ParticipantInfo) {
	b.first.ParticipantLeft(room, participant)
	b.second.ParticipantLeft(room, participant)
}

// ParticipantAborted implements sfu.Observer.
func (b bothObservers) ParticipantAborted(room *livekit.Room, participant *livekit.ParticipantInfo) {
	b.first.ParticipantAborted(room, participant)
	b.second.ParticipantAborted(room, participant)
}

// TrackPublished implements sfu.Observer.
func (b bothObservers) TrackPublished(room *livekit.Room, participant *livekit.ParticipantInfo, track *livekit.TrackInfo) {
	b.first.TrackPublished(room, participant, track)
	b.second.TrackPublished(room, participant, track)
}

// TrackUnpublished implements sfu.Observer.
func (b bothObservers) TrackUnpublished(room *livekit.Room, participant *livekit.ParticipantInfo, track *livekit.TrackInfo) {
	b.first.TrackUnpublished(room, participant, track)
	b.second.TrackUnpublished(room, participant, track)
}
