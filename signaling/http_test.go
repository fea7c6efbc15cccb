package signaling_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"
	"giaoban/signaling/wire"

	"github.com/golang-jwt/jwt/v5"
	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// get does a plain request and returns status, body and headers.
func get(t *testing.T, target string, header http.Header) (int, string, http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	for key, values := range header {
		request.Header[key] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	defer http.DefaultClient.CloseIdleConnections()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(body)), response.Header
}

func sign(t *testing.T, key, secret string, change func(*auth.AccessToken)) string {
	t.Helper()
	access := auth.NewAccessToken(key, secret).SetIdentity("a").SetVideoGrant(&auth.VideoGrant{RoomJoin: true, Room: "hall"})
	change(access)
	raw, err := access.ToJWT()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestTokensAreRefused(t *testing.T) {
	server := testserver.Start(t)
	good := server.Token(t, "hall", "a")
	head, rest, _ := strings.Cut(good, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	claims, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		t.Fatal(err)
	}
	forged := head + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(claims), `"a"`, `"b"`, 1))) + "." + signature
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + payload + "."
	key, secret := testserver.Key, testserver.Secret
	tests := map[string]struct {
		raw    string
		query  string
		status int
	}{
		"no token":       {"", "", 401},
		"not a token":    {"invalid", "", 401},
		"forged":         {forged, "", 401},
		"unsigned":       {none, "", 401},
		"expired":        {expiredToken(t), "", 401},
		"wrong secret":   {sign(t, key, "another secret of some length", func(*auth.AccessToken) {}), "", 401},
		"unknown key":    {sign(t, "nobody", secret, func(*auth.AccessToken) {}), "", 401},
		"no join grant":  {sign(t, key, secret, func(a *auth.AccessToken) { a.SetVideoGrant(&auth.VideoGrant{Room: "hall"}) }), "", 401},
		"no video grant": {sign(t, key, secret, func(a *auth.AccessToken) { a.SetVideoGrant(nil) }), "", 401},
		"wrong room":     {good, "&room=other", 401},
		"no room":        {sign(t, key, secret, func(a *auth.AccessToken) { a.SetVideoGrant(&auth.VideoGrant{RoomJoin: true}) }), "", 400},
		"no identity":    {sign(t, key, secret, func(a *auth.AccessToken) { a.SetIdentity("") }), "", 400},
		"long identity":  {sign(t, key, secret, func(a *auth.AccessToken) { a.SetIdentity(strings.Repeat("x", 257)) }), "", 400},
		"long room": {sign(t, key, secret, func(a *auth.AccessToken) {
			a.SetVideoGrant(&auth.VideoGrant{RoomJoin: true, Room: strings.Repeat("x", 257)})
		}), "", 400},
		"large metadata":  {sign(t, key, secret, func(a *auth.AccessToken) { a.SetMetadata(strings.Repeat("x", 512<<10+1)) }), "", 400},
		"bad attributes":  {good, "&attributes=!!!", 400},
		"bad join":        {good, "&join_request=!!!", 400},
		"garbage in join": {good, "&join_request=AAAA", 400},
		"good":            {good, "", 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{}
			if tt.raw != "" {
				header.Set("Authorization", "Bearer "+tt.raw)
			}
			status, body, answer := get(t, server.URL+"/rtc/validate?x=1"+tt.query, header)
			if status != tt.status {
				t.Errorf("validate answers %d %q, want %d", status, body, tt.status)
			}
			if allowed := answer.Values("Access-Control-Allow-Origin"); len(allowed) != 1 || allowed[0] != "*" {
				t.Errorf("Access-Control-Allow-Origin is %q", allowed)
			}
			if tt.raw != "" && strings.Contains(body, tt.raw) {
				t.Error("the body repeats the token")
			}
			if tt.status == 200 {
				if body != "success" {
					t.Errorf("body %q", body)
				}
				return
			}
			_, err := tryDial(server, testclient.Dual, tt.raw, func(o *testclient.Options) {
				o.Query, _ = url.ParseQuery(strings.TrimPrefix(tt.query, "&"))
			})
			refused, ok := err.(*testclient.HTTPError) //nolint:errorlint // not wrapped
			if !ok || refused.Status != tt.status {
				t.Errorf("the socket answers %v, want %d", err, tt.status)
			}
		})
	}
	if n := len(server.Service.Rooms().List()); n != 0 {
		t.Errorf("%d rooms were opened", n)
	}
}

func TestEndpoints(t *testing.T) {
	server := testserver.Start(t)
	raw := server.Token(t, "hall", "a")
	bearer := http.Header{"Authorization": {"Bearer " + raw}}
	request, err := wire.EncodeJoinRequest(&livekit.JoinRequest{})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		path   string
		header http.Header
		status int
	}{
		"plain GET of the socket":     {"/rtc", bearer, 404},
		"plain GET of the v1 socket":  {"/rtc/v1", bearer, 404},
		"token in the query":          {"/rtc/validate?access_token=" + raw, nil, 200},
		"header wins over query":      {"/rtc/validate?access_token=" + raw, http.Header{"Authorization": {"Bearer no"}}, 401},
		"header without prefix":       {"/rtc/validate", http.Header{"Authorization": {raw}}, 401},
		"prefix in lower case":        {"/rtc/validate", http.Header{"Authorization": {"bearer " + raw}}, 401},
		"v1 without join request":     {"/rtc/v1/validate", bearer, 400},
		"v1":                          {"/rtc/v1/validate?join_request=" + url.QueryEscape(request), bearer, 200},
		"unpadded join request":       {"/rtc/v1/validate?join_request=" + strings.TrimRight(request, "="), bearer, 200},
		"doubled slash":               {"//rtc/validate", bearer, 200},
		"doubled slash in the middle": {"/rtc//validate", bearer, 200},
		"unknown parameters":          {"/rtc/validate?whatever=1", bearer, 200},
		"path of nobody":              {"/elsewhere", bearer, 404},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if status, body, _ := get(t, server.URL+tt.path, tt.header); status != tt.status {
				t.Errorf("answers %d %q, want %d", status, body, tt.status)
			}
		})
	}
}

func TestCrossOrigin(t *testing.T) {
	server := testserver.Start(t)
	status, _, header := get(t, server.URL+"/rtc/validate", http.Header{"Origin": {"https://elsewhere.example"}})
	if got := header.Values("Access-Control-Allow-Origin"); status != 401 || len(got) != 1 || got[0] != "https://elsewhere.example" {
		t.Errorf("status %d, origin %q", status, got)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, server.URL+"/twirp/livekit.RoomService/ListRooms", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "https://elsewhere.example")
	request.Header.Set("Access-Control-Request-Method", "POST")
	request.Header.Set("Access-Control-Request-Headers", "authorization,content-type")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusNoContent || response.Header.Get("Access-Control-Max-Age") != "86400" ||
		response.Header.Get("Access-Control-Allow-Headers") != "authorization,content-type" {
		t.Errorf("preflight answers %s with %v", response.Status, response.Header)
	}
}

func TestSocketLimit(t *testing.T) {
	server := testserver.Start(t, limits(func(l *signaling.Limits) { l.Sockets = 2 }))
	dial(t, server, testclient.Dual, "hall", "a", quiet)
	b := dial(t, server, testclient.Dual, "hall", "b", quiet)
	_, err := tryDial(server, testclient.Dual, server.Token(t, "hall", "c"), quiet)
	if refused, ok := err.(*testclient.HTTPError); !ok || refused.Status != 503 { //nolint:errorlint // not wrapped
		t.Fatalf("the third socket: %v", err)
	}
	b.Close()
	until(t, "room for another", func() bool {
		c, err := tryDial(server, testclient.Dual, server.Token(t, "hall", "c"), quiet)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

func TestRoomLimits(t *testing.T) {
	server := testserver.Start(t, limits(func(l *signaling.Limits) { l.Rooms, l.Participants = 1, 2 }))
	dial(t, server, testclient.Dual, "hall", "a", quiet)
	dial(t, server, testclient.Dual, "hall", "b", quiet)
	for what, raw := range map[string]string{
		"a third participant": server.Token(t, "hall", "c"),
		"a second room":       server.Token(t, "other", "a"),
	} {
		_, err := tryDial(server, testclient.Dual, raw, quiet)
		if refused, ok := err.(*testclient.HTTPError); !ok || refused.Status != 503 { //nolint:errorlint // not wrapped
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestRevokedTokenCannotComeBack(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a")
	if err := server.Service.RemoveParticipant("hall", "a", time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	until(t, "leave PARTICIPANT_REMOVED", func() bool {
		return c.Left().GetReason() == livekit.DisconnectReason_PARTICIPANT_REMOVED && c.Left().GetAction() == livekit.LeaveRequest_DISCONNECT
	})
	_, err := tryDial(server, testclient.Dual, server.Token(t, "hall", "a"))
	if refused, ok := err.(*testclient.HTTPError); !ok || refused.Status != 401 { //nolint:errorlint // not wrapped
		t.Errorf("the revoked token: %v", err)
	}
	join(t, server, testclient.Dual, "hall", "b")
}

func TestWhoWasThereIsToldThatTheRoomHasEnded(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a")
	if err := server.Service.EndRoom("hall", []string{"a"}, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	until(t, "leave ROOM_DELETED", func() bool {
		return c.Left().GetReason() == livekit.DisconnectReason_ROOM_DELETED && c.Left().GetAction() == livekit.LeaveRequest_DISCONNECT
	})
	_, err := tryDial(server, testclient.Dual, server.Token(t, "hall", "a"))
	if refused, ok := err.(*testclient.HTTPError); !ok || refused.Status != 401 { //nolint:errorlint // not wrapped
		t.Errorf("the token of a room that has ended: %v", err)
	}
}

// expiredToken is made by hand, since the library signs no token of the past.
func expiredToken(t *testing.T) string {
	t.Helper()
	then := time.Now().Add(-2 * time.Minute).Unix()
	raw, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": testserver.Key, "sub": "a", "nbf": then - 60, "exp": then,
		"video": map[string]any{"roomJoin": true, "room": "hall"},
	}).SignedString([]byte(testserver.Secret))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
