package directory

// EntryPrefix starts the ids of entries.
const EntryPrefix = "CE_"

// EntryKind names one of the short catalogues that forms choose from.
type EntryKind string

// The catalogues.
const (
	Positions       EntryKind = "positions"        // chức vụ
	MeetingTypes    EntryKind = "meeting-types"    // loại cuộc họp
	PaperTypes      EntryKind = "paper-types"      // loại tài liệu
	IssuingAgencies EntryKind = "issuing-agencies" // cơ quan ban hành
)

// EntryKinds lists the catalogues.
func EntryKinds() []EntryKind {
	return []EntryKind{Positions, MeetingTypes, PaperTypes, IssuingAgencies}
}

// Entry is one choice of a catalogue. Entries are taken out of use, never deleted.
type Entry struct {
	ID     string // "CE_…"
	Kind   EntryKind
	Code   string // short and unique within its kind, such as "PCT"
	Name   Text
	Active bool
	Order  int64 // forms list the lower ones first
	// Symbol is the letters of an issuing agency in the numbers of its documents ("UBND" in 12/GM-UBND), or of a type of
	// paper ("BC" for báo cáo).
	Symbol string
	// Superior is, for an issuing agency, the agency above it as it stands in the heading of documents; may be empty.
	Superior string
	Unit     UnitKey // for an issuing agency, the unit it is; may be zero
	// Regular is, for a type of meeting, that it is held by plan, so that papers and invitations go out days ahead.
	Regular bool
	Version int64
}

// EntryQuery selects entries of a kind.
type EntryQuery struct {
	Kind     EntryKind
	Text     string
	Inactive bool // those out of use as well
	Page
}
