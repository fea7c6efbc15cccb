package signaling

import (
	"time"

	"giaoban/sfu"
	"giaoban/signaling/socket"

	"github.com/livekit/protocol/livekit"
)

// welcome sends what a new participant gets first, in the order that clients
// rely on: join, the answers to what the join request carried, a token.
func (s *session) welcome(first *socket.Socket) {
	s.socket = first
	s.state = livekit.ParticipantInfo_JOINED
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Join{Join: s.joinResponse(s.joined)}})
	s.joined = sfu.JoinState{}
	s.alarms.set(alarmActivation, s.service.config.Timings.Activation)
	for _, request := range s.join.AddTracks {
		s.onAddTrack(request)
	}
	if offer := s.join.Offer; offer != nil {
		// Behind the first subscriptions, which wait in the mailbox: they then
		// find their sections in this offer.
		s.post(func() { s.onOffer(offer) })
	}
	s.join.AddTracks, s.join.Offer = nil, nil
	s.refreshToken(s.participant.Info())
	if s.subscriberPrimary {
		s.openSubscriber()
	}
}

// joinResponse says who and where the client is. Its parts are the room's own
// messages, only read from here on.
func (s *session) joinResponse(state sfu.JoinState) *livekit.JoinResponse {
	config := s.service.config
	info := s.service.serverInfo()
	return &livekit.JoinResponse{
		Room:                 state.Room,
		Participant:          state.Self,
		OtherParticipants:    state.Others,
		ServerVersion:        info.Version,
		ServerRegion:         info.Region,
		ServerInfo:           info,
		IceServers:           config.ICEServers,
		SubscriberPrimary:    s.subscriberPrimary,
		FastPublish:          state.Self.GetPermission().GetCanPublish(),
		ClientConfiguration:  s.clientConfiguration(),
		PingTimeout:          seconds(config.Timings.PingTimeout),
		PingInterval:         seconds(config.Timings.PingInterval),
		EnabledPublishCodecs: publishCodecs(s.disabledCodecs()),
	}
}

func (s *Service) serverInfo() *livekit.ServerInfo {
	return &livekit.ServerInfo{
		Edition:  livekit.ServerInfo_Standard,
		Version:  AnnouncedVersion,
		Protocol: ProtocolVersion,
		Region:   s.config.Region,
		NodeId:   s.config.NodeID,
	}
}

// clientConfiguration tells the client which codecs its device must not use.
func (s *session) clientConfiguration() *livekit.ClientConfiguration {
	disabled := s.disabledCodecs()
	if len(disabled) == 0 {
		return nil
	}
	codecs := &livekit.DisabledCodecs{}
	for _, mime := range disabled {
		codecs.Codecs = append(codecs.Codecs, &livekit.Codec{Mime: mime})
	}
	return &livekit.ClientConfiguration{DisabledCodecs: codecs}
}

func (s *session) disabledCodecs() []string {
	return disabledCodecs(s.service.config.DeviceCodecs, s.join.Client)
}

// refreshToken sends a token with the participant's current state, for the
// client's next connection, and plans the next one.
func (s *session) refreshToken(info *livekit.ParticipantInfo) {
	config := s.service.config
	fresh, err := config.Keys.Refresh(s.claims, info, config.Timings.TokenLifetime)
	if err != nil {
		s.logger.Error("token not refreshed", "error", err)
		return
	}
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_RefreshToken{RefreshToken: fresh}})
	s.alarms.set(alarmRefresh, config.Timings.TokenRefresh)
}

func seconds(d time.Duration) int32 { return int32(d / time.Second) }
