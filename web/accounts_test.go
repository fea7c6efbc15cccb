package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory/demo"
)

const accounts = "/api/v1/accounts"

// listed returns the usernames of a list of accounts.
func (b *browser) listed(query string) string {
	b.t.Helper()
	var names []string
	for cursor := ""; ; {
		var page struct {
			Items      []struct{ Username string }
			NextCursor string
		}
		b.want(http.StatusOK, b.get(accounts+"?limit=2&cursor="+cursor+"&"+query)).into(b.t, &page)
		for _, account := range page.Items {
			names = append(names, account.Username)
		}
		if page.NextCursor == "" {
			return strings.Join(names, " ")
		}
		cursor = page.NextCursor
	}
}

func unitOf(code string) string { return `{"catalogue":"` + demo.Current + `","code":"` + code + `"}` }

func TestAccountsOfOnesUnits(t *testing.T) {
	f := newFixture(t)
	admin, local := f.as(t, "quantri"), f.as(t, "quantridv") // of Chiêm Hoá
	inside := f.hire(t, identity.Account{Username: "trong", Role: identity.Delegate, UnitCatalogue: demo.Current, UnitCode: demo.ChiemHoaCode})
	outside := f.hire(t, identity.Account{Username: "ngoai", Role: identity.Delegate, UnitCatalogue: demo.Current, UnitCode: demo.NaHangCode})
	nowhere := f.hire(t, identity.Account{Username: "khongdonvi", Role: identity.Delegate})
	boss := f.hire(t, identity.Account{Username: "quantrixa", Role: identity.UnitAdmin, UnitCatalogue: demo.Current, UnitCode: demo.ChiemHoaCode})

	t.Run("the list", func(t *testing.T) {
		if got := local.listed(""); got != "daibieu kythuat quantridv quantrixa trong" {
			t.Errorf("the unit's administrator sees %s", got)
		}
		for query, want := range map[string]string{
			"":               "chutri chutrixa daibieu daibieu2 khachmoi khongdonvi kythuat lanhdao ngoai quantri quantridv quantrixa thuky trong",
			"q=hoang+DOT":    "daibieu2",
			"role=admin":     "quantri",
			"status=locked":  "",
			"q=100%25":       "",
			"role=secretary": "thuky",
			"unit=" + demo.Current + ":" + demo.NaHangCode: "chutrixa daibieu2 khachmoi ngoai",
		} {
			if got := admin.listed(query); got != want {
				t.Errorf("%q: %s, want %s", query, got, want)
			}
		}
		if got := local.listed("unit=" + demo.Current + ":" + demo.NaHangCode); got != "" {
			t.Errorf("another unit's accounts: %s", got)
		}
		if got := local.listed("unit=" + demo.Current + ":" + demo.ProvinceCode + "&role=unit_admin"); got != "quantridv quantrixa" {
			t.Errorf("of the province: %s", got)
		}
		local.refused(http.StatusUnprocessableEntity, "invalid", local.get(accounts+"?unit=nowhere"))
	})
	calls := map[string]string{
		"GET ": "", "PUT ": `{"displayName":"X","role":"guest","unit":` + unitOf(demo.ChiemHoaCode) + `}`, "PUT /disabled": `{"disabled":true}`,
		"POST /password-link": "", "DELETE /lock": "", "DELETE /second-factor": "", "GET /sessions": "", "DELETE /sessions": "",
		"DELETE /sessions/SE_x": "", "GET /logins": "",
	}
	for _, stranger := range []*identity.Account{outside, nowhere} {
		for call, body := range calls {
			method, rest, _ := strings.Cut(call, " ")
			t.Run(stranger.Username+" "+call, func(t *testing.T) {
				local.refused(http.StatusNotFound, "not_found", local.do(method, accounts+"/"+stranger.ID+rest, body, "If-Match", `"1"`))
			})
		}
	}
	t.Run("what was tried is recorded", func(t *testing.T) {
		if tried := f.recorded(t, "access.denied"); tried != 2*len(calls) {
			t.Errorf("%d records of %d tries", tried, 2*len(calls))
		}
	})
	t.Run("administrators of the own unit can be seen, not changed", func(t *testing.T) {
		local.want(http.StatusOK, local.get(accounts+"/"+boss.ID))
		for call, body := range calls {
			if method, rest, _ := strings.Cut(call, " "); method != http.MethodGet {
				local.refused(http.StatusForbidden, "forbidden", local.do(method, accounts+"/"+boss.ID+rest, body, "If-Match", `"1"`))
			}
		}
	})
	t.Run("nobody is raised or sent elsewhere", func(t *testing.T) {
		for _, body := range []string{
			`{"displayName":"X","role":"admin","unit":` + unitOf(demo.ChiemHoaCode) + `}`,
			`{"displayName":"X","role":"unit_admin","unit":` + unitOf(demo.ChiemHoaCode) + `}`,
			`{"displayName":"X","role":"guest","unit":` + unitOf(demo.ProvinceCode) + `}`,
			`{"displayName":"X","role":"guest"}`,
		} {
			local.refused(http.StatusForbidden, "forbidden", local.do(http.MethodPut, accounts+"/"+inside.ID, body, "If-Match", `"1"`))
			made := `{"username":"moi",` + body[1:]
			local.refused(http.StatusForbidden, "forbidden", local.post(accounts, made))
		}
	})
	t.Run("one's own is changed elsewhere", func(t *testing.T) {
		var session struct{ User struct{ ID string } }
		admin.get("/api/v1/session").into(t, &session)
		own := accounts + "/" + session.User.ID
		admin.refused(http.StatusConflict, "conflict", admin.do(http.MethodPut, own+"/disabled", `{"disabled":true}`, "If-Match", `"1"`))
		admin.refused(http.StatusConflict, "conflict", admin.post(own+"/password-link", ""))
		admin.refused(http.StatusConflict, "conflict", admin.do(http.MethodPut, own, `{"displayName":"X","role":"guest"}`, "If-Match", `"1"`))
	})
}

// recorded counts the audit records of an action.
func (f *fixture) recorded(t *testing.T, action string) int {
	t.Helper()
	count, err := f.db.NewSelect().TableExpr("audit_records").Where("action = ?", action).Count(t.Context())
	check(t, err)
	return int(count)
}

func TestKeepingAnAccount(t *testing.T) {
	f := newFixture(t)
	b := f.as(t, "quantridv")
	var made struct {
		Account struct {
			ID         string
			NoPassword bool
			Version    int
		}
		Link struct {
			Path      string
			ExpiresAt time.Time
		}
	}
	body := `{"username":"Tân.Binh","displayName":"Tân binh","role":"delegate","unit":` + unitOf(demo.ChiemHoaCode) + `}`
	b.refused(http.StatusUnprocessableEntity, "invalid", b.post(accounts, body))
	body = strings.Replace(body, "Tân.Binh", "Tan.Binh", 1)
	a := b.want(http.StatusCreated, b.post(accounts, body))
	a.into(t, &made)
	path := accounts + "/" + made.Account.ID
	if !made.Account.NoPassword || made.Link.Path == "" || a.header.Get("Location") != path || a.header.Get("ETag") != `"1"` {
		t.Errorf("%s %v", a.body, a.header)
	}
	b.refused(http.StatusConflict, "conflict", b.post(accounts, body))

	secret := strings.TrimPrefix(made.Link.Path, "/reset#")
	owner := f.browser(t)
	owner.refused(http.StatusUnauthorized, "invalid_credentials", owner.login("tan.binh", ownPassword))
	owner.want(http.StatusNoContent, owner.post("/api/v1/password-link", jsonOf(t, map[string]string{"secret": secret, "new": ownPassword})))
	owner.want(http.StatusCreated, owner.login("tan.binh", ownPassword))

	change := `{"displayName":"Tân Binh","role":"technician","unit":` + unitOf(demo.ChiemHoaCode) + `}`
	t.Run("two at once", func(t *testing.T) {
		b.refused(http.StatusPreconditionRequired, "precondition_required", b.do(http.MethodPut, path, change))
		a := b.want(http.StatusOK, b.do(http.MethodPut, path, change, "If-Match", `"1"`))
		if a.header.Get("ETag") != `"2"` || !strings.Contains(string(a.body), `"role":"technician"`) {
			t.Errorf("%s", a.body)
		}
		a = b.refused(http.StatusPreconditionFailed, "stale", b.do(http.MethodPut, path, change, "If-Match", `"1"`))
		if !strings.Contains(string(a.body), `"current":2`) {
			t.Errorf("%s", a.body)
		}
		b.refused(http.StatusPreconditionFailed, "stale", b.do(http.MethodPut, path+"/disabled", `{"disabled":true}`, "If-Match", `"1"`))
	})
	t.Run("sessions", func(t *testing.T) {
		var sessions struct{ Items []struct{ ID string } }
		b.want(http.StatusOK, b.get(path+"/sessions")).into(t, &sessions)
		if len(sessions.Items) != 1 {
			t.Fatalf("%+v", sessions)
		}
		b.refused(http.StatusNotFound, "not_found", b.do(http.MethodDelete, path+"/sessions/SE_x", ""))
		b.want(http.StatusNoContent, b.do(http.MethodDelete, path+"/sessions/"+sessions.Items[0].ID, ""))
		owner.refused(http.StatusUnauthorized, "unauthenticated", owner.get("/api/v1/session"))
		owner.want(http.StatusCreated, owner.login("tan.binh", ownPassword))
		b.want(http.StatusNoContent, b.do(http.MethodDelete, path+"/sessions", ""))
		owner.refused(http.StatusUnauthorized, "unauthenticated", owner.get("/api/v1/session"))
	})
	t.Run("a lock", func(t *testing.T) {
		for range 5 {
			owner.login("tan.binh", "wrong")
		}
		owner.refused(http.StatusLocked, "account_locked", owner.login("tan.binh", ownPassword))
		if a := b.get(path); !strings.Contains(string(a.body), "lockedUntil") || b.listed("status=locked") != "tan.binh" {
			t.Errorf("%s", a.body)
		}
		b.want(http.StatusNoContent, b.do(http.MethodDelete, path+"/lock", ""))
		owner.want(http.StatusCreated, owner.login("tan.binh", ownPassword))
	})
	t.Run("a lost phone", func(t *testing.T) {
		owner.enrol()
		b.want(http.StatusNoContent, b.do(http.MethodDelete, path+"/second-factor", ""))
		if a := owner.want(http.StatusCreated, owner.login("tan.binh", ownPassword)); strings.Contains(string(a.body), "requires") {
			t.Errorf("%s", a.body)
		}
	})
	t.Run("disabled and enabled", func(t *testing.T) {
		b.want(http.StatusOK, b.do(http.MethodPut, path+"/disabled", `{"disabled":true}`, "If-Match", `"2"`))
		owner.refused(http.StatusUnauthorized, "unauthenticated", owner.get("/api/v1/session"))
		owner.refused(http.StatusUnauthorized, "invalid_credentials", owner.login("tan.binh", ownPassword))
		b.want(http.StatusOK, b.do(http.MethodPut, path+"/disabled", `{"disabled":false}`, "If-Match", `"3"`))
		owner.want(http.StatusCreated, owner.login("tan.binh", ownPassword))
	})
	t.Run("its log", func(t *testing.T) {
		var log struct {
			Items      []struct{ Outcome, Username string }
			NextCursor string
		}
		b.want(http.StatusOK, b.get(path+"/logins?limit=2")).into(t, &log)
		if len(log.Items) != 2 || log.Items[1].Outcome != "disabled" || log.NextCursor == "" {
			t.Errorf("%+v", log)
		}
		admin := f.as(t, "quantri")
		admin.want(http.StatusOK, admin.get("/api/v1/logins?username=TAN.BINH&outcome=wrong&source=127.0.0.1")).into(t, &log)
		if len(log.Items) != 6 { // one of them before it had a password
			t.Errorf("%+v", log)
		}
		admin.refused(http.StatusUnprocessableEntity, "invalid", admin.get("/api/v1/logins?outcome=maybe"))
		admin.refused(http.StatusUnprocessableEntity, "invalid", admin.get("/api/v1/logins?from=yesterday"))
	})
	t.Run("a password that others know is replaced first", func(t *testing.T) {
		b.refused(http.StatusUnprocessableEntity, "weak_password", b.post(accounts, `{"username":"hai","displayName":"Hai","role":"guest","password":"Matkhau@2026","unit":`+unitOf(demo.ChiemHoaCode)+`}`))
		a := b.want(http.StatusCreated, b.post(accounts, `{"username":"hai","displayName":"Hai","role":"guest","password":"`+ownPassword+`","unit":`+unitOf(demo.ChiemHoaCode)+`}`))
		if strings.Contains(string(a.body), "reset#") {
			t.Errorf("%s", a.body)
		}
		guest := f.browser(t)
		if a := guest.want(http.StatusCreated, guest.login("hai", ownPassword)); !strings.Contains(string(a.body), `"requires":"new_password"`) {
			t.Errorf("%s", a.body)
		}
	})
	t.Run("names that are none", func(t *testing.T) {
		for _, name := range []string{strings.Repeat("x", 10_000), "Bình\u200b", "\u202eBình", "  "} {
			made := jsonOf(t, map[string]any{"username": "ba", "displayName": name, "role": "guest", "unit": map[string]string{"catalogue": demo.Current, "code": demo.ChiemHoaCode}})
			b.refused(http.StatusUnprocessableEntity, "invalid", b.post(accounts, made))
		}
	})
	if strings.Contains(f.logs.String(), secret) || strings.Contains(f.logs.String(), ownPassword) {
		t.Error("a secret is in the log")
	}
}
