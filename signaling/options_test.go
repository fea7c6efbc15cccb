package signaling_test

import (
	"net/http"
	"strings"
	"testing"

	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

// createRoom makes a room through the RoomService.
func createRoom(t *testing.T, server *testserver.Server, request *livekit.CreateRoomRequest) {
	t.Helper()
	client := livekit.NewRoomServiceProtobufClient(server.URL, http.DefaultClient)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	ctx, err := twirp.WithHTTPRequestHeaders(t.Context(), http.Header{"Authorization": {"Bearer " + server.AdminToken(t, request.Name)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.CreateRoom(ctx, request); err != nil {
		t.Fatal(err)
	}
}

// byToken opens the room with settings that the join token carries.
func byToken(t *testing.T, server *testserver.Server, identity string, settings *livekit.RoomConfiguration) func(*testclient.Options) {
	return withGrant(server, t, "hall", identity, func(g *token.Grant) { g.RoomConfig = settings })
}

func TestSyncStreams(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		createRoom(t, server, &livekit.CreateRoomRequest{Name: "hall", SyncStreams: true})
		publisher := join(t, server, mode, "hall", "publisher")
		viewer := join(t, server, mode, "hall", "viewer")
		old := join(t, server, mode, "hall", "old", func(o *testclient.Options) {
			o.Client = &livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, Protocol: 9}
		})
		audio, audioSID := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		video, videoSID := publish(t, server, publisher, vp8, "cam", livekit.TrackSource_CAMERA)
		for _, source := range []*testclient.Source{audio, video} {
			publisher.Start(t.Context(), source)
		}
		for _, sid := range []string{audioSID, videoSID} {
			flows(t, viewer, sid)
			flows(t, old, sid)
			if got, want := viewer.Track(sid).Stream, publisher.SID()+"|camera"; got != want {
				t.Errorf("the track comes in stream %q, want %q", got, want)
			}
			if got, want := old.Track(sid).Stream, publisher.SID()+"|"+sid; got != want {
				t.Errorf("the track comes to an old client in stream %q, want %q", got, want)
			}
			if !named(viewer.Mids(), sid) {
				t.Errorf("the sections %v do not name %s", viewer.Mids(), sid)
			}
		}
	})
}

// named reports whether a section is said to carry a track.
func named(mids map[string]string, sid string) bool {
	for _, track := range mids {
		if track == sid {
			return true
		}
	}
	return false
}

// A stream's name comes from a client and goes into session descriptions of others.
func TestSyncStreamNames(t *testing.T) {
	for name, tc := range map[string]struct{ stream, want string }{
		"as given":         {"stage.left-2", "stage.left-2"},
		"lines and spaces": {"a b|c\r\na=inactive", "a_b_c__a_inactive"},
		"like a track":     {"TR_someone", "_TR_someone"},
		"too long":         {strings.Repeat("x", 200), strings.Repeat("x", 32)},
	} {
		t.Run(name, func(t *testing.T) {
			server := testserver.Start(t)
			viewer := join(t, server, testclient.Dual, "hall", "viewer", byToken(t, server, "viewer", &livekit.RoomConfiguration{SyncStreams: true}))
			publisher := join(t, server, testclient.Dual, "hall", "publisher")
			source, err := testclient.NewSource(opus, "mic")
			if err != nil {
				t.Fatal(err)
			}
			sid := addTrack(t, publisher, &livekit.AddTrackRequest{Cid: "mic", Type: livekit.TrackType_AUDIO, Stream: tc.stream})
			if err := publisher.AddMedia(source); err != nil {
				t.Fatal(err)
			}
			if err := publisher.Negotiate(); err != nil {
				t.Fatal(err)
			}
			publisher.Start(t.Context(), source)
			flows(t, viewer, sid)
			if got := viewer.Track(sid).Stream; got != publisher.SID()+"|"+tc.want {
				t.Errorf("the track comes in stream %q", got)
			}
		})
	}
}

func TestPlayoutDelay(t *testing.T) {
	knows := func(o *testclient.Options) { o.PlayoutDelay = true }
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		viewer := join(t, server, mode, "hall", "viewer", knows,
			byToken(t, server, "viewer", &livekit.RoomConfiguration{MinPlayoutDelay: 100, MaxPlayoutDelay: 2000}))
		simple := join(t, server, mode, "hall", "simple")
		publisher := join(t, server, mode, "hall", "publisher")
		video, sid := publish(t, server, publisher, vp8, "cam", livekit.TrackSource_CAMERA)
		publisher.Start(t.Context(), video)
		flows(t, viewer, sid)
		flows(t, simple, sid)
		until(t, "the delay", func() bool { return viewer.Track(sid).Delays.Load() > 0 })
		if got := viewer.Track(sid).Delay.Load(); got != 10<<12|200 {
			t.Errorf("the delay is %#x", got)
		}
		// The receiver's report ends the telling.
		track := viewer.Track(sid)
		var told, packets uint64
		until(t, "a run of packets without the delay", func() bool {
			if now := track.Delays.Load(); now != told {
				told, packets = now, track.Packets.Load()
			}
			return track.Packets.Load() > packets+20
		})
	})
	t.Run("none", func(t *testing.T) {
		server := testserver.Start(t)
		viewer := join(t, server, testclient.Dual, "hall", "viewer", knows)
		publisher := join(t, server, testclient.Dual, "hall", "publisher")
		video, sid := publish(t, server, publisher, vp8, "cam", livekit.TrackSource_CAMERA)
		publisher.Start(t.Context(), video)
		flows(t, viewer, sid)
		if viewer.Track(sid).Delays.Load() > 0 {
			t.Error("a room without a delay tells one")
		}
	})
}
