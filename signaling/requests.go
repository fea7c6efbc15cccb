package signaling

import (
	"errors"

	"giaoban/sfu"

	"github.com/livekit/protocol/livekit"
)

// handle does what one request of the client asks. Pings were answered by the
// socket; requests of a newer protocol arrive with a nil message and are ignored.
func (s *session) handle(request *livekit.SignalRequest) {
	switch m := request.GetMessage().(type) {
	case *livekit.SignalRequest_Offer:
		s.onOffer(m.Offer)
	case *livekit.SignalRequest_Answer:
		s.onAnswer(m.Answer)
	case *livekit.SignalRequest_Trickle:
		s.onTrickle(m.Trickle)
	case *livekit.SignalRequest_AddTrack:
		s.onAddTrack(m.AddTrack)
	case *livekit.SignalRequest_Mute:
		s.onMute(m.Mute)
	case *livekit.SignalRequest_Subscription:
		s.note("subscription", s.participant.UpdateSubscription(m.Subscription))
	case *livekit.SignalRequest_TrackSetting:
		s.note("track settings", s.participant.UpdateTrackSettings(m.TrackSetting))
	case *livekit.SignalRequest_SubscriptionPermission:
		s.note("subscription permission", s.participant.SetSubscriptionPermission(m.SubscriptionPermission))
	case *livekit.SignalRequest_Leave:
		s.onLeave()
	case *livekit.SignalRequest_SyncState:
		s.onSyncState(m.SyncState)
	case *livekit.SignalRequest_Simulate:
		s.onSimulate(m.Simulate)
	case *livekit.SignalRequest_UpdateMetadata:
		s.onUpdateMetadata(m.UpdateMetadata)
	case *livekit.SignalRequest_UpdateAudioTrack:
		s.onUpdateAudioTrack(m.UpdateAudioTrack)
	case *livekit.SignalRequest_UpdateVideoTrack:
		s.onUpdateVideoTrack(m.UpdateVideoTrack)
	case *livekit.SignalRequest_PublishDataTrackRequest:
		s.onPublishDataTrack(m.PublishDataTrackRequest)
	case *livekit.SignalRequest_UnpublishDataTrackRequest:
		s.onUnpublishDataTrack(m.UnpublishDataTrackRequest)
	default:
		s.logger.Debug("request ignored")
	}
}

// note logs the refusal of a request to which the protocol has no answer.
func (s *session) note(request string, err error) {
	if err != nil {
		s.logger.Info("request refused", "kind", request, "error", err)
	}
}

// onTrickle takes in a remote candidate. Faulty ones, and those of an earlier
// ICE generation that were still on their way, do no harm and get no answer.
func (s *session) onTrickle(trickle *livekit.TrickleRequest) {
	init := trickle.GetCandidateInit()
	if init == "" || len(init) > maxCandidateBytes {
		return
	}
	target := trickle.GetTarget()
	if target != livekit.SignalTarget_SUBSCRIBER {
		target = livekit.SignalTarget_PUBLISHER
	}
	link := &s.links[target]
	if link.candidates >= s.service.config.Limits.CandidatesPerSession {
		return
	}
	link.candidates++
	if err := s.peer(target).AddCandidate(init); err != nil {
		s.logger.Debug("candidate ignored", "peer", target.String(), "error", err)
	}
}

// maxCandidateBytes bounds the JSON of one candidate; real ones have about 300 bytes.
const maxCandidateBytes = 4096

func (s *session) onMute(mute *livekit.MuteTrackRequest) {
	if err := s.participant.SetMuted(mute.GetSid(), mute.GetMuted()); err != nil {
		s.note("mute", err)
		s.respond(0, err, &livekit.RequestResponse{Request: &livekit.RequestResponse_Mute{Mute: mute}})
	}
}

func (s *session) onLeave() {
	// The client closes the socket itself; a leave in return tells it nothing.
	s.over, s.reason = true, livekit.DisconnectReason_CLIENT_INITIATED
}

func (s *session) onUpdateMetadata(update *livekit.UpdateParticipantMetadata) {
	err := s.participant.UpdateMetadata(update.GetName(), update.GetMetadata(), update.GetAttributes())
	s.note("metadata", err)
	if err != nil || speaks(s.join.Client, requestOKSince) {
		s.respond(update.GetRequestId(), err, &livekit.RequestResponse{
			Request: &livekit.RequestResponse_UpdateMetadata{UpdateMetadata: update},
		})
	}
}

func (s *session) onUpdateAudioTrack(update *livekit.UpdateLocalAudioTrack) {
	if err := s.participant.UpdateAudioTrack(update); err != nil {
		s.respond(0, err, &livekit.RequestResponse{Request: &livekit.RequestResponse_UpdateAudioTrack{UpdateAudioTrack: update}})
	}
}

func (s *session) onUpdateVideoTrack(update *livekit.UpdateLocalVideoTrack) {
	if err := s.participant.UpdateVideoTrack(update); err != nil {
		s.respond(0, err, &livekit.RequestResponse{Request: &livekit.RequestResponse_UpdateVideoTrack{UpdateVideoTrack: update}})
	}
}

// Data tracks are not served: saying so at once lets applications fall back.

func (s *session) onPublishDataTrack(request *livekit.PublishDataTrackRequest) {
	s.respond(0, errDataTracks, &livekit.RequestResponse{
		Request: &livekit.RequestResponse_PublishDataTrack{PublishDataTrack: request},
	})
}

func (s *session) onUnpublishDataTrack(request *livekit.UnpublishDataTrackRequest) {
	s.respond(0, &sfu.Error{Code: sfu.NotFound, Message: "there is no such data track"}, &livekit.RequestResponse{
		Request: &livekit.RequestResponse_UnpublishDataTrack{UnpublishDataTrack: request},
	})
}

var errDataTracks = &sfu.Error{Code: sfu.NotAllowed, Message: "this server has no data tracks"}

// respond answers a request; response carries the request it is about.
func (s *session) respond(requestID uint32, err error, response *livekit.RequestResponse) {
	response.RequestId = requestID
	response.Reason, response.Message = responseReason(err)
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_RequestResponse{RequestResponse: response}})
}

// responseReason maps a refusal of the media plane to the protocol's reason and
// a message fit for the client.
func responseReason(err error) (livekit.RequestResponse_Reason, string) {
	if err == nil {
		return livekit.RequestResponse_OK, ""
	}
	var cause *sfu.Error
	if !errors.As(err, &cause) {
		return livekit.RequestResponse_UNCLASSIFIED_ERROR, "internal error"
	}
	reasons := map[sfu.Code]livekit.RequestResponse_Reason{
		sfu.NotFound:      livekit.RequestResponse_NOT_FOUND,
		sfu.NotAllowed:    livekit.RequestResponse_NOT_ALLOWED,
		sfu.LimitExceeded: livekit.RequestResponse_LIMIT_EXCEEDED,
		sfu.Invalid:       livekit.RequestResponse_INVALID_REQUEST,
		sfu.Unsupported:   livekit.RequestResponse_UNSUPPORTED_TYPE,
		sfu.Conflict:      livekit.RequestResponse_QUEUED,
	}
	reason, known := reasons[cause.Code]
	if !known {
		reason = livekit.RequestResponse_UNCLASSIFIED_ERROR
	}
	return reason, cause.Message
}
