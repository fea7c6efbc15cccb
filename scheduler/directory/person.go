package directory

import (
	"time"

	"giaoban/internal/identity"
)

// PersonPrefix starts the ids of people.
const PersonPrefix = "PE_"

// Person is somebody who takes part in meetings, whether or not they have an account.
type Person struct {
	ID         string // "PE_…"
	Name       string
	Unit       UnitKey
	UnitName   Text   // read only
	UnitPath   string // read only
	PositionID string // of the catalogue of positions; "" for none
	Position   Text   // read only: the position's name
	Title      string // how they are addressed, such as "Phó Chủ tịch UBND xã"; "" = the position's name
	Mail       string
	Phone      string
	Head       bool // the head of the unit (người đứng đầu), to whom what nobody answers goes
	Active     bool // people are never deleted
	Demo       bool // invented
	Roles      []Assignment
	Version    int64
	UpdatedAt  time.Time
}

// Address returns how the person is addressed after the name: the title, else the position in the language.
func (p *Person) Address(lang string) string {
	if p.Title != "" {
		return p.Title
	}
	return p.Position.In(lang)
}

// Assignment is a role that a person has on a unit and all below it.
type Assignment struct {
	Role identity.Role
	Unit UnitKey
	Path string // the unit's path, read only
}

// PersonQuery selects people. The zero query is everybody who is active.
type PersonQuery struct {
	Text     string        // words of name, title, position, mail or phone
	Unit     UnitKey       // of this unit; zero = of any
	Below    bool          // of units below Unit as well
	Role     identity.Role // who have this role on Unit itself, or on any unit when Unit is zero
	Head     bool          // only heads
	Inactive bool          // the inactive instead of the active
	Page
}
