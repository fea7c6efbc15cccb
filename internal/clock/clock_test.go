package clock_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"giaoban/internal/clock"
)

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(-time.Hour)
		if got := c.Now(); !got.Equal(time.Now().Add(-time.Hour)) {
			t.Error(got)
		}
		if err := c.SetAhead(48 * time.Hour); err != nil || !c.Now().Equal(time.Now().Add(48*time.Hour)) {
			t.Error(c.Now(), err)
		}
		if err := c.SetAhead(clock.Furthest + 1); !errors.Is(err, clock.ErrTooFar) || c.Ahead() != 48*time.Hour {
			t.Error(c.Ahead(), err)
		}
		if zero := (&clock.Clock{}); !zero.Now().Equal(time.Now()) {
			t.Error(zero.Now())
		}
	})
}

func TestHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, moved := &clock.Clock{}, 0
		var fails error
		handler := clock.Handler(c, func(context.Context) error { moved++; return fails }, slog.New(slog.DiscardHandler))
		do := func(method, body, origin string) *httptest.ResponseRecorder {
			answer := httptest.NewRecorder()
			request := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:1/", io.NopCloser(strings.NewReader(body)))
			if origin != "" {
				request.Header.Set("Origin", origin)
			}
			handler.ServeHTTP(answer, request)
			return answer
		}
		if a := do(http.MethodPut, `{"ahead":"1h30m"}`, ""); a.Code != http.StatusOK || c.Ahead() != 90*time.Minute || moved != 1 {
			t.Error(a.Code, a.Body, c.Ahead(), moved)
		}
		// synctest's machine begins at midnight UTC of 1 January 2000.
		if a := do(http.MethodPut, `{"now":"2000-01-04T08:00:00+07:00"}`, ""); a.Code != http.StatusOK || c.Ahead() != 73*time.Hour {
			t.Error(a.Code, a.Body, c.Ahead())
		}
		if a := do(http.MethodGet, "", ""); a.Code != http.StatusOK || strings.TrimSpace(a.Body.String()) != `{"now":"2000-01-04T01:00:00Z","ahead":"73h0m0s"}` {
			t.Error(a.Code, a.Body)
		}
		for _, bad := range []string{``, `{}`, `{"ahead":"soon"}`, `{"now":"today"}`, `{"ahead":"900000h"}`, `{"behind":"1h"}`, strings.Repeat(" ", 2000) + `{"ahead":"1h"}`} {
			if a := do(http.MethodPut, bad, ""); a.Code != http.StatusBadRequest {
				t.Errorf("%.40q: %d %s", bad, a.Code, a.Body)
			}
		}
		if a := do(http.MethodPut, `{"ahead":"1h"}`, "http://evil.example"); a.Code != http.StatusForbidden {
			t.Error("another site's page:", a.Code)
		}
		if a := do(http.MethodPost, `{"ahead":"1h"}`, ""); a.Code != http.StatusMethodNotAllowed {
			t.Error("POST:", a.Code)
		}
		if c.Ahead() != 73*time.Hour || moved != 2 {
			t.Error(c.Ahead(), moved)
		}
		fails = errors.New("the database is away")
		if a := do(http.MethodPut, `{"ahead":"0s"}`, ""); a.Code != http.StatusInternalServerError || strings.Contains(a.Body.String(), "database") {
			t.Error(a.Code, a.Body)
		}
	})
}
