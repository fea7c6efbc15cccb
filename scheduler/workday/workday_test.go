package workday_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"giaoban/scheduler/workday"
)

// tet2026 is the official break of Tết Bính Ngọ, the bridge day before National Day and the Saturday worked for it.
var tet2026 = []workday.Day{
	{Date: "2026-02-16", Kind: workday.Holiday, Name: "Tết Nguyên đán"},
	{Date: "2026-02-17", Kind: workday.Holiday, Name: "Tết Nguyên đán"},
	{Date: "2026-02-18", Kind: workday.Holiday, Name: "Tết Nguyên đán"},
	{Date: "2026-02-19", Kind: workday.Holiday, Name: "Tết Nguyên đán"},
	{Date: "2026-02-20", Kind: workday.Holiday, Name: "Tết Nguyên đán"},
	{Date: "2026-08-22", Kind: workday.Working, Name: "Làm bù"},
	{Date: "2026-08-31", Kind: workday.Holiday, Name: "Hoán đổi"},
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return instant.UTC()
}

func TestCalendar(t *testing.T) {
	c := workday.New(workday.Zone(), tet2026)
	for text, want := range map[string]bool{
		"2026-11-23 08:00": true,  // a Monday
		"2026-11-21 08:00": false, // a Saturday
		"2026-02-17 08:00": false, // Tết
		"2026-08-22 08:00": true,  // a Saturday that is worked
		"2026-08-31 08:00": false, // the Monday exchanged for it
		"2026-11-23 00:10": true,  // still Sunday in UTC
		"2026-11-21 23:50": false,
	} {
		if got := c.IsWorking(at(t, text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if day, found := c.Holiday(at(t, "2026-02-17 09:00")); !found || day.Name != "Tết Nguyên đán" {
		t.Errorf("%+v", day)
	}
	if _, found := c.Holiday(at(t, "2026-08-22 09:00")); found {
		t.Error("a worked Saturday is no holiday")
	}
}

func TestThreeWorkingDaysAhead(t *testing.T) {
	c := workday.New(workday.Zone(), tet2026)
	for meeting, last := range map[string]string{
		"2026-11-26 08:00": "2026-11-23", // Thursday: Monday
		"2026-11-23 08:00": "2026-11-18", // Monday: the Wednesday before
		"2026-02-24 14:00": "2026-02-12", // two working days after Tết: the Thursday before it
		"2026-08-25 08:00": "2026-08-21", // a worked Saturday counts
	} {
		if got := c.Before(at(t, meeting), 3).Format(time.DateOnly); got != last {
			t.Errorf("for %s: %s, want %s", meeting, got, last)
		}
		if got := c.Between(at(t, last+" 17:00"), at(t, meeting)); got != 3 {
			t.Errorf("from %s to %s: %d days", last, meeting, got)
		}
	}
	if got := c.Between(at(t, "2026-11-26 08:00"), at(t, "2026-11-23 08:00")); got != 0 {
		t.Errorf("backwards: %d", got)
	}
	if got := c.Between(at(t, "2026-11-26 08:00"), at(t, "9999-11-23 08:00")); got < 250 || got > 270 {
		t.Errorf("over eight thousand years: %d", got)
	}
}

func TestNext(t *testing.T) {
	c := workday.New(workday.Zone(), tet2026)
	for from, want := range map[string]string{
		"2026-02-16 08:30": "2026-02-23 08:30",
		"2026-11-23 08:30": "2026-11-23 08:30",
		"2026-08-29 07:00": "2026-09-01 07:00",
	} {
		if got := c.Next(at(t, from)).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
}

type source func(from, to string) ([]workday.Day, error)

func (s source) Days(_ context.Context, from, to string) ([]workday.Day, error) { return s(from, to) }

func TestLoad(t *testing.T) {
	var asked string
	c, err := workday.Load(t.Context(), source(func(from, to string) ([]workday.Day, error) {
		asked = from + " " + to
		return tet2026, nil
	}), workday.Zone(), at(t, "2026-02-24 08:00"), at(t, "2026-02-24 10:00"))
	if err != nil || asked != "2026-01-10 2026-04-10" || c.IsWorking(at(t, "2026-02-17 08:00")) {
		t.Error(asked, err)
	}
	broken := errors.New("broken")
	_, err = workday.Load(t.Context(), source(func(string, string) ([]workday.Day, error) { return nil, broken }),
		workday.Zone(), time.Now(), time.Now())
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestValid(t *testing.T) {
	for text, want := range map[string]bool{"2026-02-17": true, "2026-02-30": false, "17/2/2026": false, "": false, "0001-01-01": false, "2026-02-17T00:00": false} {
		if got := workday.Valid(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
