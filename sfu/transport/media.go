package transport

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pion/webrtc/v3"

	"giaoban/sfu/codec"
)

// tableOf returns the codecs that a peer may negotiate.
func tableOf(cfg PeerConfig) []codec.Codec {
	dir := cfg.Role.direction()
	var table []codec.Codec
	for _, c := range codec.Table(dir) {
		if slices.ContainsFunc(cfg.DisabledCodecs, func(m string) bool { return strings.EqualFold(m, c.Mime) }) {
			continue
		}
		if c.Kind() == codec.Video {
			// Both kinds of bandwidth feedback; the answer keeps the one that fits.
			c.Feedback = codec.VideoFeedback(feedbackDirection(dir))
		}
		table = append(table, c)
	}
	return table
}

func feedbackDirection(dir codec.Direction) codec.Direction {
	if dir == codec.Receive {
		return codec.Both
	}
	return dir
}

// newMediaEngine registers the table and the header extensions of a role.
func newMediaEngine(cfg PeerConfig, table []codec.Codec) (*webrtc.MediaEngine, error) {
	m := &webrtc.MediaEngine{}
	for _, c := range table {
		if err := m.RegisterCodec(codecParameters(c), rtpKind(c.Kind())); err != nil {
			return nil, fmt.Errorf("transport: register %s: %w", c.Mime, err)
		}
		rtx, ok := c.RTX()
		if !ok {
			continue
		}
		if err := m.RegisterCodec(codecParameters(rtx), rtpKind(c.Kind())); err != nil {
			return nil, fmt.Errorf("transport: register %s: %w", rtx.Mime, err)
		}
	}
	for _, kind := range []codec.Kind{codec.Audio, codec.Video} {
		for _, uri := range codec.Extensions(kind, cfg.Role.direction()) {
			if uri == codec.URIPlayoutDelay && !cfg.PlayoutDelay {
				continue
			}
			ext := webrtc.RTPHeaderExtensionCapability{URI: uri}
			if err := m.RegisterHeaderExtension(ext, rtpKind(kind)); err != nil {
				return nil, fmt.Errorf("transport: register %s: %w", uri, err)
			}
		}
	}
	return m, nil
}

func rtpKind(k codec.Kind) webrtc.RTPCodecType {
	if k == codec.Audio {
		return webrtc.RTPCodecTypeAudio
	}
	return webrtc.RTPCodecTypeVideo
}

func kindOf(k webrtc.RTPCodecType) codec.Kind {
	if k == webrtc.RTPCodecTypeAudio {
		return codec.Audio
	}
	return codec.Video
}

func codecParameters(c codec.Codec) webrtc.RTPCodecParameters {
	channels := c.Channels
	if channels == 1 {
		channels = 0 // the default is not written (RFC 8866, section 6.6)
	}
	feedback := make([]webrtc.RTCPFeedback, 0, len(c.Feedback))
	for _, f := range c.Feedback {
		feedback = append(feedback, webrtc.RTCPFeedback{Type: f.Type, Parameter: f.Parameter})
	}
	return webrtc.RTPCodecParameters{
		RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: c.Mime, ClockRate: c.ClockRate, Channels: channels,
			SDPFmtpLine: c.Fmtp, RTCPFeedback: feedback,
		},
		PayloadType: webrtc.PayloadType(c.PayloadType),
	}
}

func codecOf(p webrtc.RTPCodecParameters) codec.Codec {
	c := codec.Codec{
		Mime: codec.CanonicalMime(p.MimeType), ClockRate: p.ClockRate, Channels: p.Channels,
		Fmtp: p.SDPFmtpLine, PayloadType: uint8(p.PayloadType),
	}
	if c.Type() == codec.PCMU || c.Type() == codec.PCMA {
		c.Channels = 1
	}
	for _, f := range p.RTCPFeedback {
		c.Feedback = append(c.Feedback, codec.Feedback{Type: f.Type, Parameter: f.Parameter})
	}
	return c
}
