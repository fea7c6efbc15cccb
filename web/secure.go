package web

import (
	"net/http"
	"strings"
)

// contentPolicy lets a page load from this server alone. What it opens beyond that, and why: blob: for workers (the
// media library's timers and end-to-end encryption) and images (snapshots), data: for the small images inside style
// sheets, WebAssembly for noise suppression, and style attributes, which the component library writes at run time; no
// inline script. 'self' in connect-src covers the web socket of the same host.
func contentPolicy(signalOrigin string) string {
	connect := "connect-src 'self'"
	if signalOrigin != "" {
		connect += " " + signalOrigin + " " + strings.Replace(signalOrigin, "ws", "http", 1)
	}
	return strings.Join([]string{
		"default-src 'self'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data: blob:",
		"media-src 'self' blob: mediastream:",
		"font-src 'self'",
		"worker-src 'self' blob:",
		connect,
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; ")
}

// permissionsPolicy grants the page what a conference needs and no embedded frame anything.
const permissionsPolicy = "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), fullscreen=(self), " +
	"autoplay=(self), screen-wake-lock=(self), clipboard-write=(self), geolocation=(), usb=(), serial=(), payment=(), midi=()"

// strictTransport keeps browsers that have come over TLS once from coming without.
const strictTransport = "max-age=31536000"

// secure sets the headers that bind a browser.
func (s *Server) secure(next http.Handler) http.Handler {
	policy := contentPolicy(s.config.SignalOrigin)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("Permissions-Policy", permissionsPolicy)
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.config.Secure {
			header.Set("Strict-Transport-Security", strictTransport)
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			header.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}
