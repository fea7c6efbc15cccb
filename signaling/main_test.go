package signaling_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"giaoban/internal/leaktest"
	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// patience bounds every wait; a wait that needs it has failed. A client that vanishes without a word is let go after 20 s.
const patience = time.Minute

// waitFor polls until missing returns "", and fails with what is missing.
func waitFor(t *testing.T, missing func() string) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		what := missing()
		if what == "" {
			return
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("still waiting for %s", what)
		}
	}
}

// until is waitFor with one condition.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	waitFor(t, func() string {
		if condition() {
			return ""
		}
		return what
	})
}

// join joins a room over a mode and waits until the client is connected.
func join(t *testing.T, server *testserver.Server, mode testclient.Mode, room, identity string, change ...func(*testclient.Options)) *testclient.Client {
	t.Helper()
	c := dial(t, server, mode, room, identity, change...)
	until(t, identity+" to be connected", c.Connected)
	until(t, identity+" to be active", func() bool {
		info, err := participant(server, room, identity)
		return err == nil && info.GetState() == livekit.ParticipantInfo_ACTIVE
	})
	return c
}

// dial joins without waiting for media.
func dial(t *testing.T, server *testserver.Server, mode testclient.Mode, room, identity string, change ...func(*testclient.Options)) *testclient.Client {
	t.Helper()
	c, err := tryDial(server, mode, server.Token(t, room, identity), change...)
	if err != nil {
		t.Fatalf("%s cannot join: %v", identity, err)
	}
	t.Cleanup(c.Close)
	until(t, "the first message", func() bool { return len(c.Messages()) > 0 })
	return c
}

func tryDial(server *testserver.Server, mode testclient.Mode, raw string, change ...func(*testclient.Options)) (*testclient.Client, error) {
	options := testclient.Options{URL: server.URL, Token: raw, Mode: mode}
	for _, c := range change {
		c(&options)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return testclient.Join(ctx, options)
}

func participant(server *testserver.Server, room, identity string) (*livekit.ParticipantInfo, error) {
	found, err := server.Service.Rooms().Find(room)
	if err != nil {
		return nil, err
	}
	return found.GetParticipant(identity)
}

// publish publishes a source and returns its sid when others can see it.
func publish(t *testing.T, server *testserver.Server, c *testclient.Client, mime, cid string, source livekit.TrackSource) (*testclient.Source, string) {
	t.Helper()
	track, err := testclient.NewSource(mime, cid)
	if err != nil {
		t.Fatal(err)
	}
	request := &livekit.AddTrackRequest{Cid: cid, Name: cid, Type: track.Type, Source: source, Width: 320, Height: 180}
	sid := addTrack(t, c, request)
	if err := c.AddMedia(track); err != nil {
		t.Fatal(err)
	}
	if err := c.Negotiate(); err != nil {
		t.Fatal(err)
	}
	until(t, cid+" to be published", func() bool {
		for _, info := range server.Service.Rooms().Participants(c.Joined().GetRoom().GetName()) {
			if trackOf(info, sid) != nil {
				return true
			}
		}
		return false
	})
	return track, sid
}

// addTrack announces a track and returns its sid.
func addTrack(t *testing.T, c *testclient.Client, request *livekit.AddTrackRequest) string {
	t.Helper()
	send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: request}})
	var sid string
	until(t, "track_published for "+request.Cid, func() bool {
		for _, m := range c.Messages() {
			if published := m.GetTrackPublished(); published.GetCid() == request.Cid {
				sid = published.GetTrack().GetSid()
			}
		}
		return sid != ""
	})
	return sid
}

func send(t *testing.T, c *testclient.Client, request *livekit.SignalRequest) {
	t.Helper()
	if err := c.Send(request); err != nil {
		t.Fatal(err)
	}
}

func trackOf(info *livekit.ParticipantInfo, sid string) *livekit.TrackInfo {
	for _, track := range info.GetTracks() {
		if track.GetSid() == sid {
			return track
		}
	}
	return nil
}

// flows waits until a client has received packets of a track.
func flows(t *testing.T, c *testclient.Client, sid string) {
	t.Helper()
	flowsOn(t, c, sid, 0)
}

// flowsOn waits for packets beyond those counted.
func flowsOn(t *testing.T, c *testclient.Client, sid string, beyond uint64) {
	t.Helper()
	waitFor(t, func() string {
		track := c.Track(sid)
		switch {
		case track == nil:
			return "the track " + sid
		case track.Packets.Load() < beyond+5:
			return fmt.Sprintf("packets of %s (%d after %d)", sid, track.Packets.Load(), beyond)
		}
		return ""
	})
}

// message returns the first message of a client that fits.
func message[T any](c *testclient.Client, get func(*livekit.SignalResponse) *T, fits func(*T) bool) *T {
	for _, m := range c.Messages() {
		if found := get(m); found != nil && (fits == nil || fits(found)) {
			return found
		}
	}
	return nil
}

// awaits waits for a message.
func awaits[T any](t *testing.T, c *testclient.Client, what string, get func(*livekit.SignalResponse) *T, fits func(*T) bool) *T {
	t.Helper()
	var found *T
	until(t, what, func() bool {
		found = message(c, get, fits)
		return found != nil
	})
	return found
}

// eachMode runs a scenario over each way to speak the protocol.
func eachMode(t *testing.T, scenario func(t *testing.T, mode testclient.Mode)) {
	for _, mode := range testclient.Modes() {
		t.Run(string(mode), func(t *testing.T) { scenario(t, mode) })
	}
}

func withGrant(server *testserver.Server, t *testing.T, room, identity string, change func(*token.Grant)) func(*testclient.Options) {
	return func(o *testclient.Options) { o.Token = server.Token(t, room, identity, change) }
}

// smallTracks lets a participant have two tracks.
func smallTracks(l *signaling.Limits) { l.TracksPerParticipant = 2 }

// quiet joins without any peer connection, for what needs none.
func quiet(o *testclient.Options) { o.NoMedia = true }

func limits(change func(*signaling.Limits)) func(*signaling.Config) {
	return func(c *signaling.Config) { change(&c.Limits) }
}

const (
	opus = webrtc.MimeTypeOpus
	vp8  = webrtc.MimeTypeVP8
)
