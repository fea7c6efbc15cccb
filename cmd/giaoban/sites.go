package main

import (
	"context"

	sites "giaoban/cmd/giaoban/demo"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

// syntheticSites are the communes whose sites sit in the practice room of a demonstration; no account is from them.
var syntheticSites = []string{"00721", "02374", "02536"} // Đồng Văn, Hàm Yên, Sơn Dương

// keepDemoSites keeps the synthetic sites in the practice room until ctx ends.
func (s *server) keepDemoSites(ctx context.Context) {
	units, err := demo.Units(demo.Current)
	if err != nil {
		s.log.ErrorContext(ctx, "demo sites are off", "error", err)
		return
	}
	byCode := make(map[string]directory.Unit, len(units))
	for _, unit := range units {
		byCode[unit.Code] = unit
	}
	list := make([]sites.Site, len(syntheticSites))
	for i, code := range syntheticSites {
		list[i] = sites.Site{Identity: "site-" + code, Name: directory.SiteName(byCode[code]), Unit: code}
	}
	if err := sites.Run(ctx, s.log, conference{s.service}, demo.PracticeRoom, list); err != nil && ctx.Err() == nil {
		s.log.ErrorContext(ctx, "demo sites ended", "error", err)
	}
}
