package signaling

import (
	"errors"

	"giaoban/sfu/transport"
	"giaoban/signaling/wire"

	"github.com/livekit/protocol/livekit"
)

// openPeers makes the session's peer connections. They do nothing before the
// first offer.
func (s *session) openPeers(a *admission) error {
	role := transport.Publisher
	if s.single {
		role = transport.Single
	}
	var err error
	if s.publisher, err = s.newPeer(a, role, livekit.SignalTarget_PUBLISHER); err != nil {
		return err
	}
	if !s.single {
		s.subscriber, err = s.newPeer(a, transport.Subscriber, livekit.SignalTarget_SUBSCRIBER)
	}
	if err != nil {
		return errors.Join(err, s.publisher.Close())
	}
	return nil
}

func (s *session) newPeer(a *admission, role transport.Role, target livekit.SignalTarget) (*transport.Peer, error) {
	config, client := s.service.config, s.join.Client
	tcpOnly, _ := s.service.tcpOnly.get(bearer{a.room, a.info.Identity})
	return s.service.engine.NewPeer(transport.PeerConfig{
		Role:           role,
		Lite:           config.ICELite && !s.join.DisableICELite && !wire.IsFirefox(client) && speaks(client, iceLiteSince),
		TCPOnly:        tcpOnly,
		DisabledCodecs: s.disabledCodecs(),
		// The Go SDK's retransmissions of simulcast encodings cannot be told
		// from the encodings.
		StripSimulcastRTX: client.GetSdk() == livekit.ClientInfo_GO,
		PlayoutDelay:      s.service.rooms.delays(a),
		Handler:           &peerEvents{session: s, target: target},
		Logger:            s.logger.With("peer", role.String()),
	})
}

func (s *session) closePeers() {
	err := s.publisher.Close()
	if s.subscriber != nil {
		err = errors.Join(err, s.subscriber.Close())
	}
	if err != nil {
		s.logger.Debug("peer connection not closed cleanly", "error", err)
	}
}

// peer returns the connection that a target names; in single mode there is one.
func (s *session) peer(target livekit.SignalTarget) *transport.Peer {
	if target == livekit.SignalTarget_SUBSCRIBER && s.subscriber != nil {
		return s.subscriber
	}
	return s.publisher
}

// primary names the connection that decides whether the participant is connected.
func (s *session) primary() livekit.SignalTarget {
	if s.subscriberPrimary {
		return livekit.SignalTarget_SUBSCRIBER
	}
	return livekit.SignalTarget_PUBLISHER
}

// sending is the connection that carries media to the client.
func (s *session) sending() *transport.Peer {
	if s.subscriber != nil {
		return s.subscriber
	}
	return s.publisher
}

// peerEvents passes one connection's events on to the session's goroutine; data
// goes to the room at once.
type peerEvents struct {
	session *session
	target  livekit.SignalTarget
}

// OnCandidate implements transport.Handler.
func (e *peerEvents) OnCandidate(init string) {
	if init == "" {
		return
	}
	e.session.post(func() {
		e.session.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Trickle{
			Trickle: &livekit.TrickleRequest{CandidateInit: init, Target: e.target},
		}})
	})
}

// OnState implements transport.Handler.
func (e *peerEvents) OnState(state transport.State) {
	e.session.post(func() { e.session.linkChanged(e.target, state) })
}

// OnTrack implements transport.Handler.
func (e *peerEvents) OnTrack(incoming transport.Incoming) {
	e.session.post(func() { e.session.onIncoming(incoming) })
}

// OnData implements transport.Handler.
func (e *peerEvents) OnData(kind transport.DataKind, label string, data []byte) {
	e.session.receiveData(kind, label, data)
}

// OnDataOpen implements transport.Handler.
func (e *peerEvents) OnDataOpen(kind transport.DataKind) {
	e.session.post(func() { e.session.channelOpened(e.target, kind) })
}

func (s *session) linkChanged(target livekit.SignalTarget, state transport.State) {
	link := &s.links[target]
	link.state = state
	s.logger.Debug("peer connection changed", "peer", target.String(), "state", state.String())
	switch state {
	case transport.Connected:
		s.checkActive()
		s.checkRecovered()
	case transport.Failed:
		s.linkLost()
	}
}

func (s *session) channelOpened(target livekit.SignalTarget, kind transport.DataKind) {
	link := &s.links[target]
	switch kind {
	case transport.Reliable:
		link.reliable = true
		s.openData(target, livekit.DataPacket_RELIABLE)
	case transport.Lossy:
		link.lossy = true
		s.openData(target, livekit.DataPacket_LOSSY)
	}
	s.checkActive()
}

// openData lets the room's data through once the channel that carries it is open.
func (s *session) openData(target livekit.SignalTarget, kind livekit.DataPacket_Kind) {
	if target == s.primary() {
		s.participant.OpenData(kind)
	}
}

// checkActive makes the participant ACTIVE when its primary connection is up
// with its data channels, if it has any.
func (s *session) checkActive() {
	link := s.links[s.primary()]
	if s.state == livekit.ParticipantInfo_ACTIVE || link.state != transport.Connected {
		return
	}
	if link.channels && (!link.reliable || !link.lossy) {
		if !s.alarms.isSet(alarmTransport) {
			s.alarms.set(alarmTransport, s.service.config.Timings.TransportReady)
		}
		return
	}
	s.alarms.cancel(alarmTransport)
	s.alarms.cancel(alarmActivation)
	s.state = livekit.ParticipantInfo_ACTIVE
	if err := s.participant.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
		s.logger.Debug("participant not made active", "error", err)
	}
}

// linkLost asks the client to resume after a connection failed, and gives it
// up unless it does.
func (s *session) linkLost() {
	if s.alarms.isSet(alarmResume) {
		return
	}
	s.logger.Info("peer connection lost")
	if s.socket != nil {
		// Clients that do not know of actions resume when the socket closes.
		if speaks(s.join.Client, leaveActionSince) {
			s.send(leaveMessage(livekit.LeaveRequest_RESUME, livekit.DisconnectReason_CONNECTION_TIMEOUT))
		}
		s.socket.Finish()
		s.socket = nil
	}
	s.alarms.set(alarmResume, s.service.config.Timings.Resume)
}

// checkRecovered calls off the end of a session whose connections are all back.
func (s *session) checkRecovered() {
	for _, link := range s.links {
		if link.state == transport.Failed || link.state == transport.Disconnected {
			return
		}
	}
	if s.socket != nil {
		s.alarms.cancel(alarmResume)
	}
}
