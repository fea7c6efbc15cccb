package main

import (
	"log/slog"
	"net/url"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/conclude/concludestore"
	"giaoban/scheduler/conclude/planned"
	"giaoban/scheduler/conclude/recorded"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/web/conclusions"
	"giaoban/web/rest"
)

// addConclusions makes what comes of meetings: minutes, conclusion notices and tasks. It comes after addConduct.
func (d *desk) addConclusions(cfg *config.Config, db *bun.DB, log *slog.Logger) error {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return err
	}
	invitations := invitestore.New(db)
	domain := "localhost"
	if origin, err := url.Parse(cfg.Origin()); err == nil && origin.Hostname() != "" {
		domain = origin.Hostname()
	}
	source := &recorded.Source{
		Plan: &planned.Source{Meetings: d.meetings, Invitations: invitations, Directory: d.units}, Logs: d.conductor, Ballots: d.ballots, Directory: d.units,
	}
	service := concluder.New(concluder.Deps{
		Store: concludestore.New(db, d.attendance), Source: source,
		Meetings: d.meetings, Attendance: d.attendance, Invitations: invitations, Accounts: d.inviter.Accounts, Directory: d.units, Calendar: d.meetings, Audit: d.trail, Events: d.hub,
		Now: d.clock.Now, Zone: zone, Log: log, Mail: d.inviter.Mail, Origin: cfg.Origin(), Domain: domain,
	})
	d.concluder = service
	for kind, handler := range service.Handlers() {
		d.outbox.Handle(kind, handler)
	}
	clock, err := concluder.NewClock(service)
	if err != nil {
		return err
	}
	d.begin, d.end = append(d.begin, clock.Start), append(d.end, clock.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		conclusions.Register(api, conclusions.Deps{Concluder: service})
	})
	return nil
}
