package transport

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/pion/webrtc/v4"

	"giaoban/sfu/codec"
)

func (c *client) offerToReceive(kind webrtc.RTPCodecType, n int) {
	c.t.Helper()
	for range n {
		_, err := c.pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		c.must(err)
	}
}

func TestSinglePeerConnection(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Single}, clientOptions{})
	counts := drain(c.events)
	_, err := c.pc.CreateDataChannel(LabelReliable, nil)
	c.must(err)
	c.offerToReceive(webrtc.RTPCodecTypeAudio, 3)
	c.offerToReceive(webrtc.RTPCodecTypeVideo, 3)
	video := c.publish("cam", webrtc.MimeTypeVP8, "q", "h", "f")
	sections, answer := c.offer()
	if len(sections) != 7 || len(c.mids) != 0 {
		t.Fatalf("%d sections, mid map %v", len(sections), c.mids)
	}
	if strings.Contains(answer, "a=msid:") {
		t.Error("an empty section has an msid")
	}
	c.connected()

	// Four videos: three sections are free, one more is needed.
	receivers := make(map[string]*receiverOf)
	for _, id := range []string{"TR_v1", "TR_v2", "TR_v3", "TR_v4"} {
		receivers[id] = send(t, c.peer, id, codec.Video, vp8())
	}
	receivers["TR_a1"] = send(t, c.peer, "TR_a1", codec.Audio, opus())
	if a, v := c.peer.FreeSections(); a != 0 || v != 1 || !c.peer.NeedsOffer() {
		t.Errorf("needs %d audio and %d video sections, offer %v", a, v, c.peer.NeedsOffer())
	}
	c.offer()
	if a, v := c.peer.FreeSections(); a != 0 || v != 1 || len(c.mids) != 4 {
		t.Errorf("still needs %d audio and %d video sections; mid map %v", a, v, c.mids)
	}
	c.offerToReceive(webrtc.RTPCodecTypeVideo, 1)
	_, answer = c.offer()
	if a, v := c.peer.FreeSections(); a != 0 || v != 0 || c.peer.NeedsOffer() || len(c.mids) != 5 {
		t.Errorf("needs %d audio and %d video sections, offer %v; mid map %v", a, v, c.peer.NeedsOffer(), c.mids)
	}
	checkSingleAnswer(t, answer)
	for _, r := range receivers {
		flow(t, c, r, 5)
		if p, _ := r.bound(); p.Extensions.Mid != 0 || p.Extensions.Rid != 0 {
			t.Errorf("bound with a publisher's extensions: %+v", p.Extensions)
		}
	}
	stop := make(chan struct{})
	var pumps sync.WaitGroup
	pumps.Go(func() { c.pump(video, sections[6].Mid, stop) })
	for _, key := range []string{"videoq", "videoh", "videof"} {
		eventually(t, "packets of "+key, func() bool { return counts.count(key) >= 10 })
	}
	close(stop)
	pumps.Wait()

	reuseSection(t, c, receivers["TR_v1"])
	if err := c.peer.Close(); err != nil {
		t.Fatal(err)
	}
	counts.wg.Wait()
}

func checkSingleAnswer(t *testing.T, answer string) {
	t.Helper()
	for _, section := range strings.Split(answer, "\r\nm=")[1:] {
		sending := strings.Contains(section, "a=msid:")
		switch {
		case sending && strings.HasPrefix(section, "video") && (!strings.Contains(section, " transport-cc\r\n") || strings.Contains(section, "goog-remb")):
			t.Errorf("a section that carries a video has not transport-wide feedback alone:\n%s", section)
		case sending && strings.HasPrefix(section, "video") && !strings.Contains(section, "a=ssrc-group:FID"):
			t.Errorf("a video section has no retransmission source:\n%s", section)
		case strings.Contains(section, "a=simulcast:") && !strings.Contains(section, "transport-cc"):
			t.Errorf("the published section has no transport-wide feedback:\n%s", section)
		}
	}
}

// reuseSection takes one track away and puts another where it was.
func reuseSection(t *testing.T, c *client, old *receiverOf) {
	t.Helper()
	mid := ""
	for m, track := range c.mids {
		if track == old.sender.TrackID() {
			mid = m
		}
	}
	c.must(c.peer.RemoveSender(old.sender))
	if c.offer(); c.mids[mid] != "" {
		t.Errorf("mid map after removal %v", c.mids)
	}
	next := send(t, c.peer, "TR_next", codec.Video, vp8())
	_, answer := c.offer()
	if c.mids[mid] != "TR_next" || !strings.Contains(answer, "a=msid:PA_sender|TR_next TR_next") {
		t.Errorf("mid map %v, want %s to carry TR_next", c.mids, mid)
	}
	flow(t, c, next, 5)
}

// When the client stops receiving in a section its track waits for another.
func TestSingleSectionWithdrawn(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Single}, clientOptions{})
	_, err := c.pc.CreateDataChannel(LabelReliable, nil)
	c.must(err)
	c.offerToReceive(webrtc.RTPCodecTypeVideo, 1)
	r := send(t, c.peer, "TR_v", codec.Video, vp8())
	c.offer()
	c.connected()
	flow(t, c, r, 5)
	c.must(c.pc.GetTransceivers()[0].Stop())
	c.offer()
	if r.unbound != 1 || len(c.mids) != 0 {
		t.Errorf("unbound %d times, mid map %v", r.unbound, c.mids)
	}
	if _, v := c.peer.FreeSections(); v != 1 {
		t.Errorf("needs %d sections", v)
	}
	c.offerToReceive(webrtc.RTPCodecTypeVideo, 1)
	c.offer()
	flow(t, c, r, 15)
}

func TestSingleUnsupportedCodec(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Single}, clientOptions{codecs: onlyVideoCodec(webrtc.MimeTypeVP8, "", 96)})
	c.offerToReceive(webrtc.RTPCodecTypeVideo, 2)
	bad := send(t, c.peer, "TR_av1", codec.Video, codec.Codec{Mime: codec.MimeAV1, ClockRate: 90000})
	good := send(t, c.peer, "TR_vp8", codec.Video, vp8())
	c.offer()
	if !errors.Is(bad.failure(), ErrNoCodec) {
		t.Errorf("failure %v", bad.failure())
	}
	if _, ok := good.bound(); !ok {
		t.Error("the usable track is not bound")
	}
	if c.peer.NeedsOffer() {
		t.Error("a track that failed still waits")
	}
	c.must(c.peer.RemoveSender(bad.sender))
}

func TestRolesAndTurns(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	for _, role := range []Role{Publisher, Subscriber, Single} {
		t.Run(role.String(), func(t *testing.T) {
			p, err := e.NewPeer(PeerConfig{Role: role, Handler: newEvents()})
			if err != nil {
				t.Fatal(err)
			}
			wrong := ErrWrongRole
			if role == Subscriber {
				if _, err := p.SetOffer(""); !errors.Is(err, wrong) {
					t.Errorf("offer: %v", err)
				}
				if err := p.SetAnswer(""); !errors.Is(err, ErrWrongState) {
					t.Errorf("answer without an offer: %v", err)
				}
			} else {
				if _, _, err := p.CreateOffer(false); !errors.Is(err, wrong) {
					t.Errorf("create offer: %v", err)
				}
				if err := p.OpenDataChannels(); !errors.Is(err, wrong) {
					t.Errorf("data channels: %v", err)
				}
				if _, _, err := p.CreateAnswer(nil); !errors.Is(err, ErrWrongState) {
					t.Errorf("create answer without an offer: %v", err)
				}
			}
			if role == Publisher {
				if _, err := p.AddSender(SenderConfig{}); !errors.Is(err, wrong) {
					t.Errorf("add sender: %v", err)
				}
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
			if err := p.Close(); err != nil {
				t.Error("closed again:", err)
			}
			if err := p.SendData(Reliable, nil); !errors.Is(err, ErrClosed) {
				t.Errorf("send after close: %v", err)
			}
			if err := p.AddCandidate(`{"candidate":"1 1 udp 1 127.0.0.1 9 typ host"}`); !errors.Is(err, ErrClosed) {
				t.Errorf("candidate after close: %v", err)
			}
		})
	}
	if _, err := e.NewPeer(PeerConfig{Role: Single}); err == nil {
		t.Error("a peer without a handler")
	}
}
