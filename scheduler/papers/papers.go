// Package papers says what a meeting's papers (tài liệu họp) are: who prepares which by when, the states they go through
// and who may move them, and who reads them before, during and after the meeting. It decides; paperstore keeps, desk
// changes and hands out, upload takes files in, inspect looks into them, stamp marks what is read, preview makes pages.
//
// All times are instants in UTC.
package papers

import (
	"strings"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Prefixes of identifiers.
const (
	PaperPrefix  = "PP_"
	FilePrefix   = "PV_"
	UploadPrefix = "PU_"
	ViewPrefix   = "PW_"
	NotePrefix   = "PN_"
)

// Paper is one paper of a meeting: first only asked for, then with a file, in the end released to those invited.
type Paper struct {
	ID        string // "PP_…"
	Version   int64  // grows with every change; what If-Match compares
	MeetingID string
	Position  int // order among the papers of its agenda item

	Draft
	UnitName   directory.Text // read only
	PersonName string         // read only

	State      State
	StateSince time.Time
	Reason     string // why it was sent back, withdrawn or released late
	Files      []File // every version of the file, the oldest first
	CreatedBy  string // account id; "" = the system
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Current returns the newest version of the file, nil when there is none yet.
func (p *Paper) Current() *File {
	if len(p.Files) == 0 {
		return nil
	}
	return &p.Files[len(p.Files)-1]
}

// File returns a version of the file by its number, nil when there is none; number 0 is the newest.
func (p *Paper) File(number int) *File {
	if number == 0 {
		return p.Current()
	}
	for i := range p.Files {
		if p.Files[i].Number == number {
			return &p.Files[i]
		}
	}
	return nil
}

// Draft is what the secretary decides about a paper.
type Draft struct {
	Title    string
	TypeID   string            // a paper type of the directory; "" = none
	ItemID   string            // agenda item, "AG_…"; "" = the whole meeting
	Unit     directory.UnitKey // that prepares it; zero = the host
	PersonID string            // who prepares it; "" = anyone of Unit
	Due      time.Time         // zero = none
	Audience Audience
	Units    []directory.UnitKey // that read it, for ForUnits
	// CloseAfter takes it from its readers when the meeting has ended.
	CloseAfter bool
}

// Audience is who of those invited may read a paper.
type Audience string

// Audiences. The chair, the secretary and whoever prepares a paper read it in any case.
const (
	ForInvited   Audience = "invited"   // everyone invited
	ForDelegates Audience = "delegates" // without the guests
	ForUnits     Audience = "units"     // the people of Paper.Units and whoever presents the item
	ForHost      Audience = "host"      // nobody else
)

// Audiences lists all audiences.
func Audiences() []Audience { return []Audience{ForInvited, ForDelegates, ForUnits, ForHost} }

// Task is a paper with its meeting, in the list of what waits for somebody.
type Task struct {
	Paper   Paper
	Meeting MeetingRef
	Rights  Rights
}

// MeetingRef names a meeting.
type MeetingRef struct {
	ID    string
	Title string
	Start time.Time
	State plan.State
}

// Declaration is what must be said of every file: that it holds no state secret, and the marking it bears.
type Declaration struct {
	NoStateSecret bool
	Secrecy       plan.Secrecy // must be plan.NotSecret or ""
}

// File is one version of a paper's file. It never changes.
type File struct {
	ID         string // "PV_…"
	Number     int    // 1, 2, …
	Name       string // as uploaded, safe to show and to save under
	Kind       Kind
	Size       int64 // bytes
	SHA256     string
	Key        string // of the blob
	UploadedBy string // account id
	Uploader   string // name at the time
	UploadedAt time.Time
	Preview    Preview
}

// Incoming is a file on its way in (an upload). It belongs to one account.
type Incoming struct {
	ID         string // "PU_…"
	AccountID  string
	Name       string
	Size       int64 // bytes, as announced
	Kind       Kind  // "" until the last byte has come and the content was looked at; so are the following
	SHA256     string
	Key        string // of the blob
	PreviewKey string // of the blob with its pages; "" = to be made
	Pages      int
	DeclaredAt time.Time // when its owner declared that it holds no state secret
	CreatedAt  time.Time
	Expires    time.Time
}

// Kind is the kind of a file, by what is in it.
type Kind string

// Kinds of files that are taken.
const (
	PDF  Kind = "pdf"
	DOCX Kind = "docx"
	XLSX Kind = "xlsx"
	PPTX Kind = "pptx"
	JPEG Kind = "jpeg"
	PNG  Kind = "png"
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{PDF, DOCX, XLSX, PPTX, JPEG, PNG} }

// MediaType returns the kind's media type.
func (k Kind) MediaType() string {
	switch k {
	case PDF:
		return "application/pdf"
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case PPTX:
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	}
	return "application/octet-stream"
}

// Extension returns the usual ending of names, with its dot.
func (k Kind) Extension() string {
	if k == JPEG {
		return ".jpg"
	}
	return "." + string(k)
}

// Office reports whether the kind needs turning into PDF before a page can show it.
func (k Kind) Office() bool { return k == DOCX || k == XLSX || k == PPTX }

// Preview is the PDF that stands for a file on a page.
type Preview struct {
	State PreviewState
	Key   string // of the blob, when it is ready; a PDF's own key
	Pages int    // when it is ready
}

// PreviewState is how far a preview is.
type PreviewState string

// States of a preview.
const (
	PreviewPending     PreviewState = "pending"     // being made
	PreviewReady       PreviewState = "ready"       // pages can be shown
	PreviewFailed      PreviewState = "failed"      // the file could not be turned into pages
	PreviewUnavailable PreviewState = "unavailable" // nothing is installed that could make it
)

// Step is one event of a paper's life.
type Step struct {
	At     time.Time
	Action Action
	From   State
	To     State
	Reason string
	Number int    // the file's version at the time
	By     string // account id
	Name   string // of who did it
}

// BlobPrefix is where the blobs of papers are.
const BlobPrefix = "papers/"

// BlobKey is where the file with a SHA-256 sum is kept: one file is kept once, however often it is uploaded.
func BlobKey(sha256 string) string { return BlobPrefix + sha256[:2] + "/" + sha256 }

// PagesKey is where the PDF file that stands for the file under key is kept, when it is not that file itself.
func PagesKey(key string) string { return key + ".pages" }

// PlanKey is where the plan for stamping the PDF file under key is kept.
func PlanKey(key string) string { return key + ".plan" }

// FileKey is the key of the file that the blob under key belongs to.
func FileKey(key string) string {
	file, _, _ := strings.Cut(key, ".")
	return file
}

// View is one person's reading of one version of a paper, from its opening until it expires. What is served in it bears
// the reader's name, unit and time.
type View struct {
	ID        string // "PW_…"
	PaperID   string
	FileID    string
	AccountID string
	Label     string // what the pages are stamped with
	At        time.Time
	Expires   time.Time
}

// Note is somebody's private note or mark on a page: nobody else can read it, not even an administrator.
type Note struct {
	ID        string // "PN_…"
	Version   int64
	PaperID   string
	FileID    string
	Page      int // from 1
	Kind      NoteKind
	Text      string
	Color     string // "yellow", "green", "red" or "blue"
	Areas     []Area // what it marks; none for a note to the whole page
	CreatedAt time.Time
	UpdatedAt time.Time
}

// NoteKind is the kind of a note.
type NoteKind string

// Kinds of notes.
const (
	NoteText      NoteKind = "note"
	NoteHighlight NoteKind = "highlight"
	NoteUnderline NoteKind = "underline"
	NoteInk       NoteKind = "ink" // drawn by hand; an Area is then one point of the line, Width and Height 0
)

// Area is a rectangle on a page, as parts (0 to 1) of the page's width and height from its top left corner.
type Area struct {
	X      float64 `json:"x" minimum:"0" maximum:"1"`
	Y      float64 `json:"y" minimum:"0" maximum:"1"`
	Width  float64 `json:"width" minimum:"0" maximum:"1"`
	Height float64 `json:"height" minimum:"0" maximum:"1"`
}
