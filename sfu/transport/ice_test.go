package transport

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pion/webrtc/v4"

	"giaoban/sfu/codec"
)

func TestICETCPOnly(t *testing.T) {
	e := newTestEngine(t, Config{})
	tcp := clientOptions{networks: []webrtc.NetworkType{webrtc.NetworkTypeTCP4, webrtc.NetworkTypeUDP4}}
	c := newClient(t, e, PeerConfig{Role: Subscriber, TCPOnly: true}, tcp)
	c.must(c.peer.OpenDataChannels())
	c.takeOffer(false)
	c.connected()
	audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
	c.takeOffer(false)
	flow(t, c, audio, 10)
	pair, ok := c.peer.SelectedPair()
	if !ok || pair.Protocol != "tcp" || netip.MustParseAddrPort(pair.Local).Port() != uint16(e.TCPPort()) {
		t.Errorf("pair %+v, TCP port %d", pair, e.TCPPort())
	}
	for _, text := range c.events.candidates {
		if strings.Contains(text, " udp ") {
			t.Errorf("candidate %s on a TCP-only peer", text)
		}
	}
}

func TestIPv6(t *testing.T) {
	t.Run("udp", func(t *testing.T) {
		overIPv6(t, netip.IPv6Loopback(), false, webrtc.NetworkTypeUDP6)
	})
	// The library gathers no TCP candidate for ::1.
	t.Run("tcp", func(t *testing.T) {
		addrs, err := listenAddresses(Config{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(addrs, netip.Addr.Is6)
		if i < 0 {
			t.Skip("this host has no IPv6 address but ::1")
		}
		overIPv6(t, addrs[i], true, webrtc.NetworkTypeTCP6, webrtc.NetworkTypeUDP6)
	})
}

func overIPv6(t *testing.T, addr netip.Addr, tcp bool, networks ...webrtc.NetworkType) {
	e := newTestEngine(t, Config{Addresses: []netip.Addr{addr}})
	c := newClient(t, e, PeerConfig{Role: Subscriber, TCPOnly: tcp}, clientOptions{networks: networks})
	c.must(c.peer.OpenDataChannels())
	c.takeOffer(false)
	c.connected()
	pair, _ := c.peer.SelectedPair()
	if (pair.Protocol == "tcp") != tcp || !strings.HasPrefix(pair.Local, "["+addr.String()+"]:") {
		t.Errorf("pair %+v", pair)
	}
}

func TestLite(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	for _, role := range []Role{Subscriber, Publisher} {
		t.Run(role.String(), func(t *testing.T) {
			c := newClient(t, e, PeerConfig{Role: role, Lite: true}, clientOptions{})
			description := ""
			if role == Subscriber {
				c.must(c.peer.OpenDataChannels())
				description = c.takeOffer(false)
			} else {
				_, err := c.pc.CreateDataChannel(LabelReliable, nil)
				c.must(err)
				_, description = c.offer()
			}
			if !strings.Contains(description, "a=ice-lite") {
				t.Error("lite is not announced")
			}
			c.connected()
		})
	}
}

func ufrag(description string) string {
	_, rest, _ := strings.Cut(description, "a=ice-ufrag:")
	u, _, _ := strings.Cut(rest, "\r\n")
	return u
}

func TestICERestart(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	for _, lite := range []bool{false, true} {
		name := map[bool]string{false: "full", true: "lite"}[lite]
		t.Run("server offers, "+name, func(t *testing.T) {
			c := newClient(t, e, PeerConfig{Role: Subscriber, Lite: lite}, clientOptions{})
			c.must(c.peer.OpenDataChannels())
			before := c.takeOffer(true) // there is nothing to restart yet
			c.connected()
			audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
			c.takeOffer(false)
			flow(t, c, audio, 5)
			if after := c.takeOffer(true); ufrag(after) == ufrag(before) {
				t.Error("credentials did not change")
			}
			had := c.got("TR_audio")
			flow(t, c, audio, had+20)
			c.connected()
		})
		t.Run("client offers, "+name, func(t *testing.T) {
			c := newClient(t, e, PeerConfig{Role: Single, Lite: lite}, clientOptions{})
			c.offerToReceive(webrtc.RTPCodecTypeAudio, 1)
			audio := send(t, c.peer, "TR_audio", codec.Audio, opus())
			_, before := c.offer()
			c.connected()
			flow(t, c, audio, 5)
			if _, after := c.offerWith(&webrtc.OfferOptions{ICERestart: true}); ufrag(after) == ufrag(before) {
				t.Error("credentials did not change")
			}
			had := c.got("TR_audio")
			flow(t, c, audio, had+20)
			c.connected()
		})
	}
}

func TestOnePortOnAllAddresses(t *testing.T) {
	replaced := 0
	e := newTestEngine(t, Config{
		Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()},
		PacketConn: func(c *net.UDPConn) (net.PacketConn, error) {
			replaced++
			return c, nil
		},
	})
	addrs := e.UDPAddrs()
	if len(addrs) != 2 || addrs[0].Port() != addrs[1].Port() || replaced != 2 || e.TCPPort() == 0 {
		t.Errorf("listens on %v and TCP %d, %d sockets replaced", addrs, e.TCPPort(), replaced)
	}
}

func TestNATAddresses(t *testing.T) {
	e := newTestEngine(t, Config{Addresses: loopback4, NodeIPs: []string{"203.0.113.5/127.0.0.1"}})
	h := newEvents()
	p, err := e.NewPeer(PeerConfig{Role: Subscriber, Handler: h})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.OpenDataChannels(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.CreateOffer(false); err != nil {
		t.Fatal(err)
	}
	gathered := func() []string {
		h.mu.Lock()
		defer h.mu.Unlock()
		return append([]string(nil), h.candidates...)
	}
	eventually(t, "the end of gathering", func() bool {
		list := gathered()
		return len(list) > 0 && list[len(list)-1] == ""
	})
	list := gathered()
	if len(list) != 3 {
		t.Fatalf("candidates %q", list)
	}
	for _, text := range list[:2] {
		if !strings.Contains(text, " 203.0.113.5 ") {
			t.Errorf("candidate %s", text)
		}
	}
}

func TestNATPairs(t *testing.T) {
	local := []netip.Addr{
		netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("10.0.0.1"),
		netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("fd00::1"),
	}
	for name, tc := range map[string]struct{ nodeIPs, want []string }{
		"none":       {nil, nil},
		"one public": {[]string{"203.0.113.5"}, []string{"127.0.0.1/127.0.0.1", "203.0.113.5/10.0.0.1", "203.0.113.5/10.0.0.2", "fd00::1/fd00::1"}},
		"pair":       {[]string{"203.0.113.5/10.0.0.2"}, []string{"127.0.0.1/127.0.0.1", "10.0.0.1/10.0.0.1", "203.0.113.5/10.0.0.2", "fd00::1/fd00::1"}},
		"both families": {[]string{"203.0.113.5", "2001:db8::5"},
			[]string{"127.0.0.1/127.0.0.1", "203.0.113.5/10.0.0.1", "203.0.113.5/10.0.0.2", "2001:db8::5/fd00::1"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := natPairs(tc.nodeIPs, local)
			if strings.Join(got, " ") != strings.Join(tc.want, " ") {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestBadConfig(t *testing.T) {
	for name, cfg := range map[string]Config{
		"both off":     {UDPPort: -1, TCPPort: -1},
		"large port":   {UDPPort: 70000},
		"bad node IP":  {NodeIPs: []string{"province.example"}},
		"bad pair":     {NodeIPs: []string{"203.0.113.5/x"}},
		"port in use":  {Addresses: loopback4, UDPPort: busyPort(t)},
		"not our addr": {Addresses: []netip.Addr{netip.MustParseAddr("203.0.113.5")}},
	} {
		t.Run(name, func(t *testing.T) {
			if e, err := NewEngine(cfg, nil); err == nil {
				t.Error("no error")
				_ = e.Close()
			}
		})
	}
}

func busyPort(t *testing.T) int {
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return int(addrPortOf(c.LocalAddr()).Port())
}

// A TCP client that never speaks must not hold up the end.
func TestCloseWithSilentTCPClient(t *testing.T) {
	e, err := NewEngine(Config{Addresses: loopback4}, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", netip.AddrPortFrom(loopback4[0], uint16(e.TCPPort())).String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	if _, err := e.NewPeer(PeerConfig{Role: Single, Handler: newEvents()}); err == nil {
		t.Error("a new peer on a closed engine")
	}
}
