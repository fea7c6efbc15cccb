// Package directory is the REST API of the directory: units and their catalogues, people, sites, groups, invitation lists
// and the short catalogues that forms choose from. Everyone logged in reads; who changes what, the directory decides.
package directory

import (
	"context"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Deps are what the area stands on.
type Deps struct {
	Directory *dirstore.Store
}

type area struct {
	units *dirstore.Store
}

// Who may change what at all; on which units, the directory decides.
var (
	keepers   = rest.Roles(identity.UnitAdmin, identity.Admin)
	preparers = rest.Roles(identity.UnitAdmin, identity.Admin, identity.Secretary)
	admins    = rest.Roles(identity.Admin)
)

// Refusals of changes.
var (
	ofCreation = []problem.Code{problem.Invalid, problem.Conflict, problem.Forbidden}
	ofChange   = []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict, problem.Stale, problem.Unconditional, problem.Forbidden}
	ofReading  = []problem.Code{problem.NotFound}
	ofListing  = []problem.Code{problem.Invalid}
)

// Register adds the area's endpoints.
func Register(api *rest.API, deps Deps) {
	a := &area{units: deps.Directory}
	api.Tag("people", "People, their positions and roles.")
	api.Tag("sites", "Rooms as sites (điểm cầu): seats, seat map, line, terminals.")
	api.Tag("lists", "Groups of sites and saved invitation lists.")
	api.Tag("catalogues", "Short catalogues that forms choose from.")
	a.registerUnits(api)
	a.registerCatalogues(api)
	a.registerPeople(api)
	a.registerPeopleFiles(api)
	a.registerSites(api)
	a.registerGroups(api)
	a.registerLists(api)
	a.registerEntries(api)
	a.registerViewer(api)
}

// by is who makes the change of a request. A caller without a viewer may change nothing: the directory takes the absence
// of one for the system itself.
func by(ctx context.Context) directory.By {
	who := rest.CallerOf(ctx)
	viewer := who.Viewer
	if viewer == nil {
		viewer = &directory.Viewer{}
	}
	return directory.By{Viewer: viewer, Actor: who.Actor()}
}

// directoryOwner is a unit where something else is told.
type directoryOwner struct {
	Catalogue string `json:"catalogue" example:"tuyen-quang-2025-07"`
	Code      string `json:"code" example:"02287"`
	Name      string `json:"name" doc:"In the caller's language." example:"Xã Chiêm Hoá"`
}

func newOwner(key directory.UnitKey, name directory.Text, lang string) directoryOwner {
	return directoryOwner{Catalogue: key.Catalogue, Code: key.Code, Name: name.In(lang)}
}

// parseUnit reads the unit of a query; none is all.
func parseUnit(value string) (directory.UnitKey, error) {
	if value == "" {
		return directory.UnitKey{}, nil
	}
	key, known := directory.ParseUnitKey(value)
	if !known {
		return directory.UnitKey{}, &problem.Error{Code: problem.Invalid, Fields: []problem.Field{{Location: "query.unit", Reason: "directory.unit_key"}}}
	}
	return key, nil
}

// Tagged is the version of what an answer tells; exported, as the types below are, for the API framework to look into.
type Tagged struct {
	ETag string `header:"ETag" doc:"The version, for If-Match."`
}

// noContent is the answer to a deletion.
type noContent struct{}
