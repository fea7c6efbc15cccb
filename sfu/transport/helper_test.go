package transport

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"giaoban/internal/leaktest"
	"giaoban/sfu/codec"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const patience = time.Minute

// eventually polls until cond holds, or fails with what it still waited for.
func eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("still waiting for %s", what)
		}
	}
}

func testLogger(testing.TB) *slog.Logger {
	if os.Getenv("TRANSPORT_TRACE") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

var loopback4 = []netip.Addr{netip.MustParseAddr("127.0.0.1")}

func newTestEngine(t testing.TB, cfg Config) *Engine {
	t.Helper()
	if cfg.Addresses == nil {
		cfg.Addresses = loopback4
	}
	cfg.Loopback = true
	e, err := NewEngine(cfg, testLogger(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close engine: %v", err)
		}
	})
	return e
}

// listenLoopback opens a UDP socket, or skips the test where there is no such network.
func listenLoopback(t testing.TB, network string) *net.UDPConn {
	t.Helper()
	ip := net.IPv4(127, 0, 0, 1)
	if network == "udp6" {
		ip = net.IPv6loopback
	}
	conn, err := net.ListenUDP(network, &net.UDPAddr{IP: ip})
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

type message struct {
	kind  DataKind
	label string
	data  []byte
}

// events is a Handler that remembers.
type events struct {
	mu         sync.Mutex
	candidate  func(string) // what to do with local candidates
	held       []string
	states     []State
	tracks     []Incoming
	onTrack    func(Incoming)
	messages   []message
	open       map[DataKind]int
	candidates []string
}

func newEvents() *events { return &events{open: make(map[DataKind]int)} }

func (h *events) OnCandidate(init string) {
	h.mu.Lock()
	f := h.candidate
	h.candidates = append(h.candidates, init)
	if f == nil {
		h.held = append(h.held, init)
	}
	h.mu.Unlock()
	if f != nil {
		f(init)
	}
}

func (h *events) forward(f func(string)) {
	h.mu.Lock()
	held := h.held
	h.held, h.candidate = nil, f
	h.mu.Unlock()
	for _, c := range held {
		f(c)
	}
}

func (h *events) OnState(s State) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.states = append(h.states, s)
}

func (h *events) OnTrack(in Incoming) {
	h.mu.Lock()
	h.tracks = append(h.tracks, in)
	f := h.onTrack
	h.mu.Unlock()
	if f != nil {
		f(in)
	}
}

func (h *events) OnData(kind DataKind, label string, data []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.messages = append(h.messages, message{kind, label, data})
}

func (h *events) OnDataOpen(kind DataKind) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open[kind]++
}

func (h *events) opened(kind DataKind) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open[kind] > 0
}

func (h *events) received() []message {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]message(nil), h.messages...)
}

func (h *events) incoming() []Incoming {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Incoming(nil), h.tracks...)
}

// client is a WebRTC client of a later major version of the library, connected
// to a Peer by method calls in place of signaling.
type client struct {
	t      testing.TB
	pc     *webrtc.PeerConnection
	peer   *Peer
	events *events
	mids   map[string]string // of the last description

	mu      sync.Mutex
	remote  bool     // a remote description was applied
	early   []string // server candidates before that
	tracks  []*webrtc.TrackRemote
	packets map[string]map[uint16]int // track id → sequence number → times received
	readers sync.WaitGroup
}

type clientOptions struct {
	networks []webrtc.NetworkType
	codecs   func(*webrtc.MediaEngine) error
	profiles []dtls.SRTPProtectionProfile
}

func newClient(t testing.TB, e *Engine, cfg PeerConfig, o clientOptions) *client {
	t.Helper()
	c := &client{t: t, events: newEvents(), packets: make(map[string]map[uint16]int)}
	cfg.Handler = c.events
	var err error
	if c.peer, err = e.NewPeer(cfg); err != nil {
		t.Fatal(err)
	}
	s := webrtc.SettingEngine{}
	s.SetIncludeLoopbackCandidate(true)
	if len(o.networks) == 0 {
		o.networks = []webrtc.NetworkType{webrtc.NetworkTypeUDP4}
	}
	s.SetNetworkTypes(o.networks)
	if len(o.profiles) > 0 {
		s.SetSRTPProtectionProfiles(o.profiles...)
	}
	m := &webrtc.MediaEngine{}
	if o.codecs == nil {
		o.codecs = (*webrtc.MediaEngine).RegisterDefaultCodecs
	}
	if err := o.codecs(m); err != nil {
		t.Fatal(err)
	}
	r := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(m, r); err != nil {
		t.Fatal(err)
	}
	api := webrtc.NewAPI(webrtc.WithSettingEngine(s), webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(r))
	if c.pc, err = api.NewPeerConnection(webrtc.Configuration{}); err != nil {
		t.Fatal(err)
	}
	c.pc.OnICECandidate(c.ownCandidate)
	c.pc.OnTrack(c.onTrack)
	c.events.forward(c.serverCandidate)
	t.Cleanup(c.close)
	return c
}

func (c *client) close() {
	if err := c.pc.GracefulClose(); err != nil {
		c.t.Errorf("close client: %v", err)
	}
	c.readers.Wait()
	if err := c.peer.Close(); err != nil {
		c.t.Errorf("close peer: %v", err)
	}
}

func (c *client) ownCandidate(cand *webrtc.ICECandidate) {
	if cand == nil {
		return
	}
	raw, err := json.Marshal(cand.ToJSON())
	if err != nil {
		c.t.Error(err)
		return
	}
	err = c.peer.AddCandidate(string(raw))
	if errors.Is(err, ErrClosed) {
		return // the client gathers on after the server has gone
	}
	if err != nil {
		c.t.Errorf("server refused %s: %v", raw, err)
	}
}

func (c *client) serverCandidate(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.remote {
		c.early = append(c.early, text)
		return
	}
	c.addServerCandidate(text)
}

func (c *client) addServerCandidate(text string) {
	if text == "" {
		return
	}
	var init webrtc.ICECandidateInit
	if err := json.Unmarshal([]byte(text), &init); err != nil {
		c.t.Errorf("server's candidate %q: %v", text, err)
		return
	}
	if err := c.pc.AddICECandidate(init); err != nil {
		c.t.Errorf("server's candidate %q: %v", text, err)
	}
}

func (c *client) remoteSet() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remote = true
	for _, text := range c.early {
		c.addServerCandidate(text)
	}
	c.early = nil
}

func (c *client) onTrack(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
	c.mu.Lock()
	c.tracks = append(c.tracks, track)
	if c.packets[track.ID()] == nil {
		c.packets[track.ID()] = make(map[uint16]int)
	}
	c.mu.Unlock()
	c.readers.Add(1)
	defer c.readers.Done()
	for {
		p, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		c.mu.Lock()
		c.packets[track.ID()][p.SequenceNumber]++
		c.mu.Unlock()
	}
}

func (c *client) got(track string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.packets[track])
}

func (c *client) remoteTracks() []*webrtc.TrackRemote {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*webrtc.TrackRemote(nil), c.tracks...)
}

// offer runs one negotiation that the client begins.
func (c *client) offer(options ...SectionOptions) (sections []Section, answer string) {
	c.t.Helper()
	return c.offerWith(nil, options...)
}

func (c *client) offerWith(o *webrtc.OfferOptions, options ...SectionOptions) (sections []Section, answer string) {
	c.t.Helper()
	offer, err := c.pc.CreateOffer(o)
	c.must(err)
	c.must(c.pc.SetLocalDescription(offer))
	sections, err = c.peer.SetOffer(offer.SDP)
	c.must(err)
	answer, c.mids, err = c.peer.CreateAnswer(options)
	c.must(err)
	c.must(c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}))
	c.remoteSet()
	return sections, answer
}

// takeOffer runs one negotiation that the server begins.
func (c *client) takeOffer(restart bool) (offer string) {
	c.t.Helper()
	offer, mids, err := c.peer.CreateOffer(restart)
	c.must(err)
	c.mids = mids
	c.must(c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}))
	c.remoteSet()
	answer, err := c.pc.CreateAnswer(nil)
	c.must(err)
	c.must(c.pc.SetLocalDescription(answer))
	c.must(c.peer.SetAnswer(answer.SDP))
	return offer
}

func (c *client) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) connected() {
	c.t.Helper()
	eventually(c.t, "both sides connected", func() bool {
		return c.peer.State() == Connected && c.pc.ConnectionState() == webrtc.PeerConnectionStateConnected
	})
}

func vp8() codec.Codec {
	return codec.Codec{Mime: codec.MimeVP8, ClockRate: 90000, PayloadType: 96, RTXPayloadType: 97}
}

func opus() codec.Codec {
	return codec.Codec{Mime: codec.MimeOpus, ClockRate: 48000, Channels: 2, PayloadType: 111}
}

func onlyVideoCodec(mime, fmtp string, pt webrtc.PayloadType) func(*webrtc.MediaEngine) error {
	return func(m *webrtc.MediaEngine) error {
		return m.RegisterCodec(webrtc.RTPCodecParameters{
			RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000, SDPFmtpLine: fmtp},
			PayloadType:        pt,
		}, webrtc.RTPCodecTypeVideo)
	}
}

var (
	videoKind = webrtc.RTPCodecTypeVideo
	recvOnly  = webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
)

// rtcpLog remembers control packets.
type rtcpLog struct {
	mu  sync.Mutex
	all []rtcp.Packet
}

func (l *rtcpLog) add(p []rtcp.Packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, p...)
}

func (l *rtcpLog) has(match func(rtcp.Packet) bool) bool { return l.count(match) > 0 }

func (l *rtcpLog) count(match func(rtcp.Packet) bool) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, p := range l.all {
		if match(p) {
			n++
		}
	}
	return n
}

func streamID(track string) string { return fmt.Sprintf("PA_sender|%s", track) }
