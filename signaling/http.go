package signaling

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"giaoban/internal/id"
	"giaoban/sfu"
	"giaoban/signaling/socket"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"golang.org/x/time/rate"
)

// Handler serves the signal sockets, their validation and the RoomService, and
// passes every other path to next (404 when nil). It accepts doubled slashes,
// which clients make by joining URLs naively, so it must stand in front of any
// http.ServeMux, which would redirect them.
func (s *Service) Handler(next http.Handler) http.Handler {
	if next == nil {
		next = http.NotFoundHandler()
	}
	routes := map[string]http.HandlerFunc{
		"/rtc":             func(w http.ResponseWriter, r *http.Request) { s.serveSocket(w, r, false) },
		"/rtc/v1":          func(w http.ResponseWriter, r *http.Request) { s.serveSocket(w, r, true) },
		"/rtc/validate":    func(w http.ResponseWriter, r *http.Request) { s.serveValidate(w, r, false) },
		"/rtc/v1/validate": func(w http.ResponseWriter, r *http.Request) { s.serveValidate(w, r, true) },
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := collapseSlashes(r.URL.Path)
		route, found := routes[path]
		if !found && strings.HasPrefix(path, s.twirp.PathPrefix()) {
			route, found = s.serveTwirp, true
		}
		if !found {
			next.ServeHTTP(w, r)
			return
		}
		if path != r.URL.Path {
			r = r.Clone(r.Context())
			r.URL.Path, r.URL.RawPath = path, ""
		}
		if allowOrigin(w, r) {
			return
		}
		route(w, r)
	})
}

func collapseSlashes(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// allowOrigin lets pages of every origin call, as tokens and not cookies say
// who may, and reports whether the request was a preflight and is answered.
func allowOrigin(w http.ResponseWriter, r *http.Request) (answered bool) {
	header := w.Header()
	origin := r.Header.Get("Origin")
	if origin == "" {
		origin = "*"
	} else {
		header.Add("Vary", "Origin")
	}
	header.Set("Access-Control-Allow-Origin", origin)
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	header.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
		header.Set("Access-Control-Allow-Headers", asked)
	}
	header.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
	return true
}

func (s *Service) serveTwirp(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, int64(s.config.Limits.APIBodyBytes))
	s.twirp.ServeHTTP(w, r)
}

// serveValidate runs the checks of a join without joining, for clients whose
// socket did not open and who cannot see why.
func (s *Service) serveValidate(w http.ResponseWriter, r *http.Request, requireJoinRequest bool) {
	if _, refused := s.admit(r, requireJoinRequest); refused != nil {
		s.answerRefusal(w, r, refused)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("success"))
}

func (s *Service) answerRefusal(w http.ResponseWriter, r *http.Request, refused *refusal) {
	s.logger.Info("client refused", "status", refused.status, "reason", refused.message,
		"cause", refused.cause, "path", r.URL.Path, "remote", r.RemoteAddr)
	http.Error(w, refused.message, refused.status)
}

// serveSocket joins or resumes and then reads the socket until it ends.
func (s *Service) serveSocket(w http.ResponseWriter, r *http.Request, requireJoinRequest bool) {
	if !websocket.IsWebSocketUpgrade(r) {
		http.NotFound(w, r)
		return
	}
	if !s.openSocket() {
		s.answerRefusal(w, r, refuse(http.StatusServiceUnavailable, "the server has reached its limit of connections", nil))
		return
	}
	defer s.sockets.Done()
	defer s.socketCount.Add(-1)
	a, refused := s.admit(r, requireJoinRequest)
	if refused != nil {
		s.answerRefusal(w, r, refused)
		return
	}
	logger := s.logger.With("request", id.New("RQ_"), "room", a.room, "identity", a.info.Identity)
	if a.join.Reconnect {
		s.serveResume(w, r, a, logger)
		return
	}
	s.serveJoin(w, r, a, logger)
}

func (s *Service) serveJoin(w http.ResponseWriter, r *http.Request, a *admission, logger *slog.Logger) {
	session, err := s.start(r.Context(), a, logger)
	if err != nil {
		s.answerRefusal(w, r, joinRefusal(err))
		return
	}
	sock, err := s.upgrade(w, r, logger)
	if err != nil {
		logger.Info("socket not upgraded", "error", err)
		session.abandon()
		return
	}
	session.begin(sock)
	session.serve(sock)
}

// joinRefusal maps what the media plane refuses to an HTTP status.
func joinRefusal(err error) *refusal {
	var refused *refusal
	if errors.As(err, &refused) {
		return refused
	}
	var cause *sfu.Error
	if !errors.As(err, &cause) {
		return refuse(http.StatusInternalServerError, "the session could not be started", err)
	}
	switch cause.Code {
	case sfu.Invalid:
		return refuse(http.StatusBadRequest, cause.Message, err)
	case sfu.NotAllowed:
		return refuse(http.StatusUnauthorized, cause.Message, err)
	case sfu.NotFound:
		return refuse(http.StatusNotFound, noSuchRoom, err)
	default:
		return refuse(http.StatusServiceUnavailable, cause.Message, err)
	}
}

// serveResume gives a session a new socket. A session that is gone is answered
// on the socket with leave RECONNECT, since clients take an HTTP error for the
// end of everything.
func (s *Service) serveResume(w http.ResponseWriter, r *http.Request, a *admission, logger *slog.Logger) {
	session := s.sessions.find(a)
	if session != nil && session.dropsResume() {
		s.dropUpgraded(w, r, logger)
		return
	}
	sock, err := s.upgrade(w, r, logger)
	if err != nil {
		logger.Info("socket not upgraded", "error", err)
		return
	}
	if session == nil || !session.resume(sock, a) {
		logger.Info("resume refused", "sid", a.join.ParticipantSID)
		sock.Send(socket.Message{SignalResponse: leaveMessage(
			livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)})
		sock.Finish()
		_ = sock.Serve(func(*livekit.SignalRequest) {})
		return
	}
	session.serve(sock)
}

// dropUpgraded opens the socket and closes it without a word, which a client
// asked to have simulated.
func (s *Service) dropUpgraded(w http.ResponseWriter, r *http.Request, logger *slog.Logger) {
	sock, err := s.upgrade(w, r, logger)
	if err != nil {
		return
	}
	sock.Kill()
	sock.Wait()
}

func (s *Service) upgrade(w http.ResponseWriter, r *http.Request, logger *slog.Logger) (*socket.Socket, error) {
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil, err
	}
	limits, timings := s.config.Limits, s.config.Timings
	return socket.New(conn, socket.Config{
		MessageBytes: limits.MessageBytes,
		Queue:        limits.OutgoingQueue,
		Rate:         rate.Limit(limits.RequestsPerSecond),
		Burst:        limits.RequestBurst,
		Ping:         timings.SocketPing,
		Write:        timings.SocketWrite,
		Idle:         timings.SocketIdle,
	}, logger), nil
}

// openSocket counts a socket in, or reports that there are too many or that the
// service is closing.
func (s *Service) openSocket() bool {
	s.closing.RLock()
	defer s.closing.RUnlock()
	if s.closed {
		return false
	}
	if s.socketCount.Add(1) > int64(s.config.Limits.Sockets) {
		s.socketCount.Add(-1)
		return false
	}
	s.sockets.Add(1)
	return true
}
