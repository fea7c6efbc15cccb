package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/identity"
	"giaoban/web/problem"
)

type sessionItem struct {
	ID         string    `json:"id" example:"SE_k3h1D2f9aQ0z"`
	Current    bool      `json:"current" doc:"The session of this request."`
	CreatedAt  time.Time `json:"createdAt"`
	LastSeenAt time.Time `json:"lastSeenAt"`
	ExpiresAt  time.Time `json:"expiresAt"`
	Source     string    `json:"source" doc:"The IP address it was opened from." example:"10.8.0.17"`
	UserAgent  string    `json:"userAgent"`
}

type sessionsOutput struct {
	Body struct {
		Items []sessionItem `json:"items" nullable:"false"`
	}
}

type loginItem struct {
	At        time.Time        `json:"at"`
	Source    string           `json:"source" example:"10.8.0.17"`
	UserAgent string           `json:"userAgent"`
	Outcome   identity.Outcome `json:"outcome" enum:"ok,wrong,locked,disabled"`
}

type loginsOutput struct {
	Body struct {
		Items []loginItem `json:"items" nullable:"false"`
	}
}

// recentLogins is how many attempts to log in are shown.
const recentLogins = 50

func (s *Server) registerSessions(api huma.API) {
	register(s, api, endpoint{
		id: "list-sessions", method: http.MethodGet, path: "/sessions", tag: "session", allow: members,
		summary: "The caller's sessions", description: "Everywhere the account is logged in, the newest first.",
	}, s.listSessions)
	register(s, api, endpoint{
		id: "end-session", method: http.MethodDelete, path: "/sessions/{id}", tag: "session", allow: members, status: http.StatusNoContent,
		summary: "End one of the caller's sessions", errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *struct {
		ID string `path:"id" maxLength:"64"`
	}) (*struct{}, error) {
		who := callerOf(ctx)
		return nil, s.deps.Identity.Revoke(ctx, who.actor(), who.account.ID, input.ID)
	})
	register(s, api, endpoint{
		id: "list-logins", method: http.MethodGet, path: "/session/logins", tag: "session", allow: members,
		summary: "The caller's login log", description: "The last attempts to log in to the account, the newest first.",
	}, s.listLogins)
}

func (s *Server) listSessions(ctx context.Context, _ *struct{}) (*sessionsOutput, error) {
	who := callerOf(ctx)
	sessions, err := s.deps.Identity.Sessions(ctx, who.account.ID)
	if err != nil {
		return nil, err
	}
	output := &sessionsOutput{}
	output.Body.Items = make([]sessionItem, len(sessions))
	for i, session := range sessions {
		output.Body.Items[i] = sessionItem{
			ID: session.ID, Current: session.ID == who.session.ID, CreatedAt: session.CreatedAt,
			LastSeenAt: session.LastSeenAt, ExpiresAt: session.ExpiresAt, Source: session.Source, UserAgent: session.UserAgent,
		}
	}
	return output, nil
}

func (s *Server) listLogins(ctx context.Context, _ *struct{}) (*loginsOutput, error) {
	logins, err := s.deps.Identity.Logins(ctx, callerOf(ctx).account.ID, recentLogins)
	if err != nil {
		return nil, err
	}
	output := &loginsOutput{}
	output.Body.Items = make([]loginItem, len(logins))
	for i, login := range logins {
		output.Body.Items[i] = loginItem{At: login.At, Source: login.Source, UserAgent: login.UserAgent, Outcome: login.Outcome}
	}
	return output, nil
}
