package directory

import (
	"strings"
)

// UnitKey names a unit: a code means something within its catalogue only.
type UnitKey struct {
	Catalogue string `json:"catalogue"`
	Code      string `json:"code"`
}

// ParseUnitKey reads "catalogue:code", the form of queries.
func ParseUnitKey(text string) (UnitKey, bool) {
	catalogue, code, found := strings.Cut(text, ":")
	return UnitKey{Catalogue: catalogue, Code: code}, found && catalogue != "" && code != ""
}

// String returns "catalogue:code".
func (k UnitKey) String() string { return k.Catalogue + ":" + k.Code }

// IsZero reports whether k names no unit.
func (k UnitKey) IsZero() bool { return k == UnitKey{} }

// Unit is an administrative unit or an agency, a node of a catalogue's tree.
type Unit struct {
	Catalogue  string
	Code       string
	ParentCode string // "" for a root
	Level      Level
	Name       Text
	AgencyCode string // mã định danh; "" when it has none
	// Path names the unit and all above it, from the catalogue down: "/tuyen-quang-2025-07/08/02287/". A unit is below
	// another exactly when its path starts with the other's.
	Path string
	// ValidFrom and ValidTo are dates, YYYY-MM-DD; "" when the catalogue's own count. ValidTo is the last day.
	ValidFrom, ValidTo string
	Children           int       // how many units have it as parent
	Successors         []UnitKey // what took its place in a reform; told of a single unit only
	Version            int64     // grows with each change
}

// Key returns the unit's key.
func (u *Unit) Key() UnitKey { return UnitKey{Catalogue: u.Catalogue, Code: u.Code} }

// Under reports whether a path is that of the unit at above, or of one below it.
func Under(path, above string) bool { return above != "" && strings.HasPrefix(path, above) }

// Reform ends a unit: it is valid to a day, and others take its place. What was held before keeps it.
type Reform struct {
	ValidTo    string // the last day
	Successors []UnitKey
	// Move takes the unit's people, their roles, its rooms, groups and lists along to the successor. There must be one only.
	Move bool
}
