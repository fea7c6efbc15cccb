package main

import (
	"context"
	"log/slog"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/dirstore"
)

// siteLines knows from the directory what the lines of those carry who join rooms.
type siteLines struct {
	accounts *identity.Service
	units    *dirstore.Store
	log      *slog.Logger
}

// of returns what the line of an identity in a room carries each way, in bit/s: that of the room whose terminal it is, else the
// best that its unit has. It is 0 when the directory does not say; a join goes on without it in any case.
func (l siteLines) of(ctx context.Context, who string) uint64 {
	account := who
	if owner, second := identity.OwnerOf(who); second {
		account = owner
	}
	viewer, err := accountViewers{l.accounts, l.units}.ViewerOf(ctx, account)
	if err != nil {
		return 0 // nobody of the directory, such as who came by a key of the API
	}
	kbps, err := l.kbps(ctx, viewer)
	if err != nil {
		l.log.WarnContext(ctx, "what a site's line carries could not be looked up", "identity", who, "error", err)
		return 0
	}
	return uint64(max(kbps, 0)) * 1000
}

func (l siteLines) kbps(ctx context.Context, viewer *directory.Viewer) (kbps int64, err error) {
	switch {
	case viewer.Room != "":
		rooms, err := l.units.RoomsByName(ctx, []string{viewer.Room})
		return rooms[viewer.Room].LineKbps, err
	case viewer.Unit.IsZero():
		return 0, nil
	}
	rooms, _, err := l.units.Rooms(ctx, directory.RoomQuery{Unit: viewer.Unit, Page: directory.Page{Limit: directory.MaxPage}})
	for i := range rooms {
		kbps = max(kbps, rooms[i].LineKbps)
	}
	return kbps, err
}
