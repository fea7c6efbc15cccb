package web_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/recorder/archive"
	"giaoban/recorder/cuts"
	"giaoban/recorder/library"
	"giaoban/recorder/marks"
	"giaoban/recorder/retention"
	"giaoban/recorder/speech"
	"giaoban/recorder/studio"
	"giaoban/recorder/subtitles"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/directory"
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

func noMinutes(context.Context, directory.By, string) ([]byte, error) { return nil, nil }

func recordingsArea(floor *conductor.Conductor, store *planstore.Store, attendance *invitestore.Store, trail *audit.Log, now func() time.Time) func(*rest.API) {
	made := studio.New(studio.Deps{
		Store: library.New(store.DB(), attendance), Rooms: noRooms{}, Meetings: store, Floor: floor, Audit: trail, Events: events.NewHub(),
		Dir: "/nonexistent", Key: make(ed25519.PrivateKey, ed25519.PrivateKeySize), Now: now, Log: slog.New(slog.DiscardHandler),
	})
	stored := archive.New(archive.Deps{Library: made.Store, Dir: made.Dir, Now: now, Log: slog.New(slog.DiscardHandler)})
	keeper := retention.New(retention.Deps{Library: made.Store, Archive: stored, Meetings: store, Watchers: made, Audit: trail, Now: now})
	noted := marks.New(marks.Deps{DB: store.DB(), Recordings: made, Audit: trail, Publish: func(events.Event) {}, Now: now})
	texts := subtitles.New(subtitles.Deps{DB: store.DB(), Recordings: made, Archive: stored, Audit: trail, Publish: func(events.Event) {}, Now: now})
	return func(api *rest.API) {
		recordings.Register(api, recordings.Deps{
			Studio: made, Archive: stored, Mover: archive.NewMover(stored, archive.Windows{}), Keeper: keeper, Minutes: noMinutes, Proceedings: noProceedings{},
			Marks: noted, Cuts: cuts.New(cuts.Deps{DB: store.DB(), Recordings: made, Audit: trail, Now: now}),
			Subtitles: texts, Speech: speech.New(speech.Deps{DB: store.DB(), Subtitles: texts, Audit: trail, Publish: func(events.Event) {}, Now: now}),
		})
	}
}
