package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"giaoban/internal/id"
	"giaoban/internal/logging"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// requestMetrics counts what was answered.
type requestMetrics struct {
	total *prometheus.CounterVec
}

func newRequestMetrics(registry prometheus.Registerer) (*requestMetrics, error) {
	m := &requestMetrics{total: prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: "giaoban", Subsystem: "http", Name: "requests_total",
		Help: "Requests answered, by part (api or app), method and status.",
	}, []string{"part", "method", "status"})}
	if registry == nil {
		return m, nil
	}
	if err := registry.Register(m.total); err != nil {
		return nil, fmt.Errorf("web: metrics: %w", err)
	}
	return m, nil
}

// observe gives each request an id, logs and counts its answer, and turns a panic into one.
func (s *Server) observe(metrics *requestMetrics, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requestID := id.New("RQ_")
		ctx := logging.WithRequestID(r.Context(), requestID)
		w.Header().Set("X-Request-Id", requestID)
		answer := &recorder{ResponseWriter: w}
		start := s.deps.Now()
		defer func() {
			fault := recover()
			abort := fault == http.ErrAbortHandler //nolint:errorlint // a panic's value
			if abort {
				defer panic(fault) //nolint:forbidigo // the server breaks off the answer, so that nobody takes it for whole
			}
			if fault != nil && !abort {
				s.deps.Log.ErrorContext(ctx, "handler panicked", "panic", fmt.Sprint(fault), "stack", string(debug.Stack()))
				if answer.status == 0 {
					problem.New(problem.Internal).Write(answer, problem.Language(r.Header.Get("Accept-Language")), requestID)
				}
			}
			part, level := "app", slog.LevelDebug
			if strings.HasPrefix(r.URL.Path, "/api/") {
				part, level = "api", slog.LevelInfo
			}
			metrics.total.WithLabelValues(part, knownMethod(r.Method), strconv.Itoa(answer.code())).Inc()
			s.deps.Log.Log(ctx, level, "request", "method", r.Method, "path", loggedPath(r.URL.Path), "status", answer.code(),
				"bytes", answer.bytes, "duration", s.deps.Now().Sub(start).Round(time.Microsecond), "source", s.source(r))
		}()
		next.ServeHTTP(answer, r.WithContext(ctx))
	})
}

// secretPaths begin the paths whose rest is a secret: whoever reads the log must not be able to use it.
var secretPaths = []string{rest.Prefix + "/calendar/"}

func loggedPath(path string) string {
	for _, prefix := range secretPaths {
		if strings.HasPrefix(path, prefix) {
			return prefix + "…"
		}
	}
	return path
}

// knownMethod keeps invented methods out of the metrics' labels.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(data []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(data)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
