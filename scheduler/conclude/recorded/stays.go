package recorded

import (
	"slices"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conduct"
)

// tellStay says of one on the list when they were there: a person while a device of theirs was in the room or the roll had
// them there by hand, a site or a unit while anybody was in the room for it, technicians only where nobody else was. Whoever
// was there at the end left then.
func tellStay(a *conclude.Attendee, subject string, state *conduct.State) {
	var spans, served []conclude.Span
	for _, present := range state.Presence {
		who := &present.Who
		switch {
		case a.Kind == conclude.PersonAttendee && conduct.PersonSubjectOf(who) == "" && subject == conduct.SiteSubject(who.Unit),
			subject == conduct.PersonSubjectOf(who):
			spans = append(spans, spansOf(present.First, present.Moves)...)
		case a.Kind == conclude.PersonAttendee || subject != conduct.SiteSubject(who.Unit):
		case who.Role == identity.Technician:
			served = append(served, spansOf(present.First, present.Moves)...)
		default:
			spans = append(spans, spansOf(present.First, present.Moves)...)
		}
	}
	if place := state.Roll.Places[subject]; place != nil {
		a.Seat = place.Seat
		spans = append(spans, spansOf(time.Time{}, place.Moves)...)
	}
	if len(spans) == 0 {
		spans = served
	}
	spans = united(spans, state.EndedAt)
	if len(spans) == 0 {
		return
	}
	a.Joined, a.Left = spans[0].From, spans[len(spans)-1].To
	for i := range spans[1:] {
		a.Away = append(a.Away, conclude.Span{From: spans[i].To, To: spans[i+1].From})
	}
}

// spansOf makes spans of comings and leavings. Of many the earliest are not kept: from the first coming on to those that are
// one counts as there.
func spansOf(first time.Time, moves []conduct.Move) []conclude.Span {
	var spans []conclude.Span
	if len(moves) > 0 && !first.IsZero() && first.Before(moves[0].At) {
		spans = append(spans, conclude.Span{From: first, To: moves[0].At})
	}
	for i, move := range moves {
		switch {
		case move.Here:
			spans = append(spans, conclude.Span{From: move.At})
		case i > 0:
			spans[len(spans)-1].To = move.At
		}
	}
	return spans
}

// united puts spans in order and makes one of those that meet; what is open, or goes on after the end, ends with it.
func united(spans []conclude.Span, end time.Time) []conclude.Span {
	slices.SortFunc(spans, func(a, b conclude.Span) int { return a.From.Compare(b.From) })
	var all []conclude.Span
	for _, span := range spans {
		if !end.IsZero() {
			if !span.From.Before(end) {
				continue
			}
			if span.To.IsZero() || span.To.After(end) {
				span.To = end
			}
		}
		if n := len(all); n > 0 && (all[n-1].To.IsZero() || !span.From.After(all[n-1].To)) {
			if last := &all[n-1]; !last.To.IsZero() && (span.To.IsZero() || span.To.After(last.To)) {
				last.To = span.To
			}
			continue
		}
		all = append(all, span)
	}
	return all
}
