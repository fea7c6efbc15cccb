package pdf

import "strings"

// word is what is never split between lines, unless it is longer than one.
type word struct {
	text  string
	style style
	space bool // one follows
	width float64
}

// words splits runs at their spaces. Styles may change within a word: its parts then follow each other without space.
func (s *sheet) words(runs []Run, size, limit float64) []word {
	var all []word
	for _, run := range runs {
		st := style{bold: run.Bold, italic: run.Italic, size: size}
		rest := run.Text
		if strings.TrimLeft(rest, " \n\t") != rest && len(all) > 0 {
			all[len(all)-1].space = true
		}
		for _, text := range strings.Fields(rest) {
			for _, part := range s.fit(text, st, limit) {
				all = append(all, word{text: part, style: st, space: true, width: s.width(part, st)})
			}
		}
		if len(all) > 0 && strings.TrimRight(rest, " \n\t") == rest {
			all[len(all)-1].space = false
		}
	}
	return all
}

// fit splits a word that is wider than a line.
func (s *sheet) fit(text string, st style, limit float64) []string {
	if s.width(text, st) <= limit {
		return []string{text}
	}
	var parts []string
	start, width := 0, 0.0
	for i, r := range text {
		w := s.width(string(r), st)
		if width+w > limit && i > start {
			parts = append(parts, text[start:i])
			start, width = i, 0
		}
		width += w
	}
	return append(parts, text[start:])
}

// lines breaks words into lines of at most limit, the first shorter by first.
func (s *sheet) lines(words []word, limit, first, space float64) [][]word {
	var lines [][]word
	start, width := 0, first
	for i, w := range words {
		gap := 0.0
		if i > start && words[i-1].space {
			gap = space
		}
		// Parts of one word stay together: the whole up to its next space must fit.
		whole := w.width
		for j := i; !words[j].space && j+1 < len(words); j++ {
			whole += words[j+1].width
		}
		startsWord := i == 0 || words[i-1].space
		if i > start && (startsWord && width+gap+whole > limit || width+gap+w.width > limit) {
			lines = append(lines, words[start:i])
			start, width, gap = i, 0, 0
		}
		width += gap + w.width
	}
	return append(lines, words[start:])
}

// paragraph sets a paragraph, over pages if need be.
func (s *sheet) paragraph(p Paragraph) {
	left, limit, first := marginLeft, textWidth, 0.0
	if p.Indent {
		first = indent
	}
	if p.Hang {
		left, limit = left+indent, limit-indent
	}
	lines, height := s.broken(p.Runs, sizeBody, limit, first), bodyLeading*sizeBody
	switch {
	case p.Keep:
		s.need(float64(min(len(lines), 5)+2)*height + paragraphGap)
	case len(lines) > 1:
		s.need(2 * height) // no line is alone at the foot of a page
	}
	for i, line := range lines {
		s.need(height)
		stretch := p.Align == Justified && i < len(lines)-1
		offset := 0.0
		if i == 0 {
			offset = first
		}
		s.set(line, left+offset, limit-offset, sizeBody, p.Align, stretch)
		s.y += height
	}
	s.y += paragraphGap
}

func (s *sheet) broken(runs []Run, size, limit, first float64) [][]word {
	words := s.words(runs, size, limit-first)
	if len(words) == 0 {
		return nil
	}
	return s.lines(words, limit, first, s.width(" ", style{size: size}))
}

// set puts one line between left and left+limit.
func (s *sheet) set(line []word, left, limit, size float64, align Align, stretch bool) {
	space := s.width(" ", style{size: size})
	width, gaps := 0.0, 0
	for i, w := range line {
		width += w.width
		if w.space && i < len(line)-1 {
			width += space
			gaps++
		}
	}
	x := left
	if align == Centred {
		x += (limit - width) / 2
	}
	if stretch && gaps > 0 {
		space += (limit - width) / float64(gaps)
	}
	for i, w := range line {
		text := w.text
		if w.space && i < len(line)-1 {
			text += " " // drawn too, so that selected text has its spaces
		}
		s.put(x, s.y, text, w.style)
		x += w.width
		if w.space {
			x += space
		}
	}
}

// block sets lines of one style centred about x from y on, wrapped to width, and returns where they end.
func (s *sheet) block(x, y, width float64, text string, st style) float64 {
	for _, part := range strings.Split(text, "\n") {
		for _, line := range s.broken([]Run{{Text: part, Bold: st.bold, Italic: st.italic}}, st.size, width, 0) {
			s.centre(x, y, joined(line), st)
			y += leading * st.size
		}
	}
	return y
}

func joined(line []word) string {
	var b strings.Builder
	for i, w := range line {
		b.WriteString(w.text)
		if w.space && i < len(line)-1 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}
