package directory

// Contact is a person to turn to at a unit.
type Contact struct {
	PersonID string
	Name     string
	Position string // their title, else the name of their position
	Mail     string
}

// Heading is what the directory knows of a unit that issues documents.
type Heading struct {
	Unit   string // its name
	Level  Level
	Parent string // name of the unit above it, "" = none
	Root   string // name of the unit at the top of its tree
	// Agency, Symbol and Superior are as the catalogue of issuing agencies has them, "" = not in it.
	Agency, Symbol, Superior string
}
