package identity_test

import (
	"log/slog"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/internal/store/storetest"
)

func TestKeeper(t *testing.T) {
	f := newFixture(t, storetest.SQLite(t))
	f.make(t, "quantri", identity.Admin)
	account := f.make(t, "an", identity.Guest)
	f.clock.pass(46 * day)
	keeper := identity.NewKeeper(f.Service, slog.New(slog.DiscardHandler))
	keeper.Start()
	deadline := time.After(time.Minute)
	for tick := time.Tick(5 * time.Millisecond); ; <-tick {
		found, err := f.AccountByID(t.Context(), account.ID)
		check(t, err)
		if found.Disabled == identity.Unused {
			break
		}
		select {
		case <-deadline:
			t.Fatal("still waiting for the unused account to be disabled")
		default:
		}
	}
	keeper.Close()
	identity.NewKeeper(f.Service, slog.New(slog.DiscardHandler)).Close() // one that never started
}
