// Package plan says what a meeting is: its parts, the states it goes through and who may move it, the rules that its
// plan must keep, and who gets in when the hour comes. It decides; planstore keeps, planner changes, gate lets in.
//
// All times are instants in UTC. A meeting's room in the media plane bears the meeting's id as its name.
package plan

import (
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// Prefixes of identifiers.
const (
	MeetingPrefix  = "ME_"
	SeriesPrefix   = "MS_"
	AgendaPrefix   = "AG_"
	TemplatePrefix = "MT_"
	KnockPrefix    = "KN_"
)

// Meeting is a meeting with everything that was planned for it.
type Meeting struct {
	ID      string // "ME_…"; the name of its room too
	Version int64  // grows with every change; what If-Match compares
	// SeriesID is the series this meeting is one of, "" = none. Occurrence is then the start that the rule gave it: it
	// stays when this one meeting is moved, and is iCalendar's RECURRENCE-ID.
	SeriesID   string
	Occurrence time.Time

	Draft

	State       State
	StateSince  time.Time
	StateReason string    // why it came to be in State, where that needs one
	StartedAt   time.Time // when it first went live; zero = not yet
	EndedAt     time.Time // when it ended; zero = not yet
	Declared    Declaration

	// HostPath is the path of the host unit in its catalogue's tree, by which roles are scoped. HostName, ChairName and
	// SecretaryName are what they are called now. All of these are read only.
	HostPath      string
	HostName      directory.Text
	HostLevel     directory.Level
	ChairName     string
	SecretaryName string

	CreatedBy string // account id; "" = the system
	CreatedAt time.Time
	UpdatedBy string
	UpdatedAt time.Time
}

// Room is the name of the meeting's room in the media plane.
func (m *Meeting) Room() string { return m.ID }

// TestRoom is the name of the room beside it in which the sites are tested before the meeting.
func (m *Meeting) TestRoom() string { return m.ID + "-test" }

// Draft is the part of a meeting that a secretary writes.
type Draft struct {
	Title       string // trích yếu, at most MaxTitle characters
	Description string
	TypeID      string // entry of the directory's meeting types, "CE_…"; "" = none
	Urgency     Urgency
	Host        directory.UnitKey
	ChairID     string // person, "PE_…"; "" = not named yet
	SecretaryID string // person; "" = not named yet
	Start, End  time.Time
	Mode        Mode
	Sites       []Site
	Agenda      []AgendaItem
	Policies    Policies
	// LateReason is why a regular meeting is called less than the working days ahead that the rule asks for.
	LateReason string
	// NoStateSecret is the mandatory declaration that nothing in the meeting is a state secret. Secrecy is the marking
	// given, which must be normal: any other is refused and the refusal recorded.
	NoStateSecret bool
	Secrecy       Secrecy
}

// Declaration is who declared that the meeting holds no state secret, and when.
type Declaration struct {
	By string // account id
	At time.Time
}

// Urgency is the degree of urgency of an official document (độ khẩn).
type Urgency string

// Degrees of urgency. The rule of working days ahead binds normal meetings only.
const (
	Normal     Urgency = "normal"      // thường
	Urgent     Urgency = "urgent"      // khẩn
	VeryUrgent Urgency = "very_urgent" // thượng khẩn
	Immediate  Urgency = "immediate"   // hỏa tốc
)

// Urgencies lists all degrees.
func Urgencies() []Urgency { return []Urgency{Normal, Urgent, VeryUrgent, Immediate} }

// Mode is how people meet.
type Mode string

// Modes of meeting.
const (
	InRoom Mode = "in_room" // trực tiếp
	Online Mode = "online"  // trực tuyến
	Hybrid Mode = "hybrid"  // kết hợp
)

// Modes lists all modes.
func Modes() []Mode { return []Mode{InRoom, Online, Hybrid} }

// Secrecy is a marking of secrecy (độ mật).
type Secrecy string

// Markings. A meeting that bears any but the first is refused.
const (
	NotSecret    Secrecy = "normal"
	Confidential Secrecy = "confidential" // Mật
	Secret       Secrecy = "secret"       // Tối mật
	TopSecret    Secrecy = "top_secret"   // Tuyệt mật
)

// Site is a unit that takes part from a place of its own (điểm cầu).
type Site struct {
	Unit directory.UnitKey
	Room string // name of a room of the directory; "" = not settled
	Main bool   // điểm cầu trung tâm
	// NeedKbps is what the meeting needs of the site's line in kbit/s, both ways together; 0 = DefaultNeedKbps unless
	// the meeting is in the room.
	NeedKbps int

	UnitPath  string // read only, as all that follow
	UnitName  directory.Text
	UnitLevel directory.Level
	RoomTitle directory.Text
}

// DefaultNeedKbps is the line budget of a site when none was given.
const DefaultNeedKbps = 4000

// AgendaItem is one item of the agenda, in the order of Meeting.Agenda.
type AgendaItem struct {
	ID            string // "AG_…"; kept through changes
	Title         string
	Minutes       int
	Start         time.Time         // a fixed time; zero = when the item before ends
	PresenterUnit directory.UnitKey // zero = none
	PresenterID   string            // person; "" = none
	Vote          bool              // it is voted on

	UnitPath      string // of PresenterUnit; read only, as all that follow
	UnitName      directory.Text
	UnitLevel     directory.Level
	PresenterName string
}

// Policies are the meeting's rules of conduct.
type Policies struct {
	Microphones MicrophonePolicy
	// WaitingRoom lets those who are not invited, and those who come before the room opens, wait at the door.
	WaitingRoom bool
	Recording   bool // the chair may have it recorded
	Sharing     SharingPolicy
	// OpenBefore is how many minutes before the start the room opens.
	OpenBefore int
	// AutoStart sets the meeting live at its start without anybody's hand.
	AutoStart bool
	// RecordAtOpening begins the recording with the meeting, without anybody's hand. Only where Recording is.
	RecordAtOpening bool
}

// MicrophonePolicy is who may have a microphone open.
type MicrophonePolicy string

// Microphone policies.
const (
	MicrophonesOpen      MicrophonePolicy = "open"       // thảo luận tự do
	MicrophoneOneAtATime MicrophonePolicy = "one"        // từng người một
	MicrophonesByChair   MicrophonePolicy = "chair_only" // người được chủ trì cho phép
)

// SharingPolicy is who may share a screen.
type SharingPolicy string

// Sharing policies.
const (
	ShareEveryone   SharingPolicy = "everyone"
	SharePresenters SharingPolicy = "presenters" // the chair, the secretary and whoever presents an item
	ShareChair      SharingPolicy = "chair"      // the chair and the secretary
)

// DefaultPolicies are those of a meeting when nothing else is said.
func DefaultPolicies() Policies {
	return Policies{Microphones: MicrophonesByChair, WaitingRoom: true, Recording: true, Sharing: SharePresenters, OpenBefore: 15}
}

// Event is one thing that happened to a meeting.
type Event struct {
	ID        string
	At        time.Time
	ActorID   string // account; "" = the system
	ActorName string
	Action    string // an Action, or "create", "edit", "open"
	From, To  State
	Reason    string
}

// Summary is a meeting as lists and calendars show it.
type Summary struct {
	ID            string
	Version       int64
	SeriesID      string
	Title         string
	TypeID        string
	Urgency       Urgency
	Host          directory.UnitKey
	HostName      directory.Text
	ChairID       string
	ChairName     string
	SecretaryID   string
	SecretaryName string
	Start, End    time.Time
	Mode          Mode
	State         State
	StateReason   string
	StartedAt     time.Time
	EndedAt       time.Time
	Sites         int    // how many
	Items         int    // of the agenda
	MainRoom      string // name of the main site's room, "" = none
	MainRoomTitle directory.Text
	UpdatedAt     time.Time
}

// Query selects meetings that the viewer may see. The zero query is all of them by start.
type Query struct {
	From, To   time.Time         // that overlap [From, To); zero = open
	States     []State           // none = any
	Host       directory.UnitKey // held by this unit
	Below      bool              // or by units below Host, Unit
	Unit       directory.UnitKey // that this unit attends: as host, as a site, by invitation
	Prepares   directory.UnitKey // in which this unit presents an item or prepares a paper
	PersonID   string            // that this person attends: as chair, secretary, presenter, by invitation
	Room       string            // in this room
	SeriesID   string
	TypeID     string
	Text       string // words of title, description, agenda
	Descending bool   // the latest first
	directory.Page
}

// Template is a meeting to make others of.
type Template struct {
	ID        string // "MT_…"
	Version   int64
	Name      string
	Host      directory.UnitKey
	HostPath  string // read only
	HostName  directory.Text
	Draft     Draft // times count from Start
	UpdatedAt time.Time
	UpdatedBy string
}

// Series is meetings made by one recurrence rule.
type Series struct {
	ID        string // "MS_…"
	Version   int64
	Rule      string // RFC 5545, without "RRULE:"
	Start     time.Time
	Holidays  string // recur.Holidays
	CreatedBy string
	CreatedAt time.Time
}

// Answer is what somebody at the door was told.
type Answer string

// Answers.
const (
	AnswerPending  Answer = "pending"
	AnswerAdmitted Answer = "admitted"
	AnswerDenied   Answer = "denied"
)

// Knock is somebody who waits at the door uninvited.
type Knock struct {
	ID         string // "KN_…"
	MeetingID  string
	AccountID  string
	Name       string
	Unit       directory.UnitKey
	UnitName   directory.Text // read only
	At         time.Time
	Answer     Answer
	AnsweredAt time.Time
	AnsweredBy string // account
}

// Ref names a person or unit to show.
type Ref struct {
	ID   string
	Name string
}

// Party is what somebody is to a meeting.
type Party struct {
	Role    identity.Role // chair, secretary, delegate, guest or technician; "" = nothing
	Invited bool          // named in its plan or invited
	// Away means that they were invited but have declined or named somebody else instead.
	Away bool
}
