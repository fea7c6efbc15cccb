package signaling_test

import (
	"context"
	"testing"

	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// Whose line is known to be narrow is asked for fewer layers; nobody else is.
func TestAPublisherIsAskedForWhatItsLineCarries(t *testing.T) {
	server := testserver.StartWith(t, signaling.Deps{Line: func(_ context.Context, identity string) uint64 {
		return map[string]uint64{"commune": 1_000_000, "province": 1_000_000_000}[identity]
	}})
	join(t, server, testclient.Dual, "hall", "watcher")
	for identity, want := range map[string]int{"commune": 2, "province": 3, "somebody": 3} {
		publisher := join(t, server, testclient.Dual, "hall", identity)
		source, err := testclient.NewSource(webrtc.MimeTypeVP9, "cam-"+identity)
		if err != nil {
			t.Fatal(err)
		}
		layers := make([]*livekit.VideoLayer, 3) // inside one stream: each bitrate is that of the stream with the layers below
		for i, rate := range []uint32{150_000, 500_000, 1_700_000} {
			layers[i] = &livekit.VideoLayer{Quality: livekit.VideoQuality(i), Width: 320 << i, Height: 180 << i, Bitrate: rate}
		}
		sid := addTrack(t, publisher, &livekit.AddTrackRequest{
			Cid: source.ID(), Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_CAMERA, Width: 1280, Height: 720, Layers: layers,
			SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp9", Cid: source.ID(), Layers: layers}},
		})
		if err := publisher.AddMedia(source); err != nil {
			t.Fatal(err)
		}
		if err := publisher.Negotiate(); err != nil {
			t.Fatal(err)
		}
		publisher.Start(t.Context(), source)
		var got int
		until(t, "the publisher to be told what is wanted", func() bool {
			for _, m := range publisher.Messages() {
				if update := m.GetSubscribedQualityUpdate(); update.GetTrackSid() == sid {
					got = 0
					for _, q := range update.GetSubscribedCodecs()[0].GetQualities() {
						if q.GetEnabled() {
							got++
						}
					}
				}
			}
			return got > 0
		})
		if got != want {
			t.Errorf("%s is asked for %d layers, want %d", identity, got, want)
		}
	}
}
