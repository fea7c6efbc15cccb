package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
	"giaoban/web/throttle"
)

// userBody is an account as others see it.
type userBody struct {
	ID          string        `json:"id" example:"AC_k3h1D2f9aQ0z"`
	PersonID    string        `json:"personId,omitempty" doc:"Who it is in the directory." example:"PE_k3h1D2f9aQ0z"`
	Username    string        `json:"username" example:"chutri"`
	DisplayName string        `json:"displayName"`
	Role        identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
	Unit        *rest.UnitRef `json:"unit,omitempty" doc:"The unit the account belongs to."`
}

type sessionBody struct {
	User      userBody  `json:"user"`
	ExpiresAt time.Time `json:"expiresAt" doc:"When the session ends whatever happens."`
	// Requires is what must be done before anything else.
	Requires identity.Step `json:"requires,omitempty" enum:"code,new_password,second_factor" doc:"What must be done before the session is good for anything else: enter the code of the second factor, replace the password, set up a second factor. None when nothing is left."`
}

type sessionOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      sessionBody
}

type emptyOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

type loginInput struct {
	rest.LanguageInput
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

func (s *Server) registerSession(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "log-in", Method: http.MethodPost, Path: "/session", Tag: "session", Allow: rest.Anyone, Status: http.StatusCreated, BodyBytes: loginBytes,
		Summary: "Log in",
		Description: "Opens a session and sets its cookie. A session that the browser had before ends. The session may require " +
			"further steps before it is good for anything else.",
		Errors: []problem.Code{problem.InvalidCredentials, problem.AccountLocked, problem.RateLimited, problem.Invalid},
	}, s.logIn)
	rest.Register(api, rest.Endpoint{
		ID: "get-session", Method: http.MethodGet, Path: "/session", Tag: "session",
		Allow:   rest.Entering(identity.StepCode, identity.StepChange, identity.StepEnrol),
		Summary: "The caller's session", Description: "As every request it keeps the session from locking, unless the header Giaoban-Quiet " +
			"says how many seconds ago a person last touched the page: then that moment counts.",
	}, func(ctx context.Context, input *rest.LanguageInput) (*sessionOutput, error) {
		who := rest.CallerOf(ctx)
		body, err := s.sessionBody(ctx, who.Account, who.Session, input.Language())
		return &sessionOutput{Body: body}, err
	})
	rest.Register(api, rest.Endpoint{
		ID: "log-out", Method: http.MethodDelete, Path: "/session", Tag: "session", Allow: rest.Anyone, Status: http.StatusNoContent,
		Summary: "Log out", Description: "Ends the caller's session, if there is one, and takes its cookie back.",
	}, func(ctx context.Context, _ *struct{}) (*emptyOutput, error) {
		return &emptyOutput{SetCookie: []http.Cookie{s.cookie("", time.Time{})}}, s.endSession(ctx)
	})
	rest.Register(api, rest.Endpoint{
		ID: "change-password", Method: http.MethodPut, Path: "/session/password", Tag: "session", Allow: rest.Entering(identity.StepChange),
		Status: http.StatusNoContent, BodyBytes: loginBytes,
		Summary: "Change the own password", Description: "Ends the account's other sessions.",
		Errors: []problem.Code{problem.InvalidCredentials, problem.AccountLocked, problem.RateLimited, problem.WeakPassword},
	}, s.changePassword)
	rest.Register(api, rest.Endpoint{
		ID: "enter-code", Method: http.MethodPut, Path: "/session/code", Tag: "session", Allow: rest.Entering(identity.StepCode), BodyBytes: loginBytes,
		Summary: "Enter the code of the second factor",
		Description: "Takes a code of the authenticator app or a recovery code, each once, and sets the cookie anew. Wrong codes lock the " +
			"account as wrong passwords do.",
		Errors: []problem.Code{problem.InvalidCode, problem.AccountLocked, problem.RateLimited, problem.Conflict},
	}, s.enterCode)
}

func (s *Server) logIn(ctx context.Context, input *loginInput) (*sessionOutput, error) {
	who := rest.CallerOf(ctx)
	if err := s.allowAttempt(who.Client, input.Body.Username); err != nil {
		return nil, err
	}
	token, session, account, err := s.deps.Identity.Login(ctx, input.Body.Username, input.Body.Password, who.Client)
	if err != nil {
		return nil, err
	}
	if err := s.endSession(ctx); err != nil {
		return nil, err
	}
	body, err := s.sessionBody(ctx, account, session, input.Language())
	return &sessionOutput{SetCookie: []http.Cookie{s.cookie(token, session.ExpiresAt)}, Body: body}, err
}

type codeInput struct {
	rest.LanguageInput
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"40" example:"123456"`
	}
}

func (s *Server) enterCode(ctx context.Context, input *codeInput) (*sessionOutput, error) {
	who := rest.CallerOf(ctx)
	if err := s.allowAttempt(who.Client, who.Account.Username); err != nil {
		return nil, err
	}
	token, session, account, err := s.deps.Identity.ConfirmLogin(ctx, who.Session, input.Body.Code, who.Client)
	if err != nil {
		return nil, err
	}
	body, err := s.sessionBody(ctx, account, session, input.Language())
	return &sessionOutput{SetCookie: []http.Cookie{s.cookie(token, session.ExpiresAt)}, Body: body}, err
}

func (s *Server) changePassword(ctx context.Context, input *passwordInput) (*struct{}, error) {
	who := rest.CallerOf(ctx)
	if err := s.allowAttempt(who.Client, who.Account.Username); err != nil {
		return nil, err
	}
	return nil, s.deps.Identity.ChangePassword(ctx, who.Actor(), who.Session, input.Body.Current, input.Body.New, who.Client)
}

// allowAttempt takes one try at a password from what the source and the account have left.
func (s *Server) allowAttempt(client identity.Client, username string) error {
	now := s.deps.Now()
	for _, key := range []string{throttle.SourceKey(client.Source), "account " + username} {
		if wait, ok := s.logins.Take(key, now); !ok {
			return problem.Retry(problem.RateLimited, wait)
		}
	}
	return nil
}

// allowSource takes one try from what the source has left, whatever the account.
func (s *Server) allowSource(client identity.Client) error {
	if wait, ok := s.logins.Take(throttle.SourceKey(client.Source), s.deps.Now()); !ok {
		return problem.Retry(problem.RateLimited, wait)
	}
	return nil
}

// endSession ends the caller's session; without one it does nothing.
func (s *Server) endSession(ctx context.Context) error {
	who := rest.CallerOf(ctx)
	if who.Session == nil {
		return nil
	}
	err := s.deps.Identity.Revoke(ctx, who.Actor(), who.Account.ID, who.Session.ID)
	if errors.Is(err, identity.ErrNotFound) {
		return nil // ended meanwhile
	}
	return err
}

func (s *Server) sessionBody(ctx context.Context, account *identity.Account, session *identity.Session, lang string) (sessionBody, error) {
	body := sessionBody{
		User: userBody{
			ID: account.ID, PersonID: account.PersonID, Username: account.Username, DisplayName: account.DisplayName, Role: account.Role,
		},
		ExpiresAt: session.ExpiresAt, Requires: session.Requires,
	}
	unit, err := s.unitOf(ctx, account)
	if err != nil {
		return body, err
	}
	if unit != nil {
		body.User.Unit = rest.NewUnitRef(unit, lang)
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
