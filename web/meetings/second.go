package meetings

import (
	"context"
	"net/http"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/plan"
	"giaoban/signaling/token"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

func (a *area) registerSecond(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "join-second-screen", Method: http.MethodPost, Path: "/meetings/{id}/second-screen", Tag: tag, Allow: rest.Members,
		Summary: "Get in with a room's second screen",
		Description: "For who is in the meeting's room already: a ticket to watch there once more, on another screen of the same place. " +
			"It sends nothing, is on nobody's list and is taken out soon after its owner has left. An account has one at a time.",
		Errors: append([]problem.Code{problem.Conflict}, reading...),
	}, func(ctx context.Context, input *meetingInput) (*struct{ Body joinTicket }, error) {
		ticket, err := a.second(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return &struct{ Body joinTicket }{*ticket}, nil
	})
}

// second makes the ticket of the caller's second screen. Who watches unseen must be seen otherwise: it is given only to
// accounts that are in the room.
func (a *area) second(ctx context.Context, meetingID string) (*joinTicket, error) {
	entry, err := a.Door.Look(ctx, by(ctx), meetingID)
	if err != nil {
		return nil, err
	}
	who, m := rest.CallerOf(ctx), entry.Meeting
	if entry.Decision.Verdict != plan.Enter || a.Inside == nil || !a.Inside(m.Room(), who.Account.ID) {
		return nil, fault.New(fault.Conflict, "meetings.second_alone")
	}
	if err := a.Door.Watched(ctx, by(ctx), m.ID); err != nil {
		return nil, err
	}
	return a.sign(&token.Grant{
		Room: m.Room(), Identity: identity.SecondScreen(who.Account.ID), Name: who.Viewer.Name, Lifetime: a.TokenLifetime,
		Permission: &livekit.ParticipantPermission{CanSubscribe: true, Hidden: true},
	}, entry.Decision.Role)
}
