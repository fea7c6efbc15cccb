package signaling

import (
	"context"
	"log/slog"
	"sync/atomic"

	"giaoban/sfu"
	"giaoban/sfu/transport"
	"giaoban/signaling/socket"
	"giaoban/signaling/token"
	"giaoban/signaling/wire"

	"github.com/livekit/protocol/livekit"
	"golang.org/x/time/rate"
)

// requestsInFlight is how many requests of a socket may wait for the session
// before its reader waits too.
const requestsInFlight = 64

// session stands for one participant from join to leave, across sockets. Its
// goroutine (run) owns everything below the line; the room, the peer
// connections and the sockets only put steps into its mailbox.
type session struct {
	service *Service
	logger  *slog.Logger
	room    *sfu.Room
	join    *wire.Join
	claims  *token.Claims
	// single is single-peer-connection mode: publisher carries both directions.
	single bool
	// subscriberPrimary says that the subscriber connection decides whether the
	// participant is connected, and carries data to it.
	subscriberPrimary bool
	publisher         *transport.Peer
	subscriber        *transport.Peer // nil in single mode
	participant       *sfu.Participant

	mailbox  *mailbox
	inFlight chan struct{} // capacity requestsInFlight
	data     *rate.Limiter
	stats    dataStats
	// resumesToDrop counts resumes whose socket is closed unanswered (SimulateScenario).
	resumesToDrop atomic.Int32
	ended         chan struct{} // closed when run has returned

	// ---- the session's goroutine's alone ----

	alarms    *alarms
	joined    sfu.JoinState // for the first message; empty after it
	over      bool
	reason    livekit.DisconnectReason // why it is over
	socket    *socket.Socket           // nil while there is none
	backlog   []socket.Message         // what must reach the client on the next socket
	state     livekit.ParticipantInfo_State
	links     [2]link // by livekit.SignalTarget
	sections  map[string]*section
	unclaimed map[string][]transport.Incoming
	tracks    map[string]*livekit.TrackInfo // announced by the client, as accepted
	offers    offers
	senders   map[*sfu.Subscription]*transport.Sender
	agreed    map[*sfu.Subscription]agreement
	// dropNextSocket closes the socket of the next resume after its first messages (SimulateScenario).
	dropNextSocket bool
}

// link is what a session knows of one of its peer connections.
type link struct {
	state      transport.State
	candidates int  // remote ones of this ICE generation
	channels   bool // its description has data channels
	reliable   bool // the channel is open
	lossy      bool
}

// start joins the client of a to its room, without a socket yet. begin or
// abandon must follow.
func (s *Service) start(ctx context.Context, a *admission, logger *slog.Logger) (*session, error) {
	session := &session{
		service: s, logger: logger, join: a.join, claims: a.claims,
		single:            a.join.Single,
		subscriberPrimary: !a.join.Single && a.info.Permission.GetCanSubscribe() && speaks(a.join.Client, subscriberPrimarySince),
		mailbox:           newMailbox(s.config.Limits.MailboxLength),
		inFlight:          make(chan struct{}, requestsInFlight),
		data:              rate.NewLimiter(rate.Limit(s.config.Limits.DataPerSecond), s.config.Limits.DataBurst),
		ended:             make(chan struct{}),
		alarms:            newAlarms(),
		sections:          make(map[string]*section),
		unclaimed:         make(map[string][]transport.Incoming),
		tracks:            make(map[string]*livekit.TrackInfo),
		offers:            newOffers(),
		senders:           make(map[*sfu.Subscription]*transport.Sender),
		agreed:            make(map[*sfu.Subscription]agreement),
	}
	if err := session.openPeers(a); err != nil {
		return nil, err
	}
	if err := session.enter(ctx, a); err != nil {
		session.closePeers()
		return nil, err
	}
	return session, nil
}

// enter joins the room, opening it if need be. What the room says from now on
// waits in the mailbox until begin.
func (s *session) enter(ctx context.Context, a *admission) error {
	writer := s.publisher
	if !s.single {
		writer = s.subscriber
	}
	var line uint64
	if s.service.line != nil {
		line = s.service.line(ctx, a.info.GetIdentity())
	}
	room, participant, state, err := s.service.rooms.join(ctx, a, s, sfu.JoinConfig{
		Info:           a.info,
		AutoSubscribe:  a.join.AutoSubscribe && a.join.Publish == "",
		AdaptiveStream: a.join.AdaptiveStream,
		SubscribeEarly: speaks(a.join.Client, fastStartSince),
		Writer:         writer,
		Downlink:       line,
		Uplink:         line,
	})
	if err != nil {
		return err
	}
	s.room, s.participant, s.joined = room, participant, state
	s.logger = s.logger.With("participant", participant.SID())
	if !s.service.sessions.add(s) {
		participant.Leave(livekit.DisconnectReason_SERVER_SHUTDOWN)
		return errClosed
	}
	return nil
}

// abandon ends a session whose socket never opened.
func (s *session) abandon() {
	s.mailbox.close()
	s.participant.Leave(livekit.DisconnectReason_JOIN_FAILURE)
	s.closePeers()
	s.service.sessions.remove(s)
	close(s.ended)
}

// begin starts the session's goroutine on its first socket.
func (s *session) begin(first *socket.Socket) {
	go s.run(first)
}

// run is the session's goroutine.
func (s *session) run(first *socket.Socket) {
	defer close(s.ended)
	defer s.teardown()
	s.welcome(first)
	for !s.over {
		select {
		case <-s.mailbox.wake:
			if s.mailbox.overflowed() {
				s.logger.Error("session fell behind its events")
				s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)
			}
			s.work(s.mailbox.take())
		case <-s.alarms.timer.C:
			for _, which := range s.alarms.due() {
				s.ring(which)
			}
		}
	}
}

func (s *session) work(steps []func()) {
	for _, step := range steps {
		if s.over {
			return
		}
		step()
	}
}

// teardown frees what the session holds. The participant has left the room when
// it returns.
func (s *session) teardown() {
	s.mailbox.close()
	s.alarms.timer.Stop()
	if s.socket != nil {
		s.socket.Finish()
	}
	s.participant.Leave(s.reason)
	s.closePeers()
	s.service.sessions.remove(s)
	s.logger.Info("session ended", "reason", s.reason.String())
}

// post has the session's goroutine run step, and does not wait.
func (s *session) post(step func()) { s.mailbox.put(step) }

// end tells the client to go, and how, and ends the session after this step.
func (s *session) end(action livekit.LeaveRequest_Action, reason livekit.DisconnectReason) {
	if s.over {
		return
	}
	s.send(leaveMessage(action, reason))
	s.over, s.reason = true, reason
}

// serve reads a socket of the session until it ends. It runs on the HTTP
// request's goroutine.
func (s *session) serve(sock *socket.Socket) {
	err := sock.Serve(func(request *livekit.SignalRequest) {
		select {
		case s.inFlight <- struct{}{}:
		case <-s.ended:
			return
		}
		s.post(func() {
			<-s.inFlight
			if s.socket == sock {
				s.handle(request)
			}
		})
	})
	s.logger.Debug("socket ended", "connection", sock.ID(), "cause", err)
	s.post(func() { s.socketEnded(sock) })
}

// socketEnded keeps the participant while its media flows, so that the client
// can resume; one that never connected is gone.
func (s *session) socketEnded(sock *socket.Socket) {
	if s.socket != sock {
		return
	}
	s.socket = nil
	for _, message := range sock.Unsent() {
		s.keep(message)
	}
	if s.state != livekit.ParticipantInfo_ACTIVE {
		s.end(livekit.LeaveRequest_DISCONNECT, livekit.DisconnectReason_SIGNAL_CLOSE)
	}
}

// ring does what an alarm was set for.
func (s *session) ring(which alarm) {
	if s.over {
		return
	}
	switch which {
	case alarmNegotiate:
		s.negotiate()
	case alarmAnswer:
		if s.socket == nil {
			return // it cannot answer; mendLinks asks again
		}
		s.logger.Warn("client did not answer an offer")
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)
	case alarmActivation:
		s.logger.Warn("client never connected its media")
		s.end(livekit.LeaveRequest_DISCONNECT, livekit.DisconnectReason_JOIN_FAILURE)
	case alarmTransport:
		s.logger.Warn("data channels did not open")
		s.linkLost()
	case alarmResume:
		s.logger.Info("client did not come back")
		s.end(livekit.LeaveRequest_DISCONNECT, livekit.DisconnectReason_CONNECTION_TIMEOUT)
	case alarmRefresh:
		s.refreshToken(s.participant.Info())
	case alarmStart:
		s.startAgreed()
	case alarmMeasure:
		s.measure()
	case alarmSpeaker:
		s.simulateSpeech(0)
	}
}
