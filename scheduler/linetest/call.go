package linetest

import (
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// RingFor is how long a call is shown at a site, and how long its answer is waited for.
const RingFor = time.Minute

// Where is at what a call has been shown.
type Where string

// Places at which a call is shown.
const (
	AtTerminal Where = "terminal" // the screen of the site's room
	AtHall     Where = "hall"     // the meeting's page of somebody of the site
	AtDesk     Where = "desk"     // any page of the site's technician
)

// Wheres lists all places.
func Wheres() []Where { return []Where{AtTerminal, AtHall, AtDesk} }

// Receipt is that a call has been shown to somebody, and that they have answered it.
type Receipt struct {
	CallID     string
	AccountID  string
	ByName     string
	Where      Where
	ReachedAt  time.Time
	AnsweredAt time.Time // zero = not
}

// CallState is how a call stands.
type CallState string

// States of a call.
const (
	Ringing   CallState = "ringing"   // nothing shows it yet
	Reached   CallState = "reached"   // it is shown, nobody has answered yet
	Answered  CallState = "answered"  //
	Missed    CallState = "missed"    // it was shown, and nobody answered in time
	Unreached CallState = "unreached" // nothing showed it: no terminal and no page of the site was there
)

// Until is when a call rings no more.
func (e *Entry) Until() time.Time { return e.At.Add(RingFor) }

// CallStateOf returns how a call stands by its receipts.
func CallStateOf(call *Entry, receipts []Receipt, now time.Time) CallState {
	for i := range receipts {
		if !receipts[i].AnsweredAt.IsZero() {
			return Answered
		}
	}
	rings := now.Before(call.Until())
	switch {
	case len(receipts) > 0 && rings:
		return Reached
	case len(receipts) > 0:
		return Missed
	case rings:
		return Ringing
	}
	return Unreached
}

// Callable fails unless the sites of a meeting can be called: from the opening of its line test until it has ended.
func Callable(m *plan.Meeting, now time.Time) error {
	if m.State == plan.StateLive || m.State == plan.StatePaused {
		return nil
	}
	return Open(m, now)
}

// AnswersAt returns the sites of a meeting for which a viewer may answer a call: a terminal its own, others those of their own
// unit and those whose technicians they are. Serves tells of a site whether they are its technician or terminal, whom calls
// reach on any page.
func AnswersAt(m *plan.Meeting, viewer *directory.Viewer) (sites []*plan.Site, serves map[directory.UnitKey]bool) {
	serves = map[directory.UnitKey]bool{}
	if viewer.Room != "" {
		if site := m.SiteOf(viewer.Room, viewer.Unit); site != nil {
			serves[site.Unit] = true
			return []*plan.Site{site}, serves
		}
		return nil, serves
	}
	for i := range m.Sites {
		site := &m.Sites[i]
		own := !viewer.Unit.IsZero() && viewer.Unit == site.Unit
		technician := own && viewer.Role == identity.Technician
		for _, assignment := range viewer.Assignments {
			technician = technician || assignment.Role == identity.Technician && assignment.Unit == site.Unit
		}
		if own || technician {
			sites = append(sites, site)
			serves[site.Unit] = technician
		}
	}
	return sites, serves
}
