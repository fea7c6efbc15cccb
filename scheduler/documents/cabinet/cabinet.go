// Package cabinet is where people handle their own documents: folders, uploads, names, the trash, reading, and the ways
// from and to the papers of meetings. Everything is its owner's alone, administrators included: what is somebody else's
// is not found, and the attempt is recorded. The audit log tells what was done with which document, but no names: its
// readers are not the owner.
package cabinet

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents"
	"giaoban/scheduler/documents/docstore"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/upload"
)

// Config is what one person may keep. All fields must be set.
type Config struct {
	Quota    int64         // bytes of one account, the trash included
	TrashFor time.Duration // what was deleted is kept this long
}

// Deps are what a cabinet stands on. All must be set, except as noted.
type Deps struct {
	Store   *docstore.Store
	Papers  *paperstore.Store // keeps uploads
	Desk    *desk.Desk        // hands out papers to keep
	Uploads *upload.Service
	Blobs   blob.Store
	Audit   *audit.Log
	Now     func() time.Time
	// Announce tells an owner's other pages that something has changed, after it has; nil = nobody.
	Announce func(topic, kind, id string)
	// WakePreviews tells the makers of previews that there is work; nil = there are none.
	WakePreviews func()
	// Thumbnail draws a page of a PDF file as a small PNG picture; nil = nothing is installed that could.
	Thumbnail func(ctx context.Context, key string, page int) ([]byte, error)
}

// Cabinet handles own documents. It is safe for concurrent use.
type Cabinet struct {
	Config
	Deps
}

// New returns a cabinet.
func New(config Config, deps Deps) *Cabinet {
	if deps.Announce == nil {
		deps.Announce = func(string, string, string) {}
	}
	if deps.WakePreviews == nil {
		deps.WakePreviews = func() {}
	}
	return &Cabinet{Config: config, Deps: deps}
}

// Holding returns what the caller holds: the folders, in order, and how much there is. Two queries.
func (c *Cabinet) Holding(ctx context.Context, by directory.By) (*documents.Holding, error) {
	all, err := c.Store.Folders(ctx, c.Store.DB(), by.Actor.ID)
	if err != nil {
		return nil, err
	}
	count, err := c.Store.Count(ctx, c.Store.DB(), by.Actor.ID)
	if err != nil {
		return nil, err
	}
	tree := documents.NewTree(all)
	held := &documents.Holding{Documents: count.Live[""], Used: count.Used, Trashed: count.Trashed}
	for i := range all {
		if !all[i].DeletedAt.IsZero() {
			held.Trashed++
		}
		if tree.Live(all[i].ID) {
			all[i].Documents = count.Live[all[i].ID]
			held.Folders = append(held.Folders, all[i])
		}
	}
	return held, nil
}

// Find returns a page of the caller's documents and the next page's cursor, "" at the end. Two queries.
func (c *Cabinet) Find(ctx context.Context, by directory.By, query documents.Query) ([]documents.Document, string, error) {
	all, err := c.Store.Folders(ctx, c.Store.DB(), by.Actor.ID)
	if err != nil {
		return nil, "", err
	}
	tree := documents.NewTree(all)
	if !tree.Live(query.FolderID) {
		return nil, "", c.told(ctx, by, c.absent(ctx, c.Store.DB(), query.FolderID))
	}
	var live []string
	for i := range all {
		if tree.Live(all[i].ID) {
			live = append(live, all[i].ID)
		}
	}
	return c.Store.Find(ctx, by.Actor.ID, live, query)
}

// Get returns one of the caller's documents that is not in the trash.
func (c *Cabinet) Get(ctx context.Context, by directory.By, documentID string) (*documents.Document, error) {
	found, err := c.document(ctx, c.Store.DB(), by, documentID)
	return found, c.told(ctx, by, err)
}

// document finds one of the caller's documents that can be used: neither it nor a folder around it is in the trash.
func (c *Cabinet) document(ctx context.Context, db bun.IDB, by directory.By, documentID string) (*documents.Document, error) {
	found, err := c.Store.Document(ctx, db, by.Actor.ID, documentID)
	if fault.Is(err, fault.NotFound) {
		return nil, c.absent(ctx, db, documentID)
	}
	if err != nil {
		return nil, err
	}
	if !found.DeletedAt.IsZero() {
		return nil, fault.New(fault.NotFound, "documents.in_trash")
	}
	if found.FolderID != "" {
		tree, err := c.tree(ctx, db, by)
		if err != nil {
			return nil, err
		}
		if !tree.Live(found.FolderID) {
			return nil, fault.New(fault.NotFound, "documents.in_trash")
		}
	}
	return found, nil
}

func (c *Cabinet) tree(ctx context.Context, db bun.IDB, by directory.By) (*documents.Tree, error) {
	all, err := c.Store.Folders(ctx, db, by.Actor.ID)
	if err != nil {
		return nil, err
	}
	return documents.NewTree(all), nil
}

// hidden carries the subject of a refusal out of a transaction, so that its record outlives the rollback.
type hidden struct {
	refusal *fault.Error
	subject string
}

func (h *hidden) Error() string { return h.refusal.Error() }
func (h *hidden) Unwrap() error { return h.refusal }

// absent is the answer for an id that is none of the caller's: the same whether it is nobody's or somebody else's, but
// the latter is recorded.
func (c *Cabinet) absent(ctx context.Context, db bun.IDB, id string) error {
	refusal := fault.New(fault.NotFound, "documents.none")
	others, err := c.Store.Exists(ctx, db, id)
	if err != nil {
		return err
	}
	if others {
		return &hidden{refusal: refusal, subject: subject(id)}
	}
	return refusal
}

func subject(id string) string { return "document:" + id }

// told records a refusal that is worth a record and returns the error for the caller.
func (c *Cabinet) told(ctx context.Context, by directory.By, err error) error {
	var unseen *hidden
	if !errors.As(err, &unseen) {
		return err
	}
	if err := c.Audit.Append(ctx, by.Actor, "document.access_refused", unseen.subject, nil); err != nil {
		return err
	}
	return unseen.refusal
}

// commit runs a change of the caller's documents in a transaction, one at a time, and announces it.
func (c *Cabinet) commit(ctx context.Context, by directory.By, change func(ctx context.Context, tx bun.Tx) error) error {
	err := store.InTx(ctx, c.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := c.Store.Lock(ctx, tx, by.Actor.ID); err != nil {
			return err
		}
		return change(ctx, tx)
	})
	if err != nil {
		return c.told(ctx, by, err)
	}
	c.Announce("me:"+by.Actor.ID, "documents", by.Actor.ID)
	return nil
}

// record writes a change into the audit log, in its transaction.
func (c *Cabinet) record(ctx context.Context, tx bun.Tx, by directory.By, action, id string, detail map[string]any) error {
	return c.Audit.In(tx).Append(ctx, by.Actor, "document."+action, subject(id), detail)
}

// Sweep removes for good what has been in the trash long enough.
func (c *Cabinet) Sweep(ctx context.Context) error {
	gone, err := c.Store.PurgeTrash(ctx, c.Now().Add(-c.TrashFor))
	if err != nil || gone == 0 {
		return err
	}
	return c.Audit.Append(ctx, audit.Actor{}, "document.trash_emptied", "documents", map[string]any{"count": gone})
}

// takeUpload makes a document of a finished upload of the caller's, which is used up.
func (c *Cabinet) takeUpload(ctx context.Context, tx bun.Tx, by directory.By, uploadID string) (*documents.Document, error) {
	taken, err := c.Papers.Upload(ctx, tx, by.Actor.ID, uploadID)
	if err != nil {
		return nil, err
	}
	if taken.Kind == "" {
		return nil, fault.New(fault.Conflict, "papers.upload_unfinished")
	}
	if err := c.Papers.DeleteUpload(ctx, tx, uploadID); err != nil {
		return nil, err
	}
	made := &documents.Document{
		Version: 1, AccountID: by.Actor.ID, Name: documents.WithEnding(taken.Name, taken.Kind), Kind: taken.Kind, Size: taken.Size, SHA256: taken.SHA256,
		Key: taken.Key, Preview: papers.Preview{State: papers.PreviewPending},
	}
	if taken.PreviewKey != "" {
		made.Preview = papers.Preview{State: papers.PreviewReady, Key: taken.PreviewKey, Pages: taken.Pages}
	}
	return made, nil
}
