package auditlog_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/store/storetest"
	"giaoban/web/auditlog"
	"giaoban/web/rest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

type fixture struct {
	*httptest.Server
	trail *audit.Log
	at    time.Time
}

func newFixture(t *testing.T, db *bun.DB) *fixture {
	t.Helper()
	f := &fixture{at: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	now := func() time.Time { return f.at }
	f.trail = audit.New(db, now)
	api := rest.New(rest.Config{
		Name: "test", Version: "1", Cookie: "c", BodyBytes: 1000, Log: slog.New(slog.DiscardHandler),
		Identify: func(r *http.Request) (*rest.Caller, error) {
			return &rest.Caller{Account: &identity.Account{ID: "AC_9", Username: "quantri", Role: identity.Role(r.Header.Get("X-Role"))}}, nil
		},
	})
	auditlog.Register(api, auditlog.Deps{Log: f.trail, Now: now})
	f.Server = httptest.NewServer(api.Handler())
	t.Cleanup(f.Close)
	return f
}

func (f *fixture) get(t *testing.T, role, path string) (*http.Response, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.URL+"/api/v1"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Role", role)
	response, err := f.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

func (f *fixture) fill(t *testing.T) {
	t.Helper()
	for i, entry := range []struct {
		actor           audit.Actor
		action, subject string
		detail          any
	}{
		{audit.Actor{ID: "AC_1", Name: "thuky", Source: "10.0.0.7"}, "meeting.changed", "meeting:ME_1", audit.Change{Before: "Chiêm Hoá", After: "Na Hang, \"2\"\n"}},
		{audit.Actor{ID: "AC_2", Name: "=cmd()", Source: "10.0.0.8"}, "meeting.approved", "meeting:ME_1", nil},
		{audit.Actor{ID: "AC_1", Name: "thuky", Source: "10.0.0.7"}, "room.muted", "room:thu", nil},
	} {
		f.at = f.at.Add(time.Hour * time.Duration(min(i, 1)))
		if err := f.trail.Append(t.Context(), entry.actor, entry.action, entry.subject, entry.detail); err != nil {
			t.Fatal(err)
		}
	}
}

type page struct {
	Items []struct {
		Seq              int
		At               time.Time
		ActorName        string
		Action, Subject  string
		Hash, ID, Source string
		Detail           json.RawMessage
	}
	NextCursor string
}

func TestList(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		f.fill(t)
		for query, want := range map[string]string{
			"": "3 2 1", "actor=thuky": "3 1", "action=meeting.": "2 1", "subject=meeting:ME_1": "2 1", "q=chiem+hoa": "1",
			"from=2026-11-23T09:00:00%2B07:00": "3 2", "until=2026-11-23T02:00:00Z": "1", "limit=2": "3 2 …", "limit=2&cursor=2": "1",
		} {
			response, body := f.get(t, "admin", "/audit?"+query)
			var got page
			if err := json.Unmarshal(body, &got); err != nil || response.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d %s", query, response.StatusCode, body)
			}
			var list []string
			for _, item := range got.Items {
				list = append(list, fmt.Sprint(item.Seq))
				if len(item.Hash) != 64 || item.ID == "" || item.Source == "" || item.At.IsZero() {
					t.Errorf("%+v", item)
				}
			}
			if got.NextCursor != "" {
				list = append(list, "…")
			}
			if strings.Join(list, " ") != want {
				t.Errorf("%s: %v, want %s", query, list, want)
			}
		}
		_, body := f.get(t, "admin", "/audit?q=chiem")
		if !bytes.Contains(body, []byte(`"detail":{"before":"Chiêm Hoá","after":"Na Hang, \"2\"\n"}`)) {
			t.Errorf("%s", body)
		}
	})
}

func TestExport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		f.fill(t)
		response, body := f.get(t, "admin", "/audit/export?actor=AC_2")
		if response.Header.Get("Content-Type") != "text/csv; charset=utf-8" || response.Header.Get("Content-Disposition") != `attachment; filename="giaoban-audit-20261123T030000Z.csv"` {
			t.Errorf("%v", response.Header)
		}
		text, marked := bytes.CutPrefix(body, []byte("\uFEFF"))
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || !marked || len(rows) != 2 || rows[0][0] != "seq" || rows[1][0] != "2" || rows[1][4] != "'=cmd()" || len(rows[1][10]) != 64 {
			t.Errorf("%v %q", err, rows)
		}
		response, body = f.get(t, "admin", "/audit/export?format=jsonl&from="+url.QueryEscape("2026-11-23T00:00:00Z"))
		if response.Header.Get("Content-Type") != "application/x-ndjson" {
			t.Errorf("%v", response.Header)
		}
		var subjects []string
		for decoder := json.NewDecoder(bytes.NewReader(body)); decoder.More(); {
			var item struct {
				Subject string
				Detail  map[string]string
			}
			if err := decoder.Decode(&item); err != nil {
				t.Fatal(err)
			}
			subjects = append(subjects, item.Subject)
			if item.Subject == "audit" && item.Detail["format"] != "jsonl" && item.Detail["actor"] != "AC_2" {
				t.Errorf("%+v", item)
			}
		}
		// Both exports are in the log, this one too.
		if got := strings.Join(subjects, " "); got != "audit audit room:thu meeting:ME_1 meeting:ME_1" {
			t.Error(got)
		}
	})
}

// A file longer than one page of the log is complete, and one that breaks off is seen to.
func TestALongExport(t *testing.T) {
	db := storetest.SQLite(t)
	f := newFixture(t, db)
	for range audit.MaxPage + 10 {
		if err := f.trail.Append(t.Context(), audit.Actor{}, "a", strings.Repeat("s", 200), nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, body := f.get(t, "admin", "/audit/export?format=jsonl&action=a"); bytes.Count(body, []byte("\n")) != audit.MaxPage+10 {
		t.Errorf("%d lines", bytes.Count(body, []byte("\n")))
	}
	for _, query := range []string{"DROP TRIGGER audit_no_update", "UPDATE audit_records SET at = 'broken' WHERE seq = 3"} {
		if _, err := db.NewRaw(query).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.URL+"/api/v1/audit/export?format=jsonl&action=a", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Role", "admin")
	response, err := f.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("half a file ends as a whole one does")
	}
}

func TestRefusals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		f.fill(t)
		for path, want := range map[string]int{
			"/audit?cursor=x": 422, "/audit?cursor=-1": 422, "/audit?limit=501": 422, "/audit?from=yesterday": 422,
			"/audit?from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z": 422, "/audit?q=" + strings.Repeat("x", 201): 422,
			"/audit/export?format=pdf": 415, "/audit/export?until=tomorrow": 422,
			"/audit/export?from=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00Z": 422,
			"/audit?q=x%27+OR+1%3D1&actor=%27--&subject=%25&action=%5C.":         200,
		} {
			if response, body := f.get(t, "admin", path); response.StatusCode != want {
				t.Errorf("%s: %d %s", path, response.StatusCode, body)
			}
		}
		for _, role := range identity.Roles() {
			for _, path := range []string{"/audit", "/audit/export"} {
				if response, _ := f.get(t, string(role), path); (response.StatusCode == http.StatusOK) != (role == identity.Admin) {
					t.Errorf("%s as %s: %d", path, role, response.StatusCode)
				}
			}
		}
		if records, err := f.trail.List(t.Context(), "", 10); err != nil || len(records) != 4 {
			t.Errorf("%d records: what was refused is no export; %v", len(records), err)
		}
	})
}
