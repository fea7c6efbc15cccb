// Package benchtest is a minimal media server for the load generator's own tests: it speaks as much of LiveKit's
// protocol as a publisher and a subscriber need, forwards packets as they come, and can lose them on purpose. It
// forwards the tracks that are published before a subscriber asks for them, and of simulcast the highest layer.
package benchtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// Key and Secret are what join tokens must be signed with.
const (
	Key    = "test"
	Secret = "a secret that is only good for tests"
)

// Server is a running server.
type Server struct {
	// URL is its address, ws://…
	URL string
	// DropEvery makes it lose one packet in so many on the way to every subscriber; 0 loses none.
	DropEvery int
	// Forwarded and Dropped count packets times subscribers.
	Forwarded, Dropped atomic.Uint64
	// Reports and NACKs count what subscribers send back.
	Reports, NACKs atomic.Uint64

	api  *webrtc.API
	http *httptest.Server
	work sync.WaitGroup

	mu       sync.Mutex
	tracks   []*track   // guarded by mu
	sessions []*session // guarded by mu
}

// track is a published track and the ways out of it.
type track struct {
	info      *livekit.TrackInfo
	publisher *session

	mu   sync.Mutex
	ssrc uint32                        // of the layer that is forwarded; guarded by mu
	outs []*webrtc.TrackLocalStaticRTP // guarded by mu
	kind webrtc.RTPCodecCapability
}

type session struct {
	server   *Server
	ws       *websocket.Conn
	identity string

	mu  sync.Mutex // serialises writes to ws
	pub *webrtc.PeerConnection
	sub *webrtc.PeerConnection
}

// NewServer starts a server that ends with the test.
func NewServer(t *testing.T) *Server {
	t.Helper()
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	media := &webrtc.MediaEngine{}
	if err := media.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	if err := webrtc.ConfigureSimulcastExtensionHeaders(media); err != nil {
		t.Fatal(err)
	}
	s := &Server{api: webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(media))}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = "ws" + strings.TrimPrefix(s.http.URL, "http")
	t.Cleanup(s.close)
	return s
}

func (s *Server) close() {
	s.mu.Lock()
	sessions := slices.Clone(s.sessions)
	s.mu.Unlock()
	for _, one := range sessions {
		_ = one.ws.Close() // its goroutine sees to the rest
	}
	s.http.Close()
	s.work.Wait()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	verifier, err := auth.ParseAPIToken(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	if err != nil {
		http.Error(w, "no token", http.StatusUnauthorized)
		return
	}
	_, claims, err := verifier.Verify(Secret)
	if err != nil {
		http.Error(w, "invalid token", http.StatusUnauthorized)
		return
	}
	var upgrader websocket.Upgrader
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	one := &session{server: s, ws: ws, identity: claims.Identity}
	s.mu.Lock()
	s.sessions = append(s.sessions, one)
	s.mu.Unlock()
	s.work.Add(1)
	defer s.work.Done()
	one.run(r.URL.Query().Get("auto_subscribe") == "1")
}

// run serves one participant until its socket is closed.
func (s *session) run(autoSubscribe bool) {
	defer s.close()
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Join{Join: &livekit.JoinResponse{
		Room: &livekit.Room{Sid: "RM_test", Name: "test"}, Participant: &livekit.ParticipantInfo{Sid: "PA_" + s.identity, Identity: s.identity},
		ServerInfo: &livekit.ServerInfo{Version: "1.13.6"}, SubscriberPrimary: true, PingInterval: 5, PingTimeout: 15,
	}}})
	if autoSubscribe {
		s.subscribe(nil)
	}
	for {
		_, frame, err := s.ws.ReadMessage()
		if err != nil {
			return
		}
		request := &livekit.SignalRequest{}
		if proto.Unmarshal(frame, request) != nil {
			return
		}
		s.handle(request)
	}
}

func (s *session) handle(request *livekit.SignalRequest) {
	switch m := request.GetMessage().(type) {
	case *livekit.SignalRequest_AddTrack:
		s.addTrack(m.AddTrack)
	case *livekit.SignalRequest_Offer:
		s.answer(m.Offer)
	case *livekit.SignalRequest_Answer:
		_ = s.sub.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: m.Answer.GetSdp()})
	case *livekit.SignalRequest_Subscription:
		s.subscribe(m.Subscription.GetTrackSids())
	case *livekit.SignalRequest_Trickle:
		pc := s.pub
		if m.Trickle.GetTarget() == livekit.SignalTarget_SUBSCRIBER {
			pc = s.sub
		}
		var candidate webrtc.ICECandidateInit
		if json.Unmarshal([]byte(m.Trickle.GetCandidateInit()), &candidate) == nil && pc != nil {
			_ = pc.AddICECandidate(candidate)
		}
	}
}

func (s *session) addTrack(request *livekit.AddTrackRequest) {
	info := &livekit.TrackInfo{Sid: "TR_" + s.identity, Type: request.GetType(), Name: request.GetName()}
	kind := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	if request.GetType() == livekit.TrackType_VIDEO {
		kind = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}
	}
	s.server.mu.Lock()
	s.server.tracks = append(s.server.tracks, &track{info: info, publisher: s, kind: kind})
	s.server.mu.Unlock()
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_TrackPublished{
		TrackPublished: &livekit.TrackPublishedResponse{Cid: request.GetCid(), Track: info},
	}})
}

// answer takes a publisher's offer.
func (s *session) answer(offer *livekit.SessionDescription) {
	pc, err := s.server.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return
	}
	s.pub = pc
	pc.OnICECandidate(s.trickle(livekit.SignalTarget_PUBLISHER))
	pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		s.server.work.Go(func() { s.server.forward(s, remote) })
	})
	if pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer.GetSdp()}) != nil {
		return
	}
	answer, err := pc.CreateAnswer(nil)
	if err != nil || pc.SetLocalDescription(answer) != nil {
		return
	}
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Answer{
		Answer: &livekit.SessionDescription{Type: "answer", Sdp: answer.SDP, Id: offer.GetId()},
	}})
}

// subscribe offers the tracks with the given sids, all for none, on a new connection.
func (s *session) subscribe(sids []string) {
	pc, err := s.server.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return
	}
	s.sub = pc
	pc.OnICECandidate(s.trickle(livekit.SignalTarget_SUBSCRIBER))
	if _, err := pc.CreateDataChannel("_reliable", nil); err != nil {
		return
	}
	s.server.mu.Lock()
	tracks := slices.Clone(s.server.tracks)
	s.server.mu.Unlock()
	for _, t := range tracks {
		if len(sids) > 0 && !slices.Contains(sids, t.info.GetSid()) {
			continue
		}
		out, err := webrtc.NewTrackLocalStaticRTP(t.kind, t.info.GetSid(), "PA_"+t.publisher.identity+"|"+t.info.GetSid())
		if err != nil {
			return
		}
		sender, err := pc.AddTrack(out)
		if err != nil {
			return
		}
		s.server.work.Go(func() { s.server.readFeedback(sender) })
		t.mu.Lock()
		t.outs = append(t.outs, out)
		ssrc := t.ssrc
		t.mu.Unlock()
		if ssrc != 0 {
			_ = t.publisher.pub.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: ssrc}})
		}
	}
	offer, err := pc.CreateOffer(nil)
	if err != nil || pc.SetLocalDescription(offer) != nil {
		return
	}
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Offer{
		Offer: &livekit.SessionDescription{Type: "offer", Sdp: offer.SDP, Id: 7},
	}})
}

// forward copies the packets of a received stream to everybody who takes the track.
func (s *Server) forward(publisher *session, remote *webrtc.TrackRemote) {
	if remote.RID() != "" && remote.RID() != "f" {
		return
	}
	s.mu.Lock()
	i := slices.IndexFunc(s.tracks, func(t *track) bool { return t.publisher == publisher })
	t := s.tracks[i]
	s.mu.Unlock()
	t.mu.Lock()
	t.ssrc = uint32(remote.SSRC())
	t.mu.Unlock()
	for n := 1; ; n++ {
		packet, _, err := remote.ReadRTP()
		if err != nil {
			return
		}
		packet.Extension, packet.Extensions = false, nil
		t.mu.Lock()
		outs := slices.Clone(t.outs)
		t.mu.Unlock()
		if s.DropEvery > 0 && n%s.DropEvery == 0 {
			s.Dropped.Add(uint64(len(outs)))
			continue
		}
		for _, out := range outs {
			_ = out.WriteRTP(packet)
		}
		s.Forwarded.Add(uint64(len(outs)))
	}
}

// readFeedback counts a subscriber's RTCP about one track until its connection is closed.
func (s *Server) readFeedback(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			switch packet.(type) {
			case *rtcp.ReceiverReport:
				s.Reports.Add(1)
			case *rtcp.TransportLayerNack:
				s.NACKs.Add(1)
			}
		}
	}
}

func (s *session) trickle(target livekit.SignalTarget) func(*webrtc.ICECandidate) {
	return func(candidate *webrtc.ICECandidate) {
		if candidate == nil {
			return
		}
		text, err := json.Marshal(candidate.ToJSON())
		if err != nil {
			return
		}
		s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Trickle{
			Trickle: &livekit.TrickleRequest{CandidateInit: string(text), Target: target},
		}})
	}
}

func (s *session) send(response *livekit.SignalResponse) {
	frame, err := proto.Marshal(response)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.ws.WriteMessage(websocket.BinaryMessage, frame)
}

// Leave tells every participant that the session is over.
func (s *Server) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.sessions {
		one.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Leave{
			Leave: &livekit.LeaveRequest{Reason: livekit.DisconnectReason_ROOM_DELETED},
		}})
	}
}

func (s *session) close() {
	for _, pc := range []*webrtc.PeerConnection{s.pub, s.sub} {
		if pc != nil {
			_ = pc.Close()
		}
	}
	_ = s.ws.Close()
}
