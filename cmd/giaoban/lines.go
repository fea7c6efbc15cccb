package main

import (
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/internal/identity"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/linewatch/minutestore"
	"giaoban/scheduler/linewatch/watcher"
	"giaoban/sfu"
	"giaoban/web/lines"
	"giaoban/web/rest"
)

// addLines makes what measures the lines of live meetings. It comes after addTerminals.
func (d *desk) addLines(cfg *config.Config, db *bun.DB, accounts *identity.Service, live conference, log *slog.Logger) error {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return err
	}
	d.lines = watcher.New(watcher.Deps{
		Store: minutestore.New(db), Plan: d.meetings, Meetings: planReader{d.planner}, Accounts: accountViewers{accounts, d.units}, Terminals: d.terminals,
		Media: live, Audit: d.trail, Now: d.clock.Now, Every: sfu.DefaultQualityInterval, Log: log,
	})
	d.begin, d.end = append(d.begin, d.lines.Start), append(d.end, d.lines.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		lines.Register(api, lines.Deps{Watcher: d.lines, Check: accounts.Check, Hub: d.hub, Now: d.clock.Now, Zone: zone})
	})
	return nil
}

// Rooms implements watcher.Media.
func (c conference) Rooms() []string {
	rooms := c.service.Rooms().List()
	names := make([]string, len(rooms))
	for i, room := range rooms {
		names[i] = room.GetName()
	}
	return names
}

// Lines implements watcher.Media.
func (c conference) Lines(room string) ([]linewatch.Counted, error) {
	found, err := c.service.Rooms().Find(room)
	if err != nil {
		return nil, nil //nolint:nilerr // the room is not open: nobody is there
	}
	counted, err := found.Lines()
	if err != nil {
		return nil, nil //nolint:nilerr // it has just closed
	}
	all := make([]linewatch.Counted, len(counted))
	for i := range counted {
		l := &counted[i]
		all[i] = linewatch.Counted{
			Identity: l.Identity, Session: l.SID, At: l.At, Up: linewatch.Flow(l.Up), Down: linewatch.Flow(l.Down), RTT: l.RTT,
			Microphone: source(l.Microphone), Camera: source(l.Camera), Heard: l.Heard,
			Sent:  linewatch.Picture{Width: int(l.Width), Height: int(l.Height), FrameRate: l.FrameRate},
			Shown: linewatch.Picture{Width: int(l.Shown.Width), Height: int(l.Shown.Height), FrameRate: l.Shown.FrameRate},
		}
	}
	return all, nil
}

func source(s sfu.Source) linewatch.Source {
	return linewatch.Source{Published: s.Published, Muted: s.Muted, Wanted: s.Wanted, Came: s.Came}
}
