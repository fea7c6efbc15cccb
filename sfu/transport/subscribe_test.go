package transport

import (
	"encoding/binary"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// receiverOf is a sender's callbacks as a test sees them.
type receiverOf struct {
	mu      sync.Mutex
	params  []forward.Params
	unbound int
	failed  []error
	rtcp    rtcpLog
	seq     uint16
	sender  *Sender
}

func (r *receiverOf) bound() (forward.Params, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.params) == 0 {
		return forward.Params{}, false
	}
	return r.params[len(r.params)-1], true
}

func (r *receiverOf) failure() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return errors.Join(r.failed...)
}

func send(t testing.TB, p *Peer, id string, kind codec.Kind, codecs ...codec.Codec) *receiverOf {
	t.Helper()
	r := &receiverOf{}
	s, err := p.AddSender(SenderConfig{
		TrackID: id, StreamID: streamID(id), Kind: kind, Codecs: codecs,
		Bound:   func(p forward.Params) { r.mu.Lock(); defer r.mu.Unlock(); r.params = append(r.params, p) },
		Unbound: func() { r.mu.Lock(); defer r.mu.Unlock(); r.unbound++ },
		Failed:  func(err error) { r.mu.Lock(); defer r.mu.Unlock(); r.failed = append(r.failed, err) },
		RTCP:    r.rtcp.add,
	})
	if err != nil {
		t.Fatal(err)
	}
	r.sender = s
	return r
}

// batch makes n packets of the stream.
func (r *receiverOf) batch(n int) []forward.Out {
	p, _ := r.bound()
	out := make([]forward.Out, n)
	for i := range out {
		r.seq++
		out[i] = forward.Out{
			Stream: r.sender,
			Header: rtp.Header{
				Version: 2, PayloadType: p.PayloadType, SSRC: p.SSRC,
				SequenceNumber: r.seq, Timestamp: uint32(r.seq) * 3000, Marker: true,
			},
			Payload: []byte{0x10, 0, 0, byte(r.seq)},
		}
	}
	return out
}

// flow sends packets until the client has some of the track.
func flow(t *testing.T, c *client, r *receiverOf, want int) {
	t.Helper()
	eventually(t, "packets of "+r.sender.TrackID(), func() bool {
		if _, err := c.peer.WriteBatch(r.batch(2)); err != nil {
			t.Fatal(err)
		}
		return c.got(r.sender.TrackID()) >= want
	})
}

func newSubscriber(t *testing.T, o clientOptions) *client {
	t.Helper()
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Subscriber}, o)
	c.must(c.peer.OpenDataChannels())
	offer := c.takeOffer(false)
	if !strings.Contains(offer, "a=max-message-size:64000") || !strings.Contains(offer, "a=setup:actpass") {
		t.Errorf("first offer:\n%s", offer)
	}
	c.connected()
	return c
}

func TestSubscribe(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
	video := send(t, c.peer, "TR_video", codec.Video, vp8())
	offer := c.takeOffer(false)
	for _, want := range []string{"a=msid:PA_sender|TR_audio TR_audio", "a=msid:PA_sender|TR_video TR_video", "cname:PA_sender\r\n", "a=sendonly", "a=ssrc-group:FID "} {
		if !strings.Contains(offer, want) {
			t.Errorf("offer lacks %q:\n%s", want, offer)
		}
	}
	if got := len(c.mids); got != 2 {
		t.Errorf("mid map %v", c.mids)
	}
	p, ok := video.bound()
	if !ok || p.PayloadType != 96 || p.RTXPayloadType != 97 || p.RTXSSRC == 0 || p.Codec.Mime != codec.MimeVP8 {
		t.Errorf("video bound %v with %+v", ok, p)
	}
	if p.Extensions.Mid != 0 || p.Extensions.Rid != 0 {
		t.Errorf("publisher's extensions offered to a subscriber: %+v", p.Extensions)
	}
	flow(t, c, audio, 20)
	flow(t, c, video, 20)
	for _, track := range c.remoteTracks() {
		if track.StreamID() != streamID(track.ID()) {
			t.Errorf("stream id %q of %q", track.StreamID(), track.ID())
		}
	}

	c.must(c.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: p.SSRC}}))
	isPLI := func(p rtcp.Packet) bool { _, ok := p.(*rtcp.PictureLossIndication); return ok }
	eventually(t, "the receiver's PLI", func() bool { return video.rtcp.has(isPLI) })

	if s := c.peer.Stats(); s.PacketsSent < 40 || s.SendErrors != 0 || s.State != Connected {
		t.Errorf("stats %+v", s)
	}
	pair, ok := c.peer.SelectedPair()
	if !ok || pair.Protocol != "udp" || !strings.HasPrefix(pair.Local, "127.0.0.1:") {
		t.Errorf("selected pair %+v", pair)
	}
	eventually(t, "a round-trip time", func() bool { return c.peer.RTT() > 0 })
}

// Packets that never reached the client come back on the RTX source.
func TestSubscribeRetransmission(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	video := send(t, c.peer, "TR_video", codec.Video, vp8())
	c.takeOffer(false)
	flow(t, c, video, 10)
	p, _ := video.bound()

	lost := video.batch(5) // never written
	rtx := make([]forward.Out, len(lost))
	for i, o := range lost {
		h := o.Header
		h.SSRC, h.PayloadType, h.SequenceNumber = p.RTXSSRC, p.RTXPayloadType, uint16(i)
		rtx[i] = forward.Out{
			Stream: video.sender, Header: h,
			Payload: append(binary.BigEndian.AppendUint16(nil, o.Header.SequenceNumber), o.Payload...),
		}
	}
	if n, err := c.peer.WriteBatch(rtx); n != len(rtx) || err != nil {
		t.Fatalf("wrote %d: %v", n, err)
	}
	has := func(seq uint16) bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.packets["TR_video"][seq] > 0
	}
	for _, o := range lost {
		eventually(t, "a repaired packet", func() bool {
			if _, err := c.peer.WriteBatch(video.batch(1)); err != nil {
				t.Fatal(err)
			}
			return has(o.Header.SequenceNumber)
		})
	}
}

func TestRemoveSender(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	first := send(t, c.peer, "TR_first", codec.Video, vp8())
	c.takeOffer(false)
	flow(t, c, first, 5)
	was, _ := first.bound()

	c.must(c.peer.RemoveSender(first.sender))
	c.must(c.peer.RemoveSender(first.sender))
	if _, err := first.sender.WriteRTP(&rtp.Header{}, nil); !errors.Is(err, ErrNotSending) {
		t.Errorf("write after removal: %v", err)
	}
	if c.takeOffer(false); len(c.mids) != 0 {
		t.Errorf("mid map %v", c.mids)
	}
	second := send(t, c.peer, "TR_second", codec.Video, vp8())
	offer := c.takeOffer(false)
	if n := strings.Count(offer, "m=video"); n != 1 {
		t.Errorf("%d video sections, want the first one again:\n%s", n, offer)
	}
	now, ok := second.bound()
	if !ok || now.SSRC == was.SSRC {
		t.Errorf("second track bound %v with SSRC %d, the first had %d", ok, now.SSRC, was.SSRC)
	}
	flow(t, c, second, 5)
}

// A section that is taken again before the client saw its end is a new section.
func TestReplaceSenderBetweenOffers(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	first := send(t, c.peer, "TR_first", codec.Audio, opus())
	c.takeOffer(false)
	c.must(c.peer.RemoveSender(first.sender))
	second := send(t, c.peer, "TR_second", codec.Audio, opus())
	offer := c.takeOffer(false)
	if n := strings.Count(offer, "m=audio"); n != 2 {
		t.Errorf("%d audio sections, want 2", n)
	}
	flow(t, c, second, 5)
}

func TestUnsupportedCodec(t *testing.T) {
	h264 := codec.Codec{Mime: codec.MimeH264, ClockRate: 90000, Fmtp: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", PayloadType: 108}
	c := newSubscriber(t, clientOptions{codecs: onlyVideoCodec(webrtc.MimeTypeH264, h264.Fmtp, 108)})
	bad := send(t, c.peer, "TR_vp8", codec.Video, vp8())
	c.takeOffer(false)
	if err := bad.failure(); !errors.Is(err, ErrNoCodec) {
		t.Fatalf("failure %v", err)
	}
	if _, err := bad.sender.WriteRTP(&rtp.Header{}, nil); !errors.Is(err, ErrNotSending) {
		t.Errorf("write: %v", err)
	}
	c.must(c.peer.RemoveSender(bad.sender))
	good := send(t, c.peer, "TR_h264", codec.Video, vp8(), h264)
	c.takeOffer(false)
	p, ok := good.bound()
	if !ok || p.Codec.Mime != codec.MimeH264 || p.PayloadType != 108 {
		t.Fatalf("bound %v with %+v; failure %v", ok, p, good.failure())
	}
	flow(t, c, good, 5)
}
