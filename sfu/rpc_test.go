package sfu_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
)

type outcome struct {
	payload string
	err     error
}

// callRPC calls binh in the background and returns the request that it got.
func callRPC(t *testing.T, room *sfu.Room, m *member, timeout time.Duration) (*livekit.RpcRequest, <-chan outcome) {
	t.Helper()
	m.clear()
	done := make(chan outcome, 1)
	go func() {
		payload, err := room.PerformRPC(t.Context(), &livekit.PerformRpcRequest{
			DestinationIdentity: "binh", Method: "hand", Payload: "up?", ResponseTimeoutMs: uint32(timeout / time.Millisecond),
		})
		done <- outcome{payload, err}
	}()
	synctest.Wait()
	packet := last(t, m.data()).packet
	if packet.Sequence != 0 || packet.ParticipantIdentity != "" || packet.ParticipantSid != "" {
		t.Errorf("received %v, want no sequence and no sender", packet)
	}
	return packet.GetRpcRequest(), done
}

func rpcAck(id string) *livekit.DataPacket {
	return &livekit.DataPacket{DestinationIdentities: []string{""}, Value: &livekit.DataPacket_RpcAck{RpcAck: &livekit.RpcAck{RequestId: id}}}
}

func rpcResponse(id, payload string) *livekit.DataPacket {
	return &livekit.DataPacket{DestinationIdentities: []string{""}, Value: &livekit.DataPacket_RpcResponse{RpcResponse: &livekit.RpcResponse{
		RequestId: id, Value: &livekit.RpcResponse_Payload{Payload: payload},
	}}}
}

func TestPerformRPC(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m, bystander := newMember(), newMember()
		binh := join(t, room, "binh", m)
		other := join(t, room, "other", bystander)
		say := func(p *sfu.Participant, packet *livekit.DataPacket) {
			t.Helper()
			if err := p.SendPacket(reliable, packet); err != nil {
				t.Fatal(err)
			}
		}

		request, done := callRPC(t, room, m, 10*time.Second)
		if request.Id == "" || request.Method != "hand" || request.Payload != "up?" || request.ResponseTimeoutMs != 10000 || request.Version != 1 {
			t.Errorf("received %v", request)
		}
		say(other, rpcResponse(request.Id, "forged"))
		say(binh, rpcAck(request.Id))
		pass(9 * time.Second) // longer than an acknowledgement may take
		say(binh, rpcResponse(request.Id, "up"))
		if got := <-done; got.err != nil || got.payload != "up" {
			t.Errorf("got %+v, want binh's answer", got)
		}
		say(binh, rpcResponse(request.Id, "late"))

		request, done = callRPC(t, room, m, 0)
		if request.ResponseTimeoutMs != 15000 {
			t.Errorf("the default timeout is %d ms", request.ResponseTimeoutMs)
		}
		say(binh, &livekit.DataPacket{Value: &livekit.DataPacket_RpcResponse{RpcResponse: &livekit.RpcResponse{
			RequestId: request.Id, Value: &livekit.RpcResponse_Error{Error: &livekit.RpcError{Code: 1400, Message: "no such method", Data: "d"}},
		}}})
		var refusal *sfu.RPCError
		if got := <-done; !errors.As(got.err, &refusal) || *refusal != (sfu.RPCError{Code: 1400, Message: "no such method", Data: "d"}) {
			t.Errorf("got %+v, want binh's error", got)
		}

		if got := bystander.data(); len(got) != 0 {
			t.Errorf("a bystander received %v", got)
		}
		toOther := rpcResponse("a call between clients", "x")
		toOther.DestinationIdentities = []string{"other"}
		say(binh, toOther)
		if len(bystander.data()) != 1 {
			t.Error("answers between clients must pass")
		}
	})
}

func TestPerformRPCTimesOut(t *testing.T) {
	for name, tt := range map[string]struct {
		ack  bool
		want time.Duration
	}{
		"no acknowledgement": {false, 7 * time.Second},
		"no response":        {true, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				m := newMember()
				binh := join(t, room, "binh", m)
				start := time.Now()
				request, done := callRPC(t, room, m, 20*time.Second)
				if tt.ack {
					if err := binh.SendPacket(reliable, rpcAck(request.Id)); err != nil {
						t.Fatal(err)
					}
				}
				wantCode(t, (<-done).err, sfu.TimedOut)
				if took := time.Since(start); took != tt.want {
					t.Errorf("it took %v of the bubble's time, want %v", took, tt.want)
				}
			})
		})
	}
}

func TestPerformRPCEnds(t *testing.T) {
	for name, tt := range map[string]func(*sfu.Room, *sfu.Participant){
		"the participant leaves": func(_ *sfu.Room, p *sfu.Participant) { p.Leave(livekit.DisconnectReason_CLIENT_INITIATED) },
		"the room closes":        func(r *sfu.Room, _ *sfu.Participant) { r.Close(livekit.DisconnectReason_ROOM_DELETED) },
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				m := newMember()
				binh := join(t, room, "binh", m)
				_, done := callRPC(t, room, m, time.Minute)
				tt(room, binh)
				wantCode(t, (<-done).err, sfu.NotFound)
			})
		})
	}
}

func TestPerformRPCRefused(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		join(t, room, "binh", newMember())
		join(t, room, "mute", newMember(), withPermission(func(p *livekit.ParticipantPermission) { p.CanPublishData = false }))
		for name, tt := range map[string]struct {
			request *livekit.PerformRpcRequest
			code    sfu.Code
		}{
			"nobody":        {&livekit.PerformRpcRequest{DestinationIdentity: "nobody", Method: "m"}, sfu.NotFound},
			"cannot answer": {&livekit.PerformRpcRequest{DestinationIdentity: "mute", Method: "m"}, sfu.NotAllowed},
			"no method":     {&livekit.PerformRpcRequest{DestinationIdentity: "binh"}, sfu.Invalid},
			"long method":   {&livekit.PerformRpcRequest{DestinationIdentity: "binh", Method: strings.Repeat("m", 65)}, sfu.Invalid},
			"large payload": {&livekit.PerformRpcRequest{DestinationIdentity: "binh", Method: "m", Payload: strings.Repeat("p", 15<<10+1)}, sfu.LimitExceeded},
			"long timeout":  {&livekit.PerformRpcRequest{DestinationIdentity: "binh", Method: "m", ResponseTimeoutMs: 1 << 31}, sfu.Invalid},
		} {
			_, err := room.PerformRPC(t.Context(), tt.request)
			if err == nil || sfu.CodeOf(err) != tt.code {
				t.Errorf("%s: got error %v, want %q", name, err, tt.code)
			}
		}
	})
}

// Calls that nobody answers are bounded, and a caller that gives up makes room.
func TestPerformRPCBound(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		join(t, room, "binh", newMember())
		const bound = 256
		request := &livekit.PerformRpcRequest{DestinationIdentity: "binh", Method: "m"}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		errs := make(chan error, bound)
		for range bound {
			go func() {
				_, err := room.PerformRPC(ctx, request)
				errs <- err
			}()
		}
		synctest.Wait()
		_, err := room.PerformRPC(t.Context(), request)
		wantCode(t, err, sfu.LimitExceeded)
		cancel()
		for range bound {
			if err := <-errs; !errors.Is(err, context.Canceled) {
				t.Fatalf("got error %v, want the caller's", err)
			}
		}
		_, err = room.PerformRPC(t.Context(), request)
		wantCode(t, err, sfu.TimedOut)
	})
}
