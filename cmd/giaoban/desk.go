package main

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/clock"
	"giaoban/internal/config"
	"giaoban/internal/events"
	"giaoban/internal/identity"
	"giaoban/internal/outbox"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/conduct/ballotbox"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/documents/cabinet"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/linetest/tester"
	"giaoban/scheduler/linewatch/watcher"
	paperdesk "giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/door"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/terminal/keeper"
	"giaoban/web/rest"
)

// desk is the meeting plane: its services, and what of them works in the background.
type desk struct {
	clock    *clock.Clock // of meetings, papers, invitations and records
	units    *dirstore.Store
	accounts *identity.Service
	trail    *audit.Log
	hub      *events.Hub // who watches what
	// outbox sends what leaves the system.
	outbox *outbox.Queue
	// attendance knows who is invited; set before addMeetings.
	attendance plan.Attendance
	meetings   *planstore.Store
	planner    *planner.Planner
	door       *door.Door
	inviter    *inviter.Service
	papers     *paperdesk.Desk
	seated     func(accountID, sessionID string) // see web/seats; set before the areas are registered
	documents  *cabinet.Cabinet
	conductor  *conductor.Conductor
	ballots    *ballotbox.Box
	recorded   func(meetingID string) // is told after something of a meeting was committed
	uploads    *upload.Service
	concluder  *concluder.Service
	terminals  *keeper.Keeper
	tester     *tester.Tester
	lines      *watcher.Watcher

	areas []func(*rest.API) // what each area serves
	begin []func()          // starts background work; in this order
	end   []func()          // ends it and waits; in the reverse order
}

// newDesk makes the services over the database and starts nothing. Each area is made by a function of its own, in a file
// named after it.
func newDesk(ctx context.Context, cfg *config.Config, db *bun.DB, clock *clock.Clock, trail *audit.Log) (*desk, error) {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return nil, err
	}
	d := &desk{
		clock: clock, units: dirstore.New(db, func() time.Time { return clock.Now().In(zone) }), trail: trail, hub: events.NewHub(),
		attendance: invitestore.New(db),
	}
	if d.accounts, err = newIdentity(cfg, db, trail); err != nil {
		return nil, err
	}
	if err := d.addDirectory(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// start begins the background work.
func (d *desk) start() {
	for _, begin := range d.begin {
		begin()
	}
}

// close ends the background work and waits for it.
func (d *desk) close() {
	for i := len(d.end) - 1; i >= 0; i-- {
		d.end[i]()
	}
	d.end = nil
}
