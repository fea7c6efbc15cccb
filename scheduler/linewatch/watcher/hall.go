package watcher

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/terminal"
)

// hall is one meeting as it is measured. Watcher.looking guards it.
type hall struct {
	meeting *plan.Meeting
	viewers map[string]*directory.Viewer // by account; nil = no account
	lines   map[string]*line             // of those in the room, by account
	came    map[string]cameBefore        // of those who ever were, by account
	earlier map[directory.UnitKey]bool   // sites that were there before the server was restarted, and not since

	rows []Row // of the latest look

	minute  time.Time
	minutes map[directory.UnitKey]*linewatch.Minute
}

type cameBefore struct {
	session string
	again   int // how often they came anew
}

// line is a connection.
type line struct {
	identity string
	viewer   *directory.Viewer
	site     *plan.Site // nil = none of the meeting's
	last     linewatch.Counted
	latest   linewatch.Sample
	now      bool           // latest is of this look
	up, down linewatch.Flow // since the look before
	samples  []linewatch.Sample
	open     time.Time // since when its microphone is open; zero = it is not
	own      linewatch.Own
}

func newHall(earlier map[directory.UnitKey]bool) *hall {
	return &hall{
		viewers: map[string]*directory.Viewer{}, lines: map[string]*line{}, came: map[string]cameBefore{}, earlier: earlier,
		minutes: map[directory.UnitKey]*linewatch.Minute{},
	}
}

// know finds out who those are who were not there before.
func (h *hall) know(ctx context.Context, accounts Accounts, counted []linewatch.Counted) error {
	for i := range counted {
		identity := counted[i].Identity
		if _, known := h.viewers[identity]; known {
			continue
		}
		viewer, err := accounts.ViewerOf(ctx, identity)
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			return err
		}
		h.viewers[identity] = viewer
	}
	return nil
}

// siteOf returns the site at which somebody is: a terminal at its room's, people at their unit's.
func (h *hall) siteOf(viewer *directory.Viewer) *plan.Site {
	if viewer == nil {
		return nil
	}
	if viewer.Room != "" {
		return h.meeting.SiteOf(viewer.Room, viewer.Unit)
	}
	for i := range h.meeting.Sites {
		if h.meeting.Sites[i].Unit == viewer.Unit {
			return &h.meeting.Sites[i]
		}
	}
	return nil
}

// take takes in a look, and what those in the hall say of their devices.
func (h *hall) take(counted []linewatch.Counted, terminals []terminal.Terminal, own map[string]linewatch.Own, now time.Time, passed time.Duration) {
	live := h.meeting.State == plan.StateLive
	here := map[string]bool{}
	for i := range counted {
		c := &counted[i]
		here[c.Identity] = true
		l := h.lines[c.Identity]
		if l == nil {
			l = &line{identity: c.Identity, viewer: h.viewers[c.Identity]}
			h.lines[c.Identity] = l
		}
		l.site, l.own = h.siteOf(l.viewer), own[c.Identity]
		if h.again(l, c.Session) && live && l.site != nil {
			h.minuteOf(l.site.Unit).Reconnects++
		}
		l.take(c, now)
	}
	for identity := range h.lines {
		if !here[identity] {
			delete(h.lines, identity)
		}
	}
	if live {
		h.count(terminals, now, passed.Milliseconds())
	}
	h.rows = h.draw(terminals, now)
}

// again notes that a connection is there and reports whether it has come anew.
func (h *hall) again(l *line, session string) bool {
	before, known := h.came[l.identity]
	again := known && before.session != session
	if l.site != nil && h.earlier[l.site.Unit] {
		delete(h.earlier, l.site.Unit)
		again = again || !known // it was cut off with the server
	}
	if again {
		before.again++
	}
	h.came[l.identity] = cameBefore{session, before.again}
	return again
}

func (l *line) take(c *linewatch.Counted, now time.Time) {
	sample, measured := linewatch.Between(&l.last, c)
	l.now = measured
	if l.last.Session != c.Session {
		l.latest, l.open = linewatch.Sample{}, time.Time{}
	}
	if measured {
		l.up, l.down = c.Up.Since(l.last.Up), c.Down.Since(l.last.Down)
		sample.At = now
		l.latest = sample
		if len(l.samples) == 2*Kept { // what is shown shares the array: it is never written over
			l.samples = append(make([]linewatch.Sample, 0, 2*Kept), l.samples[Kept:]...)
		}
		l.samples = append(l.samples, sample)
		if sample.Microphone == linewatch.Closed {
			l.open = time.Time{}
		} else if l.open.IsZero() {
			l.open = l.last.At
		}
	}
	l.last = *c
}

// history is what is kept of a connection.
func (l *line) history() []linewatch.Sample {
	from := max(0, len(l.samples)-Kept)
	return l.samples[from:len(l.samples):len(l.samples)]
}

// alarms returns what is wrong with a connection; device is the terminal that it is, nil = none.
func (l *line) alarms(device *terminal.Terminal, now time.Time) []linewatch.Alarm {
	alarms := []linewatch.Alarm{}
	if device != nil {
		alarms = append(alarms, linewatch.Devices(device, now)...)
	} else {
		alarms = append(alarms, l.own.Alarms()...)
	}
	if l.latest.Microphone == linewatch.Missing {
		alarms = append(alarms, linewatch.NoSound)
	}
	if l.latest.Camera == linewatch.Missing {
		alarms = append(alarms, linewatch.NoPicture)
	}
	quiet := l.last.At.Sub(l.last.Heard) >= linewatch.Silence && l.last.At.Sub(l.open) >= linewatch.Silence
	if l.latest.Microphone == linewatch.Open && !l.open.IsZero() && quiet {
		alarms = append(alarms, linewatch.Silent)
	}
	return alarms
}

func (h *hall) minuteOf(site directory.UnitKey) *linewatch.Minute {
	m := h.minutes[site]
	if m == nil {
		m = &linewatch.Minute{Site: site, At: h.minute}
		h.minutes[site] = m
	}
	return m
}

// inHand returns the minutes that have begun, in order of sites.
func (h *hall) inHand() []linewatch.Minute {
	minutes := make([]linewatch.Minute, 0, len(h.minutes))
	for _, m := range h.minutes {
		minutes = append(minutes, *m)
	}
	slices.SortFunc(minutes, func(a, b linewatch.Minute) int {
		return cmp.Or(cmp.Compare(a.Site.Catalogue, b.Site.Catalogue), cmp.Compare(a.Site.Code, b.Site.Code))
	})
	return minutes
}

// count adds a look to the minute of every site.
func (h *hall) count(terminals []terminal.Terminal, now time.Time, passed int64) {
	standing := h.standing()
	for i := range h.meeting.Sites {
		site := h.meeting.Sites[i].Unit
		m := h.minuteOf(site)
		m.Watched += passed
		lines := standing[site]
		if len(lines) == 0 {
			continue
		}
		m.Present += passed
		sound, picture := linewatch.Closed, linewatch.Closed
		for _, l := range lines {
			addLine(m, l)
			sound, picture = together(sound, l.latest.Microphone), together(picture, l.latest.Camera)
			for _, alarm := range l.alarms(deviceOf(terminals, l.identity), now) {
				// A room without a device has not closed it.
				if alarm == linewatch.NoCamera && picture == linewatch.Closed {
					picture = linewatch.Missing
				}
				if alarm == linewatch.NoMicrophone && sound == linewatch.Closed {
					sound = linewatch.Missing
				}
			}
		}
		addDue(&m.SoundDue, &m.SoundMissing, sound, passed)
		addDue(&m.PictureDue, &m.PictureMissing, picture, passed)
	}
}

// standing returns the connections that stand for each site: its terminals, or its people when none of those is there.
func (h *hall) standing() map[directory.UnitKey][]*line {
	standing := map[directory.UnitKey][]*line{}
	for _, rooms := range []bool{true, false} {
		found := map[directory.UnitKey][]*line{}
		for _, identity := range slices.Sorted(maps.Keys(h.lines)) {
			if l := h.lines[identity]; l.site != nil && (l.viewer.Room != "") == rooms && standing[l.site.Unit] == nil {
				found[l.site.Unit] = append(found[l.site.Unit], l)
			}
		}
		maps.Copy(standing, found)
	}
	return standing
}

// together: a site is heard when one of its connections is, and missed when what is open brings nothing.
func together(a, b linewatch.Standing) linewatch.Standing {
	switch {
	case a == linewatch.Open || b == linewatch.Open:
		return linewatch.Open
	case a == linewatch.Missing || b == linewatch.Missing:
		return linewatch.Missing
	}
	return linewatch.Closed
}

func addDue(due, missing *int64, standing linewatch.Standing, passed int64) {
	if standing == linewatch.Open || standing == linewatch.Missing {
		*due += passed
	}
	if standing == linewatch.Missing {
		*missing += passed
	}
}

// addLine adds what a connection counted since the look before.
func addLine(m *linewatch.Minute, l *line) {
	if !l.now {
		return
	}
	m.UpPackets, m.UpLost, m.UpBytes = m.UpPackets+int64(l.up.Packets), m.UpLost+int64(l.up.Lost), m.UpBytes+int64(l.up.Bytes)
	m.DownPackets, m.DownLost, m.DownBytes = m.DownPackets+int64(l.down.Packets), m.DownLost+int64(l.down.Lost), m.DownBytes+int64(l.down.Bytes)
	if rtt := l.last.RTT.Microseconds(); rtt > 0 {
		m.RTTSum, m.RTTs, m.RTTMax = m.RTTSum+rtt, m.RTTs+1, max(m.RTTMax, rtt)
	}
}

func deviceOf(terminals []terminal.Terminal, identity string) *terminal.Terminal {
	for i := range terminals {
		if terminals[i].AccountID == identity {
			return &terminals[i]
		}
	}
	return nil
}
