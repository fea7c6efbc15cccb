// Package workday counts working days by the Vietnamese calendar: Monday to Friday, less the holidays, plus the
// Saturdays and Sundays that are worked in exchange for a bridge day. Holidays of the lunar calendar (Tết, Giỗ Tổ Hùng
// Vương) and exchanges are decided year by year, so all of them are data that an administrator edits.
package workday

import (
	"context"
	"time"
	_ "time/tzdata" // the zone must be known on machines without a zone database
)

// Kind is in what a day differs from the others of its weekday.
type Kind string

// Kinds of days.
const (
	Holiday Kind = "holiday" // a day off
	Working Kind = "working" // a Saturday or Sunday that is worked (ngày làm bù)
)

// Day is a day that differs from the others of its weekday.
type Day struct {
	Date string // YYYY-MM-DD
	Kind Kind
	Name string // such as "Tết Nguyên đán"
}

// Source tells which days differ. The dates are inclusive.
type Source interface {
	Days(ctx context.Context, from, to string) ([]Day, error)
}

// Zone is the time zone of Viet Nam.
func Zone() *time.Location {
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60) // without summer time since 1975
	}
	return zone
}

// Calendar is the working days of a span of time. It does not change: take a new one after an edit.
type Calendar struct {
	zone *time.Location
	days map[string]Day
}

// New returns the calendar in a zone with the days that differ.
func New(zone *time.Location, days []Day) *Calendar {
	c := &Calendar{zone: zone, days: make(map[string]Day, len(days))}
	for _, day := range days {
		c.days[day.Date] = day
	}
	return c
}

// Load returns the calendar around the instants, wide enough to count any number of working days that a rule asks for.
func Load(ctx context.Context, source Source, zone *time.Location, from, to time.Time) (*Calendar, error) {
	const margin = 45 // days: longer than any run of holidays with the working days that rules count
	days, err := source.Days(ctx, from.In(zone).AddDate(0, 0, -margin).Format(time.DateOnly), to.In(zone).AddDate(0, 0, margin).Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	return New(zone, days), nil
}

// Zone returns the zone in which its days begin and end.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Holiday returns the holiday that an instant falls on.
func (c *Calendar) Holiday(at time.Time) (Day, bool) {
	day, found := c.days[at.In(c.zone).Format(time.DateOnly)]
	return day, found && day.Kind == Holiday
}

// IsWorking reports whether an instant falls on a working day.
func (c *Calendar) IsWorking(at time.Time) bool {
	local := at.In(c.zone)
	if day, found := c.days[local.Format(time.DateOnly)]; found {
		return day.Kind == Working
	}
	return local.Weekday() != time.Saturday && local.Weekday() != time.Sunday
}

// Next returns the same time of day on the next working day; at itself when it falls on one.
func (c *Calendar) Next(at time.Time) time.Time {
	local := at.In(c.zone)
	for range maxRun {
		if c.IsWorking(local) {
			return local
		}
		local = local.AddDate(0, 0, 1)
	}
	return local
}

// Before returns the start of the working day that lies n working days before the day of at. The day of at is not
// counted: three days before a Thursday is the Monday of the same week.
func (c *Calendar) Before(at time.Time, n int) time.Time {
	day := startOfDay(at.In(c.zone))
	for range maxRun + n {
		if n == 0 {
			break
		}
		day = day.AddDate(0, 0, -1)
		if c.IsWorking(day) {
			n--
		}
	}
	return day
}

// After returns the start of the working day that lies n working days after the day of at. The day of at is not counted:
// five days after a Monday is the Monday of the next week.
func (c *Calendar) After(at time.Time, n int) time.Time {
	day := startOfDay(at.In(c.zone))
	for range maxRun + n {
		if n == 0 {
			break
		}
		day = day.AddDate(0, 0, 1)
		if c.IsWorking(day) {
			n--
		}
	}
	return day
}

// Between returns how many working days lie after the day of from up to and with the day of to; 0 when to is not later.
func (c *Calendar) Between(from, to time.Time) int {
	day, last := startOfDay(from.In(c.zone)), startOfDay(to.In(c.zone))
	if last.Sub(day) > maxSpan {
		last = day.Add(maxSpan) // whoever asks for a few days ahead has them long since
	}
	count := 0
	for day.Before(last) {
		day = day.AddDate(0, 0, 1)
		if c.IsWorking(day) {
			count++
		}
	}
	return count
}

const (
	maxRun  = 60 // days: no calendar has so many days off in a row
	maxSpan = 366 * 24 * time.Hour
)

func startOfDay(local time.Time) time.Time {
	year, month, day := local.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, local.Location())
}

// Valid reports whether a text is a date as Day has it.
func Valid(date string) bool {
	parsed, err := time.Parse(time.DateOnly, date)
	return err == nil && parsed.Year() >= 2000 && parsed.Year() < 2200
}
