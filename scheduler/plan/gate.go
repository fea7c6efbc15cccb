package plan

import (
	"cmp"
	"time"

	"giaoban/internal/identity"
)

// TechnicianBefore is how long before the start technicians, the chair and the secretary get in, to test the sites.
const TechnicianBefore = 60 * time.Minute

// Grace is how long after its planned end an issued meeting can still be opened.
const Grace = 12 * time.Hour

// Verdict is what the gate says to somebody at the door.
type Verdict string

// Verdicts.
const (
	Enter    Verdict = "enter"
	Wait     Verdict = "wait"   // come back at OpensAt, or when the meeting changes
	MayKnock Verdict = "knock"  // the secretary or the chair decides
	Closed   Verdict = "closed" // there is nothing to wait for
)

// GateReason says why somebody is not let in.
type GateReason string

// Reasons.
const (
	GateEarly     GateReason = "early"       // the room is not open yet
	GatePostponed GateReason = "postponed"   // a new date will be set
	GateCancelled GateReason = "cancelled"   //
	GateEnded     GateReason = "ended"       //
	GateMissed    GateReason = "missed"      // nobody opened it, and its time is over
	GateUninvited GateReason = "not_invited" // they may knock
	GateAway      GateReason = "declined"    // they declined or sent somebody else; they may knock
	GatePending   GateReason = "knocking"    // the secretary has not answered yet
	GateDenied    GateReason = "denied"      // the secretary has said no
	GateNotIssued GateReason = "not_issued"  // for the host's own people, before the invitations are out
)

// Decision is the gate's answer.
type Decision struct {
	Verdict Verdict
	Reason  GateReason // "" when they enter
	OpensAt time.Time  // for Wait, when it is known
	Role    identity.Role
	// Moderate lets them mute and remove others; Share lets them share a screen from the start.
	Moderate bool
	Share    bool
}

// OpensAt returns when the room of a meeting opens for somebody of a role.
func OpensAt(m *Meeting, role identity.Role) time.Time {
	before := time.Duration(m.Policies.OpenBefore) * time.Minute
	switch role {
	case identity.Chair, identity.Secretary, identity.Technician, "":
		before = max(before, TechnicianBefore)
	}
	return m.Start.Add(-before)
}

// Gate decides who gets in with what rights: from the meeting's state, the clock, what somebody is to the meeting, and
// what they were told when they knocked (nil = they have not). Nothing of it is remembered, so a restart or a missed
// tick changes nothing.
func Gate(m *Meeting, party Party, presents bool, knock *Knock, now time.Time) Decision {
	admitted := knock != nil && knock.Answer == AnswerAdmitted
	role := cmp.Or(party.Role, identity.Guest)
	if closed, reason := closedBy(m, now); reason != "" {
		return Decision{Verdict: closed, Reason: reason, Role: role}
	}
	if (party.Role == "" || party.Away) && !admitted {
		return atTheDoor(party, knock, role)
	}
	if opens := OpensAt(m, role); !m.State.Running() && now.Before(opens) {
		return Decision{Verdict: Wait, Reason: GateEarly, OpensAt: opens, Role: role}
	}
	leads := role == identity.Chair || role == identity.Secretary
	share := leads || m.Policies.Sharing == ShareEveryone || m.Policies.Sharing == SharePresenters && presents
	// At the test before the meeting the technicians try everything.
	share = share || role == identity.Technician && !m.State.Running()
	return Decision{Verdict: Enter, Role: role, Moderate: leads, Share: share}
}

// closedBy returns why nobody gets in, whoever they are.
func closedBy(m *Meeting, now time.Time) (Verdict, GateReason) {
	switch m.State {
	case StateEnded:
		return Closed, GateEnded
	case StateCancelled:
		return Closed, GateCancelled
	case StatePostponed:
		return Wait, GatePostponed
	case StateDraft, StateSubmitted, StateApproved:
		return Wait, GateNotIssued
	case StateIssued:
		if now.After(m.End.Add(Grace)) {
			return Closed, GateMissed
		}
	}
	return "", ""
}

func atTheDoor(party Party, knock *Knock, role identity.Role) Decision {
	reason := GateUninvited
	if party.Away {
		reason = GateAway
	}
	if knock != nil {
		switch knock.Answer {
		case AnswerDenied:
			return Decision{Verdict: Closed, Reason: GateDenied, Role: role}
		case AnswerPending:
			reason = GatePending
		case AnswerAdmitted:
		}
	}
	return Decision{Verdict: MayKnock, Reason: reason, Role: role}
}

// Presents reports whether a person, or somebody of the unit at a path, presents an item of the agenda.
func Presents(m *Meeting, personID, unitPath string) bool {
	for i := range m.Agenda {
		item := &m.Agenda[i]
		if item.PresenterID != "" && item.PresenterID == personID || item.UnitPath != "" && item.UnitPath == unitPath {
			return true
		}
	}
	return false
}
