package signaling

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"giaoban/sfu"
	"giaoban/sfu/transport"
	"giaoban/signaling/roomservice"
	"giaoban/signaling/webhook"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
)

// Deps are what a Service stands on.
type Deps struct {
	Engine   *transport.Engine // required; the caller closes it after the Service
	Logger   *slog.Logger      // nil discards
	Metrics  *sfu.Metrics      // nil makes a private one
	Observer sfu.Observer      // told what happens in rooms, besides webhooks; nil is none
	// Line returns what the line of whoever joins carries each way, in bit/s, 0 when that is not known; nil knows of
	// none. It may take its time, which the join then takes too.
	Line func(ctx context.Context, identity string) uint64
	// Acted is told what callers of the RoomService API changed, for the audit log; nil is nobody.
	Acted func(context.Context, roomservice.Act)
}

// Service serves signaling for the rooms of one server.
type Service struct {
	config   Config
	logger   *slog.Logger
	engine   *transport.Engine
	line     func(ctx context.Context, identity string) uint64 // nil: none is known
	rooms    *Rooms
	sessions *sessions
	webhooks *webhook.Sender
	twirp    livekit.TwirpServer
	upgrader websocket.Upgrader
	revoked  *recent[time.Time] // tokens older than this are refused
	tcpOnly  *recent[bool]      // who asked for ICE over TCP (SimulateScenario)

	socketCount atomic.Int64
	sockets     sync.WaitGroup
	closing     sync.RWMutex
	closed      bool // guarded by closing
}

// New checks config and returns a Service without rooms. Close must follow.
func New(config Config, deps Deps) (*Service, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	if deps.Engine == nil {
		return nil, errors.New("signaling: no transport engine")
	}
	if deps.Logger == nil {
		deps.Logger = slog.New(slog.DiscardHandler)
	}
	webhooks, err := webhook.New(config.Webhook, config.Keys, deps.Logger)
	if err != nil {
		return nil, err
	}
	s := &Service{
		config: config, logger: deps.Logger, engine: deps.Engine,
		line:     deps.Line,
		sessions: newSessions(),
		webhooks: webhooks,
		upgrader: websocket.Upgrader{
			CheckOrigin:       func(*http.Request) bool { return true },
			EnableCompression: true,
			HandshakeTimeout:  config.Timings.SocketWrite,
		},
		revoked: newRecent[time.Time](config.Limits.RevokedTokens),
		tcpOnly: newRecent[bool](config.Limits.RevokedTokens),
	}
	s.rooms = newRooms(config, deps.Logger, observers(&hooks{sender: webhooks}, deps.Observer), deps.Metrics)
	s.twirp = roomservice.New(roomservice.Config{
		Keys: config.Keys, Logger: deps.Logger, MetadataBytes: config.Limits.MetadataBytes, Acted: deps.Acted,
	}, &api{s})
	return s, nil
}

// Rooms returns the rooms of this server.
func (s *Service) Rooms() *Rooms { return s.rooms }

// RemoveParticipant takes a participant out of a room with reason
// PARTICIPANT_REMOVED. Tokens issued before revokeBefore are then refused; zero
// revokes none. The error is NotFound when there is no such participant.
func (s *Service) RemoveParticipant(room, identity string, revokeBefore time.Time) error {
	found, err := s.rooms.Find(room)
	if err != nil {
		return err
	}
	if !revokeBefore.IsZero() {
		s.revoked.put(bearer{room, identity}, revokeBefore)
	}
	return found.RemoveParticipant(identity)
}

// EndRoom closes a room for good: everybody in it gets leave ROOM_DELETED, and the join tokens of those who are named,
// issued before the given time, open it no more. The error is NotFound when it is not open.
func (s *Service) EndRoom(room string, identities []string, before time.Time) error {
	for _, identity := range identities {
		s.revoked.put(bearer{room, identity}, before)
	}
	return s.rooms.Delete(room)
}

// VoidTokens refuses from now on every join token of an identity, in whatever
// room, that was issued before the given time. Who is inside stays.
func (s *Service) VoidTokens(identity string, before time.Time) {
	s.revoked.put(bearer{identity: identity}, before)
}

// Close tells every client to come back to a restarted server, ends all rooms
// and delivers the last webhooks. It waits for everything it started; ctx
// bounds only the delivery of webhooks.
func (s *Service) Close(ctx context.Context) {
	s.closing.Lock()
	already := s.closed
	s.closed = true
	s.closing.Unlock()
	if already {
		return
	}
	for _, session := range s.sessions.close() {
		session.post(func() {
			session.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_SERVER_SHUTDOWN)
		})
	}
	s.sessions.wait()
	s.rooms.close(livekit.DisconnectReason_SERVER_SHUTDOWN)
	s.sockets.Wait()
	s.webhooks.Close(ctx)
}

// sessions finds the session of a participant that wants to resume.
type sessions struct {
	running sync.WaitGroup

	mu     sync.Mutex
	closed bool                // guarded by mu
	bySID  map[string]*session // guarded by mu
}

func newSessions() *sessions { return &sessions{bySID: make(map[string]*session)} }

// add registers a session and reports whether the service still takes any.
// remove must follow.
func (t *sessions) add(s *session) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	t.running.Add(1)
	t.bySID[s.participant.SID()] = s
	return true
}

func (t *sessions) remove(s *session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bySID[s.participant.SID()] == s {
		delete(t.bySID, s.participant.SID())
		t.running.Done()
	}
}

// find returns the session that a resuming client names by its participant sid,
// nil when it is gone or not the client's own. Clients that send no sid are
// found by identity.
func (t *sessions) find(a *admission) *session {
	t.mu.Lock()
	defer t.mu.Unlock()
	own := func(s *session) bool {
		return s != nil && s.room.Name() == a.room && s.participant.Identity() == a.info.Identity
	}
	if a.join.ParticipantSID != "" {
		if found := t.bySID[a.join.ParticipantSID]; own(found) {
			return found
		}
		return nil
	}
	for _, candidate := range t.bySID {
		if own(candidate) {
			return candidate
		}
	}
	return nil
}

// close lets no new session in and returns those there are.
func (t *sessions) close() []*session {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	all := make([]*session, 0, len(t.bySID))
	for _, s := range t.bySID {
		all = append(all, s)
	}
	return all
}

func (t *sessions) wait() { t.running.Wait() }
