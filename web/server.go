// Package web is what a browser meets: the REST API under /api/v1 with its OpenAPI document, session cookies, and the
// single-page app for every other path.
//
// A request passes, in this order: request id and log, security headers, then for /api the cross-origin check, the
// content type, the body limit, the caller's session and role, the handler.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/prometheus/client_golang/prometheus"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/signaling/token"
	"giaoban/web/rest"
	"giaoban/web/throttle"
)

// Conference is the live rooms of the media plane. Its errors are sfu.Errors or wrap them.
type Conference interface {
	// Counts returns how many visible participants each live room has, by the room's name.
	Counts() map[string]int
	// Participants returns those in a room; nobody is in a room that is not live.
	Participants(ctx context.Context, room string) ([]*livekit.ParticipantInfo, error)
	// MuteTrack silences a track of a participant.
	MuteTrack(ctx context.Context, room, identity, trackSID string) error
	// RemoveParticipant ends a participant's session and voids the token it joined with.
	RemoveParticipant(ctx context.Context, room, identity string) error
	// SetAttributes merges attributes into a participant's; an empty value deletes one. Everyone in the room is told.
	SetAttributes(ctx context.Context, room, identity string, attributes map[string]string) error
}

// MeetingRooms is the rooms of meetings. Its errors are faults.
type MeetingRooms interface {
	// Room returns the room of a meeting to those who may be inside or see the meeting, and whether they may mute and
	// remove others there.
	Room(ctx context.Context, by directory.By, name string) (room *directory.Room, moderates bool, err error)
}

// Config is what an administrator decides about the web.
type Config struct {
	Name         string // of the product, shown to people
	Version      string
	SignalOrigin string // ws or wss origin of signaling; "" = the one that serves the app
	Secure       bool   // browsers come over TLS
	// TrustedProxies may say in X-Forwarded-For who the client is.
	TrustedProxies    []netip.Prefix
	BodyBytes         int64         // limit of an API request's body
	LoginsPerMinute   int           // sustained, per source address and per account
	LoginBurst        int           // at once
	JoinTokenLifetime time.Duration // of tokens made for the caller
	DemoAccounts      []DemoAccount // shown to everyone; nil outside a demonstration
}

// DemoAccount is an account whose password everyone may know.
type DemoAccount struct {
	Username    string        `json:"username" example:"chutri"`
	Password    string        `json:"password"`
	Role        identity.Role `json:"role" example:"chair"`
	DisplayName string        `json:"displayName"`
}

// Deps are the services that the web stands on. All must be set, except as noted.
type Deps struct {
	Identity   *identity.Service
	Directory  directory.Reader
	Viewers    directory.Viewers // nil: no area asks for Caller.Viewer
	Audit      *audit.Log
	Conference Conference
	// Seated is told by which session an account is given a join token; nil: nobody needs to know.
	Seated   func(accountID, sessionID string)
	Meetings MeetingRooms // nil: there are no rooms of meetings
	Keys     *token.Keys
	App      fs.FS // the built app; see package web/app
	Log      *slog.Logger
	Metrics  prometheus.Registerer // nil: none
	Now      func() time.Time      // nil: time.Now
	// Areas register the endpoints of the meeting plane, each area its own package below this one.
	Areas []func(*rest.API)
}

// Server answers browsers.
type Server struct {
	config  Config
	deps    Deps
	logins  *throttle.Limiter
	handler http.Handler
}

// New returns the server. It starts nothing.
func New(config Config, deps Deps) (*Server, error) {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Seated == nil {
		deps.Seated = func(string, string) {}
	}
	s := &Server{config: config, deps: deps, logins: throttle.New(config.LoginsPerMinute, config.LoginBurst)}
	app, err := newAppHandler(deps.App)
	if err != nil {
		return nil, err
	}
	requests, err := newRequestMetrics(deps.Metrics)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", s.apiHandler())
	mux.Handle("/", app)
	s.handler = s.observe(requests, s.secure(mux))
	return s, nil
}

// Handler serves the API and the app.
func (s *Server) Handler() http.Handler { return s.handler }
