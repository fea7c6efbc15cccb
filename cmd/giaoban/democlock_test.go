package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"giaoban/internal/clock"
	"giaoban/internal/config"
	"giaoban/internal/metrics"
)

// put returns the status of a request as a program, not a browser, makes it.
func (r *running) put(t *testing.T, address, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// checkDemoClock sets the clock of a demonstration ahead: what meetings go by moves, who is logged in does not.
func checkDemoClock(t *testing.T, r *running) {
	t.Helper()
	if status := r.put(t, r.url+demoClockPath, `{"ahead":"72h"}`); status == http.StatusOK {
		t.Errorf("the clock can be set on the service port: %d", status)
	}
	if status := r.put(t, r.admin+demoClockPath, `{"ahead":"72h"}`); status != http.StatusOK {
		t.Errorf("setting the clock: %d", status)
	}
	var told struct{ Now time.Time }
	status, body := r.get(t, r.admin+demoClockPath)
	if err := json.Unmarshal([]byte(body), &told); err != nil || status != http.StatusOK {
		t.Fatal(status, body, err)
	}
	if ahead := time.Until(told.Now); ahead < 71*time.Hour || ahead > 72*time.Hour {
		t.Errorf("the clock is %v ahead", ahead)
	}
	if status, body := r.get(t, r.admin+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz beside the clock: %d %s", status, body)
	}
}

func TestOnlyADemonstrationOnLoopbackHasAClockToSet(t *testing.T) {
	for _, c := range []struct {
		demo  bool
		admin string
		want  int
	}{
		{true, "127.0.0.1:7889", http.StatusOK},
		{true, "[::1]:7889", http.StatusOK},
		{true, "0.0.0.0:7889", http.StatusNotFound},
		{true, "10.8.0.1:7889", http.StatusNotFound},
		{false, "127.0.0.1:7889", http.StatusNotFound},
	} {
		s := &server{cfg: &config.Config{Admin: config.Admin{Address: c.admin}, Demo: config.Demo{Enabled: c.demo}}, desk: &desk{clock: &clock.Clock{}}}
		answer := httptest.NewRecorder()
		s.adminHandler(metrics.NewRegistry("1")).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, demoClockPath, nil))
		if answer.Code != c.want {
			t.Errorf("%+v: %d", c, answer.Code)
		}
	}
}
