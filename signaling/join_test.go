package signaling_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/livekit"
)

func TestClientsSeeEachOther(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		a := join(t, server, mode, "hall", "a")
		b := join(t, server, mode, "hall", "b")
		until(t, "a to see b", func() bool { return a.Participant("b").GetState() == livekit.ParticipantInfo_ACTIVE })
		until(t, "b to see a", func() bool { return b.Participant("a") != nil })
		b.Leave()
		until(t, "a to see b go", func() bool { return a.Participant("b") == nil })
	})
}

func TestJoinResponse(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		c := dial(t, server, mode, "hall", "a", withGrant(server, t, "hall", "a", func(g *token.Grant) {
			g.Metadata, g.Attributes = "m", map[string]string{"role": "chair"}
		}), quiet)
		first := c.Messages()[0].GetJoin()
		if first == nil {
			t.Fatalf("the first message is %T", c.Messages()[0].GetMessage())
		}
		self := first.GetParticipant()
		checks := map[string]bool{
			"room sid":           strings.HasPrefix(first.GetRoom().GetSid(), "RM_"),
			"room name":          first.GetRoom().GetName() == "hall",
			"room codecs":        len(first.GetRoom().GetEnabledCodecs()) > 0,
			"participant sid":    strings.HasPrefix(self.GetSid(), "PA_"),
			"identity":           self.GetIdentity() == "a",
			"name":               self.GetName() == "name of a",
			"metadata":           self.GetMetadata() == "m",
			"attributes":         self.GetAttributes()["role"] == "chair",
			"joined":             self.GetState() == livekit.ParticipantInfo_JOINED && self.GetJoinedAt() > 0,
			"permission":         self.GetPermission().GetCanPublish() && self.GetPermission().GetCanSubscribe() && self.GetPermission().GetCanPublishData(),
			"version":            first.GetServerInfo().GetVersion() == "1.13.6" && first.GetServerVersion() == "1.13.6",
			"protocol":           first.GetServerInfo().GetProtocol() == 17,
			"edition":            first.GetServerInfo().GetEdition() == livekit.ServerInfo_Standard,
			"ping":               first.GetPingInterval() == 5 && first.GetPingTimeout() == 15,
			"fast publish":       first.GetFastPublish(),
			"subscriber primary": first.GetSubscriberPrimary() == (mode == testclient.Dual),
		}
		for what, ok := range checks {
			if !ok {
				t.Errorf("%s is wrong in %v", what, first)
			}
		}
		var firstVideo string
		for _, codec := range first.GetEnabledPublishCodecs() {
			if strings.HasPrefix(codec.GetMime(), "video/") && firstVideo == "" {
				firstVideo = codec.GetMime()
			}
			if codec.GetMime() == "video/rtx" {
				t.Error("rtx is listed as a codec")
			}
		}
		if firstVideo != "video/VP8" {
			t.Errorf("the fallback codec is %q", firstVideo)
		}
		awaits(t, c, "a refreshed token", func(m *livekit.SignalResponse) *string {
			if raw := m.GetRefreshToken(); raw != "" {
				return &raw
			}
			return nil
		}, func(raw *string) bool {
			claims, err := server.Keys.Verify(*raw)
			return err == nil && claims.Identity == "a" && claims.Video.Room == "hall" && claims.Metadata == "m"
		})
	})
}

func TestShortTokensAreRenewedBeforeTheyEnd(t *testing.T) {
	server := testserver.Start(t, func(c *signaling.Config) { c.Timings.TokenLifetime = time.Second })
	c := join(t, server, testclient.Dual, "hall", "a")
	until(t, "three tokens", func() bool {
		renewed := 0
		for _, m := range c.Messages() {
			if m.GetRefreshToken() != "" {
				renewed++
			}
		}
		return renewed >= 3
	})
}

func TestWithoutSubscribeRightThePublisherIsPrimary(t *testing.T) {
	server := testserver.Start(t)
	noSubscribe := func(g *token.Grant) {
		g.Permission = &livekit.ParticipantPermission{CanPublish: true, CanPublishData: true}
	}
	c := join(t, server, testclient.Dual, "hall", "sender", withGrant(server, t, "hall", "sender", noSubscribe))
	if c.Joined().GetSubscriberPrimary() {
		t.Fatal("subscriber_primary although nothing may be subscribed")
	}
	other := join(t, server, testclient.Dual, "hall", "other")
	until(t, "the other's channel", other.CanSend)
	if err := other.SendData(livekit.DataPacket_RELIABLE, user("hello")); err != nil {
		t.Fatal(err)
	}
	until(t, "data on the publisher connection", func() bool { return len(c.Data()) == 1 })
}

func TestHiddenParticipantIsNotListed(t *testing.T) {
	server := testserver.Start(t)
	a := join(t, server, testclient.Dual, "hall", "a")
	join(t, server, testclient.Dual, "hall", "ghost", withGrant(server, t, "hall", "ghost", func(g *token.Grant) {
		g.Permission = &livekit.ParticipantPermission{CanSubscribe: true, Hidden: true}
	}))
	join(t, server, testclient.Dual, "hall", "b")
	until(t, "a to see b", func() bool { return a.Participant("b") != nil })
	if a.Participant("ghost") != nil {
		t.Error("the hidden participant is listed")
	}
	if n := server.Service.Rooms().Count("hall"); n != 2 {
		t.Errorf("the room counts %d participants", n)
	}
}

func TestDuplicateIdentityReplacesTheOlder(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		watcher := join(t, server, mode, "hall", "watcher")
		old := join(t, server, mode, "hall", "twin")
		oldSID := old.SID()
		next := join(t, server, mode, "hall", "twin")
		until(t, "the older to be told", func() bool {
			left := old.Left()
			return left.GetReason() == livekit.DisconnectReason_DUPLICATE_IDENTITY && left.GetAction() == livekit.LeaveRequest_DISCONNECT
		})
		until(t, "the watcher to see the newer", func() bool { return watcher.Participant("twin").GetSid() == next.SID() })
		if next.SID() == oldSID {
			t.Error("the sid was kept")
		}
		if n := len(server.Service.Rooms().Participants("hall")); n != 2 {
			t.Errorf("%d participants", n)
		}
	})
}

func TestSameIdentityInARace(t *testing.T) {
	server := testserver.Start(t)
	raw := server.Token(t, "hall", "twin")
	var (
		wg      sync.WaitGroup
		mu      sync.Mutex
		clients []*testclient.Client
	)
	const racers = 8
	for range racers {
		wg.Go(func() {
			c, err := tryDial(server, testclient.Dual, raw, quiet)
			if err != nil {
				t.Errorf("a racer was refused: %v", err)
				return
			}
			mu.Lock()
			clients = append(clients, c)
			mu.Unlock()
		})
	}
	wg.Wait()
	t.Cleanup(func() {
		for _, c := range clients {
			c.Close()
		}
	})
	waitFor(t, func() string {
		alive := 0
		for _, c := range clients {
			if c.Joined() != nil && c.Left() == nil {
				alive++
			}
		}
		if alive != 1 {
			return "one survivor"
		}
		return ""
	})
	if n := len(server.Service.Rooms().Participants("hall")); n != 1 {
		t.Errorf("%d participants", n)
	}
}

func TestTwinPublishesBesideItsIdentity(t *testing.T) {
	server := testserver.Start(t)
	first := join(t, server, testclient.Dual, "hall", "a")
	twin := join(t, server, testclient.Dual, "hall", "a#cam", func(o *testclient.Options) {
		o.Token, o.Publish = server.Token(t, "hall", "a"), "cam"
	})
	third := join(t, server, testclient.Dual, "hall", "third")
	source, sid := publish(t, server, twin, opus, "mic", livekit.TrackSource_MICROPHONE)
	twin.Start(t.Context(), source)
	flows(t, third, sid)
	if publisher := third.Track(sid).PublisherSID; publisher != twin.SID() {
		t.Errorf("the track is %s's, the twin is %s", publisher, twin.SID())
	}
	if first.Left() != nil {
		t.Error("the first was replaced by its twin")
	}
}

func TestSocketClosedBeforeMediaRemovesTheParticipant(t *testing.T) {
	server := testserver.Start(t)
	c := dial(t, server, testclient.Dual, "hall", "a", quiet)
	until(t, "the participant", func() bool { return server.Service.Rooms().Count("hall") == 1 })
	c.DropSocket()
	until(t, "the participant to go", func() bool { return server.Service.Rooms().Count("hall") == 0 })
}

func TestAutoCreateOff(t *testing.T) {
	server := testserver.Start(t, func(c *signaling.Config) { c.AutoCreate = false })
	for _, mode := range testclient.Modes() {
		_, err := tryDial(server, mode, server.Token(t, "hall", "a"))
		refused, ok := err.(*testclient.HTTPError) //nolint:errorlint // not wrapped
		if !ok || refused.Status != 404 || refused.Body != "requested room does not exist" {
			t.Errorf("%s: %v", mode, err)
		}
	}
	if _, err := server.Service.Rooms().Open("hall", nil); err != nil {
		t.Fatal(err)
	}
	join(t, server, testclient.Dual, "hall", "a")
}

func TestServerClosingSendsClientsToItsSuccessor(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a")
	server.Stop()
	until(t, "the goodbye", func() bool { return c.Left() != nil })
	left := c.Left()
	if left.GetAction() != livekit.LeaveRequest_RECONNECT || left.GetReason() != livekit.DisconnectReason_SERVER_SHUTDOWN {
		t.Errorf("leave is %v", left)
	}
}

func TestICELite(t *testing.T) {
	server := testserver.Start(t)
	tests := map[string]struct {
		client  *livekit.ClientInfo
		disable bool
		want    bool
	}{
		"usual client":     {&livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, Protocol: 17, Browser: "Chrome"}, false, true},
		"Firefox":          {&livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, Protocol: 17, Browser: "Firefox"}, false, false},
		"disable_ice_lite": {&livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, Protocol: 17}, true, false},
		"old protocol":     {&livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, Protocol: 5}, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := dial(t, server, testclient.Dual, "hall", name, quiet, func(o *testclient.Options) {
				o.Client = tt.client
				if tt.disable {
					o.Query = url.Values{"disable_ice_lite": {"1"}}
				}
			})
			offer := awaits(t, c, "an offer", (*livekit.SignalResponse).GetOffer, nil)
			if got := strings.Contains(offer.GetSdp(), "a=ice-lite"); got != tt.want {
				t.Errorf("ice-lite is %v", got)
			}
		})
	}
}
