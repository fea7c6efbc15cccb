package web_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/linetest"
	"giaoban/scheduler/linetest/linestore"
	"giaoban/scheduler/linetest/tester"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/door"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/terminal/keeper"
	"giaoban/scheduler/terminal/terminalstore"
	"giaoban/scheduler/workday"
	"giaoban/web"
	"giaoban/web/linetests"
	"giaoban/web/rest"
	"giaoban/web/terminals"
)

// terminalsArea adds the terminals of rooms; f.told remembers what was announced.
func (f *fixture) terminalsArea(meetings web.MeetingRooms, accounts *identity.Service, units *dirstore.Store) func(*rest.API) {
	kept := keeper.New(keeper.Deps{
		Store: terminalstore.New(f.db), Identity: accounts, Rooms: units, Meetings: plansOf{f.plans}, Audit: f.audit, Now: f.clock.now,
		Announce: func(topic, kind, _ string) { f.told.add(topic + " " + kind) },
	})
	entrance, _ := meetings.(*door.Door)
	f.seen = &eyes{readings: map[string]linetest.Reading{}}
	tests := tester.New(tester.Deps{
		Store: linestore.New(f.db), Terminals: kept, Rooms: units, Meetings: plansOf{f.plans}, Media: f.seen, Audit: f.audit,
		Now: f.clock.now, Version: "test", Announce: func(topic, kind, _ string) { f.told.add(topic + " " + kind) },
	})
	addLines := f.linesArea(accounts, units, kept)
	return func(api *rest.API) {
		addLines(api)
		linetests.Register(api, linetests.Deps{Tester: tests, Units: units, Keys: f.keys, Now: f.clock.now, TokenLifetime: 10 * time.Minute})
		terminals.Register(api, terminals.Deps{
			Keeper: kept, Planner: f.plans, Door: entrance, Now: f.clock.now, Zone: workday.Zone(), Version: "test", PerMinute: 6000, Burst: 6000,
			Seated: func(accountID, _ string) { f.told.add("seated " + accountID) },
		})
	}
}

// announced remembers what was announced.
type announced struct {
	mu   sync.Mutex
	news []string // guarded by mu
}

func (a *announced) add(news string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.news = append(a.news, news)
}

func (a *announced) take() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	taken := a.news
	a.news = nil
	return taken
}

func (b *browser) postJSON(path string, body any) *answer {
	b.t.Helper()
	return b.sendJSON(http.MethodPost, path, body)
}

func (b *browser) putJSON(path string, body any) *answer {
	b.t.Helper()
	return b.sendJSON(http.MethodPut, path, body)
}

func (b *browser) sendJSON(method, path string, body any) *answer {
	b.t.Helper()
	text, err := json.Marshal(body)
	check(b.t, err)
	return b.do(method, path, string(text))
}

type plansOf struct{ *planner.Planner }

func (p plansOf) Meeting(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, plan.Rights, error) {
	found, err := p.Get(ctx, by, meetingID)
	if err != nil {
		return nil, plan.Rights{}, err
	}
	return found.Meeting, found.Rights, nil
}

// kiosk is a browser that is to be a room's terminal.
type kiosk struct {
	*browser
	key *ecdsa.PrivateKey
	id  string
}

func (f *fixture) kiosk(t *testing.T) *kiosk {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	return &kiosk{browser: f.browser(t), key: key}
}

func (k *kiosk) begin(t *testing.T) (id, code string) {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&k.key.PublicKey)
	check(t, err)
	var begun struct{ ID, Code string }
	k.want(http.StatusCreated, k.postJSON("/api/v1/terminal/pairings", map[string]any{"publicKey": base64.StdEncoding.EncodeToString(der)})).into(t, &begun)
	return begun.ID, begun.Code
}

type signed struct{ Nonce, Signature string }

// sign gets a nonce and signs it.
func (k *kiosk) sign(t *testing.T) signed {
	t.Helper()
	var asked struct{ Nonce, Message string }
	k.want(http.StatusCreated, k.postJSON("/api/v1/terminal/challenges", map[string]any{"terminalId": k.id})).into(t, &asked)
	digest := sha256.Sum256([]byte(asked.Message))
	r, s, err := ecdsa.Sign(rand.Reader, k.key, digest[:])
	check(t, err)
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return signed{asked.Nonce, base64.StdEncoding.EncodeToString(raw)}
}

func (k *kiosk) show(s signed) *answer {
	return k.postJSON("/api/v1/terminal/sessions", map[string]any{"terminalId": k.id, "nonce": s.Nonce, "signature": s.Signature})
}

// enter opens a session and reports whether another one was live.
func (k *kiosk) enter(t *testing.T) (displaced bool) {
	t.Helper()
	var entered struct{ Displaced bool }
	k.want(http.StatusCreated, k.show(k.sign(t))).into(t, &entered)
	return entered.Displaced
}

const (
	chiemHoaRoom = "diem-cau-" + demo.ChiemHoaCode
	naHangRoom   = "diem-cau-" + demo.NaHangCode
)

// paired returns a terminal of Chiêm Hoá's room that is let in.
func (f *fixture) paired(t *testing.T, admin *browser) *kiosk {
	t.Helper()
	k := f.kiosk(t)
	_, code := k.begin(t)
	var made struct{ ID string }
	admin.want(http.StatusCreated, admin.postJSON("/api/v1/sites/"+chiemHoaRoom+"/terminals", map[string]any{"code": code[:4] + " " + code[4:], "name": "Máy chính"})).into(t, &made)
	k.id = made.ID
	k.enter(t)
	return k
}

func eachFixture(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newFixtureOn(t, demotest.Seed.SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, newFixtureOn(t, demotest.Seed.Postgres(t))) })
}

func report(doing string) map[string]any {
	return map[string]any{
		"doing": doing, "devices": []any{map[string]any{"id": "cam1", "kind": "camera", "label": "Logitech"}}, "cameraOn": true, "microphoneOn": true,
		"volume": 80, "layout": "speaker", "browser": "Chromium 140", "app": "test", "screen": "1920×1080",
	}
}

func (f *fixture) lastAction(t *testing.T) string {
	t.Helper()
	records, err := f.audit.List(t.Context(), "", 1)
	check(t, err)
	return records[0].Action
}

func TestATerminalIsPairedAndComesBackByItsKey(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		admin := f.as(t, "quantridv")
		k := f.kiosk(t)
		pairing, code := k.begin(t)
		state := func() string {
			var told struct{ State, Code string }
			k.want(http.StatusOK, k.get("/api/v1/terminal/pairings/"+pairing)).into(t, &told)
			if told.Code != "" {
				t.Error("the code is told twice")
			}
			return told.State
		}
		if state() != "waiting" || len(code) != 8 {
			t.Errorf("%s %q", state(), code)
		}
		path := "/api/v1/sites/" + chiemHoaRoom + "/terminals"
		body := map[string]any{"code": code, "name": "Máy chính"}
		admin.refused(http.StatusForbidden, "forbidden", admin.postJSON("/api/v1/sites/"+naHangRoom+"/terminals", body)) // another commune's
		technician := f.as(t, "kythuat")
		technician.refused(http.StatusForbidden, "forbidden", technician.postJSON(path, body))
		var made struct{ ID string }
		admin.want(http.StatusCreated, admin.postJSON(path, body)).into(t, &made)
		if state() != "paired" || f.lastAction(t) != "terminal.paired" {
			t.Error(state(), f.lastAction(t))
		}
		admin.refused(http.StatusUnprocessableEntity, "invalid", admin.postJSON(path, body)) // a code is good once
		k.id = made.ID
		k.refused(http.StatusUnauthorized, "unauthenticated", k.get("/api/v1/terminal/self"))
		if k.enter(t) {
			t.Error("displaced nobody")
		}
		var self struct{ Room, AccountID string }
		k.want(http.StatusOK, k.get("/api/v1/terminal/self")).into(t, &self)
		if self.Room != chiemHoaRoom {
			t.Errorf("%+v", self)
		}
		k.want(http.StatusNoContent, k.putJSON("/api/v1/terminal/report", report("idle")))
		if k.enter(t) { // its page was loaded again
			t.Error("displaced itself")
		}
		var listed struct {
			Items []struct {
				ID        string
				Connected bool
				Report    *struct{ Browser string }
			}
		}
		technician.want(http.StatusOK, technician.get(path)).into(t, &listed)
		if len(listed.Items) != 1 || !listed.Items[0].Connected || listed.Items[0].Report == nil {
			t.Errorf("%+v", listed)
		}
		f.clock.pass(time.Minute)
		technician.want(http.StatusOK, technician.get(path)).into(t, &listed)
		if listed.Items[0].Connected {
			t.Error("silent for a minute, and connected")
		}
		delegate := f.as(t, "daibieu")
		delegate.refused(http.StatusForbidden, "forbidden", delegate.get(path))
		// The account speaks for the room and has no password, nor ever will.
		admin.want(http.StatusNotFound, admin.get("/api/v1/accounts/AC_none"))
		if _, err := f.accounts.ResetPassword(t.Context(), rest.CallerOf(t.Context()).Actor(), self.AccountID); err == nil {
			t.Error("a terminal was given a password")
		}
		k.refused(http.StatusForbidden, "forbidden", k.postJSON("/api/v1/rooms/"+naHangRoom+"/join", map[string]any{}))
		k.want(http.StatusOK, k.postJSON("/api/v1/rooms/"+chiemHoaRoom+"/join", map[string]any{}))
	})
}

func TestPairingCodesAreNotGuessed(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		admin, k := f.as(t, "quantridv"), f.kiosk(t)
		_, code := k.begin(t)
		path := "/api/v1/sites/" + chiemHoaRoom + "/terminals"
		wrong := strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, code)
		for range 5 {
			admin.refused(http.StatusUnprocessableEntity, "invalid", admin.postJSON(path, map[string]any{"code": wrong, "name": "x"}))
		}
		if f.lastAction(t) != "terminal.code_refused" {
			t.Error(f.lastAction(t))
		}
		if a := admin.postJSON(path, map[string]any{"code": code, "name": "x"}); a.status != http.StatusTooManyRequests {
			t.Errorf("the sixth try: %d %s", a.status, a.body)
		}
		f.clock.pass(16 * time.Minute)
		admin = f.as(t, "quantridv")
		admin.refused(http.StatusUnprocessableEntity, "invalid", admin.postJSON(path, map[string]any{"code": code, "name": "x"})) // it has expired
		_, code = k.begin(t)
		admin.want(http.StatusCreated, admin.postJSON(path, map[string]any{"code": code, "name": "x"}))
		for name, key := range map[string]string{"not a key": strings.Repeat("A", 80), "not base64": strings.Repeat("?", 80)} {
			if a := k.postJSON("/api/v1/terminal/pairings", map[string]any{"publicKey": key}); a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, a.status)
			}
		}
	})
}

func TestCopiedKeysAndReplaysAreNoticed(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		k := f.paired(t, f.as(t, "quantridv"))
		once := k.sign(t)
		k.want(http.StatusCreated, k.show(once))
		k.refused(http.StatusConflict, "conflict", k.show(once))
		if f.lastAction(t) != "terminal.entry_refused" {
			t.Error(f.lastAction(t))
		}
		old := k.sign(t)
		f.clock.pass(2 * time.Minute)
		k.refused(http.StatusConflict, "conflict", k.show(old))
		stranger := f.kiosk(t)
		stranger.id = k.id // the id is no secret
		stranger.refused(http.StatusConflict, "conflict", stranger.show(stranger.sign(t)))
		k.refused(http.StatusNotFound, "not_found", k.postJSON("/api/v1/terminal/challenges", map[string]any{"terminalId": "TD_none"}))

		k.want(http.StatusNoContent, k.putJSON("/api/v1/terminal/report", report("idle")))
		copied := &kiosk{browser: f.browser(t), key: k.key, id: k.id}
		f.told.take()
		if !copied.enter(t) {
			t.Error("a second session of the same terminal was not noticed")
		}
		if news := f.told.take(); !slices.ContainsFunc(news, func(one string) bool {
			return strings.HasPrefix(one, "me:AC_") && strings.HasSuffix(one, " terminal.displaced")
		}) {
			t.Errorf("the older was not told: %q", news)
		}
		k.refused(http.StatusUnauthorized, "unauthenticated", k.get("/api/v1/terminal/self"))
		records, err := f.audit.List(t.Context(), "", 20)
		check(t, err)
		if !slices.ContainsFunc(records, func(r audit.Record) bool { return r.Action == "terminal.displaced" }) {
			t.Errorf("no record: %+v", records)
		}
	})
}

// A terminal whose session is renewed in the middle of a meeting stays in it; one that was displaced does not.
func TestARenewedSessionKeepsItsSeat(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		k := f.paired(t, f.as(t, "quantridv"))
		k.want(http.StatusNoContent, k.putJSON("/api/v1/terminal/report", report("meeting")))
		var self struct{ AccountID string }
		k.want(http.StatusOK, k.get("/api/v1/terminal/self")).into(t, &self)
		f.told.take()
		k.enter(t)
		if news := f.told.take(); !slices.Contains(news, "seated "+self.AccountID) {
			t.Errorf("renewed: %q", news)
		}
		copied := &kiosk{browser: f.browser(t), key: k.key, id: k.id}
		if !copied.enter(t) {
			t.Error("displaced nobody")
		}
		if news := f.told.take(); slices.Contains(news, "seated "+self.AccountID) {
			t.Errorf("displaced: %q", news)
		}
	})
}

func TestARevokedTerminalIsOut(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		admin := f.as(t, "quantridv")
		k := f.paired(t, admin)
		technician := f.as(t, "kythuat")
		technician.refused(http.StatusForbidden, "forbidden", technician.do(http.MethodDelete, "/api/v1/terminals/"+k.id, ""))
		ready := k.sign(t)
		admin.want(http.StatusNoContent, admin.do(http.MethodDelete, "/api/v1/terminals/"+k.id, ""))
		k.refused(http.StatusUnauthorized, "unauthenticated", k.get("/api/v1/terminal/self"))
		k.refused(http.StatusConflict, "conflict", k.show(ready))
		k.refused(http.StatusNotFound, "not_found", k.postJSON("/api/v1/terminal/challenges", map[string]any{"terminalId": k.id}))
		admin.refused(http.StatusConflict, "conflict", admin.do(http.MethodDelete, "/api/v1/terminals/"+k.id, ""))
	})
}

func TestSteering(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		k := f.paired(t, f.as(t, "quantridv"))
		technician := f.as(t, "kythuat")
		path := "/api/v1/terminals/" + k.id + "/commands"
		technician.refused(http.StatusUnprocessableEntity, "invalid", technician.postJSON(path, map[string]any{"kind": "camera", "value": "cam1"})) // not told yet
		k.want(http.StatusNoContent, k.putJSON("/api/v1/terminal/report", report("idle")))
		for _, bad := range []map[string]any{{"kind": "camera", "value": "cam2"}, {"kind": "volume", "value": "101"}, {"kind": "layout", "value": "x"}, {"kind": "unmute"}, {"kind": "mute", "value": "off"}} {
			technician.refused(http.StatusUnprocessableEntity, "invalid", technician.postJSON(path, bad))
		}
		var given struct{ ID, State string }
		technician.want(http.StatusCreated, technician.postJSON(path, map[string]any{"kind": "camera", "value": "cam1"})).into(t, &given)
		var queue struct {
			Items []struct{ ID, Kind, Value, State, Detail string }
		}
		k.want(http.StatusOK, k.get("/api/v1/terminal/commands")).into(t, &queue)
		if len(queue.Items) != 1 || queue.Items[0].ID != given.ID || queue.Items[0].Value != "cam1" {
			t.Fatalf("%+v", queue)
		}
		k.want(http.StatusNoContent, k.putJSON("/api/v1/terminal/commands/"+given.ID, map[string]any{"done": true}))
		k.refused(http.StatusConflict, "conflict", k.putJSON("/api/v1/terminal/commands/"+given.ID, map[string]any{"done": false}))
		technician.want(http.StatusCreated, technician.postJSON(path, map[string]any{"kind": "mute"})).into(t, &given)
		f.clock.pass(2 * time.Minute)
		k.refused(http.StatusConflict, "conflict", k.putJSON("/api/v1/terminal/commands/"+given.ID, map[string]any{"done": true}))
		technician.want(http.StatusOK, technician.get(path)).into(t, &queue)
		if len(queue.Items) != 2 || queue.Items[0].State != "failed" || queue.Items[0].Detail != "expired" || queue.Items[1].State != "done" {
			t.Errorf("%+v", queue)
		}
		for _, who := range []string{"chutri", "thuky", "daibieu", "khachmoi", "quantri"} { // outside a meeting of theirs
			other := f.as(t, who)
			other.refused(http.StatusForbidden, "forbidden", other.postJSON(path, map[string]any{"kind": "mute"}))
		}
		f.steeredInAMeeting(t, k, path)
	})
}

// issued returns a meeting of the province with Chiêm Hoá's room, whose invitations are out.
func (f *fixture) issued(t *testing.T, start time.Time) *plan.Meeting {
	t.Helper()
	m, _, err := f.plans.Create(t.Context(), directory.By{}, plan.Draft{
		Title: "Giao ban", Urgency: plan.Urgent, Host: directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode},
		ChairID: demo.PersonID("chutri"), SecretaryID: demo.PersonID("thuky"),
		Start: start, End: start.Add(time.Hour), Mode: plan.Online, Policies: plan.DefaultPolicies(), NoStateSecret: true, Secrecy: plan.NotSecret,
		Agenda: []plan.AgendaItem{{Title: "Báo cáo", Minutes: 10}},
		Sites:  []plan.Site{{Unit: directory.UnitKey{Catalogue: demo.Current, Code: demo.ChiemHoaCode}, Room: chiemHoaRoom}},
	})
	check(t, err)
	for _, action := range []plan.Action{plan.Submit, plan.Approve, plan.Issue} {
		_, err := f.plans.Act(t.Context(), directory.By{}, m.ID, 0, action, "", planner.One)
		check(t, err)
	}
	return m
}

// steeredInAMeeting: the chair and secretary of a meeting that the room is a site of steer it, while there is something
// to lead.
func (f *fixture) steeredInAMeeting(t *testing.T, k *kiosk, path string) {
	t.Helper()
	start := f.clock.now().Add(2 * time.Hour)
	m := f.issued(t, start)
	command := map[string]any{"kind": "mute", "meetingId": m.ID}
	secretary := f.as(t, "thuky")
	secretary.refused(http.StatusForbidden, "forbidden", secretary.postJSON(path, command)) // two hours before
	f.clock.pass(61 * time.Minute)
	secretary = f.as(t, "thuky")
	secretary.want(http.StatusCreated, secretary.postJSON(path, command))
	stranger := f.as(t, "daibieu2")
	stranger.refused(http.StatusForbidden, "forbidden", stranger.postJSON(path, command))

	k.enter(t)
	var schedule struct {
		Items []struct{ ID, Verdict string }
	}
	k.want(http.StatusOK, k.get("/api/v1/terminal/schedule")).into(t, &schedule)
	midnight := start.In(workday.Zone()).Format(time.DateOnly) != f.clock.now().In(workday.Zone()).Format(time.DateOnly)
	if !midnight && (len(schedule.Items) != 1 || schedule.Items[0].Verdict != "wait") {
		t.Errorf("%+v", schedule)
	}
	f.clock.pass(45 * time.Minute)
	k.enter(t)
	var entry struct {
		Verdict string
		Ticket  *struct{ ParticipantName string }
	}
	k.want(http.StatusOK, k.postJSON("/api/v1/meetings/"+m.ID+"/join", map[string]any{})).into(t, &entry)
	if entry.Ticket == nil || !strings.Contains(entry.Ticket.ParticipantName, "Chiêm Hoá") {
		t.Errorf("%+v", entry)
	}
}
