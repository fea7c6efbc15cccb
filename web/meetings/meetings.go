// Package meetings serves the plan of meetings: making and changing them, their states, series and templates, the
// calendar of working days, and the way in when the hour comes.
package meetings

import (
	"context"
	"time"

	"giaoban/scheduler/directory"
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
	Units   directory.Lookup
	Keys    *token.Keys
	Now     func() time.Time
	// SignalOrigin is the ws or wss origin of signaling, "" = the one that serves the API.
	SignalOrigin  string
	TokenLifetime time.Duration // of join tokens
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
