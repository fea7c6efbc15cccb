package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"giaoban/cmd/giaoban/bench/synth"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// reportInterval is the time between two receiver reports (RFC 3550 section 6.2).
const reportInterval = time.Second

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
	session *session
	meter   *Meter
	dialled time.Time
	stamped bool
	ready   chan struct{} // closed when media of all expected tracks has come

	mu        sync.Mutex
	expect    int                            // guarded by mu
	tracks    map[uint32]*webrtc.TrackRemote // by SSRC; guarded by mu
	begun     map[uint32]bool                // the SSRCs of which media has come; guarded by mu
	joinTime  time.Duration                  // from dialling to the first media; guarded by mu
	delays    []time.Duration                // guarded by mu
	timing    bool                           // whether delays are kept; guarded by mu
	decrypted uint64                         // sampled packets that passed authentication while timing; guarded by mu
	tag       int                            // length of the last SRTP authentication tag; guarded by mu
}

// Received is what a subscriber has to show.
type Received struct {
	Counts Counts
	Tracks int
	// Decrypted is the number of sampled packets that passed authentication while timing was on.
	Decrypted uint64
	// InboxDrops is the number of datagrams that this process itself dropped before decrypting them.
	InboxDrops uint64
	// AuthTag is the length of the SRTP authentication tag in bytes: 16 with AES-GCM, 10 with HMAC-SHA1-80.
	AuthTag int
}

// Subscribe joins and asks for tracks. It returns once the server has let the participant in; WaitMedia waits for
// the rest.
func Subscribe(ctx context.Context, config SubscriberConfig) (*Subscriber, error) {
	s := &Subscriber{
		meter: NewMeter(config.Sample), dialled: time.Now(), ready: make(chan struct{}),
		stamped: config.Stamped, expect: config.Streams,
		tracks: map[uint32]*webrtc.TrackRemote{}, begun: map[uint32]bool{},
	}
	session, err := openSession(ctx, config.SessionConfig, s.meter, s.start)
	if err != nil {
		return nil, err
	}
	s.session = session
	if err := s.request(config); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	session.owned.Go(s.report)
	return s, nil
}

// request sends what the client wants to receive.
func (s *Subscriber) request(config SubscriberConfig) error {
	if !config.AutoSubscribe {
		err := s.session.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Subscription{
			Subscription: &livekit.UpdateSubscription{TrackSids: config.Tracks, Subscribe: true},
		}})
		if err != nil {
			return fmt.Errorf("asking for tracks: %w", err)
		}
	}
	if config.Quality != nil {
		err := s.session.signal.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_TrackSetting{
			TrackSetting: &livekit.UpdateTrackSettings{TrackSids: config.Tracks, Quality: *config.Quality},
		}})
		if err != nil {
			return fmt.Errorf("asking for a layer: %w", err)
		}
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

// JoinTime is the time from dialling to the first media packet; 0 when none has come.
func (s *Subscriber) JoinTime() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.joinTime
}

// Err returns why the session ended, nil while it lasts.
func (s *Subscriber) Err() error { return s.session.failure() }

// Port is the local port of the media socket; 0 when there is none yet.
func (s *Subscriber) Port() uint16 {
	if p := s.session.subscriberIfAny(); p != nil {
		return p.socket.Port()
	}
	return 0
}

// start is called by Pion when a track's first packet has come, perhaps before Subscribe has the session.
func (s *Subscriber) start(session *session, track *webrtc.TrackRemote) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !session.own(func() { s.readTrack(track) }) {
		return
	}
	s.tracks[uint32(track.SSRC())] = track
	if !s.stamped {
		s.begin(uint32(track.SSRC()))
	}
}

// begin notes that media of a track has come. s.mu must be held.
func (s *Subscriber) begin(ssrc uint32) {
	if s.begun[ssrc] {
		return
	}
	s.begun[ssrc] = true
	if len(s.begun) == 1 {
		s.joinTime = time.Since(s.dialled)
	}
	if len(s.begun) == s.expect {
		close(s.ready)
	}
}

// readTrack is the goroutine that takes a track's sampled packets. It ends when the connection is closed.
func (s *Subscriber) readTrack(track *webrtc.TrackRemote) {
	buf := make([]byte, maxDatagram)
	for {
		n, _, err := track.Read(buf)
		if err != nil {
			return
		}
		var header rtp.Header
		size, err := header.Unmarshal(buf[:n])
		if err != nil {
			continue
		}
		s.take(&header, buf[:n], size, track.Kind() == webrtc.RTPCodecTypeVideo)
	}
}

// take looks at a decrypted packet: whether it is the first media, and how late it came.
func (s *Subscriber) take(header *rtp.Header, packet []byte, headerSize int, video bool) {
	stamp, stamped := synth.FindStamp(packet[headerSize:], video)
	arrival, sampled := s.meter.Arrival(header.SSRC, header.SequenceNumber)
	s.mu.Lock()
	defer s.mu.Unlock()
	if stamped {
		s.begin(header.SSRC)
	}
	if !sampled {
		return
	}
	s.tag = arrival.Size - len(packet)
	if s.timing {
		s.decrypted++
		if stamped {
			s.delays = append(s.delays, time.Duration(arrival.At-stamp.SentAt))
		}
	}
}

// Time starts taking delays, or stops it.
func (s *Subscriber) Time(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timing = on
}

// Delays returns the one-way delays taken so far.
func (s *Subscriber) Delays() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Duration(nil), s.delays...)
}

// Received returns what has come of all tracks since the subscriber joined.
func (s *Subscriber) Received() Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	received := Received{Tracks: len(s.tracks), Decrypted: s.decrypted, AuthTag: s.tag}
	if p := s.session.subscriberIfAny(); p != nil {
		received.InboxDrops = p.socket.overflows.Load()
	}
	for ssrc := range s.tracks {
		counts, _ := s.meter.Counts(ssrc)
		received.Counts = received.Counts.Add(counts)
	}
	return received
}

// report is the goroutine that sends receiver reports.
func (s *Subscriber) report() {
	ticker := time.NewTicker(reportInterval)
	defer ticker.Stop()
	sender := rand.Uint32() //nolint:gosec // an SSRC has to differ, not to be secret
	last := map[uint32]Counts{}
	for {
		select {
		case <-ticker.C:
			s.sendReport(sender, last)
		case <-s.session.ended:
			return
		}
	}
}

// sendReport sends one receiver report about all tracks; last holds the counts of the report before.
func (s *Subscriber) sendReport(sender uint32, last map[uint32]Counts) {
	s.mu.Lock()
	ssrcs := make([]uint32, 0, len(s.tracks))
	for ssrc := range s.tracks {
		ssrcs = append(ssrcs, ssrc)
	}
	s.mu.Unlock()
	report := &rtcp.ReceiverReport{SSRC: sender}
	for _, ssrc := range ssrcs {
		counts, highest := s.meter.Counts(ssrc)
		since := counts.Sub(last[ssrc])
		last[ssrc] = counts
		var fraction uint8
		if since.Span > 0 {
			fraction = uint8(min(255, since.Missing()*256/since.Span))
		}
		report.Reports = append(report.Reports, rtcp.ReceptionReport{
			SSRC: ssrc, FractionLost: fraction, TotalLost: uint32(counts.Missing()), LastSequenceNumber: highest,
		})
	}
	p := s.session.subscriberIfAny()
	if p == nil || len(report.Reports) == 0 || len(report.Reports) > 31 {
		return
	}
	// A report that cannot be sent is like one that got lost.
	_ = p.pc.WriteRTCP([]rtcp.Packet{report})
}

// Close leaves the room and waits for the subscriber's goroutines.
func (s *Subscriber) Close() error { return s.session.close() }
