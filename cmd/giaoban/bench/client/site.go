package client

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"giaoban/cmd/giaoban/bench/synth"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// SiteConfig describes a participant that sends a camera and a microphone, hears every other microphone and shows some of the
// other cameras.
type SiteConfig struct {
	SessionConfig
	// Number tells the stamps of this site from those of others.
	Number uint16
	// Camera holds the layers of its camera, lowest first.
	Camera []Layer
	// Speaking is whether somebody speaks at its microphone from the start.
	Speaking bool
	// Shows says whether the camera of another participant is to be shown, and in which quality. It may be called from any
	// goroutine.
	Shows func(identity string) (livekit.VideoQuality, bool)
	// Sample is how many packets there are to one that is decrypted and timed.
	Sample int
	// Dialled is since when somebody waits for sound and picture.
	Dialled time.Time
}

// Site is a participant that sends and receives.
type Site struct {
	config             SiteConfig
	session            *session
	reception          *reception
	voice              *synth.Microphone // changed while its sender rests
	camera, microphone *sender
	socket             *Socket // of the publisher connection

	heard chan struct{} // closed at the first sound

	mu      sync.Mutex
	tracks  map[string]bool // sids that were asked for; guarded by mu
	updates uint64          // participant updates; guarded by mu
	sound   first           // guarded by mu
	frame   first           // guarded by mu
	shown   map[string]bool // sids of cameras of which a frame has come; guarded by mu
}

// first is the time to the first media of a kind.
type first struct {
	since time.Time     // dialling, or when it was announced if there was none at the time of the join response
	found bool          // some was announced
	took  time.Duration // 0: none has come
}

// announced notes that there is media to wait for.
func (f *first) announced(joining bool) {
	if !f.found && !joining {
		f.since = time.Now()
	}
	f.found = true
}

// come notes that media has come.
func (f *first) come() {
	if f.took == 0 {
		f.took = max(1, time.Since(f.since))
	}
}

// SignalCount is what a participant received at its signal socket.
type SignalCount struct {
	// Messages is the number of messages, Updates that of participant updates and Offers that of offers among them, Bytes
	// the size of all.
	Messages, Updates, Offers, Bytes uint64
}

// speechLevel is the level of a microphone while somebody speaks, in -dBov.
const speechLevel = 25

// JoinSite joins, publishes and starts sending. What others publish it asks for as it learns of it.
func JoinSite(ctx context.Context, config SiteConfig) (*Site, error) {
	s := &Site{
		config: config, voice: synth.NewMicrophone(), heard: make(chan struct{}),
		tracks: map[string]bool{}, shown: map[string]bool{}, sound: first{since: config.Dialled}, frame: first{since: config.Dialled},
	}
	if config.Speaking {
		s.voice.Speak(true, speechLevel)
	}
	var cameraErr, microphoneErr error
	s.camera, cameraErr = newSender(config.Number, "camera", true, config.Camera)
	s.microphone, microphoneErr = newSender(config.Number, "microphone", false, []Layer{{Source: s.voice}})
	if err := errors.Join(cameraErr, microphoneErr); err != nil {
		return nil, err
	}
	s.reception = newReception(config.Sample, true, s.media)
	session, err := openSession(ctx, config.SessionConfig, hooks{
		meter: s.reception.meter, track: s.reception.start, message: s.message,
	})
	if err != nil {
		return nil, err
	}
	s.session = session
	session.owned.Go(func() { s.reception.report(session) })
	if s.socket, err = connect(ctx, session, s.camera, s.microphone); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// message acts on what the session leaves to the site.
func (s *Site) message(session *session, response *livekit.SignalResponse) error {
	switch m := response.GetMessage().(type) {
	case *livekit.SignalResponse_Join:
		return s.learn(session, m.Join.GetOtherParticipants(), true)
	case *livekit.SignalResponse_Update:
		s.mu.Lock()
		s.updates++
		s.mu.Unlock()
		return s.learn(session, m.Update.GetParticipants(), false)
	case *livekit.SignalResponse_SubscribedQualityUpdate:
		for _, codec := range m.SubscribedQualityUpdate.GetSubscribedCodecs() {
			s.camera.enable(codec.GetQualities())
		}
	}
	return nil
}

// learn asks for what the site wants of the tracks that it did not know.
func (s *Site) learn(session *session, participants []*livekit.ParticipantInfo, joining bool) error {
	self := session.identity()
	var sids []string
	pictures := map[livekit.VideoQuality][]string{}
	s.mu.Lock()
	for _, participant := range participants {
		if participant.GetIdentity() == self {
			continue
		}
		for _, track := range participant.GetTracks() {
			sid := track.GetSid()
			if s.tracks[sid] {
				continue
			}
			if track.GetType() == livekit.TrackType_AUDIO {
				s.sound.announced(joining)
			} else if quality, shows := s.config.Shows(participant.GetIdentity()); shows {
				s.frame.announced(joining)
				pictures[quality] = append(pictures[quality], sid)
			} else {
				continue
			}
			s.tracks[sid] = true
			sids = append(sids, sid)
		}
	}
	s.mu.Unlock()
	if len(sids) == 0 {
		return nil
	}
	if err := session.subscribe(sids); err != nil {
		return err
	}
	for quality, sids := range pictures {
		if err := session.show(sids, quality); err != nil {
			return err
		}
	}
	return nil
}

// media notes the first sound and the first whole frame of each camera.
func (s *Site) media(track *webrtc.TrackRemote, marker bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case track.Kind() == webrtc.RTPCodecTypeAudio:
		if s.sound.took == 0 {
			s.sound.come()
			close(s.heard)
		}
	case marker:
		s.frame.come()
		s.shown[track.ID()] = true
	}
}

// WaitSound waits for the first sound: both connections are up then.
func (s *Site) WaitSound(ctx context.Context) error {
	if err := s.session.await(ctx, s.heard); err != nil {
		return fmt.Errorf("waiting for sound, %s: %w", s.session.describe(), err)
	}
	return nil
}

// Camera is the sid of the site's camera.
func (s *Site) Camera() string { return s.camera.sid }

// Microphone is the sid of the site's microphone.
func (s *Site) Microphone() string { return s.microphone.sid }

// Speak lets somebody speak at the site, or fall silent.
func (s *Site) Speak(speaking bool) error {
	return s.microphone.change(func() { s.voice.Speak(speaking, speechLevel) })
}

// FirstSound is the time from dialling, or from the announcement if there was no sound before, to the first packet of sound;
// 0 when none has come.
func (s *Site) FirstSound() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sound.took
}

// FirstFrame is as FirstSound for pictures.
func (s *Site) FirstFrame() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.frame.took
}

// Missing says what the site still waits for when it is to hear so many microphones and to show so many cameras; "" when
// nothing.
func (s *Site) Missing(microphones, cameras int) string {
	agreed := s.session.tracksAgreed()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case agreed < microphones+cameras:
		return fmt.Sprintf("%d of %d tracks are negotiated", agreed, microphones+cameras)
	case s.sound.took == 0:
		return "there is no sound"
	case len(s.shown) < cameras:
		return fmt.Sprintf("%d of %d cameras are shown", len(s.shown), cameras)
	}
	return ""
}

// Signal returns what has come at the signal socket so far.
func (s *Site) Signal() SignalCount {
	offers := s.session.offersMade()
	s.mu.Lock()
	defer s.mu.Unlock()
	signal := s.session.signal
	return SignalCount{Messages: signal.messages.Load(), Updates: s.updates, Offers: offers, Bytes: signal.bytes.Load()}
}

// Pause stops sending, or goes on. When it returns nothing is under way to the socket.
func (s *Site) Pause(paused bool) {
	s.camera.pause(paused)
	s.microphone.pause(paused)
}

// Sent returns what was sent since the site joined. Packets are those of the camera.
func (s *Site) Sent() Sent {
	sent, sound := s.camera.sent(), s.microphone.sent()
	sent.Voice = sound.Voice
	sent.Failed += sound.Failed + s.socket.unsent.Load()
	sent.Skipped += sound.Skipped
	return sent
}

// Err returns why sending or the session ended, nil while they last.
func (s *Site) Err() error {
	return errors.Join(s.camera.err(), s.microphone.err(), s.session.failure())
}

// Port is the local port of the subscriber connection; 0 when there is none yet.
func (s *Site) Port() uint16 { return s.session.port() }

// Time starts taking delays, or stops it.
func (s *Site) Time(on bool) { s.reception.time(on) }

// Delays returns the one-way delays taken so far.
func (s *Site) Delays() []time.Duration { return s.reception.taken() }

// Received returns what has come of all tracks since the site joined.
func (s *Site) Received() Received { return s.reception.received(s.session) }

// Tracks returns what has come of each track since the site joined, by its sid.
func (s *Site) Tracks() map[string]Counts { return s.reception.byTrack() }

// Close stops sending, leaves the room and waits for the site's goroutines.
func (s *Site) Close() error {
	return errors.Join(s.camera.stop(), s.microphone.stop(), s.session.close())
}
