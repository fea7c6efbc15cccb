package plan

import (
	"slices"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// HostRoles are the roles over the host unit that see all of its meetings, drafts too.
func HostRoles() []identity.Role {
	return []identity.Role{identity.Chair, identity.Secretary, identity.Leader}
}

// SiteRoles are the roles over a site's unit that see the meetings it takes part in. An account that is nobody's is the
// terminal of its unit, and sees them in any role of a meeting.
func SiteRoles(viewer *directory.Viewer) []identity.Role {
	roles := []identity.Role{identity.Chair, identity.Secretary, identity.Technician, identity.UnitAdmin}
	if viewer.PersonID == "" {
		roles = append(roles, identity.Delegate, identity.Guest)
	}
	return roles
}

// RoleOf returns what a viewer is to a meeting: chair or secretary of it or of its host, what they were invited as, a
// presenter, or somebody of a unit that takes part. Party.Role is "" for those who have no part in it.
func RoleOf(m *Meeting, viewer *directory.Viewer, invited Party) Party {
	if viewer.Room != "" {
		return terminalPart(m, viewer)
	}
	switch {
	case viewer.PersonID != "" && viewer.PersonID == m.ChairID, viewer.Has(identity.Chair, m.HostPath):
		return Party{Role: identity.Chair, Invited: true}
	case viewer.PersonID != "" && viewer.PersonID == m.SecretaryID, viewer.Has(identity.Secretary, m.HostPath):
		return Party{Role: identity.Secretary, Invited: true}
	case invited.Role != "":
		return invited
	}
	for i := range m.Agenda {
		if viewer.PersonID != "" && m.Agenda[i].PresenterID == viewer.PersonID {
			return Party{Role: identity.Delegate, Invited: true}
		}
	}
	for i := range m.Sites {
		if role := siteRole(viewer, m.Sites[i].UnitPath); role != "" {
			return Party{Role: role, Invited: true}
		}
	}
	return Party{}
}

// terminalPart is what a room's terminal is to a meeting: one of its sites, when the meeting is held in that room, or
// with its unit in a room not settled. Units above, which a person's role reaches down from, don't count.
func terminalPart(m *Meeting, viewer *directory.Viewer) Party {
	if m.SiteOf(viewer.Room, viewer.Unit) == nil {
		return Party{}
	}
	return Party{Role: identity.Delegate, Invited: true}
}

// SiteOf returns the site of a meeting that a room of a unit is: the one held there, or the unit's own in a room not
// settled; nil when it is none.
func (m *Meeting) SiteOf(room string, unit directory.UnitKey) *Site {
	for i := range m.Sites {
		if m.Sites[i].Room == room {
			return &m.Sites[i]
		}
	}
	for i := range m.Sites {
		if m.Sites[i].Room == "" && m.Sites[i].Unit == unit {
			return &m.Sites[i]
		}
	}
	return nil
}

// siteRole returns as what a viewer sits at a site.
func siteRole(viewer *directory.Viewer, path string) identity.Role {
	for _, role := range []identity.Role{identity.Technician, identity.Delegate, identity.Guest} {
		mine := role == identity.Technician || viewer.PersonID == ""
		if mine && viewer.Has(role, path) {
			return role
		}
	}
	if viewer.HasAny(path, identity.Chair, identity.Secretary) {
		return identity.Delegate // they lead their own unit, not this meeting
	}
	return ""
}

// RightsOf returns what a viewer may do with a meeting, given what they were invited as. A meeting without the right to
// view it is, for them, not there. planstore's visibility says the same of lists.
func RightsOf(m *Meeting, viewer *directory.Viewer, invited Party) Rights {
	party := RoleOf(m, viewer, invited)
	hands := party.Role == identity.Chair || party.Role == identity.Secretary
	rights := Rights{Role: party.Role}
	rights.View = hands || viewer.Has(identity.Leader, m.HostPath) ||
		m.State.Public() && (party.Role != "" || looksOn(m, viewer))
	if hands {
		rights.Edit = Editable(m.State)
		rights.Delete = m.State == StateDraft
		rights.Copy, rights.Admit, rights.Moderate = true, true, true
		rights.Actions = ActionsOf(m.State, HandsOf(m, viewer))
	}
	rights.Join = party.Role != "" && !party.Away
	return rights
}

// looksOn reports whether a viewer sees an issued meeting without a part in it: those who prepare papers for a unit that
// presents, and the administrators of sites.
func looksOn(m *Meeting, viewer *directory.Viewer) bool {
	return slices.ContainsFunc(m.Agenda, func(item AgendaItem) bool { return viewer.Has(identity.Secretary, item.UnitPath) }) ||
		slices.ContainsFunc(m.Sites, func(site Site) bool { return viewer.Has(identity.UnitAdmin, site.UnitPath) })
}

// HandsOf returns the roles in which a viewer may move a meeting: both, for who is chair and secretary at once.
func HandsOf(m *Meeting, viewer *directory.Viewer) []Hand {
	var hands []Hand
	if viewer.PersonID != "" && viewer.PersonID == m.ChairID || viewer.Has(identity.Chair, m.HostPath) {
		hands = append(hands, identity.Chair)
	}
	if viewer.PersonID != "" && viewer.PersonID == m.SecretaryID || viewer.Has(identity.Secretary, m.HostPath) {
		hands = append(hands, identity.Secretary)
	}
	return hands
}

// ActionsOf returns what can be done with a meeting in a state by any of the hands.
func ActionsOf(state State, hands []Hand) []Action {
	var actions []Action
	for _, t := range Transitions {
		if t.From == state && slices.ContainsFunc(t.By, func(hand Hand) bool { return slices.Contains(hands, hand) }) {
			actions = append(actions, t.Action)
		}
	}
	return actions
}

// Editable reports whether the plan of a meeting in the state may be changed. While it is under way only the end, the
// agenda and the policies may (see Limit).
func Editable(state State) bool {
	return slices.Contains([]State{StateDraft, StatePostponed, StateIssued, StateLive, StatePaused}, state)
}

// Overdue says that the clock is ahead of a meeting.
type Overdue string

// Kinds of overdue.
const (
	OnTime      Overdue = ""
	NotStarted  Overdue = "not_started"  // its start has passed and nobody has opened it
	Missed      Overdue = "missed"       // its end has passed and nobody has opened it
	RunningOver Overdue = "running_over" // its end has passed and it goes on
)

// OverdueAt returns how a meeting stands to the clock. It follows from the plan and the state alone, so that a restart or
// a missed tick changes nothing.
func OverdueAt(state State, start, end, now time.Time) Overdue {
	switch {
	case state == StateIssued && !now.Before(end):
		return Missed
	case state == StateIssued && !now.Before(start):
		return NotStarted
	case state.Running() && !now.Before(end):
		return RunningOver
	}
	return OnTime
}
