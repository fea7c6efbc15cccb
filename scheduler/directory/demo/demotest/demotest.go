// Package demotest gives tests databases that hold the demonstration's directory: units, people, sites, lists.
package demotest

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/dirstore"
)

// Loaded is a day on which the directory was loaded, before any that tests play on.
var Loaded = time.Date(2026, 11, 1, 1, 0, 0, 0, time.UTC)

// Seed is the directory of the demonstration.
var Seed = storetest.NewSeed(func(ctx context.Context, db *bun.DB) error {
	return demo.Load(ctx, dirstore.New(db, func() time.Time { return Loaded }))
})

// Ensure loads the directory into a database that does not begin with Seed.
func Ensure(ctx context.Context, units *dirstore.Store) error {
	_, err := units.Unit(ctx, demo.Current, demo.ProvinceCode)
	if errors.Is(err, directory.ErrNotFound) || fault.Is(err, fault.NotFound) {
		return demo.Load(ctx, units)
	}
	return err
}
