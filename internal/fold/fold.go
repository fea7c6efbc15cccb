// Package fold makes the form of a text that search compares, so that Vietnamese is found however it was typed.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Text turns a text into the form that search compares: lower case without diacritics, words of letters and digits
// split by single spaces. Where a tone mark stands no longer matters then: "Chiêm Hoá" and "Chiêm Hóa" are both
// "chiem hoa".
func Text(text string) string {
	var folded strings.Builder
	folded.Grow(len(text))
	space := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && folded.Len() > 0 {
				folded.WriteByte(' ')
			}
			space = false
			folded.WriteRune(foldLetter(unicode.ToLower(r)))
		default:
			space = true
		}
	}
	return folded.String()
}

// foldLetter replaces the one Vietnamese letter that does not decompose.
func foldLetter(r rune) rune {
	if r == 'đ' {
		return 'd'
	}
	return r
}
