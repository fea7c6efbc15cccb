package conduct

import (
	"cmp"
	"slices"

	"giaoban/internal/identity"
	"giaoban/scheduler/plan"
)

// Rights are what somebody may send in the media plane. The camera is always theirs: a site that is not seen cannot be
// called.
type Rights struct {
	Microphone bool `json:"microphone"`
	Share      bool `json:"share"`
}

// RightsOf returns the rights of somebody in the present state. The chair, the secretary, the deputy and the technicians
// always have a microphone, everyone does before the opening under open discussion; who has the floor does until it is
// held or ends. In a pause nobody else does.
func (s *State) RightsOf(m *plan.Meeting, who *Who) Rights {
	leads := s.leads(who)
	rights := Rights{Microphone: leads || who.Role == identity.Technician, Share: leads}
	if s.Phase == Closed {
		return rights
	}
	rights.Share = leads || m.Policies.Sharing == plan.ShareEveryone || m.Policies.Sharing == plan.SharePresenters && s.presentsNow(m, who)
	if who.Role == identity.Technician && s.Phase == Waiting {
		rights.Share = true
	}
	rights.Microphone = rights.Microphone || s.speaks(who.Identity) ||
		s.Phase != Paused && (s.Microphones == plan.MicrophonesOpen || slices.Contains(s.Granted, who.Identity))
	return rights
}

// presentsNow reports whether somebody presents the current item; before there is one, any.
func (s *State) presentsNow(m *plan.Meeting, who *Who) bool {
	if s.Agenda.Current != "" {
		return s.presentsItem(m, who)
	}
	return slices.ContainsFunc(m.Agenda, func(item plan.AgendaItem) bool {
		return item.PresenterID != "" && item.PresenterID == who.PersonID || !item.PresenterUnit.IsZero() && item.PresenterUnit == who.Unit
	})
}

// Preferred returns the identities, in order, whose microphones everyone is to hear however many others are open: who has the
// floor, and the chair.
func (s *State) Preferred() []string {
	var preferred []string
	for who, present := range s.Presence {
		if present.Here && (present.Who.Role == identity.Chair || s.speaks(who)) {
			preferred = append(preferred, who)
		}
	}
	slices.Sort(preferred)
	return preferred
}

// speaks reports whether an identity has the floor and its clock runs.
func (s *State) speaks(identity string) bool {
	return slices.ContainsFunc(s.Floor.Turns, func(t *Turn) bool { return t.Who.Identity == identity && t.Held.IsZero() })
}

// Spotlight returns the identity that is large at every site now, and the site that is called in the roll: whoever is
// there for it, whom the chair has put there, else who began to speak last; "" = nobody. A site that is called and that
// nobody is there for hides nobody.
func (s *State) Spotlight() (identity, siteSubject string) {
	if siteSubject = s.Roll.Calling; siteSubject != "" {
		identity = s.facing(siteSubject)
	}
	switch {
	case identity != "":
	case s.Stage.Spotted != "":
		identity = s.Stage.Spotted
	case len(s.Floor.Turns) > 0:
		identity = s.Floor.Turns[len(s.Floor.Turns)-1].Who.Identity
	}
	return identity, siteSubject
}

// facing returns the identity by which a site is seen: of those who are in the room for it whoever is no technician, then
// whoever came first; "" = nobody is.
func (s *State) facing(siteSubject string) string {
	var best *Presence
	for _, present := range s.Presence {
		if present.Here && SiteSubject(present.Who.Unit) == siteSubject && (best == nil || facesBefore(present, best)) {
			best = present
		}
	}
	if best == nil {
		return ""
	}
	return best.Who.Identity
}

func facesBefore(a, b *Presence) bool {
	rank := func(p *Presence) int {
		if p.Who.Role == identity.Technician {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), a.First.Compare(b.First), cmp.Compare(a.Who.Identity, b.Who.Identity)) < 0
}
