package cabinet

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents"
	"giaoban/scheduler/papers/inspect"
)

// named cleans a name that is typed. What no system takes in names is refused rather than left out.
func named(name *string) error {
	var form text.Form
	form.Required("name", name, text.Name)
	form.Check(*name == "" || inspect.CleanName(*name) == *name, "name", "documents.bad_name")
	return form.Err()
}

// CreateFolder makes a folder in another one, "" = at the top.
func (c *Cabinet) CreateFolder(ctx context.Context, by directory.By, parentID, name string) (*documents.Folder, error) {
	if err := named(&name); err != nil {
		return nil, err
	}
	now := c.Now()
	made := &documents.Folder{
		ID: id.New(documents.FolderPrefix), Version: 1, AccountID: by.Actor.ID, ParentID: parentID, Name: name, CreatedAt: now, UpdatedAt: now,
	}
	err := c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		all, err := c.Store.Folders(ctx, tx, by.Actor.ID)
		if err != nil {
			return err
		}
		if len(all) >= documents.MaxFolders {
			return fault.New(fault.TooLarge, "documents.too_many_folders", documents.MaxFolders)
		}
		tree := documents.NewTree(all)
		if !tree.Live(parentID) {
			return c.absent(ctx, tx, parentID)
		}
		if tree.Depth(parentID) >= documents.MaxDepth {
			return fault.New(fault.TooLarge, "documents.too_deep", documents.MaxDepth)
		}
		if err := c.Store.InsertFolder(ctx, tx, made); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "folder_created", made.ID, map[string]any{"in": parentID})
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// ChangeFolder names a folder and puts it into another one, "" = at the top.
func (c *Cabinet) ChangeFolder(ctx context.Context, by directory.By, folderID string, version int64, parentID, name string) (*documents.Folder, error) {
	if err := named(&name); err != nil {
		return nil, err
	}
	var changed *documents.Folder
	err := c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		tree, err := c.tree(ctx, tx, by)
		if err != nil {
			return err
		}
		if !tree.Live(folderID) || folderID == "" {
			return c.absent(ctx, tx, folderID)
		}
		if !tree.Live(parentID) {
			return c.absent(ctx, tx, parentID)
		}
		if tree.Within(parentID, folderID) {
			return fault.New(fault.Conflict, "documents.into_itself")
		}
		if tree.Depth(parentID)+tree.Height(folderID) > documents.MaxDepth {
			return fault.New(fault.TooLarge, "documents.too_deep", documents.MaxDepth)
		}
		folder := *tree.Folder(folderID)
		detail := map[string]any{"before": folder.ParentID, "after": parentID, "renamed": folder.Name != name}
		folder.Version, folder.ParentID, folder.Name, folder.UpdatedAt = version, parentID, name, c.Now()
		if err := c.Store.UpdateFolder(ctx, tx, &folder); err != nil {
			return err
		}
		changed = &folder
		return c.record(ctx, tx, by, "folder_changed", folderID, detail)
	})
	return changed, err
}

// DeleteFolder puts a folder into the trash, with all that is in it.
func (c *Cabinet) DeleteFolder(ctx context.Context, by directory.By, folderID string, version int64) error {
	return c.commit(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		tree, err := c.tree(ctx, tx, by)
		if err != nil {
			return err
		}
		if !tree.Live(folderID) || folderID == "" {
			return c.absent(ctx, tx, folderID)
		}
		folder := *tree.Folder(folderID)
		folder.Version, folder.DeletedAt = version, c.Now()
		if err := c.Store.UpdateFolder(ctx, tx, &folder); err != nil {
			return err
		}
		return c.record(ctx, tx, by, "folder_deleted", folderID, nil)
	})
}
