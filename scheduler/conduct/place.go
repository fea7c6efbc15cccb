package conduct

import (
	"slices"
	"strings"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/text"
)

// MaxSeat bounds the characters of a seat, as the labels of a room's seat map are bounded.
const MaxSeat = 20

type (
	// RollSeated is where a person sits from now on: a site, by its subject, and a seat there, "" = none that is known.
	RollSeated struct {
		Subject string `json:"subject"`
		Site    string `json:"site,omitempty"`
		Seat    string `json:"seat,omitempty"`
	}
	// RollMoved is that a person who sits before a site's terminal has left, or is back. Who has a device of their own is
	// told of by Arrived and Departed.
	RollMoved struct {
		Subject string `json:"subject"`
		Here    bool   `json:"here"`
	}
)

func (RollSeated) fact() string { return "roll.seated" }
func (RollMoved) fact() string  { return "roll.moved" }

// Place is where a person of the roll sits, and when they came and left as a hand has told: several named people sit before
// one terminal, which knows none of them.
type Place struct {
	Site string `json:"site,omitempty" doc:"Subject of the site at which they sit."`
	Seat string `json:"seat,omitempty" example:"A3"`
	Here bool   `json:"here" doc:"They are there by the roll, without a device of their own."`
	// Moves are when they came and left, the latest of them: see maxMoves.
	Moves []Move `json:"moves" nullable:"false" doc:"When they came and left by the roll; of those with a device of their own presence tells."`
}

func (p *Place) move(here bool, at time.Time) {
	p.Here = here
	p.Moves = append(slices.Clone(p.Moves[max(0, len(p.Moves)+1-maxMoves):]), Move{at, here})
}

func (s *State) placeOf(subject string) *Place {
	found := s.Roll.Places[subject]
	if found == nil {
		found = &Place{Moves: []Move{}}
		s.Roll.Places[subject] = found
	}
	return found
}

// onDevice reports whether a person is in the room by an account of their own, and whether they ever were.
func (s *State) onDevice(subject string) (here, ever bool) {
	for _, present := range s.Presence {
		if PersonSubjectOf(&present.Who) == subject {
			here, ever = here || present.Here, true
		}
	}
	return here, ever
}

// absent reports whether a hand has marked a subject as absent.
func (s *State) absent(subject string) bool {
	mark := s.Roll.Marks[subject].Mark
	return mark != Unmarked && !mark.Present()
}

// gone reports whether a person has left and is not back, so that their seat is free.
func (s *State) gone(subject string) bool {
	place := s.Roll.Places[subject]
	if s.Phase == Closed || place == nil || place.Here {
		return false
	}
	here, ever := s.onDevice(subject)
	return !here && (ever || len(place.Moves) > 0)
}

// holder returns who has a seat at a site, "" = nobody.
func (s *State) holder(site, seat string) string {
	for subject, place := range s.Roll.Places {
		if place.Seat != "" && place.Site == site && strings.EqualFold(place.Seat, seat) {
			return subject
		}
	}
	return ""
}

// taken reports whether somebody else who has not left has a seat at a site.
func (s *State) taken(site, seat, subject string) bool {
	if seat == "" {
		return false
	}
	holder := s.holder(site, seat)
	return holder != "" && holder != subject && !s.gone(holder)
}

// seat gives a person a seat. Whoever had it and has left has it no more.
func (s *State) seat(f RollSeated) []Part {
	if f.Seat != "" {
		if holder := s.holder(f.Site, f.Seat); holder != "" && holder != f.Subject {
			s.Roll.Places[holder].Seat = ""
		}
	}
	place := s.placeOf(f.Subject)
	place.Site, place.Seat = f.Site, f.Seat
	return []Part{PartRoll}
}

// markPlace makes a person whom a hand marks as present one who has come, unless a device of their own tells of them, and
// one who is marked as absent one who never was there.
func (s *State) markPlace(f RollMarked, at time.Time) {
	if !strings.HasPrefix(f.Subject, personPrefix) {
		return
	}
	if !f.Mark.Present() {
		delete(s.Roll.Places, f.Subject)
		return
	}
	if here, _ := s.onDevice(f.Subject); here || s.Phase == Closed {
		return
	}
	if place := s.placeOf(f.Subject); len(place.Moves) == 0 {
		place.move(true, at)
	}
}

// takeOver ends what a hand has told of a person who comes with a device of their own.
func (s *State) takeOver(who *Who, at time.Time) []Part {
	place := s.Roll.Places[PersonSubjectOf(who)]
	if place == nil || !place.Here {
		return nil
	}
	place.move(false, at)
	return []Part{PartRoll}
}

// leaveAll is the end: nobody sits there any more.
func (s *State) leaveAll(at time.Time) {
	for _, place := range s.Roll.Places {
		if place.Here {
			place.move(false, at)
		}
	}
}

// siteOf returns the site at which a person of the roll sits, and refuses those who may not tell of it: all but the leaders
// and the site's own technicians.
func (s *State) siteOf(scene *Scene, person string) (string, error) {
	id, found := strings.CutPrefix(person, personPrefix)
	if !found || !subject(person) {
		return "", invalid("target", "unknown")
	}
	site, err := scene.SiteOf(id)
	if err != nil {
		return "", err
	}
	switch {
	case site == "":
		return "", invalid("target", "unknown")
	case !s.leads(&scene.By) && (scene.By.Role != identity.Technician || SiteSubject(scene.By.Unit) != site):
		return "", refuse(fault.Forbidden, "not_your_site")
	}
	return site, nil
}

// seated returns what giving a person a seat makes happen.
func (s *State) seated(site, person, seat string) ([]Fact, error) {
	place := s.Roll.Places[person]
	switch {
	case place == nil && seat == "", place != nil && place.Seat == seat && (seat == "" || place.Site == site):
		return nil, nil
	case s.taken(site, seat, person):
		return nil, refuse(fault.Conflict, "seat_taken", seat)
	}
	return facts(RollSeated{Subject: person, Site: site, Seat: seat})
}

// checkSeat cleans a seat and refuses one that breaks its bounds.
func checkSeat(seat *string) error {
	var form text.Form
	form.Line("seat", seat, MaxSeat)
	return form.Err()
}

// decidePlace judges commands about those who sit before a terminal.
func (s *State) decidePlace(scene *Scene, c *Command) ([]Fact, error) {
	site, err := s.siteOf(scene, c.Target)
	if err != nil {
		return nil, err
	}
	if c.Verb == SeatRoll {
		if c.Seat != "" && s.absent(c.Target) {
			return nil, refuse(fault.Conflict, "not_present")
		}
		return s.seated(site, c.Target, c.Seat)
	}
	here, _ := s.onDevice(c.Target)
	place := s.Roll.Places[c.Target]
	switch {
	case here:
		return nil, refuse(fault.Conflict, "own_device")
	case !s.Roll.Marks[c.Target].Mark.Present():
		return nil, refuse(fault.Conflict, "not_present")
	case c.Verb == ReturnRoll && (place == nil || !place.Here):
		return facts(RollMoved{Subject: c.Target, Here: true})
	case c.Verb == LeaveRoll && place != nil && place.Here:
		return facts(RollMoved{Subject: c.Target})
	}
	return nil, nil
}
