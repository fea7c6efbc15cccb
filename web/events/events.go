// Package events serves what pages must show live, as server-sent events: each says what to read again.
package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/web/problem"
	"giaoban/web/rest"
	"giaoban/web/sse"
)

const (
	// maxTopics bounds one stream; maxStreams those of one session, a page in each of its tabs.
	maxTopics  = 20
	maxTopic   = 100 // bytes
	maxStreams = 12
)

// Authorizer reports whether the caller may watch a topic; id is what follows the colon of the topic, or "".
type Authorizer func(ctx context.Context, caller *rest.Caller, id string) (bool, error)

// Deps are what the stream stands on. All must be set, except as noted.
type Deps struct {
	Hub *events.Hub
	// Topics says who may watch what, by the word before the topic's colon. Nobody may watch a topic that is not here.
	Topics map[string]Authorizer
	// Check fails when the session is over.
	Check func(ctx context.Context, sessionID string) error
	Audit *audit.Log
	// Beat makes the heartbeat; nil: a timer.
	Beat func() (beats <-chan time.Time, stop func())
}

// Mine lets a caller watch the topic of the own account: "me:AC_1".
func Mine(_ context.Context, caller *rest.Caller, id string) (bool, error) {
	return caller.Account != nil && caller.Account.ID == id, nil
}

// Everyone lets all who are logged in watch a topic without an id: its events must not tell what some may not know.
func Everyone(_ context.Context, _ *rest.Caller, id string) (bool, error) { return id == "", nil }

type area struct {
	Deps

	mu      sync.Mutex
	streams map[string]int // open streams by session; guarded by mu
}

// Register adds the endpoint to an API.
func Register(api *rest.API, deps Deps) {
	if deps.Beat == nil {
		deps.Beat = sse.Ticker
	}
	a := &area{Deps: deps, streams: map[string]int{}}
	api.Tag("events", "What has changed, as it changes.")
	rest.Raw(api, rest.Endpoint{
		ID: "watch-events", Method: http.MethodGet, Path: "/events", Tag: "events", Allow: rest.Members, Produces: "text/event-stream",
		Summary: "Watch topics",
		Description: "Server-sent events (HTML Living Standard, section 9.2). Each message is JSON with topic, type and id: what to read " +
			"again, never what is there now. One of the type resync stands for more than could be held: read everything again, as after " +
			"every new connection. A message named end comes before the server closes the stream because the session is over. " +
			"Watching does not count as activity. Sessions that are ended close their streams at once.",
		Errors: []problem.Code{problem.Invalid, problem.NotFound, problem.RateLimited},
		Parameters: []*huma.Param{{
			Name: "topic", In: "query", Required: true, Example: []string{"me:AC_k3h1D2f9aQ0z", "calendar"},
			Description: "Topics, split by commas or as parameters of their own: calendar, me:{account}, meeting:{meeting}, site:{site}, linetest:{meeting}.",
			Schema:      &huma.Schema{Type: "array", Items: &huma.Schema{Type: "string"}},
		}},
	}, a.watch)
}

func (a *area) watch(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	caller := rest.CallerOf(ctx)
	topics, err := parseTopics(r.URL.Query()["topic"])
	if err != nil {
		return err
	}
	for _, topic := range topics {
		if err := a.authorize(ctx, caller, topic); err != nil {
			return err
		}
	}
	leave, err := a.enter(caller.Session.ID)
	if err != nil {
		return err
	}
	defer leave()
	subscription := a.Hub.Subscribe(append(topics, sessionsOf(caller.Account.ID))...)
	defer subscription.Close()
	stream, err := sse.Open(w)
	if err != nil {
		return err
	}
	a.serve(ctx, caller, subscription, stream)
	return nil
}

// serve writes until somebody has had enough: an error of the stream means that the watcher has gone.
func (a *area) serve(ctx context.Context, caller *rest.Caller, subscription *events.Subscription, stream *sse.Stream) {
	beats, stop := a.Beat()
	defer stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-subscription.Done():
			return
		case <-subscription.Ready():
			happened, ended := withoutSessions(subscription.Take())
			if ended && a.end(ctx, caller, stream) {
				return
			}
			err = tell(stream, happened)
		case <-beats:
			if a.end(ctx, caller, stream) {
				return
			}
			err = stream.Beat()
		}
		if err != nil {
			return
		}
	}
}

// end tells the watcher that the session is over, if it is.
func (a *area) end(ctx context.Context, caller *rest.Caller, stream *sse.Stream) bool {
	reason, over := Over(a.Check(ctx, caller.Session.ID))
	if over {
		stream.End(reason)
	}
	return over
}

// sessionsOf is the topic by which the streams of an account are told that sessions of it were ended. Nobody may ask for
// it: no kind of topic has that name.
func sessionsOf(accountID string) string { return "sessions of " + accountID }

// SessionsEnded has the streams of an account look at once whether their session is still good.
func SessionsEnded(hub *events.Hub, accountID string) {
	hub.Publish(events.Event{Topic: sessionsOf(accountID), Type: "ended"})
}

// WatchSessions is ready whenever sessions of an account may have ended.
func WatchSessions(hub *events.Hub, accountID string) *events.Subscription {
	return hub.Subscribe(sessionsOf(accountID))
}

// withoutSessions takes out what no watcher is told, and reports whether sessions may have ended: a Resync may stand for
// that too.
func withoutSessions(happened []events.Event) (rest []events.Event, ended bool) {
	for _, event := range happened {
		ours := strings.HasPrefix(event.Topic, sessionsOf(""))
		ended = ended || ours || event.Type == events.Resync
		if !ours {
			rest = append(rest, event)
		}
	}
	return rest, ended
}

// Over reports by the error of a session's check whether it has ended, and how. While the database does not answer it has
// not.
func Over(err error) (reason string, over bool) {
	switch {
	case errors.Is(err, identity.ErrSessionIdle):
		return "idle", true
	case errors.Is(err, identity.ErrSessionExpired):
		return "expired", true
	case errors.Is(err, identity.ErrNoSession):
		return "ended", true
	}
	return "", false
}

func parseTopics(parameters []string) ([]string, error) {
	var topics []string
	for _, parameter := range parameters {
		for topic := range strings.SplitSeq(parameter, ",") {
			if topic == "" || len(topic) > maxTopic {
				return nil, fault.New(fault.Invalid, "events.topic")
			}
			topics = append(topics, topic)
		}
	}
	slices.Sort(topics)
	topics = slices.Compact(topics)
	if len(topics) == 0 || len(topics) > maxTopics {
		return nil, fault.New(fault.Invalid, "events.topics", maxTopics)
	}
	return topics, nil
}

// authorize refuses as if there were no such topic, and notes who asked.
func (a *area) authorize(ctx context.Context, caller *rest.Caller, topic string) error {
	kind, id, _ := strings.Cut(topic, ":")
	if may, found := a.Topics[kind]; found {
		allowed, err := may(ctx, caller, id)
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			return err
		}
		if err == nil && allowed {
			return nil
		}
	}
	if err := a.Audit.Append(ctx, caller.Actor(), "access.refused", "events:"+topic, nil); err != nil {
		return err
	}
	return fault.New(fault.NotFound, "")
}

// enter counts a session's streams.
func (a *area) enter(session string) (leave func(), err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.streams[session] >= maxStreams {
		return nil, problem.Because(problem.RateLimited, "streams")
	}
	a.streams[session]++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.streams[session]--; a.streams[session] == 0 {
			delete(a.streams, session)
		}
	}, nil
}

// message is what pages read.
type message struct {
	Topic string `json:"topic"`
	Type  string `json:"type"`
	ID    string `json:"id"`
}

func tell(stream *sse.Stream, happened []events.Event) error {
	var text strings.Builder
	for _, event := range happened {
		encoded, err := json.Marshal(message(event))
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "data: %s\n\n", encoded)
	}
	return stream.Write("%s", text.String())
}
