// Package webvtt reads subtitles in W3C's WebVTT. It is strict where a player would silently lose text: what is wrong is told
// with its line, so that whoever attaches a file can put it right. It reads what people upload: nothing in a file makes it panic,
// and its limits bound what it keeps.
package webvtt

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a file. Twelve hours of speech are a megabyte in some ten thousand cues.
const (
	MaxBytes = 4 << 20
	MaxCues  = 50_000
	MaxText  = 2000 // characters of one cue
)

// Cue is one subtitle. Times are milliseconds.
type Cue struct {
	From  int64  `json:"fromMs"`
	To    int64  `json:"toMs"`
	Voice string `json:"voice,omitempty" doc:"Who speaks, when the file says so."`
	Text  string `json:"text" doc:"Plain; lines are split by newlines."`
	Line  int    `json:"-"` // of its times in the file, from 1
}

// Reasons of an Error.
const (
	TooLarge  = "too_large" // arg: MaxBytes in megabytes
	NotUTF8   = "utf8"
	Control   = "control"   // a character that is not to be seen
	NoHeader  = "header"    // the first line is not WEBVTT
	TimeMap   = "time_map"  // X-TIMESTAMP-MAP moves the times
	BadTime   = "time"      // arg: the line
	Backwards = "backwards" // a cue ends before it begins
	Order     = "order"     // a cue begins before the one above it
	Stray     = "stray"     // text without times
	NoBlank   = "no_blank"  // times inside a cue's text
	TooLong   = "long"      // arg: MaxText
	TooMany   = "many"      // arg: MaxCues
	Empty     = "empty"     // nobody says anything
)

// Error says what is wrong in which line.
type Error struct {
	Line   int // from 1
	Reason string
	Arg    string // of the reason; "" = none
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("webvtt: line %d: %s %s", e.Line, e.Reason, e.Arg) }

const arrow = "-->"

// header is how every file begins.
const header = "WEBVTT"

// Parse reads a file and returns its cues that say something, in their order. Styles, regions and where on the picture a cue
// stands are passed over. Errors are of type *Error.
func Parse(data []byte) ([]Cue, error) {
	if len(data) > MaxBytes {
		return nil, &Error{1, TooLarge, strconv.Itoa(MaxBytes >> 20)}
	}
	p := &parser{lines: split(data)}
	if err := p.characters(); err != nil {
		return nil, err
	}
	if err := p.head(); err != nil {
		return nil, err
	}
	for p.at < len(p.lines) {
		if p.lines[p.at] == "" {
			p.at++
			continue
		}
		if err := p.block(); err != nil {
			return nil, err
		}
	}
	if len(p.cues) == 0 {
		return nil, &Error{max(1, len(p.lines)), Empty, ""}
	}
	return p.cues, nil
}

// split splits at line ends of all three kinds, behind the byte order mark.
func split(data []byte) []string {
	text := strings.TrimPrefix(string(data), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

type parser struct {
	lines []string
	at    int // of the next line
	cues  []Cue
	last  int64 // when the cue before began
}

func (p *parser) fail(line int, reason, arg string) error { return &Error{line + 1, reason, arg} }

// characters refuses what is no text.
func (p *parser) characters() error {
	for i, line := range p.lines {
		if !utf8.ValidString(line) {
			return p.fail(i, NotUTF8, "")
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			return p.fail(i, Control, "")
		}
	}
	return nil
}

// head reads the first line and what is told below it, up to the first empty line.
func (p *parser) head() error {
	rest, found := strings.CutPrefix(p.lines[0], header)
	if !found || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return p.fail(0, NoHeader, "")
	}
	for p.at = 1; p.at < len(p.lines) && p.lines[p.at] != ""; p.at++ {
		switch line := p.lines[p.at]; {
		case strings.Contains(line, arrow):
			return nil // the empty line is missing, and what is meant is clear
		case strings.HasPrefix(line, "X-TIMESTAMP-MAP"):
			return p.fail(p.at, TimeMap, "")
		}
	}
	return nil
}

// block reads a comment, a style, a region or a cue.
func (p *parser) block() error {
	first := p.lines[p.at]
	if word, _, _ := strings.Cut(strings.ReplaceAll(first, "\t", " "), " "); !strings.Contains(first, arrow) && (word == "NOTE" || word == "STYLE" || word == "REGION") {
		for p.at < len(p.lines) && p.lines[p.at] != "" {
			p.at++
		}
		return nil
	}
	if !strings.Contains(first, arrow) { // the cue's name
		if p.at+1 >= len(p.lines) || !strings.Contains(p.lines[p.at+1], arrow) {
			return p.fail(p.at, Stray, shown(first))
		}
		p.at++
	}
	return p.cue()
}

// cue reads a cue from its times on.
func (p *parser) cue() error {
	at := p.at
	from, to, ok := times(p.lines[at])
	switch {
	case !ok:
		return p.fail(at, BadTime, shown(p.lines[at]))
	case to <= from:
		return p.fail(at, Backwards, shown(p.lines[at]))
	case from < p.last:
		return p.fail(at, Order, shown(p.lines[at]))
	}
	p.last = from
	begin := at + 1
	for p.at = begin; p.at < len(p.lines) && p.lines[p.at] != ""; p.at++ {
		if strings.Contains(p.lines[p.at], arrow) {
			return p.fail(p.at, NoBlank, shown(p.lines[p.at]))
		}
	}
	voice, text := plain(strings.Join(p.lines[begin:p.at], "\n"))
	switch {
	case text == "":
		return nil
	case utf8.RuneCountInString(text) > MaxText:
		return p.fail(at, TooLong, strconv.Itoa(MaxText))
	case len(p.cues) == MaxCues:
		return p.fail(at, TooMany, strconv.Itoa(MaxCues))
	}
	p.cues = append(p.cues, Cue{From: from, To: to, Voice: voice, Text: text, Line: at + 1})
	return nil
}

var timing = regexp.MustCompile(`^[ \t]*(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]+-->[ \t]+(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?:[ \t].*)?$`)

// times reads a line of times; what stands behind them is where on the picture the cue is.
func times(line string) (from, to int64, ok bool) {
	found := timing.FindStringSubmatch(line)
	if found == nil {
		return 0, 0, false
	}
	ms := func(parts []string) int64 {
		var all [4]int64
		for i, part := range parts {
			all[i], _ = strconv.ParseInt("0"+part, 10, 64) // digits, and few
		}
		return ((all[0]*60+all[1])*60+all[2])*1000 + all[3]
	}
	return ms(found[1:5]), ms(found[5:9]), true
}

// shown is as much of a line as an error tells.
func shown(line string) string {
	const most = 60
	runes := []rune(line)
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return line
}

// plain takes the tags out of a cue's text. One voice is told apart; of several, each is told before what it says.
func plain(text string) (voice, said string) {
	type speech struct{ who, text string }
	all := []speech{{}}
	add := func(text string) { all[len(all)-1].text += html.UnescapeString(text) }
	for text != "" {
		open := strings.IndexByte(text, '<')
		if open < 0 {
			add(text)
			break
		}
		add(text[:open])
		tag, rest, closed := strings.Cut(text[open+1:], ">")
		if !closed {
			break // the rest is a tag without an end, as browsers read it
		}
		text = rest
		name, about := tag, ""
		if space := strings.IndexAny(tag, " \t\n"); space >= 0 {
			name, about = tag[:space], tag[space+1:]
		}
		switch name, _, _ = strings.Cut(name, "."); name {
		case "v":
			all = append(all, speech{who: strings.Join(strings.Fields(html.UnescapeString(about)), " ")})
		case "/v":
			all = append(all, speech{})
		}
	}
	var parts []string
	who := map[string]bool{}
	for i := range all {
		if all[i].text = tidy(all[i].text); all[i].text != "" {
			who[all[i].who], voice = true, all[i].who
		}
	}
	for _, one := range all {
		switch {
		case one.text == "":
		case len(who) > 1 && one.who != "":
			parts = append(parts, one.who+": "+one.text)
		default:
			parts = append(parts, one.text)
		}
	}
	if len(who) > 1 {
		voice = ""
	}
	return voice, strings.Join(parts, "\n")
}

// tidy takes blanks away at both ends of each line, and empty lines; what an entity has smuggled in too.
func tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\u00ad' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1 // nor what turns the direction of the text around it
		}
		return r
	}, text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Annotate puts a comment below the header of a file that Parse takes.
func Annotate(data []byte, comment string) []byte {
	lines := split(data)
	end := 1
	for end < len(lines) && lines[end] != "" && !strings.Contains(lines[end], arrow) {
		end++
	}
	var out bytes.Buffer
	for _, line := range lines[:end] {
		fmt.Fprintln(&out, line)
	}
	fmt.Fprint(&out, "\nNOTE\n")
	for line := range strings.Lines(comment) {
		if line = strings.TrimSpace(strings.ReplaceAll(line, arrow, "→")); line != "" {
			fmt.Fprintln(&out, line)
		}
	}
	fmt.Fprintln(&out)
	for _, line := range lines[end:] {
		fmt.Fprintln(&out, line)
	}
	return out.Bytes()
}
