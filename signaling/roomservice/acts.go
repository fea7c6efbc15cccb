package roomservice

import (
	"context"

	"giaoban/signaling/token"

	"github.com/twitchtv/twirp"
)

// Act is one change of state that a caller of the API made.
type Act struct {
	Method   string // such as "MutePublishedTrack"
	Room     string
	Identity string // the participant it was done to, empty for the whole room
	TrackSID string // the track, for a mute
	By       string // identity in the caller's token; empty for a token that names nobody
	APIKey   string // the key that signed the token
	Source   string // the caller's network address
}

// changes lists the methods that change state; the others only read or carry messages.
var changes = map[string]bool{
	"CreateRoom": true, "DeleteRoom": true, "RemoveParticipant": true, "MutePublishedTrack": true,
	"UpdateParticipant": true, "UpdateSubscriptions": true, "UpdateRoomMetadata": true,
}

// report calls acted for each change that succeeded.
func report(acted func(context.Context, Act)) twirp.Interceptor {
	return func(next twirp.Method) twirp.Method {
		return func(ctx context.Context, request any) (any, error) {
			response, err := next(ctx, request)
			method, _ := twirp.MethodName(ctx)
			if err == nil && changes[method] {
				acted(ctx, actOf(ctx, method, request))
			}
			return response, err
		}
	}
}

func actOf(ctx context.Context, method string, request any) Act {
	act := Act{Method: method}
	if in, ok := request.(interface{ GetName() string }); ok && method == "CreateRoom" {
		act.Room = in.GetName()
	}
	if in, ok := request.(interface{ GetRoom() string }); ok {
		act.Room = in.GetRoom()
	}
	if in, ok := request.(interface{ GetIdentity() string }); ok {
		act.Identity = in.GetIdentity()
	}
	if in, ok := request.(interface{ GetTrackSid() string }); ok {
		act.TrackSID = in.GetTrackSid()
	}
	if caller, ok := ctx.Value(callerKey{}).(caller); ok {
		act.By, act.APIKey, act.Source = caller.claims.Identity, caller.claims.APIKey, caller.source
	}
	return act
}

// caller is who made a call.
type caller struct {
	claims *token.Claims
	source string
}

type callerKey struct{}
