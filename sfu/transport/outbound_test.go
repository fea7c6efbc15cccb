package transport

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/seal"
)

// Who seals is decided by the profile, over either transport, and media comes
// through in every case.
func TestPathByProfile(t *testing.T) {
	gcm128 := []dtls.SRTPProtectionProfile{dtls.SRTP_AES128_CM_HMAC_SHA1_80, dtls.SRTP_AEAD_AES_128_GCM}
	udp := []webrtc.NetworkType{webrtc.NetworkTypeUDP4}
	tcp := []webrtc.NetworkType{webrtc.NetworkTypeTCP4, webrtc.NetworkTypeUDP4}
	for name, tt := range map[string]struct {
		options clientOptions
		tcp     bool
		lite    bool // then this client is the DTLS server
		want    path
	}{
		"AES-128-GCM":               {clientOptions{profiles: gcm128, networks: udp}, false, false, pathSealed},
		"AES-256-GCM":               {clientOptions{profiles: []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_256_GCM}, networks: udp}, false, false, pathSealed},
		"AES-128-GCM over TCP":      {clientOptions{profiles: gcm128, networks: tcp}, true, false, pathSealed},
		"AES-128-GCM to ICE-lite":   {clientOptions{profiles: gcm128[1:], networks: udp}, false, true, pathSealed},
		"AES-CM and SHA-1":          {clientOptions{profiles: gcm128[:1], networks: udp}, false, false, pathLibrary},
		"AES-CM and SHA-1 over TCP": {clientOptions{profiles: gcm128[:1], networks: tcp}, true, false, pathLibrary},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, newTestEngine(t, Config{}), PeerConfig{Role: Subscriber, TCPOnly: tt.tcp, Lite: tt.lite}, tt.options)
			audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
			video := send(t, c.peer, "TR_video", codec.Video, vp8())
			c.takeOffer(false)
			flow(t, c, audio, 20)
			flow(t, c, video, 20)
			if got := c.peer.out.chosen(); got != tt.want {
				t.Errorf("path %d, want %d", got, tt.want)
			}
			if s := c.peer.Stats(); s.PacketsSent < 40 || s.BytesSent < 40*(12+4) || s.SendErrors != 0 {
				t.Errorf("counted %d packets, %d octets, %d errors", s.PacketsSent, s.BytesSent, s.SendErrors)
			}
			c.must(c.peer.Close())
			if c.peer.out.sealer != nil || c.peer.out.chosen() != pathClosed {
				t.Error("the keys outlive the connection")
			}
			if _, err := c.peer.WriteBatch(audio.batch(1)); err == nil {
				t.Error("written after the end")
			}
		})
	}
}

// A client whose certificate is not the announced one gets no media, and the
// keys that were agreed with it are wiped.
func TestWrongCertificate(t *testing.T) {
	c := newClient(t, newTestEngine(t, Config{TCPPort: -1}), PeerConfig{Role: Subscriber}, clientOptions{})
	audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
	offer, _, err := c.peer.CreateOffer(false)
	c.must(err)
	c.must(c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}))
	c.remoteSet()
	answer, err := c.pc.CreateAnswer(nil)
	c.must(err)
	c.must(c.pc.SetLocalDescription(answer))
	const key = "a=fingerprint:sha-256 "
	before, after, _ := strings.Cut(answer.SDP, key)
	c.must(c.peer.SetAnswer(before + key + strings.Repeat("00:", 31) + "00" + after[95:]))
	eventually(t, "the handshake to fail", func() bool { return c.peer.out.chosen() == pathClosed })
	o := &c.peer.out
	o.keys.mu.Lock()
	defer o.keys.mu.Unlock()
	if o.keys.sealer != nil || o.keys.hello == nil {
		t.Errorf("a hello was seen: %v; keys are left: %v", o.keys.hello != nil, o.keys.sealer != nil)
	}
	if n, err := c.peer.WriteBatch(audio.batch(3)); n != 0 || err == nil || c.got("TR_audio") != 0 {
		t.Errorf("%d packets written to an impostor: %v", n, err)
	}
}

// Many writers, renegotiation and repetitions: every number has one content,
// and what was refused is counted.
func TestOneContentForANumber(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	video := send(t, c.peer, "TR_video", codec.Video, vp8())
	c.takeOffer(false)
	flow(t, c, video, 5)
	first := video.batch(20)
	write := func(batch []forward.Out, want int, wantErr error) {
		t.Helper()
		if n, err := c.peer.WriteBatch(batch); n != want || !errors.Is(err, wantErr) {
			t.Errorf("%d written: %v; want %d, %v", n, err, want, wantErr)
		}
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if n, err := c.peer.WriteBatch(first); n != len(first) || err != nil {
				t.Errorf("the same packets again: %d, %v", n, err)
			}
		})
	}
	wg.Wait()
	changed := make([]forward.Out, len(first))
	for i, o := range first {
		changed[i] = o
		changed[i].Payload = []byte("another")
	}
	write(changed, 0, seal.ErrReused)
	// A renegotiation makes another outlet, which must not know less.
	send(t, c.peer, "TR_more", codec.Audio, opus())
	c.takeOffer(false)
	write(changed, 0, seal.ErrReused)
	write(first, len(first), nil)
	old := first[:1]
	old[0].Header.SequenceNumber -= videoWindow
	write(old, 0, seal.ErrOld)
	old[0].Header.SSRC++
	write(old, 0, errSource)
	if got := c.peer.Stats().SendErrors; got != 42 {
		t.Errorf("%d refusals counted, want 42", got)
	}
	flow(t, c, video, c.got("TR_video")+5)
}

// The rest of a frame of which a packet was lost is not sent, up to its marker.
func TestFrameIsCut(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	video := send(t, c.peer, "TR_video", codec.Video, vp8())
	c.takeOffer(false)
	flow(t, c, video, 1)
	frame := func() []forward.Out {
		batch := video.batch(4)
		for i := range batch {
			batch[i].Header.Timestamp = batch[0].Header.Timestamp
			batch[i].Header.Marker = i == 3
		}
		return batch
	}
	cut, next := frame(), frame()
	lose := func(timestamp uint32) {
		o := &c.peer.out
		o.mu.Lock()
		defer o.mu.Unlock()
		st := &video.sender.out.Load().media
		st.cut, st.at = true, timestamp
	}
	write := func(batch []forward.Out, want int) {
		t.Helper()
		if n, err := c.peer.WriteBatch(batch); n != want || (err == nil) != (n == len(batch)) {
			t.Errorf("%d written, %v; want %d", n, err, want)
		}
	}
	lose(cut[0].Header.Timestamp)
	write(cut[1:3], 0)
	write(append(cut[3:], next...), 4)
	write(cut[3:], 1) // asked for again, behind the frame's end
	lose(cut[0].Header.Timestamp)
	write(next, 4)
}

// Media follows ICE to another path, and stops when ICE has failed.
func TestRouteFollowsICE(t *testing.T) {
	const soon = 5 * time.Second // a machine may stand still for some
	e := newTestEngine(t, Config{TCPPort: -1, DisconnectedTimeout: soon, FailedTimeout: soon, KeepAlive: soon / 3})
	c := newClient(t, e, PeerConfig{Role: Subscriber}, clientOptions{})
	audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
	c.takeOffer(false)
	flow(t, c, audio, 1)
	followed := func() bool {
		pair, ok := c.peer.SelectedPair()
		r := c.peer.out.route.Load()
		return ok && r != nil && r.to.String() == pair.Remote
	}
	eventually(t, "the first route", followed)
	first := c.peer.out.route.Load().to.String()
	c.takeOffer(true)
	eventually(t, "a route after a restart", func() bool { return followed() && c.peer.out.route.Load().to.String() != first })
	flow(t, c, audio, c.got("TR_audio")+5)
	c.must(c.pc.GracefulClose())
	eventually(t, "the route to end", func() bool { return c.peer.out.route.Load() == nil })
	if _, err := c.peer.WriteBatch(audio.batch(1)); err == nil {
		t.Error("written to nowhere")
	}
}

// What comes before the handshake is over is lost without harm.
func TestBeforeTheHandshake(t *testing.T) {
	p := &Peer{}
	s := &Sender{peer: p}
	s.out.Store(&outlet{library: nowhere{}})
	if n, err := p.WriteBatch([]forward.Out{{Stream: s}, {Stream: s}}); n != 2 || err != nil || p.counts.bytes.Load() != 0 {
		t.Errorf("%d, %v", n, err)
	}
	sealer, err := seal.Handshake{
		PRF: prfOf(0xc02b), MasterSecret: make([]byte, 48), ClientRandom: make([]byte, 32), ServerRandom: make([]byte, 32),
	}.ForServer(seal.AES128GCM)
	if err != nil {
		t.Fatal(err)
	}
	p.out.choose(sealer)
	p.out.choose(nil) // chosen once
	if p.out.chosen() != pathSealed {
		t.Errorf("path %d", p.out.chosen())
	}
	if _, err := p.WriteBatch([]forward.Out{{Stream: s, Header: rtp.Header{Version: 2}}}); !errors.Is(err, errNoPath) {
		t.Errorf("without a route: %v", err)
	}
	p.out.close()
	p.out.choose(sealer)
	if p.out.chosen() != pathClosed || p.out.sealer != nil {
		t.Error("chosen after the end")
	}
}
