package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"giaoban/scheduler/directory/demo"
	"giaoban/web"
)

const credentials = `{"username":"chutri","password":"` + demo.Password + `"}`

func TestLogin(t *testing.T) {
	f := newFixture(t)
	b := f.browser(t)
	a := b.want(http.StatusCreated, b.post("/api/v1/session", credentials, "Accept-Language", "en-GB,vi;q=0.5"))
	var session struct {
		User struct {
			ID, Username, DisplayName, Role string
			Unit                            struct{ Code, Name, Level string }
		}
		ExpiresAt time.Time
	}
	a.into(t, &session)
	if session.User.Role != "chair" || session.User.Unit.Name != "Tuyen Quang Province" || session.User.Unit.Code != demo.ProvinceCode {
		t.Errorf("%s", a.body)
	}
	if left := session.ExpiresAt.Sub(f.clock.now()); left != 12*time.Hour {
		t.Errorf("expires in %v", left)
	}
	cookie := a.header.Get("Set-Cookie")
	for _, want := range []string{"giaoban=", "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("no %s in %s", want, cookie)
		}
	}
	if strings.Contains(cookie, "Secure") {
		t.Error("a secure cookie over plain HTTP would be lost")
	}
	b.want(http.StatusOK, b.get("/api/v1/session"))

	t.Run("logging in again ends the session before", func(t *testing.T) {
		b.want(http.StatusCreated, b.post("/api/v1/session", credentials))
		var sessions struct{ Items []struct{ Current bool } }
		b.get("/api/v1/sessions").into(t, &sessions)
		if len(sessions.Items) != 1 || !sessions.Items[0].Current {
			t.Errorf("%+v", sessions)
		}
	})
	t.Run("logging out", func(t *testing.T) {
		a := b.want(http.StatusNoContent, b.do(http.MethodDelete, "/api/v1/session", ""))
		if cookie := a.header.Get("Set-Cookie"); !strings.Contains(cookie, "Max-Age=0") {
			t.Error(cookie)
		}
		b.refused(http.StatusUnauthorized, "unauthenticated", b.get("/api/v1/session"))
		b.want(http.StatusNoContent, b.do(http.MethodDelete, "/api/v1/session", ""))
	})
	t.Run("a cookie of nobody", func(t *testing.T) {
		b.refused(http.StatusUnauthorized, "unauthenticated", f.browser(t).get("/api/v1/session", "Cookie", "giaoban="+strings.Repeat("x", 4000)))
	})
	if strings.Contains(f.logs.String(), demo.Password) {
		t.Error("a password is in the log")
	}
}

func TestSecureCookie(t *testing.T) {
	f := newFixture(t, func(config *web.Config, _ *web.Deps) { config.Secure = true })
	b := f.browser(t)
	a := b.want(http.StatusCreated, b.post("/api/v1/session", credentials))
	if cookie := a.header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-giaoban=") || !strings.Contains(cookie, "Secure") {
		t.Error(cookie)
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security")
	}
}

func TestWrongPasswords(t *testing.T) {
	f := newFixture(t)
	b := f.browser(t)
	const wrong = `{"username":"chutri","password":"wrong"}`
	for range 4 {
		b.refused(http.StatusUnauthorized, "invalid_credentials", b.post("/api/v1/session", wrong))
	}
	b.refused(http.StatusUnauthorized, "invalid_credentials", b.post("/api/v1/session", `{"username":"nobody","password":"x"}`))
	a := b.refused(http.StatusLocked, "account_locked", b.post("/api/v1/session", wrong))
	var details struct{ RetryAfter int }
	a.into(t, &details)
	if details.RetryAfter != 900 || a.header.Get("Retry-After") != "900" {
		t.Errorf("retry after %d, header %s", details.RetryAfter, a.header.Get("Retry-After"))
	}
	b.refused(http.StatusLocked, "account_locked", b.post("/api/v1/session", credentials))
	f.clock.pass(15 * time.Minute)
	b.want(http.StatusCreated, b.post("/api/v1/session", credentials))
	var logins struct {
		Items []struct{ Outcome, Source string }
	}
	b.get("/api/v1/session/logins").into(t, &logins)
	if len(logins.Items) != 7 || logins.Items[0].Outcome != "ok" || logins.Items[1].Outcome != "locked" || logins.Items[0].Source != "127.0.0.1" {
		t.Errorf("%+v", logins)
	}
}

func TestLoginsAreLimited(t *testing.T) {
	slow := func(config *web.Config, _ *web.Deps) { config.LoginsPerMinute, config.LoginBurst = 6, 3 }
	attempt := func(b *browser, username, forwarded string) *answer {
		return b.post("/api/v1/session", `{"username":"`+username+`","password":"x"}`, "X-Forwarded-For", forwarded)
	}
	t.Run("by source, whatever the account", func(t *testing.T) {
		f := newFixture(t, slow)
		b := f.browser(t)
		for i := range 3 {
			b.want(http.StatusUnauthorized, attempt(b, "user"+strconv.Itoa(i), "1.2.3."+strconv.Itoa(i)))
		}
		a := b.refused(http.StatusTooManyRequests, "rate_limited", attempt(b, "another", "9.9.9.9"))
		if a.header.Get("Retry-After") != "10" {
			t.Errorf("retry after %s", a.header.Get("Retry-After"))
		}
		f.clock.pass(10 * time.Second)
		b.want(http.StatusUnauthorized, attempt(b, "another", ""))
	})
	t.Run("by account, whatever the source", func(t *testing.T) {
		f := newFixture(t, slow, withProxy)
		b := f.browser(t)
		for i := range 3 {
			b.want(http.StatusUnauthorized, attempt(b, "nobody", "1.2.3."+strconv.Itoa(i)))
		}
		b.refused(http.StatusTooManyRequests, "rate_limited", attempt(b, "nobody", "1.2.3.9"))
		b.want(http.StatusUnauthorized, attempt(b, "somebody", "1.2.3.9"))
	})
	t.Run("one host with many IPv6 addresses is one source", func(t *testing.T) {
		f := newFixture(t, slow, withProxy)
		b := f.browser(t)
		for i := range 3 {
			b.want(http.StatusUnauthorized, attempt(b, "user"+strconv.Itoa(i), "2001:db8::"+strconv.Itoa(i+1)))
		}
		b.refused(http.StatusTooManyRequests, "rate_limited", attempt(b, "another", "2001:db8::ffff"))
		b.want(http.StatusUnauthorized, attempt(b, "another2", "2001:db8:1::1"))
	})
}

func TestSourceBehindProxies(t *testing.T) {
	f := newFixture(t, withProxy)
	for forwarded, want := range map[string]string{
		"":                            "127.0.0.1",
		"1.2.3.4":                     "1.2.3.4",
		"6.6.6.6, 1.2.3.4":            "1.2.3.4", // the first is the client's own invention
		"1.2.3.4, 10.9.0.1":           "1.2.3.4",
		"nonsense":                    "127.0.0.1",
		"1.2.3.4, nonsense":           "127.0.0.1",
		"::ffff:1.2.3.4":              "1.2.3.4",
		strings.Repeat("1.2.3.4,", 9): "127.0.0.1",
	} {
		b := f.browser(t)
		b.want(http.StatusCreated, b.post("/api/v1/session", credentials, "X-Forwarded-For", forwarded))
		var logins struct{ Items []struct{ Source string } }
		b.get("/api/v1/session/logins").into(t, &logins)
		if logins.Items[0].Source != want {
			t.Errorf("%q: source %s, want %s", forwarded, logins.Items[0].Source, want)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	f := newFixture(t)
	t.Run("idle", func(t *testing.T) {
		b := f.as(t, "chutri")
		f.clock.pass(15 * time.Minute)
		a := b.refused(http.StatusUnauthorized, "unauthenticated", b.get("/api/v1/session", "Accept-Language", "en"))
		if !strings.Contains(string(a.body), "Session locked") {
			t.Errorf("%s", a.body)
		}
	})
	t.Run("a page that reads again by itself is idle", func(t *testing.T) {
		b := f.as(t, "chutri")
		for range 3 {
			f.clock.pass(5 * time.Minute)
			for _, headers := range [][]string{{"Giaoban-Quiet", "900"}, {"Giaoban-Quiet", "-1"}, {"Giaoban-Quiet", "x"}, {"Accept", "text/event-stream"}} {
				b.get("/api/v1/session", headers...)
			}
		}
		b.refused(http.StatusUnauthorized, "unauthenticated", b.get("/api/v1/session", "Giaoban-Quiet", "0"))
	})
	t.Run("not idle when somebody has touched the page", func(t *testing.T) {
		b := f.as(t, "chutri")
		f.clock.pass(14 * time.Minute)
		b.want(http.StatusOK, b.get("/api/v1/session", "Giaoban-Quiet", "60"))
		f.clock.pass(13 * time.Minute)
		b.want(http.StatusOK, b.get("/api/v1/session", "Giaoban-Quiet", "4000000000"))
		f.clock.pass(time.Minute)
		b.refused(http.StatusUnauthorized, "unauthenticated", b.get("/api/v1/session"))
	})
	t.Run("not idle in a conference", func(t *testing.T) {
		b := f.as(t, "thuky")
		var session struct{ User struct{ ID string } }
		b.get("/api/v1/session").into(t, &session)
		f.hall.enter(demo.PracticeRoom, session.User.ID)
		f.clock.pass(3 * time.Hour)
		b.want(http.StatusOK, b.get("/api/v1/session"))
		f.clock.pass(9 * time.Hour)
		b.refused(http.StatusUnauthorized, "unauthenticated", b.get("/api/v1/session"))
	})
	t.Run("ended from elsewhere", func(t *testing.T) {
		b, other := f.as(t, "daibieu"), f.as(t, "daibieu")
		var sessions struct {
			Items []struct {
				ID      string
				Current bool
			}
		}
		b.get("/api/v1/sessions").into(t, &sessions)
		for _, session := range sessions.Items {
			if !session.Current {
				b.want(http.StatusNoContent, b.do(http.MethodDelete, "/api/v1/sessions/"+session.ID, ""))
			}
		}
		other.refused(http.StatusUnauthorized, "unauthenticated", other.get("/api/v1/session"))
		b.want(http.StatusOK, b.get("/api/v1/session"))
		stranger := f.as(t, "khachmoi")
		stranger.refused(http.StatusNotFound, "not_found", stranger.do(http.MethodDelete, "/api/v1/sessions/"+sessions.Items[0].ID, ""))
	})
}

func TestChangePassword(t *testing.T) {
	f := newFixture(t)
	b, other := f.as(t, "chutri"), f.as(t, "chutri")
	change := func(current, replacement string, headers ...string) *answer {
		return b.do(http.MethodPut, "/api/v1/session/password", `{"current":"`+current+`","new":"`+replacement+`"}`, headers...)
	}
	b.refused(http.StatusUnauthorized, "invalid_credentials", change("wrong", "Mat-khau-moi-1"))
	a := b.refused(http.StatusUnprocessableEntity, "weak_password", change(demo.Password, "Ngan-1", "Accept-Language", "en"))
	if !strings.Contains(string(a.body), "at least 10 characters") {
		t.Errorf("%s", a.body)
	}
	b.refused(http.StatusUnprocessableEntity, "weak_password", change(demo.Password, "chi-toan-chu-thuong"))
	b.want(http.StatusNoContent, change(demo.Password, "Mat-khau-moi-1"))
	b.want(http.StatusOK, b.get("/api/v1/session"))
	other.refused(http.StatusUnauthorized, "unauthenticated", other.get("/api/v1/session"))
	b.refused(http.StatusUnauthorized, "invalid_credentials", f.browser(t).post("/api/v1/session", credentials))
	records, err := f.audit.List(t.Context(), "", 1)
	check(t, err)
	if records[0].Action != "account.password_changed" || records[0].Actor.Name != "chutri" || records[0].Actor.Source != "127.0.0.1" || records[0].RequestID == "" {
		t.Errorf("%+v", records[0])
	}
}
