package logging

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestNew(t *testing.T) {
	for _, c := range []struct{ level, format string }{{"loud", "text"}, {"info", "xml"}} {
		if _, err := New(&bytes.Buffer{}, c.level, c.format); err == nil {
			t.Errorf("level %q, format %q: no error", c.level, c.format)
		}
	}
}

func TestContext(t *testing.T) {
	var out bytes.Buffer
	log, err := New(&out, "info", "json")
	if err != nil {
		t.Fatal(err)
	}
	ctx := With(WithRequestID(t.Context(), "req1"), slog.String("account", "an"))
	if RequestID(ctx) != "req1" {
		t.Errorf("request id %q", RequestID(ctx))
	}
	log.With("room", "r").InfoContext(ctx, "joined")
	log.DebugContext(ctx, "below the threshold")
	for _, want := range []string{`"request":"req1"`, `"account":"an"`, `"room":"r"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "threshold") {
		t.Error("a debug line at level info")
	}
}

func TestRedaction(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbiJ9.c2lnbmF0dXJl"
	for _, format := range []string{"text", "json"} {
		var out bytes.Buffer
		log, err := New(&out, "info", format)
		if err != nil {
			t.Fatal(err)
		}
		log.Info("secrets", "password", "hush", "apiSecret", "hush", "access_token", "hush", "Authorization", "Bearer hush",
			"url", "/rtc?access_token="+token+"&x=1", "error", errors.New("dial /rtc?access_token="+token),
			slog.Group("request", "cookie", "hush"))
		if text := out.String(); strings.Contains(text, "hush") || strings.Contains(text, "eyJ") {
			t.Errorf("%s: a secret in the log: %s", format, text)
		}
		if !strings.Contains(out.String(), "x=1") {
			t.Errorf("%s: more than the token is hidden: %s", format, out.String())
		}
	}
}
