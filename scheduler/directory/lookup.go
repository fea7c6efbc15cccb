package directory

import "context"

// Lookup finds many things at once, in a fixed number of queries. What is not there is missing from the answer.
type Lookup interface {
	UnitsByKey(ctx context.Context, keys []UnitKey) (map[UnitKey]Unit, error)
	// PeopleByID returns people with their roles, the inactive too.
	PeopleByID(ctx context.Context, ids []string) (map[string]Person, error)
	// RoomsByName returns rooms without seat maps and terminals, those out of use too.
	RoomsByName(ctx context.Context, names []string) (map[string]Room, error)
	EntriesByID(ctx context.Context, ids []string) (map[string]Entry, error)
}

// Expander tells whom members mean: a saved list's, or those just being chosen.
type Expander interface {
	// Expand returns who the members are, each once. Groups become their sites.
	Expand(ctx context.Context, members []Member) (*Expansion, error)
}

// People answers questions about people. Anyone who is logged in may ask.
type People interface {
	// Person returns one person; fault.NotFound when there is none.
	Person(ctx context.Context, id string) (*Person, error)
	// People returns a page in Vietnamese order of given names and the next page's cursor, "" at the end.
	People(ctx context.Context, query PersonQuery) (people []Person, next string, err error)
}

// Maintainer changes the directory. Every change names the version it is made to (as the caller read it) and is
// refused with fault.Stale when there is a newer one; what breaks a rule is refused with fault.Invalid and its fields,
// what is out of the caller's reach with fault.Forbidden. Every change is audited.
type Maintainer interface {
	CreateUnit(ctx context.Context, by By, unit Unit) (*Unit, error)
	UpdateUnit(ctx context.Context, by By, version int64, unit Unit) (*Unit, error)
	DeleteUnit(ctx context.Context, by By, version int64, key UnitKey) error
	ReformUnit(ctx context.Context, by By, version int64, key UnitKey, reform Reform) (*Unit, error)

	CreatePerson(ctx context.Context, by By, person Person) (*Person, error)
	UpdatePerson(ctx context.Context, by By, version int64, person Person) (*Person, error)

	CreateRoom(ctx context.Context, by By, room Room) (*Room, error)
	UpdateRoom(ctx context.Context, by By, version int64, room Room) (*Room, error)

	CreateEntry(ctx context.Context, by By, entry Entry) (*Entry, error)
	UpdateEntry(ctx context.Context, by By, version int64, entry Entry) (*Entry, error)

	CreateGroup(ctx context.Context, by By, group Group) (*Group, error)
	UpdateGroup(ctx context.Context, by By, version int64, group Group) (*Group, error)
	DeleteGroup(ctx context.Context, by By, version int64, id string) error

	CreateList(ctx context.Context, by By, list List) (*List, error)
	UpdateList(ctx context.Context, by By, version int64, list List) (*List, error)
	DeleteList(ctx context.Context, by By, version int64, id string) error
}

// ByCatalogue returns the codes of units by their catalogue, of which there are few: how queries ask for many units.
func ByCatalogue(units []UnitKey) map[string][]string {
	codes := map[string][]string{}
	for _, unit := range units {
		codes[unit.Catalogue] = append(codes[unit.Catalogue], unit.Code)
	}
	return codes
}
