package dayfile_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/workday"
	"giaoban/scheduler/workday/dayfile"
)

var days = []workday.Day{
	{Date: "2028-01-26", Kind: workday.Holiday, Name: "Tết Nguyên đán; mồng 1, nghỉ"},
	{Date: "2028-02-05", Kind: workday.Working, Name: "=Làm bù cho 31/01"},
}

func TestFilesAreTakenBack(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"CSV": func(b *bytes.Buffer) error { return dayfile.WriteCSV(b, days) },
		"iCalendar": func(b *bytes.Buffer) error {
			return dayfile.WriteICS(b, days, time.Date(2027, 12, 1, 8, 0, 0, 0, time.UTC))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			if err := write(&file); err != nil {
				t.Fatal(err)
			}
			got, err := dayfile.Parse(strings.NewReader(file.String()))
			if err != nil || !slices.Equal(got, days) {
				t.Errorf("%+v %v from\n%s", got, err, file.String())
			}
		})
	}
}

func TestWordsOfOffices(t *testing.T) {
	got, err := dayfile.Parse(strings.NewReader("name;date;kind\nQuốc khánh;2028-09-01;Nghỉ lễ\nBù;2028-08-26;làm bù\n"))
	want := []workday.Day{{Date: "2028-09-01", Kind: workday.Holiday, Name: "Quốc khánh"}, {Date: "2028-08-26", Kind: workday.Working, Name: "Bù"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	got, err = dayfile.Parse(strings.NewReader("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20280430\r\nDTEND;VALUE=DATE:20280502\r\nSUMMARY:Lễ\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
	if err != nil || len(got) != 2 || got[1] != (workday.Day{Date: "2028-05-01", Kind: workday.Holiday, Name: "Lễ"}) {
		t.Errorf("%+v %v", got, err)
	}
}

func TestErrorsAreToldByLine(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"bad lines": {
			"date,kind,name\n2028-02-30,holiday,Không có\n2028-01-26,half,Nửa ngày\n2028-01-27,holiday,\n2028-01-28,holiday,Tết\n2028-01-28,working,Lại\n2028-01-29,holiday\n",
			"2 date meetings.date, 3 kind meetings.day_kind, 4 name required, 6 date directory.csv_twice, 7  directory.csv_fields",
		},
		"no header":    {"2028-01-26,holiday,Tết\n", "1  directory.csv_header"},
		"empty":        {"date,kind,name\n", "1  directory.csv_empty"},
		"no calendar":  {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDT", "1  meetings.ics_syntax"},
		"event's line": {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20280130\r\nSUMMARY:A\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20280101\r\nDTEND;VALUE=DATE:20290101\r\nSUMMARY:Cả năm\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "6 DTEND meetings.day_run"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dayfile.Parse(strings.NewReader(c.file))
			var refused *directory.ImportError
			if !errors.As(err, &refused) {
				t.Fatalf("got %v", err)
			}
			var told []string
			for _, line := range refused.Lines {
				told = append(told, strings.Join([]string{string(rune('0' + line.Line)), line.Column, line.Reason}, " "))
			}
			if got := strings.Join(told, ", "); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("date,kind,name\n2028-01-26,holiday,Tết\n")
	f.Add("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20280430\r\nSUMMARY:Lễ\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	f.Fuzz(func(t *testing.T, content string) {
		found, err := dayfile.Parse(strings.NewReader(content))
		if err != nil {
			return
		}
		for _, day := range found {
			if !workday.Valid(day.Date) || day.Name == "" {
				t.Errorf("%+v", day)
			}
		}
	})
}
