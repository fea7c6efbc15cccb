// Package lines serves the lines of a meeting's sites: how they do while it goes on, and how they did when it is over.
package lines

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/events"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/linewatch/watcher"
	eventsapi "giaoban/web/events"
	"giaoban/web/problem"
	"giaoban/web/rest"
	"giaoban/web/sse"
)

// Deps are what this area stands on. All must be set, except as noted.
type Deps struct {
	Watcher *watcher.Watcher
	// Check fails when a session is over; Hub tells when one may be.
	Check func(ctx context.Context, sessionID string) error
	Hub   *events.Hub
	Now   func() time.Time
	Zone  *time.Location // of the report's times
	// Beat makes the heartbeat of streams; nil: a timer.
	Beat func() (beats <-chan time.Time, stop func())
}

const tag = "lines"

type area struct {
	Deps
	mu   sync.Mutex
	open map[string]int // streams by session; guarded by mu
}

// Register adds the area's endpoints.
func Register(api *rest.API, deps Deps) {
	if deps.Beat == nil {
		deps.Beat = sse.Ticker
	}
	api.Tag(tag, "The lines of a meeting's sites, as the media server measures them.")
	a := &area{Deps: deps, open: map[string]int{}}
	a.registerLive(api)
	a.registerReport(api)
}

func by(ctx context.Context) directory.By {
	who := rest.CallerOf(ctx)
	return directory.By{Viewer: who.Viewer, Actor: who.Actor()}
}

type device struct {
	ID        string `json:"id" example:"TD_k3h1D2f9aQ0z"`
	Name      string `json:"name"`
	Connected bool   `json:"connected"`
}

// Row is a connection, or a site of which nobody is there.
type Row struct {
	Key      string             `json:"key" doc:"Of the connection; site:catalogue:code of a site of which nobody is there."`
	Name     string             `json:"name" doc:"Who is there; empty: nobody."`
	Room     bool               `json:"room" doc:"It is a room's terminal."`
	Site     string             `json:"site" doc:"catalogue:code; empty: none of the meeting's sites." example:"tuyen-quang-2025-07:02287"`
	SiteName string             `json:"siteName" example:"Xã Chiêm Hoá"`
	Level    linewatch.Level    `json:"level" enum:"bad,away,care,good"`
	Alarms   []linewatch.Alarm  `json:"alarms" nullable:"false" enum:"no_sound,no_picture,silent,no_camera,no_microphone,device_lost,device_blocked,terminal_away,terminal_failing"`
	Latest   *linewatch.Sample  `json:"latest,omitempty" doc:"None while nothing was measured."`
	CameAnew int                `json:"cameAnew" doc:"How often it came anew since the server was started."`
	LineKbps int64              `json:"lineKbps" doc:"Of the site's line in the directory; 0: not known."`
	Devices  []device           `json:"devices" nullable:"false" doc:"Terminals of the site."`
	History  []linewatch.Sample `json:"history,omitempty" doc:"The oldest first."`
}

// brief is how many samples a list tells of each connection: five minutes at one in five seconds.
const brief = 60

func tellRow(r *watcher.Row, lang string, samples int) Row {
	row := Row{
		Key: r.Key, Name: r.Name, Room: r.Room, Level: r.Level, Alarms: r.Alarms, CameAnew: r.CameAnew, LineKbps: r.LineKbps, Devices: []device{},
		SiteName: rest.InLanguage(r.SiteName, lang), History: r.History[max(0, len(r.History)-samples):],
	}
	if !r.Site.IsZero() {
		row.Site = r.Site.Catalogue + ":" + r.Site.Code
	}
	if !r.Latest.At.IsZero() {
		row.Latest = &r.Latest
	}
	for _, d := range r.Devices {
		row.Devices = append(row.Devices, device(d))
	}
	return row
}

type viewBody struct {
	Title string    `json:"title"`
	State string    `json:"state" doc:"Of the meeting." example:"live"`
	All   bool      `json:"all" doc:"The caller sees every site."`
	Now   time.Time `json:"now"`
	Every float64   `json:"everySeconds" doc:"Between two looks." example:"5"`
	Rows  []Row     `json:"rows" nullable:"false"`
}

func (a *area) tell(scope *watcher.Scope, rows []watcher.Row, lang string, samples int) *viewBody {
	body := &viewBody{
		Title: scope.Meeting.Title, State: string(scope.Meeting.State), All: scope.All, Now: a.Now().UTC().Truncate(time.Millisecond),
		Every: a.Watcher.Every.Seconds(), Rows: make([]Row, len(rows)),
	}
	for i := range rows {
		body.Rows[i] = tellRow(&rows[i], lang, samples)
	}
	return body
}

const who = "For the chair and the secretary; technicians and administrators see the sites of their unit and below."

func (a *area) registerLive(api *rest.API) {
	failures := []problem.Code{problem.NotFound, problem.Forbidden}
	rest.Register(api, rest.Endpoint{
		ID: "get-meeting-lines", Method: http.MethodGet, Path: "/meetings/{id}/lines", Tag: tag, Allow: rest.Members,
		Summary:     "The lines of a meeting's sites",
		Description: "As the server itself measures them, every few seconds, with the last five minutes. " + who, Errors: failures,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID string `path:"id" maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
	}) (*struct{ Body *viewBody }, error) {
		watch, err := a.Watcher.Watch(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		rows, _ := watch.Take()
		return &struct{ Body *viewBody }{a.tell(watch.Scope, rows, input.Language(), brief)}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-meeting-line", Method: http.MethodGet, Path: "/meetings/{id}/lines/{key}", Tag: tag, Allow: rest.Members,
		Summary: "One line with all that is kept of it", Description: "Twenty minutes. " + who, Errors: failures,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID  string `path:"id" maxLength:"64"`
		Key string `path:"key" maxLength:"200"`
	}) (*struct{ Body Row }, error) {
		row, err := a.Watcher.Row(ctx, by(ctx), input.ID, input.Key)
		if err != nil {
			return nil, err
		}
		return &struct{ Body Row }{tellRow(row, input.Language(), watcher.Kept)}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "tell-own-devices", Method: http.MethodPut, Path: "/meetings/{id}/lines/own", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Say how the devices of the caller's own page in the hall do",
		Description: "In place of what it said before; forgotten when the caller leaves the hall. It shows as alarms of the caller's line.",
		Errors:      []problem.Code{problem.NotFound, problem.Conflict, problem.Invalid},
	}, func(ctx context.Context, input *struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Camera     linewatch.Trouble `json:"camera" enum:"fine,none,lost,blocked" doc:"none: there is none; lost: it was pulled out; blocked: the browser may not open it, or another program has it."`
			Microphone linewatch.Trouble `json:"microphone" enum:"fine,none,lost,blocked"`
		}
	}) (*struct{}, error) {
		return nil, a.Watcher.Tell(ctx, by(ctx), input.ID, linewatch.Own{Camera: input.Body.Camera, Microphone: input.Body.Microphone})
	})
	language := []*huma.Param{{Name: "language", In: "query", Description: "Of names: vi or en.", Schema: &huma.Schema{Type: "string"}}}
	rest.Raw(api, rest.Endpoint{
		ID: "watch-meeting-lines", Method: http.MethodGet, Path: "/meetings/{id}/lines/stream", Tag: tag, Allow: rest.Members, Produces: "text/event-stream",
		Summary: "Watch the lines of a meeting's sites",
		Description: "Server-sent events. The first message is like the list; those after it have the latest sample of each and no history. " +
			"Watching does not count as activity. " + who, Errors: append(failures, problem.RateLimited), Parameters: language,
	}, a.watch)
}

// maxStreams bounds those of one session: a page in each of its tabs.
const maxStreams = 8

func (a *area) enter(session string) (leave func(), err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open[session] >= maxStreams {
		return nil, problem.Because(problem.RateLimited, "streams")
	}
	a.open[session]++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.open[session]--; a.open[session] == 0 {
			delete(a.open, session)
		}
	}, nil
}

func (a *area) watch(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	caller := rest.CallerOf(ctx)
	watch, err := a.Watcher.Watch(ctx, by(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	leave, err := a.enter(caller.Session.ID)
	if err != nil {
		return err
	}
	defer leave()
	stream, err := sse.Open(w)
	if err != nil {
		return err
	}
	a.serve(ctx, caller, watch, stream, languageOf(r))
	return nil
}

// languageOf is the language that the page is in: an EventSource cannot set headers, so its address says it.
func languageOf(r *http.Request) string {
	asked := r.URL.Query().Get("language")
	if asked == "" {
		asked = r.Header.Get("Accept-Language")
	}
	if base, _ := problem.Language(asked).Base(); base.String() == "en" {
		return "en"
	}
	return "vi"
}

// serve writes until somebody has had enough, or may not look any more.
func (a *area) serve(ctx context.Context, caller *rest.Caller, watch *watcher.Watch, stream *sse.Stream, lang string) {
	beats, stop := a.Beat()
	defer stop()
	sessions := eventsapi.WatchSessions(a.Hub, caller.Account.ID)
	defer sessions.Close()
	for {
		rows, first := watch.Take()
		samples := 0
		if first {
			samples = brief
		}
		data, err := json.Marshal(a.tell(watch.Scope, rows, lang, samples))
		if err != nil || stream.Write("data: %s\n\n", data) != nil {
			return
		}
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return
			case <-watch.Done():
				return
			case <-sessions.Done():
				return
			case <-watch.Next():
				waiting = false
			case <-sessions.Ready():
				sessions.Take()
				if a.ended(ctx, caller, stream) {
					return
				}
			case <-beats:
				if a.ended(ctx, caller, stream) || watch.Renew(ctx) != nil || stream.Beat() != nil {
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
