package web

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/web/problem"
	"giaoban/web/rest"
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
	Outcome   identity.Outcome `json:"outcome" enum:"ok,password,wrong,wrong_code,locked,disabled"`
}

type loginsOutput struct {
	Body struct {
		Items      []loginItem `json:"items" nullable:"false"`
		NextCursor string      `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

func (s *Server) registerSessions(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-sessions", Method: http.MethodGet, Path: "/sessions", Tag: "session", Allow: rest.Members,
		Summary: "The caller's sessions", Description: "Everywhere the account is logged in, the newest first.",
	}, s.listSessions)
	rest.Register(api, rest.Endpoint{
		ID: "end-session", Method: http.MethodDelete, Path: "/sessions/{id}", Tag: "session", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "End one of the caller's sessions", Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *struct {
		ID string `path:"id" maxLength:"64"`
	}) (*struct{}, error) {
		who := rest.CallerOf(ctx)
		return nil, s.deps.Identity.Revoke(ctx, who.Actor(), who.Account.ID, input.ID)
	})
	rest.Register(api, rest.Endpoint{
		ID: "end-other-sessions", Method: http.MethodDelete, Path: "/sessions", Tag: "session", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "End all of the caller's sessions but this one",
	}, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		who := rest.CallerOf(ctx)
		return nil, s.deps.Identity.RevokeAll(ctx, who.Actor(), who.Account.ID, who.Session.ID)
	})
	rest.Register(api, rest.Endpoint{
		ID: "list-logins", Method: http.MethodGet, Path: "/session/logins", Tag: "session", Allow: rest.Members,
		Summary: "The caller's login log", Description: "Attempts to log in to the account, the newest first.",
	}, s.listLogins)
}

func (s *Server) listSessions(ctx context.Context, _ *struct{}) (*sessionsOutput, error) {
	who := rest.CallerOf(ctx)
	sessions, err := s.deps.Identity.Sessions(ctx, who.Account.ID)
	if err != nil {
		return nil, err
	}
	output := &sessionsOutput{}
	output.Body.Items = make([]sessionItem, len(sessions))
	for i, session := range sessions {
		output.Body.Items[i] = sessionItem{
			ID: session.ID, Current: session.ID == who.Session.ID, CreatedAt: session.CreatedAt,
			LastSeenAt: session.LastSeenAt, ExpiresAt: session.ExpiresAt, Source: session.Source, UserAgent: session.UserAgent,
		}
	}
	return output, nil
}

func (s *Server) listLogins(ctx context.Context, input *rest.PageInput) (*loginsOutput, error) {
	logins, next, err := s.deps.Identity.Logins(ctx, identity.LoginQuery{
		AccountID: rest.CallerOf(ctx).Account.ID, Cursor: input.Cursor, Limit: input.Limit,
	})
	if err != nil {
		return nil, err
	}
	output := &loginsOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]loginItem, len(logins))
	for i, login := range logins {
		output.Body.Items[i] = loginItem{At: login.At, Source: login.Source, UserAgent: login.UserAgent, Outcome: login.Outcome}
	}
	return output, nil
}
