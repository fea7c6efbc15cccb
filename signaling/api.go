package signaling

import (
	"context"
	"time"

	"giaoban/sfu"

	"github.com/livekit/protocol/livekit"
)

// api lets the RoomService act on the rooms.
type api struct{ service *Service }

func (a *api) rooms() *Rooms { return a.service.rooms }

func (a *api) CreateRoom(request *livekit.CreateRoomRequest) (*livekit.Room, error) {
	room, err := a.rooms().Open(request.GetName(), &livekit.RoomConfiguration{
		EmptyTimeout:     request.GetEmptyTimeout(),
		DepartureTimeout: request.GetDepartureTimeout(),
		MaxParticipants:  request.GetMaxParticipants(),
		Metadata:         request.GetMetadata(),
	})
	if err != nil {
		return nil, err
	}
	return room.Info(), nil
}

func (a *api) ListRooms() []*livekit.Room { return a.rooms().List() }

func (a *api) DeleteRoom(name string) error { return a.rooms().Delete(name) }

func (a *api) ListParticipants(name string) ([]*livekit.ParticipantInfo, error) {
	room, err := a.rooms().Find(name)
	if err != nil {
		return nil, err
	}
	return room.Participants(), nil
}

func (a *api) GetParticipant(name, identity string) (*livekit.ParticipantInfo, error) {
	room, err := a.rooms().Find(name)
	if err != nil {
		return nil, err
	}
	return room.GetParticipant(identity)
}

func (a *api) RemoveParticipant(request *livekit.RoomParticipantIdentity) error {
	var before time.Time
	if request.GetRevokeTokenTs() > 0 {
		before = time.Unix(request.GetRevokeTokenTs(), 0)
	}
	return a.service.RemoveParticipant(request.GetRoom(), request.GetIdentity(), before)
}

func (a *api) MutePublishedTrack(request *livekit.MuteRoomTrackRequest) (*livekit.TrackInfo, error) {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return nil, err
	}
	return room.MutePublishedTrack(request.GetIdentity(), request.GetTrackSid(), request.GetMuted())
}

func (a *api) UpdateParticipant(request *livekit.UpdateParticipantRequest) (*livekit.ParticipantInfo, error) {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return nil, err
	}
	return room.UpdateParticipant(request)
}

func (a *api) UpdateSubscriptions(request *livekit.UpdateSubscriptionsRequest) error {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return err
	}
	return room.UpdateSubscriptions(request)
}

func (a *api) SendData(request *livekit.SendDataRequest) error {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return err
	}
	return room.SendData(request)
}

func (a *api) UpdateRoomMetadata(request *livekit.UpdateRoomMetadataRequest) (*livekit.Room, error) {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return nil, err
	}
	return room.UpdateMetadata(request.GetMetadata())
}

func (a *api) PerformRPC(context.Context, *livekit.PerformRpcRequest) (string, error) {
	return "", &sfu.Error{Code: sfu.Unsupported, Message: "the server does not call participants"}
}
