package directory

import (
	"encoding/csv"
	"fmt"
	"io"

	"giaoban/internal/text"
)

// Table is a CSV file of something that others keep than the directory, read by the directory's rules: the first line
// names the columns, in any order; commas and semicolons split cells.
type Table struct {
	sheet sheet
}

// TableRow is one line by column; cells are in NFC without white space at their ends.
type TableRow struct {
	Line  int // from 1; the header is line 1
	Cells map[string]string
}

// ReadTable reads a file with the columns. Its error is the reader's; what is wrong with the file is told by Err.
func ReadTable(r io.Reader, required, optional []string) (*Table, error) {
	t := &Table{sheet: sheet{required: required, optional: optional}}
	return t, t.sheet.read(r)
}

// Rows returns the lines that could be read.
func (t *Table) Rows() []TableRow {
	rows := make([]TableRow, len(t.sheet.rows))
	for i, row := range t.sheet.rows {
		rows[i] = TableRow{row.line, row.cells}
	}
	return rows
}

// Fail notes what is wrong with a line, as LineError has it.
func (t *Table) Fail(line int, column, reason string, args ...any) {
	t.sheet.fail(line, column, reason, args...)
}

// FailFields notes what a form found wrong with a line, by column.
func (t *Table) FailFields(line int, err error) { t.sheet.failFields(line, err, nil) }

// Err returns an *ImportError when something is wrong.
func (t *Table) Err() error { return t.sheet.err() }

// WriteTable writes a file that ReadTable takes back, in UTF-8 with a byte order mark, safe to open in a spreadsheet.
func WriteTable(w io.Writer, header []string, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("directory: write: %w", err)
	}
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return fmt.Errorf("directory: write: %w", err)
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = text.Inert(cell)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("directory: write: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}
