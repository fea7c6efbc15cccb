package testclient

import (
	"context"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

// Source is a track that sends something from Start until its context ends.
type Source struct {
	*webrtc.TrackLocalStaticSample
	Type livekit.TrackType
}

// NewSource returns a track of the given MIME type; id is the client id.
func NewSource(mime, id string, options ...func(*webrtc.TrackLocalStaticRTP)) (*Source, error) {
	capability := webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000}
	kind := livekit.TrackType_VIDEO
	if mime == webrtc.MimeTypeOpus {
		capability.ClockRate, capability.Channels = 48000, 2
		kind = livekit.TrackType_AUDIO
	}
	track, err := webrtc.NewTrackLocalStaticSample(capability, id, "stream_"+id, options...)
	if err != nil {
		return nil, err
	}
	return &Source{TrackLocalStaticSample: track, Type: kind}, nil
}

// keyFrame is the head of a VP8 key frame of 320 by 180 (RFC 6386, section 9.1)
// with some bytes behind it.
var keyFrame = append([]byte{0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00}, make([]byte, 200)...)

// idrSlice is an IDR slice of H.264 with its start code (H.264, annex B).
var idrSlice = append([]byte{0, 0, 0, 1, 0x65}, make([]byte, 200)...)

// opusSilence is one packet of silence (RFC 6716, section 3.1: 20 ms, CELT).
var opusSilence = []byte{0xf8, 0xff, 0xfe}

// deltaFrame is the head of a VP8 frame that is no key frame, with some bytes behind it.
var deltaFrame = append([]byte{0x11, 0x02, 0x00}, make([]byte, 200)...)

// keyEvery is how many VP8 frames there are to a key frame.
const keyEvery = 25

// Start sends 50 packets a second until ctx ends; VP8 has a key frame every half second, H.264 nothing else.
func (c *Client) Start(ctx context.Context, source *Source) {
	first, rest := opusSilence, opusSilence
	switch {
	case source.Codec().MimeType == webrtc.MimeTypeH264:
		first, rest = idrSlice, idrSlice
	case source.Type == livekit.TrackType_VIDEO:
		first, rest = keyFrame, deltaFrame
	}
	const interval = 20 * time.Millisecond
	c.running.Go(func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for sent := 0; ; sent++ {
			payload := rest
			if sent%keyEvery == 0 {
				payload = first
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := source.WriteSample(media.Sample{Data: payload, Duration: interval}); err != nil {
					return
				}
			}
		}
	})
}
