package roomservice_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"giaoban/sfu"
	"giaoban/signaling/roomservice"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// hall is a room with one participant.
type hall struct{ roomservice.Rooms }

func (hall) ListRooms() []*livekit.Room { return nil }

func (hall) MutePublishedTrack(r *livekit.MuteRoomTrackRequest) (*livekit.TrackInfo, error) {
	if r.Identity != "site" {
		return nil, &sfu.Error{Code: sfu.NotFound, Message: "nobody"}
	}
	return &livekit.TrackInfo{Sid: r.TrackSid, Muted: true}, nil
}

func (hall) RemoveParticipant(*livekit.RoomParticipantIdentity) error { return nil }

func (hall) CreateRoom(r *livekit.CreateRoomRequest) (*livekit.Room, error) {
	return &livekit.Room{Name: r.Name}, nil
}

func TestChangesAreReportedWithWhoMadeThem(t *testing.T) {
	const key, secret = "key", "a-secret-that-is-long-enough-for-tests"
	keys, err := token.NewKeys(map[string]string{key: secret})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var acts []roomservice.Act
	server := httptest.NewServer(roomservice.New(roomservice.Config{
		Keys: keys, Logger: slog.New(slog.DiscardHandler),
		Acted: func(_ context.Context, act roomservice.Act) {
			mu.Lock()
			defer mu.Unlock()
			if act.Source == "" {
				t.Error("an act without the caller's address")
			}
			act.Source = ""
			acts = append(acts, act)
		},
	}, hall{}))
	defer server.Close()

	call := func(as, method, body string, want int) {
		t.Helper()
		bearer, err := auth.NewAccessToken(key, secret).SetIdentity(as).
			SetVideoGrant(&auth.VideoGrant{RoomAdmin: true, Room: "hall", RoomCreate: true, RoomList: true}).ToJWT()
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/twirp/livekit.RoomService/"+method, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+bearer)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Fatalf("%s: status %d, want %d", method, response.StatusCode, want)
		}
	}
	call("AC_chair", "MutePublishedTrack", `{"room":"hall","identity":"site","track_sid":"TR_1","muted":true}`, http.StatusOK)
	call("AC_chair", "MutePublishedTrack", `{"room":"hall","identity":"nobody","track_sid":"TR_1"}`, http.StatusNotFound)
	call("AC_chair", "RemoveParticipant", `{"room":"elsewhere","identity":"site"}`, http.StatusUnauthorized)
	call("AC_chair", "RemoveParticipant", `{"room":"hall","identity":"site"}`, http.StatusOK)
	call("", "CreateRoom", `{"name":"second"}`, http.StatusOK)
	call("", "ListRooms", `{}`, http.StatusOK)

	mu.Lock()
	defer mu.Unlock()
	want := []roomservice.Act{
		{Method: "MutePublishedTrack", Room: "hall", Identity: "site", TrackSID: "TR_1", By: "AC_chair", APIKey: key},
		{Method: "RemoveParticipant", Room: "hall", Identity: "site", By: "AC_chair", APIKey: key},
		{Method: "CreateRoom", Room: "second", APIKey: key},
	}
	if !slices.Equal(acts, want) {
		t.Errorf("reported\n%+v, want\n%+v", acts, want)
	}
}
