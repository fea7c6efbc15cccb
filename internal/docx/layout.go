package docx

import (
	"fmt"
	"strings"
	"time"

	"giaoban/internal/pdf"
)

// Measures in twentieths of a point: 1 mm is 56.7.
const (
	pageWidth, pageHeight                            = 11906, 16838 // A4
	marginTop, marginBottom, marginLeft, marginRight = 1134, 1134, 1701, 851
	textWidth                                        = pageWidth - marginLeft - marginRight
	leftColumn                                       = 3742 // of the head: the agency
	indent                                           = 720
	signingRoom                                      = 1500 // for signature and seal
)

type writer struct{ out strings.Builder }

func (w *writer) put(format string, args ...any) { fmt.Fprintf(&w.out, format, args...) }

// look is how a paragraph of one style is set. Sizes are in half points; spaces in twentieths of a point.
type look struct {
	align        string // "left", "center", "both", "right"
	bold, italic bool
	size         int
	before       int
	after        int
	first        int // indent of the first line
	line         int // 240 = single
	rule         bool
	keep         bool // with the next paragraph
}

func (w *writer) paragraph(l look, runs ...pdf.Run) {
	w.put(`<w:p><w:pPr>`)
	if l.keep {
		w.put(`<w:keepNext/>`)
	}
	if l.rule {
		w.put(`<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>`)
	}
	line := l.line
	if line == 0 {
		line = 240
	}
	w.put(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="auto"/>`, l.before, l.after, line)
	if l.rule {
		w.put(`<w:ind w:left="1100" w:right="1100"/>`)
	} else if l.first > 0 {
		w.put(`<w:ind w:firstLine="%d"/>`, l.first)
	}
	w.put(`<w:jc w:val="%s"/></w:pPr>`, l.align)
	for _, run := range runs {
		w.run(l, run)
	}
	w.put(`</w:p>`)
}

func (w *writer) run(l look, run pdf.Run) {
	for i, line := range strings.Split(run.Text, "\n") {
		w.put(`<w:r><w:rPr>`)
		if l.bold || run.Bold {
			w.put(`<w:b/>`)
		}
		if l.italic || run.Italic {
			w.put(`<w:i/>`)
		}
		if l.size > 0 {
			w.put(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, l.size, l.size)
		}
		w.put(`</w:rPr>`)
		if i > 0 {
			w.put(`<w:br/>`)
		}
		w.put(`<w:t xml:space="preserve">%s</w:t></w:r>`, escape(line))
	}
}

func (w *writer) text(l look, text string) { w.paragraph(l, pdf.Run{Text: text}) }

// columns sets two blocks side by side, without lines around them.
func (w *writer) columns(left, right int, first, second func()) {
	w.put(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`, left+right, left, right)
	for i, content := range []func(){first, second} {
		w.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, []int{left, right}[i])
		content()
		w.put(`</w:tc>`)
	}
	w.put(`</w:tr></w:tbl>`)
}

func (w *writer) document(doc *pdf.Document) {
	if doc.Agency != "" {
		w.head(doc)
	}
	w.text(look{align: "center", bold: true, before: 240}, doc.Type)
	if doc.Abstract != "" {
		w.text(look{align: "center", bold: true}, doc.Abstract)
		w.text(look{align: "center", size: 8, rule: true, after: 200}, "")
	}
	w.blocks(doc.Body)
	w.end(doc)
	for i := range doc.Annexes {
		w.section(true)
		annex := &doc.Annexes[i]
		w.text(look{align: "center", bold: true}, annex.Title)
		w.text(look{align: "center", italic: true, after: 200}, annex.Subtitle)
		w.blocks(annex.Body)
	}
	w.section(false)
}

// section ends a part on pages of its own, with page numbers of its own of which the first is not shown.
func (w *writer) section(more bool) {
	if more {
		w.put(`<w:p><w:pPr>`)
	}
	w.put(`<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:headerReference w:type="first" r:id="rId3"/><w:type w:val="nextPage"/>`+
		`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/><w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>`,
		pageWidth, pageHeight, marginTop, marginRight, marginBottom, marginLeft)
	if more {
		w.put(`</w:pPr></w:p>`)
	}
}

func (w *writer) head(doc *pdf.Document) {
	headed := look{align: "center", size: 26}
	bold := headed
	bold.bold = true
	w.columns(leftColumn, textWidth-leftColumn, func() {
		if doc.Parent != "" {
			w.text(headed, doc.Parent)
		}
		w.text(bold, doc.Agency)
		w.text(look{align: "center", size: 4, rule: true, after: 120}, "")
		w.text(headed, doc.Number)
		if doc.Urgency != "" {
			w.text(bold, doc.Urgency)
		}
	}, func() {
		w.text(bold, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
		w.text(look{align: "center", bold: true}, "Độc lập - Tự do - Hạnh phúc")
		w.text(look{align: "center", size: 4, rule: true, after: 120}, "")
		if doc.Place != "" {
			w.text(look{align: "center", italic: true}, placeAndDate(doc.Place, doc.Date))
		}
	})
	if doc.Draft {
		w.text(look{align: "left", italic: true, size: 20, before: 120}, "DỰ THẢO – chưa có giá trị")
	}
}

// placeAndDate is as package pdf has it: days below ten and the months January and February have a zero before.
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

func (w *writer) blocks(blocks []pdf.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case pdf.Paragraph:
			l := look{align: map[pdf.Align]string{pdf.Justified: "both", pdf.Left: "left", pdf.Centred: "center"}[b.Align], after: 120, line: 312, keep: b.Keep}
			if b.Indent {
				l.first = indent
			}
			w.paragraph(l, b.Runs...)
		case pdf.Table:
			w.table(b)
		}
	}
}

func (w *writer) table(t pdf.Table) {
	total := 0.0
	for _, column := range t.Columns {
		total += column.Weight
	}
	w.put(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>`, textWidth)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		w.put(`<w:%s w:val="single" w:sz="4" w:space="0" w:color="auto"/>`, side)
	}
	w.put(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, column := range t.Columns {
		w.put(`<w:gridCol w:w="%d"/>`, int(textWidth*column.Weight/total))
	}
	w.put(`</w:tblGrid>`)
	row := func(cells []string, head bool) {
		w.put(`<w:tr><w:trPr><w:cantSplit/>`)
		if head {
			w.put(`<w:tblHeader/>`)
		}
		w.put(`</w:trPr>`)
		for i, column := range t.Columns {
			text := ""
			if i < len(cells) {
				text = cells[i]
			}
			align := "left"
			if head || column.Align == pdf.Centred {
				align = "center"
			}
			w.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, int(textWidth*column.Weight/total))
			w.text(look{align: align, bold: head, size: 24}, text)
			w.put(`</w:tc>`)
		}
		w.put(`</w:tr>`)
	}
	head := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		head[i] = column.Title
	}
	row(head, true)
	for _, cells := range t.Rows {
		row(cells, false)
	}
	w.put(`</w:tbl>`)
	w.text(look{align: "left", size: 12}, "") // a table must not end a part
}

// end sets signatures and recipients: one signature at the right of the recipients, two above them.
func (w *writer) end(doc *pdf.Document) {
	if len(doc.Signatures) == 0 && len(doc.CopyTo) == 0 {
		return
	}
	w.text(look{align: "left", size: 12}, "")
	half := textWidth / 2
	if len(doc.Signatures) > 1 {
		w.columns(half, textWidth-half, func() { w.signature(doc.Signatures[0]) }, func() { w.signature(doc.Signatures[1]) })
		w.copies(doc.CopyTo)
		return
	}
	w.columns(half, textWidth-half, func() { w.copies(doc.CopyTo) }, func() {
		if len(doc.Signatures) == 0 {
			w.text(look{align: "left"}, "")
			return
		}
		w.signature(doc.Signatures[0])
	})
}

func (w *writer) signature(s pdf.Signature) {
	bold := look{align: "center", bold: true, keep: true}
	for _, line := range s.Lines {
		w.text(bold, line)
	}
	if s.Note != "" {
		w.text(look{align: "center", italic: true, size: 26, keep: true}, s.Note)
	}
	w.text(look{align: "center", bold: true, before: signingRoom}, s.Name)
}

func (w *writer) copies(list []string) {
	w.text(look{align: "left", bold: true, italic: true, size: 24, keep: true}, "Nơi nhận:")
	for i, item := range list {
		end := ";"
		if i == len(list)-1 {
			end = "."
		}
		w.text(look{align: "left", size: 22}, "- "+item+end)
	}
}
