package web

import (
	"context"
	"net/http"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/web/problem"
	"giaoban/web/rest"
)

// handAttribute is the participant attribute that tells everyone in a room since when a hand is up (RFC 3339); absent
// when it is down. The server writes it: participants may not change their own attributes, among which are their site
// and their role.
const handAttribute = "hand"

type handInput struct {
	Name string `path:"name" doc:"The room's id." maxLength:"256"`
	Body struct {
		Raised bool `json:"raised" doc:"Up or down."`
	}
}

func (s *Server) registerHands(api *rest.API) {
	failures := []problem.Code{problem.NotFound, problem.Conflict}
	rest.Register(api, rest.Endpoint{
		ID: "raise-hand", Method: http.MethodPut, Path: "/rooms/{name}/hand", Tag: "rooms", Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Raise or lower one's own hand",
		Description: "Everyone in the room sees it, in the order in which hands went up. The caller must be in the room.", Errors: failures,
	}, s.raiseHand)
	rest.Register(api, rest.Endpoint{
		ID: "lower-hand", Method: http.MethodDelete, Path: "/rooms/{name}/participants/{identity}/hand", Tag: "rooms", Allow: rest.Members,
		Status: http.StatusNoContent, Summary: "Lower a participant's hand", Description: "By the chair and the secretary of the meeting, or of the room's unit or one above it.", Errors: failures,
	}, s.lowerHand)
}

func (s *Server) raiseHand(ctx context.Context, input *handInput) (*struct{}, error) {
	room, _, err := s.room(ctx, input.Name)
	if err != nil {
		return nil, err
	}
	participant, err := s.participant(ctx, room.Name, rest.CallerOf(ctx).Account.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.setHand(ctx, room.Name, participant, input.Body.Raised)
}

func (s *Server) lowerHand(ctx context.Context, input *participantInput) (*struct{}, error) {
	room, err := s.moderated(ctx, input.Name)
	if err != nil {
		return nil, err
	}
	participant, err := s.participant(ctx, room.Name, input.Identity)
	if err != nil {
		return nil, err
	}
	return nil, s.setHand(ctx, room.Name, participant, false)
}

// setHand puts a hand up or down. A hand that is as wanted is left alone, so that one who asks twice keeps the place.
func (s *Server) setHand(ctx context.Context, room string, participant *livekit.ParticipantInfo, raised bool) error {
	if raised == (participant.GetAttributes()[handAttribute] != "") {
		return nil
	}
	act, since := "room.hand_lowered", ""
	if raised {
		act, since = "room.hand_raised", s.deps.Now().UTC().Format(time.RFC3339Nano)
	}
	err := s.deps.Audit.Append(ctx, rest.CallerOf(ctx).Actor(), act, subject(room, participant.GetIdentity()), map[string]string{"name": participant.GetName()})
	if err != nil {
		return err
	}
	return s.deps.Conference.SetAttributes(ctx, room, participant.GetIdentity(), map[string]string{handAttribute: since})
}
