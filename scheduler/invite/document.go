package invite

import (
	"time"

	"giaoban/scheduler/directory"
)

// Letter is the giấy mời of a meeting while it is written, and what was last announced of the meeting.
type Letter struct {
	MeetingID string
	Version   int64 // 0 = not saved yet; the fields are proposals
	LetterFields

	// Sequence is iCalendar's SEQUENCE of the last announcement; it grows with every change that was announced.
	Sequence  int
	Announced *Announcement // nil = not issued yet
}

// LetterFields is the part of a letter that a secretary writes.
type LetterFields struct {
	Agency directory.UnitKey // that issues: its register gives the number
	// ParentName and AgencyName are the two lines at the top left, Place the word before the date ("Tuyên Quang").
	ParentName string
	AgencyName string
	Place      string
	// Symbol is what follows the number, "GM-UBND" of "12/GM-UBND".
	Symbol   string
	Abstract string // trích yếu, the line under GIẤY MỜI
	Purpose  string // what is attended: "Hội nghị giao ban …"
	Chair    string // "Đồng chí …, Chủ tịch Ủy ban nhân dân tỉnh"
	Location string
	Invited  []string // lines of the invited; empty = made from the invitations
	Notes    []string // paragraphs: papers, dress, contact
	CopyTo   []string // nơi nhận, besides those invited
	Authority
	// AnswerBy is until when an answer is asked for; zero = one day before the start.
	AnswerBy time.Time
}

// Authority is by what right a document is signed (NĐ 30/2020, phụ lục I, mục II.7).
type Authority struct {
	// Form is TM. (on behalf of a collective), KT. (for the head), TL. (by order), TUQ. (by authority), Q. (acting); ""
	// = the head in person. OnBehalf is the collective after TM., such as "Ủy ban nhân dân"; Principal is the head's title
	// after KT., TL. or TUQ., with TM. too when a deputy signs; SignerTitle is the signer's own.
	Form        SigningForm
	OnBehalf    string
	Principal   string
	SignerTitle string
	SignerName  string
}

// SigningForm is an abbreviation before the signer's title.
type SigningForm string

// Signing forms.
const (
	InPerson     SigningForm = ""
	OnBehalf     SigningForm = "TM."
	ForHead      SigningForm = "KT."
	ByOrder      SigningForm = "TL."
	ByAuthority  SigningForm = "TUQ."
	ActingAsHead SigningForm = "Q."
)

// SigningForms lists all forms.
func SigningForms() []SigningForm {
	return []SigningForm{InPerson, OnBehalf, ForHead, ByOrder, ByAuthority, ActingAsHead}
}

// Announcement is what the invited were last told of the meeting.
type Announcement struct {
	Title      string
	Start, End time.Time
	Location   string
	Cancelled  bool
	Postponed  bool
	At         time.Time
}

// DocumentKind is what a document does.
type DocumentKind string

// Kinds of documents.
const (
	DocumentInvitation DocumentKind = "invitation" // giấy mời
	DocumentAddition   DocumentKind = "addition"   // giấy mời to those added later
	DocumentChange     DocumentKind = "change"     // giấy mời in place of an earlier one
	DocumentPostponed  DocumentKind = "postponed"  // thông báo hoãn
	DocumentCancelled  DocumentKind = "cancelled"  // thông báo hủy
)

// Document is an issued official document. It never changes.
type Document struct {
	ID        string // "DO_…"
	MeetingID string
	Kind      DocumentKind
	Agency    directory.UnitKey
	Year      int
	Type      string // of the register: "GM", "TB"
	Number    int
	Symbol    string // "12/GM-UBND"
	Title     string // trích yếu, as it stands on it
	Replaces  string // document id; "" = none
	Sequence  int
	IssuedAt  time.Time
	IssuedBy  string // account id
	Invited   int    // how many it went to
	Bytes     int    // of the PDF
	SHA256    string // of the PDF, hex
}

// DeliveryState is the fate of one mail.
type DeliveryState string

// Fates of a mail.
const (
	DeliveryPending   DeliveryState = "pending"
	DeliverySent      DeliveryState = "sent" // the mail server has taken it
	DeliveryFailed    DeliveryState = "failed"
	DeliveryNoAddress DeliveryState = "no_address"
	// DeliverySuperseded: news that a later mail told better, so it was not sent.
	DeliverySuperseded DeliveryState = "superseded"
)

// DeliveryStates lists all fates.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{DeliveryPending, DeliverySent, DeliveryFailed, DeliveryNoAddress, DeliverySuperseded}
}

// Notice is what a mail says.
type Notice string

// Notices.
const (
	NoticeInvite    Notice = "invite"
	NoticeChange    Notice = "change"
	NoticePostpone  Notice = "postpone"
	NoticeCancel    Notice = "cancel"
	NoticeWithdraw  Notice = "withdraw" // this invitation alone is taken back
	NoticeReminder  Notice = "reminder"
	NoticeEscalated Notice = "escalated"
)

// Delivery is one mail to one of the invited and what became of it.
type Delivery struct {
	ID           string // "DE_…"
	MeetingID    string
	InvitationID string
	DocumentID   string // attached; "" = none
	Notice       Notice
	Sequence     int
	Name         string
	Address      string
	State        DeliveryState
	Attempts     int
	Error        string // why the last attempt failed
	Resends      int    // how often a person had it tried again
	CreatedAt    time.Time
	TriedAt      time.Time
	SentAt       time.Time
}

// Feed is a secret link to a calendar: of the meetings of its owner, or of those in a room.
type Feed struct {
	ID         string // "CF_…"
	AccountID  string // whose it is
	Room       string // name of a room of the directory; "" = the owner's own meetings
	RoomTitle  directory.Text
	Detail     FeedDetail
	CreatedAt  time.Time
	LastUsedAt time.Time // zero = never
}

// FeedDetail is what a calendar's link tells whoever holds it.
type FeedDetail string

// Details of feeds.
const (
	FeedBusy   FeedDetail = "busy"   // when, and nothing else
	FeedTitles FeedDetail = "titles" // title and place too
)

// Issuer is an agency in whose name a meeting's letter can go out, with what its letters say unless they are written
// otherwise.
type Issuer struct {
	Unit       directory.UnitKey
	Name       directory.Text
	ParentName string
	AgencyName string
	Place      string
	Symbol     string
	Authority
	// Next is the number that its next letter of this year gets, should no other be issued before.
	Next int
}
