package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

const (
	indexFile = "index.html"
	// hashedAssets is the folder whose files carry a hash of their content in their name.
	hashedAssets = "assets/"

	unbuilt = "GiaoBan: the web app is not built into this binary; run make build.\n"
)

// appHandler serves the single-page app: files by name, and the page itself for every path that is a place in the app.
type appHandler struct {
	files map[string]*appFile // by path without the leading slash; immutable
}

// appFile is one file of the app, compressed once at the first wish: lines to the communes are narrow.
type appFile struct {
	contentType string
	etag        string
	content     []byte
	packed      func() []byte // gzip of content, nil when that is not smaller
}

func newAppHandler(app fs.FS) (*appHandler, error) {
	h := &appHandler{files: make(map[string]*appFile)}
	err := fs.WalkDir(app, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		content, err := fs.ReadFile(app, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		h.files[name] = &appFile{
			contentType: contentType(name, content), content: content, etag: `"` + hex.EncodeToString(sum[:16]) + `"`,
			packed: sync.OnceValue(func() []byte { return pack(name, content) }),
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("web: read the app: %w", err)
	}
	return h, nil
}

func contentType(name string, content []byte) string {
	// Not left to the machine's own table of types, which the package mime consults.
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map", ".webmanifest":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	case ".woff2":
		return "font/woff2"
	case ".woff":
		return "font/woff"
	}
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return http.DetectContentType(content)
}

func pack(name string, content []byte) []byte {
	switch path.Ext(name) {
	case ".html", ".js", ".mjs", ".css", ".json", ".map", ".svg", ".wasm", ".webmanifest", ".txt":
	default:
		return nil // fonts and pictures are packed already
	}
	var packed bytes.Buffer
	writer, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, err = writer.Write(content)
	if errors.Join(err, writer.Close()) != nil || packed.Len() >= len(content) {
		return nil
	}
	return packed.Bytes()
}

// ServeHTTP implements http.Handler.
func (h *appHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	file, found := h.files[name]
	if !found {
		if path.Ext(name) != "" || strings.HasPrefix(name, hashedAssets) {
			http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
			return
		}
		name = indexFile
		file = h.files[indexFile]
	}
	if r.URL.Path == "/" && r.Method == http.MethodHead {
		// Clients of other origins ask so whether the server is there; the answer tells nothing else.
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	if file == nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(unbuilt))
		return
	}
	if strings.HasPrefix(name, hashedAssets) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	file.serve(w, r)
}

func (f *appFile) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Add("Vary", "Accept-Encoding")
	content, etag := f.content, f.etag
	if acceptsGzip(r) {
		if packed := f.packed(); packed != nil {
			content, etag = packed, strings.TrimSuffix(f.etag, `"`)+`-gzip"`
			header.Set("Content-Encoding", "gzip")
		}
	}
	header.Set("ETag", etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

func acceptsGzip(r *http.Request) bool {
	if r.Header.Get("Range") != "" {
		return false // ranges are of the plain file
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(coding) == "gzip" {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}
