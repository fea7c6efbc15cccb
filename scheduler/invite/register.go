package invite

import "giaoban/scheduler/directory"

// Register numbers an agency's documents of one type in one year. No number in it repeats.
type Register struct {
	Agency directory.UnitKey
	Name   directory.Text // the agency's
	Year   int
	Type   string // "GM", "TB"
	// Last is the last number given, by the system or, as the agency says, on paper; 0 = none.
	Last int
	// Issued is how many of the numbers the system gave.
	Issued int
	// CanContinue: the caller may say which number was given last on paper.
	CanContinue bool
}

// Effect is what became of a document after it was issued (hiệu lực).
type Effect string

// Effects of documents.
const (
	InForce   Effect = "in_force"
	Replaced  Effect = "replaced"  // another letter took its place
	Postponed Effect = "postponed" // the meeting was
	Cancelled Effect = "cancelled" // the meeting was
)

// Effects lists all effects.
func Effects() []Effect { return []Effect{InForce, Replaced, Postponed, Cancelled} }

// Entry is a document as its register tells it.
type Entry struct {
	Document
	AgencyName directory.Text
	Effect     Effect
	// By is number and symbol of the document that ended it, with its id; "" = it is in force.
	By, ByID string
}

// EntryQuery selects entries of the registers that the caller may read; the newest come first.
type EntryQuery struct {
	Agency directory.UnitKey // zero = any
	Year   int               // 0 = this year
	Type   string            // "" = any
	Effect Effect            // "" = any
	Text   string            // words of number, symbol and abstract, without case, diacritics or tone placement
	directory.Page
}
