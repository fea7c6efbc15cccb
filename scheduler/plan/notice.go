package plan

import (
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/workday"
)

// NoticeDays is how many working days ahead papers and invitations of a regular meeting go out (QĐ 45/2018).
const NoticeDays = 3

// WarningKind is what a warning is about.
type WarningKind string

// Kinds of warnings.
const (
	// WarnLate: the meeting is called less than NoticeDays ahead; why must be said before it is submitted.
	WarnLate WarningKind = "late_notice"
	// WarnDayOff: it is on a day off.
	WarnDayOff WarningKind = "day_off"
	// WarnUnitEnded: a unit that takes part is there no longer on that day, or not yet, by a reform.
	WarnUnitEnded WarningKind = "unit_ended"
)

// Warning is a rule that a plan does not keep, which does not forbid it.
type Warning struct {
	Kind WarningKind
	// Deadline is, for WarnLate, the day by which the invitation had to go out.
	Deadline time.Time
	Name     string // of the holiday; "" = a Saturday or Sunday
	// Units are, for WarnUnitEnded, the names of such units.
	Units []directory.Text
	// Excused means that the secretary has said why.
	Excused bool
}

// Warnings checks a plan against the calendar. Regular says whether the type of meeting is held by plan.
func Warnings(d *Draft, regular bool, calendar *workday.Calendar, now time.Time) []Warning {
	var found []Warning
	if deadline, late := LateFor(d, regular, calendar, now); late {
		found = append(found, Warning{Kind: WarnLate, Deadline: deadline, Excused: d.LateReason != ""})
	}
	if !calendar.IsWorking(d.Start) {
		holiday, _ := calendar.Holiday(d.Start)
		found = append(found, Warning{Kind: WarnDayOff, Name: holiday.Name})
	}
	return found
}

// EndedUnits warns of units in a plan that are not there on its day; units are those known, by key.
func EndedUnits(d *Draft, units map[directory.UnitKey]directory.Unit, calendar *workday.Calendar) []Warning {
	day := d.Start.In(calendar.Zone()).Format(time.DateOnly)
	var names []directory.Text
	seen := map[directory.UnitKey]bool{}
	look := func(key directory.UnitKey) {
		unit, known := units[key]
		if !known || seen[key] {
			return
		}
		seen[key] = true
		if unit.ValidTo != "" && unit.ValidTo < day || unit.ValidFrom > day {
			names = append(names, unit.Name)
		}
	}
	look(d.Host)
	for i := range d.Sites {
		look(d.Sites[i].Unit)
	}
	for i := range d.Agenda {
		look(d.Agenda[i].PresenterUnit)
	}
	if len(names) == 0 {
		return nil
	}
	return []Warning{{Kind: WarnUnitEnded, Units: names}}
}

// LateFor returns the last day on which the invitation to a regular meeting may go out, and whether it has passed.
// Urgent meetings are excepted.
func LateFor(d *Draft, regular bool, calendar *workday.Calendar, now time.Time) (deadline time.Time, late bool) {
	if !regular || d.Urgency != Normal {
		return time.Time{}, false
	}
	deadline = calendar.Before(d.Start, NoticeDays)
	return deadline, !now.Before(deadline.AddDate(0, 0, 1))
}
