package events_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/store/storetest"
	eventsapi "giaoban/web/events"
	"giaoban/web/rest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const requestLimit = 200 * time.Millisecond

type fixture struct {
	*httptest.Server
	hub   *events.Hub
	trail *audit.Log
	beats chan time.Time

	mu      sync.Mutex
	session error // what Check answers; guarded by mu
}

func (f *fixture) end(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.session = err
}

func newFixture(t *testing.T, db *bun.DB) *fixture {
	t.Helper()
	f := &fixture{hub: events.NewHub(), trail: audit.New(db, time.Now), beats: make(chan time.Time)}
	api := rest.New(rest.Config{
		Name: "test", Version: "1", Cookie: "c", BodyBytes: 1000, Log: slog.New(slog.DiscardHandler),
		Identify: func(r *http.Request) (*rest.Caller, error) {
			who := r.Header.Get("X-Caller")
			if who == "" {
				return &rest.Caller{}, identity.ErrNoSession
			}
			return &rest.Caller{
				Account: &identity.Account{ID: who, Username: who, Role: identity.Delegate}, Session: &identity.Session{ID: "SE_" + who, AccountID: who},
			}, nil
		},
	})
	eventsapi.Register(api, eventsapi.Deps{
		Hub: f.hub, Audit: f.trail,
		Topics: map[string]eventsapi.Authorizer{
			"me": eventsapi.Mine, "calendar": eventsapi.Everyone,
			"meeting": func(_ context.Context, caller *rest.Caller, id string) (bool, error) {
				if id == "broken" {
					return false, errors.New("the database has gone")
				}
				if id != "ME_1" {
					return true, fault.New(fault.NotFound, "")
				}
				return caller.Account.ID == "AC_1", nil
			},
		},
		Check: func(context.Context, string) error { f.mu.Lock(); defer f.mu.Unlock(); return f.session },
		Beat:  func() (<-chan time.Time, func()) { return f.beats, func() {} },
	})
	f.Server = httptest.NewUnstartedServer(api.Handler())
	f.Config.ReadTimeout, f.Config.WriteTimeout = requestLimit, requestLimit
	f.Start()
	t.Cleanup(func() { f.hub.Close(); f.Close() })
	return f
}

// watch opens a stream and returns its lines; reading past its end returns "".
func (f *fixture) watch(t *testing.T, who, query string) (status int, next func() string, leave func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL+"/api/v1/events?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if who != "" {
		request.Header.Set("X-Caller", who)
	}
	response, err := f.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = response.Body.Close() })
	lines := bufio.NewReader(response.Body)
	next = func() string {
		for {
			line, err := lines.ReadString('\n')
			if line = strings.TrimSuffix(line, "\n"); err != nil || line != "" {
				return line
			}
		}
	}
	if response.StatusCode == http.StatusOK {
		if media := response.Header.Get("Content-Type"); !strings.HasPrefix(media, "text/event-stream") {
			t.Errorf("media type %s", media)
		}
		if first := next(); first != "retry: 3000" {
			t.Errorf("begins with %q", first)
		}
	}
	return response.StatusCode, next, cancel
}

func TestAWatcherIsTold(t *testing.T) {
	f := newFixture(t, storetest.SQLite(t))
	status, next, leave := f.watch(t, "AC_1", "topic=me:AC_1,calendar&topic=meeting:ME_1")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	for start := time.Now(); time.Since(start) < 2*requestLimit; { // for longer than any other request may take
		f.beats <- time.Time{}
		if line := next(); line != ": still here" {
			t.Fatalf("heartbeat %q", line)
		}
	}
	f.hub.Publish(events.Event{Topic: "me:AC_2", Type: "x"})
	f.hub.Publish(events.Event{Topic: "meeting:ME_1", Type: "answer.changed", ID: "IN_\n1"})
	if line := next(); line != `data: {"topic":"meeting:ME_1","type":"answer.changed","id":"IN_\n1"}` {
		t.Error(line)
	}
	f.hub.Publish(events.Event{Topic: "calendar", Type: "changed"})
	if line := next(); line != `data: {"topic":"calendar","type":"changed","id":""}` {
		t.Error(line)
	}
	leave()
	for f.hub.Subscribers("calendar") > 0 {
		<-time.After(time.Millisecond)
	}
}

func TestTheStreamEndsWithItsSession(t *testing.T) {
	for reason, err := range map[string]error{"idle": identity.ErrSessionIdle, "expired": identity.ErrSessionExpired, "ended": identity.ErrNoSession} {
		t.Run(reason, func(t *testing.T) {
			f := newFixture(t, storetest.SQLite(t))
			_, next, _ := f.watch(t, "AC_1", "topic=calendar")
			f.end(io.ErrUnexpectedEOF) // a database that does not answer ends nothing
			f.beats <- time.Time{}
			if line := next(); line != ": still here" {
				t.Fatal(line)
			}
			f.end(err)
			f.beats <- time.Time{}
			for _, want := range []string{"event: end", `data: {"reason":"` + reason + `"}`, ""} {
				if line := next(); line != want {
					t.Errorf("%q, want %q", line, want)
				}
			}
		})
	}
	t.Run("and with the server", func(t *testing.T) {
		f := newFixture(t, storetest.SQLite(t))
		_, next, _ := f.watch(t, "AC_1", "topic=calendar")
		f.hub.Close()
		if line := next(); line != "" {
			t.Error(line)
		}
	})
}

func TestWhoMayWatchWhat(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		f := newFixture(t, db)
		long := strings.Repeat("x", 101)
		many := "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21"
		for _, test := range []struct {
			who, query string
			status     int
			noted      string
		}{
			{"", "topic=calendar", http.StatusUnauthorized, ""},
			{"AC_1", "topic=calendar", http.StatusOK, ""},
			{"AC_1", "topic=calendar:1", http.StatusNotFound, "events:calendar:1"},
			{"AC_1", "topic=me:AC_1", http.StatusOK, ""},
			{"AC_2", "topic=me:AC_1", http.StatusNotFound, "events:me:AC_1"},
			{"AC_1", "topic=meeting:ME_1", http.StatusOK, ""},
			{"AC_2", "topic=calendar,meeting:ME_1", http.StatusNotFound, "events:meeting:ME_1"},
			{"AC_1", "topic=meeting:ME_2", http.StatusNotFound, "events:meeting:ME_2"},
			{"AC_1", "topic=meeting:broken", http.StatusInternalServerError, ""},
			{"AC_1", "topic=session:SE_AC_1", http.StatusNotFound, "events:session:SE_AC_1"},
			{"AC_1", "topic=:", http.StatusNotFound, "events::"},
			{"AC_1", "topic=", http.StatusUnprocessableEntity, ""},
			{"AC_1", "", http.StatusUnprocessableEntity, ""},
			{"AC_1", "topic=" + long, http.StatusUnprocessableEntity, ""},
			{"AC_1", "topic=" + many, http.StatusUnprocessableEntity, ""},
		} {
			before := last(t, f.trail)
			status, _, leave := f.watch(t, test.who, test.query)
			leave()
			if status != test.status {
				t.Errorf("%s %s: %d, want %d", test.who, test.query, status, test.status)
			}
			record := last(t, f.trail)
			if noted := record.Seq != before.Seq; noted != (test.noted != "") || noted && (record.Subject != test.noted || record.Action != "access.refused" || record.Actor.ID != test.who) {
				t.Errorf("%s %s: recorded %+v", test.who, test.query, record)
			}
		}
	})
}

func last(t *testing.T, trail *audit.Log) audit.Record {
	t.Helper()
	records, err := trail.List(t.Context(), "", 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(records) == 0 {
		return audit.Record{}
	}
	return records[0]
}

func TestEndedSessionsCloseTheirStreamsAtOnce(t *testing.T) {
	f := newFixture(t, storetest.SQLite(t)) // nothing beats here
	_, next, _ := f.watch(t, "AC_1", "topic=calendar")
	_, other, _ := f.watch(t, "AC_2", "topic=calendar")
	eventsapi.SessionsEnded(f.hub, "AC_1") // another session of the account
	f.hub.Publish(events.Event{Topic: "calendar", Type: "changed"})
	if line := next(); !strings.Contains(line, `"topic":"calendar"`) {
		t.Fatalf("while the session is good: %q", line)
	}
	f.end(identity.ErrNoSession)
	eventsapi.SessionsEnded(f.hub, "AC_1")
	if line := next(); line != "event: end" {
		t.Fatalf("%q", line)
	}
	if line := next(); line != `data: {"reason":"ended"}` {
		t.Errorf("%q", line)
	}
	if line := next(); line != "" {
		t.Errorf("after the end: %q", line)
	}
	f.hub.Publish(events.Event{Topic: "calendar", Type: "again"})
	for line := other(); !strings.Contains(line, "again"); line = other() {
		if line == "" {
			t.Fatal("another account's stream was closed")
		}
	}
	if status, _, _ := f.watch(t, "AC_2", "topic="+url.QueryEscape("sessions of AC_1")); status != http.StatusNotFound {
		t.Errorf("somebody watches the sessions of another: %d", status)
	}
}

func TestTooManyStreams(t *testing.T) {
	f := newFixture(t, storetest.SQLite(t))
	var leave func()
	for range 12 {
		var status int
		if status, _, leave = f.watch(t, "AC_1", "topic=calendar"); status != http.StatusOK {
			t.Fatal(status)
		}
	}
	if status, _, _ := f.watch(t, "AC_1", "topic=calendar"); status != http.StatusTooManyRequests {
		t.Error(status)
	}
	if status, _, _ := f.watch(t, "AC_2", "topic=calendar"); status != http.StatusOK {
		t.Error("another session's:", status)
	}
	leave()
	for f.hub.Subscribers("calendar") > 12 {
		<-time.After(time.Millisecond)
	}
	status := http.StatusTooManyRequests
	for status != http.StatusOK { // the stream is counted a moment longer than it is subscribed
		status, _, _ = f.watch(t, "AC_1", "topic=calendar")
	}
}
