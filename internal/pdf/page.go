package pdf

import (
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/signintech/gopdf"
	"golang.org/x/text/unicode/norm"
)

// Measures in points; 1 mm is 72/25.4 points.
const (
	millimetre = 72 / 25.4

	pageWidth    = 210 * millimetre
	pageHeight   = 297 * millimetre
	marginLeft   = 30 * millimetre
	marginRight  = 15 * millimetre
	marginTop    = 20 * millimetre
	marginBottom = 20 * millimetre
	textWidth    = pageWidth - marginLeft - marginRight
	indent       = 12.7 * millimetre

	sizeBody   = 14.0
	sizeHead   = 13.0
	sizeNumber = 13.0
	sizeCopies = 11.0
	sizeTable  = 12.0

	leading      = 1.2 // line height of single spacing, times the size
	bodyLeading  = 1.3
	paragraphGap = 6.0
	ascent       = 0.891 // of Liberation Serif, times the size
)

// style is the font of a text.
type style struct {
	bold, italic bool
	size         float64
}

func (s style) family() string {
	switch {
	case s.bold && s.italic:
		return "bolditalic"
	case s.bold:
		return "bold"
	case s.italic:
		return "italic"
	}
	return "regular"
}

// parsedFonts are read once: a font is some 400 kB of tables.
var parsedFonts = sync.OnceValues(func() (*gopdf.FontContainer, error) {
	fonts := &gopdf.FontContainer{}
	for family, data := range map[string][]byte{
		"regular": liberationserifregular.TTF, "bold": liberationserifbold.TTF,
		"italic": liberationserifitalic.TTF, "bolditalic": liberationserifbolditalic.TTF,
	} {
		err := fonts.AddTTFFontDataWithOption(family, data, gopdf.TtfOption{OnGlyphNotFoundSubstitute: replacement})
		if err != nil {
			return nil, fmt.Errorf("pdf: font %s: %w", family, err)
		}
	}
	return fonts, nil
})

// replacement stands for a character that the fonts lack.
func replacement(rune) rune { return '?' }

// sheet is the paper: it knows where the next line goes and starts pages. The first error stays and makes the rest
// do nothing.
type sheet struct {
	out   *gopdf.GoPdf
	y     float64 // top of the next line
	page  int     // of the part, from 1
	draft bool
	fonts map[string]bool
	err   error
}

func newSheet() *sheet {
	s := &sheet{out: &gopdf.GoPdf{}, fonts: map[string]bool{}}
	s.out.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}, Unit: gopdf.UnitPT})
	return s
}

// use selects a font; only fonts that are used are embedded.
func (s *sheet) use(st style) bool {
	if s.err != nil {
		return false
	}
	family := st.family()
	if !s.fonts[family] {
		parsed, err := parsedFonts()
		if err == nil {
			err = s.out.AddTTFFontFromFontContainer(family, parsed)
		}
		if err != nil {
			s.err = fmt.Errorf("pdf: font: %w", err)
			return false
		}
		s.fonts[family] = true
	}
	if err := s.out.SetFont(family, "", st.size); err != nil {
		s.err = fmt.Errorf("pdf: font: %w", err)
		return false
	}
	return true
}

// width measures a text.
func (s *sheet) width(text string, st style) float64 {
	if text == "" || !s.use(st) {
		return 0
	}
	width, err := s.out.MeasureTextWidth(norm.NFC.String(text))
	if err != nil {
		s.err = fmt.Errorf("pdf: measure: %w", err)
	}
	return width
}

// put sets a text with its left edge at x and its top at y.
func (s *sheet) put(x, y float64, text string, st style) {
	if text == "" || !s.use(st) {
		return
	}
	s.out.SetXY(x, y+ascent*st.size)
	if err := s.out.Text(norm.NFC.String(text)); err != nil {
		s.err = fmt.Errorf("pdf: text: %w", err)
	}
}

// centre sets a text centred about x.
func (s *sheet) centre(x, y float64, text string, st style) {
	s.put(x-s.width(text, st)/2, y, text, st)
}

// line draws a rule of a width centred about x.
func (s *sheet) rule(x, y, width float64) {
	if s.err == nil {
		s.out.SetLineWidth(0.6)
		s.out.Line(x-width/2, y, x+width/2, y)
	}
}

// newPart starts the document or an annex: its page numbers start again, the first is not shown.
func (s *sheet) newPart() {
	s.page = 0
	s.newPage()
}

func (s *sheet) newPage() {
	if s.err != nil {
		return
	}
	s.out.AddPage()
	s.page++
	s.y = marginTop
	if s.page > 1 {
		s.centre(pageWidth/2, marginTop-sizeNumber*leading-2, strconv.Itoa(s.page), style{size: sizeNumber})
	}
	if s.draft {
		s.put(marginLeft, pageHeight-marginBottom+6, "DỰ THẢO – chưa có giá trị", style{italic: true, size: 10})
	}
}

// need starts a page when less than height is left on this one. It reports whether it did.
func (s *sheet) need(height float64) bool {
	if s.y+height <= pageHeight-marginBottom+0.01 || s.y <= marginTop {
		return false
	}
	s.newPage()
	return true
}

func (s *sheet) writeTo(w io.Writer) error {
	if s.err != nil {
		return s.err
	}
	if _, err := s.out.WriteTo(w); err != nil {
		return fmt.Errorf("pdf: write: %w", err)
	}
	return nil
}
