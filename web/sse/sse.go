// Package sse writes server-sent events (HTML Living Standard, section 9.2) to one watcher.
package sse

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	// Heartbeat is how often a quiet stream says that it lives, so that proxies do not take it for dead. Whoever serves it
	// looks at the watcher's session as often.
	Heartbeat = 15 * time.Second
	// patience is how long a watcher may take to read what was written before the stream is cut.
	patience = 30 * time.Second
	// reconnect is how soon a browser comes back after a stream was cut.
	reconnect = 3 * time.Second
)

// Stream writes to one watcher. Its errors mean that the watcher has gone.
type Stream struct {
	writer  http.ResponseWriter
	control *http.ResponseController
}

// Open answers a request with a stream.
func Open(w http.ResponseWriter) (*Stream, error) {
	s := &Stream{writer: w, control: http.NewResponseController(w)}
	// The server's limit for reading a request would end the stream.
	if err := s.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, err
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	_ = s.Write("retry: %d\n\n", reconnect.Milliseconds()) // a watcher who has gone is noticed soon
	return s, nil
}

// Write writes and sends.
func (s *Stream) Write(format string, arguments ...any) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := fmt.Fprintf(s.writer, format, arguments...); err != nil {
		return err
	}
	return s.control.Flush()
}

// Beat says that the stream lives.
func (s *Stream) Beat() error { return s.Write(": still here\n\n") }

// End says why the server closes the stream.
func (s *Stream) End(reason string) {
	_ = s.Write("event: end\ndata: {\"reason\":%q}\n\n", reason) // it is closed anyway
}

// Ticker makes the beats of a stream.
func Ticker() (beats <-chan time.Time, stop func()) {
	ticker := time.NewTicker(Heartbeat)
	return ticker.C, ticker.Stop
}
