package directory

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"giaoban/internal/identity"
	"giaoban/internal/text"
)

// PeopleColumns are those of a file of people that must be there, PeopleExtras those that may.
var (
	PeopleColumns = []string{"name", "unit_code"}
	PeopleExtras  = []string{"id", "unit_catalogue", "position", "title", "mail", "phone", "head", "active", "roles"}
)

// PersonLine is one line of a file of people. What it names (unit, position, units of roles) is not looked up yet.
type PersonLine struct {
	Line     int
	Person   Person   // with an id: that person is changed; Unit.Catalogue may be empty for the one in force
	Position string   // the position's code or name
	Missing  []string // columns that the file has not: who is changed keeps what is there
}

// ParsePeople reads a CSV file of people. The error is an *ImportError, or else the reader's.
func ParsePeople(r io.Reader) ([]PersonLine, error) {
	s := &sheet{required: PeopleColumns, optional: PeopleExtras}
	if err := s.read(r); err != nil {
		return nil, err
	}
	lines := make([]PersonLine, 0, len(s.rows))
	missing := s.missing()
	ids := map[string]int{}
	for i := range s.rows {
		row := &s.rows[i]
		line := s.readPerson(row)
		if earlier, twice := ids[line.Person.ID]; twice && line.Person.ID != "" {
			s.fail(row.line, "id", "directory.csv_twice", earlier)
		}
		ids[line.Person.ID], line.Missing = row.line, missing
		lines = append(lines, line)
	}
	if err := s.err(); err != nil {
		return nil, err
	}
	return lines, nil
}

// personColumns are the columns of the fields that CheckPerson names.
var personColumns = map[string]string{"unit": "unit_code", "positionId": "position"}

func (s *sheet) readPerson(row *sheetRow) PersonLine {
	cells := row.cells
	person := Person{
		ID: cells["id"], Name: cells["name"], Unit: UnitKey{Catalogue: cells["unit_catalogue"], Code: cells["unit_code"]},
		Title: cells["title"], Mail: cells["mail"], Phone: cells["phone"], Active: true,
	}
	var known bool
	if person.Head, known = yesOrNo(cells["head"], false); !known {
		s.fail(row.line, "head", "directory.yes_no")
	}
	if person.Active, known = yesOrNo(cells["active"], true); !known {
		s.fail(row.line, "active", "directory.yes_no")
	}
	if person.Unit.Code == "" {
		s.fail(row.line, "unit_code", reasonRequired)
	}
	person.Roles = s.readRoles(row.line, cells["roles"], person.Unit)
	s.failFields(row.line, CheckPerson(&person), personColumns)
	return PersonLine{Line: row.line, Person: person, Position: cells["position"]}
}

// yesOrNo reads a cell of either language.
func yesOrNo(cell string, empty bool) (value, known bool) {
	switch strings.ToLower(cell) {
	case "":
		return empty, true
	case "1", "x", "true", "yes", "có":
		return true, true
	case "0", "false", "no", "không":
		return false, true
	}
	return false, false
}

// readRoles reads roles such as "secretary technician@02287 leader@tuyen-quang-2025-07:08": a role alone is on the
// person's own unit, a code alone is of its catalogue.
func (s *sheet) readRoles(line int, cell string, own UnitKey) []Assignment {
	var roles []Assignment
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" ,;", r) }) {
		name, place, elsewhere := strings.Cut(part, "@")
		role := Assignment{Role: identity.Role(name), Unit: own}
		if elsewhere {
			key, whole := ParseUnitKey(place)
			if !whole {
				key = UnitKey{Catalogue: own.Catalogue, Code: place}
			}
			role.Unit = key
		}
		if !role.Role.Valid() || role.Unit.Code == "" {
			s.fail(line, "roles", "directory.role", strings.Join(roleNames(), ", "))
			return nil
		}
		roles = append(roles, role)
	}
	return roles
}

func roleNames() []string {
	var names []string
	for _, role := range identity.Roles() {
		names = append(names, string(role))
	}
	return names
}

// PeopleWriter writes people as a CSV file that ParsePeople reads again, and that spreadsheets open as UTF-8.
type PeopleWriter struct {
	out *csv.Writer
}

// NewPeopleWriter writes the first line.
func NewPeopleWriter(w io.Writer) (*PeopleWriter, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("directory: write: %w", err)
	}
	p := &PeopleWriter{out: csv.NewWriter(w)}
	header := []string{"id", "name", "unit_catalogue", "unit_code", "position", "title", "mail", "phone", "head", "active", "roles"}
	if err := p.out.Write(header); err != nil {
		return nil, fmt.Errorf("directory: write: %w", err)
	}
	return p, nil
}

// Write writes people.
func (p *PeopleWriter) Write(people []Person) error {
	for i := range people {
		person := &people[i]
		cells := []string{
			person.ID, person.Name, person.Unit.Catalogue, person.Unit.Code, person.Position.VI, person.Title, person.Mail,
			person.Phone, number(person.Head), number(person.Active), rolesCell(person),
		}
		for j := range cells {
			cells[j] = text.Inert(cells[j])
		}
		if err := p.out.Write(cells); err != nil {
			return fmt.Errorf("directory: write: %w", err)
		}
	}
	p.out.Flush()
	return p.out.Error()
}

func number(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

func rolesCell(person *Person) string {
	var parts []string
	for _, role := range person.Roles {
		switch {
		case role.Unit == person.Unit:
			parts = append(parts, string(role.Role))
		case role.Unit.Catalogue == person.Unit.Catalogue:
			parts = append(parts, string(role.Role)+"@"+role.Unit.Code)
		default:
			parts = append(parts, string(role.Role)+"@"+role.Unit.String())
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}
