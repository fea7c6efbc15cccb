package text

import "strings"

// FormulaStarts are the characters with which a spreadsheet takes a cell for a formula.
const FormulaStarts = "=+-@\t\r"

// Inert returns a cell of a table that no spreadsheet takes for a formula: whoever opens an export must not run what
// somebody wrote into a name.
func Inert(cell string) string {
	if cell != "" && strings.ContainsRune(FormulaStarts, rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
