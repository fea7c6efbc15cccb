package signaling

import (
	"context"
	"time"

	"github.com/livekit/protocol/livekit"
)

// api lets the RoomService act on the rooms.
type api struct{ service *Service }

func (a *api) rooms() *Rooms { return a.service.rooms }

// CreateRoom implements roomservice.Rooms.
func (a *api) CreateRoom(request *livekit.CreateRoomRequest) (*livekit.Room, error) {
	room, err := a.rooms().Open(request.GetName(), &livekit.RoomConfiguration{
		EmptyTimeout:     request.GetEmptyTimeout(),
		DepartureTimeout: request.GetDepartureTimeout(),
		MaxParticipants:  request.GetMaxParticipants(),
		Metadata:         request.GetMetadata(),
		MinPlayoutDelay:  request.GetMinPlayoutDelay(),
		MaxPlayoutDelay:  request.GetMaxPlayoutDelay(),
		SyncStreams:      request.GetSyncStreams(),
	})
	if err != nil {
		return nil, err
	}
	return room.Info(), nil
}

// ListRooms implements roomservice.Rooms.
func (a *api) ListRooms() []*livekit.Room { return a.rooms().List() }

// DeleteRoom implements roomservice.Rooms.
func (a *api) DeleteRoom(name string) error { return a.rooms().Delete(name) }

// ListParticipants implements roomservice.Rooms.
func (a *api) ListParticipants(name string) ([]*livekit.ParticipantInfo, error) {
	room, err := a.rooms().Find(name)
	if err != nil {
		return nil, err
	}
	return room.Participants(), nil
}

// GetParticipant implements roomservice.Rooms.
func (a *api) GetParticipant(name, identity string) (*livekit.ParticipantInfo, error) {
	room, err := a.rooms().Find(name)
	if err != nil {
		return nil, err
	}
	return room.GetParticipant(identity)
}

// RemoveParticipant implements roomservice.Rooms.
func (a *api) RemoveParticipant(request *livekit.RoomParticipantIdentity) error {
	var before time.Time
	if request.GetRevokeTokenTs() > 0 {
		before = time.Unix(request.GetRevokeTokenTs(), 0)
	}
	return a.service.RemoveParticipant(request.GetRoom(), request.GetIdentity(), before)
}

// MutePublishedTrack implements roomservice.Rooms.
func (a *api) MutePublishedTrack(request *livekit.MuteRoomTrackRequest) (*livekit.TrackInfo, error) {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return nil, err
	}
	return room.MutePublishedTrack(request.GetIdentity(), request.GetTrackSid(), request.GetMuted())
}

// UpdateParticipant implements roomservice.Rooms.
func (a *api) UpdateParticipant(request *livekit.UpdateParticipantRequest) (*livekit.ParticipantInfo, error) {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return nil, err
	}
	return room.UpdateParticipant(request)
}

// UpdateSubscriptions implements roomservice.Rooms.
func (a *api) UpdateSubscriptions(request *livekit.UpdateSubscriptionsRequest) error {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return err
	}
	return room.UpdateSubscriptions(request)
}

// SendData implements roomservice.Rooms.
func (a *api) SendData(request *livekit.SendDataRequest) error {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return err
	}
	return room.SendData(request)
}

// UpdateRoomMetadata implements roomservice.Rooms.
func (a *api) UpdateRoomMetadata(request *livekit.UpdateRoomMetadataRequest) (*livekit.Room, error) {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return nil, err
	}
	return room.UpdateMetadata(request.GetMetadata())
}

// PerformRPC implements roomservice.Rooms.
func (a *api) PerformRPC(ctx context.Context, request *livekit.PerformRpcRequest) (string, error) {
	room, err := a.rooms().Find(request.GetRoom())
	if err != nil {
		return "", err
	}
	return room.PerformRPC(ctx, request)
}
