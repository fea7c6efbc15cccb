package token

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// DefaultLifetime is how long a minted token is valid unless told otherwise.
const DefaultLifetime = 6 * time.Hour

// Errors of Verify and FromRequest. All of them mean "unauthenticated".
var (
	ErrMissing    = errors.New("no access token")
	ErrMalformed  = errors.New("malformed access token")
	ErrUnknownKey = errors.New("unknown API key")
	ErrInvalid    = errors.New("invalid or expired access token")
)

// Claims is what a verified token says about its bearer.
type Claims struct {
	APIKey string
	// IssuedFrom is the token's not-before time (RFC 7519, section 4.1.5); zero
	// when the token has none.
	IssuedFrom time.Time
	*auth.ClaimGrants
}

// Permission returns the participant permission that the token's video grant
// stands for; absent canX claims take the protocol's defaults.
func (c *Claims) Permission() *livekit.ParticipantPermission {
	if c.Video == nil {
		return &livekit.ParticipantPermission{}
	}
	permission := c.Video.ToPermission()
	// A non-empty list of sources overrides canPublish.
	if len(permission.CanPublishSources) > 0 {
		permission.CanPublish = true
	}
	return permission
}

// FromRequest returns the raw token of an HTTP request: the Authorization
// header with the case-sensitive prefix "Bearer ", else the access_token query
// or form value. A header in another form is ErrMalformed.
func FromRequest(r *http.Request) (string, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		raw, ok := strings.CutPrefix(header, "Bearer ")
		if !ok || raw == "" {
			return "", ErrMalformed
		}
		return raw, nil
	}
	raw := r.URL.Query().Get("access_token")
	if raw == "" && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		raw = r.PostFormValue("access_token")
	}
	if raw == "" {
		return "", ErrMissing
	}
	return raw, nil
}

// Verify checks the signature and the times of a raw token (with one minute of
// leeway) and returns its claims.
func (k *Keys) Verify(raw string) (*Claims, error) {
	if raw == "" {
		return nil, ErrMissing
	}
	verifier, err := auth.ParseAPIToken(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	secret := k.GetSecret(verifier.APIKey())
	if secret == "" {
		return nil, ErrUnknownKey
	}
	registered, grants, err := verifier.Verify(secret)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	claims := &Claims{APIKey: verifier.APIKey(), ClaimGrants: grants}
	if registered.NotBefore != nil {
		claims.IssuedFrom = registered.NotBefore.Time
	}
	return claims, nil
}

// Grant describes a join token to mint.
type Grant struct {
	Room     string // the room's name
	Identity string // unique in the room
	Name     string // shown to others
	Metadata string
	// Attributes are shown to every member of the room.
	Attributes map[string]string
	// Permission is what the bearer may do in the room; nil is the protocol's default.
	Permission *livekit.ParticipantPermission
	// Admin lets the bearer mute and remove others through the RoomService.
	Admin bool
	Kind  livekit.ParticipantInfo_Kind
	// RoomConfig, when set, is applied if the join creates the room.
	RoomConfig *livekit.RoomConfiguration
	// Lifetime is DefaultLifetime when zero.
	Lifetime time.Duration
}

// Mint returns a signed join token. apiKey chooses the key to sign with; "" is
// the first one.
func (k *Keys) Mint(apiKey string, grant Grant) (string, error) {
	if grant.Room == "" || grant.Identity == "" {
		return "", errors.New("token: a join token needs a room and an identity")
	}
	video := &auth.VideoGrant{RoomJoin: true, Room: grant.Room, RoomAdmin: grant.Admin}
	video.UpdateFromPermission(grant.Permission)
	access, err := k.signer(apiKey)
	if err != nil {
		return "", err
	}
	access.SetIdentity(grant.Identity).SetName(grant.Name).SetMetadata(grant.Metadata).
		SetAttributes(grant.Attributes).SetVideoGrant(video).SetValidFor(lifetime(grant.Lifetime))
	if grant.Kind != livekit.ParticipantInfo_STANDARD {
		access.SetKind(grant.Kind)
	}
	if grant.RoomConfig != nil {
		access.SetRoomConfig(grant.RoomConfig)
	}
	return access.ToJWT()
}

// MintAPI returns a signed token for calling the RoomService with the given
// video grant.
func (k *Keys) MintAPI(grant *auth.VideoGrant, life time.Duration) (string, error) {
	access, err := k.signer("")
	if err != nil {
		return "", err
	}
	return access.SetVideoGrant(grant).SetValidFor(lifetime(life)).ToJWT()
}

// Refresh mints a successor of claims that carries the bearer's current state:
// name, metadata, attributes and permission as info has them, all canX claims
// explicit.
func (k *Keys) Refresh(claims *Claims, info *livekit.ParticipantInfo, life time.Duration) (string, error) {
	access, err := k.signer(claims.APIKey)
	if err != nil {
		return "", err
	}
	video := claims.Video.Clone()
	video.UpdateFromPermission(info.GetPermission())
	access.SetIdentity(claims.Identity).SetName(info.GetName()).SetMetadata(info.GetMetadata()).
		SetAttributes(info.GetAttributes()).SetVideoGrant(video).SetValidFor(lifetime(life))
	grants := access.GetGrants()
	grants.Kind, grants.KindDetails = claims.Kind, claims.KindDetails
	grants.RoomConfig, grants.RoomPreset = claims.RoomConfig, claims.RoomPreset
	access.SetAllowSensitiveCredentials(true)
	return access.ToJWT()
}

func (k *Keys) signer(apiKey string) (*auth.AccessToken, error) {
	secret := k.GetSecret(apiKey)
	if apiKey == "" {
		apiKey, secret = k.First()
	}
	if secret == "" {
		return nil, ErrUnknownKey
	}
	return auth.NewAccessToken(apiKey, secret), nil
}

func lifetime(d time.Duration) time.Duration {
	if d <= 0 {
		return DefaultLifetime
	}
	return d
}
