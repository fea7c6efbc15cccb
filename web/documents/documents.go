// Package documents is the REST API of people's own documents: folders, files, the trash, and the ways from and to the
// papers of meetings. Whatever it answers is the caller's own.
package documents

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents"
	"giaoban/scheduler/documents/cabinet"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/plan"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Deps are what the API of own documents stands on.
type Deps struct {
	Cabinet *cabinet.Cabinet
	// Settle looks at an upload of the caller's whose last byte has come, unless that was done before.
	Settle func(ctx context.Context, by directory.By, uploadID string) error
}

type area struct {
	Deps
}

// Register adds the endpoints to api.
func Register(api *rest.API, deps Deps) {
	api.Tag("documents", "A person's own documents, in folders that nobody else sees.")
	a := &area{Deps: deps}
	a.registerFolders(api)
	a.registerDocuments(api)
	a.registerTrash(api)
	a.registerReading(api)
}

// by is the caller as services want to know them.
func by(ctx context.Context) directory.By {
	caller := rest.CallerOf(ctx)
	viewer := caller.Viewer
	if viewer == nil {
		viewer = &directory.Viewer{} // nobody; none at all would be the system
	}
	return directory.By{Viewer: viewer, Actor: caller.Actor()}
}

// DocumentPath names a document. Like all that requests and answers embed it is exported: the document and the binding
// see nothing else.
type DocumentPath struct {
	DocumentID string `path:"documentId" maxLength:"40" example:"DO_4fGh2kLm9QwE"`
}

// DocumentItem is one of the caller's documents.
type DocumentItem struct {
	ID        string              `json:"id" example:"DO_4fGh2kLm9QwE"`
	Version   int64               `json:"version" doc:"For If-Match."`
	FolderID  string              `json:"folderId,omitempty" doc:"None: at the top." example:"DF_4fGh2kLm9QwE"`
	Name      string              `json:"name" example:"Báo cáo tháng 11.docx"`
	Kind      papers.Kind         `json:"kind" enum:"pdf,docx,xlsx,pptx,jpeg,png"`
	MediaType string              `json:"mediaType"`
	Size      int64               `json:"size" doc:"Bytes."`
	SHA256    string              `json:"sha256"`
	Preview   papers.PreviewState `json:"preview" enum:"pending,ready,failed,unavailable" doc:"Whether pages can be shown: being made, ready, could not be made, or nothing is installed that makes them (offer the download)."`
	Pages     int                 `json:"pages,omitempty" doc:"When the preview is ready."`
	Origin    string              `json:"origin,omitempty" doc:"Title of the meeting whose paper it was kept from."`
	CreatedAt time.Time           `json:"createdAt"`
	UpdatedAt time.Time           `json:"updatedAt"`
	DeletedAt *time.Time          `json:"deletedAt,omitempty" doc:"When it was put into the trash."`
}

func newDocumentItem(d *documents.Document) DocumentItem {
	return DocumentItem{
		ID: d.ID, Version: d.Version, FolderID: d.FolderID, Name: d.Name, Kind: d.Kind, MediaType: d.Kind.MediaType(), Size: d.Size, SHA256: d.SHA256,
		Preview: d.Preview.State, Pages: d.Preview.Pages, Origin: d.Origin, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, DeletedAt: when(d.DeletedAt),
	}
}

func when(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

type documentOutput struct {
	ETag string `header:"ETag"`
	Body DocumentItem
}

func newDocumentOutput(d *documents.Document) *documentOutput {
	return &documentOutput{ETag: rest.ETag(d.Version), Body: newDocumentItem(d)}
}

type documentsInput struct {
	rest.PageInput
	FolderID string `query:"folderId" doc:"Whose documents; none: those at the top." maxLength:"40"`
	Text     string `query:"q" doc:"Words of the name or of the meeting it is from, without case or diacritics. Then all folders are searched." maxLength:"200"`
}

type documentsOutput struct {
	Body struct {
		Items      []DocumentItem `json:"items" nullable:"false"`
		NextCursor string         `json:"nextCursor,omitempty" doc:"cursor of the next page; none: this is the last."`
	}
}

type documentAddInput struct {
	Body struct {
		UploadID      string       `json:"uploadId" doc:"A finished upload of the caller's." maxLength:"40" example:"PU_4fGh2kLm9QwE"`
		FolderID      string       `json:"folderId,omitempty" doc:"None: at the top." maxLength:"40"`
		NoStateSecret bool         `json:"noStateSecret" doc:"The mandatory declaration that the file holds no state secret."`
		Secrecy       plan.Secrecy `json:"secrecy,omitempty" enum:"normal,confidential,secret,top_secret" default:"normal" doc:"The marking on the document. Any other than normal is refused, and the refusal recorded."`
	}
}

type documentWrite struct {
	Name     string `json:"name" doc:"The ending of the kind is added when it is missing." maxLength:"4000"`
	FolderID string `json:"folderId,omitempty" doc:"None: at the top." maxLength:"40"`
}

type documentUpdateInput struct {
	DocumentPath
	rest.VersionInput
	Body documentWrite
}

type documentDeleteInput struct {
	DocumentPath
	rest.VersionInput
}

type paperKeepInput struct {
	PaperID string `path:"paperId" maxLength:"40" example:"PP_4fGh2kLm9QwE"`
	Body    struct {
		FolderID string `json:"folderId,omitempty" doc:"None: at the top." maxLength:"40"`
		Number   int    `json:"number,omitempty" doc:"Version of the paper's file; none: the newest." minimum:"0"`
	}
}

type lentOutput struct {
	Body struct {
		UploadID string `json:"uploadId" doc:"A finished upload, for POST /papers/{paperId}/files." example:"PU_4fGh2kLm9QwE"`
	}
}

var edits = []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict, problem.Stale, problem.Unconditional}

func (a *area) registerDocuments(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "listDocuments", Method: http.MethodGet, Path: "/documents", Tag: "documents", Allow: rest.Members,
		Summary: "Own documents of a folder, or found by name", Errors: []problem.Code{problem.NotFound, problem.Invalid},
	}, a.list)
	rest.Register(api, rest.Endpoint{
		ID: "addDocument", Method: http.MethodPost, Path: "/documents", Tag: "documents", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Put an upload into a folder", Description: "Uploads begin at /paper-uploads. A name that the folder has already gets a number. What would be more than the quota is refused.",
		Errors: []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict, problem.TooLarge, problem.UnsupportedMedia},
	}, a.add)
	rest.Register(api, rest.Endpoint{
		ID: "getDocument", Method: http.MethodGet, Path: "/documents/{documentId}", Tag: "documents", Allow: rest.Members,
		Summary: "An own document", Errors: []problem.Code{problem.NotFound},
	}, a.get)
	rest.Register(api, rest.Endpoint{
		ID: "updateDocument", Method: http.MethodPut, Path: "/documents/{documentId}", Tag: "documents", Allow: rest.Members,
		Summary: "Rename or move a document", Errors: edits,
	}, a.update)
	rest.Register(api, rest.Endpoint{
		ID: "deleteDocument", Method: http.MethodDelete, Path: "/documents/{documentId}", Tag: "documents", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Put a document into the trash", Errors: edits,
	}, a.remove)
	rest.Register(api, rest.Endpoint{
		ID: "lendDocument", Method: http.MethodPost, Path: "/documents/{documentId}/uploads", Tag: "documents", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Make an upload of a document", Description: "For a paper of a meeting to take. The document stays where it is.",
		Errors: []problem.Code{problem.NotFound, problem.TooLarge},
	}, a.lend)
	rest.Register(api, rest.Endpoint{
		ID: "keepPaper", Method: http.MethodPost, Path: "/papers/{paperId}/copies", Tag: "documents", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Keep a paper in the own documents", Description: "What the caller would download, stamped. Recorded as a download. A paper that its readers lose when the meeting has ended cannot be kept by them.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.TooLarge, problem.Unavailable},
	}, a.keep)
}

func (a *area) list(ctx context.Context, in *documentsInput) (*documentsOutput, error) {
	found, next, err := a.Cabinet.Find(ctx, by(ctx), documents.Query{Text: in.Text, FolderID: in.FolderID, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	output := &documentsOutput{}
	output.Body.Items, output.Body.NextCursor = items(found), next
	return output, nil
}

func items(found []documents.Document) []DocumentItem {
	all := make([]DocumentItem, len(found))
	for i := range found {
		all[i] = newDocumentItem(&found[i])
	}
	return all
}

func (a *area) add(ctx context.Context, in *documentAddInput) (*documentOutput, error) {
	if err := a.Settle(ctx, by(ctx), in.Body.UploadID); err != nil {
		return nil, err
	}
	declared := papers.Declaration{NoStateSecret: in.Body.NoStateSecret, Secrecy: in.Body.Secrecy}
	added, err := a.Cabinet.Add(ctx, by(ctx), in.Body.FolderID, in.Body.UploadID, declared)
	if err != nil {
		return nil, err
	}
	return newDocumentOutput(added), nil
}

func (a *area) get(ctx context.Context, in *DocumentPath) (*documentOutput, error) {
	found, err := a.Cabinet.Get(ctx, by(ctx), in.DocumentID)
	if err != nil {
		return nil, err
	}
	return newDocumentOutput(found), nil
}

func (a *area) update(ctx context.Context, in *documentUpdateInput) (*documentOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	changed, err := a.Cabinet.Change(ctx, by(ctx), in.DocumentID, version, in.Body.FolderID, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return newDocumentOutput(changed), nil
}

func (a *area) remove(ctx context.Context, in *documentDeleteInput) (*struct{}, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return nil, a.Cabinet.Delete(ctx, by(ctx), in.DocumentID, version)
}

func (a *area) lend(ctx context.Context, in *DocumentPath) (*lentOutput, error) {
	lent, err := a.Cabinet.Lend(ctx, by(ctx), in.DocumentID)
	if err != nil {
		return nil, err
	}
	output := &lentOutput{}
	output.Body.UploadID = lent
	return output, nil
}

func (a *area) keep(ctx context.Context, in *paperKeepInput) (*documentOutput, error) {
	kept, err := a.Cabinet.Keep(ctx, by(ctx), in.PaperID, in.Body.Number, in.Body.FolderID)
	if err != nil {
		return nil, err
	}
	return newDocumentOutput(kept), nil
}
