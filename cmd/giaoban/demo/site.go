package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/rtp/codecs"
	"golang.org/x/sync/errgroup"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
)

const (
	videoPT, videoSSRC = 96, 0x5173
	audioPT, audioSSRC = 111, 0x70E5
	pictureWidth       = 640
	pictureHeight      = 360
)

// errRoomLeft ends a site's stay: the room was closed or someone removed the site.
var errRoomLeft = errors.New("the site is no longer in its room")

// site is a synthetic member of a room: it publishes a picture and a voice and receives nothing.
type site struct {
	identity string
	name     string
	unit     string
	picture  picture
	voice    voice
	logger   *slog.Logger

	removed chan struct{}
	leave   sync.Once

	mu     sync.Mutex
	wanted bool          // guarded by mu; whether anyone receives the picture
	change chan struct{} // guarded by mu; closed and replaced when wanted changes
}

var _ sfu.Member = (*site)(nil)

// Notify follows what matters to a sender: whether anyone watches, and the end.
func (s *site) Notify(event sfu.Event) {
	switch e := event.(type) {
	case sfu.QualitiesWanted:
		s.setWanted(anyEnabled(e.Codecs))
	case sfu.Removed:
		s.leave.Do(func() { close(s.removed) })
	}
}

// Subscribe is never called: the site may not subscribe.
func (s *site) Subscribe(*sfu.Subscription) {}

// Unsubscribe is never called either.
func (s *site) Unsubscribe(*sfu.Subscription) {}

// SendData ignores what others write.
func (s *site) SendData(livekit.DataPacket_Kind, []byte) error { return nil }

func anyEnabled(wanted []*livekit.SubscribedCodec) bool {
	for _, c := range wanted {
		for _, q := range c.Qualities {
			if q.Enabled {
				return true
			}
		}
	}
	return false
}

func (s *site) setWanted(wanted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wanted == wanted {
		return
	}
	s.wanted = wanted
	close(s.change)
	s.change = make(chan struct{})
}

func (s *site) watched() (bool, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wanted, s.change
}

// stay joins the room and sends until ctx ends or the site is out of the room (errRoomLeft).
func (s *site) stay(ctx context.Context, room *sfu.Room) error {
	s.removed, s.leave = make(chan struct{}), sync.Once{}
	s.wanted, s.change = false, make(chan struct{})
	participant, _, err := room.Join(ctx, s, s.joinConfig())
	if err != nil {
		return fmt.Errorf("joining: %w", err)
	}
	defer participant.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
	if err := participant.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
		return err
	}
	video := newStream(&codecs.VP8Payloader{EnablePictureID: true}, videoPT, videoSSRC, videoClock)
	audio := newStream(&codecs.OpusPayloader{}, audioPT, audioSSRC, audioClock)
	if err := s.publish(participant, video, audio); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		<-ctx.Done()
		video.close()
		audio.close()
		return nil
	})
	group.Go(func() error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.removed:
			return errRoomLeft
		}
	})
	s.voice.out = audio
	group.Go(func() error { return s.voice.run(ctx) })
	group.Go(func() error { return s.film(ctx, video) })
	return group.Wait()
}

func (s *site) joinConfig() sfu.JoinConfig {
	return sfu.JoinConfig{Info: &livekit.ParticipantInfo{
		Identity:   s.identity,
		Name:       s.name,
		Kind:       livekit.ParticipantInfo_STANDARD,
		Attributes: map[string]string{"role": "delegate", "site": s.name, "unit": s.unit, "demo": "true"},
		Permission: &livekit.ParticipantPermission{CanPublish: true},
	}}
}

// publish announces the camera and the microphone and connects their streams.
func (s *site) publish(p *sfu.Participant, video, audio *stream) error {
	camera := &livekit.AddTrackRequest{
		Cid: "camera", Name: "camera", Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_CAMERA, Width: pictureWidth, Height: pictureHeight,
		Layers: []*livekit.VideoLayer{{Quality: livekit.VideoQuality_HIGH, Width: pictureWidth, Height: pictureHeight}},
	}
	vp8 := codec.Codec{Mime: codec.MimeVP8, ClockRate: videoClock, PayloadType: videoPT}
	if err := addTrack(p, camera, vp8, videoSSRC, video); err != nil {
		return err
	}
	microphone := &livekit.AddTrackRequest{
		Cid: "microphone", Name: "microphone", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE, DisableRed: true,
	}
	opus := codec.Codec{Mime: codec.MimeOpus, ClockRate: audioClock, Channels: 2, PayloadType: audioPT}
	return addTrack(p, microphone, opus, audioSSRC, audio)
}

func addTrack(p *sfu.Participant, request *livekit.AddTrackRequest, c codec.Codec, ssrc uint32, source *stream) error {
	info, err := p.AddTrack(request)
	if err != nil {
		return fmt.Errorf("announcing %s: %w", request.Name, err)
	}
	publication, err := p.Publish(info.Sid, sfu.MediaInfo{Codec: c, CID: request.Cid})
	if err != nil {
		return fmt.Errorf("publishing %s: %w", request.Name, err)
	}
	config := ingress.Config{Codec: c, SSRC: ssrc, SendRTCP: func([]rtcp.Packet) {}}
	if c.Kind() == codec.Audio {
		config.Extensions.AudioLevel = audioLevelID
	}
	if _, err := publication.AddLayer(config, source); err != nil {
		return fmt.Errorf("sending %s: %w", request.Name, err)
	}
	return nil
}

// film runs the encoder while anyone watches. A pause is part of the picture's time line: its timestamps go on as the clock does.
func (s *site) film(ctx context.Context, out *stream) error {
	paused := time.Now()
	for {
		wanted, changed := s.watched()
		if !wanted {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-changed:
				continue
			}
		}
		out.skip(uint32(uint64(time.Since(paused).Seconds() * videoClock)))
		if err := s.filmUntil(ctx, changed, out); err != nil {
			return err
		}
		paused = time.Now()
	}
}

// filmUntil encodes until ctx ends (an error) or changed is closed (none).
func (s *site) filmUntil(ctx context.Context, changed <-chan struct{}, out *stream) error {
	encoding, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- s.picture.encode(encoding, func(frame []byte, ticks uint32) error { return out.write(frame, ticks, -1) })
	}()
	select {
	case <-changed:
		stop()
	case err := <-ended:
		return errors.Join(ctx.Err(), err)
	}
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return ctx.Err()
}
