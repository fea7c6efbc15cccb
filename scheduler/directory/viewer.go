package directory

import (
	"context"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
)

// Viewer is who looks and acts: an account, the person behind it, and what that person may do where.
type Viewer struct {
	AccountID   string
	PersonID    string // "" when the account is nobody's in the directory
	Room        string // name of the room that a terminal stands in and speaks for; "" = the account is no terminal's
	Name        string
	Position    string        // how they are addressed after the name: title, else position, in Vietnamese
	Role        identity.Role // the account's
	Unit        UnitKey
	Assignments []Assignment
}

// Has reports whether the viewer has a role on the unit at a path, or on one above it.
func (v *Viewer) Has(role identity.Role, unitPath string) bool {
	for _, assignment := range v.Assignments {
		if assignment.Role == role && Under(unitPath, assignment.Path) {
			return true
		}
	}
	return false
}

// HasAny reports whether the viewer has one of the roles on the unit at a path, or on one above it.
func (v *Viewer) HasAny(unitPath string, roles ...identity.Role) bool {
	for _, role := range roles {
		if v.Has(role, unitPath) {
			return true
		}
	}
	return false
}

// Holds reports whether the viewer has a role anywhere.
func (v *Viewer) Holds(role identity.Role) bool {
	if v.Role == role {
		return true
	}
	for _, assignment := range v.Assignments {
		if assignment.Role == role {
			return true
		}
	}
	return false
}

// IsAdmin reports whether the viewer administers the whole system.
func (v *Viewer) IsAdmin() bool { return v.Holds(identity.Admin) }

// Manages reports whether the viewer may change the people, rooms and units at a path: a system administrator anywhere,
// a unit's administrator there and below.
func (v *Viewer) Manages(unitPath string) bool {
	return v.IsAdmin() || v.Has(identity.UnitAdmin, unitPath)
}

// Viewers loads viewers.
type Viewers interface {
	// Viewer returns who acts behind an account. It fails with fault.Forbidden when the person is no longer active.
	Viewer(ctx context.Context, account *identity.Account) (*Viewer, error)
}

// By is who makes a change. A nil Viewer is the system itself, which may do everything.
type By struct {
	Viewer *Viewer
	Actor  audit.Actor
}

// Name is how whoever makes the change is called.
func (b By) Name() string {
	if b.Viewer != nil && b.Viewer.Name != "" {
		return b.Viewer.Name
	}
	return b.Actor.Name
}

// Manages reports whether the change may touch the unit at a path.
func (b By) Manages(unitPath string) bool { return b.Viewer == nil || b.Viewer.Manages(unitPath) }

// Prepares reports whether the change may touch groups and lists of the unit at a path: secretaries keep them too.
func (b By) Prepares(unitPath string) bool {
	return b.Manages(unitPath) || b.Viewer.HasAny(unitPath, identity.Secretary)
}

// IsAdmin reports whether the change may touch what belongs to no unit.
func (b By) IsAdmin() bool { return b.Viewer == nil || b.Viewer.IsAdmin() }
