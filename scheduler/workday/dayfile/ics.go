package dayfile

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/workday"
)

// worked is the category of an event that is a worked day; every other event is a holiday.
const worked = "WORKING-DAY"

// parseICS reads events of whole days. What is wrong is told at the line on which the event begins.
func parseICS(r io.Reader) ([]workday.Day, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("dayfile: read: %w", err)
	}
	f := &file{table: &directory.Table{}, lines: map[string]int{}}
	calendar, err := ics.ParseCalendar(bytes.NewReader(content))
	if err != nil {
		f.table.Fail(1, "", "meetings.ics_syntax")
		return nil, f.table.Err()
	}
	lines := eventLines(content)
	for i, event := range calendar.Events() {
		line := 1
		if i < len(lines) {
			line = lines[i]
		}
		f.event(line, event)
	}
	if len(calendar.Events()) == 0 {
		f.table.Fail(1, "", "directory.csv_empty")
	}
	return f.days, f.table.Err()
}

func (f *file) event(line int, event *ics.VEvent) {
	first, err := event.GetAllDayStartAt()
	if err != nil {
		f.table.Fail(line, "DTSTART", "meetings.date")
		return
	}
	end := first.AddDate(0, 0, 1)
	if event.GetProperty(ics.ComponentPropertyDtEnd) != nil {
		if end, err = event.GetAllDayEndAt(); err != nil || !end.After(first) {
			f.table.Fail(line, "DTEND", "meetings.date")
			return
		}
	}
	if end.Sub(first) > maxRun*24*time.Hour {
		f.table.Fail(line, "DTEND", "meetings.day_run", maxRun)
		return
	}
	day := workday.Day{Kind: workday.Holiday}
	if summary := event.GetProperty(ics.ComponentPropertySummary); summary != nil {
		day.Name = ics.FromText(summary.Value)
	}
	if category := event.GetProperty(ics.ComponentPropertyCategories); category != nil && strings.EqualFold(category.Value, worked) {
		day.Kind = workday.Working
	}
	for at := first; at.Before(end); at = at.AddDate(0, 0, 1) {
		day.Date = at.Format(time.DateOnly)
		f.add(line, day)
	}
}

// eventLines returns the lines on which events begin.
func eventLines(content []byte) []int {
	var lines []int
	for i, line := range bytes.Split(content, []byte("\n")) {
		if bytes.EqualFold(bytes.TrimSpace(line), []byte("BEGIN:VEVENT")) {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// WriteICS writes days as Parse reads them; made is when.
func WriteICS(w io.Writer, days []workday.Day, made time.Time) error {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//GiaoBan//GiaoBan//VI")
	for _, day := range days {
		at, err := time.Parse(time.DateOnly, day.Date)
		if err != nil {
			return fmt.Errorf("dayfile: %w", err)
		}
		event := calendar.AddEvent("day-" + day.Date + "@giaoban")
		event.SetDtStampTime(made.UTC())
		event.SetAllDayStartAt(at)
		event.SetAllDayEndAt(at.AddDate(0, 0, 1))
		event.SetSummary(day.Name)
		if day.Kind == workday.Working {
			event.AddProperty(ics.ComponentPropertyCategories, worked)
		}
	}
	return calendar.SerializeTo(w)
}
