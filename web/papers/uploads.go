package papers

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"

	"giaoban/scheduler/papers"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Uploads speak tus 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation, creation-with-upload, checksum,
// expiration and termination. The library keeps to the protocol; the service behind it decides and keeps; refusals are
// told as problem details like all others.

const (
	uploadsPath  = "/paper-uploads"
	tusVersion   = "1.0.0"
	extensions   = "creation,creation-with-upload,checksum,expiration,termination"
	offsetStream = "application/offset+octet-stream"
	headerSlack  = 1 << 20
	// stalled is how long an upload may stand still before its connection is closed; its bytes stay.
	stalled = time.Minute
	// grace is how long work on a piece may go on after its connection is gone: what has come is on the disk already.
	grace = 100 * time.Millisecond
)

// UploadPath names an upload.
type UploadPath struct {
	UploadID string `path:"uploadId" maxLength:"40" example:"PU_4fGh2kLm9QwE"`
}

type uploadOutput struct {
	Body struct {
		ID        string      `json:"id" example:"PU_4fGh2kLm9QwE"`
		Name      string      `json:"name"`
		Size      int64       `json:"size" doc:"Bytes, as announced."`
		Offset    int64       `json:"offset" doc:"Bytes that have come."`
		Finished  bool        `json:"finished" doc:"It was looked at and can be made a paper's file."`
		Kind      papers.Kind `json:"kind,omitempty" doc:"When it is finished."`
		SHA256    string      `json:"sha256,omitempty" doc:"When it is finished."`
		Pages     int         `json:"pages,omitempty" doc:"When it is finished and its pages are known."`
		ExpiresAt time.Time   `json:"expiresAt"`
	}
}

func (a *area) registerUploads(api *rest.API) {
	tus, err := a.newTus()
	if err != nil { // only a wrong configuration in this file
		panic(err) //nolint:forbidigo // a programmer's mistake, found by the first test
	}
	limit := a.Uploads.MaxBytes + headerSlack
	codes := []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict, problem.TooLarge, problem.UnsupportedMedia, problem.Unavailable}
	resumable := header("Tus-Resumable", tusVersion+".", true)
	rest.Raw(api, rest.Endpoint{
		ID: "describeUploads", Method: http.MethodOptions, Path: uploadsPath, Tag: "papers", Allow: rest.Anyone, Status: http.StatusNoContent,
		Summary: "What uploads can do", Description: "tus 1.0.0: its version, extensions and the largest file, in headers.", Consumes: "*/*",
	}, tus.options)
	rest.Raw(api, rest.Endpoint{
		ID: "createUpload", Method: http.MethodPost, Path: uploadsPath, Tag: "papers", Allow: rest.Members, Status: http.StatusCreated,
		Summary:     "Begin an upload (tus)",
		Description: "Upload-Metadata must hold filename and noStateSecret (true), the mandatory declaration; secrecy, if given, must be normal. Location names the upload, which is its maker's alone. What is not finished within the time that Upload-Expires tells is forgotten.",
		Errors:      codes, Consumes: "*/*", BodyBytes: limit,
		Parameters: params(resumable, header("Upload-Length", "Size of the file in bytes.", true), header("Upload-Metadata", "Keys and base64 values: filename, noStateSecret, secrecy.", true)),
	}, tus.serve(tus.handler.PostFile))
	rest.Raw(api, rest.Endpoint{
		ID: "resumeUpload", Method: http.MethodHead, Path: uploadsPath + "/{uploadId}", Tag: "papers", Allow: rest.Members,
		Summary: "How far an upload is (tus)", Description: "In Upload-Offset and Upload-Length.", Errors: codes, Parameters: params(resumable),
	}, tus.serve(tus.handler.HeadFile))
	rest.Raw(api, rest.Endpoint{
		ID: "appendUpload", Method: http.MethodPatch, Path: uploadsPath + "/{uploadId}", Tag: "papers", Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Add a piece to an upload (tus)",
		Description: "With the last piece the file is looked at; one that is not taken is refused here with the reason, and forgotten.",
		Errors:      codes, Consumes: offsetStream, BodyBytes: limit,
		Parameters: params(resumable, header("Upload-Offset", "Where the piece begins.", true), header("Upload-Checksum", "sha1, sha256 or md5, and the base64 sum of the piece.", false)),
	}, tus.serve(tus.handler.PatchFile))
	rest.Raw(api, rest.Endpoint{
		ID: "cancelUpload", Method: http.MethodDelete, Path: uploadsPath + "/{uploadId}", Tag: "papers", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "End an upload (tus)", Errors: codes, Parameters: params(resumable),
	}, tus.serve(tus.handler.DelFile))
	rest.Register(api, rest.Endpoint{
		ID: "getUpload", Method: http.MethodGet, Path: uploadsPath + "/{uploadId}", Tag: "papers", Allow: rest.Members,
		Summary: "An upload of the caller's", Errors: []problem.Code{problem.NotFound},
	}, a.upload)
}

func header(name, description string, required bool) *huma.Param {
	return &huma.Param{Name: name, In: "header", Description: description, Required: required, Schema: &huma.Schema{Type: "string"}}
}

func (a *area) upload(ctx context.Context, in *UploadPath) (*uploadOutput, error) {
	found, offset, err := a.Uploads.Get(ctx, by(ctx), in.UploadID)
	if err != nil {
		return nil, err
	}
	output := &uploadOutput{}
	body := &output.Body
	body.ID, body.Name, body.Size, body.Offset, body.Finished = found.ID, found.Name, found.Size, offset, found.Kind != ""
	body.Kind, body.SHA256, body.Pages, body.ExpiresAt = found.Kind, found.SHA256, found.Pages, found.Expires
	return output, nil
}

// tus joins the protocol's library to the service.
type tus struct {
	handler *handler.UnroutedHandler
	maxSize int64
}

func (a *area) newTus() (*tus, error) {
	composer := handler.NewStoreComposer()
	store := &tusStore{uploads: a.Uploads}
	composer.UseCore(store)
	composer.UseTerminater(store)
	composer.UseLocker(memorylocker.New())
	made, err := handler.NewUnroutedHandler(handler.Config{
		StoreComposer: composer, MaxSize: a.Uploads.MaxBytes, BasePath: rest.Prefix + uploadsPath, DisableDownload: true,
		Cors:           &handler.CorsConfig{Disable: true},             // pages of our own only
		Logger:         slog.New(slog.NewTextHandler(io.Discard, nil)), // requests and refusals are logged by the API
		NetworkTimeout: stalled, GracefulRequestCompletionTimeout: grace,
	})
	return &tus{handler: made, maxSize: a.Uploads.MaxBytes}, err
}

func (t *tus) options(_ context.Context, w http.ResponseWriter, r *http.Request) error {
	return t.run(w, r, func(http.ResponseWriter, *http.Request) {})
}

func (t *tus) serve(handle http.HandlerFunc) func(context.Context, http.ResponseWriter, *http.Request) error {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		r.Header.Del("X-HTTP-Method-Override") // the method is what was let in
		return t.run(w, r, handle)
	}
}

// run lets the library answer, unless it refuses: then its answer is held back and the refusal returned.
func (t *tus) run(w http.ResponseWriter, r *http.Request, handle http.HandlerFunc) error {
	failure := &failure{}
	r = r.WithContext(context.WithValue(r.Context(), failureKey{}, failure))
	if text := r.Header.Get("Upload-Checksum"); text != "" {
		sum, err := parseChecksum(text)
		if err != nil {
			return err
		}
		r = r.WithContext(context.WithValue(r.Context(), sumKey{}, sum))
	}
	r.URL = &url.URL{Path: "/" + r.PathValue("uploadId")} // the library takes the whole path for the upload's name
	answer := &answer{ResponseWriter: w, failure: failure}
	t.handler.Middleware(handle).ServeHTTP(answer, r)
	return answer.refusal
}

// answer writes through what the library answers, and holds back what it refuses.
type answer struct {
	http.ResponseWriter
	failure *failure
	refusal error
}

// Unwrap lets the library set deadlines on the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	head := a.Header()
	if status >= http.StatusBadRequest {
		a.refusal = a.failure.refusal(status)
		head.Del("Content-Length")
		return
	}
	if location, err := url.Parse(head.Get("Location")); err == nil && location.Path != "" {
		head.Set("Location", location.Path) // which host and scheme the browser uses a proxy knows better
	}
	if head.Get("Tus-Extension") != "" {
		head.Set("Tus-Extension", extensions)
		head.Set("Tus-Checksum-Algorithm", strings.Join(algorithms, ","))
	}
	if !a.failure.expires.IsZero() {
		head.Set("Upload-Expires", a.failure.expires.UTC().Format(http.TimeFormat))
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	if a.refusal == nil {
		return a.ResponseWriter.Write(p)
	}
	return len(p), nil // held back
}
