package directory

// CatalogueImport is a catalogue to be added from a file.
type CatalogueImport struct {
	Catalogue Catalogue
	File      *CatalogueFile
	// Replaces is the version that ends the day before the new one begins; "" for none. The file's column succeeds names
	// its units.
	Replaces string
	// Move takes people, roles, rooms, groups and lists of units with one successor along to it.
	Move   bool
	DryRun bool
}

// ImportReport tells what an import did, or in a dry run would do. With Errors it did nothing.
type ImportReport struct {
	DryRun    bool
	Applied   bool
	Created   int
	Updated   int
	Unchanged int
	Succeeded int // units of the catalogue before whose place was taken
	Errors    []LineError
}
