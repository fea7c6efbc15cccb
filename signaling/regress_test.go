package signaling_test

import (
	"testing"
	"time"

	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

const h264 = webrtc.MimeTypeH264

// onlyH264 is a client that knows no other video.
func onlyH264(o *testclient.Options) {
	o.Codecs = []webrtc.RTPCodecParameters{
		{RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: h264, ClockRate: 90000,
			SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
		}, PayloadType: 108},
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: opus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}, PayloadType: 111},
	}
}

// qualities returns whether the publisher was last told to send a codec of a track; known is false when it was told nothing.
func qualities(c *testclient.Client, sid, codec string) (on, known bool) {
	for _, m := range c.Messages() {
		update := m.GetSubscribedQualityUpdate()
		if update.GetTrackSid() != sid {
			continue
		}
		for _, sc := range update.GetSubscribedCodecs() {
			if sc.GetCodec() == codec {
				on, known = sc.GetQualities()[0].GetEnabled(), true
			}
		}
	}
	return on, known
}

// A viewer without VP8 makes everyone receive the backup codec, in the section that they have.
func TestBackupCodecForEveryone(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t, func(c *signaling.Config) { c.Timings.DynacastDelay = 100 * time.Millisecond })
		publisher := join(t, server, mode, "hall", "publisher")
		modern := join(t, server, mode, "hall", "modern")
		source, err := testclient.NewSource(vp8, "cam")
		if err != nil {
			t.Fatal(err)
		}
		sid := addTrack(t, publisher, &livekit.AddTrackRequest{
			Cid: "cam", Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_CAMERA, Width: 320, Height: 180,
			SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp8", Cid: "cam"}, {Codec: "h264"}},
		})
		send := func(source *testclient.Source) {
			t.Helper()
			if err := publisher.AddMedia(source); err != nil {
				t.Fatal(err)
			}
			if err := publisher.Negotiate(); err != nil {
				t.Fatal(err)
			}
			publisher.Start(t.Context(), source)
		}
		send(source)
		flows(t, modern, sid)
		if got := modern.Track(sid).Codec(); got != vp8 {
			t.Fatalf("the viewer gets %s", got)
		}
		old := join(t, server, mode, "hall", "old", onlyH264)
		until(t, "the wish for the backup codec", func() bool { on, _ := qualities(publisher, sid, "h264"); return on })
		backup, err := testclient.NewSource(h264, "cam-backup")
		if err != nil {
			t.Fatal(err)
		}
		if got := addTrack(t, publisher, &livekit.AddTrackRequest{
			Cid: "cam-backup", Sid: sid, SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "h264", Cid: "cam-backup"}},
		}); got != sid {
			t.Fatalf("the backup became track %s", got)
		}
		send(backup)
		flows(t, old, sid)
		until(t, "the backup codec at the viewer that has both", func() bool { return modern.Track(sid).Codec() == h264 })
		flowsOn(t, modern, sid, modern.Track(sid).Packets.Load())
		until(t, "the end of the wish for the primary codec", func() bool {
			on, known := qualities(publisher, sid, "vp8")
			return known && !on
		})
	})
}
