// Package ingress receives one RTP stream: a publication, or one simulcast
// encoding of it. Each packet is parsed, put in order, told what it is, kept in
// the history and handed to the sink; losses are asked for again, key frames
// requested on demand, the sender's clock and statistics kept.
package ingress

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
	"giaoban/sfu/payload"
)

// Source is a decrypted RTP stream. Read fills b with one packet and returns
// its length; it ends with an error, io.EOF when the stream is over.
type Source interface {
	Read(b []byte) (n int, err error)
}

// Config describes the stream that a Layer receives.
type Config struct {
	Codec codec.Codec
	// Layer is the index of the simulcast encoding: 0=q, 1=h, 2=f; 0 when not simulcast.
	Layer uint8
	// Rid is the encoding's id; packets that carry another are dropped. Empty accepts any.
	Rid string
	// SSRC is the stream's; packets of another are dropped. 0 takes that of the first packet.
	SSRC uint32
	// FeedbackSSRC is the sender SSRC of the RTCP that the layer sends.
	FeedbackSSRC uint32
	// Extensions are the ids negotiated with the publisher.
	Extensions codec.ExtensionIDs
	// NACK asks the publisher for lost packets. It is ignored for RED, which
	// carries its own redundancy.
	NACK bool
	// HistorySize is the number of packets kept; 0 means 500 for video, 200 for audio.
	HistorySize int
	// SendRTCP sends feedback to the publisher. It must not block or keep the
	// slice, and may be called from several goroutines. Required.
	SendRTCP func([]rtcp.Packet)
	// Sink receives each new packet, padding-only ones too, on the goroutine
	// of Run. The packet is the caller's until Sink returns: Retain it to keep
	// it. It must not block. Required.
	Sink func(*packet.Packet)
}

// Layer is one received RTP stream. Packets come in on one goroutine, that of
// Run; all other methods may be called from any.
type Layer struct {
	cfg      Config
	primary  uint8 // payload type of the codec within RED, or cfg's own
	nack     bool
	video    bool
	history  *packet.History
	wake     chan struct{} // something is due earlier than the timer knows
	sequence sequence      // of Run's goroutine
	parser   *payload.Parser
	scratch  []byte // to read audio into; nil for video
	begun    time.Time
	last     atomic.Int64 // when the last packet came, in ns since begun; 0 before the first

	mu       sync.Mutex
	ssrc     uint32          // guarded by mu, changed on Run's goroutine alone; 0 until known
	rtt      time.Duration   // guarded by mu
	missing  missing         // guarded by mu
	keyFrame keyFrameRequest // guarded by mu
	firSeq   uint8           // guarded by mu
	rate     rate            // guarded by mu
	jitter   jitter          // guarded by mu
	stats    Stats           // guarded by mu; rates and jitter are filled on demand
	armed    time.Time       // guarded by mu; when the timer will fire, zero when it will not
	newest   uint64          // guarded by mu; highest sequence number received
	lastTS   uint32          // guarded by mu; of the newest picture
	keyTS    uint32          // guarded by mu; of the newest key frame
	clock    senderClock     // guarded by mu
}

// senderClock is the last sender report.
type senderClock struct {
	ntp uint64
	rtp uint32
	at  time.Time
}

// New returns a layer for a stream. Run starts it.
func New(cfg Config) *Layer {
	video := cfg.Codec.Kind() == codec.Video
	if cfg.HistorySize <= 0 {
		cfg.HistorySize = packet.AudioHistory
		if video {
			cfg.HistorySize = packet.VideoHistory
		}
	}
	typ := cfg.Codec.Type()
	primary := cfg.Codec.PayloadType
	if pt, ok := cfg.Codec.REDPrimary(); ok {
		primary = pt
	}
	l := &Layer{
		cfg:      cfg,
		primary:  primary,
		nack:     cfg.NACK && typ != codec.RED,
		video:    video,
		history:  packet.NewHistory(cfg.HistorySize),
		wake:     make(chan struct{}, 1),
		parser:   payload.NewParser(typ),
		begun:    time.Now(),
		ssrc:     cfg.SSRC,
		rtt:      defaultRTT,
		keyFrame: keyFrameRequest{interval: keyFrameInterval(cfg.Layer)},
		missing:  missing{list: make([]missingPacket, 0, maxMissing)},
	}
	if !video {
		l.scratch = make([]byte, packet.MaxSize)
	}
	return l
}

// Codec returns the codec that the stream was negotiated with.
func (l *Layer) Codec() codec.Codec { return l.cfg.Codec }

// History returns the packets that can be sent again. It is empty once Run has returned.
func (l *Layer) History() *packet.History { return l.history }

// SetRTT tells the round trip time to the publisher, by which losses are asked
// for again. Values that are not positive are ignored.
func (l *Layer) SetRTT(rtt time.Duration) {
	if rtt <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rtt = rtt
}

// SetMuted holds key frame requests back while the publisher sends nothing; one
// that is wanted goes out when the publisher is unmuted.
func (l *Layer) SetMuted(muted bool) {
	l.mu.Lock()
	l.keyFrame.muted = muted
	l.keyFrame.unheard = 0
	l.mu.Unlock()
	l.wakeTimer()
}

// RequestKeyFrame asks the publisher for a key frame: at once, or when the
// last request is long enough ago, and again until one arrives. It does
// nothing for audio.
func (l *Layer) RequestKeyFrame() {
	if !l.video {
		return
	}
	l.mu.Lock()
	l.keyFrame.wanted = true
	request := l.dueKeyFrame(time.Now())
	l.mu.Unlock()
	if request != nil {
		l.cfg.SendRTCP([]rtcp.Packet{request})
	}
	l.wakeTimer()
}

// HandleRTCP takes in the publisher's RTCP: sender reports of this stream.
// Packets about other streams are ignored.
func (l *Layer) HandleRTCP(packets []rtcp.Packet) { l.handleRTCP(packets, time.Now()) }

func (l *Layer) handleRTCP(packets []rtcp.Packet, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range packets {
		// An NTP time of zero says that the sender has no wall clock (RFC 3550, section 6.4.1).
		if sr, ok := p.(*rtcp.SenderReport); ok && sr.SSRC == l.ssrc && sr.NTPTime != 0 {
			l.clock = senderClock{ntp: sr.NTPTime, rtp: sr.RTPTime, at: now}
		}
	}
}

// SenderClock returns the last sender report of the stream: NTP time and the
// RTP timestamp of the same instant by the publisher's clock, and when it
// arrived. ok is false before the first.
func (l *Layer) SenderClock() (ntp uint64, rtp uint32, at time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.clock.ntp, l.clock.rtp, l.clock.at, !l.clock.at.IsZero()
}

// Active is Stats().Active without the snapshot: those who choose among layers
// ask it often.
func (l *Layer) Active(now time.Time) bool {
	last := time.Duration(l.last.Load())
	return last != 0 && now.Sub(l.begun)-last < activeFor
}

// Stats returns a snapshot.
func (l *Layer) Stats() Stats { return l.snapshot(time.Now()) }

func (l *Layer) snapshot(now time.Time) Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stats
	s.SSRC, s.RTT = l.ssrc, l.rtt
	s.Lost = s.Expected - s.Packets
	s.Abandoned = l.missing.abandoned
	s.Jitter = l.jitter.duration(l.cfg.Codec.ClockRate)
	l.rate.fill(now, &s)
	return s
}

func (l *Layer) wakeTimer() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
