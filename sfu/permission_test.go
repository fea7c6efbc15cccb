package sfu_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
)

// A request that waits for a withdrawn track's place is not let in when the permission that withdrew the track forbids it too.
func TestPermissionBindsRequestsThatWait(t *testing.T) {
	for name, tt := range map[string]struct {
		sources  []livekit.TrackSource
		accepted int
	}{
		"forbidden":     {[]livekit.TrackSource{livekit.TrackSource_MICROPHONE}, 0},
		"still allowed": {[]livekit.TrackSource{livekit.TrackSource_SCREEN_SHARE}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				m := newMember()
				anh := join(t, room, "anh", m)
				publish(t, anh, camera("cid"))
				again := camera("cid")
				if tt.accepted > 0 {
					again.Source = livekit.TrackSource_SCREEN_SHARE
				}
				_, err := anh.AddTrack(again)
				var refusal *sfu.Error
				if !errors.As(err, &refusal) || refusal.Code != sfu.Conflict {
					t.Fatalf("a client id in use is answered with %v", err)
				}
				permission := everything()
				permission.CanPublishSources = tt.sources
				if _, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "anh", Permission: permission}); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if got := eventsOf[sfu.TrackAccepted](m); len(got) != tt.accepted {
					t.Errorf("accepted are %v", got)
				}
			})
		})
	}
}
