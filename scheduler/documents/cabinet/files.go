package cabinet

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
)

// Add makes a finished upload of the caller's a document in a folder, "" = at the top. The upload is used up. A name that
// is taken gets a number.
func (c *Cabinet) Add(ctx context.Context, by directory.By, folderID, uploadID string, declared papers.Declaration) (*documents.Document, error) {
	if err := c.Desk.CheckDeclaration(ctx, by, declared, "documents"); err != nil {
		return nil, err
	}
	return c.add(ctx, by, folderID, uploadID, "", "added")
}

func (c *Cabinet) add(ctx context.Context, by directory.By, folderID, uploadID, origin, action string) (*documents.Document, error) {
	var added *documents.Document
	err := c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		tree, err := c.tree(ctx, tx, by)
		if err != nil {
			return err
		}
		if !tree.Live(folderID) {
			return c.absent(ctx, tx, folderID)
		}
		made, err := c.takeUpload(ctx, tx, by, uploadID)
		if err != nil {
			return err
		}
		if err := c.room(ctx, tx, by, made.Size); err != nil {
			return err
		}
		made.ID, made.FolderID, made.Origin, made.CreatedAt, made.UpdatedAt = id.New(documents.DocumentPrefix), folderID, origin, c.Now(), c.Now()
		if err := c.freeName(ctx, tx, made); err != nil {
			return err
		}
		if err := c.Store.InsertDocument(ctx, tx, made); err != nil {
			return err
		}
		added = made
		detail := map[string]any{"kind": made.Kind, "size": made.Size, "sha256": made.SHA256, "in": folderID, "noStateSecret": true}
		return c.record(ctx, tx, by, action, made.ID, detail)
	})
	if err != nil {
		return nil, err
	}
	c.WakePreviews()
	return added, nil
}

// room refuses what would be more than an account may hold.
func (c *Cabinet) room(ctx context.Context, db bun.IDB, by directory.By, size int64) error {
	count, err := c.Store.Count(ctx, db, by.Actor.ID)
	if err != nil {
		return err
	}
	if count.All >= documents.MaxDocuments {
		return fault.New(fault.TooLarge, "documents.too_many", documents.MaxDocuments)
	}
	if count.Used+size > c.Quota {
		return fault.New(fault.TooLarge, "documents.quota", c.Quota>>20)
	}
	return nil
}

// freeName gives a document a name that its folder does not have yet.
func (c *Cabinet) freeName(ctx context.Context, tx bun.Tx, d *documents.Document) error {
	taken, err := c.Store.Taken(ctx, tx, d.AccountID, d.FolderID)
	if err != nil {
		return err
	}
	d.Name = documents.Free(d.Name, func(name string) bool { return taken[documents.Key(name)] })
	return nil
}

// Change names a document and puts it into a folder, "" = at the top. Its name keeps the ending of its kind.
func (c *Cabinet) Change(ctx context.Context, by directory.By, documentID string, version int64, folderID, name string) (*documents.Document, error) {
	if err := named(&name); err != nil {
		return nil, err
	}
	var changed *documents.Document
	err := c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		found, err := c.document(ctx, tx, by, documentID)
		if err != nil {
			return err
		}
		tree, err := c.tree(ctx, tx, by)
		if err != nil {
			return err
		}
		if !tree.Live(folderID) {
			return c.absent(ctx, tx, folderID)
		}
		name := documents.WithEnding(name, found.Kind)
		detail := map[string]any{"before": found.FolderID, "after": folderID, "renamed": found.Name != name}
		found.Version, found.FolderID, found.Name, found.UpdatedAt = version, folderID, name, c.Now()
		if err := c.Store.UpdateDocument(ctx, tx, found); err != nil {
			return err
		}
		changed = found
		return c.record(ctx, tx, by, "changed", documentID, detail)
	})
	return changed, err
}

// Delete puts a document into the trash.
func (c *Cabinet) Delete(ctx context.Context, by directory.By, documentID string, version int64) error {
	return c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		found, err := c.document(ctx, tx, by, documentID)
		if err != nil {
			return err
		}
		found.Version, found.DeletedAt = version, c.Now()
		if err := c.Store.UpdateDocument(ctx, tx, found); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "deleted", documentID, nil)
	})
}

// Pages returns the PDF file that shows a document's pages. They bear no stamp: nobody but their owner reads them.
func (c *Cabinet) Pages(ctx context.Context, by directory.By, documentID string) (*desk.Content, error) {
	found, err := c.Get(ctx, by, documentID)
	if err != nil {
		return nil, err
	}
	if found.Preview.State != papers.PreviewReady {
		return nil, desk.PreviewFault(found.Preview.State)
	}
	name := strings.TrimSuffix(found.Name, path.Ext(found.Name)) + papers.PDF.Extension()
	return c.content(ctx, found, found.Preview.Key, name, papers.PDF)
}

func (c *Cabinet) content(ctx context.Context, found *documents.Document, key, name string, kind papers.Kind) (*desk.Content, error) {
	info, err := c.Blobs.Stat(ctx, key)
	if fault.Is(err, fault.NotFound) {
		return nil, fmt.Errorf("documents: lost: %w", errors.New(key)) // nobody's mistake but the server's
	}
	if err != nil {
		return nil, err
	}
	return &desk.Content{
		Name: name, MediaType: kind.MediaType(), Tag: found.SHA256 + "." + string(kind), Modified: found.CreatedAt, Size: info.Size,
		ReadSeekCloser: blob.NewReader(ctx, c.Blobs, info),
	}, nil
}

// Download returns a document as it was put in, which is recorded.
func (c *Cabinet) Download(ctx context.Context, by directory.By, documentID string) (*desk.Content, error) {
	found, err := c.Get(ctx, by, documentID)
	if err != nil {
		return nil, err
	}
	content, err := c.content(ctx, found, found.Key, found.Name, found.Kind)
	if err != nil {
		return nil, err
	}
	if err := c.Audit.Append(ctx, by.Actor, "document.download", subject(documentID), map[string]any{"sha256": found.SHA256}); err != nil {
		return nil, errors.Join(err, content.Close())
	}
	return content, nil
}

// Picture returns a small PNG picture of a page of a document.
func (c *Cabinet) Picture(ctx context.Context, by directory.By, documentID string, page int) ([]byte, error) {
	found, err := c.Get(ctx, by, documentID)
	if err != nil {
		return nil, err
	}
	switch {
	case found.Preview.State != papers.PreviewReady:
		return nil, desk.PreviewFault(found.Preview.State)
	case page < 1 || page > found.Preview.Pages:
		return nil, fault.New(fault.NotFound, "papers.no_page")
	case c.Thumbnail == nil:
		return nil, fault.New(fault.Unsupported, "papers.no_thumbnails")
	}
	return c.Thumbnail(ctx, found.Preview.Key, page)
}

// Lend makes a finished upload of a document, for a paper to take (desk.AddFile): the document stays where it is. It
// returns the upload's id.
func (c *Cabinet) Lend(ctx context.Context, by directory.By, documentID string) (string, error) {
	var lent string
	err := c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		found, err := c.document(ctx, tx, by, documentID)
		if err != nil {
			return err
		}
		if err := c.Uploads.CheckOpen(ctx, tx, by); err != nil {
			return err
		}
		now := c.Now()
		made := &papers.Incoming{
			ID: id.New(papers.UploadPrefix), AccountID: by.Actor.ID, Name: found.Name, Size: found.Size, Kind: found.Kind, SHA256: found.SHA256, Key: found.Key,
			DeclaredAt: found.CreatedAt, CreatedAt: now, Expires: now.Add(c.Uploads.Lifetime),
		}
		if found.Preview.State == papers.PreviewReady {
			made.PreviewKey, made.Pages = found.Preview.Key, found.Preview.Pages
		}
		if err := c.Papers.InsertUpload(ctx, tx, made); err != nil {
			return err
		}
		lent = made.ID
		return c.record(ctx, tx, by, "taken", documentID, map[string]any{"upload": made.ID, "sha256": found.SHA256})
	})
	return lent, err
}

// declared is what the paper's uploader has declared already.
var declared = papers.Declaration{NoStateSecret: true, Secrecy: plan.NotSecret}

// Keep puts a copy of a version of a paper into a folder of the caller's, number 0 is the newest: what the caller would
// download, with the stamp. A paper that its readers lose at the meeting's end is not for them to keep.
func (c *Cabinet) Keep(ctx context.Context, by directory.By, paperID string, number int, folderID string) (*documents.Document, error) {
	paper, _, err := c.Desk.Get(ctx, by, paperID)
	if err != nil {
		return nil, err
	}
	if paper.CloseAfter && !paper.Rights.Originals {
		return nil, fault.New(fault.Forbidden, "documents.paper_closes")
	}
	content, err := c.Desk.Download(ctx, by, paperID, number)
	if err != nil {
		return nil, err
	}
	kept, err := c.keep(ctx, by, content, folderID, c.Desk.MeetingTitle(ctx, paper.MeetingID))
	return kept, errors.Join(err, content.Close())
}

// keep takes the way of every file in: looked at, and with a plan for stamping, should it become a paper again.
func (c *Cabinet) keep(ctx context.Context, by directory.By, content *desk.Content, folderID, origin string) (*documents.Document, error) {
	if err := c.room(ctx, c.Store.DB(), by, content.Size); err != nil {
		return nil, err
	}
	made, err := c.Uploads.Create(ctx, by, content.Name, content.Size, declared)
	if err != nil {
		return nil, err
	}
	_, err = c.Uploads.Write(ctx, by, made.ID, 0, content, upload.Sum{})
	if err == nil {
		err = c.Uploads.Settle(ctx, by, made.ID)
	}
	var kept *documents.Document
	if err == nil {
		kept, err = c.add(ctx, by, folderID, made.ID, origin, "kept")
	}
	if err != nil {
		cancelled := c.Uploads.Cancel(context.WithoutCancel(ctx), by, made.ID)
		if fault.Is(cancelled, fault.NotFound) {
			cancelled = nil // it was refused and dropped
		}
		return nil, errors.Join(err, cancelled)
	}
	return kept, nil
}
