package signaling_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/webhook"
	"github.com/twitchtv/twirp"
)

func TestData(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		a := join(t, server, mode, "hall", "a")
		b := join(t, server, mode, "hall", "b")
		c := join(t, server, mode, "hall", "c")
		until(t, "a's channel", a.CanSend)
		if err := a.SendData(livekit.DataPacket_RELIABLE, user("to all")); err != nil {
			t.Fatal(err)
		}
		if err := a.SendData(livekit.DataPacket_RELIABLE, user("to c", "c")); err != nil {
			t.Fatal(err)
		}
		if err := a.SendData(livekit.DataPacket_RELIABLE, user("last")); err != nil {
			t.Fatal(err)
		}
		until(t, "all packets", func() bool { return hasPayload(b.Data(), "last") && hasPayload(c.Data(), "last") })
		if n := len(b.Data()); n != 2 {
			t.Errorf("b got %d packets", n)
		}
		data := c.Data()
		if len(data) != 3 {
			t.Fatalf("c got %d packets", len(data))
		}
		for i, packet := range data {
			if packet.GetParticipantIdentity() != "a" || packet.GetParticipantSid() != a.SID() || packet.GetSequence() != uint32(i+1) {
				t.Errorf("packet %d is %v", i, packet)
			}
		}
		if len(a.Data()) != 0 {
			t.Error("the sender got its own packet")
		}
		room, err := server.Service.Rooms().Find("hall")
		if err != nil {
			t.Fatal(err)
		}
		if err := room.SendData(&livekit.SendDataRequest{Data: []byte("from the server"), Kind: livekit.DataPacket_RELIABLE}); err != nil {
			t.Fatal(err)
		}
		until(t, "the server's packet", func() bool { return hasPayload(a.Data(), "from the server") })
	})
}

func TestOwnMetadata(t *testing.T) {
	update := func(metadata string, attributes map[string]string, id uint32) *livekit.SignalRequest {
		return &livekit.SignalRequest{Message: &livekit.SignalRequest_UpdateMetadata{UpdateMetadata: &livekit.UpdateParticipantMetadata{
			Metadata: metadata, Attributes: attributes, RequestId: id,
		}}}
	}
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		allowed := join(t, server, mode, "hall", "allowed", withGrant(server, t, "hall", "allowed", func(g *token.Grant) {
			g.Permission = &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true, CanUpdateMetadata: true}
			g.Attributes = map[string]string{"role": "chair", "hand": ""}
		}))
		other := join(t, server, mode, "hall", "other")
		send(t, allowed, update("new", map[string]string{"hand": "up", "role": ""}, 5))
		for _, c := range []*testclient.Client{allowed, other} {
			until(t, "the new metadata", func() bool {
				info := c.Participant("allowed")
				if c == allowed {
					info = c.Self()
				}
				_, role := info.GetAttributes()["role"]
				return info.GetMetadata() == "new" && info.GetAttributes()["hand"] == "up" && !role
			})
		}
		awaits(t, allowed, "OK", (*livekit.SignalResponse).GetRequestResponse, func(m *livekit.RequestResponse) bool {
			return m.GetRequestId() == 5 && m.GetReason() == livekit.RequestResponse_OK
		})
		send(t, allowed, update(strings.Repeat("x", 512<<10+1), nil, 6))
		awaits(t, allowed, "LIMIT_EXCEEDED", (*livekit.SignalResponse).GetRequestResponse, func(m *livekit.RequestResponse) bool {
			return m.GetRequestId() == 6 && m.GetReason() == livekit.RequestResponse_LIMIT_EXCEEDED
		})
		send(t, other, update("no", nil, 7))
		awaits(t, other, "NOT_ALLOWED", (*livekit.SignalResponse).GetRequestResponse, func(m *livekit.RequestResponse) bool {
			return m.GetRequestId() == 7 && m.GetReason() == livekit.RequestResponse_NOT_ALLOWED
		})
	})
}

func TestDataTracksAreRefused(t *testing.T) {
	server := testserver.Start(t)
	c := dial(t, server, testclient.Single, "hall", "a", quiet)
	send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_PublishDataTrackRequest{
		PublishDataTrackRequest: &livekit.PublishDataTrackRequest{PubHandle: 9, Name: "x"},
	}})
	awaits(t, c, "NOT_ALLOWED", (*livekit.SignalResponse).GetRequestResponse, func(m *livekit.RequestResponse) bool {
		return m.GetReason() == livekit.RequestResponse_NOT_ALLOWED && m.GetPublishDataTrack().GetPubHandle() == 9
	})
}

func TestSubscriptionPermissions(t *testing.T) {
	server := testserver.Start(t)
	publisher := join(t, server, testclient.Dual, "hall", "publisher")
	subscriber := join(t, server, testclient.Dual, "hall", "subscriber")
	allow := func(permission *livekit.SubscriptionPermission) {
		send(t, publisher, &livekit.SignalRequest{Message: &livekit.SignalRequest_SubscriptionPermission{SubscriptionPermission: permission}})
	}
	allow(&livekit.SubscriptionPermission{})
	source, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
	publisher.Start(t.Context(), source)
	told := func(allowed bool) func(*livekit.SubscriptionPermissionUpdate) bool {
		return func(m *livekit.SubscriptionPermissionUpdate) bool {
			return m.GetTrackSid() == sid && m.GetParticipantSid() == publisher.SID() && m.GetAllowed() == allowed
		}
	}
	awaits(t, subscriber, "the refusal", (*livekit.SignalResponse).GetSubscriptionPermissionUpdate, told(false))
	if subscriber.Track(sid) != nil {
		t.Fatal("received without permission")
	}
	allow(&livekit.SubscriptionPermission{TrackPermissions: []*livekit.TrackPermission{
		{ParticipantIdentity: "subscriber", TrackSids: []string{sid}},
	}})
	awaits(t, subscriber, "the grant", (*livekit.SignalResponse).GetSubscriptionPermissionUpdate, told(true))
	flows(t, subscriber, sid)
}

func TestPermissionWithdrawn(t *testing.T) {
	server := testserver.Start(t)
	publisher := join(t, server, testclient.Dual, "hall", "publisher")
	subscriber := join(t, server, testclient.Dual, "hall", "subscriber")
	source, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
	publisher.Start(t.Context(), source)
	flows(t, subscriber, sid)
	room, err := server.Service.Rooms().Find("hall")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{
		Identity: "publisher", Metadata: "quiet",
		Permission: &livekit.ParticipantPermission{CanSubscribe: true},
	}); err != nil {
		t.Fatal(err)
	}
	awaits(t, publisher, "track_unpublished", (*livekit.SignalResponse).GetTrackUnpublished, func(m *livekit.TrackUnpublishedResponse) bool {
		return m.GetTrackSid() == sid
	})
	until(t, "its own permission", func() bool { return !publisher.Self().GetPermission().GetCanPublish() })
	until(t, "the track to go", func() bool { return trackOf(subscriber.Participant("publisher"), sid) == nil })
	until(t, "a token that says so", func() bool {
		claims, err := server.Keys.Verify(publisher.Token())
		if err != nil {
			return false
		}
		video := claims.Video
		return claims.Metadata == "quiet" && video.CanPublish != nil && !*video.CanPublish &&
			video.CanPublishData != nil && !*video.CanPublishData && video.CanSubscribe != nil && *video.CanSubscribe
	})
}

func TestRoomService(t *testing.T) {
	server := testserver.Start(t)
	a := join(t, server, testclient.Dual, "hall", "a")
	b := join(t, server, testclient.Dual, "hall", "b")
	source, sid := publish(t, server, a, opus, "mic", livekit.TrackSource_MICROPHONE)
	a.Start(t.Context(), source)
	flows(t, b, sid)
	// Naively joined URLs have doubled slashes.
	client := livekit.NewRoomServiceProtobufClient(server.URL+"/", http.DefaultClient)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	ctx, err := twirp.WithHTTPRequestHeaders(t.Context(), http.Header{"Authorization": {"Bearer " + server.AdminToken(t, "hall")}})
	if err != nil {
		t.Fatal(err)
	}
	ok := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	fails := func(what string, want twirp.ErrorCode, err error) {
		t.Helper()
		var refused twirp.Error
		if !errors.As(err, &refused) || refused.Code() != want {
			t.Errorf("%s: %v, want %s", what, err, want)
		}
	}
	room, err := client.CreateRoom(ctx, &livekit.CreateRoomRequest{Name: "second", Metadata: "m", EmptyTimeout: 700, MaxParticipants: 3})
	ok("create", err)
	if room.GetMetadata() != "m" || room.GetEmptyTimeout() != 700 || room.GetMaxParticipants() != 3 || room.GetSid() == "" {
		t.Errorf("created %v", room)
	}
	again, err := client.CreateRoom(ctx, &livekit.CreateRoomRequest{Name: "second"})
	ok("create again", err)
	if again.GetSid() != room.GetSid() {
		t.Error("creating again made another room")
	}
	rooms, err := client.ListRooms(ctx, &livekit.ListRoomsRequest{})
	ok("list", err)
	if len(rooms.GetRooms()) != 2 {
		t.Errorf("%d rooms", len(rooms.GetRooms()))
	}
	rooms, err = client.ListRooms(ctx, &livekit.ListRoomsRequest{Names: []string{"hall"}})
	ok("list by name", err)
	if len(rooms.GetRooms()) != 1 || rooms.GetRooms()[0].GetNumParticipants() != 2 {
		t.Errorf("listed %v", rooms)
	}
	people, err := client.ListParticipants(ctx, &livekit.ListParticipantsRequest{Room: "hall"})
	ok("participants", err)
	if len(people.GetParticipants()) != 2 {
		t.Errorf("%d participants", len(people.GetParticipants()))
	}
	info, err := client.GetParticipant(ctx, &livekit.RoomParticipantIdentity{Room: "hall", Identity: "a"})
	ok("participant", err)
	if trackOf(info, sid) == nil {
		t.Errorf("participant %v", info)
	}
	muted, err := client.MutePublishedTrack(ctx, &livekit.MuteRoomTrackRequest{Room: "hall", Identity: "a", TrackSid: sid, Muted: true})
	ok("mute", err)
	if !muted.GetTrack().GetMuted() {
		t.Error("not muted")
	}
	_, err = client.MutePublishedTrack(ctx, &livekit.MuteRoomTrackRequest{Room: "hall", Identity: "a", TrackSid: sid})
	fails("remote unmute", twirp.FailedPrecondition, err)
	info, err = client.UpdateParticipant(ctx, &livekit.UpdateParticipantRequest{Room: "hall", Identity: "a", Name: "new name"})
	ok("update", err)
	if info.GetName() != "new name" {
		t.Errorf("updated %v", info)
	}
	_, err = client.UpdateParticipant(ctx, &livekit.UpdateParticipantRequest{Room: "hall", Identity: "nobody", Name: "x"})
	fails("update of nobody", twirp.NotFound, err)
	_, err = client.UpdateSubscriptions(ctx, &livekit.UpdateSubscriptionsRequest{Room: "hall", Identity: "b", TrackSids: []string{sid}})
	ok("unsubscribe", err)
	_, err = client.SendData(ctx, &livekit.SendDataRequest{Room: "hall", Data: []byte("hi"), DestinationIdentities: []string{"b"}})
	ok("data", err)
	until(t, "the data", func() bool { return hasPayload(b.Data(), "hi") })
	_, err = client.SendData(ctx, &livekit.SendDataRequest{Room: "hall", Nonce: []byte{1}})
	fails("a short nonce", twirp.InvalidArgument, err)
	room, err = client.UpdateRoomMetadata(ctx, &livekit.UpdateRoomMetadataRequest{Room: "hall", Metadata: "agenda"})
	ok("room metadata", err)
	if room.GetMetadata() != "agenda" {
		t.Errorf("room %v", room)
	}
	awaits(t, b, "room_update", (*livekit.SignalResponse).GetRoomUpdate, func(m *livekit.RoomUpdate) bool {
		return m.GetRoom().GetMetadata() == "agenda"
	})
	_, err = client.ForwardParticipant(ctx, &livekit.ForwardParticipantRequest{Room: "hall", Identity: "a", DestinationRoom: "second"})
	fails("forward", twirp.Unimplemented, err)
	_, err = client.MoveParticipant(ctx, &livekit.MoveParticipantRequest{Room: "hall", Identity: "a", DestinationRoom: "second"})
	fails("move", twirp.Unimplemented, err)
	_, err = client.ListParticipants(ctx, &livekit.ListParticipantsRequest{Room: "second"})
	fails("another room's participants", twirp.Unauthenticated, err)
	_, err = client.ListRooms(t.Context(), &livekit.ListRoomsRequest{})
	fails("no token", twirp.Unauthenticated, err)
	_, err = client.DeleteRoom(ctx, &livekit.DeleteRoomRequest{Room: "nowhere"})
	fails("delete an unknown room", twirp.NotFound, err)

	_, err = client.RemoveParticipant(ctx, &livekit.RoomParticipantIdentity{Room: "hall", Identity: "b"})
	ok("remove", err)
	until(t, "leave PARTICIPANT_REMOVED", func() bool {
		return b.Left().GetReason() == livekit.DisconnectReason_PARTICIPANT_REMOVED && b.Left().GetAction() == livekit.LeaveRequest_DISCONNECT
	})
	_, err = client.DeleteRoom(ctx, &livekit.DeleteRoomRequest{Room: "hall"})
	ok("delete", err)
	until(t, "leave ROOM_DELETED", func() bool { return a.Left().GetReason() == livekit.DisconnectReason_ROOM_DELETED })
	_, err = client.DeleteRoom(ctx, &livekit.DeleteRoomRequest{Room: "second"})
	ok("delete a room without participants", err)
	join(t, server, testclient.Dual, "hall", "a")
}

func TestWebhooks(t *testing.T) {
	keys, err := token.NewKeys(map[string]string{testserver.Key: testserver.Secret})
	if err != nil {
		t.Fatal(err)
	}
	var (
		mu     sync.Mutex
		events []*livekit.WebhookEvent
	)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		event, err := webhook.ReceiveWebhookEvent(r, keys)
		if err != nil {
			t.Errorf("webhook not verified: %v", err)
			return
		}
		mu.Lock()
		events = append(events, event)
		mu.Unlock()
	}))
	defer receiver.Close()
	server := testserver.Start(t, func(c *signaling.Config) { c.Webhook.URLs = []string{receiver.URL} })
	publisher := join(t, server, testclient.Dual, "hall", "publisher")
	_, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
	room, participantSID := publisher.Joined().GetRoom().GetSid(), publisher.SID()
	publisher.Leave()
	until(t, "the participant to go", func() bool { return server.Service.Rooms().Count("hall") == 0 })
	if err := server.Service.Rooms().Delete("hall"); err != nil {
		t.Fatal(err)
	}
	want := []string{"room_started", "participant_joined", "track_published", "track_unpublished", "participant_left", "room_finished"}
	waitFor(t, func() string {
		mu.Lock()
		defer mu.Unlock()
		if len(events) < len(want) {
			return want[len(events)]
		}
		return ""
	})
	server.Stop()
	mu.Lock()
	defer mu.Unlock()
	for i, event := range events {
		if event.GetEvent() != want[i] {
			t.Errorf("event %d is %s, want %s", i, event.GetEvent(), want[i])
		}
		if event.GetRoom().GetSid() != room || event.GetRoom().GetName() != "hall" || !strings.HasPrefix(event.GetId(), "EV_") || event.GetCreatedAt() == 0 {
			t.Errorf("event %v", event)
		}
		if strings.HasPrefix(event.GetEvent(), "participant") && (event.GetParticipant().GetSid() != participantSID || event.GetParticipant().GetIdentity() != "publisher") {
			t.Errorf("event %v", event)
		}
		if strings.HasPrefix(event.GetEvent(), "track") && (event.GetTrack().GetSid() != sid || event.GetParticipant().GetSid() != participantSID) {
			t.Errorf("event %v", event)
		}
	}
}
