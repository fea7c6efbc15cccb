package invite

import (
	"slices"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// answering are the roles that speak for a unit they are held on.
func answering() []identity.Role {
	return []identity.Role{identity.Chair, identity.Secretary, identity.Delegate, identity.UnitAdmin, identity.Leader}
}

// UnitsOf returns the units whose invitations concern a viewer: their own, and those they hold a role on.
func UnitsOf(viewer *directory.Viewer) []directory.UnitKey {
	var units []directory.UnitKey
	if !viewer.Unit.IsZero() {
		units = append(units, viewer.Unit)
	}
	for _, assignment := range viewer.Assignments {
		if !assignment.Unit.IsZero() && !slices.Contains(units, assignment.Unit) {
			units = append(units, assignment.Unit)
		}
	}
	return units
}

// MayAnswer reports whether a viewer answers an invitation as the invited: the person, for a unit those who speak for
// it, for a site its technicians too.
func MayAnswer(i *Invitation, viewer *directory.Viewer) bool {
	switch i.Kind {
	case Person:
		return i.PersonID != "" && i.PersonID == viewer.PersonID
	case Site:
		return speaksFor(i.Unit, viewer, append(answering(), identity.Technician))
	default:
		return speaksFor(i.Unit, viewer, answering())
	}
}

func speaksFor(unit directory.UnitKey, viewer *directory.Viewer, roles []identity.Role) bool {
	if unit.IsZero() {
		return false
	}
	if viewer.PersonID == "" && viewer.Unit == unit && slices.Contains(roles, viewer.Role) {
		return true // the unit's own account, such as its terminal's
	}
	return slices.ContainsFunc(viewer.Assignments, func(a directory.Assignment) bool {
		return a.Unit == unit && slices.Contains(roles, a.Role)
	})
}

// Stand returns what a viewer is to a meeting by the invitations that concern them. An invitation in person counts
// before one of the unit, and one to which they come before one to which they don't.
func Stand(found []Invitation, viewer *directory.Viewer) Membership {
	var best Membership
	rank := -10 // below any
	for i := range found {
		in := &found[i]
		member := Membership{InvitationID: in.ID, State: in.State, SubstituteOf: in.SubstituteOf}
		member.Party = plan.Party{Role: in.Role, Invited: true, Away: away(in)}
		worth := 1
		switch {
		case in.Kind == Person && in.PersonID == viewer.PersonID && viewer.PersonID != "":
			worth = 3
		case in.Kind == Unit && viewer.Holds(identity.Technician) && !MayAnswer(in, viewer):
			member.Party.Role = identity.Technician
		case in.Kind == Unit:
			worth = 2
		case in.Kind == Site && !viewer.Holds(identity.Technician):
			member.Party.Role = identity.Delegate // they sit at the site, they don't run it
		}
		if member.Party.Away {
			worth -= 3
		}
		if worth > rank {
			best, rank = member, worth
		}
	}
	return best
}

// away reports whether the invited do not come. A unit that sends somebody else comes all the same.
func away(in *Invitation) bool {
	return in.State == Declined || in.State == Substituted && in.Kind == Person
}
