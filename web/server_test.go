package web_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"giaoban/web"
)

func TestApp(t *testing.T) {
	f := newFixture(t)
	b := f.browser(t)
	for path, want := range map[string]struct {
		status               int
		media, cache, within string
	}{
		"/":                         {http.StatusOK, "text/html; charset=utf-8", "no-cache", "<title>"},
		"/rooms/diem-cau-02287":     {http.StatusOK, "text/html; charset=utf-8", "no-cache", "<title>"},
		"/index.html":               {http.StatusOK, "text/html; charset=utf-8", "no-cache", "<title>"},
		"/assets/main-abc.js":       {http.StatusOK, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "let a"},
		"/favicon.svg":              {http.StatusOK, "image/svg+xml", "no-cache", "<svg"},
		"/assets/main-old.js":       {http.StatusNotFound, "text/plain; charset=utf-8", "", ""},
		"/assets/nothing":           {http.StatusNotFound, "text/plain; charset=utf-8", "", ""},
		"/robots.txt":               {http.StatusNotFound, "text/plain; charset=utf-8", "", ""},
		"/.keep":                    {http.StatusNotFound, "text/plain; charset=utf-8", "", ""},
		"/%2e%2e/%2e%2e/etc/passwd": {http.StatusOK, "text/html; charset=utf-8", "no-cache", "<title>"},
		"/../../web_test.go":        {http.StatusNotFound, "text/plain; charset=utf-8", "", ""},
	} {
		a := b.get(path)
		if a.status != want.status || a.header.Get("Content-Type") != want.media || a.header.Get("Cache-Control") != want.cache || !strings.Contains(string(a.body), want.within) {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
	head := b.want(http.StatusOK, b.do(http.MethodHead, "/", ""))
	if head.header.Get("Access-Control-Allow-Origin") != "*" || len(head.body) != 0 {
		t.Errorf("HEAD /: %v", head.header)
	}
	b.want(http.StatusMethodNotAllowed, b.post("/", "{}"))

	t.Run("not sent again", func(t *testing.T) {
		etag := b.get("/").header.Get("ETag")
		b.want(http.StatusNotModified, b.get("/", "If-None-Match", etag))
	})
	t.Run("packed for who takes it", func(t *testing.T) {
		plain := b.get("/assets/main-abc.js", "Accept-Encoding", "identity")
		packed := b.get("/assets/main-abc.js", "Accept-Encoding", "br, gzip;q=0.8")
		if packed.header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(plain.body)/10 || packed.header.Get("ETag") == plain.header.Get("ETag") || packed.header.Get("Vary") != "Accept-Encoding" {
			t.Fatalf("%d of %d bytes, %v", len(packed.body), len(plain.body), packed.header)
		}
		reader, err := gzip.NewReader(strings.NewReader(string(packed.body)))
		check(t, err)
		content, err := io.ReadAll(reader)
		check(t, err)
		if string(content) != string(plain.body) {
			t.Error("unpacked it is something else")
		}
		for _, not := range []string{"gzip;q=0", "br", ""} {
			if got := b.get("/assets/main-abc.js", "Accept-Encoding", not).header.Get("Content-Encoding"); got != "" {
				t.Errorf("%q: %s", not, got)
			}
		}
	})
	t.Run("not built", func(t *testing.T) {
		b := newFixture(t, func(_ *web.Config, deps *web.Deps) { deps.App = fstest.MapFS{".keep": {}} }).browser(t)
		a := b.want(http.StatusOK, b.get("/"))
		if !strings.Contains(string(a.body), "make build") {
			t.Errorf("%s", a.body)
		}
		b.want(http.StatusOK, b.get("/api/v1/info"))
	})
}

func TestSecurityHeaders(t *testing.T) {
	f := newFixture(t)
	b := f.browser(t)
	for _, path := range []string{"/", "/api/v1/info", "/api/v1/session", "/nothing.txt"} {
		header := b.get(path).header
		for name, want := range map[string]string{
			"Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval';", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "Permissions-Policy": "camera=(self)", "Cross-Origin-Opener-Policy": "same-origin", "X-Request-Id": "RQ_",
		} {
			if !strings.Contains(header.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, header.Get(name))
			}
		}
		if header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: Strict-Transport-Security without TLS", path)
		}
		if strings.HasPrefix(path, "/api/") && header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", path)
		}
	}
}

func TestBadRequests(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "chutri")
	b.refused(http.StatusNotFound, "not_found", b.get("/api/v1/nothing"))
	b.refused(http.StatusNotFound, "not_found", b.get("/api/"))
	a := b.refused(http.StatusMethodNotAllowed, "method_not_allowed", b.do(http.MethodPatch, "/api/v1/session", "{}"))
	if got := a.header.Get("Allow"); got != "GET, POST, DELETE" {
		t.Errorf("Allow: %s", got)
	}
	b.refused(http.StatusRequestEntityTooLarge, "too_large", b.post("/api/v1/session", `{"username":"`+strings.Repeat("x", 5000)+`"}`))
	for _, body := range []string{"", "null", "[]", `"x"`, "{", `{"username":"a"}`, `{"username":1,"password":2}`, `{"username":"","password":""}`, "\x00", strings.Repeat("[", 3000)} {
		a := b.post("/api/v1/session", body)
		if a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%.20q: %d", body, a.status)
		}
		if got := a.code(t); got != "invalid" {
			t.Errorf("%.20q: %s", body, got)
		}
	}
	b.refused(http.StatusUnauthorized, "invalid_credentials", b.post("/api/v1/session", `{"username":"an\u0000","password":"\u0000"}`))
	t.Run("what was sent is not repeated", func(t *testing.T) {
		a := b.refused(http.StatusUnprocessableEntity, "invalid", b.post("/api/v1/session", `{"username":"an","password":"`+strings.Repeat("hush", 65)+`"}`))
		if strings.Contains(string(a.body), "hush") || !strings.Contains(string(a.body), "body.password") || strings.Contains(f.logs.String(), "hush") {
			t.Errorf("%s", a.body)
		}
	})
}

func TestFaultsTellNothing(t *testing.T) {
	f := newFixture(t, func(_ *web.Config, deps *web.Deps) { deps.Directory = brokenRooms{deps.Directory} })
	b := f.as(t, "chutri")
	a := b.refused(http.StatusInternalServerError, "internal", b.get("/api/v1/rooms/any", "Accept-Language", "en"))
	if strings.Contains(string(a.body), "EOF") {
		t.Errorf("the cause was told: %s", a.body)
	}
	var details struct{ RequestID string }
	a.into(t, &details)
	if !strings.Contains(f.logs.String(), "unexpected EOF") || !strings.Contains(f.logs.String(), details.RequestID) {
		t.Error("the cause is not in the log with the request's id")
	}
	b.refused(http.StatusInternalServerError, "internal", b.get("/api/v1/rooms/panic"))
	if !strings.Contains(f.logs.String(), "handler panicked") {
		t.Error("the panic is not in the log")
	}
	b.want(http.StatusOK, b.get("/api/v1/info"))
}

func TestOpenAPI(t *testing.T) {
	f := newFixture(t)
	var document struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID, Summary string
			Tags                 []string
			Security             []map[string][]string
			Responses            map[string]struct{ Description string }
		}
		Components struct {
			Schemas         map[string]json.RawMessage
			SecuritySchemes map[string]struct{ In, Name string }
		}
	}
	b := f.browser(t)
	b.want(http.StatusOK, b.get("/api/openapi.json")).into(t, &document)
	if !strings.HasPrefix(document.OpenAPI, "3.1") || document.Components.SecuritySchemes["session"].Name != "giaoban" {
		t.Errorf("%s %v", document.OpenAPI, document.Components.SecuritySchemes)
	}
	if _, found := document.Components.Schemas["ErrorModel"]; found || document.Components.Schemas["Details"] == nil {
		t.Error("errors are described as the framework's")
	}
	for path, methods := range document.Paths {
		for method, operation := range methods {
			open := rights[strings.ToUpper(method)+" "+path].anyone
			_, asks := operation.Security[0]["session"]
			if operation.OperationID == "" || operation.Summary == "" || len(operation.Tags) != 1 || open == asks {
				t.Errorf("%s %s: %+v", method, path, operation)
			}
			if !open && operation.Responses["401"].Description == "" {
				t.Errorf("%s %s does not say that it can be refused", method, path)
			}
		}
	}
}
