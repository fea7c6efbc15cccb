// Package testserver runs a signaling server with its media engine for tests.
package testserver

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"giaoban/sfu/transport"
	"giaoban/signaling"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/auth"
)

// Key and Secret are the server's only API key.
const (
	Key    = "devkey"
	Secret = "a-secret-that-is-long-enough-for-tests"
)

// Server is a running server; it ends with the test.
type Server struct {
	Service *signaling.Service
	Keys    *token.Keys
	// URL is the HTTP base address.
	URL  string
	http *httptest.Server
	stop func()
}

// Start runs a server; change may alter its configuration.
func Start(t testing.TB, change ...func(*signaling.Config)) *Server {
	t.Helper()
	return StartWith(t, signaling.Deps{}, change...)
}

// StartWith runs a server over deps, of which it sets the engine and the logger.
func StartWith(t testing.TB, deps signaling.Deps, change ...func(*signaling.Config)) *Server {
	t.Helper()
	keys, err := token.NewKeys(map[string]string{Key: Secret})
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.DiscardHandler)
	if os.Getenv("GIAOBAN_TEST_LOG") != "" {
		logger = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	}
	engine, err := transport.NewEngine(transport.Config{Loopback: true, IPv4Only: true, TCPPort: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	config := signaling.DefaultConfig()
	config.Keys = keys
	config.Timings.AnnounceInterval = time.Millisecond
	config.Timings.Settle = 600 * time.Millisecond // the race detector slows the clients
	for _, c := range change {
		c(&config)
	}
	deps.Engine, deps.Logger = engine, logger
	service, err := signaling.New(config, deps)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Service: service, Keys: keys, http: httptest.NewServer(service.Handler(nil))}
	s.URL = s.http.URL
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		service.Close(ctx)
		s.http.Close()
		if err := engine.Close(); err != nil {
			t.Errorf("engine: %v", err)
		}
	}
	t.Cleanup(s.stop)
	return s
}

// Stop ends the server before the test does.
func (s *Server) Stop() { s.stop() }

// Token mints a join token that change may alter.
func (s *Server) Token(t testing.TB, room, identity string, change ...func(*token.Grant)) string {
	t.Helper()
	grant := token.Grant{Room: room, Identity: identity, Name: "name of " + identity}
	for _, c := range change {
		c(&grant)
	}
	raw, err := s.Keys.Mint("", grant)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// AdminToken mints a token for the RoomService.
func (s *Server) AdminToken(t testing.TB, room string) string {
	t.Helper()
	raw, err := s.Keys.MintAPI(&auth.VideoGrant{RoomCreate: true, RoomList: true, RoomAdmin: true, Room: room}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
