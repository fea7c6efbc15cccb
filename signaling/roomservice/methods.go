package roomservice

import (
	"context"
	"slices"

	"github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

// nonceLength is the length in bytes of a SendData nonce (a UUID).
const nonceLength = 16

// CreateRoom implements livekit.RoomService.
func (s *server) CreateRoom(ctx context.Context, request *livekit.CreateRoomRequest) (*livekit.Room, error) {
	if err := allow(ctx, roomCreate, ""); err != nil {
		return nil, err
	}
	if request.Name == "" {
		return nil, twirp.RequiredArgumentError("name")
	}
	room, err := s.rooms.CreateRoom(request)
	return room, s.answer(ctx, err)
}

// ListRooms implements livekit.RoomService.
func (s *server) ListRooms(ctx context.Context, request *livekit.ListRoomsRequest) (*livekit.ListRoomsResponse, error) {
	if err := allow(ctx, roomList, ""); err != nil {
		return nil, err
	}
	rooms := s.rooms.ListRooms()
	if len(request.Names) > 0 {
		rooms = slices.DeleteFunc(rooms, func(room *livekit.Room) bool {
			return !slices.Contains(request.Names, room.Name)
		})
	}
	return &livekit.ListRoomsResponse{Rooms: rooms}, nil
}

// DeleteRoom implements livekit.RoomService.
func (s *server) DeleteRoom(ctx context.Context, request *livekit.DeleteRoomRequest) (*livekit.DeleteRoomResponse, error) {
	if err := allow(ctx, roomCreate, ""); err != nil {
		return nil, err
	}
	if err := s.rooms.DeleteRoom(request.Room); err != nil {
		return nil, s.answer(ctx, err)
	}
	return &livekit.DeleteRoomResponse{}, nil
}

// ListParticipants implements livekit.RoomService.
func (s *server) ListParticipants(ctx context.Context, request *livekit.ListParticipantsRequest) (*livekit.ListParticipantsResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	participants, err := s.rooms.ListParticipants(request.Room)
	if err != nil {
		return nil, s.answer(ctx, err)
	}
	return &livekit.ListParticipantsResponse{Participants: participants}, nil
}

// GetParticipant implements livekit.RoomService.
func (s *server) GetParticipant(ctx context.Context, request *livekit.RoomParticipantIdentity) (*livekit.ParticipantInfo, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	info, err := s.rooms.GetParticipant(request.Room, request.Identity)
	return info, s.answer(ctx, err)
}

// RemoveParticipant implements livekit.RoomService.
func (s *server) RemoveParticipant(ctx context.Context, request *livekit.RoomParticipantIdentity) (*livekit.RemoveParticipantResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	if err := s.rooms.RemoveParticipant(request); err != nil {
		return nil, s.answer(ctx, err)
	}
	return &livekit.RemoveParticipantResponse{}, nil
}

// MutePublishedTrack implements livekit.RoomService.
func (s *server) MutePublishedTrack(ctx context.Context, request *livekit.MuteRoomTrackRequest) (*livekit.MuteRoomTrackResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	track, err := s.rooms.MutePublishedTrack(request)
	if err != nil {
		return nil, s.answer(ctx, err)
	}
	return &livekit.MuteRoomTrackResponse{Track: track}, nil
}

// UpdateParticipant implements livekit.RoomService.
func (s *server) UpdateParticipant(ctx context.Context, request *livekit.UpdateParticipantRequest) (*livekit.ParticipantInfo, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	info, err := s.rooms.UpdateParticipant(request)
	return info, s.answer(ctx, err)
}

// UpdateSubscriptions implements livekit.RoomService.
func (s *server) UpdateSubscriptions(ctx context.Context, request *livekit.UpdateSubscriptionsRequest) (*livekit.UpdateSubscriptionsResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	if err := s.rooms.UpdateSubscriptions(request); err != nil {
		return nil, s.answer(ctx, err)
	}
	return &livekit.UpdateSubscriptionsResponse{}, nil
}

// SendData implements livekit.RoomService.
func (s *server) SendData(ctx context.Context, request *livekit.SendDataRequest) (*livekit.SendDataResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	if length := len(request.Nonce); length != 0 && length != nonceLength {
		return nil, twirp.InvalidArgumentError("nonce", "must be empty or 16 bytes")
	}
	if err := s.rooms.SendData(request); err != nil {
		return nil, s.answer(ctx, err)
	}
	return &livekit.SendDataResponse{}, nil
}

// UpdateRoomMetadata implements livekit.RoomService.
func (s *server) UpdateRoomMetadata(ctx context.Context, request *livekit.UpdateRoomMetadataRequest) (*livekit.Room, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	if len(request.Metadata) > s.config.MetadataBytes {
		return nil, twirp.InvalidArgumentError("metadata", "is too large")
	}
	room, err := s.rooms.UpdateRoomMetadata(request)
	return room, s.answer(ctx, err)
}

// PerformRpc implements livekit.RoomService.
//
//nolint:revive // the generated interface names it
func (s *server) PerformRpc(ctx context.Context, request *livekit.PerformRpcRequest) (*livekit.PerformRpcResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	switch {
	case request.DestinationIdentity == "":
		return nil, twirp.RequiredArgumentError("destination_identity")
	case request.Method == "":
		return nil, twirp.RequiredArgumentError("method")
	}
	payload, err := s.rooms.PerformRPC(ctx, request)
	if err != nil {
		return nil, s.answer(ctx, err)
	}
	return &livekit.PerformRpcResponse{Payload: payload}, nil
}

// ForwardParticipant implements livekit.RoomService.
func (s *server) ForwardParticipant(ctx context.Context, request *livekit.ForwardParticipantRequest) (*livekit.ForwardParticipantResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	return nil, unimplemented()
}

// MoveParticipant implements livekit.RoomService.
func (s *server) MoveParticipant(ctx context.Context, request *livekit.MoveParticipantRequest) (*livekit.MoveParticipantResponse, error) {
	if err := allow(ctx, roomAdmin, request.Room); err != nil {
		return nil, err
	}
	return nil, unimplemented()
}

func unimplemented() error {
	return twirp.NewError(twirp.Unimplemented, "participants cannot be moved or forwarded to another room")
}
