package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/logging"
	"giaoban/internal/outbox"
	"giaoban/internal/seal"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/linewatch/watcher"
	"giaoban/scheduler/plan/planner"
	"giaoban/sfu"
	"giaoban/signaling/token"
	"giaoban/web"
	accountsapi "giaoban/web/accounts"
	"giaoban/web/auditlog"
	directoryapi "giaoban/web/directory"
	eventsapi "giaoban/web/events"
	outboxapi "giaoban/web/outbox"
	"giaoban/web/rest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// clock starts now, as join tokens are checked against the real time, and is moved by hand.
type clock struct {
	start  time.Time
	offset atomic.Int64
}

func (c *clock) now() time.Time       { return c.start.Add(time.Duration(c.offset.Load())) }
func (c *clock) pass(d time.Duration) { c.offset.Add(int64(d)) }

// hall is the live rooms, in memory.
type hall struct {
	mu      sync.Mutex
	rooms   map[string][]*livekit.ParticipantInfo // guarded by mu
	muted   []string                              // guarded by mu; identity/track
	removed []string                              // guarded by mu
}

func (h *hall) enter(room, identity string, tracks ...*livekit.TrackInfo) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms == nil {
		h.rooms = map[string][]*livekit.ParticipantInfo{}
	}
	h.rooms[room] = append(h.rooms[room], &livekit.ParticipantInfo{Identity: identity, Name: identity, Tracks: tracks})
}

func (h *hall) Counts() map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	counts := map[string]int{}
	for room, all := range h.rooms {
		counts[room] = len(all)
	}
	return counts
}

func (h *hall) Participants(_ context.Context, room string) ([]*livekit.ParticipantInfo, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[room], nil
}

func (h *hall) MuteTrack(_ context.Context, _, identity, sid string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if sid == "TR_gone" {
		return &sfu.Error{Code: sfu.NotFound, Message: "gone"}
	}
	h.muted = append(h.muted, identity+"/"+sid)
	return nil
}

func (h *hall) RemoveParticipant(_ context.Context, room, identity string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.removed = append(h.removed, room+"/"+identity)
	return nil
}

func (h *hall) SetAttributes(_ context.Context, room, identity string, attributes map[string]string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, p := range h.rooms[room] {
		if p.GetIdentity() != identity {
			continue
		}
		changed := &livekit.ParticipantInfo{Identity: p.Identity, Name: p.Name, Tracks: p.Tracks, Attributes: maps.Clone(p.Attributes)}
		if changed.Attributes == nil {
			changed.Attributes = map[string]string{}
		}
		maps.Copy(changed.Attributes, attributes)
		maps.DeleteFunc(changed.Attributes, func(_, value string) bool { return value == "" })
		h.rooms[room][i] = changed
		return nil
	}
	return &sfu.Error{Code: sfu.NotFound, Message: "gone"}
}

// brokenRooms fails as a database would.
type brokenRooms struct{ directory.Reader }

func (brokenRooms) Room(_ context.Context, name string) (*directory.Room, error) {
	if name == "panic" {
		var nobody *directory.Room
		return &directory.Room{Name: nobody.Name}, nil
	}
	return nil, io.ErrUnexpectedEOF
}

type fixture struct {
	*httptest.Server
	plans    *planner.Planner
	hall     *hall
	clock    *clock
	audit    *audit.Log
	accounts *identity.Service
	db       *bun.DB
	keys     *token.Keys
	uploads  string // where uploads stand until they are complete
	logs     *lockedBuffer
	config   web.Config
	told     announced
	seen     *eyes
	wires    *wires
	watcher  *watcher.Watcher
	streams  atomic.Bool // whether streams of live meetings go on; else each ends at once
}

func (f *fixture) beat() (<-chan time.Time, func()) {
	beats := make(chan time.Time, 1)
	if !f.streams.Load() {
		beats <- f.clock.now()
	}
	return beats, func() {}
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func newFixture(t testing.TB, changes ...func(*web.Config, *web.Deps)) *fixture {
	t.Helper()
	return newFixtureOn(t, demotest.Seed.SQLite(t), changes...)
}

// newFixtureOn is newFixture over a database of the caller's.
func newFixtureOn(t testing.TB, db *bun.DB, changes ...func(*web.Config, *web.Deps)) *fixture {
	t.Helper()
	f := &fixture{uploads: t.TempDir(), hall: &hall{}, clock: &clock{start: time.Now()}, logs: &lockedBuffer{}}
	f.audit = audit.New(db, f.clock.now)
	units := dirstore.New(db, f.clock.now)
	check(t, demotest.Ensure(t.Context(), units))
	box, err := seal.New(bytes.Repeat([]byte{7}, 32))
	check(t, err)
	accounts, err := identity.New(db, f.audit, identity.Config{
		SessionLifetime: 12 * time.Hour, IdleTimeout: 15 * time.Minute, LockAfter: 5, LockDuration: 15 * time.Minute,
		PasswordMinLength: 10, PasswordHistory: 3, LinkLifetime: 24 * time.Hour, DisableAfter: 45 * 24 * time.Hour,
		SecondFactor: []identity.Role{identity.Admin, identity.UnitAdmin}, DemoByPassword: true, Issuer: "GiaoBan", Seal: box,
		Argon2: identity.Argon2{MemoryKiB: 64, Passes: 1, Threads: 1}, Now: f.clock.now,
	})
	check(t, err)
	f.accounts, f.db = accounts, db
	check(t, demo.LoadAccounts(t.Context(), accounts))
	_, err = accounts.Create(t.Context(), audit.Actor{}, identity.Account{
		Username: "chutrixa", DisplayName: "Chủ trì xã", Role: identity.Chair, UnitCatalogue: demo.Current, UnitCode: demo.NaHangCode, Demo: true,
	}, demo.Password)
	check(t, err)
	f.keys, err = token.NewKeys(map[string]string{"key": strings.Repeat("s", 32)})
	check(t, err)
	log, err := logging.New(f.logs, "debug", "text")
	check(t, err)
	f.config = web.Config{
		Name: "GiaoBan", Version: "test", BodyBytes: 64 << 10, LoginsPerMinute: 6000, LoginBurst: 6000, JoinTokenLifetime: 10 * time.Minute,
	}
	deps := web.Deps{
		Areas: []func(*rest.API){func(api *rest.API) {
			accountsapi.Register(api, accountsapi.Deps{Identity: accounts, Units: units, Audit: f.audit})
		}, func(api *rest.API) {
			directoryapi.Register(api, directoryapi.Deps{Directory: units})
		}, func(api *rest.API) {
			auditlog.Register(api, auditlog.Deps{Log: f.audit, Now: f.clock.now})
			outboxapi.Register(api, outboxapi.Deps{Queue: outbox.New(db, outbox.Config{Now: f.clock.now}), DB: db, Audit: f.audit})
			hub := events.NewHub()
			hub.Close() // every stream ends at once
			eventsapi.Register(api, eventsapi.Deps{
				Hub: hub, Check: accounts.Check, Audit: f.audit, Topics: map[string]eventsapi.Authorizer{"calendar": eventsapi.Everyone},
			})
		}},
		Identity: accounts, Directory: units, Viewers: units, Audit: f.audit, Conference: f.hall, Keys: f.keys, Now: f.clock.now,
		Log: log, Metrics: prometheus.NewRegistry(), App: fstest.MapFS{
			"index.html":         {Data: []byte("<!doctype html><title>GiaoBan</title>" + strings.Repeat(" ", 1000))},
			"assets/main-abc.js": {Data: []byte(strings.Repeat("let a=1;", 1000))},
			"favicon.svg":        {Data: []byte("<svg/>")},
			".keep":              {},
		},
	}
	f.plans, f.db = addMeetings(&deps, db, accounts, units, f.audit, f.keys, f.clock.now, f.beat), db
	deps.Areas = append(deps.Areas, invitationsArea(t, f.plans, accounts, units, f.audit, f.clock.now))
	deps.Areas = append(deps.Areas, f.terminalsArea(deps.Meetings, accounts, units))
	deps.Areas = append(deps.Areas, papersArea(t, f.uploads, db, units, f.audit, f.clock.now))
	deps.Areas = append(deps.Areas, conclusionsArea(f.plans, db, accounts, units, f.audit, f.clock.now))
	for _, change := range changes {
		change(&f.config, &deps)
	}
	server, err := web.New(f.config, deps)
	check(t, err)
	f.Server = httptest.NewServer(server.Handler())
	t.Cleanup(f.Close)
	return f
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// browser is one person's: it keeps cookies.
type browser struct {
	t      testing.TB
	f      *fixture
	client *http.Client
}

func (f *fixture) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	check(t, err)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{t: t, f: f, client: &http.Client{Jar: jar, Transport: transport}}
}

// as returns a browser in which the demonstration's account is logged in.
func (f *fixture) as(t testing.TB, username string) *browser {
	t.Helper()
	b := f.browser(t)
	b.want(http.StatusCreated, b.post("/api/v1/session", `{"username":"`+username+`","password":"`+demo.Password+`"}`))
	return b
}

type answer struct {
	method string
	status int
	header http.Header
	body   []byte
}

func (a *answer) into(t testing.TB, target any) {
	t.Helper()
	if err := json.Unmarshal(a.body, target); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

func (a *answer) code(t testing.TB) string {
	t.Helper()
	var details struct {
		Code, Title, Detail, RequestID string
		Status                         int
	}
	a.into(t, &details)
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("a problem of type %s", got)
	}
	if details.Title == "" || details.Detail == "" || details.RequestID != a.header.Get("X-Request-Id") || details.Status != a.status {
		t.Errorf("incomplete problem details: %s", a.body)
	}
	return details.Code
}

func (b *browser) do(method, path, body string, headers ...string) *answer {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.f.URL+path, strings.NewReader(body))
	check(b.t, err)
	if method != http.MethodGet && method != http.MethodHead {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.client.Do(request)
	check(b.t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	check(b.t, err)
	return &answer{method, response.StatusCode, response.Header, content}
}

func (b *browser) get(path string, headers ...string) *answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, "", headers...)
}

func (b *browser) post(path, body string, headers ...string) *answer {
	b.t.Helper()
	return b.do(http.MethodPost, path, body, headers...)
}

func (b *browser) want(status int, a *answer) *answer {
	b.t.Helper()
	if a.status != status {
		b.t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// refused checks the status and code of a problem.
func (b *browser) refused(status int, code string, a *answer) *answer {
	b.t.Helper()
	b.want(status, a)
	if a.method == http.MethodHead {
		return a // has no body
	}
	if got := a.code(b.t); got != code {
		b.t.Fatalf("code %s, want %s", got, code)
	}
	return a
}

func track(sid string, source livekit.TrackSource, muted bool) *livekit.TrackInfo {
	return &livekit.TrackInfo{Sid: sid, Source: source, Muted: muted}
}

func withProxy(config *web.Config, _ *web.Deps) {
	config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.9.0.0/16")}
}
