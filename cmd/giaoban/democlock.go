package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"giaoban/internal/clock"
	"giaoban/internal/metrics"
)

// demoClockPath is where a demonstration's clock is told and set, on the administration port.
const demoClockPath = "/demo/clock"

// adminHandler serves the administration port; in a demonstration on loopback the clock too.
func (s *server) adminHandler(registry *prometheus.Registry) http.Handler {
	told := metrics.Handler(registry, s.ready)
	if !s.cfg.Demo.Enabled || !s.cfg.AdminLoopback() {
		return told
	}
	mux := http.NewServeMux()
	mux.Handle("/", told)
	mux.Handle(demoClockPath, clock.Handler(s.desk.clock, s.desk.hourChanged, s.log))
	return mux
}

// hourChanged does at once what the clocks of the meeting plane would do at their next tick, and has every page that
// watches read again.
func (d *desk) hourChanged(ctx context.Context) error {
	defer d.hub.Resync()
	return errors.Join(d.planner.Tick(ctx), d.inviter.Tick(ctx), d.concluder.Tick(ctx))
}
