// Package roomservice serves LiveKit's RoomService API over Twirp: it checks
// each call's token and arguments and hands it to the rooms.
package roomservice

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"giaoban/sfu"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

// Rooms is what the API acts on. Errors are *sfu.Error, of a called participant *sfu.RPCError; NotFound for unknown
// rooms and participants.
type Rooms interface {
	CreateRoom(*livekit.CreateRoomRequest) (*livekit.Room, error)
	ListRooms() []*livekit.Room
	DeleteRoom(name string) error
	ListParticipants(room string) ([]*livekit.ParticipantInfo, error)
	GetParticipant(room, identity string) (*livekit.ParticipantInfo, error)
	RemoveParticipant(*livekit.RoomParticipantIdentity) error
	MutePublishedTrack(*livekit.MuteRoomTrackRequest) (*livekit.TrackInfo, error)
	UpdateParticipant(*livekit.UpdateParticipantRequest) (*livekit.ParticipantInfo, error)
	UpdateSubscriptions(*livekit.UpdateSubscriptionsRequest) error
	SendData(*livekit.SendDataRequest) error
	UpdateRoomMetadata(*livekit.UpdateRoomMetadataRequest) (*livekit.Room, error)
	PerformRPC(context.Context, *livekit.PerformRpcRequest) (payload string, err error)
}

// Config is what the API needs besides the rooms.
type Config struct {
	Keys          *token.Keys
	Logger        *slog.Logger
	MetadataBytes int // limit of room metadata
	// Acted is told of every change that a caller made, for the audit log. Nil is nobody. It may block: the caller waits.
	Acted func(context.Context, Act)
}

// server fulfils livekit.RoomService.
type server struct {
	config Config
	rooms  Rooms
}

// New returns the API's HTTP handler; its paths start with PathPrefix().
func New(config Config, rooms Rooms) livekit.TwirpServer {
	var options []any
	if config.Acted != nil {
		options = append(options, twirp.WithServerInterceptors(report(config.Acted)))
	}
	return &authenticated{
		TwirpServer: livekit.NewRoomServiceServer(&server{config: config, rooms: rooms}, options...),
		keys:        config.Keys,
	}
}

// authenticated puts the verified claims of a call's token into its context;
// what the claims allow is checked method by method.
type authenticated struct {
	livekit.TwirpServer
	keys *token.Keys
}

func (a *authenticated) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := token.FromRequest(r)
	if err == nil {
		var claims *token.Claims
		if claims, err = a.keys.Verify(raw); err == nil {
			r = r.WithContext(context.WithValue(r.Context(), callerKey{}, caller{claims: claims, source: r.RemoteAddr}))
		}
	}
	if err != nil {
		_ = twirp.WriteError(w, unauthenticated("no valid access token"))
		return
	}
	a.TwirpServer.ServeHTTP(w, r)
}

func unauthenticated(message string) twirp.Error {
	return twirp.NewError(twirp.Unauthenticated, message)
}

// grant names a claim of the video grant that a method needs.
type grant int

const (
	roomCreate grant = iota
	roomList
	roomAdmin
)

// allow checks that the caller holds a grant; roomAdmin is for one room.
func allow(ctx context.Context, needed grant, room string) error {
	from, ok := ctx.Value(callerKey{}).(caller)
	if !ok || from.claims.Video == nil {
		return unauthenticated("permission denied")
	}
	video := from.claims.Video
	allowed := false
	switch needed {
	case roomCreate:
		allowed = video.RoomCreate
	case roomList:
		allowed = video.RoomList
	case roomAdmin:
		allowed = video.RoomAdmin && room != "" && video.Room == room
	}
	if !allowed {
		return unauthenticated("permission denied")
	}
	return nil
}

// answer maps an error of the media plane to Twirp; the cause stays in the log.
func (s *server) answer(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	method, _ := twirp.MethodName(ctx)
	s.config.Logger.Info("API call refused", "method", method, "error", err)
	var cause *sfu.Error
	var refusal *sfu.RPCError
	switch {
	case errors.As(err, &refusal):
		return refusedCall(refusal)
	case errors.Is(err, context.DeadlineExceeded):
		return twirp.NewError(twirp.DeadlineExceeded, "the call took too long")
	case errors.Is(err, context.Canceled):
		return twirp.NewError(twirp.Canceled, "the caller went away")
	case !errors.As(err, &cause):
		return twirp.NewError(twirp.Internal, "internal error")
	}
	codes := map[sfu.Code]twirp.ErrorCode{
		sfu.NotFound:      twirp.NotFound,
		sfu.NotAllowed:    twirp.FailedPrecondition,
		sfu.LimitExceeded: twirp.ResourceExhausted,
		sfu.Invalid:       twirp.InvalidArgument,
		sfu.Unsupported:   twirp.Unimplemented,
		sfu.TimedOut:      twirp.DeadlineExceeded,
		sfu.Conflict:      twirp.Aborted,
	}
	code, known := codes[cause.Code]
	if !known {
		code = twirp.Internal
	}
	return twirp.NewError(code, cause.Message)
}
