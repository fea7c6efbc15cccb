package client

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"giaoban/cmd/giaoban/bench/host"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// maxCatchUp bounds the frames that are sent at once after this process was held up; older ones are left out.
const maxCatchUp = 20

// PublisherConfig describes a participant that sends one track.
type PublisherConfig struct {
	SessionConfig
	// Number tells the stamps of this track from those of others.
	Number uint16
	Video  bool
	// Layers are the encodings, lowest first; all have the same frame interval.
	Layers []Layer
}

// Publisher is a participant that sends one track.
type Publisher struct {
	session   *session
	config    PublisherConfig
	encodings []*encoding
	sid       string
	socket    *Socket
	ticker    *host.Ticker
	sending   sync.WaitGroup

	mu      sync.Mutex // held while a frame is sent
	paused  bool       // guarded by mu
	late    uint64     // frames that were left out; guarded by mu
	sendErr error      // why sending ended; guarded by mu
}

// Sent is what a publisher has sent.
type Sent struct {
	// Packets is the number of packets by layer.
	Packets []uint64
	// Failed is the number of packets that could not be written, Skipped that of frames left out because this process
	// was too slow.
	Failed, Skipped uint64
	// KeyFrames is how often the server asked for a key frame.
	KeyFrames uint64
}

// Publish joins, publishes a track and starts sending.
func Publish(ctx context.Context, config PublisherConfig) (*Publisher, error) {
	if len(config.Layers) == 0 {
		return nil, errors.New("a track needs at least one encoding")
	}
	session, err := openSession(ctx, config.SessionConfig, nil, nil)
	if err != nil {
		return nil, err
	}
	p := &Publisher{session: session, config: config}
	if err := p.publish(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Publisher) publish(ctx context.Context) error {
	track := fmt.Sprintf("bench-%d", p.config.Number)
	if err := p.announce(ctx, track); err != nil {
		return err
	}
	peer, err := p.session.publisherPeer()
	if err != nil {
		return err
	}
	p.socket = peer.socket
	connected := make(chan struct{})
	var once sync.Once
	peer.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(connected) })
		}
	})
	sender, err := p.addEncodings(peer.pc, track)
	if err != nil {
		return err
	}
	if err := p.session.offer(peer); err != nil {
		return err
	}
	if err := p.session.await(ctx, connected); err != nil {
		return fmt.Errorf("waiting for the media connection: %w", err)
	}
	mid := peer.pc.GetTransceivers()[0].Mid()
	for _, e := range p.encodings {
		if err := e.name(mid); err != nil {
			return err
		}
		p.session.own(func() { readFeedback(sender, e) })
	}
	if p.ticker, err = host.NewTicker(p.config.Layers[0].Source.Interval()); err != nil {
		return err
	}
	p.sending.Go(p.send)
	return nil
}

// announce tells the server of the track and waits until it has given it a sid.
func (p *Publisher) announce(ctx context.Context, track string) error {
	request := &livekit.AddTrackRequest{Cid: track, Name: track, Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE, DisableRed: true}
	if p.config.Video {
		request.Type, request.Source = livekit.TrackType_VIDEO, livekit.TrackSource_CAMERA
		for i, layer := range p.config.Layers {
			quality := livekit.VideoQuality(i)
			if i == len(p.config.Layers)-1 {
				quality = livekit.VideoQuality_HIGH
			}
			request.Width, request.Height = layer.Width, layer.Height
			request.Layers = append(request.Layers, &livekit.VideoLayer{
				Quality: quality, Width: layer.Width, Height: layer.Height, Bitrate: layer.Bitrate, Rid: layer.RID,
			})
		}
		request.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "vp8", Cid: track, Layers: request.Layers}}
	}
	err := p.session.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: request}})
	if err != nil {
		return fmt.Errorf("announcing a track: %w", err)
	}
	select {
	case published := <-p.session.published:
		p.sid = published.GetTrack().GetSid()
		return nil
	case <-p.session.ended:
		return p.session.failure()
	case <-ctx.Done():
		return fmt.Errorf("waiting for the server to take the track: %w", ctx.Err())
	}
}

func (p *Publisher) addEncodings(pc *webrtc.PeerConnection, track string) (*webrtc.RTPSender, error) {
	kind := webrtc.RTPCodecTypeAudio
	if p.config.Video {
		kind = webrtc.RTPCodecTypeVideo
	}
	for i, layer := range p.config.Layers {
		p.encodings = append(p.encodings, &encoding{layer: layer, index: uint8(i), track: track, kind: kind})
	}
	transceiver, err := pc.AddTransceiverFromTrack(p.encodings[0], webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, fmt.Errorf("adding a track: %w", err)
	}
	sender := transceiver.Sender()
	for _, e := range p.encodings[1:] {
		if err := sender.AddEncoding(e); err != nil {
			return nil, fmt.Errorf("adding a simulcast layer: %w", err)
		}
	}
	return sender, nil
}

// readFeedback is the goroutine that reads the server's RTCP about one encoding and notes wishes for key frames.
func readFeedback(sender *webrtc.RTPSender, e *encoding) {
	read := sender.ReadRTCP
	if e.layer.RID != "" {
		read = func() ([]rtcp.Packet, interceptor.Attributes, error) { return sender.ReadSimulcastRTCP(e.layer.RID) }
	}
	for {
		packets, _, err := read()
		if err != nil {
			return
		}
		for _, packet := range packets {
			switch packet.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				e.keyWanted.Store(true)
				e.keyRequest.Add(1)
			}
		}
	}
}

// send is the goroutine that sends a frame of every layer at each tick.
func (p *Publisher) send() {
	for {
		ticks, err := p.ticker.Wait()
		if err != nil {
			if !errors.Is(err, os.ErrClosed) {
				p.fail(err)
			}
			return
		}
		if err := p.sendFrames(ticks); err != nil {
			p.fail(err)
			return
		}
	}
}

func (p *Publisher) sendFrames(ticks uint64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused {
		return nil
	}
	if ticks > maxCatchUp {
		p.late += ticks - maxCatchUp
		ticks = maxCatchUp
	}
	for range ticks {
		for _, e := range p.encodings {
			if err := e.sendFrame(p.config.Number); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Publisher) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sendErr = err
}

// SID is the track's id.
func (p *Publisher) SID() string { return p.sid }

// Pause stops sending, or goes on. When it returns no frame is under way.
func (p *Publisher) Pause(paused bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused = paused
}

// Err returns why sending or the session ended, nil while they last.
func (p *Publisher) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.sendErr, p.session.failure())
}

// Sent returns what was sent since the publisher joined.
func (p *Publisher) Sent() Sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	sent := Sent{Skipped: p.late, Failed: p.socket.unsent.Load()}
	for _, e := range p.encodings {
		packets, lost := e.counts()
		sent.Packets = append(sent.Packets, packets)
		sent.Failed += lost
		sent.KeyFrames += e.keyRequest.Load()
	}
	return sent
}

// Close stops sending, leaves the room and waits for the publisher's goroutines.
func (p *Publisher) Close() error {
	var err error
	if p.ticker != nil {
		err = p.ticker.Stop()
		p.sending.Wait()
	}
	return errors.Join(err, p.session.close())
}
