package directory

// Prefixes of ids.
const (
	GroupPrefix = "GR_"
	ListPrefix  = "IL_"
)

// Group is a group of sites (cụm), such as those of a former district.
type Group struct {
	ID       string // "GR_…"
	Name     string
	Unit     UnitKey // who keeps it
	UnitName Text    // read only
	UnitPath string  // read only
	Sites    []string
	Size     int // how many sites; Sites are told of a single group only
	Version  int64
}

// MemberKind is what a member of a list is.
type MemberKind string

// Kinds of members.
const (
	MemberUnit   MemberKind = "unit"
	MemberPerson MemberKind = "person"
	MemberSite   MemberKind = "site"
	MemberGroup  MemberKind = "group"
)

// Member is one entry of an invitation list: a unit by its key, the others by id (a site's id is its room's name).
type Member struct {
	Kind MemberKind
	Unit UnitKey
	ID   string
	Name Text // read only
}

// List is a saved invitation list.
type List struct {
	ID       string // "IL_…"
	Name     string
	Unit     UnitKey // who keeps it
	UnitName Text    // read only
	UnitPath string  // read only
	Members  []Member
	Size     int // how many members; Members are told of a single list only
	Version  int64
}

// ListQuery selects groups or lists.
type ListQuery struct {
	Text string
	Unit UnitKey // kept by this unit; zero = by any
	Page
}

// Expansion is who a list means, each named once: people and sites out of use are left out.
type Expansion struct {
	Units  []Unit
	People []Person
	Sites  []Room // of the list itself and of its groups
}
