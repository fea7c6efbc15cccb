package client

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const (
	payloadVP8  = 96
	payloadOpus = 111
	// maxChecks is how many connectivity checks, five a second, may go unanswered before an address is given up. Pion's
	// default of 7 is too few where hundreds connect at once on a busy core.
	maxChecks = 100
)

// EngineConfig says how media is carried.
type EngineConfig struct {
	// Local is the address that media sockets are bound to.
	Local netip.Addr
	// Allows says which addresses media may be sent to; candidates with others are ignored. Required.
	Allows func(net.IP) bool
	// CounterMode asks for AES-128-CM with HMAC-SHA1-80 instead of AES-128-GCM.
	CounterMode bool
	// AudioLevels offers the header extension by which microphones tell how loud they are (RFC 6464).
	AudioLevels bool
}

// Engine makes peer connections. All share one certificate; each has a socket of its own, because a server with a
// single media port tells its clients apart by their addresses.
type Engine struct {
	config      EngineConfig
	certificate webrtc.Certificate
	media       webrtc.MediaEngine
	poller      *Poller
}

// NewEngine prepares an engine, to be closed after use.
func NewEngine(config EngineConfig) (*Engine, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a DTLS key: %w", err)
	}
	certificate, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return nil, fmt.Errorf("making a DTLS certificate: %w", err)
	}
	e := &Engine{config: config, certificate: *certificate}
	if err := e.registerMedia(); err != nil {
		return nil, fmt.Errorf("registering codecs: %w", err)
	}
	if e.poller, err = NewPoller(); err != nil {
		return nil, err
	}
	return e, nil
}

// Close ends the engine. Its peer connections must be closed before.
func (e *Engine) Close() error { return e.poller.Close() }

func (e *Engine) registerMedia() error {
	video := []webrtc.RTCPFeedback{{Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	err := e.media.RegisterCodec(webrtc.RTPCodecParameters{
		RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: video,
		},
		PayloadType: payloadVP8,
	}, webrtc.RTPCodecTypeVideo)
	if err != nil {
		return err
	}
	err = e.media.RegisterCodec(webrtc.RTPCodecParameters{
		RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
		},
		PayloadType: payloadOpus,
	}, webrtc.RTPCodecTypeAudio)
	if err != nil {
		return err
	}
	for _, uri := range []string{sdp.SDESMidURI, sdp.SDESRTPStreamIDURI} {
		err := e.media.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, webrtc.RTPCodecTypeVideo)
		if err != nil {
			return err
		}
	}
	if !e.config.AudioLevels {
		return nil
	}
	return e.media.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}, webrtc.RTPCodecTypeAudio)
}

// peer is one peer connection and its socket.
type peer struct {
	pc     *webrtc.PeerConnection
	socket *Socket
}

// newPeer makes a peer connection without interceptors. Its meter is nil when it only sends.
func (e *Engine) newPeer(meter *Meter) (*peer, error) {
	socket, err := NewSocket(e.poller, e.config.Local, meter)
	if err != nil {
		return nil, err
	}
	settings := webrtc.SettingEngine{
		LoggerFactory: &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled},
	}
	settings.SetICEUDPMux(socket)
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	settings.DisableActiveTCP(true)
	settings.SetRemoteIPFilter(e.config.Allows)
	settings.SetHostAcceptanceMinWait(0)
	settings.SetICETimeouts(10*time.Second, 20*time.Second, 2*time.Second)
	settings.SetICEMaxBindingRequests(maxChecks)
	settings.SetDTLSRetransmissionInterval(200 * time.Millisecond)
	profiles := []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80}
	if e.config.CounterMode {
		profiles = profiles[1:]
	}
	settings.SetSRTPProtectionProfiles(profiles...)
	// An empty registry: the default interceptors would ask for every packet that the meter keeps to itself.
	api := webrtc.NewAPI(webrtc.WithMediaEngine(&e.media), webrtc.WithSettingEngine(settings),
		webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
	pc, err := api.NewPeerConnection(webrtc.Configuration{Certificates: []webrtc.Certificate{e.certificate}})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("making a peer connection: %w", err), socket.Close())
	}
	return &peer{pc: pc, socket: socket}, nil
}

func (p *peer) close() error { return errors.Join(p.pc.Close(), p.socket.Close()) }
