package conduct

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/events"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/chat"
	"giaoban/scheduler/conduct/conductor"
	eventsapi "giaoban/web/events"
	"giaoban/web/problem"
	"giaoban/web/rest"
	"giaoban/web/sse"
)

const (
	// maxStreams bounds those of one session: a page in each of its tabs.
	maxStreams = 8
	// pace is how long a stream rests after it has told something, so that two hundred who arrive in a minute are not told
	// one by one. What comes after a rest is told at once.
	pace = 50 * time.Millisecond
)

// tableOfRules is the table of commands for readers of the API.
func tableOfRules() string {
	var table strings.Builder
	table.WriteString("| verb | by | while | takes |\n|---|---|---|---|\n")
	for _, rule := range conduct.Rules {
		roles, phases := make([]string, len(rule.By)), make([]string, len(rule.Phases))
		for i, role := range rule.By {
			roles[i] = string(role)
		}
		for i, phase := range rule.Phases {
			phases[i] = string(phase)
		}
		own := ""
		if rule.Own {
			own = " (their own)"
		}
		fmt.Fprintf(&table, "| %s | %s%s | %s | %s |\n", rule.Verb, strings.Join(roles, ", "), own, strings.Join(phases, ", "), rule.Takes)
	}
	return table.String()
}

// streams counts what each session watches.
type streams struct {
	mu   sync.Mutex
	open map[string]int // by session; guarded by mu
}

func (s *streams) enter(session string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[session] >= maxStreams {
		return nil, problem.Because(problem.RateLimited, "streams")
	}
	s.open[session]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[session]--; s.open[session] == 0 {
			delete(s.open, session)
		}
	}, nil
}

func (a *area) registerStream(api *rest.API) {
	rest.Raw(api, rest.Endpoint{
		ID: "watch-live-meeting", Method: http.MethodGet, Path: "/meetings/{id}/conduct/stream", Tag: tag, Allow: rest.Members, Produces: "text/event-stream",
		Summary: "Watch a live meeting",
		Description: "Server-sent events. Each message is JSON like the state's, with the parts that have changed; its id is seq, and a stream " +
			"that is opened again with Last-Event-ID goes on there. The first message has everything that changed since. Watching does not " +
			"count as activity.", Errors: []problem.Code{problem.NotFound, problem.RateLimited, problem.Unavailable},
		Parameters: []*huma.Param{{
			Name: "Last-Event-ID", In: "header", Description: "seq of the last message that was read.", Schema: &huma.Schema{Type: "string"},
		}},
	}, a.watch)
}

func (a *area) watch(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	caller := rest.CallerOf(ctx)
	seen := int64(-1)
	if last, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		seen = last
	}
	watch, err := a.Conductor.Watch(ctx, by(ctx), r.PathValue("id"), seen)
	if err != nil {
		return err
	}
	defer watch.Close()
	leave, err := a.streams.enter(caller.Session.ID)
	if err != nil {
		return err
	}
	defer leave()
	stream, err := sse.Open(w)
	if err != nil {
		return err
	}
	a.serve(ctx, caller, r.PathValue("id"), watch, stream)
	return nil
}

// talk is what a stream is told of the meeting's chat.
type talk struct {
	hub       *events.Hub
	meetingID string
	leads     bool
	watch     *events.Subscription // nil: not yet
}

// follow watches what somebody may read; a deputy reads more from now on.
func (t *talk) follow(mine *conduct.MineView) {
	if t.watch != nil && t.leads == mine.Leads {
		return
	}
	t.close()
	t.leads = mine.Leads
	t.watch = t.hub.Subscribe(chat.Topics(t.meetingID, &chat.Reader{Who: mine.Who, Leads: mine.Leads})...)
}

func (t *talk) news() <-chan struct{} {
	if t.watch == nil {
		return nil
	}
	return t.watch.Ready()
}

func (t *talk) close() {
	if t.watch != nil {
		t.watch.Close()
	}
}

// serve writes until somebody has had enough.
func (a *area) serve(ctx context.Context, caller *rest.Caller, meetingID string, watch *conductor.Watch, stream *sse.Stream) {
	beats, stop := a.Beat()
	defer stop()
	sessions := eventsapi.WatchSessions(a.Hub, caller.Account.ID)
	defer sessions.Close()
	rest := time.NewTimer(pace)
	defer rest.Stop()
	talk := &talk{hub: a.Hub, meetingID: meetingID}
	defer talk.close()
	for {
		next := watch.Next()
		view, err := watch.Take(ctx)
		if err != nil {
			return // the watcher comes back, and is told where it can be
		}
		if view != nil {
			talk.follow(&view.Mine)
			data, err := wireView(view, a.Now())
			if err != nil || stream.Write("id: %d\ndata: %s\n\n", view.Seq, data) != nil {
				return
			}
			rest.Reset(pace)
			select {
			case <-rest.C:
			case <-ctx.Done():
				return
			}
		}
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return
			case <-watch.Done():
				return
			case <-next:
				waiting = false
			case <-talk.news():
				talk.watch.Take()
				if stream.Write("event: chat\ndata: {}\n\n") != nil {
					return
				}
			case <-sessions.Ready():
				sessions.Take()
				if a.ended(ctx, caller, stream) {
					return
				}
			case <-beats:
				if a.ended(ctx, caller, stream) || stream.Beat() != nil {
					return
				}
			}
		}
	}
}

// ended tells the watcher that the session is over, if it is.
func (a *area) ended(ctx context.Context, caller *rest.Caller, stream *sse.Stream) bool {
	reason, over := eventsapi.Over(a.Check(ctx, caller.Session.ID))
	if over {
		stream.End(reason)
	}
	return over
}
