package metrics

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	var fault error
	handler := Handler(NewRegistry("1.2.3"), func(context.Context) error { return fault })
	get := func(path string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return answer
	}
	if answer := get("/healthz"); answer.Code != http.StatusOK {
		t.Errorf("healthz: %d", answer.Code)
	}
	if answer := get("/readyz"); answer.Code != http.StatusOK {
		t.Errorf("readyz: %d", answer.Code)
	}
	fault = errors.New("the database is away")
	if answer := get("/readyz"); answer.Code != http.StatusServiceUnavailable || !strings.Contains(answer.Body.String(), "away") {
		t.Errorf("readyz: %d %s", answer.Code, answer.Body)
	}
	if answer := get("/healthz"); answer.Code != http.StatusOK {
		t.Errorf("healthz must not depend on readiness: %d", answer.Code)
	}
	for _, want := range []string{`giaoban_build_info{version="1.2.3"} 1`, "go_goroutines"} {
		if !strings.Contains(get("/metrics").Body.String(), want) {
			t.Errorf("no %s in /metrics", want)
		}
	}
}
