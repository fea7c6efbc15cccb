package signaling

import (
	"giaoban/sfu"
	"giaoban/sfu/transport"
	"giaoban/signaling/socket"

	"github.com/livekit/protocol/livekit"
)

// resume gives the session a new socket and reports whether it took it. It is
// called on the HTTP request's goroutine.
func (s *session) resume(sock *socket.Socket, a *admission) bool {
	taken := make(chan bool, 1)
	s.post(func() { taken <- s.attach(sock, a) })
	select {
	case ok := <-taken:
		return ok
	case <-s.ended:
		return false
	}
}

// attach tells the client all that it may have missed, in the order that it
// relies on: reconnect, everyone's state, then what waited.
func (s *session) attach(sock *socket.Socket, a *admission) bool {
	if a.join.Single != s.single {
		return false
	}
	if s.socket != nil {
		s.socket.Kill()
	}
	s.logger.Info("session resumed", "connection", sock.ID(), "cause", a.join.ReconnectReason.String())
	s.socket, s.claims = sock, a.claims
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Reconnect{Reconnect: &livekit.ReconnectResponse{
		IceServers:          s.service.config.ICEServers,
		ClientConfiguration: s.clientConfiguration(),
		ServerInfo:          s.service.serverInfo(),
		LastMessageSeq:      s.participant.LastReliableSequence(),
	}}})
	if s.dropNextSocket {
		s.dropNextSocket = false
		s.socket.Finish()
		return true
	}
	backlog := s.backlog
	s.backlog = nil
	// What Resync makes the room tell comes through the mailbox, so what waited
	// must come behind it.
	if err := s.participant.Resync(); err != nil {
		s.logger.Info("participant not synchronised", "error", err)
		return false
	}
	s.post(func() {
		for _, message := range backlog {
			s.sendMessage(message)
		}
		s.refreshToken(s.participant.Info())
		s.mendLinks(a.join.ReconnectReason)
		if a.join.SyncState != nil {
			s.onSyncState(a.join.SyncState)
		}
	})
	return true
}

// mendLinks restarts the subscriber connection unless it is up and the client
// lost only its socket. The client restarts the connection that it offers.
func (s *session) mendLinks(reason livekit.ReconnectReason) {
	healthy := true
	for _, link := range s.links {
		healthy = healthy && link.state != transport.Failed && link.state != transport.Disconnected
	}
	if healthy {
		s.alarms.cancel(alarmResume)
	} else {
		s.alarms.set(alarmResume, s.service.config.Timings.TransportReady)
	}
	switch {
	case s.single:
		// The client offers by itself when it resumes.
		if s.offers.waiting || s.offers.changed {
			s.offers.waiting = false
			s.negotiateSoon()
		}
	case s.subscriber.State() == transport.New && !s.subscriberPrimary && s.offers.sent == nil:
		// Never offered, so nothing to mend.
	case reason == livekit.ReconnectReason_RR_SIGNAL_DISCONNECTED && s.subscriber.State() == transport.Connected:
		if s.offers.sent != nil {
			s.sendOffer()
			s.alarms.set(alarmAnswer, s.service.config.Timings.Answer)
		}
	default:
		s.restartICE()
	}
}

// onSyncState takes in what a resuming client believes. One that publishes
// tracks which are not known here must start anew.
func (s *session) onSyncState(state *livekit.SyncState) {
	err := s.participant.SyncState(state)
	s.note("sync state", err)
	if sfu.CodeOf(err) == sfu.Conflict && err != nil {
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)
	}
}
