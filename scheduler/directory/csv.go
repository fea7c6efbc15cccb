package directory

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Columns is the first line of a catalogue's CSV file.
var Columns = []string{"code", "parent_code", "level", "name_vi", "name_en"}

const (
	maxUnits     = 100_000
	maxNameRunes = 200
	maxProblems  = 100
)

// unitCode is what codes of units and agencies look like (QĐ 20/2020: groups of 0-9 A-Z split by dots, at most 35).
var unitCode = regexp.MustCompile(`^[0-9A-Z]+(\.[0-9A-Z]+)*$`)

const maxCode = 35

// LineError is what is wrong with one line of a file.
type LineError struct {
	Line    int // from 1; the header is line 1
	Column  string
	Message string
}

// Error says it in one line.
func (e LineError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Message)
	}
	return fmt.Sprintf("line %d, %s: %s", e.Line, e.Column, e.Message)
}

// ImportError lists everything that is wrong with a file, up to a hundred lines, so that it can be mended at once.
type ImportError struct {
	Lines []LineError
}

func (e *ImportError) Error() string {
	messages := make([]string, len(e.Lines))
	for i, line := range e.Lines {
		messages[i] = line.Error()
	}
	return "directory: " + strings.Join(messages, "; ")
}

// ParseUnits reads a catalogue's CSV file: a header of Columns, then one unit a line, UTF-8. The units come back in the
// file's order except that a parent is always before its children. The error is an *ImportError, or else the reader's.
func ParseUnits(r io.Reader) ([]Unit, error) {
	p := &unitParser{lines: map[string]int{}}
	reader := csv.NewReader(r)
	reader.FieldsPerRecord = -1
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			p.fail(syntax.StartLine, "", "not well-formed CSV: "+syntax.Err.Error())
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("directory: read catalogue: %w", err)
		}
		line, _ := reader.FieldPos(0)
		if !p.header {
			if !p.readHeader(line, record) {
				break
			}
			continue
		}
		p.readUnit(line, record)
		if len(p.units) > maxUnits {
			p.fail(line, "", fmt.Sprintf("more than %d units", maxUnits))
			break
		}
	}
	if len(p.problems) == 0 && len(p.units) == 0 {
		p.fail(1, "", "no units in the file")
	}
	units := p.inTreeOrder()
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b LineError) int { return a.Line - b.Line })
		return nil, &ImportError{Lines: p.problems[:min(len(p.problems), maxProblems)]}
	}
	return units, nil
}

type unitParser struct {
	header   bool
	units    []Unit
	lines    map[string]int // of codes
	problems []LineError
}

func (p *unitParser) fail(line int, column, message string) {
	p.problems = append(p.problems, LineError{Line: line, Column: column, Message: message})
}

func (p *unitParser) readHeader(line int, record []string) bool {
	record = slices.Clone(record)
	record[0] = strings.TrimPrefix(record[0], "\ufeff")
	p.header = slices.Equal(record, Columns)
	if !p.header {
		p.fail(line, "", "the first line must be "+strings.Join(Columns, ","))
	}
	return p.header
}

func (p *unitParser) readUnit(line int, record []string) {
	if len(record) != len(Columns) {
		p.fail(line, "", fmt.Sprintf("%d fields instead of %d", len(record), len(Columns)))
		return
	}
	for i := range record {
		record[i] = norm.NFC.String(strings.TrimSpace(record[i]))
	}
	unit := Unit{Code: record[0], ParentCode: record[1], Level: Level(record[2]), Name: Text{VI: record[3], EN: record[4]}}
	before := len(p.problems)
	p.checkCode(line, "code", unit.Code)
	if unit.ParentCode != "" {
		p.checkCode(line, "parent_code", unit.ParentCode)
	}
	if earlier, twice := p.lines[unit.Code]; twice {
		p.fail(line, "code", fmt.Sprintf("%q is the code of line %d too", unit.Code, earlier))
	}
	if !slices.Contains([]Level{Province, District, Commune, Agency}, unit.Level) {
		p.fail(line, "level", fmt.Sprintf("%q is none of province, district, commune, agency", string(unit.Level)))
	}
	p.checkName(line, "name_vi", unit.Name.VI)
	p.checkName(line, "name_en", unit.Name.EN)
	if len(p.problems) == before {
		p.lines[unit.Code] = line
		p.units = append(p.units, unit)
	} else if p.lines[unit.Code] == 0 {
		p.lines[unit.Code] = line // its children need not complain too
	}
}

func (p *unitParser) checkCode(line int, column, code string) {
	if len(code) > maxCode || !unitCode.MatchString(code) {
		p.fail(line, column, fmt.Sprintf("%.40q is not a code: digits and capitals in groups split by dots, at most %d", code, maxCode))
	}
}

func (p *unitParser) checkName(line int, column, name string) {
	switch {
	case !utf8.ValidString(name):
		p.fail(line, column, "not UTF-8")
	case name == "":
		p.fail(line, column, "empty")
	case utf8.RuneCountInString(name) > maxNameRunes:
		p.fail(line, column, fmt.Sprintf("longer than %d characters", maxNameRunes))
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		// Right-to-left marks and zero-width characters too: they make one name look like another.
		p.fail(line, column, "holds a character that cannot be seen")
	}
}

// inTreeOrder puts parents before their children and reports parents that are missing or their own descendants.
func (p *unitParser) inTreeOrder() []Unit {
	children := make(map[string][]Unit, len(p.units))
	for _, unit := range p.units {
		if _, known := p.lines[unit.ParentCode]; unit.ParentCode != "" && !known {
			p.fail(p.lines[unit.Code], "parent_code", fmt.Sprintf("no unit has the code %q", unit.ParentCode))
		}
		children[unit.ParentCode] = append(children[unit.ParentCode], unit)
	}
	ordered := make([]Unit, 0, len(p.units))
	// Breadth first by hand: a hostile file may be a chain deeper than any stack.
	queue := children[""]
	for len(queue) > 0 {
		unit := queue[0]
		queue = append(queue[1:], children[unit.Code]...)
		ordered = append(ordered, unit)
	}
	if len(ordered) < len(p.units) && len(p.problems) == 0 {
		placed := make(map[string]bool, len(ordered))
		for _, unit := range ordered {
			placed[unit.Code] = true
		}
		for _, unit := range p.units {
			if !placed[unit.Code] {
				p.fail(p.lines[unit.Code], "parent_code", "the unit is its own ancestor")
			}
		}
	}
	return ordered
}
