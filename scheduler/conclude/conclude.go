// Package conclude says what comes of a meeting: its minutes (biên bản), its conclusion notice (thông báo kết luận) and the
// tasks that follow from it, the states they go through and who may move them. Package drafting writes the first draft,
// document sets the papers, concludestore keeps, concluder changes.
//
// All times are instants in UTC; a due date is a day of the calendar, YYYY-MM-DD.
package conclude

import (
	"time"

	"giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

// Prefixes of identifiers.
const (
	DocumentPrefix = "CD_"
	TaskPrefix     = "TA_"
)

// Limits.
const (
	NoticeDays   = 5    // working days after the end in which the conclusion notice goes out (QĐ 45/2018)
	MaxRevisions = 1000 // of one meeting's minutes
	MaxAdditions = 50   // to one meeting's minutes
	MaxTasks     = 200  // from one meeting
)

// MinutesState is where minutes stand.
type MinutesState string

// States of minutes.
const (
	MinutesDraft     MinutesState = "draft"     // the secretary writes
	MinutesSubmitted MinutesState = "submitted" // the chair reads
	MinutesAgreed    MinutesState = "agreed"    // frozen
)

// Minutes is the minutes of a meeting.
type Minutes struct {
	MeetingID string
	Version   int64 // grows with every change; what If-Match compares. 0 = none yet
	State     MinutesState
	Content   richtext.Doc
	// Basis is what the first draft was made from; see Proceedings.
	Basis      Basis
	AuthorID   string // account that changed it last
	AuthorName string
	SavedAt    time.Time
	Reason     string // why the chair sent it back; "" = it was not
	DecidedBy  string // account of who agreed
	DecidedAt  time.Time
	// What was frozen when the chair agreed: the proceedings that annexes are made of, the document and the content's
	// SHA-256, hex.
	Proceedings *Proceedings
	DocumentID  string
	SHA256      string
}

// RevisionKind is what made a revision.
type RevisionKind string

// Kinds of revisions.
const (
	RevisionDrafted   RevisionKind = "drafted"   // by the system
	RevisionEdited    RevisionKind = "edited"    // by a person, over at most RevisionSpan
	RevisionSubmitted RevisionKind = "submitted" // as the chair got it
	RevisionReturned  RevisionKind = "returned"  // as the chair sent it back
	RevisionAgreed    RevisionKind = "agreed"    // as it was frozen
)

// RevisionSpan is how long one person's savings one after the other make one revision: an editor saves every few seconds.
const RevisionSpan = 10 * time.Minute

// Revision is minutes as they once stood.
type Revision struct {
	Number     int // from 1
	Kind       RevisionKind
	AuthorID   string
	AuthorName string
	CreatedAt  time.Time
	SavedAt    time.Time
	Content    richtext.Doc // told of a single revision only
}

// Addition is a correction of agreed minutes. It stands beside them and never changes.
type Addition struct {
	MeetingID  string
	Number     int // from 1
	Content    richtext.Doc
	AuthorID   string
	AuthorName string
	At         time.Time
	// SHA256 is over the addition and the hash before it, the first over that of the minutes: none can be taken out or
	// changed unseen. Hex.
	SHA256 string
}

// NoticeState is where a conclusion notice stands.
type NoticeState string

// States of a conclusion notice.
const (
	NoticeDraft  NoticeState = "draft"
	NoticeIssued NoticeState = "issued"
	NoticeWaived NoticeState = "waived" // the meeting needs none
)

// Notice is an edition of the conclusion notice of a meeting. The first is what the meeting came to; a later one replaces
// the one before it, which stays in force until then.
type Notice struct {
	MeetingID string
	Edition   int   // from 1
	Version   int64 // grows from edition to edition. 0 = not saved yet; the fields are proposals
	State     NoticeState
	NoticeFields
	Replaces      string // id of the document that this edition replaces; "" = the first
	ReplaceReason string
	Reason        string // why it was waived
	DocumentID    string
	DecidedBy     string
	DecidedAt     time.Time // when it was issued or waived
	SavedAt       time.Time
}

// Out reports whether the meeting's conclusion is known: a notice was issued or waived, whatever is to replace it.
func (n *Notice) Out() bool { return n.State != NoticeDraft || n.Replaces != "" }

// NoticeFields is the part of a notice that a secretary writes.
type NoticeFields struct {
	Agency     directory.UnitKey // that issues: its register gives the number
	ParentName string
	AgencyName string
	Place      string
	Symbol     string // "TB-UBND"
	Abstract   string // trích yếu
	Body       richtext.Doc
	CopyTo     []string // nơi nhận
	invite.Authority
}

// DocumentKind is what a document is.
type DocumentKind string

// Kinds of documents.
const (
	DocumentMinutes DocumentKind = "minutes"
	DocumentNotice  DocumentKind = "notice"
)

// Format is a file format.
type Format string

// Formats.
const (
	PDF  Format = "pdf"
	DOCX Format = "docx"
	XLSX Format = "xlsx"
)

// Document is an issued document with its number. It never changes.
type Document struct {
	ID         string // "CD_…"
	MeetingID  string
	Kind       DocumentKind
	Agency     directory.UnitKey
	Year       int
	Type       string // of the register: "BB", "TB"
	Number     int
	Symbol     string // "12/TB-UBND"
	Title      string
	SHA256     string // of the PDF, hex
	DOCXSHA256 string
	Bytes      int // of the PDF
	IssuedAt   time.Time
	IssuedBy   string // account id
	Recipients int    // to how many a mail goes
	Replaces   string // id of the document that this one replaces; "" = none
	ReplacedBy string // number and symbol of the one that replaces this; "" = it is in force. Read only
}

// Issued is a conclusion notice in the list of all.
type Issued struct {
	Document
	MeetingTitle string
	MeetingStart time.Time
	HostName     directory.Text
	Tasks        int
}

// IssuedQuery selects conclusion notices. Zero fields select all.
type IssuedQuery struct {
	Text     string // words of title, number, meeting and body
	From, To time.Time
	Host     directory.UnitKey
	directory.Page
}

// Annex is a list that goes with minutes.
type Annex string

// Annexes.
const (
	AnnexAttendance Annex = "attendance"
	AnnexVotes      Annex = "votes"
	AnnexCount      Annex = "count" // of secret ballots: biên bản kiểm phiếu
)
