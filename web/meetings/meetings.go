// Package meetings serves the plan of meetings: making and changing them, their states, series and templates, the
// calendar of working days, and the way in when the hour comes.
package meetings

import (
	"context"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/door"
	"giaoban/scheduler/plan/planner"
	"giaoban/signaling/token"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Deps are what this area stands on. All must be set.
type Deps struct {
	Planner *planner.Planner
	Door    *door.Door
	Guests  Guests
	Units   directory.Lookup
	Keys    *token.Keys
	Now     func() time.Time
	// Floor says who may speak and share as they enter.
	Floor Floor
	// SignalOrigin is the ws or wss origin of signaling, "" = the one that serves the API.
	SignalOrigin  string
	TokenLifetime time.Duration // of join tokens
	// Seated is told by which session an account is given a join token; nil: nobody needs to know.
	Seated func(accountID, sessionID string)
	// Inside reports whether an account is in a meeting's room, for others to see; nil: none is.
	Inside func(room, accountID string) bool
}

// Guests keeps the lists of the invited, with the plan and in its transaction.
type Guests interface {
	// Beside returns what puts targets on the lists of meetings, and takes units off that have got no letter yet.
	Beside(ctx context.Context, by directory.By, on []invite.Target, off []directory.UnitKey) (plan.Beside, error)
	// LikeThose returns what gives new meetings the list of another, without its answers.
	LikeThose(ctx context.Context, by directory.By, meetingID string) (plan.Beside, error)
}

// Floor knows what somebody may send in a meeting's room.
type Floor interface {
	Rights(ctx context.Context, viewer *directory.Viewer, m *plan.Meeting, role identity.Role) (conduct.Rights, error)
}

const tag = "meetings"

type area struct{ Deps }

// Register adds the area's endpoints.
func Register(api *rest.API, deps Deps) {
	api.Tag(tag, "Meetings: their plan, their states, their series, and the way in.")
	a := &area{deps}
	a.registerPlan(api)
	a.registerMoves(api)
	a.registerSeries(api)
	a.registerTemplates(api)
	a.registerCalendar(api)
	a.registerDayFiles(api)
	a.registerDoor(api)
}

// by is who makes a request, as the services below know them.
func by(ctx context.Context) directory.By {
	who := rest.CallerOf(ctx)
	return directory.By{Viewer: who.Viewer, Actor: who.Actor()}
}

// failures of nearly every endpoint here.
var (
	reading  = []problem.Code{problem.NotFound}
	changing = []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid, problem.Conflict, problem.Stale, problem.Unconditional}
	adding   = []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid}
)
