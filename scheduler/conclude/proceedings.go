package conclude

import (
	"context"
	"slices"
	"strconv"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// Source tells what happened in a meeting. Whoever keeps the meeting's log implements it; package planned tells what is
// known without one.
type Source interface {
	// Proceedings returns what is known of a meeting; fault.NotFound when there is none.
	Proceedings(ctx context.Context, meetingID string) (*Proceedings, error)
}

// Basis is where proceedings come from.
type Basis string

// Bases.
const (
	BasisPlan Basis = "plan" // plan and answers: who said to come, not who came
	BasisLog  Basis = "log"  // the log of the meeting itself
)

// Proceedings is what happened in a meeting, in the order in which it happened. Names are as they were then.
type Proceedings struct {
	Basis      Basis
	MeetingID  string
	Title      string
	Location   string // of the main site, with the number of others: "Phòng họp 1; trực tuyến tới 124 điểm cầu"
	Chair      Named
	Secretary  Named
	Opened     time.Time // zero = not yet
	Closed     time.Time // zero = not yet
	Pauses     []Span
	Attendance []Attendee
	Items      []Item
	Turns      []Turn
	Motions    []Motion
	Notices    []Remark // that the chair's desk sent to all
	// Conclusions are what was noted as concluded, by item or of the whole.
	Conclusions []Remark
}

// Named is somebody as official documents name them.
type Named struct {
	PersonID string // "" = unknown to the directory
	// Impersonal is an account that is no person's, such as a meeting room's terminal.
	Impersonal bool
	Name       string
	Position   string
	Unit       directory.UnitKey
	UnitName   string
}

// Span is from when to when. A zero end is still open.
type Span struct{ From, To time.Time }

// Presence is whether somebody came.
type Presence string

// Presences.
const (
	InRoom        Presence = "in_room"
	Online        Presence = "online"
	AbsentExcused Presence = "absent_excused" // with a reason
	Absent        Presence = "absent"
	Expected      Presence = "expected" // has said to come; nothing more is known
)

// Attended reports whether somebody was there.
func (p Presence) Attended() bool { return p == InRoom || p == Online }

// AttendeeKind is what was invited or came.
type AttendeeKind string

// Kinds of attendees.
const (
	SiteAttendee   AttendeeKind = "site"
	UnitAttendee   AttendeeKind = "unit"
	PersonAttendee AttendeeKind = "person"
)

// Attendee is a site, unit or person on the attendance list.
type Attendee struct {
	Named
	Kind          AttendeeKind
	Role          identity.Role
	Presence      Presence
	Late          bool
	Reason        string // why they did not come
	SubstituteFor string // name of whom they came for
	Joined, Left  time.Time
	Away          []Span // while they were gone and came back
	Seat          string // at their site
}

// Item is an item of the agenda as it was taken.
type Item struct {
	ID        string
	Title     string
	Presenter Named
	Taken     []Span // nothing = it was not
}

// ItemNamed names an item of the agenda by its place and its title; "" for none.
func (p *Proceedings) ItemNamed(itemID string) string {
	for i := range p.Items {
		if itemID != "" && p.Items[i].ID == itemID {
			return strconv.Itoa(i+1) + ". " + p.Items[i].Title
		}
	}
	return ""
}

// TurnKind is what a turn on the floor was for.
type TurnKind string

// Kinds of turns.
const (
	Speech   TurnKind = "speech"
	Question TurnKind = "question" // chất vấn
	Reply    TurnKind = "reply"
)

// Turn is one turn on the floor.
type Turn struct {
	ItemID string // "" = under none
	Who    Named
	Kind   TurnKind
	Topic  string
	Span
}

// Method is how a vote is taken.
type Method string

// Methods.
const (
	ByName Method = "by_name"
	Secret Method = "secret"
)

// Choice is a vote.
type Choice string

// Choices.
const (
	For       Choice = "for"
	Against   Choice = "against"
	Other     Choice = "other"
	NotVoting Choice = "not_voting"
)

// Motion is one vote with its result. Counts are by weight.
type Motion struct {
	ItemID                         string
	Question                       string
	Method                         Method
	Span                           // from its opening to its closing
	Eligible                       int
	For, Against, Other, NotVoting int
	Votes                          []Vote   // by name only
	Opinions                       []string // texts of other opinions; of a secret ballot in no order that tells who wrote them
	// Of a secret ballot only: papers given out, the ballots that were cast, in the order of their serials, and the SHA-256 of
	// all as they were published, hex.
	Papers     int            `json:",omitempty"`
	Ballots    []SecretBallot `json:",omitempty"`
	BallotsSum string         `json:",omitempty"`
}

// SecretBallot is a ballot that nothing leads from to its voter.
type SecretBallot struct {
	Serial string // hex; its voter's receipt names it
	Choice Choice
	Text   string `json:",omitempty"`
}

// HasSecret reports whether anything was voted on by secret ballot.
func (p *Proceedings) HasSecret() bool {
	return slices.ContainsFunc(p.Motions, func(m Motion) bool { return m.Method == Secret })
}

// Vote is one vote by name.
type Vote struct {
	Who    Named
	Choice Choice
}

// Remark is a text with its time.
type Remark struct {
	ItemID string
	At     time.Time
	By     Named
	Text   string
}
