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

// sender sends one track, all its encodings at the ticks of one timer.
type sender struct {
	number      uint16 // in the stamps
	track       string // its id at this client, and its name
	video       bool
	encodings   []*encoding
	sid         string // once it is announced
	transceiver *webrtc.RTPTransceiver
	ticker      *host.Ticker
	sending     sync.WaitGroup

	mu      sync.Mutex // held while a frame is sent
	paused  bool       // guarded by mu
	late    uint64     // frames that were left out; guarded by mu
	sendErr error      // why sending ended; guarded by mu
}

// newSender prepares a track of the given encodings, lowest first.
func newSender(number uint16, track string, video bool, layers []Layer) (*sender, error) {
	if len(layers) == 0 {
		return nil, errors.New("a track needs at least one encoding")
	}
	kind := webrtc.RTPCodecTypeAudio
	if video {
		kind = webrtc.RTPCodecTypeVideo
	}
	s := &sender{number: number, track: track, video: video}
	for i, layer := range layers {
		s.encodings = append(s.encodings, &encoding{layer: layer, index: uint8(i), track: track, kind: kind})
	}
	return s, nil
}

// announce tells the server of the track and waits until it has given it a sid.
func (s *sender) announce(ctx context.Context, session *session) error {
	request := &livekit.AddTrackRequest{Cid: s.track, Name: s.track, Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE, DisableRed: true}
	if s.video {
		request.Type, request.Source = livekit.TrackType_VIDEO, livekit.TrackSource_CAMERA
		for i, e := range s.encodings {
			layer := e.layer
			request.Width, request.Height = layer.Width, layer.Height
			request.Layers = append(request.Layers, &livekit.VideoLayer{
				Quality: s.quality(i), Width: layer.Width, Height: layer.Height, Bitrate: layer.Bitrate, Rid: layer.RID,
			})
		}
		request.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "vp8", Cid: s.track, Layers: request.Layers}}
	}
	err := session.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: request}})
	if err != nil {
		return fmt.Errorf("announcing a track: %w", err)
	}
	select {
	case published := <-session.published:
		s.sid = published.GetTrack().GetSid()
		return nil
	case <-session.ended:
		return session.failure()
	case <-ctx.Done():
		return fmt.Errorf("waiting for the server to take the track: %w", ctx.Err())
	}
}

// quality is what the protocol calls a layer: the highest is always high.
func (s *sender) quality(layer int) livekit.VideoQuality {
	if layer == len(s.encodings)-1 {
		return livekit.VideoQuality_HIGH
	}
	return livekit.VideoQuality(layer)
}

// add puts the track into a connection that is not offered yet.
func (s *sender) add(pc *webrtc.PeerConnection) (err error) {
	s.transceiver, err = pc.AddTransceiverFromTrack(s.encodings[0], webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return fmt.Errorf("adding a track: %w", err)
	}
	for _, e := range s.encodings[1:] {
		if err := s.transceiver.Sender().AddEncoding(e); err != nil {
			return fmt.Errorf("adding a simulcast layer: %w", err)
		}
	}
	return nil
}

// start begins to send, on a connection that is up.
func (s *sender) start(session *session) (err error) {
	for _, e := range s.encodings {
		if err := e.name(s.transceiver.Mid()); err != nil {
			return err
		}
		session.own(func() { readFeedback(s.transceiver.Sender(), e) })
	}
	if s.ticker, err = host.NewTicker(s.encodings[0].layer.Source.Interval()); err != nil {
		return err
	}
	s.sending.Go(s.send)
	return nil
}

// connect announces the tracks, opens a session's publisher connection with them and starts to send.
func connect(ctx context.Context, session *session, senders ...*sender) (*Socket, error) {
	for _, s := range senders {
		if err := s.announce(ctx, session); err != nil {
			return nil, err
		}
	}
	peer, err := session.publisherPeer()
	if err != nil {
		return nil, err
	}
	connected := make(chan struct{})
	var once sync.Once
	peer.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(connected) })
		}
	})
	for _, s := range senders {
		if err := s.add(peer.pc); err != nil {
			return nil, err
		}
	}
	if err := session.offer(peer); err != nil {
		return nil, err
	}
	if err := session.await(ctx, connected); err != nil {
		return nil, fmt.Errorf("waiting for the media connection: %w", err)
	}
	for _, s := range senders {
		if err := s.start(session); err != nil {
			return nil, err
		}
	}
	return peer.socket, nil
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
func (s *sender) send() {
	for {
		ticks, err := s.ticker.Wait()
		if err != nil {
			if !errors.Is(err, os.ErrClosed) {
				s.fail(err)
			}
			return
		}
		if err := s.sendFrames(ticks); err != nil {
			s.fail(err)
			return
		}
	}
}

func (s *sender) sendFrames(ticks uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.paused {
		return nil
	}
	if ticks > maxCatchUp {
		s.late += ticks - maxCatchUp
		ticks = maxCatchUp
	}
	for range ticks {
		for _, e := range s.encodings {
			if err := e.sendFrame(s.number); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *sender) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sendErr = err
}

// pause stops sending, or goes on. When it returns no frame is under way.
func (s *sender) pause(paused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = paused
}

// change lets f change the source while no frame is under way, and goes on at the interval that it has then.
func (s *sender) change(f func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	return s.ticker.Reset(s.encodings[0].layer.Source.Interval())
}

// enable switches layers on and off as the server says they are wanted (dynacast).
func (s *sender) enable(qualities []*livekit.SubscribedQuality) {
	for i, e := range s.encodings {
		for _, q := range qualities {
			if q.GetQuality() == s.quality(i) {
				e.enable(q.GetEnabled())
			}
		}
	}
}

// err returns why sending ended, nil while it lasts.
func (s *sender) err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sendErr
}

// sent returns what was sent of the track so far, without what the socket could not take.
func (s *sender) sent() Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := Sent{Skipped: s.late}
	for _, e := range s.encodings {
		packets, voice, lost := e.counts()
		sent.Packets = append(sent.Packets, packets)
		sent.Voice += voice
		sent.Failed += lost
		sent.KeyFrames += e.keyRequest.Load()
	}
	return sent
}

// stop ends sending and waits for it.
func (s *sender) stop() error {
	if s.ticker == nil {
		return nil
	}
	err := s.ticker.Stop()
	s.sending.Wait()
	return err
}
