package web

import (
	"context"
	"net/http"

	"github.com/livekit/protocol/livekit"

	"giaoban/scheduler/directory"
	"giaoban/sfu"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type muteInput struct {
	Name     string `path:"name" doc:"The room's id." maxLength:"256"`
	Identity string `path:"identity" doc:"The participant's identity." maxLength:"256"`
	Body     *struct {
		TrackSID string `json:"trackSid,omitempty" doc:"Only this track." maxLength:"64" example:"TR_AMk3h1D2f9aQ0z"`
		All      bool   `json:"all,omitempty" doc:"Camera and screen too. Without it and without trackSid: the microphone."`
	}
}

type participantInput struct {
	Name     string `path:"name" doc:"The room's id." maxLength:"256"`
	Identity string `path:"identity" doc:"The participant's identity." maxLength:"256"`
}

type mutedOutput struct {
	Body struct {
		Muted int `json:"muted" doc:"How many tracks were muted that were not before."`
	}
}

func (s *Server) registerModeration(api *rest.API) {
	const scope = "By the chair and the secretary of the meeting, or of the room's unit or one above it. Nobody can unmute someone else."
	failures := []problem.Code{problem.NotFound, problem.Conflict}
	rest.Register(api, rest.Endpoint{
		ID: "mute-participant", Method: http.MethodPost, Path: "/rooms/{name}/participants/{identity}/mute", Tag: "rooms", Allow: rest.Members,
		Summary: "Mute a participant", Description: scope, Errors: failures,
	}, s.muteParticipant)
	rest.Register(api, rest.Endpoint{
		ID: "mute-all", Method: http.MethodPost, Path: "/rooms/{name}/mute-all", Tag: "rooms", Allow: rest.Members,
		Summary: "Mute the hall", Description: "Every microphone but the caller's own. " + scope, Errors: failures,
	}, s.muteAll)
	rest.Register(api, rest.Endpoint{
		ID: "remove-participant", Method: http.MethodDelete, Path: "/rooms/{name}/participants/{identity}", Tag: "rooms", Allow: rest.Members,
		Status: http.StatusNoContent, Summary: "Remove a participant from the room", Description: scope, Errors: failures,
	}, s.removeParticipant)
}

// moderated returns the room if the caller may moderate it.
func (s *Server) moderated(ctx context.Context, name string) (*directory.Room, error) {
	room, may, err := s.room(ctx, name)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, problem.New(problem.Forbidden)
	}
	return room, nil
}

func (s *Server) muteParticipant(ctx context.Context, input *muteInput) (*mutedOutput, error) {
	room, err := s.moderated(ctx, input.Name)
	if err != nil {
		return nil, err
	}
	participant, err := s.participant(ctx, room.Name, input.Identity)
	if err != nil {
		return nil, err
	}
	trackSID, all := "", false
	if input.Body != nil {
		trackSID, all = input.Body.TrackSID, input.Body.All
	}
	known := trackSID == ""
	output := &mutedOutput{}
	for _, track := range participant.GetTracks() {
		wanted := all || track.GetSource() == livekit.TrackSource_MICROPHONE
		if trackSID != "" {
			wanted = track.GetSid() == trackSID
			known = known || wanted
		}
		if !wanted || track.GetMuted() {
			continue
		}
		if err := s.mute(ctx, room.Name, participant, track); err != nil {
			return nil, err
		}
		output.Body.Muted++
	}
	if !known {
		return nil, problem.New(problem.NotFound)
	}
	return output, nil
}

func (s *Server) muteAll(ctx context.Context, input *struct {
	Name string `path:"name" doc:"The room's id." maxLength:"256"`
}) (*mutedOutput, error) {
	room, err := s.moderated(ctx, input.Name)
	if err != nil {
		return nil, err
	}
	participants, err := s.deps.Conference.Participants(ctx, room.Name)
	if err != nil {
		return nil, err
	}
	output := &mutedOutput{}
	for _, participant := range participants {
		if participant.GetIdentity() == rest.CallerOf(ctx).Account.ID {
			continue
		}
		for _, track := range participant.GetTracks() {
			if track.GetSource() != livekit.TrackSource_MICROPHONE || track.GetMuted() {
				continue
			}
			err := s.mute(ctx, room.Name, participant, track)
			if sfu.CodeOf(err) == sfu.NotFound {
				continue // left, or unpublished, since the list was made
			}
			if err != nil {
				return nil, err
			}
			output.Body.Muted++
		}
	}
	return output, nil
}

// mute records the act first: a microphone cannot be unmuted again if the record fails.
func (s *Server) mute(ctx context.Context, room string, participant *livekit.ParticipantInfo, track *livekit.TrackInfo) error {
	err := s.deps.Audit.Append(ctx, rest.CallerOf(ctx).Actor(), "room.track_muted", subject(room, participant.GetIdentity()),
		map[string]string{"track": track.GetSid(), "source": track.GetSource().String(), "name": participant.GetName()})
	if err != nil {
		return err
	}
	return s.deps.Conference.MuteTrack(ctx, room, participant.GetIdentity(), track.GetSid())
}

func (s *Server) removeParticipant(ctx context.Context, input *participantInput) (*struct{}, error) {
	room, err := s.moderated(ctx, input.Name)
	if err != nil {
		return nil, err
	}
	participant, err := s.participant(ctx, room.Name, input.Identity)
	if err != nil {
		return nil, err
	}
	err = s.deps.Audit.Append(ctx, rest.CallerOf(ctx).Actor(), "room.participant_removed", subject(room.Name, input.Identity),
		map[string]string{"name": participant.GetName()})
	if err != nil {
		return nil, err
	}
	return nil, s.deps.Conference.RemoveParticipant(ctx, room.Name, input.Identity)
}

// participant returns one participant of a room; a refusal when there is no such.
func (s *Server) participant(ctx context.Context, room, identity string) (*livekit.ParticipantInfo, error) {
	participants, err := s.deps.Conference.Participants(ctx, room)
	if err != nil {
		return nil, err
	}
	for _, participant := range participants {
		if participant.GetIdentity() == identity {
			return participant, nil
		}
	}
	return nil, problem.Because(problem.NotFound, "participant")
}

func subject(room, identity string) string { return "room:" + room + "/participant:" + identity }
