// Package codec is the one table of codecs, feedback messages and RTP header
// extensions that both directions of every peer connection are built from.
//
// It holds data and the small rules for comparing it: how a MIME type is
// spelled, which H.264 profiles are one, which extension id a peer gave to
// which URI. It knows nothing of connections and touches no packet.
package codec

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind tells audio from video.
type Kind uint8

// Kinds of media.
const (
	Audio Kind = iota + 1
	Video
)

// String returns the SDP media name of the kind.
func (k Kind) String() string {
	switch k {
	case Audio:
		return "audio"
	case Video:
		return "video"
	default:
		return "unknown"
	}
}

// Direction is seen from the server.
type Direction uint8

// Directions of a peer connection's media.
const (
	// Receive is media that a publisher sends to the server.
	Receive Direction = 1 << iota
	// Send is media that the server sends to a subscriber.
	Send
	// Both is for a single peer connection that carries both.
	Both = Receive | Send
)

// Type is a codec as a small number, for switches on the packet path.
type Type uint8

// Codecs that the server can forward. Unknown is any other.
const (
	Unknown Type = iota
	Opus
	RED
	PCMU
	PCMA
	VP8
	VP9
	H264
	AV1
	H265
	RTX
)

// MIME types in their canonical spelling, which clients compare by case.
const (
	MimeOpus = "audio/opus"
	MimeRED  = "audio/red"
	MimePCMU = "audio/PCMU"
	MimePCMA = "audio/PCMA"
	MimeVP8  = "video/VP8"
	MimeVP9  = "video/VP9"
	MimeH264 = "video/H264"
	MimeAV1  = "video/AV1"
	MimeH265 = "video/H265"
	MimeRTX  = "video/rtx"
)

var mimes = [...]string{
	Opus: MimeOpus, RED: MimeRED, PCMU: MimePCMU, PCMA: MimePCMA,
	VP8: MimeVP8, VP9: MimeVP9, H264: MimeH264, AV1: MimeAV1, H265: MimeH265, RTX: MimeRTX,
}

// Mime returns the canonical MIME type of t, or "" for Unknown.
func (t Type) Mime() string {
	if int(t) >= len(mimes) {
		return ""
	}
	return mimes[t]
}

// TypeOf returns the codec that a MIME type names, in any spelling.
func TypeOf(mime string) Type {
	for t, m := range mimes {
		if m != "" && strings.EqualFold(m, mime) {
			return Type(t)
		}
	}
	return Unknown
}

// CanonicalMime returns mime in the spelling that clients expect
// ("video/vp8" becomes "video/VP8"); an unknown type is returned as it is.
func CanonicalMime(mime string) string {
	if t := TypeOf(mime); t != Unknown {
		return t.Mime()
	}
	return mime
}

// Feedback is one a=rtcp-fb value, such as {"nack", "pli"} (RFC 4585, section 4.2).
type Feedback struct {
	Type      string
	Parameter string
}

// Codec is one payload type as negotiated, or as the table proposes it.
type Codec struct {
	// Mime is the canonical MIME type.
	Mime string
	// ClockRate is the RTP clock in Hz.
	ClockRate uint32
	// Channels is 2 for Opus and RED, 1 for G.711, 0 for video.
	Channels uint16
	// Fmtp is the a=fmtp parameter string, "" when there is none.
	Fmtp string
	// PayloadType is the RTP payload type, 0 to 127.
	PayloadType uint8
	// RTXPayloadType is the payload type of retransmissions (RFC 4588); 0 when not negotiated.
	RTXPayloadType uint8
	// Feedback lists what the receiver of the stream may send back.
	Feedback []Feedback
}

// Type returns the codec as a small number.
func (c Codec) Type() Type { return TypeOf(c.Mime) }

// Kind returns whether the codec carries audio or video.
func (c Codec) Kind() Kind {
	switch {
	case len(c.Mime) > 6 && strings.EqualFold(c.Mime[:6], "audio/"):
		return Audio
	case len(c.Mime) > 6 && strings.EqualFold(c.Mime[:6], "video/"):
		return Video
	default:
		return 0
	}
}

// Name returns the encoding name of the a=rtpmap line, the MIME type without its kind.
func (c Codec) Name() string {
	_, name, _ := strings.Cut(c.Mime, "/")
	return name
}

// HasFeedback reports whether the feedback message was negotiated.
func (c Codec) HasFeedback(typ, parameter string) bool {
	for _, f := range c.Feedback {
		if f.Type == typ && f.Parameter == parameter {
			return true
		}
	}
	return false
}

// RTX returns the retransmission codec that goes with c, and false when c has none.
func (c Codec) RTX() (Codec, bool) {
	if c.RTXPayloadType == 0 {
		return Codec{}, false
	}
	return Codec{
		Mime:        MimeRTX,
		ClockRate:   c.ClockRate,
		Fmtp:        fmt.Sprintf("apt=%d", c.PayloadType),
		PayloadType: c.RTXPayloadType,
	}, true
}

// REDPrimary returns the payload type of the primary encoding that a RED
// codec wraps, from its fmtp "111/111" (RFC 2198, section 5).
func (c Codec) REDPrimary() (uint8, bool) {
	if c.Type() != RED {
		return 0, false
	}
	first, _, _ := strings.Cut(c.Fmtp, "/")
	pt, err := strconv.ParseUint(strings.TrimSpace(first), 10, 7)
	if err != nil {
		return 0, false
	}
	return uint8(pt), true
}
