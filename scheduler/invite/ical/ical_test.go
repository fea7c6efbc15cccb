package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	goical "github.com/emersion/go-ical"

	"giaoban/scheduler/invite/ical"
)

func zone(t testing.TB) *time.Location {
	t.Helper()
	location, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func event(t testing.TB) ical.Event {
	return ical.Event{
		UID: "ME_1@hop.example.vn", Sequence: 3, Zone: zone(t),
		Start: time.Date(2026, 11, 9, 1, 0, 0, 0, time.UTC), End: time.Date(2026, 11, 9, 4, 30, 0, 0, time.UTC),
		Summary: "Hội nghị giao ban; tháng 11, năm 2026", Description: "Dòng một\nDòng hai: \\ , ;", Location: "Phòng họp số 1, UBND tỉnh",
		URL: "https://hop.example.vn/meetings/ME_1", Changed: time.Date(2026, 11, 3, 2, 0, 0, 0, time.UTC),
		Organizer: ical.Party{Name: "Văn phòng UBND: \"tỉnh\"; Tuyên Quang, số 1", Mail: "vanphong@example.vn"},
		Attendee:  &ical.Party{Name: "Xã Chiêm Hoá\r\nX-EVIL:1", Mail: "chiemhoa@example.vn"},
		Alarms:    []time.Duration{15 * time.Minute},
	}
}

// read parses with a library other than the one that wrote.
func read(t testing.TB, text string) *goical.Calendar {
	t.Helper()
	calendar, err := goical.NewDecoder(strings.NewReader(text)).Decode()
	if err != nil {
		t.Fatalf("not iCalendar: %v\n%s", err, text)
	}
	// Encoding checks that every component has what RFC 5545 asks of it.
	if err := goical.NewEncoder(&bytes.Buffer{}).Encode(calendar); err != nil {
		t.Fatalf("not valid: %v\n%s", err, text)
	}
	for _, line := range strings.SplitAfter(text, "\r\n") {
		if len(line) > 77 || strings.Contains(strings.TrimSuffix(line, "\r\n"), "\n") {
			t.Errorf("line %q", line)
		}
	}
	return calendar
}

func TestInvitation(t *testing.T) {
	e := event(t)
	text, err := ical.Invitation(ical.Request, &e)
	if err != nil {
		t.Fatal(err)
	}
	calendar := read(t, text)
	if method, _ := calendar.Props.Text("METHOD"); method != "REQUEST" {
		t.Errorf("method %q", method)
	}
	got := calendar.Events()[0]
	for name, want := range map[string]string{
		"UID": e.UID, "SEQUENCE": "3", "SUMMARY": e.Summary, "DESCRIPTION": e.Description, "LOCATION": e.Location, "STATUS": "CONFIRMED", "TRANSP": "OPAQUE",
	} {
		prop := got.Props.Get(name)
		if prop == nil {
			t.Errorf("no %s", name)
			continue
		}
		value, err := prop.Text()
		if name == "SEQUENCE" {
			value, err = prop.Value, nil
		}
		if err != nil || value != want {
			t.Errorf("%s is %q, want %q (%v)", name, value, want, err)
		}
	}
	start, err := got.DateTimeStart(nil)
	if err != nil || !start.Equal(e.Start) || got.Props.Get("DTSTART").Params.Get("TZID") != "Asia/Ho_Chi_Minh" {
		t.Errorf("start %v (%v)", start, err)
	}
	if end, err := got.DateTimeEnd(nil); err != nil || !end.Equal(e.End) {
		t.Errorf("end %v (%v)", end, err)
	}
	attendee := got.Props.Get("ATTENDEE")
	if attendee.Value != "mailto:chiemhoa@example.vn" || attendee.Params.Get("PARTSTAT") != "NEEDS-ACTION" ||
		!strings.HasPrefix(attendee.Params.Get("CN"), "Xã Chiêm Hoá") || !strings.EqualFold(attendee.Params.Get("RSVP"), "FALSE") {
		t.Errorf("attendee %+v", attendee)
	}
	if organizer := got.Props.Get("ORGANIZER"); organizer.Value != "mailto:vanphong@example.vn" || organizer.Params.Get("CN") != "Văn phòng UBND– ’tỉnh’– Tuyên Quang– số 1" {
		t.Errorf("organizer %+v", organizer)
	}
	if got.Props.Get("X-EVIL") != nil {
		t.Error("a name added a property")
	}
	var offsets []string
	for _, child := range calendar.Children {
		if child.Name == "VTIMEZONE" {
			offsets = append(offsets, child.Props.Get("TZID").Value, child.Children[0].Props.Get("TZOFFSETTO").Value)
		}
	}
	if strings.Join(offsets, " ") != "Asia/Ho_Chi_Minh +0700" {
		t.Errorf("zones %v", offsets)
	}
}

func TestCancellation(t *testing.T) {
	e := event(t)
	e.Cancelled = true
	text, err := ical.Invitation(ical.Cancel, &e)
	if err != nil {
		t.Fatal(err)
	}
	calendar := read(t, text)
	if method, _ := calendar.Props.Text("METHOD"); method != "CANCEL" {
		t.Errorf("method %q", method)
	}
	if status, _ := calendar.Events()[0].Props.Text("STATUS"); status != "CANCELLED" {
		t.Errorf("status %q", status)
	}
}

func TestFeed(t *testing.T) {
	a, b := event(t), event(t)
	a.Attendee, b.Attendee, b.UID, b.Cancelled = nil, nil, "ME_2@hop.example.vn", true
	write := func() string {
		text, err := ical.Feed("Lịch họp", zone(t), []ical.Event{a, b})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	text := write()
	if calendar := read(t, text); len(calendar.Events()) != 2 || calendar.Props.Get("X-WR-CALNAME").Value != "Lịch họp" {
		t.Errorf("%s", text)
	}
	for range 20 {
		if write() != text { // its hash is the entity tag
			t.Fatal("the same events make another text")
		}
	}
	t.Run("without events", func(t *testing.T) {
		empty, err := ical.Feed("Trống", zone(t), nil)
		if err != nil || !strings.Contains(empty, "END:VCALENDAR") {
			t.Errorf("%q (%v)", empty, err)
		}
	})
}

func FuzzInvitation(f *testing.F) {
	f.Add("Họp", "Phòng 1", "Tên")
	f.Add("a\r\nEND:VEVENT", "\x00", "\";:,^")
	f.Fuzz(func(t *testing.T, summary, location, name string) {
		e := event(t)
		e.Summary, e.Location, e.Attendee.Name = summary, location, name
		text, err := ical.Invitation(ical.Request, &e)
		if err != nil {
			t.Fatal(err)
		}
		calendar, err := goical.NewDecoder(strings.NewReader(text)).Decode()
		if err != nil {
			t.Fatalf("%v\n%q", err, text)
		}
		if events := calendar.Events(); len(events) != 1 || events[0].Props.Get("UID").Value != e.UID {
			t.Errorf("%q", text)
		}
	})
}
