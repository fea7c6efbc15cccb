package documents

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/documents"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// FolderPath names a folder.
type FolderPath struct {
	FolderID string `path:"folderId" maxLength:"40" example:"DF_4fGh2kLm9QwE"`
}

// FolderItem is one of the caller's folders.
type FolderItem struct {
	ID        string     `json:"id" example:"DF_4fGh2kLm9QwE"`
	Version   int64      `json:"version" doc:"For If-Match."`
	ParentID  string     `json:"parentId,omitempty" doc:"None: at the top."`
	Name      string     `json:"name" example:"Giao ban tháng"`
	Documents int        `json:"documents" doc:"Documents right in it."`
	DeletedAt *time.Time `json:"deletedAt,omitempty" doc:"When it was put into the trash."`
}

func newFolderItem(f *documents.Folder) FolderItem {
	return FolderItem{ID: f.ID, Version: f.Version, ParentID: f.ParentID, Name: f.Name, Documents: f.Documents, DeletedAt: when(f.DeletedAt)}
}

type foldersOutput struct {
	Body struct {
		Items     []FolderItem `json:"items" nullable:"false" doc:"All folders that are not in the trash, by name; parentId makes the tree."`
		Documents int          `json:"documents" doc:"Documents at the top."`
		Used      int64        `json:"used" doc:"Bytes in use, those in the trash too."`
		Quota     int64        `json:"quota" doc:"Bytes that may be used."`
		Trashed   int          `json:"trashed" doc:"Folders and documents in the trash."`
		TrashDays int          `json:"trashDays" doc:"Days that the trash keeps."`
	}
}

// FolderWrite is what its owner decides about a folder.
type FolderWrite struct {
	Name     string `json:"name" maxLength:"4000"`
	ParentID string `json:"parentId,omitempty" doc:"None: at the top." maxLength:"40"`
}

type folderCreateInput struct {
	Body FolderWrite
}

type folderUpdateInput struct {
	FolderPath
	rest.VersionInput
	Body FolderWrite
}

type folderDeleteInput struct {
	FolderPath
	rest.VersionInput
}

type folderOutput struct {
	ETag string `header:"ETag"`
	Body FolderItem
}

func (a *area) registerFolders(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "listDocumentFolders", Method: http.MethodGet, Path: "/document-folders", Tag: "documents", Allow: rest.Members,
		Summary: "Own folders, and how much they hold",
	}, a.folders)
	rest.Register(api, rest.Endpoint{
		ID: "createDocumentFolder", Method: http.MethodPost, Path: "/document-folders", Tag: "documents", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Make a folder", Errors: []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict, problem.TooLarge},
	}, a.createFolder)
	rest.Register(api, rest.Endpoint{
		ID: "updateDocumentFolder", Method: http.MethodPut, Path: "/document-folders/{folderId}", Tag: "documents", Allow: rest.Members,
		Summary: "Rename or move a folder", Errors: append([]problem.Code{problem.TooLarge}, edits...),
	}, a.updateFolder)
	rest.Register(api, rest.Endpoint{
		ID: "deleteDocumentFolder", Method: http.MethodDelete, Path: "/document-folders/{folderId}", Tag: "documents", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Put a folder into the trash", Description: "With all that is in it.", Errors: edits,
	}, a.deleteFolder)
}

func (a *area) folders(ctx context.Context, _ *struct{}) (*foldersOutput, error) {
	held, err := a.Cabinet.Holding(ctx, by(ctx))
	if err != nil {
		return nil, err
	}
	output := &foldersOutput{}
	body := &output.Body
	body.Items = make([]FolderItem, len(held.Folders))
	for i := range held.Folders {
		body.Items[i] = newFolderItem(&held.Folders[i])
	}
	body.Documents, body.Used, body.Quota, body.Trashed = held.Documents, held.Used, a.Cabinet.Quota, held.Trashed
	body.TrashDays = int(a.Cabinet.TrashFor / (24 * time.Hour))
	return output, nil
}

func (a *area) createFolder(ctx context.Context, in *folderCreateInput) (*folderOutput, error) {
	made, err := a.Cabinet.CreateFolder(ctx, by(ctx), in.Body.ParentID, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &folderOutput{ETag: rest.ETag(made.Version), Body: newFolderItem(made)}, nil
}

func (a *area) updateFolder(ctx context.Context, in *folderUpdateInput) (*folderOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	changed, err := a.Cabinet.ChangeFolder(ctx, by(ctx), in.FolderID, version, in.Body.ParentID, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &folderOutput{ETag: rest.ETag(changed.Version), Body: newFolderItem(changed)}, nil
}

func (a *area) deleteFolder(ctx context.Context, in *folderDeleteInput) (*struct{}, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return nil, a.Cabinet.DeleteFolder(ctx, by(ctx), in.FolderID, version)
}
