package signaling

import (
	"giaoban/signaling/socket"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// Signal protocol numbers from which clients understand a thing.
const (
	subscriberPrimarySince = 3
	iceLiteSince           = 6
	fastStartSince         = 8
	syncStreamsSince       = 10
	leaveActionSince       = 13
	requestOKSince         = 15
)

func speaks(client *livekit.ClientInfo, since int32) bool { return client.GetProtocol() >= since }

func leaveMessage(action livekit.LeaveRequest_Action, reason livekit.DisconnectReason) *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_Leave{Leave: &livekit.LeaveRequest{
		Action: action, Reason: reason,
		// For clients that do not know of actions.
		CanReconnect: action != livekit.LeaveRequest_DISCONNECT,
	}}}
}

func updateMessage(infos []*livekit.ParticipantInfo) *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_Update{
		Update: &livekit.ParticipantUpdate{Participants: infos},
	}}
}

// encodeUpdate is the protobuf form of updateMessage, nil when it fails: then
// each socket tries for itself.
func encodeUpdate(infos []*livekit.ParticipantInfo) []byte {
	encoded, err := proto.Marshal(updateMessage(infos))
	if err != nil {
		return nil
	}
	return encoded
}

// send gives the client a message, or keeps it for the next socket when it is
// one that a resuming client could not rebuild.
func (s *session) send(response *livekit.SignalResponse) {
	s.sendMessage(socket.Message{SignalResponse: response})
}

func (s *session) sendMessage(message socket.Message) {
	if s.socket != nil && s.socket.Send(message) {
		return
	}
	s.keep(message)
}

// keep stores a message for the next socket, unless that socket is told the
// same anew when it opens.
func (s *session) keep(message socket.Message) {
	switch message.GetMessage().(type) {
	case *livekit.SignalResponse_TrackPublished,
		*livekit.SignalResponse_TrackUnpublished,
		*livekit.SignalResponse_Mute,
		*livekit.SignalResponse_RequestResponse,
		*livekit.SignalResponse_SubscriptionResponse,
		*livekit.SignalResponse_SubscriptionPermissionUpdate,
		*livekit.SignalResponse_SubscribedQualityUpdate,
		*livekit.SignalResponse_SubscribedAudioCodecUpdate,
		*livekit.SignalResponse_TrackSubscribed,
		*livekit.SignalResponse_StreamStateUpdate:
		if len(s.backlog) < s.service.config.Limits.OutgoingQueue {
			s.backlog = append(s.backlog, message)
		}
	}
}

// sendInfos sends participants' states in messages of bounded size.
func (s *session) sendInfos(infos []*livekit.ParticipantInfo) {
	limit := s.service.config.Limits.UpdateBatchBytes
	for len(infos) > 0 {
		size, count := 0, 0
		for count < len(infos) {
			size += proto.Size(infos[count])
			if count > 0 && size > limit {
				break
			}
			count++
		}
		s.send(updateMessage(infos[:count]))
		infos = infos[count:]
	}
}
