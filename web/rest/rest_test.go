package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/web/rest"
)

// fixture serves the endpoints that register adds; who sends the header X-Role is logged in with that role.
func fixture(t *testing.T, register func(*rest.API)) *httptest.Server {
	t.Helper()
	api := rest.New(rest.Config{
		Name: "test", Version: "1", Cookie: "c", BodyBytes: 100, Log: slog.New(slog.DiscardHandler),
		Identify: func(r *http.Request) (*rest.Caller, error) {
			if role := r.Header.Get("X-Role"); role != "" {
				return &rest.Caller{Account: &identity.Account{ID: "AC_1", Role: identity.Role(role)}}, nil
			}
			return &rest.Caller{}, identity.ErrNoSession
		},
	})
	register(api)
	server := httptest.NewServer(api.Handler())
	t.Cleanup(server.Close)
	return server
}

type answer struct {
	status int
	header http.Header
	text   string
}

func (a answer) problem(t *testing.T) (p struct {
	Code, Reason, Detail string
	Current              int64
	Errors               []struct{ Location, Reason, Message string }
}) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.text), &p); err != nil {
		t.Fatalf("%v in %q", err, a.text)
	}
	return p
}

func do(t *testing.T, server *httptest.Server, method, path, body string, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

func TestAccessOfRawEndpoints(t *testing.T) {
	server := fixture(t, func(api *rest.API) {
		echo := func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
			_, err := io.WriteString(w, r.PathValue("id")+" "+rest.CallerOf(ctx).Account.ID)
			return err
		}
		rest.Raw(api, rest.Endpoint{ID: "members", Method: "GET", Path: "/members/{id}", Allow: rest.Members}, echo)
		rest.Raw(api, rest.Endpoint{ID: "chairs", Method: "GET", Path: "/chairs/{id}", Allow: rest.Roles(identity.Chair)}, echo)
		rest.Raw(api, rest.Endpoint{ID: "forgotten", Method: "GET", Path: "/forgotten/{id}"}, echo)
	})
	for _, c := range []struct {
		path, role string
		status     int
	}{
		{"/members/7", "", 401}, {"/members/7", "guest", 200}, {"/chairs/7", "guest", 403}, {"/chairs/7", "chair", 200},
		{"/forgotten/7", "admin", 403}, {"/forgotten/7", "", 401},
	} {
		a := do(t, server, "GET", rest.Prefix+c.path, "", "X-Role", c.role)
		if a.status != c.status {
			t.Errorf("%s as %q: %d, want %d", c.path, c.role, a.status, c.status)
		}
		if a.status == 200 && a.text != "7 AC_1" {
			t.Errorf("got %q", a.text)
		}
		if a.status != 200 && !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("content type %s", a.header.Get("Content-Type"))
		}
	}
	var document struct {
		Paths map[string]map[string]struct{ Parameters []struct{ Name string } }
	}
	if err := json.Unmarshal([]byte(do(t, server, "GET", "/api/openapi.json", "").text), &document); err != nil {
		t.Fatal(err)
	}
	described := document.Paths[rest.Prefix+"/members/{id}"]["get"]
	if len(described.Parameters) != 1 || described.Parameters[0].Name != "id" {
		t.Errorf("described as %+v", described)
	}
}

func TestBodies(t *testing.T) {
	server := fixture(t, func(api *rest.API) {
		swallow := func(_ context.Context, _ http.ResponseWriter, r *http.Request) error {
			_, err := io.Copy(io.Discard, r.Body)
			return err
		}
		rest.Raw(api, rest.Endpoint{ID: "json", Method: "POST", Path: "/json", Allow: rest.Members}, swallow)
		rest.Raw(api, rest.Endpoint{ID: "octets", Method: "POST", Path: "/octets", Allow: rest.Members, Consumes: "application/octet-stream", BodyBytes: 300}, swallow)
		rest.Raw(api, rest.Endpoint{ID: "any", Method: "PATCH", Path: "/any", Allow: rest.Members, Consumes: "*/*"}, swallow)
	})
	short, long, longer := strings.Repeat("x", 100), strings.Repeat("x", 101), strings.Repeat("x", 301)
	for _, c := range []struct {
		method, path, media, body string
		status                    int
	}{
		{"POST", "/json", "application/json", short, 200}, {"POST", "/json", "application/json", long, 413},
		{"POST", "/json", "text/plain", short, 415}, {"POST", "/json", "application/x-www-form-urlencoded", "a=b", 415},
		{"POST", "/octets", "application/octet-stream", long, 200}, {"POST", "/octets", "application/octet-stream", longer, 413},
		{"POST", "/octets", "application/json", short, 415}, {"PATCH", "/any", "image/png", short, 200},
		{"DELETE", "/any", "application/json", "", 405}, {"GET", "/none", "", "", 404}, {"POST", "/json?q=%00", "application/json", short, 422},
	} {
		a := do(t, server, c.method, rest.Prefix+c.path, c.body, "X-Role", "guest", "Content-Type", c.media)
		if a.status != c.status {
			t.Errorf("%s %s %s of %d: %d, want %d", c.method, c.path, c.media, len(c.body), a.status, c.status)
		}
		if c.status == 405 && a.header.Get("Allow") != "PATCH" {
			t.Errorf("Allow: %s", a.header.Get("Allow"))
		}
	}
}

func TestRefusals(t *testing.T) {
	refusals := map[string]error{
		"fields": fault.InvalidFields("", []fault.Field{{Location: "title", Reason: "too_long", Args: []any{200}}}),
		"stale":  fault.StaleVersion(7), "large": fault.New(fault.TooLarge, ""), "secret": errors.New("the password is hush"),
		"strange": fault.New("strange", ""),
	}
	server := fixture(t, func(api *rest.API) {
		rest.Raw(api, rest.Endpoint{ID: "refuse", Method: "GET", Path: "/refuse/{why}", Allow: rest.Anyone},
			func(_ context.Context, _ http.ResponseWriter, r *http.Request) error {
				return refusals[r.PathValue("why")]
			})
		type input struct{ rest.VersionInput }
		type output struct {
			ETag string `header:"ETag"`
		}
		rest.Register(api, rest.Endpoint{ID: "change", Method: "PUT", Path: "/change", Allow: rest.Anyone},
			func(_ context.Context, in *input) (*output, error) {
				version, err := in.Version()
				return &output{ETag: rest.ETag(version + 1)}, err
			})
	})
	for why, want := range map[string]struct {
		status int
		code   string
	}{"fields": {422, "invalid"}, "stale": {412, "stale"}, "large": {413, "too_large"}, "secret": {500, "internal"}, "strange": {500, "internal"}} {
		a := do(t, server, "GET", rest.Prefix+"/refuse/"+why, "")
		if p := a.problem(t); a.status != want.status || p.Code != want.code || strings.Contains(a.text, "hush") {
			t.Errorf("%s: %d %s", why, a.status, a.text)
		}
	}
	if p := do(t, server, "GET", rest.Prefix+"/refuse/stale", "").problem(t); p.Current != 7 {
		t.Errorf("current version %d", p.Current)
	}
	fields := do(t, server, "GET", rest.Prefix+"/refuse/fields", "", "Accept-Language", "en").problem(t).Errors
	if len(fields) != 1 || fields[0].Location != "title" || fields[0].Message != "Longer than 200 characters." {
		t.Errorf("fields %+v", fields)
	}
	for header, want := range map[string]int{"": 428, `"3"`: 204, "x": 412} {
		var headers []string
		if header != "" {
			headers = []string{"If-Match", header}
		}
		a := do(t, server, "PUT", rest.Prefix+"/change", "{}", headers...)
		if a.status != want {
			t.Errorf("If-Match %s: %d, want %d", header, a.status, want)
		}
		if want == 204 && a.header.Get("ETag") != `"4"` {
			t.Errorf("ETag %s", a.header.Get("ETag"))
		}
	}
}
