// Package directory knows the places of meetings: administrative units in their catalogues, and the conference rooms.
//
// A unit's code is no key by itself: later catalogues have given old codes to other units, and meetings held before a
// reform keep the units of their time. Units are keyed by catalogue version and code.
package directory

import (
	"context"
	"errors"

	"giaoban/internal/fault"
)

// ErrNotFound means that there is no such unit, room, person or list. It is a fault.NotFound.
var ErrNotFound error = fault.New(fault.NotFound, "directory.not_found")

// ErrBadCursor means that a cursor was not made by this directory.
var ErrBadCursor = errors.New("directory: bad cursor")

// Text is a name in the languages of the product.
type Text struct {
	VI, EN string
}

// In returns the text in a language, "vi" or "en"; the other one where it is missing.
func (t Text) In(lang string) string {
	if lang == "en" && t.EN != "" || t.VI == "" {
		return t.EN
	}
	return t.VI
}

// Catalogue is one version of the list of units, as decreed.
type Catalogue struct {
	Version   string // such as "tuyen-quang-2025-07"
	Title     string
	ValidFrom string // a date, YYYY-MM-DD
	ValidTo   string // the last day; "" while it is valid
}

// Level is the kind of a unit.
type Level string

// Levels of units. Since July 2025 there are no districts; earlier catalogues have them.
const (
	Province Level = "province"
	District Level = "district"
	Commune  Level = "commune"
	Agency   Level = "agency"
)

// UnitQuery selects units. The zero query is all units of the catalogue in force.
type UnitQuery struct {
	Catalogue string // "" = the one in force
	Parent    string // code; "" = anywhere in the tree
	Under     string // code of a unit: only those below it, at any depth
	Level     Level  // "" = any
	ValidOn   string // a date: only units valid then; "" = whenever
	Text      string // words that the name or code contains, without case, diacritics or tone placement
	Page
}

// Page is where in a list to go on, and how far.
type Page struct {
	Cursor string // Next of the page before; "" = the start
	Limit  int    // 1 to MaxPage
}

// MaxPage is the longest page.
const MaxPage = 500

// Reader answers questions about units and rooms. Anyone who is logged in may ask.
type Reader interface {
	// Catalogues lists all catalogues, the newest first.
	Catalogues(ctx context.Context) ([]Catalogue, error)
	// Unit returns one unit, or ErrNotFound.
	Unit(ctx context.Context, catalogue, code string) (*Unit, error)
	// Units returns a page in the catalogue's order and the next page's cursor, "" at the end.
	Units(ctx context.Context, query UnitQuery) (units []Unit, next string, err error)
	// Room returns one room, or ErrNotFound.
	Room(ctx context.Context, name string) (*Room, error)
	// Rooms returns a page, the practice rooms first, and the next page's cursor, "" at the end.
	Rooms(ctx context.Context, query RoomQuery) (rooms []Room, next string, err error)
}

// Writer fills a directory; for the demonstration and for what every installation starts with. What is there already, by
// key, id or name, is left as it is.
type Writer interface {
	// Import adds a catalogue with its units, all or nothing.
	Import(ctx context.Context, catalogue Catalogue, units []Unit) error
	// AddUnits adds units to a catalogue that is there, parents first.
	AddUnits(ctx context.Context, units []Unit) error
	// AddSuccessions notes what took the place of units.
	AddSuccessions(ctx context.Context, successions []Succession) error
	// AddRooms adds rooms in the order given, after those that are there, with seat maps and terminals.
	AddRooms(ctx context.Context, rooms []Room) error
	// AddEntries adds entries of the short catalogues.
	AddEntries(ctx context.Context, entries []Entry) error
	// AddPeople adds people with their roles.
	AddPeople(ctx context.Context, people []Person) error
	// AddGroups and AddLists add groups of sites and invitation lists.
	AddGroups(ctx context.Context, groups []Group) error
	AddLists(ctx context.Context, lists []List) error
}

// Succession is one unit taking another's place.
type Succession struct{ From, To UnitKey }
