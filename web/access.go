package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/logging"
	"giaoban/web/problem"
)

const accessKey = "access"

// access says who may call an endpoint. The zero value lets nobody: an endpoint that forgets to say is closed.
type access struct {
	public   bool
	loggedIn bool // every role
	roles    []identity.Role
}

var (
	anyone     = access{public: true}
	members    = access{loggedIn: true}
	moderators = access{roles: []identity.Role{identity.Chair, identity.Secretary}}
)

// allows reports whether an account of the role may call.
func (a access) allows(role identity.Role) bool {
	return a.public || a.loggedIn || slices.Contains(a.roles, role)
}

func (a access) String() string {
	switch {
	case a.public:
		return "anyone"
	case a.loggedIn:
		return "everyone logged in"
	case len(a.roles) == 0:
		return "nobody"
	}
	names := make([]string, len(a.roles))
	for i, role := range a.roles {
		names[i] = string(role)
	}
	return strings.Join(names, ", ")
}

// caller is who sent a request.
type caller struct {
	account *identity.Account // nil: not logged in
	session *identity.Session
	client  identity.Client
}

// actor is the caller as the audit log names it.
func (c *caller) actor() audit.Actor {
	actor := audit.Actor{Source: c.client.Source}
	if c.account != nil {
		actor.ID, actor.Name = c.account.ID, c.account.Username
	}
	return actor
}

type callerKey struct{}

// callerOf returns who sent the request of a handler's context.
func callerOf(ctx context.Context) *caller {
	if found, ok := ctx.Value(callerKey{}).(*caller); ok {
		return found
	}
	return &caller{}
}

// authorize finds the caller and lets through who may call the operation.
func (s *Server) authorize(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		allowed, _ := ctx.Operation().Metadata[accessKey].(access)
		request, _ := unwrap(ctx)
		who, err := s.identify(request)
		if err != nil && !allowed.public {
			s.writeProblem(api, ctx, refusal(err))
			return
		}
		if !allowed.public && !allowed.allows(who.account.Role) {
			s.writeProblem(api, ctx, problem.New(problem.Forbidden))
			return
		}
		inner := context.WithValue(ctx.Context(), callerKey{}, who)
		if who.account != nil {
			inner = logging.With(inner, slog.String("account", who.account.ID))
		}
		next(huma.WithContext(ctx, inner))
	}
}

// identify returns the caller; with an error when there is no good session.
func (s *Server) identify(r *http.Request) (*caller, error) {
	who := &caller{client: identity.Client{Source: s.source(r), UserAgent: r.UserAgent()}}
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return who, identity.ErrNoSession
	}
	session, account, err := s.deps.Identity.Authenticate(r.Context(), cookie.Value)
	if errors.Is(err, identity.ErrSessionIdle) && s.inConference(r.Context(), account.ID) {
		err = s.deps.Identity.Touch(r.Context(), session) // whoever listens for an hour is not away
	}
	if err != nil {
		return who, err
	}
	who.session, who.account = session, account
	return who, nil
}

// inConference reports whether the account is a participant of any live room.
func (s *Server) inConference(ctx context.Context, accountID string) bool {
	for room := range s.deps.Conference.Counts() {
		participants, err := s.deps.Conference.Participants(ctx, room)
		if err != nil {
			continue // the room has just closed
		}
		for _, participant := range participants {
			if participant.GetIdentity() == accountID {
				return true
			}
		}
	}
	return false
}

// writeProblem answers in place of the handler.
func (s *Server) writeProblem(api huma.API, ctx huma.Context, refused *problem.Error) {
	body, err := s.tellProblem(ctx, fmt.Sprint(refused.GetStatus()), refused)
	if err != nil {
		s.deps.Log.ErrorContext(ctx.Context(), "problem not told", "error", err)
		return
	}
	for name, values := range refused.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", problem.ContentType)
	ctx.SetStatus(refused.GetStatus())
	if err := api.Marshal(ctx.BodyWriter(), "application/json", body); err != nil {
		s.deps.Log.InfoContext(ctx.Context(), "problem not sent", "error", err)
	}
}
