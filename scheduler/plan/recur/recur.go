// Package recur works out when the meetings of a series are, from a recurrence rule (RFC 5545, section 3.3.10) and the
// calendar of working days.
package recur

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"giaoban/internal/fault"
	"giaoban/scheduler/workday"
)

// Bounds of a series. A rule must end by itself, within them.
const (
	MaxMeetings = 366
	MaxYears    = 2
	maxText     = 500
)

// Holidays is what becomes of a meeting that falls on a day off.
type Holidays string

// Ways to deal with days off.
const (
	Keep Holidays = "keep" // it is held all the same
	Skip Holidays = "skip" // it is left out
	Move Holidays = "move" // it is held at the same time on the next working day
)

// Occurrence is one meeting of a series.
type Occurrence struct {
	Original time.Time // the start that the rule gives; iCalendar's RECURRENCE-ID
	Start    time.Time // when it is held
}

// Rule is a recurrence rule that ends.
type Rule struct {
	rule *rrule.RRule
	zone *time.Location
	text string
	last time.Time // no occurrence after it counts
}

// Parse reads a rule such as "FREQ=WEEKLY;BYDAY=MO;COUNT=20" of a series that starts at start. Its days and times are
// those of zone. The error is a fault.Error: a rule without COUNT or UNTIL, one that goes beyond the bounds, and one
// that repeats more often than daily are refused.
func Parse(text string, start time.Time, zone *time.Location) (*Rule, error) {
	text = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "RRULE:")
	if len(text) > maxText || strings.ContainsAny(text, "\r\n") || strings.Contains(text, "DTSTART") {
		return nil, refuse("meetings.recurrence_syntax")
	}
	option, err := rrule.StrToROptionInLocation(text, zone)
	if err != nil {
		refusal := fault.Wrap(fault.Invalid, "meetings.recurrence_syntax", err)
		refusal.Fields = []fault.Field{field("meetings.recurrence_syntax")}
		return nil, refusal
	}
	switch option.Freq {
	case rrule.DAILY, rrule.WEEKLY, rrule.MONTHLY, rrule.YEARLY:
	default:
		return nil, refuse("meetings.recurrence_too_often")
	}
	if len(option.Byhour) > 0 || len(option.Byminute) > 0 || len(option.Bysecond) > 0 {
		return nil, refuse("meetings.recurrence_too_often")
	}
	if option.Count < 0 || option.Count == 0 && option.Until.IsZero() {
		return nil, refuse("meetings.recurrence_endless", MaxMeetings, MaxYears)
	}
	local := start.In(zone).Truncate(time.Second)
	last := local.AddDate(MaxYears, 0, 0)
	if option.Count > MaxMeetings || option.Until.After(last) {
		return nil, refuse("meetings.recurrence_too_long", MaxMeetings, MaxYears)
	}
	text = option.RRuleString()
	option.Dtstart = local
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, refuse("meetings.recurrence_syntax")
	}
	return &Rule{rule: rule, zone: zone, text: text, last: last}, nil
}

// String returns the rule as RFC 5545 writes it, without the name of the property.
func (r *Rule) String() string { return r.text }

// SameTurn reports whether two instants belong to the same turn of the rule: the same week, from Monday, or by a monthly or
// yearly rule the same month.
func (r *Rule) SameTurn(a, b time.Time) bool {
	a, b = a.In(r.zone), b.In(r.zone)
	if r.rule.OrigOptions.Freq == rrule.MONTHLY || r.rule.OrigOptions.Freq == rrule.YEARLY {
		return a.Year() == b.Year() && a.Month() == b.Month()
	}
	yearA, weekA := a.ISOWeek()
	yearB, weekB := b.ISOWeek()
	return yearA == yearB && weekA == weekB
}

// Occurrences returns the meetings of the series in order. Two that would be moved onto the same day become one. A rule
// that gives none, or more than the bounds, is refused.
func (r *Rule) Occurrences(calendar *workday.Calendar, holidays Holidays) ([]Occurrence, error) {
	var found []Occurrence
	taken := map[string]bool{}
	next := r.rule.Iterator()
	for count := 0; ; count++ {
		original, more := next()
		if !more {
			break
		}
		if original.After(r.last) || count >= MaxMeetings {
			return nil, refuse("meetings.recurrence_too_long", MaxMeetings, MaxYears)
		}
		start := original
		if !calendar.IsWorking(original) {
			switch holidays {
			case Skip:
				continue
			case Move:
				start = calendar.Next(original)
			case Keep:
			}
		}
		day := start.In(r.zone).Format(time.DateOnly)
		if taken[day] {
			continue
		}
		taken[day] = true
		found = append(found, Occurrence{Original: original.UTC(), Start: start.UTC()})
	}
	if len(found) == 0 {
		return nil, refuse("meetings.recurrence_empty")
	}
	slices.SortFunc(found, func(a, b Occurrence) int { return a.Start.Compare(b.Start) })
	return found, nil
}

// Until returns the rule as it ends before an instant: what is left of a series whose later part became another.
func (r *Rule) Until(before time.Time) (string, error) {
	option, err := rrule.StrToROptionInLocation(r.text, r.zone)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, "meetings.recurrence_syntax", err)
	}
	option.Count = 0
	option.Until = before.Add(-time.Second).UTC()
	return option.RRuleString(), nil
}

// End returns the last moment a series from start can reach: calendars must be loaded up to it.
func End(start time.Time) time.Time { return start.AddDate(MaxYears, 0, 0) }

func field(reason string, args ...any) fault.Field {
	return fault.Field{Location: "recurrence.rule", Reason: reason, Args: args}
}

func refuse(reason string, args ...any) *fault.Error {
	refusal := fault.New(fault.Invalid, reason, args...)
	refusal.Fields = []fault.Field{field(reason, args...)}
	return refusal
}
