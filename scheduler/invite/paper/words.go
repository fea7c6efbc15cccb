package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// places are the words after which a place's own name follows, whose words all keep their capitals.
var places = map[string]bool{"tỉnh": true, "xã": true, "phường": true, "huyện": true, "phố": true}

// sentenceCase writes the name of an agency, in capitals in the heading, as it stands in a sentence: "ỦY BAN NHÂN DÂN
// TỈNH TUYÊN QUANG" is "Ủy ban nhân dân tỉnh Tuyên Quang". A name that has small letters already stays.
func sentenceCase(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if strings.ContainsFunc(name, unicode.IsLower) {
		return name
	}
	words := strings.Fields(strings.ToLower(name))
	properFrom := len(words)
	for i, word := range words {
		if places[word] {
			properFrom = i + 1
		}
	}
	for i := range words {
		if i == 0 || i >= properFrom {
			words[i] = upperFirst(words[i])
		}
	}
	return strings.Join(words, " ")
}

func upperFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

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
