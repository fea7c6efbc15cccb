package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lowerFirst writes a title within a sentence, unless its first word is an abbreviation.
func lowerFirst(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if utf8.RuneCountInString(first) > 1 && strings.ToUpper(first) == first {
		return text
	}
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToLower(r)) + text[size:]
}

// ended closes a sentence.
func ended(text string) string { return strings.TrimRight(text, ".; ") + "." }
