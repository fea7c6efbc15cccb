package accounts

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type accountSession struct {
	ID         string    `json:"id" example:"SE_k3h1D2f9aQ0z"`
	CreatedAt  time.Time `json:"createdAt"`
	LastSeenAt time.Time `json:"lastSeenAt"`
	ExpiresAt  time.Time `json:"expiresAt"`
	Source     string    `json:"source" doc:"The IP address it was opened from." example:"10.8.0.17"`
	UserAgent  string    `json:"userAgent"`
}

type accountSessionsOutput struct {
	Body struct {
		Items []accountSession `json:"items" nullable:"false"`
	}
}

type accountLogin struct {
	ID        string           `json:"id"`
	At        time.Time        `json:"at"`
	Username  string           `json:"username" doc:"As it was typed, in small letters."`
	AccountID string           `json:"accountId,omitempty" doc:"None when there is no such account."`
	Source    string           `json:"source" example:"10.8.0.17"`
	UserAgent string           `json:"userAgent"`
	Outcome   identity.Outcome `json:"outcome" enum:"ok,password,wrong,wrong_code,unknown,locked,disabled"`
}

type accountLoginsOutput struct {
	Body struct {
		Items      []accountLogin `json:"items" nullable:"false"`
		NextCursor string         `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

// registerWatch serves who is logged in where, and who has tried.
func (a *area) registerWatch(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-account-sessions", Method: http.MethodGet, Path: "/accounts/{id}/sessions", Tag: tag, Allow: administrators,
		Summary: "Where an account is logged in", Errors: []problem.Code{problem.NotFound},
	}, a.sessions)
	rest.Register(api, rest.Endpoint{
		ID: "end-account-sessions", Method: http.MethodDelete, Path: "/accounts/{id}/sessions", Tag: tag, Allow: administrators,
		Status: http.StatusNoContent, Summary: "End all sessions of an account", Errors: []problem.Code{problem.NotFound, problem.Conflict},
	}, func(ctx context.Context, input *AccountInput) (*struct{}, error) {
		account, err := a.another(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return nil, a.Identity.RevokeAll(ctx, rest.CallerOf(ctx).Actor(), account.ID, "")
	})
	rest.Register(api, rest.Endpoint{
		ID: "end-account-session", Method: http.MethodDelete, Path: "/accounts/{id}/sessions/{session}", Tag: tag, Allow: administrators,
		Status: http.StatusNoContent, Summary: "End a session of an account", Errors: []problem.Code{problem.NotFound, problem.Conflict},
	}, func(ctx context.Context, input *struct {
		AccountInput
		Session string `path:"session" maxLength:"64"`
	}) (*struct{}, error) {
		account, err := a.another(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return nil, a.Identity.Revoke(ctx, rest.CallerOf(ctx).Actor(), account.ID, input.Session)
	})
	rest.Register(api, rest.Endpoint{
		ID: "list-account-logins", Method: http.MethodGet, Path: "/accounts/{id}/logins", Tag: tag, Allow: administrators,
		Summary: "Attempts to log in to an account", Description: "The newest first.", Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *struct {
		AccountInput
		rest.PageInput
	}) (*accountLoginsOutput, error) {
		account, err := a.find(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return a.logins(ctx, identity.LoginQuery{AccountID: account.ID, Cursor: input.Cursor, Limit: input.Limit})
	})
	rest.Register(api, rest.Endpoint{
		ID: "search-logins", Method: http.MethodGet, Path: "/logins", Tag: tag, Allow: rest.Roles(identity.Admin),
		Summary:     "Attempts to log in, of all accounts and of names that no account has",
		Description: "The newest first.", Errors: []problem.Code{problem.Invalid},
	}, func(ctx context.Context, input *struct {
		rest.PageInput
		Username string           `query:"username" doc:"Exactly, whatever its case." maxLength:"64"`
		Source   string           `query:"source" doc:"IP address." maxLength:"64"`
		Outcome  identity.Outcome `query:"outcome" enum:"ok,password,wrong,wrong_code,unknown,locked,disabled"`
		From     time.Time        `query:"from" doc:"The earliest."`
		To       time.Time        `query:"to" doc:"Just after the latest."`
	}) (*accountLoginsOutput, error) {
		return a.logins(ctx, identity.LoginQuery{
			Username: input.Username, Source: input.Source, Outcome: input.Outcome, From: input.From, To: input.To,
			Cursor: input.Cursor, Limit: input.Limit,
		})
	})
}

func (a *area) sessions(ctx context.Context, input *AccountInput) (*accountSessionsOutput, error) {
	account, err := a.find(ctx, input.ID)
	if err != nil {
		return nil, err
	}
	sessions, err := a.Identity.Sessions(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	output := &accountSessionsOutput{}
	output.Body.Items = make([]accountSession, len(sessions))
	for i, session := range sessions {
		output.Body.Items[i] = accountSession{
			ID: session.ID, CreatedAt: session.CreatedAt, LastSeenAt: session.LastSeenAt, ExpiresAt: session.ExpiresAt,
			Source: session.Source, UserAgent: session.UserAgent,
		}
	}
	return output, nil
}

func (a *area) logins(ctx context.Context, query identity.LoginQuery) (*accountLoginsOutput, error) {
	logins, next, err := a.Identity.Logins(ctx, query)
	if err != nil {
		return nil, err
	}
	output := &accountLoginsOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]accountLogin, len(logins))
	for i, login := range logins {
		output.Body.Items[i] = accountLogin(login)
	}
	return output, nil
}
