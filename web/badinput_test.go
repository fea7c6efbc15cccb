package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"giaoban/internal/audit"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/inspect/inspecttest"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
)

// TestGuessedIds asks, as the chair of another commune, every operation about a meeting, a paper or an invitation of the
// province: the answer is that of an id that does not exist, and reading leaves a record.
func TestGuessedIds(t *testing.T) {
	f := newFixture(t)
	meeting := f.approvedMeeting(t)
	secretary, stranger := f.as(t, "thuky"), f.as(t, "chutrixa")
	var paper struct{ ID string }
	secretary.want(http.StatusCreated, secretary.post("/api/v1/meetings/"+meeting+"/papers", `{"title":"Báo cáo"}`)).into(t, &paper)
	secretary.want(http.StatusOK, secretary.post("/api/v1/meetings/"+meeting+"/invitations", `{"targets":[{"kind":"unit","unit":`+chiemHoa+`}]}`))
	var board invitationPage
	secretary.want(http.StatusOK, secretary.get("/api/v1/meetings/"+meeting+"/invitations")).into(t, &board)
	var folder struct{ ID string }
	secretary.want(http.StatusCreated, secretary.post("/api/v1/document-folders", `{"name":"Riêng"}`)).into(t, &folder)
	real := map[string]string{
		"/meetings/": meeting, "/papers/": paper.ID, "/invitations/": board.Items[0].ID, "/documents/": ownDocument(t, secretary),
		"/document-folders/": folder.ID, "/document-trash/": folder.ID,
	}
	none := map[string]string{
		"/meetings/": "ME_none", "/papers/": "PP_none", "/invitations/": "IN_none", "/documents/": "DO_none", "/document-folders/": "DF_none",
		"/document-trash/": "DF_none",
	}
	var described struct {
		Paths map[string]map[string]any
	}
	secretary.want(http.StatusOK, secretary.get("/api/openapi.json")).into(t, &described)
	prefixes, asked := slices.Sorted(maps.Keys(real)), 0
	for _, path := range slices.Sorted(maps.Keys(described.Paths)) {
		begin := slices.IndexFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(path, "/api/v1"+prefix+"{") })
		if begin < 0 {
			continue
		}
		prefix := prefixes[begin]
		for _, method := range slices.Sorted(maps.Keys(described.Paths[path])) {
			method = strings.ToUpper(method)
			if !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}, method) {
				continue
			}
			asked++
			t.Run(method+" "+path, func(t *testing.T) {
				before := len(refusals(t, f))
				got, want := stranger.ask(method, with(path, prefix, real)), stranger.ask(method, with(path, prefix, none))
				if got != want {
					t.Errorf("answered %s, of one that does not exist %s", got, want)
				}
				if method != http.MethodGet {
					return
				}
				if !strings.HasPrefix(got, "404") {
					t.Errorf("answered %s", got)
				}
				if len(refusals(t, f)) != before+1 {
					t.Errorf("%d records of a refusal, want %d", len(refusals(t, f)), before+1)
				}
			})
		}
	}
	if asked < 30 {
		t.Errorf("only %d operations were asked", asked)
	}
}

// with fills in an address: the id of the thing it is about, and something for its parts.
func with(path, prefix string, ids map[string]string) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1"+prefix), "}")
	for strings.Contains(rest, "{") {
		head, tail, _ := strings.Cut(rest, "{")
		_, tail, _ = strings.Cut(tail, "}")
		rest = head + "1" + tail
	}
	return prefix + ids[prefix] + rest
}

// ask tells the status and code of an answer.
func (b *browser) ask(method, path string) string {
	b.t.Helper()
	headers := []string{"If-Match", `"1"`}
	if method == http.MethodPatch {
		headers = append(headers, "Content-Type", "application/merge-patch+json")
	}
	a := b.do(method, "/api/v1"+path, "{}", headers...)
	if a.status < 400 {
		return fmt.Sprint(a.status)
	}
	return fmt.Sprintf("%d %s", a.status, a.code(b.t))
}

func refusals(t *testing.T, f *fixture) []audit.Record {
	t.Helper()
	records, err := f.audit.List(t.Context(), "", 500)
	check(t, err)
	return slices.DeleteFunc(records, func(r audit.Record) bool { return !strings.HasSuffix(r.Action, "access_refused") })
}

// TestFilesThatAreNotTaken uploads what is refused by its content, and finds nothing of it afterwards.
func TestFilesThatAreNotTaken(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "thuky")
	for name, file := range map[string]struct {
		name    string
		content []byte
		reason  string
	}{
		"a zip bomb":             {"a.docx", zipBomb(t), "papers.zip_bomb"},
		"a PDF with script":      {"a.pdf", pdffiletest.Pages(1, "/OpenAction <</S /JavaScript /JS (app.alert(1))>>", ""), "papers.active_pdf"},
		"a PDF that launches":    {"a.pdf", pdffiletest.Pages(1, "/OpenAction <</S /Launch /F (cmd.exe)>>", ""), "papers.active_pdf"},
		"a program":              {"a.pdf", []byte("MZ\x90\x00 is how programs begin"), "papers.program"},
		"a document named image": {"a.png", pdffiletest.Pages(1, "", ""), "papers.wrong_ending"},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			where, refused := tusUpload(b, file.name, file.content)
			if refused.status < 400 || refused.status >= 500 || refused.code(t) == "" || !strings.Contains(string(refused.body), file.reason) {
				t.Errorf("status %d: %s", refused.status, refused.body)
			}
			if where == "" {
				t.Fatal("refused before it was looked at")
			}
			b.want(http.StatusNotFound, b.do(http.MethodHead, where, "", "Tus-Resumable", "1.0.0"))
		})
	}
}

// zipBomb is an office file with a part of a hundred and ten megabytes of zeros.
func zipBomb(t *testing.T) []byte {
	t.Helper()
	return inspecttest.OfficeRaw(papers.DOCX, "x", func(w *zip.Writer) error {
		part, err := w.Create("word/media/image1.png")
		if err != nil {
			return err
		}
		zeros := bytes.Repeat([]byte{0}, 1<<20)
		for range 110 {
			if _, err := part.Write(zeros); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestNamesThatDeceive gives every form names that are too long, turned round or hidden: each is refused at its field.
func TestNamesThatDeceive(t *testing.T) {
	f := newFixture(t)
	meeting := f.approvedMeeting(t)
	secretary, admin := f.as(t, "thuky"), f.as(t, "quantri")
	unit := `,"unit":` + chiemHoa
	forms := map[string]struct {
		by             *browser
		path, location string
		body           string // with %s for the name
	}{
		"a person":       {admin, "/people", "name", `{"name":%s` + unit + `}`},
		"a site":         {admin, "/sites", "title.vi", `{"name":"phong-moi","title":{"vi":%s,"en":"X"}` + unit + `}`},
		"a group":        {admin, "/groups", "name", `{"name":%s,"sites":[]` + unit + `}`},
		"a list":         {secretary, "/invitation-lists", "name", `{"name":%s,"members":[],"unit":{"catalogue":"` + demo.Current + `","code":"` + demo.ProvinceCode + `"}}`},
		"a meeting":      {secretary, "/meetings", "title", strings.Replace(draftBody, `"title":"X"`, `"title":%s`, 1)},
		"a folder":       {secretary, "/document-folders", "name", `{"name":%s}`},
		"a paper":        {secretary, "/meetings/" + meeting + "/papers", "title", `{"title":%s}`},
		"an account":     {admin, "/accounts", "displayName", `{"username":"moi","displayName":%s,"role":"delegate","unit":` + chiemHoa + `}`},
		"a meeting type": {admin, "/catalogues/meeting-types", "name.vi", `{"code":"X","name":{"vi":%s,"en":"X"}}`},
	}
	for kind, name := range map[string]string{
		"ten thousand characters": strings.Repeat("ế", 10_000), "right to left": "An \u202egnp.exe", "zero width": "An\u200b Bình",
		"a zero-width joiner": "A\u200dn", "a control": "An\u0007",
	} {
		for form, c := range forms {
			t.Run(form+" of "+kind, func(t *testing.T) {
				a := c.by.post("/api/v1"+c.path, fmt.Sprintf(c.body, jsonOf(t, name)))
				if a.status != http.StatusUnprocessableEntity || a.code(t) != "invalid" || !strings.Contains(string(a.body), c.location+`"`) {
					t.Errorf("status %d: %.300s", a.status, a.body)
				}
			})
		}
	}
}

// TestRecurrenceWithoutEnd asks for a series that never ends, or as good as never.
func TestRecurrenceWithoutEnd(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "thuky")
	for _, rule := range []string{"FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY;COUNT=1000000", "FREQ=YEARLY;UNTIL=24260101T000000Z", "FREQ=SECONDLY;COUNT=5"} {
		t.Run(rule, func(t *testing.T) {
			b.refused(http.StatusUnprocessableEntity, "invalid", b.post("/api/v1/meeting-series", `{"meeting":`+draftBody+`,"recurrence":{"rule":"`+rule+`","holidays":"skip"}}`))
		})
	}
	made, err := f.db.NewSelect().TableExpr("meetings").Count(t.Context())
	if check(t, err); made != 0 {
		t.Errorf("%d meetings were made", made)
	}
}

// TestTheClockStepsBack goes on with the work of somebody logged in when the server's clock is set back by two days.
func TestTheClockStepsBack(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "thuky")
	made := b.want(http.StatusCreated, b.post("/api/v1/meetings", draftBody))
	var m struct{ ID string }
	made.into(t, &m)
	f.clock.pass(-48 * time.Hour)
	path := "/api/v1/meetings/" + m.ID
	changed := b.want(http.StatusOK, b.do(http.MethodPut, path, strings.Replace(draftBody, `"title":"X"`, `"title":"Y"`, 1), "If-Match", made.header.Get("ETag")))
	b.refused(http.StatusPreconditionFailed, "stale", b.do(http.MethodPut, path, draftBody, "If-Match", made.header.Get("ETag")))
	b.want(http.StatusOK, b.do(http.MethodPut, path, draftBody, "If-Match", changed.header.Get("ETag")))
	_, err := audit.Verify(t.Context(), f.db)
	check(t, err)
	f.as(t, "chutri")
}

// TestTheDiskIsFullDuringAnUpload has the kernel's /dev/full answer the writes of an upload, then gives it room again: the
// upload goes on from where it was.
func TestTheDiskIsFullDuringAnUpload(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "thuky")
	content := pdffiletest.Pages(1, "", "")
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	made := b.want(http.StatusCreated, b.do(http.MethodPost, "/api/v1/paper-uploads", "", "Tus-Resumable", "1.0.0", "Upload-Length",
		strconv.Itoa(len(content)), "Upload-Metadata", "filename "+encode("a.pdf")+",noStateSecret "+encode("true")))
	where := made.header.Get("Location")
	standing, err := os.ReadDir(f.uploads)
	if check(t, err); len(standing) != 1 {
		t.Fatalf("%d uploads stand", len(standing))
	}
	path := filepath.Join(f.uploads, standing[0].Name())
	check(t, os.Rename(path, path+".away"))
	check(t, os.Symlink("/dev/full", path))
	full := b.refused(http.StatusInsufficientStorage, "unavailable", tusPatch(b, where, 0, content))
	if !strings.Contains(string(full.body), "blob.full") {
		t.Errorf("%s", full.body)
	}
	check(t, os.Rename(path+".away", path))
	b.want(http.StatusNoContent, tusPatch(b, where, 0, content))
}
