package web_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/conclude/concludestore"
	"giaoban/scheduler/conclude/planned"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
	"giaoban/web/conclusions"
	"giaoban/web/rest"
)

// conclusionsArea serves what comes of the meetings of plans, without mail.
func conclusionsArea(plans *planner.Planner, db *bun.DB, accounts *identity.Service, units *dirstore.Store, trail *audit.Log, now func() time.Time) func(*rest.API) {
	invitations := invitestore.New(db)
	service := concluder.New(concluder.Deps{
		Store: concludestore.New(db, invitations), Source: &planned.Source{Meetings: plans.Store, Invitations: invitations, Directory: units}, Meetings: plans.Store,
		Attendance: invitations, Invitations: invitations, Accounts: viewers{accounts, units}, Directory: units, Calendar: plans.Store, Audit: trail, Now: now, Zone: workday.Zone(),
		Log: slog.New(slog.DiscardHandler), Mail: mail.Disabled{}, Origin: "https://hop.example.vn", Domain: "hop.example.vn",
	})
	return func(api *rest.API) { conclusions.Register(api, conclusions.Deps{Concluder: service}) }
}

// heldMeeting is a meeting of the province that a delegate was invited to and that has ended.
func (f *fixture) heldMeeting(t *testing.T) string {
	t.Helper()
	f.plans.Rooms = &plantest.Rooms{}
	id := f.approvedMeeting(t)
	secretary := f.as(t, "thuky")
	secretary.want(http.StatusOK, secretary.post("/api/v1/meetings/"+id+"/invitations", `{"targets":[{"kind":"unit","unit":`+chiemHoa+`}]}`))
	for _, action := range []plan.Action{plan.Issue, plan.Start, plan.End} {
		if action == plan.Issue {
			var letter map[string]any
			read := secretary.want(http.StatusOK, secretary.get("/api/v1/meetings/"+id+"/letter"))
			read.into(t, &letter)
			for _, name := range []string{"version", "sequence", "announced", "missing"} {
				delete(letter, name)
			}
			letter["signerName"] = "Trần Văn Ký"
			secretary.want(http.StatusOK, secretary.do(http.MethodPut, "/api/v1/meetings/"+id+"/letter", jsonOf(t, letter), "If-Match", read.header.Get("ETag")))
		}
		_, err := f.plans.Act(t.Context(), directory.By{}, id, 0, action, "", planner.One)
		check(t, err)
		if action == plan.Issue {
			f.clock.pass(14 * 24 * time.Hour)
		}
	}
	return id
}

func TestConclusionsOverHTTP(t *testing.T) {
	f := newFixture(t)
	id := f.heldMeeting(t)
	meeting := "/api/v1/meetings/" + id
	secretary, chair, delegate, stranger := f.as(t, "thuky"), f.as(t, "chutri"), f.as(t, "daibieu"), f.as(t, "chutrixa")
	const some = `{"content":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Kết luận: các xã rà soát."}]}]}}`
	secretary.refused(http.StatusPreconditionRequired, "precondition_required", secretary.post(meeting+"/minutes/draft", "{}"))
	drafted := secretary.want(http.StatusOK, secretary.post(meeting+"/minutes/draft", "{}", "If-Match", `"0"`))
	tag := drafted.header.Get("ETag")
	delegate.refused(http.StatusForbidden, "forbidden", delegate.get(meeting+"/minutes"))
	stranger.refused(http.StatusNotFound, "not_found", stranger.get(meeting+"/minutes"))
	for name, bad := range map[string]string{
		"a table": `{"content":{"type":"doc","content":[{"type":"table"}]}}`, "a link": `{"content":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":"javascript:1"}}]}]}]}}`,
		"a hidden turn": `{"content":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a\u202eb"}]}]}}`, "nothing": `{"content":{}}`,
	} {
		a := secretary.do(http.MethodPut, meeting+"/minutes", bad, "If-Match", tag)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	saved := secretary.want(http.StatusOK, secretary.do(http.MethodPut, meeting+"/minutes", some, "If-Match", tag))
	secretary.refused(http.StatusPreconditionFailed, "stale", secretary.do(http.MethodPut, meeting+"/minutes", some, "If-Match", tag))
	delegate.refused(http.StatusForbidden, "forbidden", delegate.do(http.MethodPut, meeting+"/minutes", some, "If-Match", tag))
	sent := secretary.want(http.StatusOK, secretary.post(meeting+"/minutes/actions", `{"action":"submit"}`, "If-Match", saved.header.Get("ETag")))
	secretary.refused(http.StatusForbidden, "forbidden", secretary.post(meeting+"/minutes/actions", `{"action":"agree"}`, "If-Match", sent.header.Get("ETag")))
	var agreed struct {
		SHA256   string
		Document struct{ Symbol, SHA256 string }
	}
	chair.want(http.StatusOK, chair.post(meeting+"/minutes/actions", `{"action":"agree"}`, "If-Match", sent.header.Get("ETag"))).into(t, &agreed)
	if agreed.Document.Symbol != "01/BB-UBND" || agreed.SHA256 == "" {
		t.Fatalf("%+v", agreed)
	}
	file := delegate.want(http.StatusOK, delegate.get(meeting+"/minutes/file/pdf"))
	if !bytes.HasPrefix(file.body, []byte("%PDF-")) || file.header.Get("ETag") != `"`+agreed.Document.SHA256+`"` {
		t.Errorf("%v", file.header)
	}
	delegate.want(http.StatusNotModified, delegate.do(http.MethodGet, meeting+"/minutes/file/pdf", "", "If-None-Match", file.header.Get("ETag")))
	for path, start := range map[string]string{"/minutes/file/docx": "PK", "/minutes/annexes/attendance/xlsx": "PK", "/minutes/annexes/votes/pdf": "%PDF-"} {
		if a := delegate.want(http.StatusOK, delegate.get(meeting+path)); !bytes.HasPrefix(a.body, []byte(start)) {
			t.Errorf("%s starts with %.8q", path, a.body)
		}
	}
	delegate.refused(http.StatusNotFound, "not_found", delegate.get(meeting+"/minutes/file/exe"))
	secretary.refused(http.StatusConflict, "conflict", secretary.do(http.MethodPut, meeting+"/minutes", some, "If-Match", sent.header.Get("ETag")))
	secretary.want(http.StatusCreated, secretary.post(meeting+"/minutes/additions", some))
	delegate.want(http.StatusOK, delegate.get(meeting+"/minutes/additions/1/pdf"))

	var task struct{ ID, Title string }
	secretary.want(http.StatusCreated, secretary.post(meeting+"/tasks", `{"title":"=Rà soát","unit":`+chiemHoa+`}`)).into(t, &task)
	delegate.refused(http.StatusNotFound, "not_found", delegate.get("/api/v1/tasks/"+task.ID))
	var notice map[string]any
	read := secretary.want(http.StatusOK, secretary.get(meeting+"/conclusion"))
	read.into(t, &notice)
	body := map[string]any{}
	for _, name := range []string{"agency", "parentName", "agencyName", "place", "symbol", "abstract", "copyTo", "form", "onBehalf", "principal", "signerTitle", "signerName"} {
		if value, found := notice[name]; found {
			body[name] = value
		}
	}
	check(t, json.Unmarshal([]byte(some), &body))
	written := secretary.want(http.StatusOK, secretary.do(http.MethodPut, meeting+"/conclusion", jsonOf(t, body), "If-Match", `"0"`))
	delegate.refused(http.StatusForbidden, "forbidden", delegate.get(meeting+"/conclusion"))
	secretary.want(http.StatusOK, secretary.post(meeting+"/conclusion/issue", "{}", "If-Match", written.header.Get("ETag")))
	delegate.want(http.StatusOK, delegate.get(meeting+"/conclusion/file/docx"))
	var page struct{ Items []struct{ ID, Symbol string } }
	delegate.want(http.StatusOK, delegate.get("/api/v1/conclusions?q=ra+soat")).into(t, &page)
	if len(page.Items) != 1 || page.Items[0].Symbol != "01/TB-UBND" {
		t.Errorf("%+v", page)
	}
	stranger.want(http.StatusOK, stranger.get("/api/v1/conclusions")).into(t, &page)
	if len(page.Items) != 0 {
		t.Errorf("a stranger finds %+v", page)
	}
	delegate.want(http.StatusOK, delegate.get("/api/v1/tasks?updatedSince=2020-01-01T00:00:00Z&order=updated")).into(t, &page)
	if len(page.Items) != 1 || page.Items[0].ID != task.ID {
		t.Errorf("%+v", page)
	}
	stranger.refused(http.StatusNotFound, "not_found", stranger.get("/api/v1/tasks/"+task.ID))
	table := delegate.want(http.StatusOK, delegate.get("/api/v1/tasks/export"))
	if !strings.HasPrefix(string(table.body), "\ufeffMã,") || !strings.Contains(string(table.body), "'=Rà soát") {
		t.Errorf("%s", table.body)
	}
}
