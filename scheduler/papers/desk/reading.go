package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/pdffile"
)

// Opened is a paper that somebody has opened to read.
type Opened struct {
	papers.View
	Paper papers.Paper
	File  papers.File
}

// Open opens a version of a paper's file for reading, which is recorded; number 0 is the newest. Readers see the newest
// only. Without a preview there is nothing to read in a page: the file's preview state says why.
func (d *Desk) Open(ctx context.Context, by directory.By, paperID string, number int) (*Opened, error) {
	var opened *Opened
	err := store.InTx(ctx, d.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		found, file, err := d.file(ctx, tx, by, paperID, number)
		if err != nil {
			return err
		}
		now := d.Now()
		view := papers.View{
			ID: id.New(papers.ViewPrefix), PaperID: paperID, FileID: file.ID, AccountID: by.Actor.ID, Label: d.label(ctx, by), At: now, Expires: now.Add(d.ViewLifetime),
		}
		if err := d.Store.InsertView(ctx, tx, &view); err != nil {
			return err
		}
		opened = &Opened{View: view, Paper: found.Paper, File: *file}
		return d.read(ctx, tx, by, &found.Paper, file, "paper.read")
	})
	return opened, d.told(ctx, by, err)
}

// file finds a version of a paper's file that somebody may read.
func (d *Desk) file(ctx context.Context, db bun.IDB, by directory.By, paperID string, number int) (*Detail, *papers.File, error) {
	found, _, err := d.paper(ctx, db, by, paperID)
	if err != nil {
		return nil, nil, err
	}
	file := found.File(number)
	if file == nil || !found.Rights.Originals && file.Number != found.Current().Number {
		return nil, nil, fault.New(fault.NotFound, "papers.no_file")
	}
	return found, file, nil
}

// read records a reading.
func (d *Desk) read(ctx context.Context, tx bun.Tx, by directory.By, paper *papers.Paper, file *papers.File, action string) error {
	return d.Audit.In(tx).Append(ctx, by.Actor, action, subject(paper.ID), map[string]any{
		"meeting": paper.MeetingID, "file": file.Number, "sha256": file.SHA256,
	})
}

// label is what pages are stamped with: the reader's name and unit.
func (d *Desk) label(ctx context.Context, by directory.By) string {
	label := actorName(by)
	if by.Viewer != nil && by.Viewer.Unit.Code != "" {
		if unit, err := d.Units.Unit(ctx, by.Viewer.Unit.Catalogue, by.Viewer.Unit.Code); err == nil {
			label += " · " + unit.Name.VI
		}
	}
	return label
}

// stampTime is how a stamp tells when.
const stampTime = "15:04:05 02/01/2006"

// Stamp returns the lines on the pages of a view.
func (d *Desk) Stamp(view *papers.View) []string {
	return []string{view.Label, view.At.In(d.Zone).Format(stampTime)}
}

// Content is a file to send.
type Content struct {
	Name      string // to save it under
	MediaType string
	Tag       string // identifies the bytes, for conditional requests
	Modified  time.Time
	Stamped   bool
	Size      int64
	io.ReadSeekCloser
}

// Seen returns a view of the caller's own that is still good, with its paper and file. Rights are looked at again: a
// paper that was withdrawn meanwhile is gone.
func (d *Desk) Seen(ctx context.Context, by directory.By, viewID string) (*Opened, error) {
	view, err := d.Store.View(ctx, by.Actor.ID, viewID, d.Now())
	if err != nil {
		return nil, err
	}
	found, _, err := d.paper(ctx, d.Store.DB(), by, view.PaperID)
	if err != nil {
		return nil, d.told(ctx, by, err)
	}
	for i := range found.Files {
		if found.Files[i].ID == view.FileID {
			return &Opened{View: *view, Paper: found.Paper, File: found.Files[i]}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "papers.no_file")
}

// Pages returns the stamped PDF file of a view.
func (d *Desk) Pages(ctx context.Context, by directory.By, viewID string) (*Content, error) {
	seen, err := d.Seen(ctx, by, viewID)
	if err != nil {
		return nil, err
	}
	return d.stamped(ctx, &seen.View, &seen.File)
}

func (d *Desk) stamped(ctx context.Context, view *papers.View, file *papers.File) (*Content, error) {
	if file.Preview.State != papers.PreviewReady {
		return nil, PreviewFault(file.Preview.State)
	}
	info, err := d.Blobs.Stat(ctx, file.Preview.Key)
	if err != nil {
		return nil, lost(err)
	}
	kept, err := readAll(ctx, d.Blobs, papers.PlanKey(file.Preview.Key))
	if err != nil {
		return nil, lost(err)
	}
	stamping, err := pdffile.DecodePlan(kept)
	if err != nil {
		return nil, err
	}
	if stamping.Size != info.Size {
		return nil, fmt.Errorf("papers: the plan of %s is of another file", file.Preview.Key)
	}
	tail, err := stamping.Tail(d.Stamp(view)...)
	if err != nil {
		return nil, err
	}
	return &Content{
		Name: strings.TrimSuffix(file.Name, path.Ext(file.Name)) + ".pdf", MediaType: papers.PDF.MediaType(), Tag: view.ID,
		Modified: view.At, Stamped: true, Size: info.Size + int64(len(tail)),
		ReadSeekCloser: joined(blob.NewReader(ctx, d.Blobs, info), tail),
	}, nil
}

// PreviewFault says why a file has no pages to show.
func PreviewFault(state papers.PreviewState) error {
	switch state {
	case papers.PreviewPending:
		return fault.New(fault.Unavailable, "papers.preview_pending")
	case papers.PreviewFailed:
		return fault.New(fault.Conflict, "papers.preview_failed")
	}
	return fault.New(fault.Conflict, "papers.preview_unavailable")
}

// lost makes sure that a blob that should be there and is not is nobody's mistake but the server's.
func lost(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fmt.Errorf("papers: lost: %w", err)
	}
	return err
}

func readAll(ctx context.Context, blobs blob.Store, key string) (content []byte, err error) {
	r, err := blobs.Get(ctx, key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// Download returns a version of a paper's file to keep, which is recorded: its stamped pages where it has them, else the
// file as it is.
func (d *Desk) Download(ctx context.Context, by directory.By, paperID string, number int) (*Content, error) {
	return d.take(ctx, by, paperID, number, "paper.download", func(ctx context.Context, view *papers.View, found *Detail, file *papers.File) (*Content, error) {
		if file.Preview.State == papers.PreviewReady {
			return d.stamped(ctx, view, file)
		}
		return d.original(ctx, file)
	})
}

// Original returns a version of a paper's file as it was uploaded, for those who prepare it or decide about it.
func (d *Desk) Original(ctx context.Context, by directory.By, paperID string, number int) (*Content, error) {
	return d.take(ctx, by, paperID, number, "paper.original", func(ctx context.Context, _ *papers.View, found *Detail, file *papers.File) (*Content, error) {
		if !found.Rights.Originals {
			return nil, fault.New(fault.Forbidden, "papers.not_original")
		}
		return d.original(ctx, file)
	})
}

func (d *Desk) take(ctx context.Context, by directory.By, paperID string, number int, action string,
	open func(context.Context, *papers.View, *Detail, *papers.File) (*Content, error),
) (*Content, error) {
	found, file, err := d.file(ctx, d.Store.DB(), by, paperID, number)
	if err != nil {
		return nil, d.told(ctx, by, err)
	}
	view := &papers.View{ID: id.New(papers.ViewPrefix), PaperID: paperID, Label: d.label(ctx, by), At: d.Now()}
	content, err := open(ctx, view, found, file)
	if err != nil {
		return nil, err
	}
	detail := map[string]any{"meeting": found.MeetingID, "file": file.Number, "sha256": file.SHA256, "stamped": content.Stamped}
	if err := d.Audit.Append(ctx, by.Actor, action, subject(paperID), detail); err != nil {
		return nil, closeAfter(err, content)
	}
	return content, nil
}

func closeAfter(err error, content *Content) error {
	if closed := content.Close(); closed != nil {
		return fmt.Errorf("%w (and closing: %w)", err, closed)
	}
	return err
}

func (d *Desk) original(ctx context.Context, file *papers.File) (*Content, error) {
	info, err := d.Blobs.Stat(ctx, file.Key)
	if err != nil {
		return nil, lost(err)
	}
	return &Content{
		Name: file.Name, MediaType: file.Kind.MediaType(), Tag: file.SHA256, Modified: file.UploadedAt, Size: info.Size,
		ReadSeekCloser: blob.NewReader(ctx, d.Blobs, info),
	}, nil
}

// Picture returns a small PNG picture of a page of a view.
func (d *Desk) Picture(ctx context.Context, by directory.By, viewID string, page int) ([]byte, error) {
	seen, err := d.Seen(ctx, by, viewID)
	if err != nil {
		return nil, err
	}
	preview := seen.File.Preview
	if preview.State != papers.PreviewReady {
		return nil, PreviewFault(preview.State)
	}
	if page < 1 || page > preview.Pages {
		return nil, fault.New(fault.NotFound, "papers.no_page")
	}
	if d.Thumbnail == nil {
		return nil, fault.New(fault.Unsupported, "papers.no_thumbnails")
	}
	return d.Thumbnail(ctx, preview.Key, page)
}

// joined reads a blob and then its tail.
func joined(head *blob.Reader, tail []byte) io.ReadSeekCloser {
	return &joinedReader{head: head, tail: bytes.NewReader(tail), total: head.Size() + int64(len(tail))}
}

type joinedReader struct {
	head  *blob.Reader
	tail  *bytes.Reader
	at    int64
	total int64
}

func (j *joinedReader) Read(p []byte) (n int, err error) {
	if j.at < j.head.Size() {
		if n, err = j.head.Read(p); errors.Is(err, io.EOF) && n > 0 {
			err = nil
		}
	} else {
		if _, err := j.tail.Seek(j.at-j.head.Size(), io.SeekStart); err != nil {
			return 0, err
		}
		n, err = j.tail.Read(p)
	}
	j.at += int64(n)
	return n, err
}

// Seek implements io.Seeker.
func (j *joinedReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += j.at
	case io.SeekEnd:
		offset += j.total
	}
	if offset < 0 {
		return 0, blob.ErrSeek
	}
	j.at = offset
	_, err := j.head.Seek(min(offset, j.head.Size()), io.SeekStart)
	return offset, err
}

// Close implements io.Closer.
func (j *joinedReader) Close() error { return j.head.Close() }
