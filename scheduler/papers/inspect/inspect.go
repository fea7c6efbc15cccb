// Package inspect looks into files that people upload: what they are by their content, and whether anything in them acts,
// hides or swells. Names and announced types are not believed.
package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/pdffile"
)

// Source is a file to look into.
type Source interface {
	io.ReadSeeker
	io.ReaderAt
}

// Result is what a file is.
type Result struct {
	Kind  papers.Kind
	Pages *Pages // nil: they are to be made from an office file
}

// Pages is the PDF file whose pages stand for a file.
type Pages struct {
	Count   int
	Content []byte // nil: the file itself
	Plan    []byte // how its pages are stamped
}

// Keep puts the pages away beside the file under key and returns their key.
func (p *Pages) Keep(ctx context.Context, blobs blob.Store, key string) (string, error) {
	pagesKey := key
	if p.Content != nil {
		pagesKey = papers.PagesKey(key)
		if _, err := blobs.Put(ctx, pagesKey, bytes.NewReader(p.Content)); err != nil {
			return "", err
		}
	}
	_, err := blobs.Put(ctx, papers.PlanKey(pagesKey), bytes.NewReader(p.Plan))
	return pagesKey, err
}

// File looks into a whole file of size bytes that was uploaded under a name. A file that is not taken is refused with a
// fault: Unsupported or Invalid, with a reason that says what to do.
func File(ctx context.Context, source Source, size int64, name string) (*Result, error) {
	head := make([]byte, min(size, headBytes))
	if _, err := source.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("papers: look at upload: %w", err)
	}
	ending := strings.ToLower(path.Ext(name))
	switch found := sniff(head); found {
	case containerPDF:
		return lookPDF(ctx, source, ending)
	case containerZIP:
		kind, err := office(ctx, source, size)
		if err != nil {
			return nil, err
		}
		return &Result{Kind: kind}, checkEnding(kind, ending)
	case containerJPEG, containerPNG:
		return lookImage(ctx, source, papers.Kind(found), ending)
	case containerOLE:
		return nil, lookOLE(source, size)
	case containerProgram:
		return nil, fault.New(fault.Unsupported, "papers.program")
	default:
		return nil, fault.New(fault.Unsupported, "papers.unknown_kind")
	}
}

// endings are what names of a kind end in.
var endings = map[papers.Kind][]string{papers.JPEG: {".jpg", ".jpeg", ".jpe"}}

// checkEnding refuses a name that says another kind than the content: whoever opens it by its name gets a surprise.
func checkEnding(kind papers.Kind, ending string) error {
	good := append([]string{kind.Extension()}, endings[kind]...)
	for _, one := range good {
		if ending == one {
			return nil
		}
	}
	return fault.New(fault.Unsupported, "papers.wrong_ending", strings.ToUpper(string(kind)), kind.Extension())
}

func lookPDF(ctx context.Context, source Source, ending string) (*Result, error) {
	if err := checkEnding(papers.PDF, ending); err != nil {
		return nil, err
	}
	file, err := pdffile.Open(ctx, source)
	switch {
	case errors.Is(err, pdffile.ErrEncrypted):
		return nil, fault.Wrap(fault.Unsupported, "papers.encrypted", err)
	case errors.Is(err, pdffile.ErrUnreadable):
		return nil, fault.Wrap(fault.Unsupported, "papers.unreadable", err)
	case err != nil:
		return nil, err
	}
	danger, err := file.Danger()
	if err != nil {
		return nil, fault.Wrap(fault.Unsupported, "papers.unreadable", err)
	}
	if danger != pdffile.NoDanger {
		return nil, fault.New(fault.Unsupported, "papers.active_pdf", string(danger))
	}
	pages, err := plan(ctx, file)
	if err != nil {
		return nil, err
	}
	return &Result{Kind: papers.PDF, Pages: pages}, nil
}

// plan makes the plan for stamping a PDF file, of a rewritten copy when its structure is damaged.
func plan(ctx context.Context, file *pdffile.File) (*Pages, error) {
	pages := &Pages{Count: file.Pages()}
	stamping, err := file.Plan()
	if errors.Is(err, pdffile.ErrDamaged) {
		if pages.Content, err = file.Rewrite(); err == nil {
			return planOf(ctx, pages.Content)
		}
	}
	if err == nil {
		pages.Plan, err = stamping.Encode()
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unsupported, "papers.unreadable", err)
	}
	return pages, nil
}

func planOf(ctx context.Context, content []byte) (*Pages, error) {
	file, err := pdffile.Open(ctx, bytes.NewReader(content))
	if err != nil {
		return nil, fault.Wrap(fault.Unsupported, "papers.unreadable", err)
	}
	stamping, err := file.Plan()
	if err != nil {
		return nil, fault.Wrap(fault.Unsupported, "papers.unreadable", err)
	}
	pages := &Pages{Count: file.Pages(), Content: content}
	if pages.Plan, err = stamping.Encode(); err != nil {
		return nil, err
	}
	return pages, nil
}

// PagesOf returns the pages that a PDF file of our own making is.
func PagesOf(ctx context.Context, content []byte) (*Pages, error) { return planOf(ctx, content) }
