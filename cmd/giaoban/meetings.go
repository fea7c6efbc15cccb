package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/internal/events"
	"giaoban/internal/identity"
	"giaoban/scheduler/plan/door"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/planstore"
	"giaoban/sfu"
	"giaoban/signaling/token"
	"giaoban/web/meetings"
	"giaoban/web/rest"
)

// addMeetings makes the plan of meetings and the way into them. Listeners of the plan are added to desk.planner after.
func (d *desk) addMeetings(cfg *config.Config, db *bun.DB, keys *token.Keys, live conference, log *slog.Logger) error {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return err
	}
	d.recorded = func(string) {} // until there is a studio
	announce := func(topic, kind, id string) {
		d.hub.Publish(events.Event{Topic: topic, Type: kind, ID: id})
		if kind == "meeting.changed" {
			d.conductor.Announced(id)
			d.recorded(id)
		}
	}
	d.meetings = planstore.New(db, d.attendance)
	d.planner = planner.New(planner.Deps{
		Store: d.meetings, Directory: d.units, Attendance: d.attendance, Audit: d.trail, Rooms: live, Now: d.clock.Now, Zone: zone, Log: log,
		Announce: announce, EndAfter: cfg.Meetings.EndAfter,
	})
	d.door = door.New(door.Deps{
		Store: d.meetings, Planner: d.planner, Attendance: d.attendance, Audit: d.trail, Now: d.clock.Now, Announce: announce,
	})
	clock := planner.NewClock(d.planner, cfg.Meetings.CheckEvery)
	d.begin, d.end = append(d.begin, clock.Start), append(d.end, clock.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		meetings.Register(api, meetings.Deps{
			Planner: d.planner, Door: d.door, Guests: d.inviter, Units: d.units, Keys: keys, Now: d.clock.Now, Floor: d.conductor,
			SignalOrigin: cfg.SignalOrigin(), TokenLifetime: cfg.Auth.JoinTokenLifetime, Seated: d.seated, Inside: live.inside,
		})
	})
	return nil
}

// Close implements plan.Rooms: everyone is sent out, the tokens they came with are void.
func (c conference) Close(_ context.Context, room string) error {
	all := c.Present(room)
	for _, hidden := range c.Hidden(room) {
		if _, second := identity.OwnerOf(hidden); second {
			all = append(all, hidden)
		}
	}
	// Nobody is told to have been sent out: the meeting is over for all.
	if err := c.service.EndRoom(room, all, time.Now()); err != nil && sfu.CodeOf(err) != sfu.NotFound {
		return err
	}
	return nil
}
