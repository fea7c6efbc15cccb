package transport

import (
	"bytes"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/pion/dtls/v2"
	"github.com/pion/webrtc/v3"
)

// wiretap notes the SRTP profiles of the ServerHellos that leave a socket.
type wiretap struct {
	net.PacketConn
	mu     sync.Mutex
	chosen []dtls.SRTPProtectionProfile
}

func (w *wiretap) WriteTo(b []byte, addr net.Addr) (int, error) {
	const serverHello = 2
	if len(b) > 25 && b[0] == recordHandshake && b[13] == serverHello {
		// use_srtp of five octets: one profile of two, no MKI.
		if i := bytes.Index(b, []byte{0, extensionSRTP, 0, 5, 0, 2}); i > 0 && i+8 < len(b) {
			w.mu.Lock()
			w.chosen = append(w.chosen, dtls.SRTPProtectionProfile(uint16(b[i+6])<<8|uint16(b[i+7])))
			w.mu.Unlock()
		}
	}
	return w.PacketConn.WriteTo(b, addr)
}

// What is negotiated on the wire is the best profile that the client has,
// wherever it puts it.
func TestSRTPProfile(t *testing.T) {
	const (
		gcm128 = dtls.SRTP_AEAD_AES_128_GCM
		gcm256 = dtls.SRTP_AEAD_AES_256_GCM
		sha1   = dtls.SRTP_AES128_CM_HMAC_SHA1_80
	)
	for name, tt := range map[string]struct {
		offered []dtls.SRTPProtectionProfile
		want    dtls.SRTPProtectionProfile
	}{
		"a browser that puts AES-GCM last": {[]dtls.SRTPProtectionProfile{sha1, gcm256, gcm128}, gcm128},
		"AES-GCM first":                    {[]dtls.SRTPProtectionProfile{gcm256, gcm128, sha1}, gcm128},
		"AES-256 alone":                    {[]dtls.SRTPProtectionProfile{sha1, gcm256}, gcm256},
		"no AES-GCM":                       {[]dtls.SRTPProtectionProfile{sha1}, sha1},
	} {
		for _, role := range []Role{Publisher, Subscriber} {
			t.Run(name+", "+role.String(), func(t *testing.T) {
				tap := &wiretap{}
				e := newTestEngine(t, Config{TCPPort: -1, PacketConn: func(c *net.UDPConn) (net.PacketConn, error) {
					tap.PacketConn = c
					return tap, nil
				}})
				connectOld(t, e, role, tt.offered)
				tap.mu.Lock()
				defer tap.mu.Unlock()
				if len(tap.chosen) == 0 || slices.ContainsFunc(tap.chosen, func(p dtls.SRTPProtectionProfile) bool { return p != tt.want }) {
					t.Errorf("negotiated is %v, want %v", tap.chosen, tt.want)
				}
			})
		}
	}
}

// connectOld connects a client of the engine's own library version, which
// offers the given profiles.
func connectOld(t *testing.T, e *Engine, role Role, profiles []dtls.SRTPProtectionProfile) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	peer, err := e.NewPeer(PeerConfig{Role: role, Handler: newEvents()})
	must(err)
	s := webrtc.SettingEngine{}
	s.SetIncludeLoopbackCandidate(true)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	s.SetSRTPProtectionProfiles(profiles...)
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(s)).NewPeerConnection(webrtc.Configuration{})
	must(err)
	t.Cleanup(func() {
		if err := pc.GracefulClose(); err != nil {
			t.Errorf("close client: %v", err)
		}
	})
	local := func(d webrtc.SessionDescription, err error) string {
		t.Helper()
		must(err)
		gathered := webrtc.GatheringCompletePromise(pc)
		must(pc.SetLocalDescription(d))
		<-gathered
		return pc.LocalDescription().SDP
	}
	if role == Publisher {
		_, err = pc.CreateDataChannel(LabelReliable, nil)
		must(err)
		_, err = peer.SetOffer(local(pc.CreateOffer(nil)))
		must(err)
		answer, _, err := peer.CreateAnswer(nil)
		must(err)
		must(pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}))
	} else {
		must(peer.OpenDataChannels())
		offer, _, err := peer.CreateOffer(false)
		must(err)
		must(pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}))
		must(peer.SetAnswer(local(pc.CreateAnswer(nil))))
	}
	eventually(t, "the connection", func() bool { return peer.State() == Connected })
}

// hello makes the records of a ClientHello with a use_srtp extension.
func hello(profiles []byte, fragment int) [][]byte {
	body := append([]byte{0xfe, 0xfd}, make([]byte, 32)...)
	body = append(body, 0, 0, 0, 2, 0xc0, 0x2b, 1, 0)
	srtp := append([]byte{0, byte(len(profiles))}, profiles...)
	srtp = append(srtp, 0)
	extensions := append([]byte{0, 23, 0, 0, 0, extensionSRTP, 0, byte(len(srtp))}, srtp...)
	body = append(body, 0, byte(len(extensions)))
	body = append(body, extensions...)
	var packets [][]byte
	for at := 0; at < len(body); at += fragment {
		part := body[at:min(at+fragment, len(body))]
		record := []byte{recordHandshake, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, byte(12 + len(part))}
		record = append(record, clientHello, 0, 0, byte(len(body)), 0, 0, 0, 0, byte(at), 0, 0, byte(len(part)))
		packets = append(packets, append(record, part...))
	}
	return packets
}

func TestHelloInFragments(t *testing.T) {
	for _, fragment := range []int{7, 40, 200} {
		var r helloReader
		packets := hello([]byte{0, 1, 0, 8, 0, 7}, fragment)
		r.read(packets[0]) // sent twice
		var got []dtls.SRTPProtectionProfile
		for _, p := range packets {
			if got != nil {
				t.Fatal("read before it was whole")
			}
			got = r.read(p)
		}
		if !slices.Equal(got, []dtls.SRTPProtectionProfile{1, 8, 7}) {
			t.Errorf("in fragments of %d: read %v", fragment, got)
		}
	}
}

func FuzzClientHello(f *testing.F) {
	for _, p := range hello([]byte{0, 1, 0, 7}, 50) {
		f.Add(p, p)
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		c := newProfileChoice()
		c.watch(a)
		c.watch(b)
		for _, p := range c.accepted {
			if !slices.Contains(preferredProfiles, p) {
				t.Fatalf("accepts %v", p)
			}
		}
		if len(c.hello.body) > maxHello {
			t.Fatalf("keeps %d octets", len(c.hello.body))
		}
	})
}
