package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/outbox"
	"giaoban/internal/store/storetest"
	outboxapi "giaoban/web/outbox"
	"giaoban/web/rest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

type answer struct {
	Items []struct {
		ID, Key, State, LastError string
		Attempts                  int
		DueAt, EndedAt            *time.Time
	}
	NextCursor string
}

func TestOutbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		trail := audit.New(db, time.Now)
		down := errors.New("550 no such mailbox")
		queue := outbox.New(db, outbox.Config{})
		queue.Handle("mail", func(_ context.Context, d outbox.Delivery) error {
			if d.Key == "bad" {
				return outbox.Permanent(down)
			}
			return nil
		})
		api := rest.New(rest.Config{
			Name: "test", Version: "1", Cookie: "c", BodyBytes: 1000, Log: slog.New(slog.DiscardHandler),
			Identify: func(r *http.Request) (*rest.Caller, error) {
				return &rest.Caller{Account: &identity.Account{ID: "AC_9", Username: "quantri", Role: identity.Role(r.Header.Get("X-Role"))}}, nil
			},
		})
		outboxapi.Register(api, outboxapi.Deps{Queue: queue, DB: db, Audit: trail})
		call := func(role, method, path string) (int, answer) {
			t.Helper()
			request := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader("{}"))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("X-Role", role)
			recorder := httptest.NewRecorder()
			api.Handler().ServeHTTP(recorder, request)
			body, err := io.ReadAll(recorder.Result().Body)
			if err != nil {
				t.Fatal(err)
			}
			var got answer
			if recorder.Code == http.StatusOK {
				if err := json.Unmarshal(body, &got); err != nil {
					t.Fatalf("%s: %s", err, body)
				}
			}
			return recorder.Code, got
		}
		for _, message := range []outbox.Message{
			{Kind: "mail", Key: "good", Payload: "a secret"}, {Kind: "mail", Key: "bad"},
			{Kind: "mail", Key: "later", NotBefore: time.Now().Add(time.Hour)},
		} {
			if err := outbox.Add(t.Context(), db, message); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := queue.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		status, all := call("admin", http.MethodGet, "/outbox?limit=2")
		if status != http.StatusOK || len(all.Items) != 2 || all.Items[0].Key != "later" || all.Items[0].DueAt == nil || all.Items[0].EndedAt != nil ||
			all.Items[1].State != "failed" || all.Items[1].LastError != down.Error() || all.Items[1].Attempts != 1 || all.Items[1].EndedAt == nil {
			t.Errorf("%d %+v", status, all)
		}
		status, rest := call("admin", http.MethodGet, "/outbox?cursor="+all.NextCursor)
		if status != http.StatusOK || len(rest.Items) != 1 || rest.Items[0].State != "sent" || rest.NextCursor != "" {
			t.Errorf("%d %+v", status, rest)
		}
		for path, want := range map[string]int{
			"/outbox/" + all.Items[1].ID + "/retry": 204, "/outbox/" + rest.Items[0].ID + "/retry": 409, "/outbox/none/retry": 404,
		} {
			if status, _ := call("secretary", http.MethodPost, path); status != http.StatusForbidden {
				t.Errorf("%s as a secretary: %d", path, status)
			}
			if status, _ := call("admin", http.MethodPost, path); status != want {
				t.Errorf("%s: %d, want %d", path, status, want)
			}
		}
		if _, failed := call("admin", http.MethodGet, "/outbox?state=failed"); len(failed.Items) != 0 {
			t.Errorf("%+v", failed)
		}
		if status, _ := call("admin", http.MethodGet, "/outbox?state=lost"); status != http.StatusUnprocessableEntity {
			t.Error(status)
		}
		records, err := trail.List(t.Context(), "", 10)
		if err != nil || len(records) != 1 || records[0].Action != "outbox.retried" || records[0].Actor.ID != "AC_9" {
			t.Errorf("%+v %v", records, err)
		}
	})
}
