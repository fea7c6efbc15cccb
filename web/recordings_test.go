package web_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/recorder/library"
	"giaoban/recorder/studio"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan/planstore"
	"giaoban/sfu"
	"giaoban/web/recordings"
	"giaoban/web/rest"
)

// noRooms has no media plane: nothing can be recorded.
type noRooms struct{}

func (noRooms) Present(string) []string { return nil }

func (noRooms) OpenRoom(context.Context, string) (*sfu.Room, error) {
	return nil, errors.New("no media plane")
}

type noProceedings struct{}

func (noProceedings) Proceedings(context.Context, string) (*conclude.Proceedings, error) {
	return &conclude.Proceedings{}, nil
}

func recordingsArea(floor *conductor.Conductor, store *planstore.Store, attendance *invitestore.Store, trail *audit.Log, now func() time.Time) func(*rest.API) {
	made := studio.New(studio.Deps{
		Store: library.New(store.DB(), attendance), Rooms: noRooms{}, Meetings: store, Floor: floor, Audit: trail, Events: events.NewHub(),
		Dir: "/nonexistent", Key: make(ed25519.PrivateKey, ed25519.PrivateKeySize), Now: now, Log: slog.New(slog.DiscardHandler),
	})
	return func(api *rest.API) {
		recordings.Register(api, recordings.Deps{Studio: made, Proceedings: noProceedings{}})
	}
}
