package pdffile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Plan is how a file's pages are stamped: everything of the tail but the stamp's picture, which is another for each
// reader. It is made once and kept beside the file.
type Plan struct {
	Size     int64    // of the file, bytes
	Next     int      // the first object number that is free
	Previous int64    // where the file's last cross-reference section is
	Stream   bool     // that section is a stream
	Root     string   // references of the trailer, "12 0 R"
	Info     string   // "" = none
	ID       string   // "" = none
	Objects  []Object // pages and their new contents
	Form     int      // the number of the picture's object
	Pages    int
}

// Object is an object of the tail, whole.
type Object struct {
	Number, Generation int
	Body               string
}

// ErrDamaged means that a file's structure is such that nothing can be written after it: Rewrite it first.
var ErrDamaged = errors.New("pdffile: damaged structure")

const (
	stampName = "GiaoBanStamp"
	faintName = "GiaoBanFaint" // the graphics state of the large stamps: read past, and still read
	opacity   = 0.16
)

// Plan plans the stamping of every page.
func (f *File) Plan() (plan *Plan, err error) {
	defer func() {
		if tripped := recover(); tripped != nil {
			plan, err = nil, fmt.Errorf("%w: %v", ErrUnreadable, tripped)
		}
	}()
	previous, stream, err := f.lastSection()
	if err != nil {
		return nil, err
	}
	plan = &Plan{Size: f.size, Next: *f.doc.Size, Previous: previous, Stream: stream, Root: f.doc.Root.PDFString(), Pages: len(f.pages)}
	if f.doc.Info != nil {
		plan.Info = f.doc.Info.PDFString()
	}
	if len(f.doc.ID) == 2 {
		plan.ID = f.doc.ID.PDFString()
	}
	plan.Form = plan.Next
	before := Object{Number: plan.Next + 1, Body: streamBody("q\n")}
	plan.Objects = append(plan.Objects, before)
	next := plan.Next + 2
	placed := map[string]int{} // contents by what they draw: pages of one size share them
	for _, p := range f.pages {
		drawing := p.drawing()
		after, drawn := placed[drawing]
		if !drawn {
			after = next
			next++
			placed[drawing] = after
			plan.Objects = append(plan.Objects, Object{Number: after, Body: streamBody(drawing)})
		}
		dict, err := f.stamped(p, before.Number, after, plan.Form)
		if err != nil {
			return nil, err
		}
		plan.Objects = append(plan.Objects, Object{
			Number: p.ref.ObjectNumber.Value(), Generation: p.ref.GenerationNumber.Value(), Body: dict.PDFString(),
		})
	}
	return plan, nil
}

// stamped returns a page's dictionary with contents around its own and the picture among its resources.
func (f *File) stamped(p page, before, after, form int) (types.Dict, error) {
	own, err := f.contents(p)
	if err != nil {
		return nil, err
	}
	contents := types.Array{*types.NewIndirectRef(before, 0)}
	contents = append(contents, own...)
	contents = append(contents, *types.NewIndirectRef(after, 0))

	resources, err := f.copyDict(p.resources)
	if err != nil {
		return nil, err
	}
	pictures, err := f.copyDict(resources["XObject"])
	if err != nil {
		return nil, err
	}
	states, err := f.copyDict(resources["ExtGState"])
	if err != nil {
		return nil, err
	}
	pictures[stampName] = *types.NewIndirectRef(form, 0)
	states[faintName] = types.Dict{"ca": types.Float(opacity)}
	resources["XObject"], resources["ExtGState"] = pictures, states
	dict, err := f.copyDict(p.dict)
	if err != nil {
		return nil, err
	}
	dict["Contents"], dict["Resources"] = contents, resources
	return dict, nil
}

// contents returns references to the streams of a page's own contents.
func (f *File) contents(p page) (types.Array, error) {
	entry, has := p.dict.Find("Contents")
	if !has || entry == nil {
		return nil, nil
	}
	resolved, err := f.doc.Dereference(entry)
	if err != nil {
		return nil, err
	}
	switch value := resolved.(type) {
	case nil:
		return nil, nil
	case types.Array:
		return value, nil
	default:
		if ref, ok := entry.(types.IndirectRef); ok {
			return types.Array{ref}, nil
		}
		return nil, fmt.Errorf("%w: contents of a page", ErrUnreadable)
	}
}

// copyDict returns a shallow copy of a dictionary or of the one that a reference names; of nothing, an empty one.
func (f *File) copyDict(object types.Object) (types.Dict, error) {
	copied := types.Dict{}
	if object == nil {
		return copied, nil
	}
	dict, err := f.doc.DereferenceDict(object)
	if err != nil {
		return nil, err
	}
	for key, value := range dict {
		copied[key] = value
	}
	return copied, nil
}

// angle of the large stamps, in radians.
const angle = math.Pi / 5

// drawing is a page's content that puts the picture on it, upright for whoever reads the page: two rows of stamps across
// it at an angle, and one line at its foot.
func (p page) drawing() string {
	width, height := p.box.right-p.box.left, p.box.top-p.box.bottom
	var turn [6]float64 // from the page as it is read, (0, 0) at its lower left, to the page's own coordinates
	switch p.rotate {
	case 90:
		turn = [6]float64{0, 1, -1, 0, p.box.right, p.box.bottom}
		width, height = height, width
	case 180:
		turn = [6]float64{-1, 0, 0, -1, p.box.right, p.box.top}
	case 270:
		turn = [6]float64{0, -1, 1, 0, p.box.left, p.box.top}
		width, height = height, width
	default:
		turn = [6]float64{1, 0, 0, 1, p.box.left, p.box.bottom}
	}
	var out bytes.Buffer
	out.WriteString("\nQ q\n/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\n")
	writeMatrix(&out, turn)
	scale := min(width*0.85/math.Cos(angle), height*0.85/math.Sin(angle)) / stampWidth
	for _, row := range []float64{0.30, 0.70} {
		sin, cos := math.Sincos(angle)
		x := width/2 - cos*scale*stampWidth/2 + sin*scale*lineHeight/2
		y := height*row - sin*scale*stampWidth/2 - cos*scale*lineHeight/2
		out.WriteString("q\n/" + faintName + " gs\n")
		writeMatrix(&out, [6]float64{scale * cos, scale * sin, -scale * sin, scale * cos, x, y})
		out.WriteString("/" + stampName + " Do\nQ\n")
	}
	foot := min(width*0.6/stampWidth, 8.0/stampUnits)
	out.WriteString("q\n")
	writeMatrix(&out, [6]float64{foot, 0, 0, foot, width * 0.02, height * 0.01})
	out.WriteString("/" + stampName + " Do\nQ\nEMC\nQ\n")
	return out.String()
}

func writeMatrix(out *bytes.Buffer, m [6]float64) {
	for _, v := range m {
		out.WriteString(strconv.FormatFloat(v, 'f', 4, 64) + " ")
	}
	out.WriteString("cm\n")
}

// streamBody is a stream's object with contents that are not compressed.
func streamBody(content string) string {
	return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
}

var startxref = regexp.MustCompile(`startxref\s+(\d{1,12})\s+%%EOF\s*$`)

// lastSection finds the file's last cross-reference section and what kind it is.
func (f *File) lastSection() (offset int64, stream bool, err error) {
	head := make([]byte, 5)
	if err := f.readAt(head, 0); err != nil || string(head) != "%PDF-" {
		return 0, false, ErrDamaged // its offsets count from somewhere else
	}
	end := make([]byte, min(f.size, 1024))
	if err := f.readAt(end, f.size-int64(len(end))); err != nil {
		return 0, false, err
	}
	match := startxref.FindSubmatch(end)
	if match == nil {
		return 0, false, ErrDamaged
	}
	offset, err = strconv.ParseInt(string(match[1]), 10, 64)
	if err != nil || offset <= 0 || offset >= f.size {
		return 0, false, ErrDamaged
	}
	section := make([]byte, min(f.size-offset, 32))
	if err := f.readAt(section, offset); err != nil {
		return 0, false, err
	}
	switch {
	case bytes.HasPrefix(section, []byte("xref")):
		return offset, false, nil
	case xrefStream.Match(section):
		return offset, true, nil
	}
	return 0, false, ErrDamaged
}

var xrefStream = regexp.MustCompile(`^\d+\s+\d+\s+obj`)

func (f *File) readAt(p []byte, offset int64) error {
	if _, err := f.source.Seek(offset, io.SeekStart); err != nil {
		return err
	}
	_, err := io.ReadFull(f.source, p)
	return err
}

// Encode returns the plan as bytes to keep.
func (p *Plan) Encode() ([]byte, error) { return json.Marshal(p) }

// DecodePlan reads what Encode wrote.
func DecodePlan(kept []byte) (*Plan, error) {
	var plan Plan
	if err := json.Unmarshal(kept, &plan); err != nil {
		return nil, fmt.Errorf("pdffile: plan: %w", err)
	}
	return &plan, nil
}
