package recur_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/plan/recur"
	"giaoban/scheduler/workday"
)

const local = "2006-01-02 15:04"

func at(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation(local, text, workday.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return instant.UTC()
}

func calendar() *workday.Calendar {
	return workday.New(workday.Zone(), []workday.Day{
		{Date: "2026-02-16", Kind: workday.Holiday}, {Date: "2026-02-17", Kind: workday.Holiday},
		{Date: "2026-02-18", Kind: workday.Holiday}, {Date: "2026-02-19", Kind: workday.Holiday},
		{Date: "2026-02-20", Kind: workday.Holiday},
	})
}

func starts(t *testing.T, rule, start string, holidays recur.Holidays) []string {
	t.Helper()
	parsed, err := recur.Parse(rule, at(t, start), workday.Zone())
	if err != nil {
		t.Fatal(err)
	}
	all, err := parsed.Occurrences(calendar(), holidays)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, occurrence := range all {
		list = append(list, occurrence.Start.In(workday.Zone()).Format("01-02 15:04"))
	}
	return list
}

func TestOccurrences(t *testing.T) {
	for name, c := range map[string]struct {
		rule, start string
		holidays    recur.Holidays
		want        string
	}{
		"weekly, early in the morning":                    {"FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-03-02 05:30", recur.Keep, "03-02 05:30 03-09 05:30 03-16 05:30"},
		"with the property's name":                        {"rrule:freq=weekly;count=2", "2026-03-02 08:00", recur.Keep, "03-02 08:00 03-09 08:00"},
		"skipping Tết":                                    {"FREQ=WEEKLY;COUNT=3", "2026-02-09 08:00", recur.Skip, "02-09 08:00 02-23 08:00"},
		"moved after Tết, onto the next one, becomes one": {"FREQ=WEEKLY;COUNT=3", "2026-02-09 08:00", recur.Move, "02-09 08:00 02-23 08:00"},
		"moved to the next working day":                   {"FREQ=MONTHLY;BYMONTHDAY=20;COUNT=2", "2026-02-20 14:00", recur.Move, "02-23 14:00 03-20 14:00"},
		"held on holidays":                                {"FREQ=WEEKLY;COUNT=2", "2026-02-09 08:00", recur.Keep, "02-09 08:00 02-16 08:00"},
		"the last Friday of each month":                   {"FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260601T000000Z", "2026-03-27 08:00", recur.Keep, "03-27 08:00 04-24 08:00 05-29 08:00"},
		"until a day in the zone":                         {"FREQ=DAILY;UNTIL=20260304", "2026-03-02 08:00", recur.Keep, "03-02 08:00 03-03 08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(starts(t, c.rule, c.start, c.holidays), " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct{ rule, reason string }{
		"without end":          {"FREQ=WEEKLY;BYDAY=MO", "meetings.recurrence_endless"},
		"too many":             {"FREQ=DAILY;COUNT=100000", "meetings.recurrence_too_long"},
		"too far":              {"FREQ=YEARLY;UNTIL=24260101T000000Z", "meetings.recurrence_too_long"},
		"too far by counting":  {"FREQ=YEARLY;COUNT=50", "meetings.recurrence_too_long"},
		"every second":         {"FREQ=SECONDLY;COUNT=3", "meetings.recurrence_too_often"},
		"hours of a day":       {"FREQ=DAILY;BYHOUR=8,9,10;COUNT=3", "meetings.recurrence_too_often"},
		"no rule":              {"every monday", "meetings.recurrence_syntax"},
		"nothing":              {"", "meetings.recurrence_syntax"},
		"two lines":            {"FREQ=DAILY;COUNT=2\nEXDATE:20260101T000000Z", "meetings.recurrence_syntax"},
		"a start of its own":   {"DTSTART=20200101T000000Z;FREQ=DAILY;COUNT=2", "meetings.recurrence_syntax"},
		"a very long one":      {"FREQ=DAILY;COUNT=2;BYMONTHDAY=" + strings.Repeat("1,", 1000) + "1", "meetings.recurrence_syntax"},
		"a day there never is": {"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "meetings.recurrence_empty"},
		"less than none":       {"FREQ=DAILY;INTERVAL=0;COUNT=-1", "meetings.recurrence_endless"},
	} {
		t.Run(name, func(t *testing.T) {
			rule, err := recur.Parse(c.rule, at(t, "2026-03-02 08:00"), workday.Zone())
			if err == nil {
				_, err = rule.Occurrences(calendar(), recur.Keep)
			}
			if !fault.Is(err, fault.Invalid) || fault.Reason(err) != c.reason {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestUntil(t *testing.T) {
	rule, err := recur.Parse("FREQ=WEEKLY;BYDAY=MO;COUNT=20", at(t, "2026-03-02 08:00"), workday.Zone())
	if err != nil {
		t.Fatal(err)
	}
	cut, err := rule.Until(at(t, "2026-03-16 08:00"))
	if err != nil {
		t.Fatal(err)
	}
	if got := starts(t, cut, "2026-03-02 08:00", recur.Keep); !slices.Equal(got, []string{"03-02 08:00", "03-09 08:00"}) {
		t.Errorf("%s gives %v", cut, got)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"FREQ=WEEKLY;BYDAY=MO;COUNT=20", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260601T000000Z", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1",
		"FREQ=DAILY;BYSETPOS=1;BYDAY=MO;COUNT=9;WKST=SU", "FREQ=YEARLY;BYWEEKNO=53;BYEASTER=1;COUNT=1", "FREQ=YEARLY;BYYEARDAY=-366;COUNT=3",
	} {
		f.Add(seed)
	}
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := recur.Parse(text, start, workday.Zone())
		if err != nil {
			return
		}
		all, err := rule.Occurrences(calendar(), recur.Skip)
		if err != nil {
			return
		}
		if len(all) > recur.MaxMeetings || all[len(all)-1].Start.After(recur.End(start).AddDate(0, 0, 1)) {
			t.Errorf("%q: %d meetings until %v", text, len(all), all[len(all)-1].Start)
		}
	})
}
