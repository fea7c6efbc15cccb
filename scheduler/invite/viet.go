package invite

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var weekdays = [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}

// SayTime says a time as official documents do: "08 giờ 00 phút, thứ Hai, ngày 09 tháng 11 năm 2026".
func SayTime(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return fmt.Sprintf("%02d giờ %02d phút, %s", t.Hour(), t.Minute(), SayDay(t, zone))
}

// SayDay says a day: "thứ Hai, ngày 09 tháng 11 năm 2026".
func SayDay(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	month := fmt.Sprint(int(t.Month()))
	if t.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("%s, ngày %02d tháng %s năm %d", weekdays[t.Weekday()], t.Day(), month, t.Year())
}

// SayDate says a date in short: "09/11/2026".
func SayDate(t time.Time, zone *time.Location) string { return t.In(zone).Format("02/01/2006") }

// places are the words after which a place's own name follows, whose words all keep their capitals.
var places = map[string]bool{"tỉnh": true, "xã": true, "phường": true, "huyện": true, "phố": true}

// InSentence writes the name of an agency, in capitals in the heading, as it stands in a sentence: "ỦY BAN NHÂN DÂN
// TỈNH TUYÊN QUANG" is "Ủy ban nhân dân tỉnh Tuyên Quang". A name that has small letters already stays.
func InSentence(name string) string {
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
