package watcher

import (
	"context"
	"maps"
	"slices"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/terminal"
)

// Device is a terminal of a site.
type Device struct {
	ID, Name  string
	Connected bool
}

// Row is a connection as those see it who watch, or a site of which nobody is there.
type Row struct {
	Key       string // account, or "site:catalogue:code"
	Name      string // of who is there; "" = nobody
	Room      bool   // it is a room's terminal
	Site      directory.UnitKey
	SiteName  directory.Text
	Devices   []Device // terminals of the site
	Level     linewatch.Level
	Alarms    []linewatch.Alarm
	Latest    linewatch.Sample // of no time while nothing was measured
	CameAnew  int
	LineKbps  int64 // of the site's room; 0 = not known
	History   []linewatch.Sample
	siteOrder int
}

// picture is what a meeting looks like to those who watch. Rows are never changed once they are in it.
type picture struct {
	rows []Row
	next chan struct{} // closed when there is another one
}

// show hands a look to those who watch; nil: the meeting is no longer watched.
func (w *Watcher) show(id string, h *hall) {
	var rows []Row
	if h != nil {
		rows = h.rows
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if before := w.seen[id]; before != nil {
		close(before.next)
	}
	if h == nil {
		delete(w.seen, id)
		return
	}
	w.seen[id] = &picture{rows: rows, next: make(chan struct{})}
}

func (w *Watcher) picture(id string) *picture {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.seen[id]
	if p == nil {
		p = &picture{next: make(chan struct{})}
		w.seen[id] = p
	}
	return p
}

// draw makes the rows of a look: every connection, then the sites of which nobody is there.
func (h *hall) draw(terminals []terminal.Terminal, now time.Time) []Row {
	rows := make([]Row, 0, len(h.lines)+len(h.meeting.Sites))
	there := map[directory.UnitKey]bool{}
	for _, identity := range slices.Sorted(maps.Keys(h.lines)) {
		l := h.lines[identity]
		row := Row{
			Key: identity, Name: identity, Latest: l.latest, Alarms: l.alarms(deviceOf(terminals, identity), now), CameAnew: h.came[identity].again,
			History: l.history(), siteOrder: len(h.meeting.Sites),
		}
		if l.viewer != nil {
			row.Name, row.Room = l.viewer.Name, l.viewer.Room != ""
		}
		if l.site != nil {
			row.Site, row.SiteName, there[l.site.Unit] = l.site.Unit, l.site.UnitName, true
			row.Devices, row.LineKbps = devicesOf(terminals, l.site.Room, now)
			row.siteOrder = h.orderOf(l.site.Unit)
		}
		row.Level = linewatch.LevelOf(&row.Latest, row.Alarms)
		rows = append(rows, row)
	}
	for i := range h.meeting.Sites {
		site := &h.meeting.Sites[i]
		if there[site.Unit] {
			continue
		}
		row := Row{
			Key: "site:" + site.Unit.Catalogue + ":" + site.Unit.Code, Site: site.Unit, SiteName: site.UnitName, Level: linewatch.Away,
			Alarms: []linewatch.Alarm{}, siteOrder: i,
		}
		row.Devices, row.LineKbps = devicesOf(terminals, site.Room, now)
		for j := range terminals {
			if terminals[j].Room == site.Room && site.Room != "" {
				row.Alarms = append(row.Alarms, linewatch.Devices(&terminals[j], now)...)
			}
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return a.siteOrder - b.siteOrder })
	return rows
}

func (h *hall) orderOf(unit directory.UnitKey) int {
	for i := range h.meeting.Sites {
		if h.meeting.Sites[i].Unit == unit {
			return i
		}
	}
	return len(h.meeting.Sites)
}

func devicesOf(terminals []terminal.Terminal, room string, now time.Time) (devices []Device, lineKbps int64) {
	for i := range terminals {
		if t := &terminals[i]; room != "" && t.Room == room {
			devices = append(devices, Device{t.ID, t.Name, t.Connected(now)})
			lineKbps = t.LineKbps
		}
	}
	return devices, lineKbps
}

// Watch is one who looks on. It is for one goroutine.
type Watch struct {
	w     *Watcher
	by    directory.By
	Scope *Scope
	at    *picture
	taken bool
}

// Watch begins to look on at the lines of a meeting. It needs no end.
func (w *Watcher) Watch(ctx context.Context, by directory.By, meetingID string) (*Watch, error) {
	scope, err := w.ScopeOf(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	return &Watch{w: w, by: by, Scope: scope, at: w.picture(meetingID)}, nil
}

// Renew asks again what the watcher may see of the meeting, as it is now.
func (v *Watch) Renew(ctx context.Context) error {
	scope, err := v.w.ScopeOf(ctx, v.by, v.Scope.Meeting.ID)
	if err == nil {
		v.Scope = scope
	}
	return err
}

// Next is closed when there is another look to Take.
func (v *Watch) Next() <-chan struct{} { return v.at.next }

// Done is closed when the watcher ends.
func (v *Watch) Done() <-chan struct{} { return v.w.done }

// Take returns the rows of the latest look that the watcher may see. first is true for the first time.
func (v *Watch) Take() (rows []Row, first bool) {
	if v.taken {
		v.at = v.w.picture(v.Scope.Meeting.ID)
	}
	first, v.taken = !v.taken, true
	rows = []Row{}
	for i := range v.at.rows {
		if row := &v.at.rows[i]; v.Scope.All || !row.Site.IsZero() && v.Scope.Has(row.Site) {
			rows = append(rows, *row)
		}
	}
	return rows, first
}

// Rows returns the rows of the latest look once.
func (w *Watcher) Rows(ctx context.Context, by directory.By, meetingID string) ([]Row, error) {
	watch, err := w.Watch(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	rows, _ := watch.Take()
	return rows, nil
}

// Row returns one row; fault.NotFound when there is none that the caller may see.
func (w *Watcher) Row(ctx context.Context, by directory.By, meetingID, key string) (*Row, error) {
	rows, err := w.Rows(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if rows[i].Key == key {
			return &rows[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "")
}
