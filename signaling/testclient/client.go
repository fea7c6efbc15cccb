// Package testclient is a client of the signal protocol for tests, over a
// newer WebRTC stack than the server's, as the Go SDK has it. It follows the
// protocol and records all that it is told.
package testclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"giaoban/signaling/wire"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// Mode is one of the three ways to speak the protocol.
type Mode string

// Modes.
const (
	Dual     Mode = "v0"              // /rtc with query parameters, two peer connections
	DualPath Mode = "v0+join_request" // /rtc with a join request, one peer connection
	Single   Mode = "v1"              // /rtc/v1
)

// Modes lists all modes, to run a scenario over each.
func Modes() []Mode { return []Mode{Dual, DualPath, Single} }

// Options say how to join.
type Options struct {
	URL   string // the server's HTTP base address
	Token string
	Mode  Mode
	// NoAutoSubscribe joins without subscribing to what is published.
	NoAutoSubscribe bool
	AdaptiveStream  bool
	Client          *livekit.ClientInfo // nil is a JS client of protocol 17
	Attributes      map[string]string   // by join request or query
	Publish         string              // twin parameter (dual mode)
	Query           url.Values          // more query parameters
	// AddTracks are announced in the join request (single modes); their media
	// must be added by Tracks.
	AddTracks []*livekit.AddTrackRequest
	Tracks    []webrtc.TrackLocal
	// Codecs, when set, are the only ones that the client's engine knows.
	Codecs []webrtc.RTPCodecParameters
	// PlayoutDelay negotiates the header extension of that name for video.
	PlayoutDelay bool
	// EarlyTracks tells of tracks before their first packet. The stack's own
	// reader then races with packets, so send none.
	EarlyTracks bool
	// NoMedia opens no peer connection and answers nothing.
	NoMedia bool
}

// Client is one participant. Its fields are guarded by mu but for those set by Join.
type Client struct {
	options Options
	single  bool
	pub     *webrtc.PeerConnection
	sub     *webrtc.PeerConnection // nil in single mode
	running sync.WaitGroup

	negotiation sync.Mutex // held while the publisher connection makes an offer

	mu           sync.Mutex
	conn         *websocket.Conn
	writeMu      sync.Mutex
	messages     []*livekit.SignalResponse
	join         *livekit.JoinResponse
	participants map[string]*livekit.ParticipantInfo // by identity
	tracks       map[string]*Track                   // by sid
	data         []*livekit.DataPacket
	token        string
	offerID      uint32
	offering     bool // an offer waits for its answer
	again        bool // and another must follow
	pending      map[livekit.SignalTarget][]webrtc.ICECandidateInit
	channels     map[string]*webrtc.DataChannel // to send on
	sequence     uint32
	left         *livekit.LeaveRequest
	closeErr     error
	closed       bool
	mids         map[string]string // the last mid_to_track_id
}

// HTTPError is a refused handshake.
type HTTPError struct {
	Status int
	Body   string
}

func (e *HTTPError) Error() string { return fmt.Sprintf("status %d: %s", e.Status, e.Body) }

// Join connects and starts to follow the protocol. Close must follow.
func Join(ctx context.Context, options Options) (*Client, error) {
	if options.Mode == "" {
		options.Mode = Dual
	}
	if options.Client == nil {
		options.Client = &livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, Protocol: 17, Version: "2.23.0"}
	}
	c := &Client{
		options: options, single: options.Mode != Dual, token: options.Token,
		participants: make(map[string]*livekit.ParticipantInfo),
		tracks:       make(map[string]*Track),
		pending:      make(map[livekit.SignalTarget][]webrtc.ICECandidateInit),
		channels:     make(map[string]*webrtc.DataChannel),
	}
	if err := c.openPeers(); err != nil {
		return nil, err
	}
	if err := c.connect(ctx, false); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// connect opens a socket and starts reading it.
func (c *Client) connect(ctx context.Context, resume bool) error {
	target, err := c.socketURL(resume)
	if err != nil {
		return err
	}
	header := http.Header{}
	if c.token != "" {
		header.Set("Authorization", "Bearer "+c.token)
	}
	dialer := websocket.Dialer{EnableCompression: true, HandshakeTimeout: time.Minute}
	conn, response, err := dialer.DialContext(ctx, target, header)
	if err != nil {
		if response == nil {
			return err
		}
		defer func() { _ = response.Body.Close() }()
		body := make([]byte, 1024)
		n, _ := response.Body.Read(body)
		return &HTTPError{Status: response.StatusCode, Body: strings.TrimSpace(string(body[:n]))}
	}
	c.mu.Lock()
	c.conn = conn
	c.mu.Unlock()
	c.running.Go(func() { c.read(conn) })
	return nil
}

func (c *Client) socketURL(resume bool) (string, error) {
	base := "ws" + strings.TrimPrefix(c.options.URL, "http")
	query := url.Values{}
	for key, values := range c.options.Query {
		query[key] = values
	}
	path := "/rtc"
	if c.single {
		request, err := c.joinRequest(resume)
		if err != nil {
			return "", err
		}
		query.Set("join_request", request)
		if c.options.Mode == Single {
			path = "/rtc/v1"
		}
		return base + path + "?" + query.Encode(), nil
	}
	info := c.options.Client
	query.Set("protocol", fmt.Sprint(info.GetProtocol()))
	query.Set("sdk", strings.ToLower(info.GetSdk().String()))
	query.Set("version", info.GetVersion())
	query.Set("os", info.GetOs())
	query.Set("device_model", info.GetDeviceModel())
	query.Set("browser", info.GetBrowser())
	query.Set("client_protocol", fmt.Sprint(info.GetClientProtocol()))
	query.Set("auto_subscribe", boolean(!c.options.NoAutoSubscribe))
	query.Set("adaptive_stream", boolean(c.options.AdaptiveStream))
	if c.options.Publish != "" {
		query.Set("publish", c.options.Publish)
	}
	if resume {
		query.Set("reconnect", "1")
		query.Set("sid", c.SID())
		query.Set("reconnect_reason", "1")
	}
	return base + path + "?" + query.Encode(), nil
}

func boolean(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func (c *Client) joinRequest(resume bool) (string, error) {
	request := &livekit.JoinRequest{
		ClientInfo: c.options.Client,
		ConnectionSettings: &livekit.ConnectionSettings{
			AutoSubscribe: !c.options.NoAutoSubscribe, AdaptiveStream: c.options.AdaptiveStream,
		},
		ParticipantAttributes: c.options.Attributes,
	}
	if resume {
		request.Reconnect, request.ParticipantSid = true, c.SID()
		request.ReconnectReason = livekit.ReconnectReason_RR_SIGNAL_DISCONNECTED
		return wire.EncodeJoinRequest(request)
	}
	request.AddTrackRequests = c.options.AddTracks
	if !c.options.NoMedia {
		offer, err := c.nextOffer(nil)
		if err != nil {
			return "", err
		}
		request.PublisherOffer = offer
	}
	return wire.EncodeJoinRequest(request)
}

// read handles one socket's messages until it ends.
func (c *Client) read(conn *websocket.Conn) {
	for {
		frameType, data, err := conn.ReadMessage()
		if err != nil {
			c.mu.Lock()
			c.closeErr = err
			c.mu.Unlock()
			return
		}
		if frameType != websocket.BinaryMessage {
			continue
		}
		message := &livekit.SignalResponse{}
		if err := proto.Unmarshal(data, message); err != nil {
			continue
		}
		c.record(message)
		if err := c.follow(message); err != nil {
			c.mu.Lock()
			c.closeErr = errors.Join(c.closeErr, err)
			c.mu.Unlock()
		}
	}
}

// record keeps a message and what it says about others.
func (c *Client) record(message *livekit.SignalResponse) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages = append(c.messages, message)
	switch m := message.GetMessage().(type) {
	case *livekit.SignalResponse_Join:
		c.join = m.Join
		for _, info := range m.Join.GetOtherParticipants() {
			c.participants[info.GetIdentity()] = info
		}
	case *livekit.SignalResponse_Update:
		for _, info := range m.Update.GetParticipants() {
			c.updated(info)
		}
	case *livekit.SignalResponse_RefreshToken:
		c.token = m.RefreshToken
	case *livekit.SignalResponse_Leave:
		c.left = m.Leave
	}
}

// updated follows one participant as clients do: lower versions of the same
// session are dropped, DISCONNECTED removes by identity. c.mu is held.
func (c *Client) updated(info *livekit.ParticipantInfo) {
	if c.join != nil && info.GetIdentity() == c.join.GetParticipant().GetIdentity() {
		if info.GetSid() == c.join.GetParticipant().GetSid() {
			c.join.Participant = info
		}
		return
	}
	known := c.participants[info.GetIdentity()]
	if known != nil && known.GetSid() == info.GetSid() && known.GetVersion() > info.GetVersion() {
		return
	}
	if info.GetState() == livekit.ParticipantInfo_DISCONNECTED {
		delete(c.participants, info.GetIdentity())
		return
	}
	c.participants[info.GetIdentity()] = info
}

// follow does what the protocol asks a client to do.
func (c *Client) follow(message *livekit.SignalResponse) error {
	if c.options.NoMedia {
		return nil
	}
	switch m := message.GetMessage().(type) {
	case *livekit.SignalResponse_Offer:
		return c.answer(m.Offer)
	case *livekit.SignalResponse_Answer:
		return c.answered(m.Answer)
	case *livekit.SignalResponse_Trickle:
		return c.trickled(m.Trickle)
	case *livekit.SignalResponse_Join:
		if !c.single && (m.Join.GetFastPublish() || !m.Join.GetSubscriberPrimary()) {
			return c.Negotiate()
		}
	case *livekit.SignalResponse_MediaSectionsRequirement:
		return c.addSections(m.MediaSectionsRequirement)
	}
	return nil
}

func (c *Client) trickled(trickle *livekit.TrickleRequest) error {
	var init webrtc.ICECandidateInit
	if err := json.Unmarshal([]byte(trickle.GetCandidateInit()), &init); err != nil {
		return err
	}
	pc := c.peer(trickle.GetTarget())
	if pc == nil {
		return errors.New("candidate for a connection that does not exist")
	}
	if pc.RemoteDescription() == nil {
		c.mu.Lock()
		c.pending[trickle.GetTarget()] = append(c.pending[trickle.GetTarget()], init)
		c.mu.Unlock()
		return nil
	}
	return pc.AddICECandidate(init)
}

// Send writes a request.
func (c *Client) Send(request *livekit.SignalRequest) error {
	data, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	return c.SendFrame(websocket.BinaryMessage, data)
}

// SendFrame writes a raw frame.
func (c *Client) SendFrame(frameType int, data []byte) error {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn == nil {
		return errors.New("no socket")
	}
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	return conn.WriteMessage(frameType, data)
}

// Resume drops the socket, as a network does, and resumes with a new one.
func (c *Client) Resume(ctx context.Context) error {
	c.DropSocket()
	return c.connect(ctx, true)
}

// DropSocket cuts the connection without a close frame.
func (c *Client) DropSocket() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		_ = c.conn.NetConn().Close()
		c.conn = nil
	}
}

// Leave says goodbye and closes.
func (c *Client) Leave() {
	_ = c.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{Leave: &livekit.LeaveRequest{
		Reason: livekit.DisconnectReason_CLIENT_INITIATED,
	}}})
	c.Close()
}

// Close ends the client without a word and waits for its goroutines.
func (c *Client) Close() {
	c.mu.Lock()
	already := c.closed
	c.closed = true
	c.mu.Unlock()
	c.DropSocket()
	if already {
		return
	}
	for _, pc := range []*webrtc.PeerConnection{c.pub, c.sub} {
		if pc != nil {
			_ = pc.GracefulClose()
		}
	}
	c.running.Wait()
}
