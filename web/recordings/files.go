package recordings

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"

	"giaoban/internal/fault"
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
			"the programme is ready. Ranges are served (RFC 9110, section 14).",
		Errors: []problem.Code{problem.NotFound},
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
	root, err := os.OpenRoot(a.Studio.DirOf(e.ID))
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "")
	}
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // only read
	file, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "")
	}
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		file.Close()
		return errors.Join(err, fault.New(fault.NotFound, ""))
	}
	sent := rest.File{
		Name: path.Base(name), MediaType: mediaType, Tag: e.ID + "/" + name + "@" + info.ModTime().UTC().Format("20060102T150405.000000000"), Modified: info.ModTime(), Content: file,
	}
	return sent.Send(w, r, "inline")
}
