package clock

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"
)

var errNothing = errors.New("clock: say ahead or now")

// bodyBytes is more than any setting needs.
const bodyBytes = 1 << 10

// reading is what is told and asked for: {"ahead": "1h30m0s"} or {"now": "2027-01-04T08:00:00+07:00"}.
type reading struct {
	Now   time.Time `json:"now"`
	Ahead string    `json:"ahead"`
}

// Handler tells (GET) and sets (PUT) a clock. moved is called when it was set, and does what the new hour asks for before
// the answer goes out. Whoever reaches the handler may set the clock: serve it on loopback and in a demonstration only.
// Pages of other sites that a browser on the machine has open cannot.
func Handler(c *Clock, moved func(context.Context) error, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { tell(w, c) })
	mux.HandleFunc("PUT /", func(w http.ResponseWriter, r *http.Request) {
		ahead, err := wanted(http.MaxBytesReader(w, r.Body, bodyBytes), time.Now())
		if err == nil {
			err = c.SetAhead(ahead)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		log.InfoContext(r.Context(), "the clock was set", "ahead", ahead.String())
		if err := moved(r.Context()); err != nil {
			log.ErrorContext(r.Context(), "not all that the hour asks for was done", "error", err)
			http.Error(w, "the clock is set, but not all that the hour asks for was done; the log says why", http.StatusInternalServerError)
			return
		}
		tell(w, c)
	})
	return http.NewCrossOriginProtection().Handler(mux)
}

func tell(w http.ResponseWriter, c *Clock) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(reading{Now: c.Now().UTC(), Ahead: c.Ahead().String()}) // the caller may have gone
}

// wanted returns how far ahead of machine the clock is to be.
func wanted(body io.Reader, machine time.Time) (time.Duration, error) {
	var asked reading
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return 0, err
	}
	if asked.Ahead != "" {
		return time.ParseDuration(asked.Ahead)
	}
	if asked.Now.IsZero() {
		return 0, errNothing
	}
	return asked.Now.Sub(machine), nil
}
