package archive

import (
	"fmt"
	"strings"
	"time"
)

// Windows are the hours of each day in which recordings may move; none: all of them.
type Windows struct {
	spans []span
	zone  *time.Location
}

// span is minutes of a day; to is at most from for one that ends the next day.
type span struct{ from, to int }

// ParseWindows reads windows written "18:00-06:00", in the hours of a zone.
func ParseWindows(texts []string, zone *time.Location) (Windows, error) {
	w := Windows{zone: zone}
	for _, text := range texts {
		first, last, found := strings.Cut(text, "-")
		from, err := minuteOf(first)
		to, err2 := minuteOf(last)
		if !found || err != nil || err2 != nil {
			return Windows{}, fmt.Errorf("%q is no window such as 18:00-06:00", text)
		}
		w.spans = append(w.spans, span{from, to})
	}
	return w, nil
}

func minuteOf(text string) (int, error) {
	at, err := time.Parse("15:04", strings.TrimSpace(text))
	return at.Hour()*60 + at.Minute(), err
}

// At reports whether a time is in a window, and until when that stays so; zero for always.
func (w Windows) At(now time.Time) (until time.Time, open bool) {
	if len(w.spans) == 0 {
		return time.Time{}, true
	}
	// Looked at in steps to the next border, two days on: windows may meet and overlap.
	open = w.in(now)
	at := now
	for range 4 * len(w.spans) {
		at = w.border(at)
		if w.in(at) != open {
			return at, open
		}
	}
	if open {
		return time.Time{}, true
	}
	return at, false
}

func (w Windows) in(at time.Time) bool {
	local := at.In(w.zone)
	minute := local.Hour()*60 + local.Minute()
	for _, s := range w.spans {
		if s.from < s.to && minute >= s.from && minute < s.to || s.from >= s.to && (minute >= s.from || minute < s.to) {
			return true
		}
	}
	return false
}

// border returns the next time at which a window begins or ends.
func (w Windows) border(at time.Time) time.Time {
	local := at.In(w.zone)
	var next time.Time
	for _, s := range w.spans {
		for _, minute := range []int{s.from, s.to} {
			for day := range 2 {
				border := time.Date(local.Year(), local.Month(), local.Day()+day, minute/60, minute%60, 0, 0, w.zone)
				if border.After(at) && (next.IsZero() || border.Before(next)) {
					next = border
				}
			}
		}
	}
	return next
}
