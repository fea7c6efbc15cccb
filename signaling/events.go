package signaling

import (
	"giaoban/sfu"
	"giaoban/signaling/socket"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// Notify implements sfu.Member.
func (s *session) Notify(event sfu.Event) { s.post(func() { s.onEvent(event) }) }

// onEvent passes on what happened in the room.
func (s *session) onEvent(event sfu.Event) {
	switch e := event.(type) {
	case *sfu.ParticipantsUpdated:
		s.onParticipantsUpdated(e)
	case sfu.TokenChanged:
		s.refreshToken(e.Info)
	case sfu.TrackAccepted:
		s.trackAccepted(e.CID, e.Track)
	case sfu.TrackUnpublished:
		s.trackRemoved(e.TrackSID)
		s.send(eventMessage(event))
	case sfu.Removed:
		s.onRemoved(e)
	default:
		if message := eventMessage(event); message != nil {
			s.send(message)
		}
	}
}

// onParticipantsUpdated sends the update as it was marshalled once for all,
// unless it is too large for one message.
func (s *session) onParticipantsUpdated(e *sfu.ParticipantsUpdated) {
	if proto.Size(updateMessage(e.Infos)) > s.service.config.Limits.UpdateBatchBytes {
		s.sendInfos(e.Infos)
		return
	}
	s.sendMessage(socket.Message{SignalResponse: updateMessage(e.Infos), Encoded: e.Encoded(encodeUpdate)})
}

// onRemoved ends the session after the room has let the participant go.
func (s *session) onRemoved(e sfu.Removed) {
	action := livekit.LeaveRequest_DISCONNECT
	if e.Reason == livekit.DisconnectReason_SERVER_SHUTDOWN {
		action = livekit.LeaveRequest_RECONNECT // to the restarted server
	}
	s.end(action, e.Reason)
}

// eventMessage translates the events that are told to the client as they are;
// nil for others.
func eventMessage(event sfu.Event) *livekit.SignalResponse {
	response := &livekit.SignalResponse{}
	switch e := event.(type) {
	case sfu.RoomUpdated:
		response.Message = &livekit.SignalResponse_RoomUpdate{RoomUpdate: &livekit.RoomUpdate{Room: e.Room}}
	case sfu.SpeakersChanged:
		response.Message = &livekit.SignalResponse_SpeakersChanged{SpeakersChanged: &livekit.SpeakersChanged{Speakers: e.Speakers}}
	case sfu.QualityChanged:
		response.Message = &livekit.SignalResponse_ConnectionQuality{
			ConnectionQuality: &livekit.ConnectionQualityUpdate{Updates: e.Updates},
		}
	case sfu.QualitiesWanted:
		response.Message = &livekit.SignalResponse_SubscribedQualityUpdate{SubscribedQualityUpdate: qualityUpdate(e)}
	case sfu.AudioCodecsWanted:
		response.Message = &livekit.SignalResponse_SubscribedAudioCodecUpdate{
			SubscribedAudioCodecUpdate: &livekit.SubscribedAudioCodecUpdate{TrackSid: e.TrackSID, SubscribedAudioCodecs: e.Codecs},
		}
	case sfu.SubscriptionAllowed:
		response.Message = &livekit.SignalResponse_SubscriptionPermissionUpdate{
			SubscriptionPermissionUpdate: &livekit.SubscriptionPermissionUpdate{
				ParticipantSid: e.PublisherSID, TrackSid: e.TrackSID, Allowed: e.Allowed,
			},
		}
	case sfu.SubscriptionFailed:
		response.Message = &livekit.SignalResponse_SubscriptionResponse{
			SubscriptionResponse: &livekit.SubscriptionResponse{TrackSid: e.TrackSID, Err: e.Err},
		}
	case sfu.TrackSubscribed:
		response.Message = &livekit.SignalResponse_TrackSubscribed{TrackSubscribed: &livekit.TrackSubscribed{TrackSid: e.TrackSID}}
	case sfu.TrackUnpublished:
		response.Message = &livekit.SignalResponse_TrackUnpublished{
			TrackUnpublished: &livekit.TrackUnpublishedResponse{TrackSid: e.TrackSID},
		}
	case sfu.MuteWanted:
		response.Message = &livekit.SignalResponse_Mute{Mute: &livekit.MuteTrackRequest{Sid: e.TrackSID, Muted: e.Muted}}
	case sfu.StreamStateChanged:
		response.Message = &livekit.SignalResponse_StreamStateUpdate{
			StreamStateUpdate: &livekit.StreamStateUpdate{StreamStates: e.States},
		}
	default:
		return nil
	}
	return response
}

// qualityUpdate repeats the first codec in the field that older clients read.
func qualityUpdate(e sfu.QualitiesWanted) *livekit.SubscribedQualityUpdate {
	update := &livekit.SubscribedQualityUpdate{TrackSid: e.TrackSID, SubscribedCodecs: e.Codecs}
	if len(e.Codecs) > 0 {
		update.SubscribedQualities = e.Codecs[0].GetQualities() //nolint:staticcheck // read by older clients
	}
	return update
}
