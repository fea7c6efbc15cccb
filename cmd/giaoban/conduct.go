package main

import (
	"context"
	"log/slog"
	"sync"

	"github.com/livekit/protocol/livekit"
	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/scheduler/conclude/planned"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballotbox"
	"giaoban/scheduler/conduct/chat"
	"giaoban/scheduler/conduct/conductlog"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/conduct/notes"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/sfu"
	conductapi "giaoban/web/conduct"
	"giaoban/web/meetings"
	"giaoban/web/rest"
)

// addConduct makes the conducting of live meetings, which listens to the plan and to who comes and goes in rooms. It comes
// after addMeetings.
func (d *desk) addConduct(cfg *config.Config, db *bun.DB, live conference, rooms *roomWatcher, log *slog.Logger) error {
	accounts, err := newIdentity(cfg, db, d.trail)
	if err != nil {
		return err
	}
	box, err := sealBox(cfg)
	if err != nil {
		return err
	}
	d.ballots = ballotbox.New(db, box, d.trail)
	invited := &planned.Source{Meetings: d.meetings, Invitations: invitestore.New(db), Directory: d.units}
	d.conductor = conductor.New(conductor.Deps{
		Log: conductlog.New(db), Meetings: d.meetings, Attendance: d.attendance, Accounts: accountViewers{accounts, d.units}, Units: d.units,
		Invited: planned.Heads{Source: invited}, Papers: shownPapers{paperstore.New(db)}, Media: live, Ballots: d.ballots, Audit: d.trail, Node: "main", Now: d.clock.Now, Logger: log,
	})
	d.planner.Listen(d.conductor)
	rooms.tell(d.conductor.RoomChanged)
	d.begin, d.end = append(d.begin, d.conductor.Start), append(d.end, d.conductor.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		conductapi.Register(api, conductapi.Deps{
			Conductor: d.conductor, Ballots: d.ballots, Invited: invited,
			Chat:  chat.New(chat.Deps{DB: db, Floor: d.conductor, Hub: d.hub, Audit: d.trail, Now: d.clock.Now}),
			Notes: notes.New(notes.Deps{DB: db, Seats: d.conductor, Now: d.clock.Now}),
			Check: accounts.Check, Hub: d.hub, Now: d.clock.Now,
		})
	})
	return nil
}

// shownPapers tells which papers may be shown in a meeting.
type shownPapers struct{ store *paperstore.Store }

// Shows implements conduct.Papers.
func (p shownPapers) Shows(ctx context.Context, meetingID, paperID string) (bool, error) {
	all, err := p.store.OfMeeting(ctx, p.store.DB(), meetingID)
	if err != nil {
		return false, err
	}
	for i := range all {
		if all[i].ID == paperID {
			return all[i].State == papers.Released, nil
		}
	}
	return false, nil
}

// roomWatcher tells of rooms in which somebody came or went.
type roomWatcher struct {
	sfu.NopObserver
	mu   sync.Mutex
	told []func(room, joined string) // guarded by mu
}

func (w *roomWatcher) tell(told func(room, joined string)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, told)
}

func (w *roomWatcher) changed(room *livekit.Room, joined string) {
	w.mu.Lock()
	told := w.told
	w.mu.Unlock()
	for _, tell := range told {
		tell(room.GetName(), joined)
	}
}

// ParticipantJoined implements sfu.Observer.
func (w *roomWatcher) ParticipantJoined(room *livekit.Room, participant *livekit.ParticipantInfo) {
	w.changed(room, participant.GetIdentity())
}

// ParticipantLeft implements sfu.Observer.
func (w *roomWatcher) ParticipantLeft(room *livekit.Room, _ *livekit.ParticipantInfo) {
	w.changed(room, "")
}

// RoomFinished implements sfu.Observer.
func (w *roomWatcher) RoomFinished(room *livekit.Room, _ livekit.DisconnectReason) {
	w.changed(room, "")
}

// Present implements conduct.Media.
func (c conference) Present(room string) []string {
	participants := c.service.Rooms().Participants(room)
	identities := make([]string, len(participants))
	for i, participant := range participants {
		identities[i] = participant.GetIdentity()
	}
	return identities
}

// Permit implements conduct.Media.
func (c conference) Permit(room, identity string, rights conduct.Rights) error {
	found, err := c.service.Rooms().Find(room)
	if err == nil {
		_, err = found.UpdateParticipant(&livekit.UpdateParticipantRequest{Room: room, Identity: identity, Permission: meetings.Permission(rights)})
	}
	if sfu.CodeOf(err) == sfu.NotFound {
		return nil
	}
	return err
}

// Prefer implements conduct.Media.
func (c conference) Prefer(room string, identities []string) error {
	found, err := c.service.Rooms().Find(room)
	if err == nil {
		found.Prefer(identities)
	}
	if sfu.CodeOf(err) == sfu.NotFound {
		return nil
	}
	return err
}

// Mute implements conduct.Media.
func (c conference) Mute(room, identity string) error {
	found, err := c.service.Rooms().Find(room)
	if err != nil {
		return nil //nolint:nilerr // nobody is there
	}
	participant, err := found.GetParticipant(identity)
	if err != nil {
		return nil //nolint:nilerr // gone since
	}
	for _, track := range participant.GetTracks() {
		if track.GetSource() != livekit.TrackSource_MICROPHONE || track.GetMuted() {
			continue
		}
		if _, err := found.MutePublishedTrack(identity, track.GetSid(), true); err != nil && sfu.CodeOf(err) != sfu.NotFound {
			return err
		}
	}
	return nil
}
