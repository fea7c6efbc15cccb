// Package watcher measures the lines of live meetings: it looks at what the media server has counted every few seconds,
// keeps the last while in memory for those who watch, and writes each minute of a live meeting down.
package watcher

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linetest"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/linewatch/minutestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/terminal"
)

// Kept is how many samples of a connection are kept in memory: twenty minutes at one in five seconds.
const Kept = 240

// Media is what the media server has counted.
type Media interface {
	// Rooms returns the names of the rooms that are open.
	Rooms() []string
	// Lines returns what was counted of everyone in a room; nobody, for one that is not open.
	Lines(room string) ([]linewatch.Counted, error)
}

// Plan knows meetings, whoever asks.
type Plan interface {
	// Running returns the ids of the meetings that are live or paused.
	Running(ctx context.Context) ([]string, error)
	// Meeting returns a meeting; fault.NotFound when there is none.
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
}

// Meetings knows what somebody may do with a meeting.
type Meetings interface {
	// Meeting returns a meeting that the viewer may see and what they may do with it; fault.NotFound for others.
	Meeting(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, plan.Rights, error)
}

// Accounts knows who stands behind an account.
type Accounts interface {
	// ViewerOf returns who acts behind an account; fault.NotFound when there is none or it is disabled.
	ViewerOf(ctx context.Context, accountID string) (*directory.Viewer, error)
}

// Terminals knows the terminals of rooms and when they were last heard of.
type Terminals interface {
	OfRooms(ctx context.Context, rooms []string) ([]terminal.Terminal, error)
}

// Deps are what a watcher stands on. All must be set.
type Deps struct {
	Store     *minutestore.Store
	Plan      Plan
	Meetings  Meetings
	Accounts  Accounts
	Terminals Terminals
	Media     Media
	Audit     *audit.Log
	Now       func() time.Time // of meetings: in which minute something was
	Every     time.Duration    // between two looks
	Log       *slog.Logger
}

// Watcher watches lines. It is safe for concurrent use.
type Watcher struct {
	Deps

	looking sync.Mutex       // held while one look is under way
	halls   map[string]*hall // by meeting; guarded by looking

	mu   sync.Mutex
	seen map[string]*picture                 // what those who watch see, by meeting; guarded by mu
	own  map[string]map[string]linewatch.Own // what pages say of their devices, by meeting and account; guarded by mu

	done    chan struct{}
	stop    context.CancelFunc
	running sync.WaitGroup
}

// New returns a watcher. Start begins its work in the background.
func New(deps Deps) *Watcher {
	return &Watcher{Deps: deps, halls: map[string]*hall{}, seen: map[string]*picture{}, own: map[string]map[string]linewatch.Own{}, done: make(chan struct{}), stop: func() {}}
}

// Start begins to look.
func (w *Watcher) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	w.stop = cancel
	w.running.Go(func() {
		ticker := time.NewTicker(w.Every)
		defer ticker.Stop()
		last := time.Now()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			now := time.Now()
			if err := w.Look(ctx, now.Sub(last)); err != nil && ctx.Err() == nil {
				w.Log.Error("the lines of meetings were not measured", "error", err)
			}
			last = now
		}
	})
}

// Close ends the work in the background, writes down the minute that had begun, and ends what watches: a stop in order
// loses nothing, a kill the minute under way.
func (w *Watcher) Close() {
	w.stop()
	w.running.Wait()
	close(w.done)
	w.looking.Lock()
	defer w.looking.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), w.Every)
	defer cancel()
	for id, h := range w.halls {
		if err := w.write(ctx, id, h); err != nil {
			w.Log.Error("the last minute of a meeting's lines was not written down", "meeting", id, "error", err)
		}
	}
}

// Look looks once, passed after the last look.
func (w *Watcher) Look(ctx context.Context, passed time.Duration) error {
	w.looking.Lock()
	defer w.looking.Unlock()
	running, err := w.Plan.Running(ctx)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, id := range running {
		wanted[id] = true
	}
	for _, room := range w.Media.Rooms() {
		if strings.HasPrefix(room, plan.MeetingPrefix) && !strings.HasSuffix(room, (&plan.Meeting{}).TestRoom()) {
			wanted[room] = true
		}
	}
	for id := range wanted {
		if err := w.lookAt(ctx, id, passed); err != nil {
			return err
		}
	}
	for id, h := range w.halls {
		if wanted[id] {
			continue
		}
		if err := w.write(ctx, id, h); err != nil {
			return err
		}
		delete(w.halls, id)
		w.show(id, nil)
		w.owned(id, nil)
	}
	return nil
}

func (w *Watcher) lookAt(ctx context.Context, id string, passed time.Duration) error {
	m, err := w.Plan.Meeting(ctx, w.Store.DB(), id)
	if fault.Is(err, fault.NotFound) {
		return nil // a room that only looks like a meeting's
	}
	if err != nil {
		return err
	}
	h := w.halls[id]
	if h == nil {
		seen, err := w.Store.Seen(ctx, id)
		if err != nil {
			return err
		}
		h = newHall(seen)
		w.halls[id] = h
	}
	h.meeting = m
	counted, err := w.Media.Lines(m.Room())
	if err != nil {
		return err
	}
	if err := h.know(ctx, w.Accounts, counted); err != nil {
		return err
	}
	terminals, err := w.Terminals.OfRooms(ctx, roomsOf(m))
	if err != nil {
		return err
	}
	now := w.Now().UTC()
	if minute := now.Truncate(time.Minute); !h.minute.Equal(minute) {
		if err := w.write(ctx, id, h); err != nil {
			return err
		}
		h.minute = minute
	}
	h.take(counted, terminals, w.owned(id, counted), now, passed)
	w.show(id, h)
	return nil
}

// write writes the minute down that a hall has in hand. What cannot be written is kept for the next try.
func (w *Watcher) write(ctx context.Context, id string, h *hall) error {
	minutes := h.inHand()
	if err := w.Store.Add(ctx, id, minutes); err != nil {
		return err
	}
	clear(h.minutes)
	return nil
}

func roomsOf(m *plan.Meeting) []string {
	var rooms []string
	for i := range m.Sites {
		if m.Sites[i].Room != "" {
			rooms = append(rooms, m.Sites[i].Room)
		}
	}
	return rooms
}

// Scope is what somebody may see of a meeting's lines.
type Scope struct {
	Meeting *plan.Meeting
	All     bool
	sites   map[directory.UnitKey]bool
}

// Has reports whether a site is in the scope.
func (s *Scope) Has(site directory.UnitKey) bool { return s.All || s.sites[site] }

// ScopeOf returns what a viewer may see: everything, who leads the meeting; technicians and administrators the sites of
// their unit and below. A terminal sees nothing: it is what is looked at.
func (w *Watcher) ScopeOf(ctx context.Context, by directory.By, meetingID string) (*Scope, error) {
	m, rights, err := w.Meetings.Meeting(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	scope := &Scope{Meeting: m, All: rights.Moderate, sites: map[directory.UnitKey]bool{}}
	if by.Viewer != nil && by.Viewer.Room == "" {
		for _, site := range linetest.SitesOf(m, by.Viewer) {
			scope.sites[site.Unit] = true
		}
	}
	if scope.All || len(scope.sites) > 0 {
		return scope, nil
	}
	if err := w.Audit.Append(ctx, by.Actor, "access.refused", "meeting:"+meetingID+"/lines", nil); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Forbidden, "lines.not_yours")
}

// Report returns how the lines of a meeting's sites did, in the order of its sites, of those that the caller may see.
func (w *Watcher) Report(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, []linewatch.SiteReport, error) {
	scope, err := w.ScopeOf(ctx, by, meetingID)
	if err != nil {
		return nil, nil, err
	}
	minutes, err := w.Store.Minutes(ctx, meetingID)
	if err != nil {
		return nil, nil, err
	}
	reports := []linewatch.SiteReport{}
	for i := range scope.Meeting.Sites {
		if unit := scope.Meeting.Sites[i].Unit; scope.Has(unit) {
			reports = append(reports, linewatch.ReportOf(unit, minutes[unit]))
		}
	}
	return scope.Meeting, reports, nil
}
