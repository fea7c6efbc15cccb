// Package clash finds what stands in the way of a meeting: rooms, people and lines that other meetings need at the same
// time, and a way out of each: another room of the unit, the next time when nothing is in the way.
package clash

import (
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Kind is what two meetings both need.
type Kind string

// Kinds of clashes.
const (
	RoomTaken     Kind = "room"
	ChairBusy     Kind = "chair"
	SecretaryBusy Kind = "secretary"
	PersonBusy    Kind = "person"   // invited, or presenting
	LineFull      Kind = "line"     // the meetings at a site need more than its line has
	RoomInactive  Kind = "inactive" // the room is out of use
)

// Clash is one thing in the way.
type Clash struct {
	Kind Kind
	// Subject is the room (its name), person or unit ("catalogue:code") that it is about.
	Subject     string
	SubjectName directory.Text
	// Meetings are those in the way.
	Meetings []Other
	// NeedKbps and LineKbps are, for LineFull, what all meetings at the site need together and what its line has.
	NeedKbps, LineKbps int
	// Rooms are, for RoomTaken and RoomInactive, free rooms of the same unit.
	Rooms []Room

	unit directory.UnitKey // whose site it is about
}

// Other is a meeting in the way. Its title is "" when the asker may not see it.
type Other struct {
	ID         string
	Title      string
	Host       directory.Text
	Start, End time.Time
	State      plan.State
}

// Room is a room as far as clashes go.
type Room struct {
	Name     string
	Title    directory.Text
	Unit     directory.UnitKey
	Seats    int
	LineKbps int // 0 = not known
	Active   bool
}

// Slot is a span of time.
type Slot struct{ Start, End time.Time }

// Findings is what was found for a plan.
type Findings struct {
	Warnings []plan.Warning
	Clashes  []Clash
	// Free is the next time when nothing is in the way, within a fortnight, on working days; nil when there is none or
	// no other meeting is in the way now.
	Free *Slot
}
