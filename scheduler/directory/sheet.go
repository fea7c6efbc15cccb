package directory

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"giaoban/internal/text"
)

const (
	maxLines    = 100_000
	maxProblems = 100
	maxCell     = 4096 // bytes; a longer one is told as too long, not repeated
)

// LineError is what is wrong with one line of a file. Reason is as of fault.Field.
type LineError struct {
	Line   int    // from 1; the header is line 1
	Column string // "" = the line as a whole
	Reason string
	Args   []any
}

// Error says it in one line, for developers.
func (e LineError) Error() string {
	where := fmt.Sprintf("line %d", e.Line)
	if e.Column != "" {
		where += ", " + e.Column
	}
	message := where + ": " + e.Reason
	if len(e.Args) > 0 {
		message += fmt.Sprint(e.Args)
	}
	return message
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

// sheet reads a CSV file whose first line names the columns, in any order.
type sheet struct {
	required, optional []string
	header             []string
	rows               []sheetRow
	problems           []LineError
}

// sheetRow is one line by column; cells are in NFC without white space at their ends.
type sheetRow struct {
	line  int
	cells map[string]string
}

func (s *sheet) fail(line int, column, reason string, args ...any) {
	s.problems = append(s.problems, LineError{Line: line, Column: column, Reason: reason, Args: args})
}

// err returns what is wrong so far, in the order of lines.
func (s *sheet) err() error {
	if len(s.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(s.problems, func(a, b LineError) int { return a.Line - b.Line })
	return &ImportError{Lines: s.problems[:min(len(s.problems), maxProblems)]}
}

// read reads the whole file. Its error is the reader's; what is wrong with the file is among the problems. Commas and
// semicolons split cells, as spreadsheets write either by the system's language.
func (s *sheet) read(r io.Reader) error {
	buffered := bufio.NewReader(r)
	first, err := buffered.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return fmt.Errorf("directory: read file: %w", err)
	}
	if bytes.IndexByte(first, 0) >= 0 { // UTF-16 of any order, or no text at all
		s.fail(1, "", "directory.csv_encoding")
		return nil
	}
	reader := csv.NewReader(buffered)
	reader.FieldsPerRecord, reader.ReuseRecord = -1, true
	heading, _, _ := bytes.Cut(first, []byte("\n"))
	if bytes.Count(heading, []byte(";")) > bytes.Count(heading, []byte(",")) {
		reader.Comma = ';'
	}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			s.fail(syntax.StartLine, "", "directory.csv_syntax")
			continue
		}
		if err != nil {
			return fmt.Errorf("directory: read file: %w", err)
		}
		line, _ := reader.FieldPos(0)
		if s.header == nil {
			if s.header = s.names(record); s.header == nil {
				s.fail(line, "", "directory.csv_header", strings.Join(s.required, ", "))
				return nil
			}
			continue
		}
		if len(s.rows) == maxLines {
			s.fail(line, "", reasonTooMany, maxLines)
			return nil
		}
		s.row(line, record)
	}
	if len(s.problems) == 0 && len(s.rows) == 0 {
		s.fail(1, "", "directory.csv_empty")
	}
	return nil
}

// missing returns the optional columns that the file has not.
func (s *sheet) missing() []string {
	return slices.DeleteFunc(slices.Clone(s.optional), func(name string) bool { return slices.Contains(s.header, name) })
}

// names returns the columns' names; nil when one is missing, unknown or there twice.
func (s *sheet) names(record []string) []string {
	names := make([]string, len(record))
	for i, name := range record {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff")
		}
		name = strings.TrimSpace(name)
		known := slices.Contains(s.required, name) || slices.Contains(s.optional, name)
		if !known || slices.Contains(names[:i], name) {
			return nil
		}
		names[i] = name
	}
	for _, name := range s.required {
		if !slices.Contains(names, name) {
			return nil
		}
	}
	return names
}

func (s *sheet) row(line int, record []string) {
	if len(record) != len(s.header) {
		s.fail(line, "", "directory.csv_fields", len(record), len(s.header))
		return
	}
	row := sheetRow{line: line, cells: make(map[string]string, len(s.header))}
	for i, name := range s.header {
		cell := strings.TrimSpace(record[i])
		switch {
		case len(cell) > maxCell:
			s.fail(line, name, "too_long", maxCell)
			return
		case !utf8.ValidString(cell):
			s.fail(line, name, "directory.csv_encoding")
			return
		}
		row.cells[name] = unguarded(norm.NFC.String(cell))
	}
	s.rows = append(s.rows, row)
}

// unguarded takes back what text.Inert did.
func unguarded(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(text.FormulaStarts, rune(cell[1])) {
		return cell[1:]
	}
	return cell
}
