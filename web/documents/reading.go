package documents

import (
	"context"
	"net/http"
	"strconv"

	"giaoban/internal/fault"
	"giaoban/scheduler/papers/desk"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

var reads = []problem.Code{problem.NotFound, problem.Conflict, problem.Unavailable}

func (a *area) registerReading(api *rest.API) {
	rest.Raw(api, rest.Endpoint{
		ID: "getDocumentPages", Method: http.MethodGet, Path: "/documents/{documentId}/pages", Tag: "documents", Allow: rest.Members, Produces: "application/pdf",
		Summary: "The pages of a document, as PDF", Description: "Not stamped: nobody but their owner reads them. Ranges are served (RFC 9110, section 14).", Errors: reads,
	}, a.pages)
	rest.Raw(api, rest.Endpoint{
		ID: "getDocumentPicture", Method: http.MethodGet, Path: "/documents/{documentId}/pages/{page}", Tag: "documents", Allow: rest.Members, Produces: "image/png",
		Summary: "A small picture of one page", Description: "415 where the server cannot draw pages: draw them from the PDF then.",
		Errors: append([]problem.Code{problem.UnsupportedMedia}, reads...),
	}, a.picture)
	rest.Raw(api, rest.Endpoint{
		ID: "downloadDocument", Method: http.MethodGet, Path: "/documents/{documentId}/download", Tag: "documents", Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "Download a document", Description: "As it was put in. Recorded.", Errors: reads,
	}, a.download)
}

func send(w http.ResponseWriter, r *http.Request, content *desk.Content, disposition string) error {
	file := rest.File{Name: content.Name, MediaType: content.MediaType, Tag: content.Tag, Modified: content.Modified, Content: content}
	return file.Send(w, r, disposition)
}

func (a *area) pages(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	content, err := a.Cabinet.Pages(ctx, by(ctx), r.PathValue("documentId"))
	if err != nil {
		return err
	}
	return send(w, r, content, "inline")
}

func (a *area) picture(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	page, err := strconv.Atoi(r.PathValue("page"))
	if err != nil {
		return fault.New(fault.NotFound, "papers.no_page")
	}
	picture, err := a.Cabinet.Picture(ctx, by(ctx), r.PathValue("documentId"), page)
	if err != nil {
		return err
	}
	rest.SendPicture(w, picture)
	return nil
}

func (a *area) download(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	content, err := a.Cabinet.Download(ctx, by(ctx), r.PathValue("documentId"))
	if err != nil {
		return err
	}
	return send(w, r, content, "attachment")
}
