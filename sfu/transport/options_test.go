package transport

import (
	"strings"
	"testing"

	"github.com/pion/webrtc/v4"

	"giaoban/sfu/codec"
)

// withPlayoutDelay is a client that knows the extension.
func withPlayoutDelay(m *webrtc.MediaEngine) error {
	if err := m.RegisterDefaultCodecs(); err != nil {
		return err
	}
	return m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: codec.URIPlayoutDelay}, webrtc.RTPCodecTypeVideo)
}

// Chromium drops an extension that one section's answer leaves out: each video
// section has it, whether or not a track flows there.
func TestPlayoutDelayIsNegotiated(t *testing.T) {
	for name, on := range map[string]bool{"in a room that has one": true, "in a room without": false} {
		sections := func(sdp string) (with, without int) {
			for _, section := range strings.Split(sdp, "\r\nm=")[1:] {
				switch {
				case strings.Contains(section, codec.URIPlayoutDelay):
					with++
				case strings.HasPrefix(section, "video"):
					without++
				}
			}
			return with, without
		}
		check := func(t *testing.T, description string, r *receiverOf) {
			t.Helper()
			with, without := sections(description)
			if on && (with == 0 || without > 0) || !on && with > 0 {
				t.Errorf("%d sections have the extension, %d video sections have not:\n%s", with, without, description)
			}
			if p, ok := r.bound(); !ok || (p.Extensions.PlayoutDelay != 0) != on {
				t.Errorf("bound %v with %+v", ok, p.Extensions)
			}
		}
		t.Run("subscriber "+name, func(t *testing.T) {
			e := newTestEngine(t, Config{TCPPort: -1})
			c := newClient(t, e, PeerConfig{Role: Subscriber, PlayoutDelay: on}, clientOptions{codecs: withPlayoutDelay})
			audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
			video := send(t, c.peer, "TR_video", codec.Video, vp8())
			check(t, c.takeOffer(false), video)
			if p, ok := audio.bound(); !ok || p.Extensions.PlayoutDelay != 0 {
				t.Errorf("audio bound %v with %+v", ok, p.Extensions)
			}
		})
		t.Run("single "+name, func(t *testing.T) {
			e := newTestEngine(t, Config{TCPPort: -1})
			c := newClient(t, e, PeerConfig{Role: Single, PlayoutDelay: on}, clientOptions{codecs: withPlayoutDelay})
			c.offerToReceive(webrtc.RTPCodecTypeAudio, 1)
			c.offerToReceive(webrtc.RTPCodecTypeVideo, 2)
			c.publish("cam", webrtc.MimeTypeVP8)
			video := send(t, c.peer, "TR_video", codec.Video, vp8())
			_, answer := c.offer()
			check(t, answer, video)
		})
	}
}

// A track with a section of its own takes no idle one, and one without takes its.
func TestOwnSection(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	first := send(t, c.peer, "TR_first", codec.Video, vp8())
	c.takeOffer(false)
	c.must(c.peer.RemoveSender(first.sender))
	c.takeOffer(false)
	_, err := c.peer.AddSender(SenderConfig{
		TrackID: "TR_own", StreamID: "PA_sender|camera", Kind: codec.Video, Codecs: []codec.Codec{vp8()}, OwnSection: true,
	})
	c.must(err)
	offer := c.takeOffer(false)
	if n := strings.Count(offer, "m=video"); n != 2 || !strings.Contains(offer, "a=msid:PA_sender|camera TR_own") || !strings.Contains(offer, "cname:PA_sender\r\n") {
		t.Errorf("%d video sections:\n%s", n, offer)
	}
	send(t, c.peer, "TR_any", codec.Video, vp8())
	if n := strings.Count(c.takeOffer(false), "m=video"); n != 2 {
		t.Errorf("%d video sections after a track that takes any", n)
	}
}

// What else the receiver accepted goes with what it is sent first.
func TestOtherCodecsAreNegotiated(t *testing.T) {
	h264 := codec.Codec{Mime: codec.MimeH264, ClockRate: 90000, Fmtp: "packetization-mode=1;profile-level-id=42e01f"}
	c := newSubscriber(t, clientOptions{})
	both := send(t, c.peer, "TR_both", codec.Video, h264, vp8())
	one := send(t, c.peer, "TR_one", codec.Video, vp8())
	c.takeOffer(false)
	p, ok := both.bound()
	if !ok || p.Codec.Mime != codec.MimeH264 || len(p.Others) != 1 {
		t.Fatalf("bound %v with %+v", ok, p)
	}
	if o := p.Others[0]; o.Codec.Mime != codec.MimeVP8 || o.PayloadType != 96 || o.RTXPayloadType != 97 ||
		o.SSRC != p.SSRC || o.RTXSSRC != p.RTXSSRC || o.Extensions != p.Extensions || len(o.Others) != 0 {
		t.Errorf("the other is %+v, of %+v", o, p)
	}
	if p, ok := one.bound(); !ok || len(p.Others) != 0 {
		t.Errorf("bound %v with others %+v", ok, p.Others)
	}
}

// A browser would not tell of a track that replaces another of the same stream in one section.
func TestSingleSectionOfTheSameStream(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Single}, clientOptions{})
	c.offerToReceive(webrtc.RTPCodecTypeVideo, 1)
	add := func(id string) *Sender {
		t.Helper()
		s, err := c.peer.AddSender(SenderConfig{TrackID: id, StreamID: "PA_sender|camera", Kind: codec.Video, Codecs: []codec.Codec{vp8()}})
		c.must(err)
		return s
	}
	first := add("TR_first")
	if c.offer(); c.mids["0"] != "TR_first" {
		t.Fatalf("mid map %v", c.mids)
	}
	c.must(c.peer.RemoveSender(first))
	add("TR_second")
	if _, v := c.peer.FreeSections(); v != 1 {
		t.Errorf("%d more sections are needed, want 1", v)
	}
	c.offerToReceive(webrtc.RTPCodecTypeVideo, 1)
	if c.offer(); len(c.mids) != 1 || c.mids["1"] != "TR_second" {
		t.Errorf("mid map %v", c.mids)
	}
	add("TR_third") // the first section was empty in between
	if _, v := c.peer.FreeSections(); v != 0 {
		t.Errorf("%d more sections are needed, want none", v)
	}
	if c.offer(); c.mids["0"] != "TR_third" {
		t.Errorf("mid map %v", c.mids)
	}
}
