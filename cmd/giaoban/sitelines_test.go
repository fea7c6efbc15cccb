package main

import (
	"log/slog"
	"testing"

	"giaoban/internal/audit"
	"giaoban/internal/clock"
	"giaoban/internal/config"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
)

func TestLinesOfSites(t *testing.T) {
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.DataDir, cfg.Demo.Enabled = t.TempDir(), true
	db, err := store.Open(t.Context(), cfg.Store.DSN, cfg.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	hours := clock.New(0)
	d, err := newDesk(t.Context(), cfg, db, hours, audit.New(db, hours.Now))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := prepareDemo(t.Context(), cfg, d.accounts, d.units); err != nil {
		t.Fatal(err)
	}
	lines := siteLines{d.accounts, d.units, slog.New(slog.DiscardHandler)}
	accountOf := func(username string) *identity.Account {
		t.Helper()
		account, err := d.accounts.Account(t.Context(), username)
		if err != nil {
			t.Fatal(err)
		}
		return account
	}
	delegate := accountOf("daibieu")
	viewer, err := d.units.Viewer(t.Context(), delegate)
	if err != nil {
		t.Fatal(err)
	}
	room, err := d.units.Room(t.Context(), demo.RoomName(viewer.Unit.Code))
	if err != nil {
		t.Fatal(err)
	}
	admin, err := d.units.Viewer(t.Context(), accountOf("quantri"))
	if err != nil {
		t.Fatal(err)
	}
	change := *room
	change.LineKbps = 768
	if _, err := d.units.UpdateRoom(t.Context(), directory.By{Viewer: admin}, room.Version, change); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		identity string
		want     uint64
	}{
		"its unit's line":       {delegate.ID, 768_000},
		"a second screen's":     {identity.SecondScreen(delegate.ID), 768_000},
		"the province's":        {accountOf("chutri").ID, 1_000_000_000},
		"nobody's":              {"AC_nobody", 0},
		"not of the directory":  {"publisher-001", 0},
		"of no identity at all": {"", 0},
	} {
		if got := lines.of(t.Context(), test.identity); got != test.want {
			t.Errorf("%s is %d bit/s, want %d", name, got, test.want)
		}
	}
}
