package papers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type viewInput struct {
	PaperPath
	Body struct {
		Number int `json:"number,omitempty" doc:"Version of the file; none: the newest, the only one for readers." minimum:"0"`
	}
}

type viewOutput struct {
	Body struct {
		ID        string              `json:"id" example:"PW_4fGh2kLm9QwE"`
		Number    int                 `json:"number"`
		Name      string              `json:"name"`
		Kind      papers.Kind         `json:"kind" enum:"pdf,docx,xlsx,pptx,jpeg,png"`
		Preview   papers.PreviewState `json:"preview" enum:"pending,ready,failed,unavailable"`
		Pages     int                 `json:"pages,omitempty"`
		Watermark []string            `json:"watermark" nullable:"false" doc:"The lines that are stamped on every page: reader and unit, time."`
		ExpiresAt time.Time           `json:"expiresAt" doc:"Open it again then."`
	}
}

var reads = []problem.Code{problem.NotFound, problem.Conflict, problem.Unavailable}

func (a *area) registerReading(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "openPaper", Method: http.MethodPost, Path: "/papers/{paperId}/views", Tag: "papers", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Open a paper to read", Description: "The reading is recorded. Its pages are then at /paper-views/{viewId}/pages while preview is ready; else only the download is left.",
		Errors: []problem.Code{problem.NotFound},
	}, a.open)
	rest.Raw(api, rest.Endpoint{
		ID: "getPaperPages", Method: http.MethodGet, Path: "/paper-views/{viewId}/pages", Tag: "papers", Allow: rest.Members, Produces: "application/pdf",
		Summary: "The pages of an opened paper, as PDF", Description: "Stamped with the reader's name, unit and time. Ranges are served (RFC 9110, section 14).",
		Errors: reads,
	}, a.pages)
	rest.Raw(api, rest.Endpoint{
		ID: "getPaperPicture", Method: http.MethodGet, Path: "/paper-views/{viewId}/pages/{page}", Tag: "papers", Allow: rest.Members, Produces: "image/png",
		Summary: "A small picture of one page", Description: "415 where the server cannot draw pages: draw them from the PDF then.",
		Errors: append([]problem.Code{problem.UnsupportedMedia}, reads...),
	}, a.picture)
	rest.Raw(api, rest.Endpoint{
		ID: "downloadPaper", Method: http.MethodGet, Path: "/papers/{paperId}/download", Tag: "papers", Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "Download a paper", Description: "Its stamped pages as PDF; the file itself where it has no pages. Recorded.",
		Errors: reads, Parameters: params(query("number", "Version of the file; none: the newest.")),
	}, a.download(func(ctx context.Context, paperID string, number int) (*desk.Content, error) {
		return a.Desk.Download(ctx, by(ctx), paperID, number)
	}))
	rest.Raw(api, rest.Endpoint{
		ID: "downloadOriginal", Method: http.MethodGet, Path: "/papers/{paperId}/original", Tag: "papers", Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "Download a file as it was uploaded", Description: "For those who prepare the paper or decide about it. Recorded.",
		Errors: append([]problem.Code{problem.Forbidden}, reads...), Parameters: params(query("number", "Version of the file; none: the newest.")),
	}, a.download(func(ctx context.Context, paperID string, number int) (*desk.Content, error) {
		return a.Desk.Original(ctx, by(ctx), paperID, number)
	}))
	rest.Raw(api, rest.Endpoint{
		ID: "downloadPapers", Method: http.MethodGet, Path: "/meetings/{meetingId}/papers/archive", Tag: "papers", Allow: rest.Members, Produces: "application/zip",
		Summary: "Download all papers of a meeting", Description: "Those the caller may read, stamped, in one zip file, by agenda item.",
		Errors: []problem.Code{problem.NotFound},
	}, a.archive)
}

func (a *area) open(ctx context.Context, in *viewInput) (*viewOutput, error) {
	opened, err := a.Desk.Open(ctx, by(ctx), in.PaperID, in.Body.Number)
	if err != nil {
		return nil, err
	}
	output := &viewOutput{}
	body := &output.Body
	body.ID, body.Number, body.Name, body.Kind = opened.ID, opened.File.Number, opened.File.Name, opened.File.Kind
	body.Preview, body.Pages, body.Watermark, body.ExpiresAt = opened.File.Preview.State, opened.File.Preview.Pages, a.Desk.Stamp(&opened.View), opened.Expires
	return output, nil
}

func serve(w http.ResponseWriter, r *http.Request, content *desk.Content, disposition string) error {
	w.Header().Set("X-Stamped", strconv.FormatBool(content.Stamped))
	file := rest.File{Name: content.Name, MediaType: content.MediaType, Tag: content.Tag, Modified: content.Modified, Content: content}
	return file.Send(w, r, disposition)
}

func (a *area) pages(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	content, err := a.Desk.Pages(ctx, by(ctx), r.PathValue("viewId"))
	if err != nil {
		return err
	}
	return serve(w, r, content, "inline")
}

func (a *area) picture(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	page, err := strconv.Atoi(r.PathValue("page"))
	if err != nil {
		return fault.New(fault.NotFound, "papers.no_page")
	}
	picture, err := a.Desk.Picture(ctx, by(ctx), r.PathValue("viewId"), page)
	if err != nil {
		return err
	}
	rest.SendPicture(w, picture)
	return nil
}

func (a *area) download(open func(ctx context.Context, paperID string, number int) (*desk.Content, error)) func(context.Context, http.ResponseWriter, *http.Request) error {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		number := 0
		if text := r.URL.Query().Get("number"); text != "" {
			var err error
			if number, err = strconv.Atoi(text); err != nil || number < 1 {
				return fault.New(fault.NotFound, "papers.no_file")
			}
		}
		content, err := open(ctx, r.PathValue("paperId"), number)
		if err != nil {
			return err
		}
		return serve(w, r, content, "attachment")
	}
}

func (a *area) archive(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	archive, err := a.Desk.Archive(ctx, by(ctx), r.PathValue("meetingId"))
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/zip")
	header.Set("Content-Disposition", rest.ContentDisposition("attachment", archive.Name))
	header.Set("Cache-Control", "private, no-store")
	rest.Unhurried(w)
	if err := archive.Write(ctx, w); err != nil {
		// The archive is cut off without its directory, so that nobody takes it for whole: the connection must break.
		a.Desk.Log.WarnContext(ctx, "archive cut off", "meeting", r.PathValue("meetingId"), "error", err)
		panic(http.ErrAbortHandler) //nolint:forbidigo // how net/http wants an answer under way to be broken off
	}
	return nil
}
