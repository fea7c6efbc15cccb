package token_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"giaoban/signaling/token"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

func TestParseKeys(t *testing.T) {
	tests := map[string]struct {
		text string
		want int // keys; 0 is an error
	}{
		"one":        {"devkey: secret", 1},
		"several":    {"a: one\n\n  b:two  \n", 2},
		"no space":   {"a:one", 1},
		"empty":      {"", 0},
		"no colon":   {"devkey hunter2", 0},
		"no secret":  {"devkey:", 0},
		"no key":     {": hunter2", 0},
		"twice":      {"a: one\na: hunter2", 0},
		"with colon": {"a: one:two", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			keys, err := token.ParseKeys(tt.text)
			if (err == nil) != (tt.want > 0) {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				if strings.Contains(err.Error(), "hunter2") {
					t.Errorf("the error %q shows a secret", err)
				}
				return
			}
			if keys.NumKeys() != tt.want {
				t.Errorf("%d keys", keys.NumKeys())
			}
		})
	}
}

func TestGeneratedKeysDiffer(t *testing.T) {
	key, secret := token.GenerateKey()
	otherKey, otherSecret := token.GenerateKey()
	if key == otherKey || secret == otherSecret || len(secret) < token.MinSecretLength {
		t.Errorf("%q %d, %q %d", key, len(secret), otherKey, len(otherSecret))
	}
}

func newKeys(t *testing.T) *token.Keys {
	t.Helper()
	keys, err := token.NewKeys(map[string]string{"b": "secret of b", "a": "secret of a"})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestMintAndVerify(t *testing.T) {
	keys := newKeys(t)
	raw, err := keys.Mint("", token.Grant{
		Room: "hall", Identity: "chair", Name: "Chủ trì", Metadata: "m", Attributes: map[string]string{"role": "chair"},
		Admin:      true,
		Permission: &livekit.ParticipantPermission{CanSubscribe: true, CanPublishSources: []livekit.TrackSource{livekit.TrackSource_MICROPHONE}},
	})
	if err != nil {
		t.Fatal(err)
	}
	claims, err := keys.Verify(raw)
	if err != nil {
		t.Fatal(err)
	}
	if claims.APIKey != "a" || claims.Identity != "chair" || claims.Name != "Chủ trì" || claims.Metadata != "m" ||
		claims.Attributes["role"] != "chair" || !claims.Video.RoomJoin || !claims.Video.RoomAdmin || claims.Video.Room != "hall" {
		t.Errorf("claims %+v, video %+v", claims, claims.Video)
	}
	permission := claims.Permission()
	if !permission.CanPublish || !permission.CanSubscribe || permission.CanPublishData || len(permission.CanPublishSources) != 1 {
		t.Errorf("permission %v", permission)
	}
	if time.Since(claims.IssuedFrom) > time.Minute {
		t.Errorf("issued from %v", claims.IssuedFrom)
	}
}

func TestAbsentClaimsTakeDefaults(t *testing.T) {
	keys := newKeys(t)
	raw, err := keys.Mint("b", token.Grant{Room: "hall", Identity: "x"})
	if err != nil {
		t.Fatal(err)
	}
	claims, err := keys.Verify(raw)
	if err != nil {
		t.Fatal(err)
	}
	permission := claims.Permission()
	if !permission.CanPublish || !permission.CanSubscribe || !permission.CanPublishData || permission.CanUpdateMetadata || permission.Hidden {
		t.Errorf("permission %v", permission)
	}
}

func TestRefreshCarriesTheCurrentState(t *testing.T) {
	keys := newKeys(t)
	raw, err := keys.Mint("b", token.Grant{Room: "hall", Identity: "x", Attributes: map[string]string{"old": "1"}, Admin: true})
	if err != nil {
		t.Fatal(err)
	}
	claims, err := keys.Verify(raw)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := keys.Refresh(claims, &livekit.ParticipantInfo{
		Name: "n", Metadata: "m", Attributes: map[string]string{"new": "2"},
		Permission: &livekit.ParticipantPermission{CanSubscribe: true},
	}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	got, err := keys.Verify(fresh)
	if err != nil {
		t.Fatal(err)
	}
	video := got.Video
	if got.APIKey != "b" || got.Identity != "x" || got.Name != "n" || got.Metadata != "m" || got.Attributes["new"] != "2" || got.Attributes["old"] != "" {
		t.Errorf("claims %+v", got.ClaimGrants)
	}
	if video.Room != "hall" || !video.RoomJoin || !video.RoomAdmin || video.CanPublish == nil || *video.CanPublish || video.CanSubscribe == nil || !*video.CanSubscribe {
		t.Errorf("video %+v", video)
	}
	if !claims.Video.GetCanPublish() {
		t.Error("the old claims were changed")
	}
}

func TestVerifyRefuses(t *testing.T) {
	keys := newKeys(t)
	sign := func(key, secret string) string {
		raw, err := auth.NewAccessToken(key, secret).SetIdentity("x").SetVideoGrant(&auth.VideoGrant{RoomJoin: true}).ToJWT()
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	tests := map[string]struct {
		raw  string
		want error
	}{
		"nothing":      {"", token.ErrMissing},
		"garbage":      {"a.b.c", token.ErrMalformed},
		"unknown key":  {sign("nobody", "secret of a"), token.ErrUnknownKey},
		"wrong secret": {sign("a", "secret of b"), token.ErrInvalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := keys.Verify(tt.raw); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}

func TestMintNeedsRoomAndIdentity(t *testing.T) {
	keys := newKeys(t)
	for _, grant := range []token.Grant{{Room: "hall"}, {Identity: "x"}} {
		if _, err := keys.Mint("", grant); err == nil {
			t.Errorf("minted %+v", grant)
		}
	}
	if _, err := keys.Mint("nobody", token.Grant{Room: "hall", Identity: "x"}); !errors.Is(err, token.ErrUnknownKey) {
		t.Errorf("minted with an unknown key: %v", err)
	}
}

func TestFromRequest(t *testing.T) {
	tests := map[string]struct {
		header, query, want string
		err                 error
	}{
		"header":       {"Bearer abc", "", "abc", nil},
		"query":        {"", "abc", "abc", nil},
		"header wins":  {"Bearer abc", "def", "abc", nil},
		"lower case":   {"bearer abc", "def", "", token.ErrMalformed},
		"empty bearer": {"Bearer ", "def", "", token.ErrMalformed},
		"other scheme": {"Basic abc", "", "", token.ErrMalformed},
		"neither":      {"", "", "", token.ErrMissing},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/rtc?access_token="+tt.query, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tt.header != "" {
				r.Header.Set("Authorization", tt.header)
			}
			got, err := token.FromRequest(r)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	keys, err := token.NewKeys(map[string]string{"a": "secret"})
	if err != nil {
		f.Fatal(err)
	}
	raw, err := keys.Mint("", token.Grant{Room: "hall", Identity: "x"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, candidate string) {
		claims, err := keys.Verify(candidate)
		if err == nil && claims.Permission() == nil {
			t.Error("no permission")
		}
	})
}
