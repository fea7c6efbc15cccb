package directory

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"giaoban/internal/fault"
	"giaoban/internal/text"
)

// Columns is the first line of a catalogue's CSV file; a file may have those of UnitExtras too.
var Columns = []string{"code", "parent_code", "level", "name_vi", "name_en"}

// UnitExtras are the columns that a catalogue's file may leave out. succeeds holds the codes, split by spaces, of the
// units of the catalogue before whose place the unit takes.
var UnitExtras = []string{"agency_code", "valid_from", "valid_to", "succeeds"}

// CatalogueFile is what a catalogue's CSV file says.
type CatalogueFile struct {
	Units    []Unit              // parents before their children, else in the file's order
	Succeeds map[string][]string // by code: the codes of the units before
	Lines    map[string]int      // by code: where it stands
}

// ParseUnits reads a catalogue's CSV file: a header, then one unit a line, UTF-8. The units come back in the file's
// order except that a parent is always before its children. The error is an *ImportError, or else the reader's.
func ParseUnits(r io.Reader) ([]Unit, error) {
	file, err := ParseCatalogue(r)
	if err != nil {
		return nil, err
	}
	return file.Units, nil
}

// ParseCatalogue is ParseUnits with all that the file says.
func ParseCatalogue(r io.Reader) (*CatalogueFile, error) {
	p := &unitParser{
		sheet: sheet{required: Columns, optional: UnitExtras},
		file:  CatalogueFile{Succeeds: map[string][]string{}, Lines: map[string]int{}},
	}
	if err := p.read(r); err != nil {
		return nil, err
	}
	for i := range p.rows {
		p.readUnit(&p.rows[i])
	}
	p.file.Units = p.inTreeOrder()
	if err := p.err(); err != nil {
		return nil, err
	}
	return &p.file, nil
}

type unitParser struct {
	sheet
	units []Unit
	file  CatalogueFile
}

// unitColumns are the columns of the fields that CheckUnit names.
var unitColumns = map[string]string{
	"code": "code", "parentCode": "parent_code", "level": "level", "name.vi": "name_vi", "name.en": "name_en",
	"agencyCode": "agency_code", "validFrom": "valid_from", "validTo": "valid_to",
}

func (p *unitParser) readUnit(row *sheetRow) {
	unit := Unit{
		Code: row.cells["code"], ParentCode: row.cells["parent_code"], Level: Level(row.cells["level"]),
		Name: Text{VI: row.cells["name_vi"], EN: row.cells["name_en"]}, AgencyCode: row.cells["agency_code"],
		ValidFrom: row.cells["valid_from"], ValidTo: row.cells["valid_to"],
	}
	before := len(p.problems)
	p.failFields(row.line, CheckUnit(&unit), unitColumns)
	if earlier, twice := p.file.Lines[unit.Code]; twice {
		p.fail(row.line, "code", "directory.csv_twice", earlier)
	}
	succeeds := strings.Fields(row.cells["succeeds"])
	for _, code := range succeeds {
		if !isCode(code) {
			p.fail(row.line, "succeeds", reasonCode)
		}
	}
	if len(p.problems) == before {
		p.file.Lines[unit.Code] = row.line
		p.units = append(p.units, unit)
		if len(succeeds) > 0 {
			p.file.Succeeds[unit.Code] = succeeds
		}
	} else if p.file.Lines[unit.Code] == 0 {
		p.file.Lines[unit.Code] = row.line // its children need not complain too
	}
}

// failFields tells the fields of a refusal by their columns.
func (s *sheet) failFields(line int, err error, columns map[string]string) {
	var refused *fault.Error
	if !errors.As(err, &refused) {
		return
	}
	told := map[string]bool{}
	for _, field := range refused.Fields {
		column := field.Location
		if known, found := columns[column]; found {
			column = known
		}
		if !told[column] {
			s.fail(line, column, field.Reason, field.Args...)
		}
		told[column] = true
	}
}

// inTreeOrder puts parents before their children and reports parents that are missing or their own descendants.
func (p *unitParser) inTreeOrder() []Unit {
	children := make(map[string][]Unit, len(p.units))
	for _, unit := range p.units {
		if _, known := p.file.Lines[unit.ParentCode]; unit.ParentCode != "" && !known {
			p.fail(p.file.Lines[unit.Code], "parent_code", reasonUnknown)
		}
		children[unit.ParentCode] = append(children[unit.ParentCode], unit)
	}
	ordered := make([]Unit, 0, len(p.units))
	// Breadth first by hand: a hostile file may be a chain deeper than any stack.
	queue := children[""]
	for level := 0; len(queue) > 0; level++ {
		if level == maxDepth {
			p.fail(p.file.Lines[queue[0].Code], "parent_code", "directory.too_deep", maxDepth)
			return nil
		}
		ordered = append(ordered, queue...)
		var next []Unit
		for _, unit := range queue {
			next = append(next, children[unit.Code]...)
		}
		queue = next
	}
	if len(ordered) < len(p.units) && len(p.problems) == 0 {
		placed := make(map[string]bool, len(ordered))
		for _, unit := range ordered {
			placed[unit.Code] = true
		}
		for _, unit := range p.units {
			if !placed[unit.Code] {
				p.fail(p.file.Lines[unit.Code], "parent_code", "directory.cycle")
			}
		}
	}
	return ordered
}

// maxDepth bounds trees: each unit's path names all above it.
const maxDepth = 50

// WriteUnits writes units as a catalogue's CSV file, which ParseUnits reads again.
func WriteUnits(w io.Writer, units []Unit) error {
	out := csv.NewWriter(w)
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("directory: write: %w", err)
	}
	header := append(append([]string{}, Columns...), UnitExtras[:3]...)
	if err := out.Write(header); err != nil {
		return fmt.Errorf("directory: write: %w", err)
	}
	for _, u := range units {
		err := out.Write([]string{
			u.Code, u.ParentCode, string(u.Level), text.Inert(u.Name.VI), text.Inert(u.Name.EN), text.Inert(u.AgencyCode), u.ValidFrom, u.ValidTo,
		})
		if err != nil {
			return fmt.Errorf("directory: write: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}
