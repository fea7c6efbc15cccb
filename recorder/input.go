package recorder

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/recorder/frame"
	"giaoban/recorder/manifest"
	"giaoban/recorder/timing"
	"giaoban/recorder/writer"
	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// firstPayloadType numbers the codecs that a subscription may bring, so that each packet tells which it is of.
const firstPayloadType = 96

// keyInterval is how often a key frame is asked for at most.
const keyInterval = time.Second

// input is one subscription. Its stream is written to by the egress, reports come from there too.
type input struct {
	recording    *Recording
	subscription *sfu.Subscription
	about        manifest.Track
	publisher    *timing.Publisher
	ssrc         uint32
	codecs       []codec.Codec // by payload type, from firstPayloadType on

	mu        sync.Mutex
	closed    bool             // guarded by mu
	paused    bool             // guarded by mu
	current   int              // guarded by mu; index into codecs, -1 at first
	assembler *frame.Assembler // guarded by mu
	clock     *timing.Track    // guarded by mu
	track     *writer.Track    // guarded by mu
	asked     time.Time        // guarded by mu; for a key frame
	behind    bool             // guarded by mu; a frame was dropped: nothing is written before a key frame
	early     []frame.Frame    // guarded by mu; the first ones, until their time is known
}

// Subscribe begins to record a track, or notes why it cannot be.
func (r *Recording) Subscribe(s *sfu.Subscription) {
	info := s.Track()
	r.mu.Lock()
	defer r.mu.Unlock()
	about := manifest.Track{
		SID: s.TrackSID(), Identity: s.PublisherIdentity(), Name: r.names[s.PublisherIdentity()], Kind: s.Kind().String(),
		Source: strings.ToLower(info.Source.String()),
	}
	if info.Source == livekit.TrackSource_CAMERA && r.cfg.Cameras == NoCamera {
		return
	}
	if info.Encryption != livekit.Encryption_NONE {
		r.writer.Refuse(about, "encrypted")
		return
	}
	in := &input{recording: r, subscription: s, about: about, current: -1, paused: r.paused}
	r.ssrc++
	in.ssrc = r.ssrc
	params := in.negotiate()
	if params == nil {
		r.writer.Refuse(about, "codec")
		s.Fail(livekit.SubscriptionError_SE_CODEC_UNSUPPORTED)
		return
	}
	in.publisher = r.publishers[s.PublisherSID()]
	if in.publisher == nil {
		in.publisher = &timing.Publisher{}
		r.publishers[s.PublisherSID()] = in.publisher
	}
	r.inputs[in.ssrc], r.bySID[about.SID] = in, in
	if err := s.Bind(*params, in); err != nil {
		delete(r.inputs, in.ssrc)
		delete(r.bySID, about.SID)
		return
	}
	r.restage()
}

// negotiate accepts every codec that can be written; nil when there is none.
func (in *input) negotiate() *forward.Params {
	var accepted []forward.Params
	for _, c := range in.subscription.Codecs() {
		if _, err := frame.New(c.Type()); err != nil {
			continue
		}
		c.PayloadType = firstPayloadType + uint8(len(in.codecs))
		in.codecs = append(in.codecs, c)
		accepted = append(accepted, forward.Params{SSRC: in.ssrc, PayloadType: c.PayloadType, Codec: c})
	}
	if len(accepted) == 0 {
		return nil
	}
	params := accepted[0]
	params.Others = accepted[1:]
	return &params
}

// Unsubscribe ends a track.
func (r *Recording) Unsubscribe(s *sfu.Subscription) {
	r.mu.Lock()
	in := r.bySID[s.TrackSID()]
	if in == nil || in.subscription != s {
		r.mu.Unlock()
		return
	}
	delete(r.bySID, s.TrackSID())
	delete(r.inputs, in.ssrc)
	r.mu.Unlock()
	in.close()
}

func (in *input) close() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed {
		return
	}
	in.closed = true
	in.endTrack()
}

// endTrack writes what is complete and ends the file. in.mu is held.
func (in *input) endTrack() {
	if in.track == nil {
		return
	}
	in.assembler.Flush(in.recording.now(), in.give)
	in.release()
	in.track.Close(in.assembler.Stats().Lost)
	in.track = nil
}

func (in *input) pause(paused bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.paused = paused
	in.behind = in.behind || paused
}

var errClosed = errors.New("recorder: the track has ended")

// WriteRTP takes one packet.
func (in *input) WriteRTP(header *rtp.Header, payload []byte) (int, error) {
	now := in.recording.now()
	in.mu.Lock()
	if in.closed {
		in.mu.Unlock()
		return 0, errClosed
	}
	if !in.follow(int(header.PayloadType) - firstPayloadType) {
		in.mu.Unlock()
		return len(payload), nil
	}
	in.assembler.Push(header, payload, now, in.give)
	ask := (in.assembler.WantsKey() || in.behind && !in.paused && in.about.Kind == codec.Video.String()) && now.Sub(in.asked) >= keyInterval
	if ask {
		in.asked = now
	}
	in.mu.Unlock()
	if ask {
		in.subscription.HandleRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: in.ssrc}})
	}
	return len(payload), nil
}

// follow goes over to the codec of a packet, in a track of its own. in.mu is held.
func (in *input) follow(index int) bool {
	if index == in.current {
		return in.track != nil
	}
	if index < 0 || index >= len(in.codecs) {
		return false
	}
	in.endTrack()
	in.current = index
	c := in.codecs[index]
	assembler, err := frame.New(c.Type())
	if err != nil {
		return false
	}
	about := in.about
	about.Codec = c.Mime
	track, err := in.recording.writer.Track(about, c.Type())
	if err != nil {
		return false
	}
	in.assembler, in.clock, in.track = assembler, timing.NewTrack(in.publisher, c.ClockRate, c.Kind() == codec.Video), track
	return true
}

// patience is how long the first frames of a track wait for a sender report: by arrival alone, sound and picture of one
// publisher would be apart as far as their ways are.
const patience = 3 * time.Second

// give hands a frame on when its time is known. in.mu is held.
func (in *input) give(f frame.Frame) {
	if in.clock.Started() || in.clock.Reported() {
		in.release()
		in.write(f)
		return
	}
	in.early = append(in.early, f)
	if f.Arrival.Sub(in.early[0].Arrival) >= patience {
		in.release()
	}
}

// release writes the first frames. in.mu is held.
func (in *input) release() {
	for _, f := range in.early {
		in.write(f)
	}
	in.early = nil
}

// write hands a frame to the writer. in.mu is held.
func (in *input) write(f frame.Frame) {
	at := in.clock.At(f.Time, f.Arrival)
	if in.paused || in.behind && !f.Key {
		return
	}
	in.behind = !in.track.Push(f, at)
}

func (in *input) report(ntp timing.NTP, rtpTime uint32, now time.Time) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.track == nil {
		return
	}
	in.clock.Report(ntp, rtpTime, now) // what waits for it is written with the next frame: other tracks may report as well
	in.assembler.Tick(now, in.give)
}
