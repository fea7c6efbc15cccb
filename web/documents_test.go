package web_test

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"giaoban/scheduler/papers/pdffile/pdffiletest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

type documentTold struct {
	ID, Name, FolderID, Origin, SHA256, Preview string
	Version                                     int64
	Pages                                       int
}

// ownDocument uploads a document to the top of somebody's own and returns its id.
func ownDocument(t *testing.T, b *browser) string {
	t.Helper()
	where, last := tusUpload(b, "Của tôi.pdf", pdffiletest.Pages(2, "", ""))
	b.want(http.StatusNoContent, last)
	var made documentTold
	b.want(http.StatusCreated, b.post("/api/v1/documents", `{"uploadId":"`+where[strings.LastIndexByte(where, '/')+1:]+`","noStateSecret":true}`)).into(t, &made)
	return made.ID
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// One person's own documents over HTTP: everything its owner does, and nobody else can, administrators included.
func TestDocuments(t *testing.T) {
	f := newFixture(t)
	owner := f.as(t, "thuky")
	id := ownDocument(t, owner)
	one := "/api/v1/documents/" + id
	var folder struct {
		ID      string
		Version int64
	}
	owner.want(http.StatusCreated, owner.post("/api/v1/document-folders", `{"name":"Giao ban"}`)).into(t, &folder)
	owner.refused(http.StatusConflict, "conflict", owner.post("/api/v1/document-folders", `{"name":"GIAO BAN"}`))
	move := `{"name":"Báo cáo Chiêm Hoá","folderId":"` + folder.ID + `"}`
	owner.refused(http.StatusPreconditionRequired, "precondition_required", owner.do(http.MethodPut, one, move))
	var moved documentTold
	owner.want(http.StatusOK, owner.do(http.MethodPut, one, move, "If-Match", etag(1))).into(t, &moved)
	if moved.Name != "Báo cáo Chiêm Hoá.pdf" || moved.FolderID != folder.ID || moved.Version != 2 {
		t.Errorf("moved %+v", moved)
	}
	owner.refused(http.StatusPreconditionFailed, "stale", owner.do(http.MethodPut, one, move, "If-Match", etag(1)))
	var found struct{ Items []documentTold }
	owner.want(http.StatusOK, owner.get("/api/v1/documents?q=chiem+hoa")).into(t, &found)
	if len(found.Items) != 1 || found.Items[0].ID != id || found.Items[0].Pages != 2 {
		t.Errorf("found %+v", found)
	}
	pages := owner.want(http.StatusOK, owner.get(one+"/pages"))
	if !bytes.Equal(pages.body, pdffiletest.Pages(2, "", "")) || pages.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%d bytes of pages, %v", len(pages.body), pages.header)
	}
	part := owner.want(http.StatusPartialContent, owner.get(one+"/pages", "Range", "bytes=5-9"))
	if !bytes.Equal(part.body, pages.body[5:10]) {
		t.Errorf("a range: %q", part.body)
	}
	saved := owner.want(http.StatusOK, owner.get(one+"/download"))
	if saved.header.Get("Content-Disposition") == "" || !bytes.Equal(saved.body, pages.body) {
		t.Errorf("saved as %q", saved.header.Get("Content-Disposition"))
	}
	for _, username := range []string{"quantri", "chutri", "lanhdao", "daibieu"} {
		b := f.as(t, username)
		for _, path := range []string{one, one + "/pages", one + "/pages/1", one + "/download", "/api/v1/documents?folderId=" + folder.ID} {
			b.refused(http.StatusNotFound, "not_found", b.get(path))
		}
		b.refused(http.StatusNotFound, "not_found", b.post(one+"/uploads", ""))
		b.refused(http.StatusNotFound, "not_found", b.do(http.MethodDelete, one, "", "If-Match", etag(2)))
		b.want(http.StatusOK, b.get("/api/v1/documents?q=bao+cao")).into(t, &found)
		if len(found.Items) != 0 {
			t.Errorf("%s finds %+v", username, found.Items)
		}
	}
	if refused := refusals(t, f); len(refused) != 4*7 {
		t.Errorf("%d records of refusals", len(refused))
	}
	owner.want(http.StatusNoContent, owner.do(http.MethodDelete, one, "", "If-Match", etag(2)))
	owner.refused(http.StatusNotFound, "not_found", owner.get(one+"/pages"))
	owner.want(http.StatusNoContent, owner.post("/api/v1/document-trash/"+id+"/restore", ""))
	owner.want(http.StatusOK, owner.get(one))
	owner.refused(http.StatusNotFound, "not_found", owner.do(http.MethodDelete, "/api/v1/document-trash/"+id, ""))
	owner.want(http.StatusNoContent, owner.do(http.MethodDelete, one, "", "If-Match", etag(4)))
	owner.want(http.StatusNoContent, owner.do(http.MethodDelete, "/api/v1/document-trash/"+id, ""))
	owner.refused(http.StatusNotFound, "not_found", owner.post("/api/v1/document-trash/"+id+"/restore", ""))
}

// A secret is refused of own documents as of papers, and recorded; what is over the quota is refused.
func TestDocumentsThatAreNotTaken(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "thuky")
	where, last := tusUpload(b, "a.pdf", pdffiletest.Pages(1, "", ""))
	b.want(http.StatusNoContent, last)
	uploadID := where[strings.LastIndexByte(where, '/')+1:]
	for _, body := range []string{`","noStateSecret":false}`, `","noStateSecret":true,"secrecy":"secret"}`} {
		b.refused(http.StatusUnprocessableEntity, "invalid", b.post("/api/v1/documents", `{"uploadId":"`+uploadID+body))
	}
	records, err := f.audit.List(t.Context(), "", 500)
	check(t, err)
	refused := 0
	for _, record := range records {
		if record.Action == "paper.secrecy_refused" {
			refused++
		}
	}
	if refused != 2 {
		t.Errorf("%d records of secrets refused", refused)
	}
	big := append(pdffiletest.Pages(1, "", ""), bytes.Repeat([]byte{'\n'}, 1<<20-4096)...)
	answers := map[int]int{}
	for range 3 {
		where, last := tusUpload(b, "a.pdf", big)
		b.want(http.StatusNoContent, last)
		answers[b.post("/api/v1/documents", `{"uploadId":"`+where[strings.LastIndexByte(where, '/')+1:]+`","noStateSecret":true}`).status]++
	}
	if answers[http.StatusCreated] != 2 || answers[http.StatusRequestEntityTooLarge] != 1 {
		t.Errorf("answers %v", answers)
	}
}

// From the own documents into a paper, and from a released paper back to somebody else's own.
func TestDocumentsFromAndToPapers(t *testing.T) {
	f := newFixture(t)
	meeting := plantest.New(t, f.db)
	m := meeting.InState(t, meeting.Draft(t), plan.StateIssued)
	secretary, chair := f.as(t, "thuky"), f.as(t, "chutri")
	id := ownDocument(t, secretary)
	var paper struct {
		ID      string
		Version int64
	}
	secretary.want(http.StatusCreated, secretary.post("/api/v1/meetings/"+m.ID+"/papers", `{"title":"Báo cáo"}`)).into(t, &paper)
	one := "/api/v1/papers/" + paper.ID
	var lent struct{ UploadID string }
	secretary.want(http.StatusCreated, secretary.post("/api/v1/documents/"+id+"/uploads", "")).into(t, &lent)
	chair.refused(http.StatusNotFound, "not_found", chair.post(one+"/files", `{"uploadId":"`+lent.UploadID+`","noStateSecret":true}`, "If-Match", etag(1)))
	secretary.refused(http.StatusUnprocessableEntity, "invalid", secretary.post(one+"/files", `{"uploadId":"`+lent.UploadID+`","noStateSecret":false}`, "If-Match", etag(1)))
	secretary.want(http.StatusCreated, secretary.post(one+"/files", `{"uploadId":"`+lent.UploadID+`","noStateSecret":true}`, "If-Match", etag(1))).into(t, &paper)
	secretary.want(http.StatusOK, secretary.get("/api/v1/documents/"+id)) // stays where it is

	kept := chair.want(http.StatusCreated, chair.post(one+"/copies", `{}`))
	var copied documentTold
	kept.into(t, &copied)
	pages := chair.want(http.StatusOK, chair.get("/api/v1/documents/"+copied.ID+"/pages"))
	if copied.Origin != m.Title || copied.Pages != 2 || len(pages.body) <= len(pdffiletest.Pages(2, "", "")) {
		t.Errorf("kept %+v, %d bytes", copied, len(pages.body))
	}
	b := f.as(t, "daibieu") // not invited
	b.refused(http.StatusNotFound, "not_found", b.post(one+"/copies", `{}`))
}
