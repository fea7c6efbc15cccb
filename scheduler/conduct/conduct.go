// Package conduct says what happens in a live meeting: the facts of its log, the state that follows from them, the
// commands that people give and who may give them, and what rights in the media plane the state grants. It decides and
// keeps nothing: conductlog keeps, conductor acts.
//
// All times are instants in UTC. State follows from the log alone: Apply over all entries in their order rebuilds it.
package conduct

import (
	"time"

	"giaoban/internal/hlc"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Prefixes of identifiers.
const (
	RequestPrefix = "FR_" // asking for the floor
	MotionPrefix  = "MO_"
)

// Who is somebody in a meeting.
type Who struct {
	Identity string            `json:"identity"` // in the room: the account
	PersonID string            `json:"personId,omitempty"`
	Name     string            `json:"name"`
	Position string            `json:"position,omitempty"` // how they are addressed: title or position
	Role     identity.Role     `json:"role"`               // in this meeting
	Unit     directory.UnitKey `json:"unit,omitzero"`
	Site     string            `json:"site,omitempty"` // name of the unit as a site
}

// IsZero reports whether nobody is meant: the system.
func (w *Who) IsZero() bool { return w.Identity == "" }

// Leads reports whether somebody conducts the meeting.
func (w *Who) Leads() bool { return w.Role == identity.Chair || w.Role == identity.Secretary }

// Entry is one entry of a meeting's log. Seq counts a meeting's entries at the node that keeps it, from 1. Node, NodeSeq
// and Clock say where and when it arose, so that the logs of two nodes that were cut apart can be merged: by Clock, then
// Node, then NodeSeq.
type Entry struct {
	MeetingID string
	Seq       int64
	Node      string
	NodeSeq   int64
	Clock     hlc.Instant
	At        time.Time // of the wall clock, in microseconds
	By        Who       // zero: the system
	// CommandID is what the client named its command, the same for all facts of one command; "" = the system's own.
	CommandID string
	Fact      Fact
}

// Before reports whether an entry comes before another in a merged log.
func (e *Entry) Before(other *Entry) bool {
	if e.Clock != other.Clock {
		return e.Clock < other.Clock
	}
	if e.Node != other.Node {
		return e.Node < other.Node
	}
	return e.NodeSeq < other.NodeSeq
}

// Phase is where a live meeting stands.
type Phase string

// Phases.
const (
	Waiting Phase = "waiting" // before the opening
	Open    Phase = "open"
	Paused  Phase = "paused"
	Closed  Phase = "closed"
)

// Queue is one of the two queues for the floor.
type Queue string

// Queues.
const (
	Speech   Queue = "speech"   // đăng ký phát biểu
	Question Queue = "question" // chất vấn
)

// Layout is how the picture is arranged at every site.
type Layout string

// Layouts.
const (
	LayoutSpeaker Layout = "speaker"      // whoever speaks, large
	LayoutPapers  Layout = "papers"       // the papers, whoever speaks beside them
	LayoutGrid    Layout = "grid"         // all sites, in pages
	LayoutPanel   Layout = "panel"        // chosen sites
	LayoutSide    Layout = "side_by_side" // the chair and whoever speaks
)

// Layouts lists all layouts.
func Layouts() []Layout {
	return []Layout{LayoutSpeaker, LayoutPapers, LayoutGrid, LayoutPanel, LayoutSide}
}

// Mark is what the roll says of a site or a person.
type Mark string

// Marks.
const (
	InRoom     Mark = "in_room"    // có mặt
	Online     Mark = "online"     // có mặt trực tuyến
	Late       Mark = "late"       // đến muộn
	Excused    Mark = "excused"    // vắng có lý do
	Unexcused  Mark = "unexcused"  // vắng không lý do
	Substitute Mark = "substitute" // người dự thay
	Unmarked   Mark = ""
)

// Marks lists all marks.
func Marks() []Mark { return []Mark{InRoom, Online, Late, Excused, Unexcused, Substitute} }

// Present reports whether whoever bears the mark takes part.
func (m Mark) Present() bool { return m == InRoom || m == Online || m == Late || m == Substitute }

// Microphones is the policy in force; it starts as the plan's.
type Microphones = plan.MicrophonePolicy
