package problem

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
)

func TestLanguage(t *testing.T) {
	for accept, want := range map[string]string{
		"": "vi", "vi": "vi", "en": "en", "en-GB,vi;q=0.5": "en", "vi-VN,vi;q=0.9,en;q=0.8": "vi", "fr": "vi", "fr,en;q=0.5": "en",
		"*": "vi", "en;q=x": "vi", "\xff": "vi", strings.Repeat("en,", 1000): "vi",
	} {
		if got := Language(accept).String(); got != want {
			t.Errorf("%.40q: %s, want %s", accept, got, want)
		}
	}
}

func TestEveryMessage(t *testing.T) {
	seen := map[string]bool{}
	general := map[Code]bool{}
	for _, entry := range texts {
		key := string(entry.code) + "/" + entry.reason
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key] = true
		general[entry.code] = general[entry.code] || entry.reason == ""
		for lang, said := range map[string]text{"vi": entry.vi, "en": entry.en} {
			if said.title == "" || said.detail == "" || strings.HasSuffix(said.title, ".") || !strings.HasSuffix(said.detail, ".") {
				t.Errorf("%s in %s: %+v", key, lang, said)
			}
		}
		if strings.Count(entry.vi.detail, "%") != strings.Count(entry.en.detail, "%") {
			t.Errorf("%s takes other arguments in English", key)
		}
		if entry.status < 400 || http.StatusText(entry.status) == "" && entry.status != 460 { // tus has a status of its own
			t.Errorf("%s has status %d", key, entry.status)
		}
	}
	for _, entry := range texts {
		if !general[entry.code] {
			t.Errorf("%s has no general message", entry.code)
		}
	}
}

func TestFromStatus(t *testing.T) {
	for status, want := range map[int]Code{
		400: Invalid, 401: Unauthenticated, 403: Forbidden, 404: NotFound, 405: MethodNotAllowed, 409: Conflict, 413: TooLarge,
		415: UnsupportedMedia, 418: Invalid, 422: Invalid, 423: AccountLocked, 429: RateLimited, 500: Internal, 501: Internal, 503: Unavailable,
	} {
		if got := FromStatus(status).Code; got != want {
			t.Errorf("%d: %s, want %s", status, got, want)
		}
	}
}

func TestWrite(t *testing.T) {
	answer := httptest.NewRecorder()
	refused := Retry(AccountLocked, 1500*time.Millisecond)
	refused.Cause = errors.New("hush")
	refused.Write(answer, language.English, "RQ_1")
	if answer.Code != http.StatusLocked || answer.Header().Get("Retry-After") != "2" || answer.Header().Get("Content-Type") != ContentType {
		t.Errorf("%d %v", answer.Code, answer.Header())
	}
	body := answer.Body.String()
	for _, want := range []string{`"code":"account_locked"`, `"retryAfter":2`, `"requestId":"RQ_1"`, `"title":"Account locked"`, `"status":423`, `"type":"about:blank"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if strings.Contains(body, "hush") {
		t.Error("the cause was told")
	}
}

func TestFrom(t *testing.T) {
	if got := From(fmt.Errorf("outer: %w", New(Conflict))); got.Code != Conflict {
		t.Errorf("got %v", got)
	}
	if got := From(io.EOF); got.Code != Internal || !errors.Is(got, io.EOF) {
		t.Errorf("got %v", got)
	}
	if got := New("unheard_of").GetStatus(); got != http.StatusInternalServerError {
		t.Errorf("an unknown code has status %d", got)
	}
}
