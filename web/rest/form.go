package rest

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"giaoban/web/problem"
)

const jsonMedia = "application/json"

// checkForm refuses addresses that are no text, which a database would choke on, and bodies of another kind than the
// endpoint takes: a page of another site can send forms without asking, but not JSON. It bounds every body.
func (a *API) checkForm(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if query, err := url.QueryUnescape(r.URL.RawQuery); err != nil || !isText(r.URL.Path) || !isText(query) {
			a.refuseWith(problem.New(problem.Invalid)).ServeHTTP(w, r)
			return
		}
		taken := a.bodyOf(r)
		switch r.Method {
		case http.MethodPost, http.MethodPut, http.MethodPatch:
			media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if taken.media != "" && (err != nil || media != taken.media) {
				a.refuseWith(problem.Wrap(problem.UnsupportedMedia, fmt.Errorf("not %s", taken.media))).ServeHTTP(w, r)
				return
			}
		}
		r.Body = http.MaxBytesReader(w, r.Body, taken.limit)
		next.ServeHTTP(w, r)
	})
}

// bodyOf returns what the endpoint that a request is for takes.
func (a *API) bodyOf(r *http.Request) body {
	_, pattern := a.mux.Handler(r)
	if taken, found := a.bodies[pattern]; found {
		return taken
	}
	return body{media: jsonMedia, limit: a.config.BodyBytes}
}

// isText reports whether text is UTF-8 without the character that ends strings.
func isText(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }
