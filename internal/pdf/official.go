package pdf

import (
	"bytes"
	"fmt"
	"time"

	"github.com/signintech/gopdf"
)

const (
	nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	motto  = "Độc lập - Tự do - Hạnh phúc"

	leftColumn  = 66 * millimetre // of the head: agency; the rest is the nation's
	columnGap   = 4 * millimetre
	signingRoom = 28 * millimetre // for signature and seal
)

// Render sets a document and returns the PDF file.
func Render(doc *Document) ([]byte, error) {
	s := newSheet()
	s.draft = doc.Draft
	info := gopdf.PdfInfo{Title: joinTitle(doc), Author: doc.Agency, Creator: "GiaoBan", Producer: "GiaoBan", CreationDate: doc.Date}
	s.out.SetInfo(info)
	s.newPart()
	s.head(doc)
	s.title(doc)
	s.blocks(doc.Body)
	s.end(doc)
	for _, annex := range doc.Annexes {
		s.newPart()
		s.y = s.block(pageWidth/2-(marginRight-marginLeft)/2, s.y, textWidth, annex.Title, style{bold: true, size: sizeBody})
		s.y = s.block(pageWidth/2-(marginRight-marginLeft)/2, s.y, textWidth, annex.Subtitle, style{italic: true, size: sizeBody})
		s.y += 2 * paragraphGap
		s.blocks(annex.Body)
	}
	var file bytes.Buffer
	if err := s.writeTo(&file); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

func joinTitle(doc *Document) string {
	if doc.Abstract == "" {
		return doc.Type
	}
	return doc.Type + " – " + doc.Abstract
}

// head sets agency and nation side by side, the number, and the place and date line (phụ lục I, mục II.1 to II.4).
func (s *sheet) head(doc *Document) {
	left := marginLeft + leftColumn/2
	rightWidth := textWidth - leftColumn - columnGap
	right := marginLeft + leftColumn + columnGap + rightWidth/2
	top := s.y

	y := s.block(left, top, leftColumn, doc.Parent, style{size: sizeHead})
	y = s.block(left, y, leftColumn, doc.Agency, style{bold: true, size: sizeHead})
	s.rule(left, y+1, leftColumn*0.4)

	heading := style{bold: true, size: sizeHead}
	if s.width(nation, heading) > rightWidth {
		heading.size = 12
	}
	yr := s.block(right, top, rightWidth+columnGap, nation, heading)
	below := style{bold: true, size: sizeBody}
	yr = s.block(right, yr, rightWidth, motto, below)
	s.rule(right, yr+1, s.width(motto, below))

	second := max(y, yr) + 8
	s.y = s.block(left, second, leftColumn, doc.Number, style{size: sizeNumber})
	if doc.Place != "" {
		s.y = max(s.y, s.block(right, second, rightWidth+columnGap, placeAndDate(doc.Place, doc.Date), style{italic: true, size: sizeBody}))
	}
	if doc.Urgency != "" {
		s.urgency(left, doc.Urgency)
	}
	s.y += 12
}

// placeAndDate is the line of place and date; days below ten and the months January and February have a zero before.
func placeAndDate(place string, date time.Time) string {
	if date.IsZero() {
		return place + ", ngày      tháng      năm        "
	}
	month := fmt.Sprint(int(date.Month()))
	if date.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("%s, ngày %02d tháng %s năm %d", place, date.Day(), month, date.Year())
}

func (s *sheet) urgency(x float64, text string) {
	st := style{bold: true, size: sizeHead}
	width := s.width(text, st) + 12
	s.y += 4
	if s.err == nil {
		s.out.SetLineWidth(0.8)
		s.out.RectFromUpperLeftWithStyle(x-width/2, s.y, width, sizeHead*leading+6, "D")
	}
	s.centre(x, s.y+3, text, st)
	s.y += sizeHead*leading + 6
}

func (s *sheet) title(doc *Document) {
	middle := marginLeft + textWidth/2
	s.y = s.block(middle, s.y, textWidth, doc.Type, style{bold: true, size: sizeBody})
	if doc.Abstract != "" {
		st := style{bold: true, size: sizeBody}
		s.y = s.block(middle, s.y, textWidth*0.8, doc.Abstract, st)
		s.rule(middle, s.y+2, min(textWidth*0.3, s.width(doc.Abstract, st)*0.45))
	}
	s.y += 14
}

func (s *sheet) blocks(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case Paragraph:
			s.paragraph(b)
		case Table:
			s.table(b)
		}
	}
}

// end sets who gets copies at the left and the signature at the right; both stay on one page.
func (s *sheet) end(doc *Document) {
	if len(doc.Signatures) == 0 && len(doc.CopyTo) == 0 {
		return
	}
	half := textWidth / 2
	height := s.signatureHeight(doc.Signatures, half)
	copies := s.copies(doc.CopyTo, half-columnGap)
	const copyLine = sizeCopies * leading
	s.y += paragraphGap
	below := 0.0
	if len(copies) > 0 {
		below = 12*leading + float64(len(copies))*copyLine
	}
	whole := max(height, below)
	if len(doc.Signatures) > 1 {
		whole = height + paragraphGap + below // the recipients stand below
	}
	s.need(min(whole, pageHeight-marginTop-marginBottom))
	top := s.y

	for i, signature := range doc.Signatures {
		// The last stands at the right, an earlier one at the left.
		x := marginLeft + half + half/2
		if i < len(doc.Signatures)-1 {
			x = marginLeft + half/2
		}
		s.signature(x, top, half, signature)
	}
	if len(doc.Signatures) > 1 {
		top += height + paragraphGap
	}
	s.y = top
	if len(copies) > 0 {
		s.put(marginLeft, s.y, "Nơi nhận:", style{bold: true, italic: true, size: 12})
		s.y += 12 * leading
		for _, line := range copies {
			s.need(copyLine)
			s.set(line, marginLeft, half, sizeCopies, Left, false)
			s.y += copyLine
		}
	}
	s.y = max(s.y, top+height)
}

func (s *sheet) copies(list []string, width float64) [][]word {
	var lines [][]word
	for i, item := range list {
		end := ";"
		if i == len(list)-1 {
			end = "."
		}
		lines = append(lines, s.broken([]Run{{Text: "- " + item + end}}, sizeCopies, width, 0)...)
	}
	return lines
}

func (s *sheet) signatureHeight(signatures []Signature, width float64) float64 {
	highest := 0.0
	for _, signature := range signatures {
		lines := 0
		for _, text := range append([]string{signature.Name}, signature.Lines...) {
			lines += len(s.broken([]Run{{Text: text, Bold: true}}, sizeBody, width, 0))
		}
		highest = max(highest, float64(lines)*leading*sizeBody+signingRoom)
	}
	return highest
}

func (s *sheet) signature(x, y, width float64, signature Signature) {
	st := style{bold: true, size: sizeBody}
	for _, text := range signature.Lines {
		y = s.block(x, y, width, text, st)
	}
	if signature.Note != "" {
		s.centre(x, y+signingRoom/2-sizeHead/2, signature.Note, style{italic: true, size: sizeHead})
	}
	s.block(x, y+signingRoom, width, signature.Name, st)
}
