package invite

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Meetings is what invitations need of the plan's owner.
type Meetings interface {
	// Meeting returns a meeting by id, whoever asks, or a fault of code NotFound.
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
	// Find returns a page of the meetings that a viewer may see; a nil viewer is the system, which sees all.
	Find(ctx context.Context, viewer *directory.Viewer, query plan.Query) (found []plan.Summary, next string, err error)
}

// Directory is what invitations need of units, people and rooms.
type Directory interface {
	directory.Lookup
	directory.Expander
	List(ctx context.Context, id string) (*directory.List, error)
	Units(ctx context.Context, query directory.UnitQuery) (units []directory.Unit, next string, err error)
	Contacts
}

// Contacts tells whom to turn to at units, and what stands over their documents. Each reads in db, a fixed number of
// queries for every two hundred units.
type Contacts interface {
	HeadsOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Contact, error)
	TechniciansOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Contact, error)
	HeadingsOf(ctx context.Context, db bun.IDB, units []directory.UnitKey) (map[directory.UnitKey]directory.Heading, error)
}

// Accounts knows who stands behind an account.
type Accounts interface {
	// ViewerOf returns who acts behind an account; fault.NotFound when there is none or it is disabled.
	ViewerOf(ctx context.Context, accountID string) (*directory.Viewer, error)
	// AccountsOf returns the ids of the accounts of people and of those that belong to units, each once. One query.
	AccountsOf(ctx context.Context, people []string, units []directory.UnitKey) ([]string, error)
}

// Contact is whom the directory finds for a target: a unit, a site or a person, and how to reach it.
type Contact struct {
	Kind     Kind
	Unit     directory.UnitKey
	UnitName string
	PersonID string
	Site     string
	Name     string
	Position string
	Mail     string
	Source   string // group or list
	Role     identity.Role
}

// Membership is what somebody is to a meeting by invitation.
type Membership struct {
	Party        plan.Party
	InvitationID string // the one that decides; "" = not invited
	State        State
	// SubstituteOf is set when they come in another's place.
	SubstituteOf string
}
