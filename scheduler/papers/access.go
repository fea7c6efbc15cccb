package papers

import (
	"slices"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Rights is what somebody may do with a paper.
type Rights struct {
	Read      bool     // its newest version
	Originals bool     // the files as they were uploaded, every version of them
	Edit      bool     // its Draft
	Actions   []Action // transitions open from the present state
}

// Known reports whether somebody may know that the paper exists.
func (r Rights) Known() bool { return r.Read || r.Originals }

// Hands returns which hands somebody has on a paper.
func Hands(viewer *directory.Viewer, meeting *plan.Meeting, party plan.Party, paper *Paper) []Hand {
	var hands []Hand
	if Hosts(viewer, meeting, party) {
		hands = append(hands, ByHost)
	}
	if prepares(viewer, paper) {
		hands = append(hands, ByPreparer)
	}
	return hands
}

// Hosts reports whether somebody decides about a meeting's papers: its chair and its secretary, named in the plan or by
// invitation, and those who hold these roles over its host unit. System administrators have nothing of its content.
func Hosts(viewer *directory.Viewer, meeting *plan.Meeting, party plan.Party) bool {
	roles := []identity.Role{identity.Chair, identity.Secretary}
	named := viewer.PersonID != "" && (viewer.PersonID == meeting.ChairID || viewer.PersonID == meeting.SecretaryID)
	return named || viewer.HasAny(meeting.HostPath, roles...) || present(party) && slices.Contains(roles, party.Role)
}

// prepares reports whether somebody prepares the paper: the person named, else anyone of the unit who speaks for it.
func prepares(viewer *directory.Viewer, paper *Paper) bool {
	if paper.PersonID != "" {
		return viewer.PersonID == paper.PersonID
	}
	return paper.Unit != (directory.UnitKey{}) && speaksFor(viewer, paper.Unit)
}

// speaksFor reports whether somebody has a role in meetings for exactly this unit.
func speaksFor(viewer *directory.Viewer, unit directory.UnitKey) bool {
	return slices.ContainsFunc(viewer.Assignments, func(a directory.Assignment) bool {
		return a.Unit == unit && slices.Contains([]identity.Role{identity.Chair, identity.Secretary, identity.Delegate}, a.Role)
	})
}

// present reports whether somebody is of the meeting: invited, and not gone for a substitute or declined.
func present(party plan.Party) bool { return party.Invited && !party.Away }

// RightsOf decides what somebody may do with a paper of a meeting; party is what they are to it by invitation.
//
//	who                     before it is issued   issued, postponed   live, paused      ended              cancelled
//	chair, secretary        everything            everything          everything        everything         everything
//	who prepares the paper  everything            everything          everything        everything         everything
//	those invited           nothing               released papers     released papers   unless CloseAfter  nothing
//	reviewing leaders       nothing               nothing             nothing           released papers    nothing
//	administrators, technicians: nothing, ever
//
// "Everything" is reading, and the transitions that the table gives them.
func RightsOf(viewer *directory.Viewer, meeting *plan.Meeting, party plan.Party, paper *Paper) Rights {
	var rights Rights
	hands := Hands(viewer, meeting, party, paper)
	if len(hands) > 0 {
		return RightsByHands(paper.State, hands)
	}
	if paper.State != Released {
		return rights
	}
	if meeting.State == plan.StateEnded && viewer.Has(identity.Leader, meeting.HostPath) {
		rights.Read = true
		return rights
	}
	rights.Read = openToReaders(meeting.State, paper) && isReader(viewer, meeting, party, paper)
	return rights
}

// RightsByHands returns what somebody with one hand at least may do with a paper in a state.
func RightsByHands(state State, hands []Hand) Rights {
	rights := Rights{Read: true, Originals: true, Edit: slices.Contains(hands, ByHost)}
	for _, t := range Transitions {
		if t.From == state && t.Allows(hands) {
			rights.Actions = append(rights.Actions, t.Action)
		}
	}
	return rights
}

// openToReaders reports whether the meeting's state lets those invited read.
func openToReaders(state plan.State, paper *Paper) bool {
	switch state {
	case plan.StateIssued, plan.StatePostponed, plan.StateLive, plan.StatePaused:
		return true
	case plan.StateEnded:
		return !paper.CloseAfter
	}
	return false
}

func isReader(viewer *directory.Viewer, meeting *plan.Meeting, party plan.Party, paper *Paper) bool {
	presenter := paper.Audience != ForHost && presents(viewer, meeting, paper.ItemID)
	if !present(party) {
		return presenter && !party.Away
	}
	if party.Role == identity.Technician {
		return false
	}
	switch paper.Audience {
	case ForInvited:
		return true
	case ForDelegates:
		return party.Role != identity.Guest
	case ForUnits:
		return presenter || slices.ContainsFunc(paper.Units, func(unit directory.UnitKey) bool {
			return viewer.Unit == unit || speaksFor(viewer, unit)
		})
	}
	return false
}

// presents reports whether somebody presents the agenda item.
func presents(viewer *directory.Viewer, meeting *plan.Meeting, itemID string) bool {
	for _, item := range meeting.Agenda {
		if itemID == "" || item.ID != itemID {
			continue
		}
		if item.PresenterID != "" {
			return viewer.PersonID == item.PresenterID
		}
		return item.PresenterUnit != (directory.UnitKey{}) && speaksFor(viewer, item.PresenterUnit)
	}
	return false
}
