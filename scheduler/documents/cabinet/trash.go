package cabinet

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents"
)

// Trash returns what the caller has deleted, the last deleted first. Two queries.
func (c *Cabinet) Trash(ctx context.Context, by directory.By) (*documents.Trash, error) {
	all, err := c.Store.Folders(ctx, c.Store.DB(), by.Actor.ID)
	if err != nil {
		return nil, err
	}
	trash := &documents.Trash{}
	for i := range all {
		if !all[i].DeletedAt.IsZero() {
			trash.Folders = append(trash.Folders, all[i])
		}
	}
	slices.SortStableFunc(trash.Folders, func(a, b documents.Folder) int { return b.DeletedAt.Compare(a.DeletedAt) })
	trash.Documents, err = c.Store.Trashed(ctx, by.Actor.ID)
	return trash, err
}

// Restore takes a folder or document out of the trash: back to where it was, or to the top when that is gone, under its
// name or one with a number when that is taken.
func (c *Cabinet) Restore(ctx context.Context, by directory.By, id string) error {
	return c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		all, err := c.Store.Folders(ctx, tx, by.Actor.ID)
		if err != nil {
			return err
		}
		tree := documents.NewTree(all)
		if strings.HasPrefix(id, documents.FolderPrefix) {
			err = c.restoreFolder(ctx, tx, all, tree, id)
		} else {
			err = c.restoreDocument(ctx, tx, by, tree, id)
		}
		if err != nil {
			return err
		}
		return c.record(ctx, tx, by, "restored", id, nil)
	})
}

func (c *Cabinet) restoreFolder(ctx context.Context, tx bun.Tx, all []documents.Folder, tree *documents.Tree, id string) error {
	found := tree.Folder(id)
	if found == nil {
		return c.absent(ctx, tx, id)
	}
	if found.DeletedAt.IsZero() {
		return fault.New(fault.NotFound, "documents.not_in_trash")
	}
	folder := *found
	folder.DeletedAt = time.Time{}
	if !tree.Live(folder.ParentID) {
		folder.ParentID = ""
	}
	folder.Name = documents.Free(folder.Name, func(name string) bool {
		return slices.ContainsFunc(all, func(f documents.Folder) bool {
			return f.ParentID == folder.ParentID && f.DeletedAt.IsZero() && documents.Key(f.Name) == documents.Key(name)
		})
	})
	return c.Store.UpdateFolder(ctx, tx, &folder)
}

func (c *Cabinet) restoreDocument(ctx context.Context, tx bun.Tx, by directory.By, tree *documents.Tree, id string) error {
	found, err := c.Store.Document(ctx, tx, by.Actor.ID, id)
	if fault.Is(err, fault.NotFound) {
		return c.absent(ctx, tx, id)
	}
	if err != nil {
		return err
	}
	if found.DeletedAt.IsZero() {
		return fault.New(fault.NotFound, "documents.not_in_trash")
	}
	if !tree.Live(found.FolderID) {
		found.FolderID = ""
	}
	if err := c.freeName(ctx, tx, found); err != nil {
		return err
	}
	found.DeletedAt = time.Time{}
	return c.Store.UpdateDocument(ctx, tx, found)
}

// Purge removes a folder or document in the trash for good, with all that is in it.
func (c *Cabinet) Purge(ctx context.Context, by directory.By, id string) error {
	return c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		trashed := false
		if strings.HasPrefix(id, documents.FolderPrefix) {
			tree, err := c.tree(ctx, tx, by)
			if err != nil {
				return err
			}
			folder := tree.Folder(id)
			if folder == nil {
				return c.absent(ctx, tx, id)
			}
			trashed = !folder.DeletedAt.IsZero()
		} else {
			found, err := c.Store.Document(ctx, tx, by.Actor.ID, id)
			if fault.Is(err, fault.NotFound) {
				return c.absent(ctx, tx, id)
			}
			if err != nil {
				return err
			}
			trashed = !found.DeletedAt.IsZero()
		}
		if !trashed {
			return fault.New(fault.NotFound, "documents.not_in_trash")
		}
		if err := c.Store.Purge(ctx, tx, by.Actor.ID, id); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "purged", id, nil)
	})
}
