package signaling

import (
	"errors"
	"maps"
	"net/http"

	"giaoban/signaling/token"
	"giaoban/signaling/wire"

	"github.com/livekit/protocol/livekit"
)

// refusal is why a client may not join, as HTTP says it. message is fit for the
// client, cause is for the log.
type refusal struct {
	status  int
	message string
	cause   error
}

func (r *refusal) Error() string { return r.message }
func (r *refusal) Unwrap() error { return r.cause }

func refuse(status int, message string, cause error) *refusal {
	return &refusal{status: status, message: message, cause: cause}
}

// noSuchRoom is the body by which livekit-client tells a missing room from a
// missing endpoint.
const noSuchRoom = "requested room does not exist"

// admission is a client whose token and parameters are in order.
type admission struct {
	room   string
	info   *livekit.ParticipantInfo // without sid and state
	claims *token.Claims
	join   *wire.Join
}

// admit checks a request to join or resume. path says whether the client must
// bring a join request.
func (s *Service) admit(r *http.Request, requireJoinRequest bool) (*admission, *refusal) {
	raw, err := token.FromRequest(r)
	if err != nil {
		return nil, refuse(http.StatusUnauthorized, err.Error(), nil)
	}
	claims, err := s.config.Keys.Verify(raw)
	if err != nil {
		return nil, refuse(http.StatusUnauthorized, unauthenticated(err), err)
	}
	join, err := wire.ParseJoin(r.URL.Query(), requireJoinRequest, s.config.Limits.MessageBytes)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, err.Error(), err)
	}
	a := &admission{claims: claims, join: join}
	if refused := s.checkGrant(a, r.URL.Query().Get("room")); refused != nil {
		return nil, refused
	}
	a.info = s.participantInfo(a)
	return a, s.checkSizes(a.info)
}

// unauthenticated names the fault without repeating any of the token.
func unauthenticated(err error) string {
	for _, known := range []error{token.ErrMissing, token.ErrMalformed, token.ErrUnknownKey} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return token.ErrInvalid.Error()
}

func (s *Service) checkGrant(a *admission, asked string) *refusal {
	video := a.claims.Video
	if video == nil || !video.RoomJoin {
		return refuse(http.StatusUnauthorized, "the access token does not allow joining a room", nil)
	}
	if video.Room == "" {
		return refuse(http.StatusBadRequest, "the access token names no room", nil)
	}
	if asked != "" && asked != video.Room {
		return refuse(http.StatusUnauthorized, "the access token is for another room", nil)
	}
	if a.claims.Identity == "" {
		return refuse(http.StatusBadRequest, "the access token has no identity", nil)
	}
	if len(video.Room) > s.config.Limits.NameBytes {
		return refuse(http.StatusBadRequest, "the room name is too long", nil)
	}
	for _, room := range []string{video.Room, ""} { // "": in every room
		if before, known := s.revoked.get(bearer{room, a.claims.Identity}); known && a.claims.IssuedFrom.Before(before) {
			return refuse(http.StatusUnauthorized, "the access token has been revoked", nil)
		}
	}
	if !s.rooms.joinable(video.Room) && !a.join.Reconnect {
		return refuse(http.StatusNotFound, noSuchRoom, nil)
	}
	a.room = video.Room
	return nil
}

func (s *Service) checkSizes(info *livekit.ParticipantInfo) *refusal {
	limits := s.config.Limits
	total := 0
	for key, value := range info.GetAttributes() {
		total += len(key) + len(value)
	}
	switch {
	case len(info.GetIdentity()) > limits.NameBytes:
		return refuse(http.StatusBadRequest, "the identity is too long", nil)
	case len(info.GetName()) > limits.NameBytes:
		return refuse(http.StatusBadRequest, "the participant name is too long", nil)
	case len(info.GetMetadata()) > limits.MetadataBytes:
		return refuse(http.StatusBadRequest, "the metadata is too large", nil)
	case total > limits.AttributesBytes:
		return refuse(http.StatusBadRequest, "the attributes are too large", nil)
	}
	return nil
}

// participantInfo describes the participant that the token and the client ask
// for. What only may be set with canUpdateOwnMetadata is otherwise ignored.
func (s *Service) participantInfo(a *admission) *livekit.ParticipantInfo {
	claims, join := a.claims, a.join
	info := &livekit.ParticipantInfo{
		Identity:       claims.Identity,
		Name:           claims.Name,
		Metadata:       claims.Metadata,
		Attributes:     maps.Clone(claims.Attributes),
		Permission:     claims.Permission(),
		Kind:           participantKind(claims),
		KindDetails:    claims.GetKindDetails(),
		Region:         s.config.Region,
		ClientProtocol: join.Client.GetClientProtocol(),
		Capabilities:   join.Client.GetCapabilities(),
	}
	if info.Permission.CanUpdateMetadata {
		if join.Metadata != "" {
			info.Metadata = join.Metadata
		}
		for key, value := range join.Attributes {
			if info.Attributes == nil {
				info.Attributes = make(map[string]string)
			}
			info.Attributes[key] = value
		}
	}
	if join.Publish != "" {
		// A publish-only twin lives beside the participant that it belongs to.
		info.Identity += "#" + join.Publish
		info.Permission.CanSubscribe = false
	}
	return info
}

func participantKind(claims *token.Claims) livekit.ParticipantInfo_Kind {
	kind := claims.GetParticipantKind()
	if kind != livekit.ParticipantInfo_STANDARD || claims.Video == nil {
		return kind
	}
	switch {
	case claims.Video.Recorder:
		return livekit.ParticipantInfo_EGRESS
	case claims.Video.Agent:
		return livekit.ParticipantInfo_AGENT
	}
	return kind
}
