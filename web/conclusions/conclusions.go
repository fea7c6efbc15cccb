// Package conclusions is the REST API of what comes of meetings: minutes, conclusion notices and tasks.
package conclusions

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/directory"
	"giaoban/web/rest"
)

const tag = "conclusions"

// textBytes is the limit of bodies with a text.
const textBytes = 640 << 10

// Deps are what the area stands on.
type Deps struct {
	Concluder *concluder.Service
}

type area struct {
	Deps
}

// Register adds the area's endpoints. What a caller may see and do depends on the meeting; see the service.
func Register(api *rest.API, deps Deps) {
	api.Tag(tag, "What comes of meetings: minutes (biên bản), conclusion notices (thông báo kết luận) and tasks.")
	a := &area{Deps: deps}
	a.registerMinutes(api)
	a.registerFiles(api)
	a.registerNotice(api)
	a.registerTasks(api)
}

func byOf(ctx context.Context) directory.By {
	caller := rest.CallerOf(ctx)
	viewer := caller.Viewer
	if viewer == nil {
		viewer = &directory.Viewer{} // nobody; none at all would be the system
	}
	return directory.By{Viewer: viewer, Actor: caller.Actor()}
}

// MeetingInput names a meeting. Exported, as the framework wants what is embedded.
type MeetingInput struct {
	ID string `path:"id" maxLength:"64" doc:"The meeting."`
}

type unitKey struct {
	Catalogue string `json:"catalogue" maxLength:"64" example:"tuyen-quang-2025-07"`
	Code      string `json:"code" maxLength:"35" example:"02287"`
	Name      string `json:"name,omitempty" readOnly:"true" doc:"In the caller's language."`
}

func unitRef(key directory.UnitKey, name string) unitKey {
	return unitKey{Catalogue: key.Catalogue, Code: key.Code, Name: name}
}

func (u *unitKey) key() directory.UnitKey {
	return directory.UnitKey{Catalogue: u.Catalogue, Code: u.Code}
}

// when leaves out times that are not known.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type documentBody struct {
	ID         string    `json:"id" example:"CD_k3h1D2f9aQ0z"`
	Symbol     string    `json:"symbol" doc:"Number and symbol." example:"12/TB-UBND"`
	Number     int       `json:"number"`
	Year       int       `json:"year"`
	Type       string    `json:"type" doc:"BB biên bản, TB thông báo." example:"TB"`
	SHA256     string    `json:"sha256" doc:"Of the PDF file."`
	Bytes      int       `json:"bytes" doc:"Of the PDF file."`
	IssuedAt   time.Time `json:"issuedAt"`
	Recipients int       `json:"recipients,omitempty" doc:"To how many of those invited it went."`
	ReplacedBy string    `json:"replacedBy,omitempty" doc:"Number and symbol of the one that replaces it." example:"15/TB-UBND"`
}

func document(d *conclude.Document) *documentBody {
	if d == nil {
		return nil
	}
	return &documentBody{
		ID: d.ID, Symbol: d.Symbol, Number: d.Number, Year: d.Year, Type: d.Type, SHA256: d.SHA256, Bytes: d.Bytes, IssuedAt: d.IssuedAt, Recipients: d.Recipients,
		ReplacedBy: d.ReplacedBy,
	}
}

var media = map[conclude.Format]string{
	conclude.PDF:  "application/pdf",
	conclude.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	conclude.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// writeFile sends a file: one that never changes with its hash as tag, others not to be kept.
func writeFile(w http.ResponseWriter, r *http.Request, format conclude.Format, file *concluder.File) {
	header := w.Header()
	if file.SHA256 == "" {
		header.Set("Cache-Control", "no-store")
	} else {
		tag := `"` + file.SHA256 + `"`
		header.Set("Cache-Control", "private, no-cache")
		header.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	how := "attachment"
	if format == conclude.PDF {
		how = "inline"
	}
	header.Set("Content-Type", media[format])
	header.Set("Content-Length", strconv.Itoa(len(file.Data)))
	header.Set("Content-Disposition", how+"; filename*=UTF-8''"+url.PathEscape(file.Name))
	_, _ = w.Write(file.Data) //nolint:gosec // a file of our making, said to be one; the caller may have gone
}
