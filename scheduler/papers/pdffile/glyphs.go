package pdffile

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// Stamps are drawn as outlines: no font needs to be embedded, and no text can be selected and deleted by itself.

// parsedFont is Liberation Sans, read once. A *sfnt.Font is safe for concurrent use.
var parsedFont = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(liberationsansregular.TTF) })

const (
	stampUnits = 100 // outlines are drawn at this size in points; page contents scale them
	lineHeight = 1.35 * stampUnits
	descent    = 0.25 * stampUnits
)

// outline draws a line of text from (0, 0) to the right as PDF path operators (ISO 32000-1, section 8.5) and returns its
// width.
func outline(out *bytes.Buffer, text string, x, y float64) (float64, error) {
	font, err := parsedFont()
	if err != nil {
		return 0, err
	}
	var buffer sfnt.Buffer
	size := fixed.I(stampUnits)
	start := x
	for _, r := range norm.NFC.String(text) {
		glyph, err := font.GlyphIndex(&buffer, r)
		if err != nil {
			return 0, err
		}
		segments, err := font.LoadGlyph(&buffer, glyph, size, nil)
		if err != nil {
			return 0, err
		}
		drawGlyph(out, segments, x, y)
		advance, err := font.GlyphAdvance(&buffer, glyph, size, 0)
		if err != nil {
			return 0, err
		}
		x += points(advance)
	}
	return x - start, nil
}

func points(v fixed.Int26_6) float64 { return float64(v) / 64 }

func drawGlyph(out *bytes.Buffer, segments sfnt.Segments, x, y float64) {
	var lastX, lastY float64
	at := func(p fixed.Point26_6) (float64, float64) { return x + points(p.X), y - points(p.Y) } // sfnt's y points down
	for i, segment := range segments {
		endX, endY := at(segment.Args[0])
		switch segment.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				out.WriteString("h\n")
			}
			fmt.Fprintf(out, "%.1f %.1f m\n", endX, endY)
		case sfnt.SegmentOpLineTo:
			fmt.Fprintf(out, "%.1f %.1f l\n", endX, endY)
		case sfnt.SegmentOpQuadTo: // PDF has cubic curves only
			controlX, controlY := endX, endY
			endX, endY = at(segment.Args[1])
			fmt.Fprintf(out, "%.1f %.1f %.1f %.1f %.1f %.1f c\n",
				lastX+2*(controlX-lastX)/3, lastY+2*(controlY-lastY)/3, endX+2*(controlX-endX)/3, endY+2*(controlY-endY)/3, endX, endY)
		case sfnt.SegmentOpCubeTo:
			secondX, secondY := at(segment.Args[1])
			thirdX, thirdY := at(segment.Args[2])
			fmt.Fprintf(out, "%.1f %.1f %.1f %.1f %.1f %.1f c\n", endX, endY, secondX, secondY, thirdX, thirdY)
			endX, endY = thirdX, thirdY
		}
		lastX, lastY = endX, endY
	}
	if len(segments) > 0 {
		out.WriteString("h\n")
	}
}
