// Package dayfile reads and writes the working calendar as a file: CSV, and iCalendar (RFC 5545), in which other offices
// publish holidays.
package dayfile

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/workday"
)

// Columns of a CSV file, each required.
var Columns = []string{"date", "kind", "name"}

const (
	maxDays = 2000 // of one file
	maxRun  = 31   // days of one event
)

// kinds are the words for kinds of days, in lower case.
var kinds = map[string]workday.Kind{
	"holiday": workday.Holiday, "nghỉ": workday.Holiday, "ngày nghỉ": workday.Holiday, "nghỉ lễ": workday.Holiday,
	"working": workday.Working, "làm việc": workday.Working, "làm bù": workday.Working, "ngày làm bù": workday.Working,
}

// Parse reads a CSV or an iCalendar file, whichever it is. The error is a *directory.ImportError that tells what is wrong
// by line, or else the reader's.
func Parse(r io.Reader) ([]workday.Day, error) {
	buffered := bufio.NewReader(r)
	head, _ := buffered.Peek(64)
	if bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \r\n"), []byte("BEGIN:VCALENDAR")) {
		return parseICS(buffered)
	}
	table, err := directory.ReadTable(buffered, Columns, nil)
	if err != nil {
		return nil, err
	}
	f := &file{table: table, lines: map[string]int{}}
	for _, row := range table.Rows() {
		kind, known := kinds[strings.ToLower(row.Cells["kind"])]
		if !known {
			table.Fail(row.Line, "kind", "meetings.day_kind")
			continue
		}
		f.add(row.Line, workday.Day{Date: row.Cells["date"], Kind: kind, Name: row.Cells["name"]})
	}
	return f.days, table.Err()
}

// file collects days, each once.
type file struct {
	table *directory.Table
	days  []workday.Day
	lines map[string]int // by date
}

func (f *file) add(line int, day workday.Day) {
	form := &text.Form{}
	form.Check(workday.Valid(day.Date), "date", "meetings.date")
	form.Required("name", &day.Name, text.Name)
	if err := form.Err(); err != nil {
		f.table.FailFields(line, err)
		return
	}
	if earlier, twice := f.lines[day.Date]; twice {
		f.table.Fail(line, "date", "directory.csv_twice", earlier)
		return
	}
	if len(f.days) == maxDays {
		f.table.Fail(line, "", "out_of_range", 0, maxDays)
		return
	}
	f.lines[day.Date] = line
	f.days = append(f.days, day)
}

// WriteCSV writes days as Parse reads them.
func WriteCSV(w io.Writer, days []workday.Day) error {
	rows := make([][]string, len(days))
	for i, day := range days {
		rows[i] = []string{day.Date, string(day.Kind), day.Name}
	}
	return directory.WriteTable(w, Columns, rows)
}
