package rest

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// File is a file to send.
type File struct {
	Name      string // to save it under
	MediaType string
	Tag       string // identifies the bytes, for conditional requests
	Modified  time.Time
	Content   io.ReadSeekCloser
}

// Send sends a file and closes it; disposition is "inline" or "attachment". Ranges are served. Nothing in it may act in
// the browser, and nobody between may keep it.
func (f *File) Send(w http.ResponseWriter, r *http.Request, disposition string) error {
	header := w.Header()
	header.Set("Content-Type", f.MediaType)
	header.Set("Content-Disposition", ContentDisposition(disposition, f.Name))
	header.Set("Cache-Control", "private, no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("ETag", strconv.Quote(f.Tag))
	Unhurried(w)
	http.ServeContent(w, r, "", f.Modified, f.Content)
	return f.Content.Close()
}

// SendPicture sends a PNG picture that nobody between may keep.
func SendPicture(w http.ResponseWriter, picture []byte) {
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
	_, _ = w.Write(picture) // the caller may have gone
}

// slowest is how long a download may take: the largest file over the narrowest line that can hold a conference.
const slowest = time.Hour

// Unhurried lets an answer take longer than others, where the connection can tell.
func Unhurried(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(slowest))
}

// ContentDisposition names a file in UTF-8 (RFC 6266, section 4.3).
func ContentDisposition(kind, name string) string {
	return mime.FormatMediaType(kind, map[string]string{"filename": name})
}
