package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/signaling/token"
	"giaoban/web"
	accountsapi "giaoban/web/accounts"
	"giaoban/web/app"
	eventsapi "giaoban/web/events"
	"giaoban/web/rest"
	"giaoban/web/seats"
)

// newWeb makes the API and the app over the database and the live rooms.
func newWeb(ctx context.Context, cfg *config.Config, db *bun.DB, keys *token.Keys, live conference, desk *desk,
	log *slog.Logger, registry prometheus.Registerer,
) (*web.Server, error) {
	accounts := desk.accounts
	keeper := identity.NewKeeper(accounts, log)
	desk.begin, desk.end = append(desk.begin, keeper.Start), append(desk.end, keeper.Close)
	desk.areas = append(desk.areas, func(api *rest.API) {
		accountsapi.Register(api, accountsapi.Deps{Identity: accounts, Units: desk.units, Audit: desk.trail})
	})
	taken := seats.New(live, accounts, log)
	accounts.OnSessionsEnded(func(ctx context.Context, accountID string) {
		eventsapi.SessionsEnded(desk.hub, accountID)
		taken.SessionsEnded(ctx, accountID)
	})
	desk.seated = taken.Take
	desk.begin, desk.end = append(desk.begin, taken.Start), append(desk.end, taken.Close)
	if err := desk.addTerminals(cfg, db, accounts); err != nil {
		return nil, err
	}
	desk.addLineTests(cfg, db, keys, live)
	if err := desk.addLines(cfg, db, accounts, live, log); err != nil {
		return nil, err
	}
	desk.addEvents(accounts)
	shown, err := prepareDemo(ctx, cfg, accounts, desk.units)
	if err != nil {
		return nil, err
	}
	proxies, err := cfg.TrustedProxies()
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Name: "GiaoBan", Version: version, SignalOrigin: cfg.SignalOrigin(), Secure: cfg.Secure(), TrustedProxies: proxies,
		BodyBytes:       int64(cfg.Limits.APIBodyBytes),
		LoginsPerMinute: cfg.Auth.LoginsPerMinute, LoginBurst: cfg.Auth.LoginBurst,
		JoinTokenLifetime: cfg.Auth.JoinTokenLifetime, DemoAccounts: shown,
	}, web.Deps{
		Identity: accounts, Directory: desk.units, Viewers: desk.units, Audit: desk.trail, Conference: live, Seated: desk.seated, Meetings: desk.door, Keys: keys,
		App: app.Files(), Log: log, Metrics: registry, Areas: desk.areas,
	})
}

// prepareDemo fills the database for a demonstration and returns the accounts to show; without one it disables the
// accounts that an earlier demonstration left there.
func prepareDemo(ctx context.Context, cfg *config.Config, accounts *identity.Service, units *dirstore.Store) ([]web.DemoAccount, error) {
	if !cfg.Demo.Enabled {
		return nil, accounts.SetDemoEnabled(ctx, false)
	}
	if err := demo.Load(ctx, units); err != nil {
		return nil, err
	}
	if err := demo.LoadAccounts(ctx, accounts); err != nil {
		return nil, err
	}
	people := demo.Accounts()
	shown := make([]web.DemoAccount, len(people))
	for i, person := range people {
		if !person.Demo {
			return nil, fmt.Errorf("demo: account %s is not marked as public", person.Username)
		}
		shown[i] = web.DemoAccount{Username: person.Username, Password: demo.Password, Role: person.Role, DisplayName: person.DisplayName}
	}
	return shown, nil
}
