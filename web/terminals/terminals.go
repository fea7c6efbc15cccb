// Package terminals serves the terminals of meeting rooms: pairing them, letting them in by their keys, what they show
// and tell, and how they are steered.
package terminals

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan/door"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/terminal"
	"giaoban/scheduler/terminal/keeper"
	"giaoban/web/problem"
	"giaoban/web/rest"
	"giaoban/web/throttle"
)

// Deps are what this area stands on. All must be set, except as noted.
type Deps struct {
	Keeper  *keeper.Keeper
	Planner *planner.Planner
	Door    *door.Door
	Now     func() time.Time
	Zone    *time.Location // in which days begin
	Version string         // of the product; a page of another one loads itself anew
	// Seated is told by which session an account goes on in the rooms that it is in; nil: nobody needs to know.
	Seated func(accountID, sessionID string)
	// PerMinute and Burst bound, for each source, how often codes and nonces are asked for by those not known yet.
	PerMinute, Burst int
}

const tag = "terminals"

type area struct {
	Deps
	cookie   func(token string, expires time.Time) http.Cookie
	strange  *throttle.Limiter // of those not known yet
	patience *throttle.Limiter // of those who wait for their code to be confirmed
}

// pollsPerMinute is how often a browser may ask what has become of its code.
const pollsPerMinute = 60

// Register adds the area's endpoints.
func Register(api *rest.API, deps Deps) {
	api.Tag(tag, "Terminals of meeting rooms: browsers in kiosk mode that stand in a room and speak for it.")
	a := &area{
		Deps: deps, cookie: api.SessionCookie, strange: throttle.New(deps.PerMinute, deps.Burst), patience: throttle.New(pollsPerMinute, pollsPerMinute),
	}
	a.registerPairing(api)
	a.registerSession(api)
	a.registerOwn(api)
	a.registerSites(api)
	a.registerSteering(api)
}

// by is who makes a request, as the services below know them.
func by(ctx context.Context) directory.By {
	who := rest.CallerOf(ctx)
	return directory.By{Viewer: who.Viewer, Actor: who.Actor()}
}

// allow takes one try from what the caller's source has left.
func (a *area) allow(ctx context.Context, limiter *throttle.Limiter) error {
	if wait, ok := limiter.Take(throttle.SourceKey(rest.CallerOf(ctx).Client.Source), a.Now()); !ok {
		return problem.Retry(problem.RateLimited, wait)
	}
	return nil
}

// smallBody bounds requests of those not known yet.
const smallBody = 4 << 10

type pairingOutput struct {
	Body struct {
		ID         string    `json:"id" doc:"To ask by what has become of the code; a secret of this browser." example:"TP_k3h1D2f9aQ0z"`
		Code       string    `json:"code,omitempty" doc:"To show; told once." example:"48219037"`
		ExpiresAt  time.Time `json:"expiresAt"`
		State      string    `json:"state" enum:"waiting,paired,expired"`
		TerminalID string    `json:"terminalId,omitempty" doc:"What the browser has become." example:"TD_k3h1D2f9aQ0z"`
	}
}

func (a *area) tellPairing(p *terminal.Pairing) *pairingOutput {
	output := &pairingOutput{}
	body := &output.Body
	body.ID, body.Code, body.ExpiresAt, body.TerminalID, body.State = p.ID, p.Code, p.ExpiresAt.UTC().Truncate(time.Second), p.TerminalID, "waiting"
	switch {
	case p.TerminalID != "":
		body.State = "paired"
	case !a.Now().Before(p.ExpiresAt):
		body.State = "expired"
	}
	return output
}

func (a *area) registerPairing(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "begin-pairing", Method: http.MethodPost, Path: "/terminal/pairings", Tag: tag, Allow: rest.Anyone, Status: http.StatusCreated, BodyBytes: smallBody,
		Summary: "Get a code for a browser that is to be a room's terminal",
		Description: "The browser has made a key pair whose private half cannot leave it, and tells the public one. It shows the code until an " +
			"administrator of the room's unit has confirmed it. Codes expire after ten minutes; how many one source may ask for is limited.",
		Errors: []problem.Code{problem.Invalid, problem.RateLimited, problem.Unavailable},
	}, func(ctx context.Context, input *struct {
		Body struct {
			PublicKey string `json:"publicKey" minLength:"40" maxLength:"400" doc:"ECDSA on P-256, as SubjectPublicKeyInfo in base64."`
		}
	}) (*pairingOutput, error) {
		if err := a.allow(ctx, a.strange); err != nil {
			return nil, err
		}
		p, err := a.Keeper.Begin(ctx, input.Body.PublicKey, rest.CallerOf(ctx).Client)
		if err != nil {
			return nil, err
		}
		return a.tellPairing(p), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-pairing", Method: http.MethodGet, Path: "/terminal/pairings/{id}", Tag: tag, Allow: rest.Anyone,
		Summary: "What has become of a code", Description: "For the browser that shows it: the id is its secret.",
		Errors: []problem.Code{problem.NotFound, problem.RateLimited},
	}, func(ctx context.Context, input *struct {
		ID string `path:"id" maxLength:"64"`
	}) (*pairingOutput, error) {
		if err := a.allow(ctx, a.patience); err != nil {
			return nil, err
		}
		p, err := a.Keeper.Pairing(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return a.tellPairing(p), nil
	})
}

type challengeOutput struct {
	Body struct {
		Nonce     string    `json:"nonce" doc:"To sign, once."`
		Message   string    `json:"message" doc:"What to sign, in UTF-8."`
		ExpiresAt time.Time `json:"expiresAt"`
	}
}

type enteredOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		ExpiresAt time.Time `json:"expiresAt" doc:"When the session ends; the terminal signs another nonce then."`
		Displaced bool      `json:"displaced" doc:"Another session of the same terminal was live. It was ended and told, and the administrators see it."`
	}
}

func (a *area) registerSession(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "challenge-terminal", Method: http.MethodPost, Path: "/terminal/challenges", Tag: tag, Allow: rest.Anyone, Status: http.StatusCreated, BodyBytes: smallBody,
		Summary: "Get a nonce to sign", Description: "Good for one minute and one try.",
		Errors: []problem.Code{problem.NotFound, problem.RateLimited},
	}, func(ctx context.Context, input *struct {
		Body struct {
			TerminalID string `json:"terminalId" maxLength:"64"`
		}
	}) (*challengeOutput, error) {
		if err := a.allow(ctx, a.strange); err != nil {
			return nil, err
		}
		nonce, expires, err := a.Keeper.Challenge(ctx, input.Body.TerminalID)
		if err != nil {
			return nil, err
		}
		output := &challengeOutput{}
		output.Body.Nonce, output.Body.ExpiresAt = nonce, expires.UTC().Truncate(time.Second)
		output.Body.Message = string(terminal.Message(input.Body.TerminalID, nonce))
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "enter-terminal", Method: http.MethodPost, Path: "/terminal/sessions", Tag: tag, Allow: rest.Anyone, Status: http.StatusCreated, BodyBytes: smallBody,
		Summary: "Open a terminal's session",
		Description: "By a signature over the challenge's message with the terminal's key (ECDSA with SHA-256, r and s of 32 bytes each, in base64). " +
			"A terminal has one session: a second one ends the first, which is told, and leaves a record unless it is the same browser's.",
		Errors: []problem.Code{problem.Conflict, problem.RateLimited, problem.InvalidCredentials},
	}, a.enter)
}

func (a *area) enter(ctx context.Context, input *struct {
	Body struct {
		TerminalID string `json:"terminalId" maxLength:"64"`
		Nonce      string `json:"nonce" maxLength:"64"`
		Signature  string `json:"signature" maxLength:"128"`
	}
}) (*enteredOutput, error) {
	if err := a.allow(ctx, a.strange); err != nil {
		return nil, err
	}
	who := rest.CallerOf(ctx)
	held := ""
	if who.Session != nil {
		held = who.Session.ID
	}
	entry, err := a.Keeper.Enter(ctx, input.Body.TerminalID, input.Body.Nonce, input.Body.Signature, held, who.Client)
	if err != nil {
		return nil, err
	}
	if a.Seated != nil && !entry.Displaced {
		// Its browser goes on in the meeting that it is in. One that was displaced is out.
		a.Seated(entry.Account.ID, entry.Session.ID)
	}
	output := &enteredOutput{SetCookie: []http.Cookie{a.cookie(entry.Token, entry.Session.ExpiresAt)}}
	output.Body.ExpiresAt, output.Body.Displaced = entry.Session.ExpiresAt, entry.Displaced
	return output, nil
}

// keepers may pair and revoke; of which units is for the service to look at.
var keepers = rest.Roles(identity.Admin, identity.UnitAdmin)
