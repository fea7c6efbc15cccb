// Package pdffile looks into PDF files that people upload and stamps what is read of them.
//
// A stamp is an incremental update (ISO 32000-1, section 7.5.6): a tail written after the file's own bytes, so that
// signatures on the file stay verifiable, ranges of it can be served as they are, and a thousand readers of one file cost
// a thousand tails of some kilobytes.
package pdffile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Errors of Open.
var (
	// ErrEncrypted: the file is encrypted, be it with an empty password.
	ErrEncrypted = errors.New("pdffile: encrypted")
	// ErrUnreadable: it is no PDF file, or one too damaged to be read with certainty.
	ErrUnreadable = errors.New("pdffile: unreadable")
)

// Limits of one file, well above what a meeting's paper has and below what harms the server.
const (
	maxObjects     = 2_000_000
	maxPages       = 10_000
	maxDepth       = 100
	maxObjectBytes = 256 << 20 // of one stream, before and after decoding
)

// File is a PDF file that was read as a whole.
type File struct {
	ctx    context.Context // of the whole look into the file
	source io.ReadSeeker
	size   int64
	doc    *model.Context
	pages  []page
}

// page is a leaf of the page tree with what it inherits (ISO 32000-1, section 7.7.3.4).
type page struct {
	ref       types.IndirectRef
	dict      types.Dict
	resources types.Object // nil: none
	box       rectangle    // what is shown
	rotate    int          // 0, 90, 180 or 270 degrees clockwise
}

type rectangle struct{ left, bottom, right, top float64 }

var configure = sync.OnceFunc(api.DisableConfigDir) // no files in the server's home

func configuration() *model.Configuration {
	configure()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	conf.ValidationMode = model.ValidationRelaxed
	conf.Limits.MaxObjectCount, conf.Limits.MaxXRefEntries = maxObjects, maxObjects
	conf.Limits.MaxStreamBytes, conf.Limits.MaxDecodeBytes = maxObjectBytes, maxObjectBytes
	conf.Limits.MaxRecursionDepth = maxDepth
	return conf
}

// Open reads a file. Its errors are ErrEncrypted, ErrUnreadable with its cause, or ctx's.
func Open(ctx context.Context, source io.ReadSeeker) (file *File, err error) {
	defer func() {
		// A parser of hostile files may trip over one; that is the file's fault and not a reason to stop serving.
		if tripped := recover(); tripped != nil {
			file, err = nil, fmt.Errorf("%w: %v", ErrUnreadable, tripped)
		}
	}()
	size, err := source.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	doc, err := pdfcpu.ReadWithContext(ctx, source, configuration())
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, pdfcpu.ErrWrongPassword) || doc != nil && (doc.Encrypt != nil || doc.E != nil) {
		return nil, ErrEncrypted
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	file = &File{ctx: ctx, source: source, size: size, doc: doc}
	if err := file.walkPages(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return file, nil
}

// Pages returns how many pages the file has.
func (f *File) Pages() int { return len(f.pages) }

// Rewrite writes the same document anew with a sound structure, for files whose own is damaged.
func (f *File) Rewrite() (written []byte, err error) {
	defer func() {
		if tripped := recover(); tripped != nil {
			written, err = nil, fmt.Errorf("%w: %v", ErrUnreadable, tripped)
		}
	}()
	var out bytes.Buffer
	if err := api.WriteContext(f.doc, &out); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return out.Bytes(), nil
}

// inherited is what a node of the page tree hands down.
type inherited struct {
	resources, media, crop types.Object
	rotate                 int
}

func (f *File) walkPages() error {
	root, err := f.doc.Pages()
	if err != nil {
		return err
	}
	if root == nil {
		return errors.New("no pages")
	}
	if err := f.walkNode(*root, inherited{}, map[int]bool{}, 0); err != nil {
		return err
	}
	if len(f.pages) == 0 {
		return errors.New("no pages")
	}
	return nil
}

func (f *File) walkNode(ref types.IndirectRef, from inherited, seen map[int]bool, depth int) error {
	number := ref.ObjectNumber.Value()
	if seen[number] || depth > maxDepth {
		return errors.New("the page tree is no tree")
	}
	seen[number] = true
	node, err := f.doc.DereferenceDict(ref)
	if err != nil {
		return err
	}
	if node == nil {
		return nil // a page that was taken out
	}
	f.inherit(node, &from)
	entry, has := node.Find("Kids")
	if !has {
		return f.addPage(ref, node, from)
	}
	kids, err := f.doc.DereferenceArray(entry)
	if err != nil {
		return err
	}
	for _, kid := range kids {
		child, ok := kid.(types.IndirectRef)
		if !ok {
			return errors.New("a page that is no reference")
		}
		if err := f.walkNode(child, from, seen, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) inherit(node types.Dict, to *inherited) {
	for key, value := range map[string]*types.Object{"Resources": &to.resources, "MediaBox": &to.media, "CropBox": &to.crop} {
		if own, has := node.Find(key); has && own != nil {
			*value = own
		}
	}
	if own, has := node.Find("Rotate"); has {
		if angle, err := f.doc.DereferenceNumber(own); err == nil {
			to.rotate = (int(angle)%360 + 360) % 360 / 90 * 90
		}
	}
}

func (f *File) addPage(ref types.IndirectRef, node types.Dict, from inherited) error {
	if len(f.pages) == maxPages {
		return fmt.Errorf("more than %d pages", maxPages)
	}
	shown, ok := f.rectangle(from.media)
	if !ok {
		shown = rectangle{0, 0, 595, 842} // what readers assume
	}
	if crop, ok := f.rectangle(from.crop); ok {
		cut := rectangle{max(crop.left, shown.left), max(crop.bottom, shown.bottom), min(crop.right, shown.right), min(crop.top, shown.top)}
		if cut.left < cut.right && cut.bottom < cut.top {
			shown = cut
		}
	}
	f.pages = append(f.pages, page{ref: ref, dict: node, resources: from.resources, box: shown, rotate: from.rotate})
	return nil
}

func (f *File) rectangle(from types.Object) (rectangle, bool) {
	if from == nil {
		return rectangle{}, false
	}
	corners, err := f.doc.DereferenceArray(from)
	if err != nil || len(corners) != 4 {
		return rectangle{}, false
	}
	var at [4]float64
	for i, corner := range corners {
		if at[i], err = f.doc.DereferenceNumber(corner); err != nil {
			return rectangle{}, false
		}
	}
	found := rectangle{min(at[0], at[2]), min(at[1], at[3]), max(at[0], at[2]), max(at[1], at[3])}
	return found, found.left < found.right && found.bottom < found.top
}
