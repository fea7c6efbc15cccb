package drafting

import (
	"fmt"
	"strings"
	"time"

	"giaoban/scheduler/conclude"
	"giaoban/scheduler/invite"
)

// gap is where the secretary has to write.
const gap = "……"

// named names somebody: "đồng chí Nguyễn Văn A, Phó Chủ tịch, Xã Chiêm Hoá".
func named(n *conclude.Named) string {
	if n.Name == "" {
		return n.UnitName
	}
	text := n.Name
	if !n.Impersonal {
		text = "đồng chí " + text
	}
	if n.Position != "" {
		text += ", " + n.Position
	}
	if n.UnitName != "" && !strings.Contains(n.Position, n.UnitName) {
		text += ", " + n.UnitName
	}
	return text
}

// listed names somebody in a list, without a form of address.
func listed(n *conclude.Named) string {
	return strings.TrimPrefix(named(n), "đồng chí ")
}

func upperFirst(text string) string {
	for i, r := range text {
		return strings.ToUpper(string(r)) + text[i+len(string(r)):]
	}
	return text
}

// hour says a time of day: "08 giờ 05 phút".
func hour(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return fmt.Sprintf("%02d giờ %02d phút", t.Hour(), t.Minute())
}

// span says from when to when; the day is told where it is another than that of the opening.
func span(s conclude.Span, zone *time.Location) string {
	if s.To.IsZero() {
		return "từ " + hour(s.From, zone)
	}
	return "từ " + hour(s.From, zone) + " đến " + hour(s.To, zone)
}

func sameDay(a, b time.Time, zone *time.Location) bool {
	return invite.SayDate(a, zone) == invite.SayDate(b, zone)
}

// ended closes a sentence.
func ended(text string) string { return strings.TrimRight(text, ".;, ") + "." }

// count says a number as official texts do: below ten with a zero before it.
func count(n int) string { return fmt.Sprintf("%02d", n) }

// percent says a share with the Vietnamese decimal comma: "93,5%".
func percent(part, whole int) string {
	if whole == 0 {
		return "0%"
	}
	text := fmt.Sprintf("%.1f", 100*float64(part)/float64(whole))
	return strings.Replace(strings.TrimSuffix(text, ".0"), ".", ",", 1) + "%"
}

// lowerFirst writes a title within a sentence, unless its first word is an abbreviation.
func lowerFirst(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if len([]rune(first)) > 1 && strings.ToUpper(first) == first {
		return text
	}
	for i, r := range text {
		return strings.ToLower(string(r)) + text[i+len(string(r)):]
	}
	return text
}
