package client

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// SubscriberConfig describes a participant that only receives.
type SubscriberConfig struct {
	SessionConfig
	// Tracks are the sids to subscribe to when AutoSubscribe is off.
	Tracks []string
	// Streams is how many tracks are expected.
	Streams int
	// Quality is the simulcast layer to ask for; nil leaves it to the server.
	Quality *livekit.VideoQuality
	// Stamped says that media packets carry stamps; packets without, such as the server's filler, are then not media.
	Stamped bool
	// Sample is how many packets there are to one that is decrypted and timed.
	Sample int
}

// Subscriber is a participant that receives and counts.
type Subscriber struct {
	session   *session
	reception *reception
	dialled   time.Time
	ready     chan struct{} // closed when media of all expected tracks has come

	mu       sync.Mutex
	expect   int                  // guarded by mu
	begun    map[webrtc.SSRC]bool // of which media has come; guarded by mu
	joinTime time.Duration        // from dialling to the first media; guarded by mu
}

// Subscribe joins and asks for tracks. It returns once the server has let the participant in; WaitMedia waits for
// the rest.
func Subscribe(ctx context.Context, config SubscriberConfig) (*Subscriber, error) {
	s := &Subscriber{dialled: time.Now(), ready: make(chan struct{}), expect: config.Streams, begun: map[webrtc.SSRC]bool{}}
	s.reception = newReception(config.Sample, config.Stamped, s.begin)
	session, err := openSession(ctx, config.SessionConfig, hooks{meter: s.reception.meter, track: s.reception.start})
	if err != nil {
		return nil, err
	}
	s.session = session
	if err := s.request(config); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	session.owned.Go(func() { s.reception.report(session) })
	return s, nil
}

// request sends what the client wants to receive.
func (s *Subscriber) request(config SubscriberConfig) error {
	if !config.AutoSubscribe {
		if err := s.session.subscribe(config.Tracks); err != nil {
			return err
		}
	}
	if config.Quality != nil {
		return s.session.show(config.Tracks, *config.Quality)
	}
	return nil
}

// WaitMedia waits until the first media packet of every expected track has come.
func (s *Subscriber) WaitMedia(ctx context.Context) error {
	if err := s.session.await(ctx, s.ready); err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		return fmt.Errorf("media of %d of %d tracks arrived, %s: %w", len(s.begun), s.expect, s.session.describe(), err)
	}
	return nil
}

// begin notes that media of a track has come.
func (s *Subscriber) begin(track *webrtc.TrackRemote, _ bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begun[track.SSRC()] {
		return
	}
	s.begun[track.SSRC()] = true
	if len(s.begun) == 1 {
		s.joinTime = time.Since(s.dialled)
	}
	if len(s.begun) == s.expect {
		close(s.ready)
	}
}

// JoinTime is the time from dialling to the first media packet; 0 when none has come.
func (s *Subscriber) JoinTime() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.joinTime
}

// Err returns why the session ended, nil while it lasts.
func (s *Subscriber) Err() error { return s.session.failure() }

// Port is the local port of the media socket; 0 when there is none yet.
func (s *Subscriber) Port() uint16 { return s.session.port() }

// Time starts taking delays, or stops it.
func (s *Subscriber) Time(on bool) { s.reception.time(on) }

// Delays returns the one-way delays taken so far.
func (s *Subscriber) Delays() []time.Duration { return s.reception.taken() }

// Received returns what has come of all tracks since the subscriber joined.
func (s *Subscriber) Received() Received { return s.reception.received(s.session) }

// Tracks returns what has come of each track since the subscriber joined, by its sid.
func (s *Subscriber) Tracks() map[string]Counts { return s.reception.byTrack() }

// Close leaves the room and waits for the subscriber's goroutines.
func (s *Subscriber) Close() error { return s.session.close() }
