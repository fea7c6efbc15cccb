package documents

import (
	"context"
	"net/http"

	"giaoban/web/problem"
	"giaoban/web/rest"
)

// TrashPath names a folder or document in the trash.
type TrashPath struct {
	ID string `path:"id" doc:"Of a folder or a document." maxLength:"40" example:"DO_4fGh2kLm9QwE"`
}

type trashOutput struct {
	Body struct {
		Folders   []FolderItem   `json:"folders" nullable:"false" doc:"The last deleted first. What is in them is not told."`
		Documents []DocumentItem `json:"documents" nullable:"false" doc:"Those deleted by themselves, the last deleted first, 500 at most."`
	}
}

func (a *area) registerTrash(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "listDocumentTrash", Method: http.MethodGet, Path: "/document-trash", Tag: "documents", Allow: rest.Members,
		Summary: "What the caller has deleted and may have back",
	}, a.trash)
	rest.Register(api, rest.Endpoint{
		ID: "restoreDocument", Method: http.MethodPost, Path: "/document-trash/{id}/restore", Tag: "documents", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Take a folder or document out of the trash", Description: "Back to where it was, or to the top when that is gone; a name that is taken by now gets a number.",
		Errors: []problem.Code{problem.NotFound},
	}, a.restore)
	rest.Register(api, rest.Endpoint{
		ID: "purgeDocument", Method: http.MethodDelete, Path: "/document-trash/{id}", Tag: "documents", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Delete for good what is in the trash", Description: "A folder with all that is in it. This cannot be undone.",
		Errors: []problem.Code{problem.NotFound},
	}, a.purge)
}

func (a *area) trash(ctx context.Context, _ *struct{}) (*trashOutput, error) {
	found, err := a.Cabinet.Trash(ctx, by(ctx))
	if err != nil {
		return nil, err
	}
	output := &trashOutput{}
	output.Body.Documents, output.Body.Folders = items(found.Documents), make([]FolderItem, len(found.Folders))
	for i := range found.Folders {
		output.Body.Folders[i] = newFolderItem(&found.Folders[i])
	}
	return output, nil
}

func (a *area) restore(ctx context.Context, in *TrashPath) (*struct{}, error) {
	return nil, a.Cabinet.Restore(ctx, by(ctx), in.ID)
}

func (a *area) purge(ctx context.Context, in *TrashPath) (*struct{}, error) {
	return nil, a.Cabinet.Purge(ctx, by(ctx), in.ID)
}
