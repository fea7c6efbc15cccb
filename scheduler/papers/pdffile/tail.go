package pdffile

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"slices"
)

// stampWidth is the width of the picture, at most, in its own units; longer lines are made narrower.
const stampWidth = 16 * stampUnits

// Tail returns what stands after the file's own bytes so that each of its pages shows the lines. The same lines always
// give the same bytes.
func (p *Plan) Tail(lines ...string) ([]byte, error) {
	picture, err := p.picture(lines)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteByte('\n')
	places := make([]place, 0, len(p.Objects)+2)
	for _, object := range append(slices.Clone(p.Objects), Object{Number: p.Form, Body: picture}) {
		places = append(places, place{object.Number, object.Generation, p.Size + int64(out.Len())})
		fmt.Fprintf(&out, "%d %d obj\n%s\nendobj\n", object.Number, object.Generation, object.Body)
	}
	highest := p.Next
	for _, at := range places {
		highest = max(highest, at.number)
	}
	start := p.Size + int64(out.Len())
	if p.Stream {
		p.writeStream(&out, places, highest+1, start)
	} else {
		p.writeTable(&out, places, highest+1)
	}
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", start)
	return out.Bytes(), nil
}

// picture is a form (ISO 32000-1, section 8.10) with the lines' outlines.
func (p *Plan) picture(lines []string) (string, error) {
	var paths bytes.Buffer
	paths.WriteString("0.35 g\n")
	height := lineHeight * float64(max(len(lines), 1))
	for i, line := range lines {
		var drawn bytes.Buffer
		width, err := outline(&drawn, line, 0, 0)
		if err != nil {
			return "", fmt.Errorf("pdffile: stamp: %w", err)
		}
		narrow := min(1, stampWidth/max(width, 1))
		fmt.Fprintf(&paths, "q %.4f 0 0 1 0 %.2f cm\n%sf\nQ\n", narrow, descent+lineHeight*float64(len(lines)-1-i), drawn.Bytes())
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(paths.Bytes()); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return fmt.Sprintf("<</Type /XObject /Subtype /Form /BBox [0 0 %d %.0f] /Filter /FlateDecode /Length %d "+
		"/Resources <<>>>>\nstream\n%s\nendstream", stampWidth, height, packed.Len(), packed.Bytes()), nil
}

// place is where an object stands in the stamped file.
type place struct {
	number, generation int
	offset             int64
}

// runs splits places, sorted by number, where numbers are not consecutive. Of one number twice, the last one counts.
func runs(places []place) [][]place {
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.number, b.number) })
	var all [][]place
	for i, at := range places {
		switch {
		case i > 0 && at.number == places[i-1].number:
			last := all[len(all)-1]
			last[len(last)-1] = at
		case i > 0 && at.number == places[i-1].number+1:
			all[len(all)-1] = append(all[len(all)-1], at)
		default:
			all = append(all, []place{at})
		}
	}
	return all
}

// writeTable writes a cross-reference table and the trailer (ISO 32000-1, sections 7.5.4 and 7.5.5).
func (p *Plan) writeTable(out *bytes.Buffer, places []place, size int) {
	out.WriteString("xref\n")
	for _, run := range runs(places) {
		fmt.Fprintf(out, "%d %d\n", run[0].number, len(run))
		for _, at := range run {
			fmt.Fprintf(out, "%010d %05d n\r\n", at.offset, at.generation)
		}
	}
	fmt.Fprintf(out, "trailer\n<<%s>>\n", p.trailer(size))
}

// writeStream writes a cross-reference stream (ISO 32000-1, section 7.5.8), which names itself too.
func (p *Plan) writeStream(out *bytes.Buffer, places []place, size int, start int64) {
	places = append(places, place{size, 0, start})
	var index, entries bytes.Buffer
	for _, run := range runs(places) {
		fmt.Fprintf(&index, "%d %d ", run[0].number, len(run))
		for _, at := range run {
			entries.WriteByte(1)
			_ = binary.Write(&entries, binary.BigEndian, at.offset) // to memory
			_ = binary.Write(&entries, binary.BigEndian, uint16(at.generation))
		}
	}
	fmt.Fprintf(out, "%d 0 obj\n<</Type /XRef /W [1 8 2] /Index [%s] /Length %d %s>>\nstream\n%s\nendstream\nendobj\n",
		size, bytes.TrimSpace(index.Bytes()), entries.Len(), p.trailer(size+1), entries.Bytes())
}

func (p *Plan) trailer(size int) string {
	text := fmt.Sprintf("/Size %d /Root %s /Prev %d", size, p.Root, p.Previous)
	if p.Info != "" {
		text += " /Info " + p.Info
	}
	if p.ID != "" {
		text += " /ID " + p.ID
	}
	return text
}
