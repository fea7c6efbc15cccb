// Package invite says what an invitation to a meeting is: who is asked, in what role, by which official document, and
// what they answered. Package invitestore keeps it, package inviter issues, answers, reminds and tells by mail.
//
// The letter (giấy mời) of a meeting is written beside the meeting's plan and issued with it: it then has a number and
// symbol from its agency's register, and every invitation a state of its own. All times are instants in UTC.
package invite

import (
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// Prefixes of identifiers.
const (
	InvitationPrefix = "IN_"
	DocumentPrefix   = "DO_"
	DeliveryPrefix   = "DE_"
	FeedPrefix       = "CF_"
)

// Kind is what is invited.
type Kind string

// Kinds of invited.
const (
	Unit   Kind = "unit"   // a unit: its head, or whom it sends
	Site   Kind = "site"   // a room with its terminal and the technicians there
	Person Kind = "person" // one person
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Unit, Site, Person} }

// State is where an invitation stands.
type State string

// States of an invitation.
const (
	Draft       State = "draft"       // on the list, not issued yet
	Pending     State = "pending"     // issued, not opened yet
	Seen        State = "seen"        // opened, not answered
	Confirmed   State = "confirmed"   // will attend
	Declined    State = "declined"    // will not, with a reason
	Substituted State = "substituted" // somebody else comes instead, who has an invitation of their own
	Withdrawn   State = "withdrawn"   // taken back after it was issued
)

// States lists all states in the order of an invitation's life.
func States() []State {
	return []State{Draft, Pending, Seen, Confirmed, Declined, Substituted, Withdrawn}
}

// Open reports whether an answer is still awaited.
func (s State) Open() bool { return s == Pending || s == Seen }

// Issued reports whether the invited may know of it.
func (s State) Issued() bool { return s != Draft && s != Withdrawn }

// Roles lists the roles in which somebody can be invited.
func Roles() []identity.Role {
	return []identity.Role{identity.Chair, identity.Secretary, identity.Delegate, identity.Guest, identity.Technician}
}

// Invitation is one unit, site or person asked to a meeting.
type Invitation struct {
	ID        string // "IN_…"
	Version   int64
	MeetingID string
	Kind      Kind
	Role      identity.Role
	Unit      directory.UnitKey // the unit itself, the site's or the person's; zero = none
	PersonID  string            // "PE_…" for a person of the directory
	Site      string            // name of a room of the directory
	// Name, Position, UnitName and Mail are as they were when the invitation was made: a later change of the directory
	// does not change what was sent.
	Name     string
	Position string
	UnitName string
	Mail     string // "" = no address: told in the product only
	// Source is the group or list through which it came, "" = named by itself.
	Source string
	// SubstituteOf is the invitation in whose place this one stands; Substitute is the one in this one's place.
	SubstituteOf string
	Substitute   string

	State      State
	Reason     string // why declined, or why somebody else comes
	DocumentID string // by which it was issued last
	IssuedAt   time.Time
	SeenAt     time.Time
	AnsweredAt time.Time
	AnsweredBy string // account id
	OnBehalf   bool   // the secretary noted an answer given otherwise
	RemindedAt time.Time
	// EscalatedAt is when the head of the unit was told that no answer came in time.
	EscalatedAt time.Time
	CreatedAt   time.Time
	Order       int64 // among those of the meeting
}

// Target is the invitation's target as one word: nobody is invited twice to one meeting.
func (i *Invitation) Target() string {
	switch {
	case i.Kind == Unit:
		return "unit:" + i.Unit.String()
	case i.Kind == Site:
		return "site:" + i.Site
	case i.PersonID != "":
		return "person:" + i.PersonID
	}
	return "guest:" + i.ID // somebody the directory does not know
}

// Target names whom to invite. Subtree, group and list are expanded at once; the invitations remember from where they
// came.
type Target struct {
	Kind TargetKind
	Unit directory.UnitKey // of unit and subtree
	ID   string            // person, group or list id; a site's room name
	Role identity.Role     // "" = Delegate, for a site Technician
	// Level keeps only units of the level when a subtree is expanded; "" = all below, without the unit itself.
	Level directory.Level
}

// TargetKind is how a target names whom to invite.
type TargetKind string

// Kinds of targets.
const (
	TargetUnit    TargetKind = "unit"
	TargetSubtree TargetKind = "subtree" // every unit below one
	TargetSite    TargetKind = "site"
	TargetPerson  TargetKind = "person"
	TargetGroup   TargetKind = "group" // units of a group (cụm)
	TargetList    TargetKind = "list"  // a saved invitation list
)

// TargetKinds lists all kinds of targets.
func TargetKinds() []TargetKind {
	return []TargetKind{TargetUnit, TargetSubtree, TargetSite, TargetPerson, TargetGroup, TargetList}
}

// Answer is what the invited say.
type Answer struct {
	State      State  // Confirmed, Declined or Substituted
	Reason     string // needed when declined
	Substitute *Substitute
}

// Substitute names who comes instead: a person of the directory, or somebody it does not know.
type Substitute struct {
	PersonID string
	Name     string // the rest only without PersonID
	Position string
	Mail     string
}

// Summary counts the invitations of a meeting for the answers board.
type Summary struct {
	Total      int // without withdrawn ones
	ByState    map[State]int
	ByRole     map[identity.Role]int
	ByKind     map[Kind]int
	Deliveries map[DeliveryState]int
	Overdue    int // unanswered past the deadline
}

// Query selects invitations of a meeting. Zero fields select all.
type Query struct {
	MeetingID string
	States    []State
	Role      identity.Role
	Kind      Kind
	Text      string // words of names, without case, diacritics or tone placement
	directory.Page
}

// MineQuery selects the issued invitations of a viewer: their own, and those of the unit or site they answer for.
type MineQuery struct {
	Open bool      // only those that wait for an answer
	From time.Time // of meetings that end after; zero = all
	directory.Page
}

// Mine is an invitation with what its receiver must know of the meeting.
type Mine struct {
	Invitation
	Announcement
	AnswerBy time.Time
	Document string // number and symbol of the letter
	// PlanVersion is the meeting's version now: whatever happens to it, it grows.
	PlanVersion int64
}

// DeliveryQuery selects mails of a meeting.
type DeliveryQuery struct {
	MeetingID    string
	InvitationID string
	State        DeliveryState
	directory.Page
}
