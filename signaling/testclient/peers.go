package testclient

import (
	"encoding/json"
	"strings"
	"sync/atomic"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// Track is one track that the client receives.
type Track struct {
	SID, PublisherSID string
	Mime              string
	Kind              webrtc.RTPCodecType
	Stream            string // the id of its media stream, as the server gave it
	Packets           atomic.Uint64
	Bytes             atomic.Uint64
	LastPayloadSize   atomic.Int64
	// Delays counts packets that tell a playout delay, Delay is the last one's three octets.
	Delays atomic.Uint64
	Delay  atomic.Uint32

	remote *webrtc.TrackRemote
}

// Codec returns the MIME type of the last packet.
func (t *Track) Codec() string { return t.remote.Codec().MimeType }

func (c *Client) openPeers() error {
	if c.options.NoMedia {
		return nil
	}
	var err error
	if c.pub, err = c.newPeer(livekit.SignalTarget_PUBLISHER); err != nil {
		return err
	}
	if !c.single {
		if c.sub, err = c.newPeer(livekit.SignalTarget_SUBSCRIBER); err != nil {
			return err
		}
	}
	if err := c.openChannels(); err != nil {
		return err
	}
	for _, track := range c.options.Tracks {
		if err := c.AddMedia(track); err != nil {
			return err
		}
	}
	if !c.single {
		return nil
	}
	return c.addReceivers(3, 3)
}

func (c *Client) newPeer(target livekit.SignalTarget) (*webrtc.PeerConnection, error) {
	media := &webrtc.MediaEngine{}
	if len(c.options.Codecs) == 0 {
		if err := media.RegisterDefaultCodecs(); err != nil {
			return nil, err
		}
	}
	for _, codec := range c.options.Codecs {
		kind := webrtc.RTPCodecTypeVideo
		if strings.HasPrefix(codec.MimeType, "audio/") {
			kind = webrtc.RTPCodecTypeAudio
		}
		if err := media.RegisterCodec(codec, kind); err != nil {
			return nil, err
		}
	}
	registry := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(media, registry); err != nil {
		return nil, err
	}
	if err := webrtc.ConfigureSimulcastExtensionHeaders(media); err != nil {
		return nil, err
	}
	if c.options.PlayoutDelay {
		extension := webrtc.RTPHeaderExtensionCapability{URI: playoutDelayURI}
		if err := media.RegisterHeaderExtension(extension, webrtc.RTPCodecTypeVideo); err != nil {
			return nil, err
		}
	}
	settings := webrtc.SettingEngine{}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetFireOnTrackBeforeFirstRTP(c.options.EarlyTracks)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	api := webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(registry), webrtc.WithSettingEngine(settings))
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	pc.OnICECandidate(func(candidate *webrtc.ICECandidate) {
		if candidate == nil {
			return
		}
		init, err := json.Marshal(candidate.ToJSON())
		if err == nil {
			_ = c.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{Trickle: &livekit.TrickleRequest{
				CandidateInit: string(init), Target: target,
			}}})
		}
	})
	pc.OnTrack(c.received)
	pc.OnDataChannel(c.receiveOn)
	return pc, nil
}

// openChannels makes the channels that the client sends on; in single mode they
// also carry what comes back.
func (c *Client) openChannels() error {
	zero := uint16(0)
	unordered := false
	for label, init := range map[string]*webrtc.DataChannelInit{
		"_reliable": nil,
		"_lossy":    {Ordered: &unordered, MaxRetransmits: &zero},
	} {
		channel, err := c.pub.CreateDataChannel(label, init)
		if err != nil {
			return err
		}
		c.channels[label] = channel
		c.receiveOn(channel)
	}
	return nil
}

func (c *Client) receiveOn(channel *webrtc.DataChannel) {
	channel.OnMessage(func(message webrtc.DataChannelMessage) {
		packet := &livekit.DataPacket{}
		if err := proto.Unmarshal(message.Data, packet); err != nil {
			return
		}
		c.mu.Lock()
		c.data = append(c.data, packet)
		c.mu.Unlock()
	})
}

func (c *Client) received(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	publisher, sid, _ := strings.Cut(remote.StreamID(), "|")
	if !strings.HasPrefix(sid, "TR") {
		sid = remote.ID()
	}
	track := &Track{
		SID: sid, PublisherSID: publisher, Mime: remote.Codec().MimeType, Kind: remote.Kind(),
		Stream: remote.StreamID(), remote: remote,
	}
	delayID := uint8(0)
	for _, extension := range receiver.GetParameters().HeaderExtensions {
		if extension.URI == playoutDelayURI {
			delayID = uint8(extension.ID)
		}
	}
	c.mu.Lock()
	c.tracks[sid] = track
	c.mu.Unlock()
	buf := make([]byte, 1500)
	for {
		n, _, err := remote.Read(buf)
		if err != nil {
			return
		}
		track.noteDelay(buf[:n], delayID)
		track.Packets.Add(1)
		track.Bytes.Add(uint64(n))
	}
}

// playoutDelayURI is the header extension by which a server sets how long video is buffered.
const playoutDelayURI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

func (t *Track) noteDelay(packet []byte, id uint8) {
	var header rtp.Header
	if _, err := header.Unmarshal(packet); err != nil || id == 0 {
		return
	}
	if value := header.GetExtension(id); len(value) == 3 {
		t.Delay.Store(uint32(value[0])<<16 | uint32(value[1])<<8 | uint32(value[2]))
		t.Delays.Add(1)
	}
}

func (c *Client) peer(target livekit.SignalTarget) *webrtc.PeerConnection {
	if target == livekit.SignalTarget_SUBSCRIBER {
		return c.sub
	}
	return c.pub
}

// AddMedia adds a track to the publisher connection; Negotiate sends it.
func (c *Client) AddMedia(track webrtc.TrackLocal) error {
	transceiver, err := c.pub.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return err
	}
	sender := transceiver.Sender()
	c.running.Go(func() {
		buf := make([]byte, 1500)
		for {
			if _, _, err := sender.Read(buf); err != nil {
				return
			}
		}
	})
	return nil
}

// RemoveMedia takes a track off again.
func (c *Client) RemoveMedia(id string) error {
	for _, sender := range c.pub.GetSenders() {
		if track := sender.Track(); track != nil && track.ID() == id {
			return c.pub.RemoveTrack(sender)
		}
	}
	return nil
}

func (c *Client) addReceivers(audios, videos int) error {
	init := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
	for range audios {
		if _, err := c.pub.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, init); err != nil {
			return err
		}
	}
	for range videos {
		if _, err := c.pub.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, init); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) addSections(need *livekit.MediaSectionsRequirement) error {
	if err := c.addReceivers(int(need.GetNumAudios()), int(need.GetNumVideos())); err != nil {
		return err
	}
	return c.Negotiate()
}

// nextOffer makes an offer of the publisher connection.
func (c *Client) nextOffer(options *webrtc.OfferOptions) (*livekit.SessionDescription, error) {
	offer, err := c.pub.CreateOffer(options)
	if err != nil {
		return nil, err
	}
	if err := c.pub.SetLocalDescription(offer); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offerID++
	c.offering = true
	return &livekit.SessionDescription{Type: "offer", Sdp: offer.SDP, Id: c.offerID}, nil
}

// Negotiate offers the publisher connection, now or after the running offer.
func (c *Client) Negotiate() error { return c.negotiate(nil) }

// RestartICE offers the publisher connection with new ICE credentials.
func (c *Client) RestartICE() error { return c.negotiate(&webrtc.OfferOptions{ICERestart: true}) }

func (c *Client) negotiate(options *webrtc.OfferOptions) error {
	c.negotiation.Lock()
	defer c.negotiation.Unlock()
	c.mu.Lock()
	if c.offering {
		c.again = true
		c.mu.Unlock()
		return nil
	}
	c.mu.Unlock()
	offer, err := c.nextOffer(options)
	if err != nil {
		return err
	}
	return c.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{Offer: offer}})
}

// answered applies the server's answer. Answers of another id are dropped, as
// browsers' SDK does.
func (c *Client) answered(answer *livekit.SessionDescription) error {
	c.mu.Lock()
	mine := answer.GetId() == c.offerID
	c.mu.Unlock()
	if !mine {
		return nil
	}
	if err := c.pub.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer.GetSdp()}); err != nil {
		return err
	}
	c.mu.Lock()
	c.offering = false
	again := c.again
	c.again = false
	c.mids = answer.GetMidToTrackId()
	pending := c.pending[livekit.SignalTarget_PUBLISHER]
	delete(c.pending, livekit.SignalTarget_PUBLISHER)
	c.mu.Unlock()
	for _, init := range pending {
		if err := c.pub.AddICECandidate(init); err != nil {
			return err
		}
	}
	if again {
		return c.Negotiate()
	}
	return nil
}

// answer answers the server's offer of the subscriber connection.
func (c *Client) answer(offer *livekit.SessionDescription) error {
	if err := c.sub.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer.GetSdp()}); err != nil {
		return err
	}
	answer, err := c.sub.CreateAnswer(nil)
	if err != nil {
		return err
	}
	if err := c.sub.SetLocalDescription(answer); err != nil {
		return err
	}
	c.mu.Lock()
	c.mids = offer.GetMidToTrackId()
	pending := c.pending[livekit.SignalTarget_SUBSCRIBER]
	delete(c.pending, livekit.SignalTarget_SUBSCRIBER)
	c.mu.Unlock()
	for _, init := range pending {
		if err := c.sub.AddICECandidate(init); err != nil {
			return err
		}
	}
	return c.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{Answer: &livekit.SessionDescription{
		Type: "answer", Sdp: answer.SDP, Id: offer.GetId(),
	}}})
}
