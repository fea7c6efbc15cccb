// Package ical writes meetings as iCalendar objects (RFC 5545): invitations that mail programs understand (iTIP,
// RFC 5546) and feeds that calendars subscribe to.
package ical

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"
)

// Methods of iTIP.
const (
	Request = "REQUEST"
	Cancel  = "CANCEL"
	publish = "PUBLISH"
)

// product identifies us in every object.
const product = "-//GiaoBan//GiaoBan//VI"

// Event is a meeting as calendars know it.
type Event struct {
	// UID is the same through all changes; Sequence grows with each that was announced.
	UID      string
	Sequence int
	// Zone in which the times are shown; it must be one without changes of the clock in the years around the event.
	Zone        *time.Location
	Start, End  time.Time
	Summary     string
	Description string
	Location    string
	URL         string
	Cancelled   bool
	Changed     time.Time // when it was last announced
	Organizer   Party
	Attendee    *Party          // nil = none is named
	Alarms      []time.Duration // before the start
}

// Party is the organizer or an attendee.
type Party struct {
	Name string
	Mail string
	// Status is iCalendar's PARTSTAT of an attendee, "" = NEEDS-ACTION; Optional that they need not come.
	Status   Status
	Optional bool
	// Room is an attendee that is a room with its terminal.
	Room bool
}

// Status is the answer of an attendee.
type Status = ics.ParticipationStatus

// Participation statuses.
const (
	NeedsAction = ics.ParticipationStatusNeedsAction
	Accepted    = ics.ParticipationStatusAccepted
	Declined    = ics.ParticipationStatusDeclined
	Delegated   = ics.ParticipationStatusDelegated
)

// Invitation returns the object to send with a mail: method is Request or Cancel.
func Invitation(method string, event *Event) (string, error) {
	calendar := newCalendar(method)
	addZone(calendar, event.Zone, event.Start)
	addEvent(calendar, event, event.Changed)
	return serialize(calendar)
}

// Feed returns the object that calendars fetch.
func Feed(name string, zone *time.Location, events []Event) (string, error) {
	calendar := newCalendar(publish)
	calendar.SetXWRCalName(name)
	calendar.SetXWRTimezone(zone.String())
	calendar.SetRefreshInterval("PT15M")
	calendar.SetXPublishedTTL("PT15M")
	at := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	if len(events) > 0 {
		at = events[0].Start
	}
	addZone(calendar, zone, at)
	for i := range events {
		addEvent(calendar, &events[i], events[i].Changed)
	}
	return serialize(calendar)
}

func newCalendar(method string) *ics.Calendar {
	calendar := ics.NewCalendarFor("GiaoBan")
	calendar.SetProductId(product)
	calendar.SetCalscale("GREGORIAN")
	calendar.SetMethod(ics.Method(method))
	return calendar
}

// addZone defines the zone by its offset at a time: Vietnam has kept one since 1975.
func addZone(calendar *ics.Calendar, zone *time.Location, at time.Time) {
	name, seconds := at.In(zone).Zone()
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	offset := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds%3600/60)
	timezone := calendar.AddTimezone(zone.String())
	standard := timezone.AddStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset)
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset)
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzname), name)
}

func addEvent(calendar *ics.Calendar, e *Event, stamp time.Time) {
	event := calendar.AddEvent(e.UID)
	event.SetDtStampTime(stamp.UTC())
	event.SetModifiedAt(stamp.UTC())
	event.SetSequence(e.Sequence)
	setLocal(event, ics.ComponentPropertyDtStart, e.Start, e.Zone)
	setLocal(event, ics.ComponentPropertyDtEnd, e.End, e.Zone)
	event.SetSummary(e.Summary)
	event.SetLocation(e.Location)
	event.SetDescription(e.Description)
	if e.URL != "" {
		event.SetURL(e.URL)
	}
	event.SetStatus(ics.ObjectStatusConfirmed)
	event.SetTimeTransparency(ics.TransparencyOpaque)
	if e.Cancelled {
		event.SetStatus(ics.ObjectStatusCancelled)
		event.SetTimeTransparency(ics.TransparencyTransparent)
	}
	if e.Organizer.Mail != "" {
		event.SetOrganizer("mailto:"+e.Organizer.Mail, ics.WithCN(commonName(e.Organizer.Name)))
	}
	if e.Attendee != nil {
		addAttendee(event, e.Attendee)
	}
	for _, before := range e.Alarms {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger(fmt.Sprintf("-PT%sM", strconv.Itoa(int(before.Minutes()))))
		alarm.SetProperty(ics.ComponentPropertyDescription, e.Summary)
	}
}

func addAttendee(event *ics.VEvent, attendee *Party) {
	status := attendee.Status
	if status == "" {
		status = NeedsAction
	}
	kind, role := ics.CalendarUserTypeIndividual, ics.ParticipationRoleReqParticipant
	if attendee.Room {
		kind = ics.CalendarUserTypeRoom
	}
	if attendee.Optional {
		role = ics.ParticipationRoleOptParticipant
	}
	// No reply is asked for by mail: the answer is given in the product, which the text says.
	event.AddAttendee("mailto:"+attendee.Mail, kind, role, status, ics.WithRSVP(false), ics.WithCN(commonName(attendee.Name)))
}

// commonName replaces what a parameter's value holds between quotes only, or not at all (RFC 5545, section 3.1): the
// library escapes it by backslashes there, which ends the value for others.
func commonName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '"' || r == '\'':
			return '’'
		case strings.ContainsRune(",;:\\", r):
			return '–'
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, name)
}

func setLocal(event *ics.VEvent, property ics.ComponentProperty, t time.Time, zone *time.Location) {
	event.SetProperty(property, t.In(zone).Format("20060102T150405"), ics.WithTZID(zone.String()))
}

func serialize(calendar *ics.Calendar) (string, error) {
	var out bytes.Buffer
	if err := calendar.SerializeTo(&out, ics.WithNewLineWindows); err != nil {
		return "", fmt.Errorf("ical: %w", err)
	}
	return out.String(), nil
}
