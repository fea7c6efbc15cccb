package pdf

import "time"

// Document is one official document of an agency.
type Document struct {
	// Parent is the agency above, "" = none; Agency the one that issues. A line break splits either.
	Parent, Agency string
	// Number is the line "Số: 12/GM-UBND". An empty Place leaves out the place and date line, as minutes do; a zero Date
	// leaves room for a date, as a draft does.
	Number  string
	Place   string
	Date    time.Time
	Urgency string // "KHẨN", set in a frame; "" = none
	Draft   bool   // marks every page as a draft

	Type     string // "GIẤY MỜI"
	Abstract string // trích yếu, under the type

	Body       []Block
	Signatures []Signature // one, or two side by side as minutes have
	CopyTo     []string    // nơi nhận; empty = no such block
	Annexes    []Annex
}

// Block is a part of a body: Paragraph or Table.
type Block interface{ block() }

// Paragraph is text that wraps.
type Paragraph struct {
	Runs   []Run
	Align  Align
	Indent bool // its first line, by 1.27 cm
	Hang   bool // all its lines stand in by 1.27 cm
	Keep   bool // a heading: on one page with the lines that follow
}

// Run is text in one style.
type Run struct {
	Text         string
	Bold, Italic bool
}

// Align is how lines stand between the margins.
type Align int

// Alignments.
const (
	Justified Align = iota
	Left
	Centred
)

// Table is a table with a head that is repeated on every page.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// Column is one column of a table.
type Column struct {
	Title  string
	Weight float64 // its share of the width
	Align  Align   // Left or Centred
}

func (Paragraph) block() {}
func (Table) block()     {}

// Signature is a block at the lower right: the signer's authority, room for signature and seal, the name.
type Signature struct {
	Lines []string // "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"
	Note  string   // "(Đã ký)", in italics; "" = room for a hand
	Name  string
}

// Annex is a part on pages of its own, with page numbers of its own.
type Annex struct {
	Title    string // "DANH SÁCH THÀNH PHẦN THAM DỰ"
	Subtitle string // "(Kèm theo Giấy mời số …)"
	Body     []Block
}

// Text is a paragraph of plain text with its first line indented.
func Text(text string) Paragraph {
	return Paragraph{Runs: []Run{{Text: text}}, Indent: true}
}

// Labelled is an indented paragraph that starts with a label.
func Labelled(label, text string) Paragraph {
	return Paragraph{Runs: []Run{{Text: label + ": ", Bold: true}, {Text: text}}, Indent: true}
}
