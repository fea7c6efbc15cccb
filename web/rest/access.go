package rest

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/logging"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
)

const accessKey = "access"

// Access says who may call an endpoint. The zero value lets nobody: an endpoint that forgets to say is closed.
type Access struct {
	public   bool
	loggedIn bool // every role
	devices  bool // terminals of rooms, which are nobody's
	roles    []identity.Role
	steps    []identity.Step // that a session may still require
}

var (
	// Anyone may call, logged in or not.
	Anyone = Access{public: true}
	// Members are all who are logged in; what each may see of the answer is for the service to decide.
	Members = Access{loggedIn: true}
	// Devices are the terminals of meeting rooms alone.
	Devices = Access{devices: true}
)

// Entering is Members, and those whose session still requires one of the steps before it is good for anything else.
func Entering(steps ...identity.Step) Access { return Access{loggedIn: true, steps: steps} }

// Roles lets the given roles call.
func Roles(roles ...identity.Role) Access { return Access{roles: roles} }

// Allows reports whether an account of the role may call.
func (a Access) Allows(role identity.Role) bool {
	return a.public || a.loggedIn || slices.Contains(a.roles, role)
}

// allowsCaller reports whether the caller has one of the roles: by the account, or assigned on any unit. On which unit
// is for the service to look at.
func (a Access) allowsCaller(who *Caller) bool {
	if a.devices {
		return who.Account.Room != ""
	}
	return a.Allows(who.Account.Role) || who.Viewer != nil && slices.ContainsFunc(a.roles, who.Viewer.Holds)
}

// String names who may call, for the API's description.
func (a Access) String() string {
	switch {
	case a.public:
		return "anyone"
	case a.loggedIn:
		return "everyone logged in"
	case a.devices:
		return "terminals of meeting rooms"
	case len(a.roles) == 0:
		return "nobody"
	}
	names := make([]string, len(a.roles))
	for i, role := range a.roles {
		names[i] = string(role)
	}
	return strings.Join(names, ", ")
}

// Caller is who sent a request.
type Caller struct {
	Account *identity.Account // nil: not logged in
	Session *identity.Session
	Client  identity.Client
	// Viewer is the caller as the meeting plane sees them; nil when not logged in.
	Viewer *directory.Viewer
}

// Actor is the caller as the audit log names it.
func (c *Caller) Actor() audit.Actor {
	actor := audit.Actor{Source: c.Client.Source}
	if c.Account != nil {
		actor.ID, actor.Name = c.Account.ID, c.Account.Username
	}
	return actor
}

// step is what the caller's session requires.
func (c *Caller) step() identity.Step {
	if c.Session == nil {
		return identity.StepNone
	}
	return c.Session.Requires
}

type callerKey struct{}

// CallerOf returns who sent the request of a handler's context.
func CallerOf(ctx context.Context) *Caller {
	if found, ok := ctx.Value(callerKey{}).(*Caller); ok {
		return found
	}
	return &Caller{}
}

// authorize finds the caller and lets through who may call the operation.
func (a *API) authorize(ctx huma.Context, next func(huma.Context)) {
	allowed, _ := ctx.Operation().Metadata[accessKey].(Access)
	request, _ := humago.Unwrap(ctx)
	inner, refused := a.admit(request, allowed)
	if refused != nil {
		a.writeProblem(ctx, refused)
		return
	}
	next(huma.WithContext(ctx, inner))
}

// admit returns the request's context with its caller, or why the caller may not go on.
func (a *API) admit(r *http.Request, allowed Access) (context.Context, *problem.Error) {
	who, err := a.config.Identify(r)
	if err != nil && !allowed.public {
		return nil, refusal(err)
	}
	if !allowed.public && !allowed.allowsCaller(who) {
		return nil, problem.New(problem.Forbidden)
	}
	if step := who.step(); !allowed.public && step != identity.StepNone && !slices.Contains(allowed.steps, step) {
		return nil, problem.Because(problem.LoginIncomplete, string(step))
	}
	ctx := context.WithValue(r.Context(), callerKey{}, who)
	if who.Account != nil {
		ctx = logging.With(ctx, slog.String("account", who.Account.ID))
	}
	return ctx, nil
}
