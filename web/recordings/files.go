package recordings

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/fault"
	"giaoban/recorder/bundle"
	"giaoban/recorder/manifest"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

var mediaTypes = map[string]string{
	".webm": "video/webm", ".mp4": "video/mp4", ".m4s": "video/mp4", ".m3u8": "application/vnd.apple.mpegurl", ".jpg": "image/jpeg",
	".json": "application/json", ".sig": "application/json",
}

func (a *area) registerFiles(api *rest.API) {
	rest.Raw(api, rest.Endpoint{
		ID: "get-recording-file", Method: http.MethodGet, Path: "/recordings/{id}/files/{file...}", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "A file of a recording",
		Description: "manifest.json and manifest.sig once it has ended; the tracks that the manifest names; programme/index.m3u8 and what it names once " +
			"the programme is ready. Ranges are served (RFC 9110, section 14). programme/programme.mp4, the film in one file, is for who runs the " +
			"meeting alone; with ?download=true it is sent to be saved, and the audit log keeps it.",
		Errors:     []problem.Code{problem.NotFound, problem.Forbidden},
		Parameters: []*huma.Param{{Name: "download", In: "query", Schema: &huma.Schema{Type: "boolean"}, Description: "To save it, not to watch it."}},
	}, a.file)
}

// file serves what belongs to a recording, and nothing else of its directory: no journal, no file that is being made.
func (a *area) file(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	e, err := a.Studio.Watch(ctx, byOf(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	name := r.PathValue("file")
	served := name == manifest.File || name == manifest.SignatureFile || strings.HasPrefix(name, "tracks/") || strings.HasPrefix(name, "programme/")
	mediaType, known := mediaTypes[path.Ext(name)]
	if !served || !known || !fs.ValidPath(name) {
		return fault.New(fault.NotFound, "")
	}
	download := r.URL.Query().Get("download") == "true"
	if download || name == bundle.Programme {
		if _, err := a.managed(ctx, e.ID); err != nil {
			return err
		}
	}
	file, err := a.Archive.Open(ctx, e.ID, name)
	if err != nil {
		return err
	}
	sent := rest.File{
		Name: path.Base(name), MediaType: mediaType, Tag: e.ID + "/" + name + "@" + file.Modified.Format("20060102T150405.000000"), Modified: file.Modified, Content: file,
	}
	if !download {
		return sent.Send(w, r, "inline")
	}
	if err := a.Studio.Exported(ctx, byOf(ctx), e, "recording.downloaded"); err != nil {
		return errors.Join(err, file.Close())
	}
	sent.Name = e.ID + path.Ext(name)
	return sent.Send(w, r, "attachment")
}
