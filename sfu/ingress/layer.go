// Package ingress receives one RTP stream: a publication, or one simulcast
// encoding of it. Each packet is parsed, put in order, told what it is, kept in
// the history and handed to the sink; losses are asked for again, key frames
// requested on demand, the sender's clock and statistics kept.
package ingress

import (
	"context"
	"sync"
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
// Run; all methods may be called from any.
type Layer struct {
	cfg Config
	mu  sync.Mutex
}

// New returns a layer for a stream. Run starts it.
func New(cfg Config) *Layer { return &Layer{cfg: cfg} }

// Run reads the source until it ends or the context does, and returns why. It
// is the body of the ingest goroutine and is called once; when it returns, the
// history is released and nothing it started runs on. A canceled context ends
// it at the next packet: close the source to end it at once.
func (l *Layer) Run(ctx context.Context, source Source) error { return nil }

// HandleRTCP takes in the publisher's RTCP: sender reports of this stream.
func (l *Layer) HandleRTCP(packets []rtcp.Packet) {}

// RequestKeyFrame asks the publisher for a key frame: at once, or when the
// last request is long enough ago, and again until one arrives.
func (l *Layer) RequestKeyFrame() {}

// SetRTT tells the round trip time to the publisher, by which losses are asked
// for again.
func (l *Layer) SetRTT(rtt time.Duration) {}

// SetMuted holds key frame requests back while the publisher sends nothing.
func (l *Layer) SetMuted(muted bool) {}

// Codec returns the codec that the stream was negotiated with.
func (l *Layer) Codec() codec.Codec { return l.cfg.Codec }

// History returns the packets that can be sent again.
func (l *Layer) History() *packet.History { return nil }

// SenderClock returns the last sender report of the stream: NTP time and the
// RTP timestamp of the same instant by the publisher's clock, and when it
// arrived. ok is false before the first.
func (l *Layer) SenderClock() (ntp uint64, rtp uint32, at time.Time, ok bool) { return }

// Stats returns a snapshot.
func (l *Layer) Stats() Stats { return Stats{} }

// Stats is what a layer has counted since it started; rates are over the last second.
type Stats struct {
	SSRC uint32
	// Packets and Bytes count received packets that were passed on, header and padding included.
	Packets, Bytes uint64
	// Expected is how many packets the sequence numbers promised; Lost of them
	// have not arrived so far, retransmissions counted as arrived.
	Expected, Lost uint64
	// Recovered counts packets that arrived after they were asked for.
	Recovered uint64
	// Duplicates, Late, PaddingOnly and Restarts count what their names say.
	Duplicates, Late, PaddingOnly, Restarts uint64
	// Dropped packets, by reason.
	DroppedMalformed, DroppedSSRC, DroppedPayloadType, DroppedRid, DroppedOld uint64
	// Undescribed counts packets that were forwarded although their payload
	// descriptor could not be read.
	Undescribed uint64
	// Jitter is the interarrival jitter of RFC 3550, section 6.4.1.
	Jitter time.Duration
	RTT    time.Duration
	// NACKs counts sequence numbers asked for, retries included; Abandoned
	// those given up.
	NACKs, Abandoned uint64
	// KeyFrameRequests counts PLI or FIR sent, KeyFrames key frames received.
	KeyFrameRequests, KeyFrames uint64
	LastKeyFrame                time.Time
	LastPacket                  time.Time
	// Bitrate is in bits per second, header and padding included; Bitrates
	// splits it by spatial and temporal layer (not cumulative).
	Bitrate  uint64
	Bitrates [payload.MaxSpatial][payload.MaxTemporal]uint64
	// FrameRate is in frames per second, of the highest spatial layer.
	FrameRate float64
	// Width and Height are of the largest picture, 0 until known. Sizes has
	// the spatial layers of one stream, SpatialLayers of them.
	Width, Height uint16
	Sizes         [payload.MaxSpatial]payload.Size
	SpatialLayers int
}

// Active reports whether packets came within the last second before now.
func (s Stats) Active(now time.Time) bool {
	return !s.LastPacket.IsZero() && now.Sub(s.LastPacket) < time.Second
}
