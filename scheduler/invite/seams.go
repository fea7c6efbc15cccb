package invite

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Meetings is what invitations need of the plan's owner.
type Meetings interface {
	// Meeting returns a meeting by id, whoever asks, or a fault of code NotFound.
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
	// Rights returns a meeting and what the viewer may do with it; NotFound when they may not know of it.
	Rights(ctx context.Context, viewer *directory.Viewer, id string) (*plan.Meeting, plan.Rights, error)
	// Issue moves an approved meeting of the version to issued; its listeners, this package's among them, run inside.
	Issue(ctx context.Context, viewer *directory.Viewer, actor audit.Actor, id string, version int64) error
	// AtSite returns the issued, running and cancelled meetings that have a room as site and touch a span of time.
	AtSite(ctx context.Context, room string, from, to time.Time) ([]plan.Meeting, error)
}

// Contact is whom the directory finds for a target: a unit, a site or a person, and how to reach it.
type Contact struct {
	Kind     Kind
	Unit     directory.UnitKey
	UnitName string
	UnitPath string
	PersonID string
	Site     string
	Name     string
	Position string
	Mail     string
	Source   string // group or list
	Target   int    // index of the target that it came from
}

// Directory is what invitations need of units, people and rooms. Every method takes a fixed number of queries.
type Directory interface {
	// Expand resolves targets, in their order, those unknown or no longer valid left out and returned by index.
	Expand(ctx context.Context, db bun.IDB, targets []Target) (found []Contact, unknown []int, err error)
	// Heads returns the heads of units, those that have one.
	Heads(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]Contact, error)
	// Accounts returns the ids of the accounts of people, and of those that belong to units.
	Accounts(ctx context.Context, db bun.IDB, people []string, units []directory.UnitKey) ([]string, error)
	// Letterhead returns what stands at the top of a unit's documents.
	Letterhead(ctx context.Context, db bun.IDB, unit directory.UnitKey) (Letterhead, error)
}

// Letterhead is what stands at the top of an agency's documents.
type Letterhead struct {
	Parent string // "" = none
	Agency string
	Symbol string // the agency's abbreviation, "UBND"
	Place  string
}

// Membership is what somebody is to a meeting by invitation.
type Membership struct {
	Party        plan.Party
	InvitationID string // the one that decides; "" = not invited
	State        State
	// SubstituteOf is set when they come in another's place.
	SubstituteOf string
}
