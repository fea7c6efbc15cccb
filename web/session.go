package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
)

// userBody is an account as others see it.
type userBody struct {
	ID          string        `json:"id" example:"AC_k3h1D2f9aQ0z"`
	Username    string        `json:"username" example:"chutri"`
	DisplayName string        `json:"displayName"`
	Role        identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician,admin"`
	Unit        *unitRef      `json:"unit,omitempty" doc:"The unit the account belongs to."`
}

type sessionBody struct {
	User      userBody  `json:"user"`
	ExpiresAt time.Time `json:"expiresAt" doc:"When the session ends whatever happens."`
}

type sessionOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      sessionBody
}

type emptyOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

type loginInput struct {
	LanguageInput
	Body struct {
		Username string `json:"username" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"256"`
	}
}

type passwordInput struct {
	Body struct {
		Current string `json:"current" minLength:"1" maxLength:"256"`
		New     string `json:"new" minLength:"1" maxLength:"256"`
	}
}

// loginBytes bounds the body of requests that carry passwords.
const loginBytes = 4 << 10

func (s *Server) registerSession(api huma.API) {
	register(s, api, endpoint{
		id: "log-in", method: http.MethodPost, path: "/session", tag: "session", allow: anyone, status: http.StatusCreated, bodyBytes: loginBytes,
		summary:     "Log in",
		description: "Opens a session and sets its cookie. A session that the browser had before ends.",
		errors:      []problem.Code{problem.InvalidCredentials, problem.AccountLocked, problem.RateLimited, problem.Invalid},
	}, s.logIn)
	register(s, api, endpoint{
		id: "get-session", method: http.MethodGet, path: "/session", tag: "session", allow: members,
		summary: "The caller's session", description: "Counts as activity, so it keeps a session from locking.",
	}, func(ctx context.Context, input *LanguageInput) (*sessionOutput, error) {
		who := callerOf(ctx)
		body, err := s.sessionBody(ctx, who.account, who.session, input.language())
		return &sessionOutput{Body: body}, err
	})
	register(s, api, endpoint{
		id: "log-out", method: http.MethodDelete, path: "/session", tag: "session", allow: anyone, status: http.StatusNoContent,
		summary: "Log out", description: "Ends the caller's session, if there is one, and takes its cookie back.",
	}, func(ctx context.Context, _ *struct{}) (*emptyOutput, error) {
		return &emptyOutput{SetCookie: []http.Cookie{s.cookie("", time.Time{})}}, s.endSession(ctx)
	})
	register(s, api, endpoint{
		id: "change-password", method: http.MethodPut, path: "/session/password", tag: "session", allow: members,
		status: http.StatusNoContent, bodyBytes: loginBytes,
		summary: "Change the own password", description: "Ends the account's other sessions.",
		errors: []problem.Code{problem.InvalidCredentials, problem.AccountLocked, problem.RateLimited, problem.WeakPassword},
	}, s.changePassword)
}

func (s *Server) logIn(ctx context.Context, input *loginInput) (*sessionOutput, error) {
	who := callerOf(ctx)
	if err := s.allowAttempt(who.client, input.Body.Username); err != nil {
		return nil, err
	}
	token, session, account, err := s.deps.Identity.Login(ctx, input.Body.Username, input.Body.Password, who.client)
	if err != nil {
		return nil, err
	}
	if err := s.endSession(ctx); err != nil {
		return nil, err
	}
	body, err := s.sessionBody(ctx, account, session, input.language())
	return &sessionOutput{SetCookie: []http.Cookie{s.cookie(token, session.ExpiresAt)}, Body: body}, err
}

func (s *Server) changePassword(ctx context.Context, input *passwordInput) (*struct{}, error) {
	who := callerOf(ctx)
	if err := s.allowAttempt(who.client, who.account.Username); err != nil {
		return nil, err
	}
	return nil, s.deps.Identity.ChangePassword(ctx, who.actor(), who.session, input.Body.Current, input.Body.New, who.client)
}

// allowAttempt takes one try at a password from what the source and the account have left.
func (s *Server) allowAttempt(client identity.Client, username string) error {
	now := s.deps.Now()
	for _, key := range []string{sourceKey(client.Source), "account " + username} {
		if wait, ok := s.logins.take(key, now); !ok {
			return problem.Retry(problem.RateLimited, wait)
		}
	}
	return nil
}

// endSession ends the caller's session; without one it does nothing.
func (s *Server) endSession(ctx context.Context) error {
	who := callerOf(ctx)
	if who.session == nil {
		return nil
	}
	err := s.deps.Identity.Revoke(ctx, who.actor(), who.account.ID, who.session.ID)
	if errors.Is(err, identity.ErrNotFound) {
		return nil // ended meanwhile
	}
	return err
}

func (s *Server) sessionBody(ctx context.Context, account *identity.Account, session *identity.Session, lang string) (sessionBody, error) {
	body := sessionBody{
		User: userBody{
			ID: account.ID, Username: account.Username, DisplayName: account.DisplayName, Role: account.Role,
		},
		ExpiresAt: session.ExpiresAt,
	}
	unit, err := s.unitOf(ctx, account)
	if err != nil {
		return body, err
	}
	if unit != nil {
		body.User.Unit = newUnitRef(unit, lang)
	}
	return body, nil
}

// unitOf returns the unit of an account, nil when it has none.
func (s *Server) unitOf(ctx context.Context, account *identity.Account) (*directory.Unit, error) {
	if account.UnitCode == "" {
		return nil, nil
	}
	unit, err := s.deps.Directory.Unit(ctx, account.UnitCatalogue, account.UnitCode)
	if errors.Is(err, directory.ErrNotFound) {
		return nil, nil
	}
	return unit, err
}

// cookieName has, over TLS, the prefix by which browsers keep other hosts from setting it (RFC 6265bis, section 4.1.3).
func (s *Server) cookieName() string {
	if s.config.Secure {
		return "__Host-giaoban"
	}
	return "giaoban"
}

// cookie holds a session's token; without one it takes the cookie back.
func (s *Server) cookie(token string, expires time.Time) http.Cookie {
	cookie := http.Cookie{ //nolint:gosec // Secure whenever browsers come over TLS
		Name: s.cookieName(), Value: token, Path: "/", Expires: expires,
		HttpOnly: true, Secure: s.config.Secure, SameSite: http.SameSiteStrictMode,
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	return cookie
}
