package main

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/internal/events"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linetest"
	"giaoban/scheduler/linetest/linestore"
	"giaoban/scheduler/linetest/tester"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/terminal/keeper"
	"giaoban/scheduler/terminal/terminalstore"
	"giaoban/sfu"
	"giaoban/signaling/token"
	"giaoban/web/linetests"
	"giaoban/web/rest"
	"giaoban/web/terminals"
)

// addTerminals makes the terminals of meeting rooms.
func (d *desk) addTerminals(cfg *config.Config, db *bun.DB, accounts *identity.Service) error {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return err
	}
	d.terminals = keeper.New(keeper.Deps{
		Store: terminalstore.New(db), Identity: accounts, Rooms: d.units, Meetings: planReader{d.planner}, Audit: d.trail, Now: d.clock.Now,
		Announce: func(topic, kind, id string) { d.hub.Publish(events.Event{Topic: topic, Type: kind, ID: id}) },
	})
	d.areas = append(d.areas, func(api *rest.API) {
		terminals.Register(api, terminals.Deps{
			Keeper: d.terminals, Planner: d.planner, Door: d.door, Now: d.clock.Now, Zone: zone, Version: version,
			PerMinute: cfg.Auth.LoginsPerMinute, Burst: cfg.Auth.LoginBurst, Seated: d.seated,
		})
	})
	return nil
}

// addLineTests makes the line tests before meetings.
func (d *desk) addLineTests(cfg *config.Config, db *bun.DB, keys *token.Keys, live conference) {
	d.tester = tester.New(tester.Deps{
		Store: linestore.New(db), Terminals: d.terminals, Rooms: d.units, Meetings: planReader{d.planner}, Media: live, Audit: d.trail,
		Now: d.clock.Now, Version: version,
		Announce: func(topic, kind, id string) { d.hub.Publish(events.Event{Topic: topic, Type: kind, ID: id}) },
	})
	d.areas = append(d.areas, func(api *rest.API) {
		linetests.Register(api, linetests.Deps{
			Tester: d.tester, Units: d.units, Keys: keys, Now: d.clock.Now, SignalOrigin: cfg.SignalOrigin(),
			TokenLifetime: cfg.Auth.JoinTokenLifetime, Seated: d.seated,
		})
	})
}

// Reading implements tester.Media.
func (c conference) Reading(_ context.Context, room, identity string) (linetest.Reading, error) {
	found, err := c.service.Rooms().Find(room)
	if err != nil {
		return linetest.Reading{}, nil //nolint:nilerr // the room is not open: nobody is there
	}
	seen, err := found.Reading(identity)
	if sfu.CodeOf(err) == sfu.NotFound {
		return linetest.Reading{}, nil
	}
	if err != nil {
		return linetest.Reading{}, err
	}
	reading := linetest.Reading{
		There: true, Level: float64(seen.Level), Sound: seen.AudioPackets > 0, Pictures: seen.Pictures, Width: int(seen.Width),
		Height: int(seen.Height), FrameRate: seen.FrameRate, Kbps: int64(seen.Bitrate / 1000), RTTMs: float64(seen.RTT.Microseconds()) / 1000,
	}
	if seen.Expected > 0 {
		reading.LossPct = 100 * float64(seen.Lost) / float64(seen.Expected)
	}
	return reading, nil
}

// watchesTest lets follow a line test who may see its board.
func (d *desk) watchesTest(ctx context.Context, caller *rest.Caller, id string) (bool, error) {
	return d.tester.Watches(ctx, directory.By{Viewer: caller.Viewer, Actor: caller.Actor()}, id)
}

// watchesSite lets follow a site's terminals who may see them.
func (d *desk) watchesSite(ctx context.Context, caller *rest.Caller, id string) (bool, error) {
	return d.terminals.Watches(ctx, caller.Viewer, id)
}

// planReader is the plan as terminals ask it.
type planReader struct{ planner *planner.Planner }

// Meeting implements keeper.Meetings.
func (p planReader) Meeting(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, plan.Rights, error) {
	found, err := p.planner.Get(ctx, by, meetingID)
	if err != nil {
		return nil, plan.Rights{}, err
	}
	return found.Meeting, found.Rights, nil
}
