// Package text is the one rule for what people type into forms and files: Unicode in one form (NFC), no characters that
// cannot be seen, and a length. A hidden or direction-changing character makes one name look like another, so it is
// refused rather than removed: whoever pasted it should know.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"giaoban/internal/fault"
)

// Usual limits, in characters.
const (
	Name  = 200  // names and titles
	Note  = 2000 // notes and reasons
	Block = 20_000
)

// Reasons why a text is refused.
const (
	ReasonRequired = "required"
	ReasonLong     = "too_long"   // its argument is the limit
	ReasonHidden   = "characters" // one that cannot be seen, or bytes that are no characters
)

// Form cleans the parts of what was given and collects what is wrong with them. The zero Form is ready.
type Form struct {
	fields []fault.Field
}

// Line cleans a text of one line in place: NFC, runs of white space as one space, none at the ends. Tabs and line ends
// count as white space, as pasting brings them along.
func (f *Form) Line(location string, value *string, limit int) {
	cleaned, problem := Line(*value, limit)
	f.keep(location, value, cleaned, problem)
}

// Required is Line for a text that must not be empty.
func (f *Form) Required(location string, value *string, limit int) {
	f.Line(location, value, limit)
	if *value == "" {
		f.Add(location, ReasonRequired)
	}
}

// Lines cleans a text of several lines in place: NFC, line ends as \n, no white space at the ends.
func (f *Form) Lines(location string, value *string, limit int) {
	cleaned, problem := Lines(*value, limit)
	f.keep(location, value, cleaned, problem)
}

func (f *Form) keep(location string, value *string, cleaned string, problem *fault.Field) {
	if problem != nil {
		problem.Location = location
		f.fields = append(f.fields, *problem)
		return
	}
	*value = cleaned
}

// Add notes what is wrong with a part.
func (f *Form) Add(location, reason string, args ...any) {
	f.fields = append(f.fields, fault.Field{Location: location, Reason: reason, Args: args})
}

// Check notes what is wrong with a part unless it is well.
func (f *Form) Check(well bool, location, reason string, args ...any) {
	if !well {
		f.Add(location, reason, args...)
	}
}

// Fields returns what is wrong.
func (f *Form) Fields() []fault.Field { return f.fields }

// Err returns the refusal of everything that is wrong, nil when nothing is. Its reason is "form".
func (f *Form) Err() error { return fault.InvalidFields("form", f.fields) }

// Line returns value cleaned as one line, or what is wrong with it (a field without a location). A value already too
// long for its limit in any form is refused before work is spent on it.
func Line(value string, limit int) (string, *fault.Field) {
	if problem := prior(value, limit); problem != nil {
		return "", problem
	}
	return after(norm.NFC.String(strings.Join(strings.Fields(value), " ")), limit, false)
}

// Lines returns value cleaned as a text of several lines, or what is wrong with it.
func Lines(value string, limit int) (string, *fault.Field) {
	if problem := prior(value, limit); problem != nil {
		return "", problem
	}
	value = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(value)
	return after(norm.NFC.String(strings.TrimSpace(value)), limit, true)
}

// slack is how many bytes a character may need before cleaning: a letter with marks of its own, and white space.
const slack = 16

func prior(value string, limit int) *fault.Field {
	if len(value) > limit*slack+slack {
		return &fault.Field{Reason: ReasonLong, Args: []any{limit}}
	}
	if !utf8.ValidString(value) {
		return &fault.Field{Reason: ReasonHidden}
	}
	return nil
}

func after(value string, limit int, lines bool) (string, *fault.Field) {
	if utf8.RuneCountInString(value) > limit {
		return "", &fault.Field{Reason: ReasonLong, Args: []any{limit}}
	}
	for _, r := range value {
		if !Visible(r) && (!lines || r != '\n' && r != '\t') {
			return "", &fault.Field{Reason: ReasonHidden}
		}
	}
	return value, nil
}

// Visible reports whether a character can be seen, or is the plain space. Controls, zero-width and direction marks, soft
// hyphens, fillers, private and unassigned characters cannot.
func Visible(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u034f', utf8.RuneError: // fillers and blanks that pass for letters
		return false
	}
	if unicode.Is(unicode.Variation_Selector, r) {
		return false
	}
	return unicode.IsPrint(r)
}
