package web_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/documents/cabinet"
	"giaoban/scheduler/documents/docstore"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/plan/plantest"
	documentsapi "giaoban/web/documents"
	papersapi "giaoban/web/papers"
	"giaoban/web/rest"
)

// papersArea is the API of papers and own documents over a database.
func papersArea(t testing.TB, uploadsDir string, db *bun.DB, units *dirstore.Store, trail *audit.Log, now func() time.Time) func(*rest.API) {
	t.Helper()
	blobs, err := blob.OpenDisk(t.TempDir())
	check(t, err)
	kept, attendance := paperstore.New(db), invitestore.New(db)
	papers := desk.New(desk.Deps{
		Store: kept, Blobs: blobs, Meetings: planstore.New(db, attendance), Attendance: attendance, Units: units, Audit: trail,
		Now: now, Zone: time.UTC, Log: slog.New(slog.DiscardHandler), ViewLifetime: time.Hour,
	})
	uploads, err := upload.New(upload.Config{Dir: uploadsDir, MaxBytes: 1 << 20, Lifetime: time.Hour, MaxOpen: 20}, upload.Deps{
		Store: kept, Blobs: blobs, Audit: trail, Now: now, Check: papers.CheckDeclaration,
	})
	check(t, err)
	own := cabinet.New(cabinet.Config{Quota: 2 << 20, TrashFor: 30 * 24 * time.Hour}, cabinet.Deps{
		Store: docstore.New(db), Papers: kept, Desk: papers, Uploads: uploads, Blobs: blobs, Audit: trail, Now: now,
	})
	return func(api *rest.API) {
		papersapi.Register(api, papersapi.Deps{Desk: papers, Uploads: uploads})
		documentsapi.Register(api, documentsapi.Deps{Cabinet: own, Settle: uploads.Settle})
	}
}

// tusUpload uploads content in pieces, as a tus client does, and returns where it is and the last answer.
func tusUpload(b *browser, name string, content []byte, metadata ...string) (string, *answer) {
	b.t.Helper()
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	given := "filename " + encode(name) + ",noStateSecret " + encode("true")
	if len(metadata) > 0 {
		given = metadata[0]
	}
	made := b.do(http.MethodPost, "/api/v1/paper-uploads", "", "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(len(content)), "Upload-Metadata", given)
	if made.status != http.StatusCreated {
		return "", made
	}
	where := made.header.Get("Location")
	if !strings.HasPrefix(where, "/api/v1/paper-uploads/PU_") || made.header.Get("Upload-Expires") == "" {
		b.t.Errorf("created: %v", made.header)
	}
	half := len(content) / 2
	first := tusPatch(b, where, 0, content[:half])
	b.want(http.StatusNoContent, first)
	told := b.do(http.MethodHead, where, "", "Tus-Resumable", "1.0.0")
	if told.status != http.StatusOK || told.header.Get("Upload-Offset") != strconv.Itoa(half) || told.header.Get("Upload-Length") != strconv.Itoa(len(content)) {
		b.t.Errorf("half way: %d %v", told.status, told.header)
	}
	return where, tusPatch(b, where, half, content[half:])
}

func tusPatch(b *browser, where string, offset int, piece []byte, headers ...string) *answer {
	b.t.Helper()
	headers = append([]string{"Tus-Resumable", "1.0.0", "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream"}, headers...)
	return b.do(http.MethodPatch, where, string(piece), headers...)
}

func TestPapers(t *testing.T) {
	f := newFixture(t)
	meeting := plantest.New(t, f.db)
	m := meeting.InState(t, meeting.Draft(t), plan.StateIssued)
	secretary, chair := f.as(t, "thuky"), f.as(t, "chutri")
	papers := "/api/v1/meetings/" + m.ID + "/papers"
	type told struct {
		ID, State string
		Version   int64
		Rights    struct{ Actions []string }
		Files     []struct{ SHA256, Preview string }
	}
	var paper told
	secretary.want(http.StatusCreated, secretary.post(papers, `{"title":"Báo cáo tháng 11","unit":{"catalogue":"`+demo.Current+`","code":"`+demo.ChiemHoaCode+`"}}`)).into(t, &paper)
	one := "/api/v1/papers/" + paper.ID
	content := pdffiletest.Pages(2, "", "")

	where, last := tusUpload(secretary, "Báo cáo.pdf", content)
	secretary.want(http.StatusNoContent, last)
	uploadID := where[strings.LastIndexByte(where, '/')+1:]
	chair.refused(http.StatusNotFound, "not_found", chair.get(where))
	var upload struct {
		Finished bool
		Kind     string
		Offset   int
	}
	secretary.want(http.StatusOK, secretary.get(where)).into(t, &upload)
	if !upload.Finished || upload.Kind != "pdf" || upload.Offset != len(content) {
		t.Errorf("upload %+v", upload)
	}
	body := `{"uploadId":"` + uploadID + `","noStateSecret":true}`
	secretary.refused(http.StatusPreconditionRequired, "precondition_required", secretary.post(one+"/files", body))
	secretary.want(http.StatusCreated, secretary.post(one+"/files", body, "If-Match", `"1"`)).into(t, &paper)
	secretary.refused(http.StatusNotFound, "not_found", secretary.post(one+"/files", body, "If-Match", `"2"`)) // it is used up
	for _, action := range []string{"submit", "approve", "release"} {
		moved := secretary.want(http.StatusOK, secretary.post(one+"/actions", `{"action":"`+action+`"}`, "If-Match", `"`+strconv.FormatInt(paper.Version, 10)+`"`))
		moved.into(t, &paper)
		if moved.header.Get("ETag") != `"`+strconv.FormatInt(paper.Version, 10)+`"` {
			t.Errorf("ETag %s of version %d", moved.header.Get("ETag"), paper.Version)
		}
	}
	if paper.State != "released" || paper.Files[0].Preview != "ready" {
		t.Errorf("paper %+v", paper)
	}
	chair.refused(http.StatusPreconditionFailed, "stale", chair.post(one+"/actions", `{"action":"withdraw","reason":"x"}`, "If-Match", `"1"`))

	var view struct {
		ID, Preview string
		Pages       int
		Watermark   []string
	}
	chair.want(http.StatusCreated, chair.post(one+"/views", `{}`)).into(t, &view)
	pages := "/api/v1/paper-views/" + view.ID + "/pages"
	whole := chair.want(http.StatusOK, chair.get(pages))
	if len(whole.body) <= len(content) || whole.header.Get("Content-Type") != "application/pdf" || whole.header.Get("X-Content-Type-Options") != "nosniff" || len(view.Watermark) != 2 {
		t.Errorf("%d bytes, %v, %q", len(whole.body), whole.header, view.Watermark)
	}
	from := len(content) - 100
	part := chair.want(http.StatusPartialContent, chair.get(pages, "Range", fmt.Sprintf("bytes=%d-%d", from, from+199)))
	if !bytes.Equal(part.body, whole.body[from:from+200]) {
		t.Error("a range across the stamp's start differs")
	}
	secretary.refused(http.StatusNotFound, "not_found", secretary.get(pages))
	chair.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", chair.get(pages+"/1")) // this server draws no pictures

	saved := chair.want(http.StatusOK, chair.get(one+"/download"))
	if disposition, params, err := mime.ParseMediaType(saved.header.Get("Content-Disposition")); err != nil || disposition != "attachment" || params["filename"] != "Báo cáo.pdf" {
		t.Errorf("saved as %q", saved.header.Get("Content-Disposition"))
	}
	archive := chair.want(http.StatusOK, chair.get(papers+"/archive"))
	if !bytes.HasPrefix(archive.body, []byte("PK")) || archive.header.Get("Content-Type") != "application/zip" {
		t.Errorf("archive: %v", archive.header)
	}
	for username, want := range map[string]int{"quantri": http.StatusNotFound, "kythuat": http.StatusNotFound, "khachmoi": http.StatusNotFound} {
		b := f.as(t, username)
		b.want(want, b.get(one))
		b.want(want, b.post(one+"/views", `{}`))
		b.want(want, b.get(one+"/download"))
		b.want(want, b.get(one+"/notes"))
		b.want(want, b.get(pages))
	}
}

func TestUploads(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "thuky")
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	options := b.want(http.StatusOK, b.do(http.MethodOptions, "/api/v1/paper-uploads", ""))
	if options.header.Get("Tus-Version") != "1.0.0" || !strings.Contains(options.header.Get("Tus-Extension"), "checksum") || options.header.Get("Tus-Max-Size") != "1048576" {
		t.Errorf("options: %v", options.header)
	}
	t.Run("not declared", func(t *testing.T) {
		_, refused := tusUpload(b, "", []byte("x"), "filename "+encode("a.pdf"))
		b.refused(http.StatusUnprocessableEntity, "invalid", refused)
	})
	t.Run("secret", func(t *testing.T) {
		_, refused := tusUpload(b, "", []byte("x"), "filename "+encode("a.pdf")+",noStateSecret "+encode("true")+",secrecy "+encode("secret"))
		b.refused(http.StatusUnprocessableEntity, "invalid", refused)
	})
	t.Run("too large", func(t *testing.T) {
		_, refused := tusUpload(b, "a.pdf", make([]byte, 1<<20+1))
		b.refused(http.StatusRequestEntityTooLarge, "too_large", refused)
	})
	t.Run("a program named .pdf", func(t *testing.T) {
		where, refused := tusUpload(b, "a.pdf", []byte("MZ is how programs begin"))
		b.refused(http.StatusUnsupportedMediaType, "unsupported_media_type", refused)
		if !strings.Contains(string(refused.body), "chương trình") {
			t.Errorf("told %s", refused.body)
		}
		b.want(http.StatusNotFound, b.do(http.MethodHead, where, "", "Tus-Resumable", "1.0.0"))
	})
	t.Run("checksums and offsets", func(t *testing.T) {
		content := pdffiletest.Pages(1, "", "")
		made := b.want(http.StatusCreated, b.do(http.MethodPost, "/api/v1/paper-uploads", "", "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(len(content)),
			"Upload-Metadata", "filename "+encode("a.pdf")+",noStateSecret "+encode("true")))
		where := made.header.Get("Location")
		sum := sha1.Sum(content)
		b.refused(460, "invalid", tusPatch(b, where, 0, []byte("damaged"), "Upload-Checksum", "sha1 "+base64.StdEncoding.EncodeToString(sum[:])))
		b.refused(http.StatusBadRequest, "invalid", tusPatch(b, where, 0, content, "Upload-Checksum", "crc32 AAAA"))
		b.refused(http.StatusConflict, "conflict", tusPatch(b, where, 7, content))
		b.refused(http.StatusBadRequest, "invalid", b.do(http.MethodPatch, where, "x", "Tus-Resumable", "0.2.2", "Content-Type", "application/offset+octet-stream"))
		b.want(http.StatusNoContent, tusPatch(b, where, 0, content, "Upload-Checksum", "sha1 "+base64.StdEncoding.EncodeToString(sum[:])))
		b.want(http.StatusNoContent, b.do(http.MethodDelete, where, "", "Tus-Resumable", "1.0.0"))
		b.want(http.StatusNotFound, b.get(where))
	})
}

// TestUploadsThatLie says one thing of a file and sends another.
func TestUploadsThatLie(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "thuky")
	content := pdffiletest.Pages(1, "", "")
	begin := func(name string, size int) *answer {
		encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
		return b.do(http.MethodPost, "/api/v1/paper-uploads", "", "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(size),
			"Upload-Metadata", "filename "+encode(name)+",noStateSecret "+encode("true"))
	}
	offset := func(where string) string {
		return b.want(http.StatusOK, b.do(http.MethodHead, where, "", "Tus-Resumable", "1.0.0")).header.Get("Upload-Offset")
	}
	for what, name := range map[string]string{
		"ten thousand characters": strings.Repeat("ế", 10_000) + ".pdf", "right to left": "An \u202efdp.exe", "zero width": "An\u200b.pdf", "nothing": " ",
	} {
		t.Run("a name of "+what, func(t *testing.T) {
			if a := begin(name, len(content)); a.status < 400 || a.status >= 500 {
				t.Errorf("status %d", a.status)
			}
		})
	}
	t.Run("201 megabytes", func(t *testing.T) {
		b.refused(http.StatusRequestEntityTooLarge, "too_large", begin("a.pdf", 201<<20))
	})
	t.Run("more than was said", func(t *testing.T) {
		where := b.want(http.StatusCreated, begin("a.pdf", 10)).header.Get("Location")
		if a := tusPatch(b, where, 0, content); a.status < 400 {
			t.Errorf("status %d", a.status)
		}
	})
	t.Run("less than was said", func(t *testing.T) {
		where := b.want(http.StatusCreated, begin("a.pdf", len(content)+10)).header.Get("Location")
		b.want(http.StatusNoContent, tusPatch(b, where, 0, content))
		body := `{"uploadId":"` + where[strings.LastIndexByte(where, '/')+1:] + `","noStateSecret":true}`
		b.refused(http.StatusConflict, "conflict", b.post("/api/v1/documents", body))
		if got := offset(where); got != strconv.Itoa(len(content)) {
			t.Errorf("offset %s", got)
		}
	})
	t.Run("pieces out of order", func(t *testing.T) {
		where, half := b.want(http.StatusCreated, begin("a.pdf", len(content))).header.Get("Location"), len(content)/2
		b.refused(http.StatusConflict, "conflict", tusPatch(b, where, half, content[half:]))
		b.want(http.StatusNoContent, tusPatch(b, where, 0, content[:half]))
		b.refused(http.StatusConflict, "conflict", tusPatch(b, where, 0, content[:half]))
		if got := offset(where); got != strconv.Itoa(half) {
			t.Errorf("offset %s", got)
		}
		b.want(http.StatusNoContent, tusPatch(b, where, half, content[half:]))
	})
}
