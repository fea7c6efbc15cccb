// Package forward holds the state of one subscription: a publication that one
// receiver gets. It chooses the layer, switches on key frames, and rewrites
// sequence numbers, timestamps, picture ids, payload types and header
// extensions so that the receiver sees one continuous stream.
//
// A Track is owned by one goroutine (the receiver's, see sfu/egress) and has
// no locks; only what says so may be called from elsewhere. On the packet path it
// allocates nothing: packets are rewritten into a Batch that is used again.
package forward

import (
	"time"

	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
	"giaoban/sfu/packet"
)

// Stream is one outgoing RTP stream of a receiver: the place where packets of
// one subscription are written. The header's SSRC is the stream's own, or its
// retransmission SSRC. When Header.Padding is set, the padding octets and
// their count are already part of payload.
//
// WriteRTP must not keep header or payload after it returns.
type Stream interface {
	WriteRTP(header *rtp.Header, payload []byte) (int, error)
}

// Params is what was negotiated with the receiver for one subscription.
type Params struct {
	// SSRC identifies the outgoing stream and stays the same for its life.
	SSRC uint32
	// RTXSSRC is where retransmissions go (RFC 4588); 0 resends on SSRC.
	RTXSSRC uint32
	// PayloadType is the receiver's payload type for Codec.
	PayloadType uint8
	// RTXPayloadType goes with RTXSSRC.
	RTXPayloadType uint8
	// REDPayloadType is the receiver's payload type for audio/red; 0 when it
	// did not accept RED, in which case the primary block is unwrapped.
	REDPayloadType uint8
	// Codec is the negotiated codec; its ClockRate drives timestamps.
	Codec codec.Codec
	// Extensions are the receiver's header-extension ids.
	Extensions codec.ExtensionIDs
	// Others are what else the receiver accepted for the same stream, with the
	// same SSRCs: the sender may go over to one of them at any time. Their own
	// Others are empty.
	Others []Params
}

// same reports whether packets made under both come out alike.
func (p *Params) same(o *Params) bool {
	return p.SSRC == o.SSRC && p.RTXSSRC == o.RTXSSRC && p.PayloadType == o.PayloadType &&
		p.RTXPayloadType == o.RTXPayloadType && p.REDPayloadType == o.REDPayloadType &&
		p.Codec.Type() == o.Codec.Type() && p.Extensions == o.Extensions
}

// LayerView is what a Track may ask of one received encoding; *ingress.Layer
// fulfils it. Its methods are called from the owners of many Tracks at once.
type LayerView interface {
	// Codec is what the encoding was negotiated with: it tells RED from Opus.
	Codec() codec.Codec
	// History holds the latest packets, to answer NACKs from.
	History() *packet.History
	// SenderClock is the publisher's last sender report: NTP and RTP time and
	// when it arrived; ok is false before the first.
	SenderClock() (ntp uint64, rtpTime uint32, at time.Time, ok bool)
	// Active tells whether the encoding was being sent just before now.
	Active(now time.Time) bool
	// Stats tells how many frames the encoding has.
	Stats() ingress.Stats
}

// Feed is what a Track needs of the publication that it forwards. It is called
// from the owners of many Tracks at once.
type Feed interface {
	// Layers is the number of qualities that the publication has or will have:
	// encodings of a simulcast, spatial layers of an SVC stream, otherwise 1.
	Layers() int
	// Layer returns encoding i (0 is the lowest); false when it is not, or no
	// longer, received. An SVC stream has only encoding 0.
	Layer(i int) (LayerView, bool)
	// Size is the picture size of quality i in pixels, 0 when unknown.
	Size(i int) (width, height uint32)
	// RequestKeyFrame asks the publisher for a key frame of encoding i. It
	// must not block; the publication limits the rate.
	RequestKeyFrame(i int)
}

// Quality is what a receiver asked for when it gave no size.
type Quality uint8

// Qualities in LiveKit's order. With two encodings Medium and High are the same.
const (
	Low Quality = iota
	Medium
	High
)

// AllLayers in MaxSpatial or MaxTemporal sets no limit.
const AllLayers int8 = -1

// Demand is what the receiver wants of the subscription.
type Demand struct {
	// Disabled stops the stream at the receiver's wish.
	Disabled bool
	// Muted stops the stream because the publisher muted it.
	Muted bool
	// Quality chooses the layer when Width and Height are 0.
	Quality Quality
	// Width and Height choose the smallest layer that is at least as large, in pixels.
	Width, Height uint32
	// FPS limits temporal layers to the fewest that reach it; 0 sets no limit.
	FPS uint32
	// MaxSpatial and MaxTemporal cap the choice (0 is the lowest layer;
	// AllLayers sets no limit).
	MaxSpatial, MaxTemporal int8
	// Priority says which of several pictures is to be spared when the line is narrow; lower comes first.
	Priority uint32
}

// DefaultDemand asks for everything.
func DefaultDemand() Demand {
	return Demand{Quality: High, MaxSpatial: AllLayers, MaxTemporal: AllLayers}
}

// Config is what is known of a subscription before it is negotiated.
type Config struct {
	// ID names the published track in logs.
	ID string
	// Kind is the kind of media.
	Kind codec.Kind
	// CNAME ties the tracks of one publisher together for lip sync (RFC 3550, section 6.5.1).
	CNAME string
	// SVC says that the spatial layers are inside one stream (VP9, AV1).
	SVC bool
	// Encrypted says that payloads are end-to-end encrypted: nothing but
	// padding may be added to the stream.
	Encrypted bool
	// Screen says that it shows a screen.
	Screen bool
	// Demand is the first demand; the zero Demand asks for the lowest layer.
	Demand Demand
	// Delay is told to receivers of video that negotiated the extension for it.
	Delay PlayoutDelay
}

// Stats counts what happened to one subscription.
type Stats struct {
	Packets, Bytes   uint64 // media sent, without retransmissions; bytes of RTP payload
	Dropped          uint64 // packets not meant for this receiver: layers, padding
	QueueDropped     uint64 // packets lost to the receiver's full queue
	Switches         uint64 // layer switches
	KeyFrameRequests uint64
	NACKs            uint64 // sequence numbers asked for again
	Resent           uint64 // retransmissions sent
	ResentBytes      uint64
	NACKMisses       uint64 // asked for, but not in the history
	PLIs, FIRs       uint64 // from the receiver
	Fillers          uint64
	Probes           uint64 // packets of padding that tried the line
	// From the receiver's reports.
	FractionLost float64       // 0 to 1, of the last report
	Lost         int64         // cumulative
	Jitter       time.Duration // of arrival, as the receiver sees it
	RTT          time.Duration // 0 before it is known
	REMB         uint64        // the receiver's estimate in bits a second; 0 when it sent none
	ReportAt     time.Time     // when the last report came
	// Layer choice.
	Layer, TargetLayer int8 // -1 when none
	Temporal           int8
	Started            bool // media has flowed
	BitrateBPS         uint64
}
