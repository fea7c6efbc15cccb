package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// ErrEnded says that the server ended the session.
var ErrEnded = errors.New("the server ended the session")

// SessionConfig says where and as whom to join.
type SessionConfig struct {
	Engine *Engine
	// Server is the address of the server, ws:// or wss://, without the /rtc path.
	Server *url.URL
	// Token is the join token.
	Token string
	// AutoSubscribe asks the server to send every track that is published.
	AutoSubscribe bool
}

// hooks are what a participant does with what its session receives; all are optional. They get the session because they may
// be called before openSession has returned it.
type hooks struct {
	meter   *Meter // counts what the subscriber connection receives
	track   func(*session, *webrtc.TrackRemote)
	message func(*session, *livekit.SignalResponse) error // called by the reader, after the session has acted on it
}

// session is one participant: the signal socket, the subscriber connection that the server offers, and the
// publisher connection if there is one.
type session struct {
	config SessionConfig
	signal *signalConn
	hooks  hooks

	joined    chan struct{} // closed when join is set
	ended     chan struct{} // closed when the reader has ended
	published chan *livekit.TrackPublishedResponse
	owned     sync.WaitGroup // the reader, the pinger, track readers

	mu         sync.Mutex
	join       *livekit.JoinResponse // guarded by mu
	publisher  *peer                 // guarded by mu
	subscriber *peer                 // guarded by mu
	offers     int                   // that the server has made; guarded by mu
	agreed     int                   // tracks in the last offer that was answered; guarded by mu
	early      map[livekit.SignalTarget][]webrtc.ICECandidateInit
	closing    bool  // guarded by mu
	err        error // why the reader ended; guarded by mu
}

// openSession dials the server and waits for its join response.
func openSession(ctx context.Context, config SessionConfig, hooks hooks) (*session, error) {
	signal, err := dialSignal(ctx, config.Server, config.Token, config.AutoSubscribe)
	if err != nil {
		return nil, err
	}
	s := &session{
		config: config, signal: signal, hooks: hooks,
		joined: make(chan struct{}), ended: make(chan struct{}),
		published: make(chan *livekit.TrackPublishedResponse, 1),
		early:     map[livekit.SignalTarget][]webrtc.ICECandidateInit{},
	}
	s.owned.Go(s.read)
	if err := s.await(ctx, s.joined); err != nil {
		return nil, errors.Join(fmt.Errorf("waiting for the join response: %w", err), s.close())
	}
	s.owned.Go(s.ping)
	return s, nil
}

// await waits for done, the end of the session or of ctx.
func (s *session) await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-s.ended:
		return s.failure()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// failure returns why the session ended, nil when it goes on or was closed from here.
func (s *session) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// read is the goroutine that receives signal messages and acts on them.
func (s *session) read() {
	defer close(s.ended)
	for {
		response, err := s.signal.receive()
		if err == nil {
			err = s.handle(response)
		}
		if err == nil && s.hooks.message != nil {
			err = s.hooks.message(s, response)
		}
		if err != nil {
			s.mu.Lock()
			if !s.closing {
				s.err = err
			}
			s.mu.Unlock()
			return
		}
	}
}

func (s *session) handle(response *livekit.SignalResponse) error {
	switch m := response.GetMessage().(type) {
	case *livekit.SignalResponse_Join:
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.join != nil {
			return errors.New("the server sent a second join response")
		}
		s.join = m.Join
		close(s.joined)
	case *livekit.SignalResponse_Offer:
		return s.handleOffer(m.Offer)
	case *livekit.SignalResponse_Answer:
		return s.handleAnswer(m.Answer)
	case *livekit.SignalResponse_Trickle:
		return s.handleTrickle(m.Trickle)
	case *livekit.SignalResponse_TrackPublished:
		select {
		case s.published <- m.TrackPublished:
		default: // nobody asked
		}
	case *livekit.SignalResponse_Leave:
		return fmt.Errorf("%w: %s", ErrEnded, m.Leave.GetReason())
	case *livekit.SignalResponse_RequestResponse:
		if reason := m.RequestResponse.GetReason(); reason != livekit.RequestResponse_OK && reason != livekit.RequestResponse_QUEUED {
			return fmt.Errorf("the server refused a request: %s %s", reason, m.RequestResponse.GetMessage())
		}
	}
	return nil
}

// handleOffer answers the server's offer for the subscriber connection.
func (s *session) handleOffer(offer *livekit.SessionDescription) error {
	p, err := s.subscriberPeer()
	if err != nil || p == nil {
		return err
	}
	err = p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer.GetSdp()})
	if err != nil {
		return fmt.Errorf("applying the server's offer: %w", err)
	}
	answer, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return fmt.Errorf("answering the server's offer: %w", err)
	}
	if err := p.pc.SetLocalDescription(answer); err != nil {
		return fmt.Errorf("answering the server's offer: %w", err)
	}
	err = s.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{
		Answer: &livekit.SessionDescription{Type: "answer", Sdp: answer.SDP, Id: offer.GetId()},
	}})
	if err != nil {
		return fmt.Errorf("sending an answer: %w", err)
	}
	s.mu.Lock()
	s.agreed = len(offer.GetMidToTrackId())
	s.mu.Unlock()
	return s.addEarly(p, livekit.SignalTarget_SUBSCRIBER)
}

// subscriberPeer returns the subscriber connection, made at the first offer; nil while the session closes.
func (s *session) subscriberPeer() (*peer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offers++
	if s.subscriber != nil || s.closing {
		return s.subscriber, nil
	}
	p, err := s.config.Engine.newPeer(s.hooks.meter)
	if err != nil {
		return nil, err
	}
	p.pc.OnICECandidate(s.trickle(livekit.SignalTarget_SUBSCRIBER))
	p.pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		if s.hooks.track != nil {
			s.hooks.track(s, track)
		}
	})
	s.subscriber = p
	return p, nil
}

// subscriberIfAny returns the subscriber connection, nil before the server's first offer.
func (s *session) subscriberIfAny() *peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.subscriber
}

// port is the local port of the subscriber connection; 0 when there is none yet.
func (s *session) port() uint16 {
	if p := s.subscriberIfAny(); p != nil {
		return p.socket.Port()
	}
	return 0
}

// identity is the participant's own, once it has joined.
func (s *session) identity() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.join.GetParticipant().GetIdentity()
}

// tracksAgreed is how many tracks the server has offered in the last offer that was answered.
func (s *session) tracksAgreed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.agreed
}

// offersMade is how many offers the server has made.
func (s *session) offersMade() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint64(s.offers)
}

// subscribe asks for tracks.
func (s *session) subscribe(sids []string) error {
	err := s.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Subscription{
		Subscription: &livekit.UpdateSubscription{TrackSids: sids, Subscribe: true},
	}})
	if err != nil {
		return fmt.Errorf("asking for tracks: %w", err)
	}
	return nil
}

// show asks for a layer of tracks.
func (s *session) show(sids []string, quality livekit.VideoQuality) error {
	err := s.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_TrackSetting{
		TrackSetting: &livekit.UpdateTrackSettings{TrackSids: sids, Quality: quality},
	}})
	if err != nil {
		return fmt.Errorf("asking for a layer: %w", err)
	}
	return nil
}

// describe says how far the subscriber connection has come, for error messages.
func (s *session) describe() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.subscriber == nil {
		return "the server has made no offer"
	}
	return fmt.Sprintf("after %d offers ICE is %s and the media connection %s",
		s.offers, s.subscriber.pc.ICEConnectionState(), s.subscriber.pc.ConnectionState())
}

// own starts a goroutine that close waits for. It reports false, and starts none, when the session closes.
func (s *session) own(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closing {
		s.owned.Go(f)
	}
	return !s.closing
}

// publisherPeer makes the publisher connection with the data channels that every client opens.
func (s *session) publisherPeer() (*peer, error) {
	p, err := s.config.Engine.newPeer(nil)
	if err != nil {
		return nil, err
	}
	p.pc.OnICECandidate(s.trickle(livekit.SignalTarget_PUBLISHER))
	unordered, none := false, uint16(0)
	_, reliableErr := p.pc.CreateDataChannel("_reliable", nil)
	_, lossyErr := p.pc.CreateDataChannel("_lossy", &webrtc.DataChannelInit{Ordered: &unordered, MaxRetransmits: &none})
	if err := errors.Join(reliableErr, lossyErr); err != nil {
		return nil, errors.Join(fmt.Errorf("opening data channels: %w", err), p.close())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publisher = p
	return p, nil
}

// offer sends an offer for the publisher connection.
func (s *session) offer(p *peer) error {
	offer, err := p.pc.CreateOffer(nil)
	if err != nil {
		return fmt.Errorf("making an offer: %w", err)
	}
	if err := p.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("making an offer: %w", err)
	}
	return s.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{
		Offer: &livekit.SessionDescription{Type: "offer", Sdp: offer.SDP, Id: 1},
	}})
}

func (s *session) handleAnswer(answer *livekit.SessionDescription) error {
	s.mu.Lock()
	p := s.publisher
	s.mu.Unlock()
	if p == nil {
		return errors.New("the server answered an offer that was never made")
	}
	err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer.GetSdp()})
	if err != nil {
		return fmt.Errorf("applying the server's answer: %w", err)
	}
	return s.addEarly(p, livekit.SignalTarget_PUBLISHER)
}

// trickle sends local candidates to the server as they are found.
func (s *session) trickle(target livekit.SignalTarget) func(*webrtc.ICECandidate) {
	return func(candidate *webrtc.ICECandidate) {
		if candidate == nil {
			return
		}
		text, err := json.Marshal(candidate.ToJSON())
		if err != nil {
			return // it is made of strings and numbers only
		}
		// When the socket is gone the reader finds out and says so.
		_ = s.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{
			Trickle: &livekit.TrickleRequest{CandidateInit: string(text), Target: target},
		}})
	}
}

func (s *session) handleTrickle(trickle *livekit.TrickleRequest) error {
	var candidate webrtc.ICECandidateInit
	if err := json.Unmarshal([]byte(trickle.GetCandidateInit()), &candidate); err != nil {
		return fmt.Errorf("reading a candidate of the server: %w", err)
	}
	s.mu.Lock()
	p := s.subscriber
	if trickle.GetTarget() == livekit.SignalTarget_PUBLISHER {
		p = s.publisher
	}
	if p == nil || p.pc.RemoteDescription() == nil {
		s.early[trickle.GetTarget()] = append(s.early[trickle.GetTarget()], candidate)
		s.mu.Unlock()
		return nil
	}
	s.mu.Unlock()
	if err := p.pc.AddICECandidate(candidate); err != nil {
		return fmt.Errorf("adding a candidate of the server: %w", err)
	}
	return nil
}

// addEarly adds the candidates that came before the description they belong to.
func (s *session) addEarly(p *peer, target livekit.SignalTarget) error {
	s.mu.Lock()
	candidates := s.early[target]
	delete(s.early, target)
	s.mu.Unlock()
	for _, candidate := range candidates {
		if err := p.pc.AddICECandidate(candidate); err != nil {
			return fmt.Errorf("adding a candidate of the server: %w", err)
		}
	}
	return nil
}

// ping is the goroutine that keeps the signal connection alive at the interval that the server asked for.
func (s *session) ping() {
	s.mu.Lock()
	interval := time.Duration(s.join.GetPingInterval()) * time.Second
	s.mu.Unlock()
	if interval <= 0 {
		return
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			_ = s.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_PingReq{
				PingReq: &livekit.Ping{Timestamp: now.UnixMilli()},
			}})
		case <-s.ended:
			return
		}
	}
}

// close leaves the room, closes everything and waits for the session's goroutines.
func (s *session) close() error {
	s.mu.Lock()
	s.closing = true
	peers := []*peer{s.publisher, s.subscriber}
	s.mu.Unlock()
	// A server that is gone already need not be told.
	_ = s.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{
		Leave: &livekit.LeaveRequest{Reason: livekit.DisconnectReason_CLIENT_INITIATED},
	}})
	var errs []error
	for _, p := range peers {
		if p != nil {
			errs = append(errs, p.close())
		}
	}
	errs = append(errs, s.signal.close())
	s.owned.Wait()
	return errors.Join(errs...)
}
