package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory/demo"
	"giaoban/web"
)

const (
	secondFactor = "/api/v1/session/second-factor"
	ownPassword  = "Rieng-Tu-2027!"
)

// phone is somebody's authenticator app.
type phone struct {
	f      *fixture
	secret string
}

func (p *phone) code(t testing.TB) string {
	t.Helper()
	code, err := totp.GenerateCode(p.secret, p.f.clock.now())
	check(t, err)
	return code
}

// enrol sets up a second factor for the browser's account and returns the app and the recovery codes.
func (b *browser) enrol() (*phone, []string) {
	b.t.Helper()
	var made struct{ Secret, URI, QR string }
	b.want(http.StatusOK, b.post(secondFactor, "")).into(b.t, &made)
	app := &phone{b.f, made.Secret}
	var confirmed struct{ RecoveryCodes []string }
	b.want(http.StatusOK, b.do(http.MethodPut, secondFactor, `{"code":"`+app.code(b.t)+`"}`)).into(b.t, &confirmed)
	return app, confirmed.RecoveryCodes
}

func (b *browser) login(username, password string) *answer {
	b.t.Helper()
	return b.post("/api/v1/session", jsonOf(b.t, map[string]string{"username": username, "password": password}))
}

func (b *browser) enter(code string) *answer {
	b.t.Helper()
	return b.do(http.MethodPut, "/api/v1/session/code", jsonOf(b.t, map[string]string{"code": code}))
}

func jsonOf(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	check(t, err)
	return string(text)
}

// hire makes a real account, not a demonstration's.
func (f *fixture) hire(t *testing.T, account identity.Account) *identity.Account {
	t.Helper()
	account.DisplayName = "Thật"
	made, err := f.accounts.Create(t.Context(), audit.Actor{}, account, ownPassword)
	check(t, err)
	return made
}

func TestSecondFactor(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "chutri")
	elsewhere := f.as(t, "chutri")
	app, recovery := b.enrol()
	if len(recovery) != 10 || len(recovery[0]) != 19 {
		t.Errorf("%d recovery codes, %d long", len(recovery), len(recovery[0]))
	}
	elsewhere.refused(http.StatusUnauthorized, "unauthenticated", elsewhere.get("/api/v1/session"))
	b.want(http.StatusOK, b.get("/api/v1/session"))

	b = f.browser(t)
	a := b.want(http.StatusCreated, b.login("chutri", demo.Password))
	if !strings.Contains(string(a.body), `"requires":"code"`) {
		t.Errorf("%s", a.body)
	}
	half := a.header.Get("Set-Cookie")
	t.Run("half a login is good for nothing else", func(t *testing.T) {
		for _, path := range []string{"/api/v1/rooms", "/api/v1/sessions", secondFactor, "/api/v1/session/logins"} {
			a := b.refused(http.StatusForbidden, "login_incomplete", b.get(path, "Accept-Language", "en"))
			if !strings.Contains(string(a.body), "Enter the code") {
				t.Errorf("%s", a.body)
			}
		}
		b.refused(http.StatusForbidden, "login_incomplete", b.post(practice+"/join", "{}"))
		b.refused(http.StatusForbidden, "login_incomplete", b.do(http.MethodPut, "/api/v1/session/password", `{"current":"`+demo.Password+`","new":"`+ownPassword+`"}`))
		b.want(http.StatusOK, b.get("/api/v1/session"))
	})
	t.Run("the code that enrolled is used up", func(t *testing.T) {
		b.refused(http.StatusUnauthorized, "invalid_code", b.enter(app.code(t)))
	})
	f.clock.pass(30 * time.Second)
	code := app.code(t)
	a = b.want(http.StatusOK, b.enter(code))
	whole := a.header.Get("Set-Cookie")
	if strings.Contains(string(a.body), "requires") || whole == "" || whole == half {
		t.Errorf("%s %s", a.body, whole)
	}
	b.want(http.StatusOK, b.get("/api/v1/rooms"))
	pair, _, _ := strings.Cut(half, ";")
	b.refused(http.StatusUnauthorized, "unauthenticated", f.browser(t).get("/api/v1/session", "Cookie", pair))
	t.Run("the same code elsewhere", func(t *testing.T) {
		other := f.browser(t)
		other.want(http.StatusCreated, other.login("chutri", demo.Password))
		other.refused(http.StatusUnauthorized, "invalid_code", other.enter(code))
	})
	t.Run("a recovery code, once", func(t *testing.T) {
		other := f.browser(t)
		other.want(http.StatusCreated, other.login("chutri", demo.Password))
		other.want(http.StatusOK, other.enter(strings.ToLower(recovery[3])))
		other.want(http.StatusCreated, other.login("chutri", demo.Password))
		other.refused(http.StatusUnauthorized, "invalid_code", other.enter(recovery[3]))
		var state struct {
			On            bool
			RecoveryCodes int
		}
		b.get(secondFactor).into(t, &state)
		if !state.On || state.RecoveryCodes != 9 {
			t.Errorf("%+v", state)
		}
	})
	t.Run("off again", func(t *testing.T) {
		b.refused(http.StatusUnauthorized, "invalid_credentials", b.post(secondFactor+"/end", `{"password":"wrong"}`))
		b.want(http.StatusNoContent, b.post(secondFactor+"/end", `{"password":"`+demo.Password+`"}`))
		other := f.browser(t)
		if a := other.want(http.StatusCreated, other.login("chutri", demo.Password)); strings.Contains(string(a.body), "requires") {
			t.Errorf("%s", a.body)
		}
	})
	for _, secret := range append(recovery, app.secret, code) {
		if strings.Contains(f.logs.String(), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}

func TestWrongCodesLockTheAccount(t *testing.T) {
	f := newFixture(t)
	app, _ := f.as(t, "chutri").enrol()
	b := f.browser(t)
	for range 4 {
		// Whoever knows the password gets no more tries at the code by entering the password again.
		b.want(http.StatusCreated, b.login("chutri", demo.Password))
		b.refused(http.StatusUnauthorized, "invalid_code", b.enter("000000"))
	}
	b.want(http.StatusCreated, b.login("chutri", demo.Password))
	b.refused(http.StatusLocked, "account_locked", b.enter("000000"))
	f.clock.pass(30 * time.Second)
	b.refused(http.StatusLocked, "account_locked", b.enter(app.code(t)))
	b.refused(http.StatusLocked, "account_locked", b.login("chutri", demo.Password))
	f.clock.pass(15 * time.Minute)
	b.want(http.StatusCreated, b.login("chutri", demo.Password))
	b.want(http.StatusOK, b.enter(app.code(t)))
	var log struct{ Items []struct{ Outcome string } }
	b.get("/api/v1/session/logins?limit=12").into(t, &log)
	var outcomes []string
	for _, login := range log.Items {
		outcomes = append(outcomes, login.Outcome)
	}
	want := "ok password locked locked wrong_code password wrong_code password wrong_code password wrong_code password"
	if got := strings.Join(outcomes, " "); got != want {
		t.Errorf("login log %s", got)
	}
}

func TestAdministratorsMustEnrol(t *testing.T) {
	f := newFixture(t)
	f.hire(t, identity.Account{Username: "quanly", Role: identity.Admin, MustChange: true})
	b := f.browser(t)
	step := func(want string) {
		t.Helper()
		var session struct{ Requires string }
		b.want(http.StatusOK, b.get("/api/v1/session")).into(t, &session)
		if session.Requires != want {
			t.Fatalf("requires %q, want %q", session.Requires, want)
		}
	}
	b.want(http.StatusCreated, b.login("quanly", ownPassword))
	step("new_password")
	for _, path := range []string{"/api/v1/accounts", "/api/v1/rooms", secondFactor} {
		b.refused(http.StatusForbidden, "login_incomplete", b.get(path))
	}
	b.refused(http.StatusUnprocessableEntity, "weak_password", b.do(http.MethodPut, "/api/v1/session/password", `{"current":"`+ownPassword+`","new":"P@ssw0rd-2026"}`))
	b.want(http.StatusNoContent, b.do(http.MethodPut, "/api/v1/session/password", `{"current":"`+ownPassword+`","new":"Rieng-hon-2027!"}`))
	step("second_factor")
	b.refused(http.StatusForbidden, "login_incomplete", b.get("/api/v1/accounts"))
	b.refused(http.StatusForbidden, "login_incomplete", b.do(http.MethodPut, "/api/v1/session/password", `{"current":"x","new":"x"}`))
	b.refused(http.StatusConflict, "conflict", b.do(http.MethodPut, secondFactor, `{"code":"123456"}`))
	b.enrol()
	step("")
	b.want(http.StatusOK, b.get("/api/v1/accounts"))
	a := b.refused(http.StatusForbidden, "forbidden", b.post(secondFactor+"/end", `{"password":"Rieng-hon-2027!"}`, "Accept-Language", "en"))
	if !strings.Contains(string(a.body), "two steps") {
		t.Errorf("%s", a.body)
	}
	b.want(http.StatusOK, b.get("/api/v1/accounts"))
}

func TestPasswordLink(t *testing.T) {
	f := newFixture(t)
	made := f.hire(t, identity.Account{Username: "vanthu", Role: identity.Secretary})
	owner, admin := f.browser(t), f.as(t, "quantri")
	owner.want(http.StatusCreated, owner.login("vanthu", ownPassword))
	reset := func() string {
		t.Helper()
		var link struct{ Path string }
		admin.want(http.StatusCreated, admin.post("/api/v1/accounts/"+made.ID+"/password-link", "")).into(t, &link)
		secret, found := strings.CutPrefix(link.Path, "/reset#")
		if !found || len(secret) < 40 {
			t.Fatalf("link %q", link.Path)
		}
		return secret
	}
	use := func(secret, password string) *answer {
		return owner.post("/api/v1/password-link", jsonOf(t, map[string]string{"secret": secret, "new": password}))
	}
	check := func(secret string) *answer {
		return owner.post("/api/v1/password-link/check", jsonOf(t, map[string]string{"secret": secret}))
	}
	first := reset()
	owner.refused(http.StatusUnauthorized, "unauthenticated", owner.get("/api/v1/session"))
	owner.refused(http.StatusUnauthorized, "invalid_credentials", owner.login("vanthu", ownPassword))
	second := reset()
	owner.refused(http.StatusNotFound, "not_found", check(first))
	owner.refused(http.StatusNotFound, "not_found", use(first, "Moi-hoan-toan-1!"))
	if a := owner.want(http.StatusOK, check(second)); !strings.Contains(string(a.body), `"username":"vanthu"`) {
		t.Errorf("%s", a.body)
	}
	owner.refused(http.StatusUnprocessableEntity, "weak_password", use(second, "ngan"))
	owner.refused(http.StatusUnprocessableEntity, "weak_password", use(second, ownPassword)) // the one before
	owner.want(http.StatusNoContent, use(second, "Moi-hoan-toan-1!"))
	owner.refused(http.StatusNotFound, "not_found", use(second, "Moi-hoan-toan-2!"))
	owner.want(http.StatusCreated, owner.login("vanthu", "Moi-hoan-toan-1!"))
	third := reset()
	f.clock.pass(24 * time.Hour)
	owner.refused(http.StatusNotFound, "not_found", use(third, "Moi-hoan-toan-3!"))
	owner.refused(http.StatusNotFound, "not_found", check("guess"))
	for _, secret := range []string{first, second, third, ownPassword, "Moi-hoan-toan-1!"} {
		if strings.Contains(f.logs.String(), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}

func TestPasswordLinksAreLimited(t *testing.T) {
	f := newFixture(t, func(config *web.Config, _ *web.Deps) { config.LoginsPerMinute, config.LoginBurst = 6, 3 })
	b := f.browser(t)
	for range 3 {
		b.refused(http.StatusNotFound, "not_found", b.post("/api/v1/password-link/check", `{"secret":"guess"}`))
	}
	b.refused(http.StatusTooManyRequests, "rate_limited", b.post("/api/v1/password-link", `{"secret":"guess","new":"x"}`))
}
